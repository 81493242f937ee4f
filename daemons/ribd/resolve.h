/* SPDX-License-Identifier: Apache-2.0 */
/* How a next hop is resolved: the rules stand at the head of nexthop.h. */
#pragma once
#include "daemons/ribd/nexthop.h"

struct resolver {
	const struct rib *rib;
	const struct nexthop_ifaces *ifaces;
	void *arg; /* of the calls on interfaces */
};

struct nexthop_answer {
	uint8_t depth, match;
	bool connected;
	uint32_t metric;
	const struct nexthop_set *via;
	unsigned count;
	struct nexthop_out outs[NEXTHOP_OUTS_MAX];
};

/* The answer that the table gives now; the next hop itself is not changed. */
void resolve(const struct resolver *r, const struct nexthop *nh, struct nexthop_answer *a);

bool nexthop_out_equal(const struct nexthop_out *a, const struct nexthop_out *b);
/* Adds a way out with this weight to `count` ones, or the weight to an equal one; the new count. */
unsigned nexthop_outs_add(
    struct nexthop_out *outs, unsigned count, const struct nexthop_out *out, unsigned weight);
