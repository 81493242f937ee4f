/* SPDX-License-Identifier: Apache-2.0 */
/* What may come in, what may go out, and with which attributes (RFC 4271 §5.1, §9). */
#pragma once
#include "daemons/bgpd/model.h"
#include "daemons/bgpd/rib.h"

struct peer;

/* Why a route is not taken from a neighbor, or not announced to one: first the reasons that only the way in knows,
 * then those of both, then those of the way out. */
enum policy_verdict {
	POLICY_PASS,
	POLICY_MALFORMED, /* treated as withdrawn (RFC 7606) */
	POLICY_AS_LOOP,
	POLICY_FIRST_AS,
	POLICY_PATH_LIMIT, /* AS path too long */
	POLICY_REFLECTED,  /* by us */
	POLICY_FIRST_OUTWARD,
	POLICY_NEXT_HOP =
	    POLICY_FIRST_OUTWARD, /* not usable as one; outward: no address of ours of this family */
	POLICY_PREFIX_LIST,
	POLICY_FILTER_LIST,
	POLICY_ROUTE_MAP,
	POLICY_LAST_INWARD = POLICY_ROUTE_MAP,
	POLICY_NO_PATH,
	POLICY_SPLIT_HORIZON, /* it came from there */
	POLICY_INTERNAL,      /* from one internal neighbor to another */
	POLICY_COMMUNITY,
	POLICY_SUPPRESSED, /* an aggregate stands for it */
	POLICY_VERDICTS,
};

/*
 * What an UPDATE announced is judged once for all of its prefixes as far as they share a fate, and then for each. So a
 * filter on prefixes costs one lookup per prefix, and everything else is done once per UPDATE.
 */
struct policy_in {
	const struct peer *peer;
	enum bgp_family family;
	enum policy_verdict verdict; /* for all of them */
	bool alike;                  /* nothing asks for the prefix */
	bool judged;                 /* with `alike`: once is enough */
	struct attr *base;           /* completed, ahead of the route map */
	const struct route_map_entry *entry;
	struct attr *changed; /* what `entry` makes of `base` */
};

/* `received` stays the caller's; NULL: malformed, everything is refused. */
void policy_in_begin(
    struct policy_in *in, const struct peer *p, enum bgp_family family, const struct attr *received);
/* The attributes with which this prefix is taken, good until the next call; NULL: it is not, and *verdict says why. */
struct attr *policy_in_prefix(
    struct policy_in *in, const struct ip_prefix *prefix, enum policy_verdict *verdict);
void policy_in_end(struct policy_in *in);

/* Whether `path` may go to `p`; *entry is that of the route map which let it pass, NULL without one. */
enum policy_verdict policy_export_verdict(const struct peer *p, const struct rib_dest *d,
    const struct rib_path *path, const struct route_map_entry **entry);
const char *policy_verdict_text(enum policy_verdict verdict);
/* The attributes with which it goes. New reference; NULL when no next hop fits. */
struct attr *policy_export(const struct peer *p, enum bgp_family family, const struct rib_path *path,
    const struct route_map_entry *entry);
/* Those of the default route of `default-originate`. */
struct attr *policy_default(const struct peer *p, enum bgp_family family);

/* True where there is no map, or it lets this path pass. */
bool policy_map_permits(const struct policy_map *map, const struct bgp *bgp, const struct rib_dest *d,
    const struct rib_path *path);
/* What a route map makes of a route of our own, whose attributes `set` holds: false when it does not let it pass.
 * `nameif` of the interface it is on, or NULL. */
bool policy_own_route(
    const struct policy_map *map, const struct ip_prefix *prefix, const char *nameif, struct attr_set *set);
