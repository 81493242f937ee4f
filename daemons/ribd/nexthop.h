/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Next hops and sets of them.
 *
 * A next hop is named as a route names it: an address, an interface, or an address on an interface. It is
 * resolved once, however many routes use it. A set is what a route has: one or more next hops with weights.
 * Sets are interned too, so that a million routes of one BGP neighbor share one set, one group in the
 * kernel, and one moment of recalculation when something below them changes:
 *
 *     route ─┐                  ┌─ 169.254.10.1 ── dev Tunnel1
 *     route ─┼─ set (group) ────┤
 *     route ─┘                  └─ 169.254.11.1 ── dev Tunnel2
 *
 * Resolution. A next hop on a named interface is reachable while that interface runs, its gateway being on
 * link whatever the interface's subnet (ASA routes name their interface). An address alone is looked up in
 * the RIB: longest match first, among connected and static routes (depth 0); only if none of those leads to
 * it, among BGP routes whose own next hops have depth 0 (depth 1). It ends there. Depth 0 never depends
 * on BGP and depth 1 only on depth 0, so the outcome depends on the table alone, not on the order in which
 * routes came, and a route can never keep itself alive.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <uthash.h>
#include "daemons/ribd/trie.h"
#include "lib/ipaddr.h"
#include "lib/rib_feed.h"

struct ecmp;
struct ecmp_group;
struct nexthop_set;
struct nexthop_table;
struct rib;
struct rib_candidate;

#define NEXTHOP_UNREACHABLE 255 /* as a depth */
#define NEXTHOP_OUTS_MAX    RIB_NEXTHOPS_MAX

/* A resolved way out of the machine. */
struct nexthop_out {
	uint32_t ifindex;
	struct ip_addr gateway; /* family 0: straight onto the device */
	bool onlink;            /* the kernel need not find the gateway in a subnet of the device */
	uint8_t weight;
};

struct nexthop_key {
	struct ip_addr addr; /* family 0: the interface alone */
	uint32_t ifindex;    /* 0: look the address up */
};

struct nexthop {
	struct trie_node node; /* in the trie of looked-up addresses, when the key has no interface */
	struct nexthop_key key;
	UT_hash_handle hh;
	unsigned refs;
	uint32_t watchers; /* bit n: client n wants to hear of changes */
	struct nexthop *dirty_next;
	bool dirty;
	bool changed; /* its sets do not know yet */
	bool untold;  /* nor do the watchers */

	uint8_t depth;
	uint8_t match; /* length of the prefix that leads to it */
	bool connected;
	uint32_t metric;
	const struct nexthop_set *via; /* of the route that leads to it; to compare, not to follow */
	unsigned out_count;
	struct nexthop_out *outs;
};

struct nexthop_member {
	struct nexthop *nexthop;
	uint8_t weight;
};

struct nexthop_set {
	UT_hash_handle hh;
	unsigned refs;
	struct rib_candidate *users; /* doubly linked */
	struct ecmp_group *group;    /* NULL until a route of the set goes to the kernel */
	uint8_t depth;               /* of the best member; NEXTHOP_UNREACHABLE: no use for routes */
	bool regroup;                /* the ways changed, the group did not yet */
	uint16_t out_count;
	struct nexthop_out *outs; /* of all reachable members, equal ones merged */

	/* the key */
	uint16_t family; /* of the routes */
	bool blackhole;
	uint8_t count;
	struct nexthop_member member[]; /* ascending by address of the struct nexthop */
};

/* What resolution needs to know about interfaces. */
struct nexthop_ifaces {
	bool (*running)(void *arg, uint32_t ifindex);
	bool (*point_to_point)(void *arg, uint32_t ifindex);
	/* `addr` lies in a subnet of that interface and is not its own address. */
	bool (*on_subnet)(void *arg, uint32_t ifindex, const struct ip_addr *addr);
};

struct nexthop_table *nexthop_table_new(
    struct rib *rib, struct ecmp *ecmp, const struct nexthop_ifaces *ifaces, void *arg);
void nexthop_table_free(struct nexthop_table *t);

/* A reference to the next hop of this key, resolved at the next nexthop_run() if it is new. */
struct nexthop *nexthop_get(struct nexthop_table *t, const struct ip_addr *addr, uint32_t ifindex);
void nexthop_put(struct nexthop_table *t, struct nexthop *nh);
struct nexthop *nexthop_find(struct nexthop_table *t, const struct ip_addr *addr, uint32_t ifindex);
/* Calls fn for every next hop. */
void nexthop_each(struct nexthop_table *t, void (*fn)(void *arg, struct nexthop *nh), void *arg);

/* A reference to the set for routes of `family`; `count` 0 is the black hole. Equal next hops are
 * merged. NULL when out of memory. */
struct nexthop_set *nexthop_set_get(
    struct nexthop_table *t, uint16_t family, const struct rib_nexthop *nexthops, unsigned count);
void nexthop_set_put(struct nexthop_table *t, struct nexthop_set *set);
/* The kernel's group for the set, made when it has none yet; NULL while the kernel will not have it. */
struct ecmp_group *nexthop_set_group(struct nexthop_table *t, struct nexthop_set *set);

/* Something about the interface changed: the next hops on it are resolved again. */
void nexthop_iface_changed(struct nexthop_table *t, uint32_t ifindex);
/* The routes to `prefix` changed: what may lead through it is resolved again. */
void nexthop_prefix_changed(struct nexthop_table *t, const struct ip_prefix *prefix);
/* Sends every group to the kernel that the kernel has lost or refused. */
void nexthop_groups_retry(struct nexthop_table *t);
/* Resolves what is marked, brings the groups of the sets concerned into line and touches the destinations
 * of those that became (un)usable. False when there was nothing to do. */
bool nexthop_run(struct nexthop_table *t);
