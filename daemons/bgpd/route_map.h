/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Route maps. Asking and changing are two steps: which entry a route meets may depend on its prefix, but what the entry
 * changes depends on the attributes alone. So of a million routes that share a few attribute sets each is only asked
 * about, and each set is changed once.
 */
#pragma once
#include "daemons/bgpd/attr.h"
#include "daemons/bgpd/community_list.h"
#include "daemons/bgpd/text_list.h"
#include "lib/mention.h"

#define ROUTE_MAP_VALUES 32 /* AS numbers or communities in one `set` */

enum route_kind {
	ROUTE_LOCAL,
	ROUTE_INTERNAL,
	ROUTE_EXTERNAL,
};

/* What a route map can ask about. */
struct route_facts {
	const struct ip_prefix *prefix;
	const struct attr_set *set;
	struct ip_addr source; /* neighbor that sent it; family 0: own route */
	enum route_kind kind;
	const char *
	    nameif; /* of the interface that the next hop is on; NULL: unknown. Only where map->interface_conditions */
};

enum route_match {
	ROUTE_MATCH_ADDRESS, /* lists[] are struct prefix_list */
	ROUTE_MATCH_NEXT_HOP,
	ROUTE_MATCH_SOURCE,
	ROUTE_MATCH_AS_PATH,   /* struct text_list */
	ROUTE_MATCH_COMMUNITY, /* struct community_list */
	ROUTE_MATCH_INTERFACE,
	ROUTE_MATCH_METRIC,
	ROUTE_MATCH_TAG,
	ROUTE_MATCH_TYPE,
	ROUTE_MATCHES,
};

/* One of what a `match` line names; those of one kind are alternatives. */
struct route_condition {
	struct route_condition *next;
	enum route_match match;
	char name[FILTER_NAME_MAX]; /* of a list, or of an interface */
	int family;                 /* AF_INET, AF_INET6: of an address or a next hop */
	bool exact;
	uint32_t number;
	void *list;             /* NULL: there is none of this name; nothing matches it */
	struct mention mention; /* of the list, where the map is in force */
};

enum route_metric {
	ROUTE_METRIC_KEEP,
	ROUTE_METRIC_SET,
	ROUTE_METRIC_ADD,
	ROUTE_METRIC_SUBTRACT,
};

struct route_change {
	uint32_t prepend[ROUTE_MAP_VALUES];
	unsigned prepend_count;
	unsigned prepend_last; /* how often the first AS of the path is repeated */
	bool community, additive;
	uint32_t communities[ROUTE_MAP_VALUES];
	unsigned community_count;
	bool has_local_pref, has_origin, has_weight, has_tag, automatic_tag, peer_address;
	uint32_t local_pref, origin, weight, tag;
	enum route_metric metric_how;
	uint32_t metric;
	struct ip_addr next_hop, next_hop6; /* family 0: unchanged */
};

struct route_map_entry {
	struct route_map *map;
	uint64_t fingerprint; /* with that of every list that it names */
	uint32_t sequence;
	bool permit;
	struct route_condition *conditions;
	struct route_change change;
};

struct route_map {
	char name[FILTER_NAME_MAX];
	uint64_t fingerprint;             /* of all entries */
	struct route_map_entry **entries; /* by ascending number */
	unsigned count, room;
	unsigned prefix_conditions, interface_conditions; /* how many ask for the prefix of a route, … */
	struct route_map *due_next;                       /* while a change is put into force */
	bool due;
	UT_hash_handle hh; /* by name */
};

struct filters;

struct route_map *route_map_new(const char *name);
void route_map_free(struct route_map *m);
/* The entry of this number, made when it is not there. */
struct route_map_entry *route_map_entry(struct route_map *m, uint32_t sequence);
struct route_condition *route_map_condition(struct route_map_entry *e, enum route_match match);
/* Takes an entry out, the caller's from now on; NULL: there is none of this number. */
struct route_map_entry *route_map_take(struct route_map *m, uint32_t sequence);
/* Puts an entry in, in the place of one of this number that is not there. */
void route_map_put(struct route_map *m, struct route_map_entry *e);
void route_map_entry_free(struct route_map_entry *e);
/* Looks up the lists that the entry names: before it is used, and when one of them has changed. */
void route_map_resolve(struct route_map_entry *e, const struct filters *filters);

/* The entry that lets the route pass; NULL: it is held back. */
const struct route_map_entry *route_map_find(const struct route_map *m, const struct route_facts *facts);
/* Changes `set` as the entry says; `peer` is what peer-address stands for. */
void route_map_apply(
    const struct route_map_entry *e, struct attr_set *set, int family, const struct ip_addr *peer);
/* True when the entry names a next hop for routes of this family. */
bool route_map_sets_next_hop(const struct route_map_entry *e, int family);
