/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The routing information base: for each prefix the routes that all sources offer, and which is best.
 *
 * A source (connected interfaces, static routes, each client) offers at most one route per prefix and
 * instance. Candidates of a destination stand in order of administrative distance, then metric; the first
 * whose next hops are usable is the best and goes to the kernel, unless the kernel has it of its own.
 *
 * Changes only mark a destination as touched. rib_run() works the marks off in slices: next hops first, since
 * a lost one is repaired by one message for its group, then destinations. The table is never rescanned.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "daemons/ribd/nexthop.h"
#include "daemons/ribd/trie.h"

struct fib;
struct kernel;

enum rib_source {
	RIB_SOURCE_CONNECTED, /* instance: interface index */
	RIB_SOURCE_LOCAL,     /* instance: interface index */
	RIB_SOURCE_STATIC,    /* instance: distance */
	RIB_SOURCE_DHCP,      /* instance: interface index; the default route of a lease */
	RIB_SOURCE_CLIENT,    /* and the client's number added; instance 0 */
};

#define RIB_CLIENTS_MAX 8

struct rib_attr {
	uint8_t proto; /* enum rib_proto */
	uint8_t distance;
	uint8_t round; /* of the feed: a later round sweeps what it did not bring again */
	uint32_t metric;
	uint32_t tag;
	uint32_t since; /* seconds of the loop's clock */
};

struct rib_candidate {
	struct rib_candidate *next;                  /* of the destination, best first */
	struct rib_candidate *user_prev, *user_next; /* of the set */
	struct rib_dest *dest;
	struct nexthop_set *set;
	uint32_t instance;
	uint8_t source;
	struct rib_attr attr;
};

struct rib_dest {
	struct trie_node node; /* first */
	struct rib_candidate *candidates;
	struct rib_candidate *best; /* as last worked off */
	struct ecmp_group *fib;     /* what the kernel's route points at, NULL: no route there */
	struct rib_dest *dirty_next;
	uint32_t fib_epoch; /* of the group when the route was sent */
	uint8_t watchers;   /* bit n: client n wants to hear of exactly this prefix */
	uint8_t told;       /* the protocol of the best route that was told last, 0: none */
	bool dirty : 1;     /* queued, to be worked off or to be tried again */
	bool changed : 1;   /* the best route's content is not what was told */
	bool stale : 1;     /* the route in the kernel is a predecessor's and nobody has offered it yet */
	bool v6 : 1;
};

struct rib_listener {
	void (*dest)(void *arg, struct rib_dest *dest, uint8_t told_before);
	void (*nexthop)(void *arg, struct nexthop *nh);
	/* There is work for rib_run(). */
	void (*wake)(void *arg);
};

struct rib {
	struct trie table[2]; /* IPv4, IPv6 */
	size_t dest_count;    /* with at least one candidate */
	struct rib_dest *dirty, **dirty_end;
	bool awake;
	struct nexthop_table *nexthops;
	struct ecmp *ecmp;
	struct kernel *kernel;
	struct fib *fib;
	const struct rib_listener *listener;
	void *listener_arg;
};

struct rib *rib_new(struct kernel *kernel, const struct nexthop_ifaces *ifaces, void *ifaces_arg,
    const struct rib_listener *listener, void *listener_arg);
/* Forgets everything; the kernel keeps it. */
void rib_free(struct rib *rib);

/* Offers a route, or replaces the one that this source and instance offer. Takes the reference to `set`. */
void rib_set(struct rib *rib, const struct ip_prefix *prefix, uint8_t source, uint32_t instance,
    const struct rib_attr *attr, struct nexthop_set *set);
void rib_clear(struct rib *rib, const struct ip_prefix *prefix, uint8_t source, uint32_t instance);
/* Clears what the source offers from another round than `round`. */
void rib_sweep(struct rib *rib, uint8_t source, uint8_t round);

struct rib_dest *rib_dest_find(const struct rib *rib, const struct ip_prefix *prefix);
/* The destination, made if it is not there; a caller that does not add a candidate or a watcher ends with
 * rib_dest_release(). */
struct rib_dest *rib_dest_get(struct rib *rib, const struct ip_prefix *prefix);
void rib_dest_release(struct rib *rib, struct rib_dest *dest);
void rib_dest_prefix(const struct rib_dest *dest, struct ip_prefix *prefix);
/* The most specific destination that covers `addr`, and the next less specific one. */
struct rib_dest *rib_match(const struct rib *rib, const struct ip_addr *addr);
struct rib_dest *rib_dest_up(const struct rib_dest *dest);
/* The destinations of a family in ascending order. */
struct rib_dest *rib_first(const struct rib *rib, uint16_t family);
struct rib_dest *rib_next(const struct rib_dest *dest);
/* The destination that comes after this prefix, which may have gone. */
struct rib_dest *rib_after(const struct rib *rib, const struct ip_prefix *prefix);

/* Queues the destination for rib_run(). */
void rib_dest_touch(struct rib *rib, struct rib_dest *dest);
/* Touches the destinations of all routes that use the set. */
void rib_set_touch(struct rib *rib, struct nexthop_set *set);
void rib_wake(struct rib *rib);
/* Works off at most about `budget` destinations; false when nothing is left. */
bool rib_run(struct rib *rib, size_t budget);

static inline bool rib_proto_is_bgp(uint8_t proto)
{
	return proto >= RIB_PROTO_EBGP;
}
