/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comparing two paths goes down the table of steps until one tells them apart. MED is comparable only between
 * paths of one neighbor AS, so the order of comparisons can matter; with deterministic-med the best of each
 * neighbor AS is found first. Without, the paths meet in the order of the list, as on an ASA.
 *
 * Preferring the oldest external path is not in the RFC: it keeps a route where it is when an equal one
 * appears. `bgp bestpath compare-routerid` switches it off.
 */
#include "daemons/bgpd/decide.h"
#include "daemons/bgpd/nexthop.h"
#include "daemons/bgpd/peer.h"

typedef int step_fn(const struct decide_options *o, const struct rib_path *a, const struct rib_path *b);

static int more(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int less(uint32_t a, uint32_t b)
{
	return (a < b) - (a > b);
}

static bool local(const struct rib_path *p)
{
	return !p->source->peer;
}

static bool external(const struct rib_path *p)
{
	return p->source->kind == RIB_SOURCE_EBGP;
}

static int by_weight(const struct decide_options *o, const struct rib_path *a, const struct rib_path *b)
{
	return more(a->attr->set.weight, b->attr->set.weight);
}

static int by_local_pref(const struct decide_options *o, const struct rib_path *a, const struct rib_path *b)
{
	return more(a->attr->set.local_pref, b->attr->set.local_pref);
}

static int by_local(const struct decide_options *o, const struct rib_path *a, const struct rib_path *b)
{
	int order = more(local(a), local(b));
	return order || !local(a) ? order : less(a->source->kind, b->source->kind);
}

static int by_as_path(const struct decide_options *o, const struct rib_path *a, const struct rib_path *b)
{
	return less(a->attr->set.path_length, b->attr->set.path_length);
}

static int by_origin(const struct decide_options *o, const struct rib_path *a, const struct rib_path *b)
{
	return less(a->attr->set.origin, b->attr->set.origin);
}

static uint32_t med_of(const struct decide_options *o, const struct rib_path *p)
{
	if (attr_set_has(&p->attr->set, ATTR_MULTI_EXIT_DISC))
		return p->attr->set.med;
	return o->med_missing_as_worst ? UINT32_MAX : 0;
}

static bool med_comparable(const struct decide_options *o, const struct rib_path *a, const struct rib_path *b)
{
	return o->always_compare_med || a->attr->set.neighbor_as == b->attr->set.neighbor_as;
}

static int by_med(const struct decide_options *o, const struct rib_path *a, const struct rib_path *b)
{
	return med_comparable(o, a, b) ? less(med_of(o, a), med_of(o, b)) : 0;
}

static int by_external(const struct decide_options *o, const struct rib_path *a, const struct rib_path *b)
{
	return more(external(a), external(b));
}

static uint32_t metric_of(const struct rib_path *p)
{
	return p->nexthop ? p->nexthop->state.metric : 0;
}

static int by_igp_metric(const struct decide_options *o, const struct rib_path *a, const struct rib_path *b)
{
	return less(metric_of(a), metric_of(b));
}

static int by_age(const struct decide_options *o, const struct rib_path *a, const struct rib_path *b)
{
	return o->compare_routerid || !external(a) || !external(b) ? 0 : less(a->since, b->since);
}

/* RFC 4456 §9: the originator's identifier counts where a reflector put one. */
static uint32_t router_id_of(const struct rib_path *p)
{
	return attr_set_has(&p->attr->set, ATTR_ORIGINATOR_ID) ? p->attr->set.originator_id
							       : p->source->router_id;
}

static int by_router_id(const struct decide_options *o, const struct rib_path *a, const struct rib_path *b)
{
	return less(router_id_of(a), router_id_of(b));
}

static uint32_t clusters_of(const struct rib_path *p)
{
	return p->attr->set.cluster_list ? p->attr->set.cluster_list->size / 4 : 0;
}

static int by_cluster_list(const struct decide_options *o, const struct rib_path *a, const struct rib_path *b)
{
	return less(clusters_of(a), clusters_of(b));
}

static int by_address(const struct decide_options *o, const struct rib_path *a, const struct rib_path *b)
{
	return -ip_addr_cmp(&a->source->address, &b->source->address);
}

static const struct {
	enum decide_reason reason;
	step_fn *compare;
} steps[] = {
    {DECIDE_WEIGHT, by_weight},
    {DECIDE_LOCAL_PREF, by_local_pref},
    {DECIDE_LOCAL, by_local},
    {DECIDE_AS_PATH, by_as_path},
    {DECIDE_ORIGIN, by_origin},
    {DECIDE_MED, by_med},
    {DECIDE_EXTERNAL, by_external},
    {DECIDE_IGP_METRIC, by_igp_metric},
    /* From here on the paths are equal enough to be used together. */
    {DECIDE_OLDEST, by_age},
    {DECIDE_ROUTER_ID, by_router_id},
    {DECIDE_CLUSTER_LIST, by_cluster_list},
    {DECIDE_ADDRESS, by_address},
};

static const char *const reason_names[DECIDE_REASONS] = {
    [DECIDE_BEST] = "best",
    [DECIDE_ONLY] = "First path received",
    [DECIDE_STALE] = "stale",
    [DECIDE_NEXT_HOP] = "next hop inaccessible",
    [DECIDE_WEIGHT] = "weight",
    [DECIDE_LOCAL_PREF] = "local preference",
    [DECIDE_LOCAL] = "locally originated",
    [DECIDE_AS_PATH] = "AS path length",
    [DECIDE_ORIGIN] = "origin",
    [DECIDE_MED] = "MED",
    [DECIDE_EXTERNAL] = "external over internal",
    [DECIDE_IGP_METRIC] = "metric to the next hop",
    [DECIDE_OLDEST] = "older path",
    [DECIDE_ROUTER_ID] = "router ID",
    [DECIDE_CLUSTER_LIST] = "cluster list length",
    [DECIDE_ADDRESS] = "neighbor address",
};

const char *decide_reason_name(enum decide_reason reason)
{
	return reason < DECIDE_REASONS ? reason_names[reason] : "unknown";
}

static bool next_hop_usable(const struct rib_path *path)
{
	const struct rib_nexthop_state *state = path->nexthop ? &path->nexthop->state : NULL;
	if (!state)
		return true;
	bool direct = external(path) && !peer_multihop(path->source->peer);
	return state->reachable && (!direct || state->connected);
}

bool decide_usable(const struct rib_dest *d, struct rib_path *path)
{
	if (rib_path_stale(d, path) && !path->source->retained[d->family])
		path->reason = DECIDE_STALE;
	else if (!next_hop_usable(path))
		path->reason = DECIDE_NEXT_HOP;
	else
		return true;
	return false;
}

int decide_compare(const struct decide_options *o, const struct rib_path *a, const struct rib_path *b,
    enum decide_reason *reason)
{
	for (unsigned i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		int order = steps[i].compare(o, a, b);
		if (order) {
			*reason = steps[i].reason;
			return order;
		}
	}
	*reason = DECIDE_ADDRESS;
	return 0;
}

static bool better(const struct decide_options *o, const struct rib_path *a, const struct rib_path *b)
{
	enum decide_reason reason;
	return !b || decide_compare(o, a, b, &reason) > 0;
}

/* The best of all usable paths of the neighbor AS of `first`. */
static struct rib_path *best_of_as(
    const struct decide_options *o, const struct rib_dest *d, struct rib_path *first)
{
	struct rib_path *best = NULL;
	for (struct rib_path *p = d->paths; p; p = p->next) {
		bool member = p->attr->set.neighbor_as == first->attr->set.neighbor_as;
		if (member && decide_usable(d, p) && better(o, p, best))
			best = p;
	}
	return best;
}

static struct rib_path *find_best(const struct decide_options *o, const struct rib_dest *d)
{
	struct rib_path *best = NULL;
	for (struct rib_path *p = d->paths; p; p = p->next) {
		if (!decide_usable(d, p))
			continue;
		if (o->deterministic_med && best_of_as(o, d, p) != p)
			continue;
		if (better(o, p, best))
			best = p;
	}
	return best;
}

static void move_first(struct rib_dest *d, struct rib_path *best)
{
	struct rib_path **at = &d->paths;
	while (*at != best)
		at = &(*at)->next;
	*at = best->next;
	best->next = d->paths;
	d->paths = best;
}

static unsigned path_limit(const struct decide_options *o, const struct rib_path *best)
{
	if (local(best))
		return 1;
	unsigned limit = external(best) ? o->maximum_paths : o->maximum_paths_ibgp;
	return limit ? limit : 1;
}

/* Equal up to the metric of the next hop, and by the same AS path unless that is relaxed to its length. */
static bool is_multipath(
    const struct decide_options *o, const struct rib_path *best, const struct rib_path *p)
{
	enum decide_reason reason;
	int order = decide_compare(o, best, p, &reason);
	if (local(p) || (order != 0 && reason < DECIDE_OLDEST))
		return false;
	return o->multipath_relax || best->attr->set.as_path == p->attr->set.as_path;
}

static bool same_next_hop_before(const struct rib_dest *d, const struct rib_path *p)
{
	for (const struct rib_path *q = d->paths; q != p; q = q->next) {
		if (q->flags && q->nexthop == p->nexthop)
			return true;
	}
	return false;
}

/* Flags the paths to be used beside the best; true when that is another set than before. */
static bool choose_multipaths(const struct decide_options *o, struct rib_dest *d, struct rib_path *best)
{
	unsigned limit = path_limit(o, best), chosen = 1;
	bool changed = false;
	best->flags |= RIB_PATH_BEST; /* its next hop is taken */
	for (struct rib_path *p = best->next; p; p = p->next) {
		uint8_t before = p->flags;
		p->flags = 0;
		if (!decide_usable(d, p)) {
			changed |= before != 0;
			continue;
		}
		enum decide_reason reason;
		decide_compare(o, best, p, &reason);
		p->reason = reason;
		if (chosen < limit && is_multipath(o, best, p) && !same_next_hop_before(d, p)) {
			p->flags = RIB_PATH_MULTIPATH;
			chosen++;
		}
		changed |= (before != 0) != (p->flags != 0);
	}
	best->flags = RIB_PATH_BEST | (chosen > 1 ? RIB_PATH_MULTIPATH : 0);
	return changed;
}

bool decide(const struct decide_options *o, struct rib_dest *d, bool *multipath)
{
	struct rib_path *before = rib_dest_best(d);
	struct rib_path *best = find_best(o, d);
	bool changed = best != before || (d->flags & RIB_DEST_CHANGED);
	d->flags &= ~RIB_DEST_CHANGED;
	*multipath = false;
	if (!best) {
		for (struct rib_path *p = d->paths; p; p = p->next)
			p->flags = 0;
		return changed;
	}
	move_first(d, best);
	best->reason = best->next ? DECIDE_BEST : DECIDE_ONLY;
	*multipath = choose_multipaths(o, d, best);
	return changed;
}
