/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/nexthop.h"
#include "daemons/bgpd/bgp.h"
#include "daemons/bgpd/peer.h"
#include <stdlib.h>

static struct nexthop *find(struct bgp *bgp, const struct ip_addr *addr)
{
	struct ip_addr key = ip_addr_from(addr->family, addr->bytes);
	struct nexthop *n;
	HASH_FIND(hh, bgp->nexthops, &key, sizeof(key), n);
	return n;
}

struct nexthop *nexthop_get(struct bgp *bgp, const struct ip_addr *addr)
{
	struct nexthop *n = find(bgp, addr);
	if (!n) {
		n = calloc(1, sizeof(*n));
		if (!n)
			abort();
		n->addr = ip_addr_from(addr->family, addr->bytes);
		n->state.addr = n->addr;
		HASH_ADD(hh, bgp->nexthops, addr, sizeof(n->addr), n);
		bgp->nexthops_asked++;
		bgp->feed->nexthop_watch(bgp->feed_arg, &n->addr, true);
	}
	n->refs++;
	return n;
}

void nexthop_put(struct bgp *bgp, struct nexthop *n)
{
	if (!n || --n->refs > 0)
		return;
	bgp->nexthops_asked -= !n->answered;
	bgp->feed->nexthop_watch(bgp->feed_arg, &n->addr, false);
	HASH_DEL(bgp->nexthops, n);
	free(n);
}

static void visit(void *arg, struct rib_dest *d)
{
	struct bgp *bgp = arg;
	for (struct rib_path *p = d->paths; p; p = p->next) {
		if (p->nexthop && p->nexthop->changed) {
			rib_dest_touch(bgp->rib, d);
			return;
		}
	}
}

static void walked(void *arg)
{
	struct bgp *bgp = arg;
	struct nexthop *n, *next;
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		if (bgp->nexthop_walks[f].active)
			return;
	}
	HASH_ITER(hh, bgp->nexthops, n, next)
		n->changed = false;
}

static void walk_paths(struct bgp *bgp)
{
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		struct rib_walk *walk = &bgp->nexthop_walks[f];
		walk->visit = visit;
		walk->done = walked;
		walk->arg = bgp;
		rib_walk_start(bgp->rib, walk, f);
	}
}

void nexthop_update(struct bgp *bgp, const struct rib_nexthop_state *state)
{
	struct nexthop *n = find(bgp, &state->addr);
	if (!n)
		return;
	struct rib_nexthop_state before = n->state;
	bgp->nexthops_asked -= !n->answered;
	n->answered = true;
	n->state = *state;
	n->state.addr = n->addr;
	bool same = before.reachable == state->reachable && before.connected == state->connected &&
		    before.metric == state->metric && before.ifindex == state->ifindex;
	if (same) {
		bgp_work(bgp); /* the end of the feed may wait for this answer */
		return;
	}
	struct peer *p = peer_find(bgp, &state->addr);
	if (p)
		peer_check(p);
	if (p && bgp->peers_changed)
		bgp->peers_changed(bgp->peers_changed_arg);
	n->changed = true;
	walk_paths(bgp);
}

void nexthop_resend(struct bgp *bgp)
{
	struct nexthop *n, *next;
	HASH_ITER(hh, bgp->nexthops, n, next)
		bgp->feed->nexthop_watch(bgp->feed_arg, &n->addr, true);
}
