/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A kernel made of tables behind daemons/ribd/kernel.h. It refuses what Linux refuses (a next hop without
 * carrier, a group with an unknown member, a route with an unknown group) and drops what Linux drops by itself
 * (legs with the carrier, empty groups, their routes).
 */
#pragma once
#include "daemons/ribd/kernel.h"

struct fake_route {
	struct ip_prefix prefix;
	uint32_t group;
};

struct kernel {
	const struct kernel_events *events;
	void *arg;
	struct kernel_link links[32];
	unsigned link_count;
	unsigned links_made; /* by kernel_link_make(): ifindex 100, 101 … */
	int link_refusal;    /* what it returns instead, 0: it makes them */
	struct kernel_addr addrs[64];
	unsigned addr_count;
	struct kernel_leg legs[256];
	unsigned leg_count;
	struct kernel_group groups[256];
	unsigned group_count;
	struct fake_route *routes;
	size_t route_count, route_room;
	/* Operations that have arrived, for tests that count. */
	unsigned leg_sets, group_sets, nexthop_dels, route_sets, route_dels, refusals;
};

/* A device with this index, running, without telling anybody. */
struct kernel_link *fake_link(struct kernel *k, uint32_t ifindex, const char *device);
/* Changes the carrier; legs go with it as in Linux. Tells the events. */
void fake_carrier(struct kernel *k, uint32_t ifindex, bool on);
const struct fake_route *fake_route_find(const struct kernel *k, const struct ip_prefix *prefix);
const struct kernel_group *fake_group_find(const struct kernel *k, uint32_t id);
const struct kernel_leg *fake_leg_find(const struct kernel *k, uint32_t id);
/* "10.0.0.0/8 > 192.0.2.1@3 @4*2": the ways of the route, sorted; "" when there is none. Static buffer. */
const char *fake_route_text(const struct kernel *k, const char *prefix);
void fake_counts_reset(struct kernel *k);
