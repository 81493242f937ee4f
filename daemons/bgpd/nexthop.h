/* SPDX-License-Identifier: Apache-2.0 */
/* Next hops of paths and addresses of neighbors, each watched at ribd as long as somebody refers to it. */
#pragma once
#include "daemons/bgpd/nlri.h"
#include "lib/rib_feed.h"
#include <uthash.h>

struct bgp;
struct peer;

struct nexthop {
	struct ip_addr addr;
	struct rib_nexthop_state state;
	uint32_t refs;
	bool answered; /* ribd has told its state */
	bool changed;  /* paths through it are to be decided anew */
	UT_hash_handle hh;
};

/* A reference to the entry of this address; asks ribd about it when it is new. */
struct nexthop *nexthop_get(struct bgp *bgp, const struct ip_addr *addr);
void nexthop_put(struct bgp *bgp, struct nexthop *n); /* NULL is allowed */
/* ribd's answer, or a later change. */
void nexthop_update(struct bgp *bgp, const struct rib_nexthop_state *state);
/* ribd is new: asks about every address again. */
void nexthop_resend(struct bgp *bgp);
