/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The routing table of BGP. One destination per prefix holds the paths of all sources, which is Adj-RIB-In
 * and Loc-RIB in one, and what each neighbor has been told, which is Adj-RIB-Out (rib_out.h).
 *
 *     hash -> rib_dest ── paths ─> rib_path (best first) ─> … each with an interned attr and its nexthop
 *                      └─ outs ──> rib_out  (one per neighbor that has been told)
 *
 * Nothing is done at once for many routes: a change marks a destination dirty, and rib_run() decides the
 * dirty ones in slices. What concerns the whole table (a neighbor is gone, a next hop has changed, a
 * neighbor has come) is a rib_walk, which goes through the table in slices too.
 */
#pragma once
#include "daemons/bgpd/attr.h"
#include "daemons/bgpd/nlri.h"
#include "daemons/bgpd/pool.h"

struct bgp;
struct nexthop;
struct peer;
struct rib;
struct rib_out;

enum rib_source_kind {
	RIB_SOURCE_EBGP,
	RIB_SOURCE_IBGP,
	RIB_SOURCE_NETWORK,
	RIB_SOURCE_CONNECTED, /* redistribute connected */
	RIB_SOURCE_STATIC,
	RIB_SOURCE_AGGREGATE,
	RIB_SOURCE_DEFAULT, /* default-information originate */
};

/* Where paths come from: a neighbor, or a configuration line of ours. A path whose epoch is not that of its
 * source is stale: left over from an earlier session. It counts only while `retained` (RFC 4724). */
struct rib_source {
	enum rib_source_kind kind;
	struct peer *peer; /* NULL: local */
	struct ip_addr address;
	uint32_t router_id;
	uint8_t epoch[BGP_FAMILIES];
	bool retained[BGP_FAMILIES];
	uint32_t paths[BGP_FAMILIES];
	uint32_t total[BGP_FAMILIES]; /* ever taken in */
};

#define RIB_PATH_BEST      0x01
#define RIB_PATH_MULTIPATH 0x02

struct rib_path {
	struct rib_path *next;
	struct attr *attr;
	struct nexthop *nexthop; /* NULL: a local path */
	struct rib_source *source;
	uint32_t since; /* seconds of loop_now() */
	uint8_t flags;
	uint8_t epoch;
	uint8_t reason; /* enum decide_reason: why it is not the best */
};

#define RIB_DEST_DIRTY     0x01
#define RIB_DEST_CHANGED   0x02 /* its best or a multipath was replaced or removed */
#define RIB_DEST_FIB_QUEUE 0x04
#define RIB_DEST_INSTALLED 0x08 /* ribd has been given a route */
#define RIB_DEST_PART      0x10 /* an aggregate may count it */

struct rib_dest {
	struct rib_dest *next; /* of its hash chain */
	struct rib_path *paths;
	struct rib_out *outs;
	struct rib_dest *dirty_next;
	struct rib_dest *fib_next;
	uint32_t version;
	uint8_t family; /* enum bgp_family */
	uint8_t flags;
	uint8_t len;
	uint8_t key[]; /* 4 or 16 bytes of address */
};

struct rib_walk {
	struct rib_walk *next, *prev;
	bool active;
	enum bgp_family family;
	size_t bucket;
	void (*visit)(void *arg, struct rib_dest *d); /* may release d, nothing else */
	void (*done)(void *arg);                      /* may be NULL; may start it again */
	void *arg;
};

#define RIB_LOCAL_WEIGHT 32768 /* of our own routes */

struct rib_queue {
	struct rib_dest *head, *tail;
};

struct rib_table {
	struct rib_dest **chains;
	size_t size; /* a power of two */
	size_t count;
	size_t paths;
	uint32_t version;
	uint32_t dests_ever, paths_ever;
	struct rib_queue dirty;
	bool deferred; /* decisions wait for the neighbors' End-of-RIB (RFC 4724 §4.1) */
	struct pool dests;
};

struct rib {
	struct bgp *bgp;
	struct rib_table tables[BGP_FAMILIES];
	struct rib_walk *walks;
	struct pool paths;
	struct pool outs;
};

struct rib *rib_new(struct bgp *bgp);
/* Every neighbor and source has let go of its paths before; what is left is dropped. */
void rib_free(struct rib *rib);

struct rib_dest *rib_find(struct rib *rib, const struct ip_prefix *p); /* NULL: not there */
struct rib_dest *rib_obtain(struct rib *rib, const struct ip_prefix *p);
struct ip_prefix rib_dest_prefix(const struct rib_dest *d);
/* Frees the destination when nothing is left in it. */
void rib_dest_release(struct rib *rib, struct rib_dest *d);
void rib_dest_touch(struct rib *rib, struct rib_dest *d); /* to be decided anew */
struct rib_path *rib_dest_best(const struct rib_dest *d); /* NULL: none is usable */

/* The path of `source` in `d`, or NULL. */
struct rib_path *rib_path_of(const struct rib_dest *d, const struct rib_source *source);
/* Sets or replaces the path of `source`; takes the reference `attr`. False: nothing changed. */
bool rib_path_set(struct rib *rib, struct rib_dest *d, struct rib_source *source, struct attr *attr);
void rib_path_remove(struct rib *rib, struct rib_dest *d, struct rib_path *path);
bool rib_path_stale(const struct rib_dest *d, const struct rib_path *path);

void rib_walk_start(struct rib *rib, struct rib_walk *walk, enum bgp_family family);
void rib_walk_stop(struct rib *rib, struct rib_walk *walk);

/* Decides dirty destinations and carries the walks on, `budget` destinations at most. True when work is left. */
bool rib_run(struct rib *rib, unsigned budget);
/* The prefixes of a table in order, for show; *count of them, to be freed with free(). */
struct ip_prefix *rib_prefixes(struct rib *rib, enum bgp_family family, size_t *count);
