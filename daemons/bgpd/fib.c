/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/fib.h"
#include "daemons/bgpd/bgp.h"
#include "daemons/bgpd/nexthop.h"
#include "daemons/bgpd/restart.h"
#include <stdlib.h>

#define BATCH 64

void fib_queue(struct bgp *bgp, struct rib_dest *d)
{
	struct rib_queue *q = &bgp->fib;
	if (d->flags & RIB_DEST_FIB_QUEUE)
		return;
	d->flags |= RIB_DEST_FIB_QUEUE;
	d->fib_next = NULL;
	if (q->tail)
		q->tail->fib_next = d;
	else
		q->head = d;
	q->tail = d;
	bgp_work(bgp);
}

static void add_next_hop(struct rib_route *route, const struct rib_path *path)
{
	if (route->count == RIB_NEXTHOPS_MAX)
		return;
	/* No interface: ribd resolves the address, and knows first when a tunnel is lost. */
	route->nexthops[route->count++] = (struct rib_nexthop){.addr = path->attr->set.next_hop, .weight = 1};
}

/* Neighbors' routes, and aggregates: what no part of one leads to is not sent back to where it came from. */
static bool goes_to_ribd(const struct rib_path *best)
{
	return best && (best->source->peer || best->source->kind == RIB_SOURCE_AGGREGATE);
}

/* False when there is nothing to tell: no route now, and none before. */
static bool make_route(struct bgp *bgp, const struct rib_dest *d, struct rib_route *route)
{
	const struct bgp_family_config *config = &bgp->model->families[d->family];
	const struct rib_path *best = rib_dest_best(d);
	*route = (struct rib_route){
	    .withdraw = !goes_to_ribd(best), .prefix = rib_dest_prefix(d), .proto = RIB_PROTO_EBGP};
	if (route->withdraw)
		return d->flags & RIB_DEST_INSTALLED;
	const struct attr_set *set = &best->attr->set;
	route->metric = set->med;
	route->tag = set->tag ? set->tag : set->neighbor_as;
	if (!best->source->peer) { /* no next hop: a black hole */
		route->proto = RIB_PROTO_BGP_LOCAL;
		route->distance = config->distance_local;
		return true;
	}
	bool external = best->source->kind == RIB_SOURCE_EBGP;
	route->proto = external ? RIB_PROTO_EBGP : RIB_PROTO_IBGP;
	route->distance = external ? config->distance_external : config->distance_internal;
	for (const struct rib_path *p = best; p; p = p->next) {
		if (p->flags)
			add_next_hop(route, p);
	}
	return true;
}

static void settle(struct bgp *bgp, struct rib_dest *d, bool withdrawn)
{
	d->flags &= ~(RIB_DEST_FIB_QUEUE | RIB_DEST_INSTALLED);
	if (!withdrawn)
		d->flags |= RIB_DEST_INSTALLED;
	rib_dest_release(bgp->rib, d);
}

/* Sends the next batch; false when ribd does not take it, and the queue stays as it was. */
static bool send_batch(struct bgp *bgp, struct rib_route *routes)
{
	struct rib_dest *end = bgp->fib.head;
	size_t count = 0;
	for (; end && count < BATCH; end = end->fib_next)
		count += make_route(bgp, end, &routes[count]);
	if (count > 0 && !bgp->feed->routes(bgp->feed_arg, routes, count))
		return false;
	while (bgp->fib.head != end) {
		struct rib_dest *d = bgp->fib.head;
		const struct rib_path *best = rib_dest_best(d);
		bgp->fib.head = d->fib_next;
		settle(bgp, d, !goes_to_ribd(best));
	}
	if (!bgp->fib.head)
		bgp->fib.tail = NULL;
	return true;
}

void fib_flush(struct bgp *bgp)
{
	static struct rib_route routes[BATCH]; /* large, and used by one thread only */
	while (bgp->fib.head) {
		if (!send_batch(bgp, routes))
			return;
	}
	/* Only when nothing is on its way to the queue is the feed complete. */
	bool busy = bgp->rib->walks || bgp->nexthops_asked > 0 || restart_active(bgp->restart);
	for (unsigned f = 0; f < BGP_FAMILIES; f++)
		busy |= bgp->rib->tables[f].dirty.head != NULL;
	if (bgp->fib_end_due && !busy) {
		bgp->feed->routes_end(bgp->feed_arg);
		bgp->fib_end_due = false;
	}
}

void fib_resume(struct bgp *bgp)
{
	bgp_work(bgp);
}

static void visit(void *arg, struct rib_dest *d)
{
	struct rib_path *best = rib_dest_best(d);
	if (goes_to_ribd(best))
		fib_queue(arg, d);
	else
		d->flags &= ~RIB_DEST_INSTALLED;
	rib_dest_release(((struct bgp *)arg)->rib, d);
}

void fib_resend(struct bgp *bgp)
{
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		struct rib_walk *walk = &bgp->resend_walks[f];
		walk->visit = visit;
		walk->arg = bgp;
		rib_walk_start(bgp->rib, walk, f);
	}
	bgp->fib_end_due = true;
	bgp_work(bgp);
}
