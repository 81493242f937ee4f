/* SPDX-License-Identifier: Apache-2.0 */
/* Two paths that differ in one thing: which is better, and at which step. */
#include "daemons/bgpd/aspath.h"
#include "daemons/bgpd/bgp.h"
#include "daemons/bgpd/decide.h"
#include "daemons/bgpd/nexthop.h"
#include "daemons/bgpd/peer.h"
#include "tests/unit/unit.h"
#include <stdlib.h>
#include <string.h>

/* A path with everything it points to; equal to its sister until a test changes it. */
struct candidate {
	struct rib_path path;
	struct rib_source source;
	struct nexthop nexthop;
	struct attr attr;
	struct peer peer;
	struct bgp bgp;
};

static struct bgp_model model = {.as = 65001};
static struct decide_options options;

static void candidate_init(struct candidate *c, const char *address)
{
	memset(c, 0, sizeof(*c));
	c->bgp.model = &model;
	c->peer.bgp = &c->bgp;
	c->peer.config.remote_as = 65002;
	c->source = (struct rib_source){.kind = RIB_SOURCE_EBGP, .peer = &c->peer, .router_id = 0x0a000001};
	ip_addr_parse(address, &c->source.address);
	c->nexthop.state = (struct rib_nexthop_state){.reachable = true, .connected = true};
	c->attr.set.local_pref = 100;
	c->attr.set.path_length = 1;
	c->attr.set.neighbor_as = 65002;
	c->path =
	    (struct rib_path){.attr = &c->attr, .nexthop = &c->nexthop, .source = &c->source, .since = 10};
}

/* `better` is to win, whichever way they are compared, at the step `reason`. */
static void assert_better(
    const struct candidate *better, const struct candidate *worse, enum decide_reason reason)
{
	enum decide_reason step = DECIDE_REASONS;
	CU_ASSERT(decide_compare(&options, &better->path, &worse->path, &step) > 0);
	CU_ASSERT_EQUAL(step, reason);
	CU_ASSERT(decide_compare(&options, &worse->path, &better->path, &step) < 0);
	CU_ASSERT_EQUAL(step, reason);
}

static struct candidate a, b;

static void begin(void)
{
	options = (struct decide_options){.maximum_paths = 1, .maximum_paths_ibgp = 1};
	candidate_init(&a, "10.0.0.2");
	candidate_init(&b, "10.0.0.1");
}

static void each_step(void)
{
	begin();
	assert_better(&b, &a, DECIDE_ADDRESS);
	b.attr.set.cluster_list = blob_intern("\0\0\0\1", 4);
	assert_better(&a, &b, DECIDE_CLUSTER_LIST);
	blob_put(b.attr.set.cluster_list);
	a.source.router_id = 0x0a000002;
	a.attr.set.cluster_list = NULL;
	assert_better(&b, &a, DECIDE_ROUTER_ID);
	a.path.since = 5;
	assert_better(&a, &b, DECIDE_OLDEST);
	b.nexthop.state.metric = 5;
	a.nexthop.state.metric = 6;
	assert_better(&b, &a, DECIDE_IGP_METRIC);
	b.source.kind = RIB_SOURCE_IBGP;
	assert_better(&a, &b, DECIDE_EXTERNAL);
	a.attr.set.present = ATTR_BIT(ATTR_MULTI_EXIT_DISC);
	a.attr.set.med = 7;
	assert_better(&b, &a, DECIDE_MED);
	b.attr.set.origin = ORIGIN_INCOMPLETE;
	assert_better(&a, &b, DECIDE_ORIGIN);
	a.attr.set.path_length = 2;
	assert_better(&b, &a, DECIDE_AS_PATH);
	a.source.peer = NULL;
	a.source.kind = RIB_SOURCE_NETWORK;
	assert_better(&a, &b, DECIDE_LOCAL);
	b.attr.set.local_pref = 101;
	assert_better(&b, &a, DECIDE_LOCAL_PREF);
	a.attr.set.weight = 1;
	assert_better(&a, &b, DECIDE_WEIGHT);
}

static void med_between_neighbors(void)
{
	begin();
	a.attr.set.present = ATTR_BIT(ATTR_MULTI_EXIT_DISC);
	a.attr.set.med = 7;
	b.attr.set.neighbor_as = 65003;
	assert_better(&b, &a, DECIDE_ADDRESS);
	options.always_compare_med = true;
	assert_better(&b, &a, DECIDE_MED);
	options.med_missing_as_worst = true;
	assert_better(&a, &b, DECIDE_MED);
}

static void age_yields_to_router_id_when_told(void)
{
	begin();
	a.path.since = 5;
	a.source.router_id = 0x0a000009;
	assert_better(&a, &b, DECIDE_OLDEST);
	options.compare_routerid = true;
	assert_better(&b, &a, DECIDE_ROUTER_ID);
}

/* `network` before `redistribute`, as on an ASA. */
static void own_routes_among_themselves(void)
{
	begin();
	a.source.peer = b.source.peer = NULL;
	a.source.kind = RIB_SOURCE_NETWORK;
	b.source.kind = RIB_SOURCE_STATIC;
	assert_better(&a, &b, DECIDE_LOCAL);
	a.attr.set.weight = b.attr.set.weight = 32768;
	a.attr.set.path_length = 0;
	assert_better(&a, &b, DECIDE_LOCAL);
}

/* RFC 4456 §9: where a reflector named the originator, its identifier counts and not the reflector's. */
static void originator_counts_as_router_id(void)
{
	begin();
	a.source.kind = b.source.kind = RIB_SOURCE_IBGP;
	a.source.router_id = 1;
	a.attr.set.present = ATTR_BIT(ATTR_ORIGINATOR_ID);
	a.attr.set.originator_id = 0x0b000001;
	assert_better(&b, &a, DECIDE_ROUTER_ID);
}

static void age_counts_between_external_paths_only(void)
{
	begin();
	a.source.kind = b.source.kind = RIB_SOURCE_IBGP;
	a.path.since = 5;
	assert_better(&b, &a, DECIDE_ADDRESS);
}

static struct rib_dest *dest_with(struct rib_path *first, struct rib_path *second)
{
	struct rib_dest *d = calloc(1, sizeof(*d) + 16);
	first->next = second;
	second->next = NULL;
	d->paths = first;
	return d;
}

static void multipath_rules(void)
{
	bool changed;
	begin();
	options.maximum_paths = 2;
	a.attr.set.as_path = aspath_prepend(NULL, 65002, 1);
	b.attr.set.as_path = aspath_prepend(NULL, 65003, 1);
	b.attr.set.neighbor_as = 65003;
	struct rib_dest *d = dest_with(&a.path, &b.path);
	CU_ASSERT(decide(&options, d, &changed));
	CU_ASSERT(!changed); /* another AS path: not used together */
	options.multipath_relax = true;
	CU_ASSERT(!decide(&options, d, &changed));
	CU_ASSERT(changed);
	CU_ASSERT(a.path.flags && b.path.flags);
	options.maximum_paths = 1;
	decide(&options, d, &changed);
	CU_ASSERT(changed);
	CU_ASSERT_EQUAL(a.path.flags | b.path.flags, RIB_PATH_BEST);
	options.maximum_paths = 2;
	b.nexthop.state.reachable = false;
	CU_ASSERT(decide(&options, d, &changed)); /* b was best, by its address */
	CU_ASSERT_PTR_EQUAL(rib_dest_best(d), &a.path);
	CU_ASSERT_EQUAL(b.path.reason, DECIDE_NEXT_HOP);
	CU_ASSERT_EQUAL(a.path.flags, RIB_PATH_BEST);
	blob_put(a.attr.set.as_path);
	blob_put(b.attr.set.as_path);
	free(d);
}

/* Two paths that may be used together but for one thing. */
static bool used_together(void)
{
	bool changed;
	struct rib_dest *d = dest_with(&a.path, &b.path);
	a.path.flags = b.path.flags = 0;
	decide(&options, d, &changed);
	free(d);
	return (a.path.flags & RIB_PATH_MULTIPATH) && (b.path.flags & RIB_PATH_MULTIPATH);
}

static void what_keeps_paths_apart(void)
{
	begin();
	options.maximum_paths = 2;
	b.source.router_id = 9;
	b.path.since = 99;
	CU_ASSERT(used_together()); /* neither age nor identifier */
	b.nexthop.state.metric = 1;
	CU_ASSERT(!used_together());
	b.nexthop.state.metric = 0;
	b.attr.set.present = ATTR_BIT(ATTR_MULTI_EXIT_DISC);
	b.attr.set.med = 1;
	CU_ASSERT(!used_together());
	b.attr.set.present = 0;
	b.path.nexthop = &a.nexthop; /* the same way twice is one way */
	CU_ASSERT(!used_together());
	b.path.nexthop = &b.nexthop;
	b.source.kind = RIB_SOURCE_IBGP;
	CU_ASSERT(!used_together());
	a.source.kind = RIB_SOURCE_IBGP;
	CU_ASSERT(!used_together()); /* `maximum-paths` is for external paths */
	options.maximum_paths = 1;
	options.maximum_paths_ibgp = 2;
	CU_ASSERT(used_together());
}

static void unusable_paths(void)
{
	bool changed;
	begin();
	struct rib_dest *d = dest_with(&a.path, &b.path);
	a.nexthop.state.connected = false; /* eBGP without multihop */
	b.path.epoch = 1;                  /* stale */
	decide(&options, d, &changed);
	CU_ASSERT_PTR_NULL(rib_dest_best(d));
	CU_ASSERT_EQUAL(a.path.reason, DECIDE_NEXT_HOP);
	CU_ASSERT_EQUAL(b.path.reason, DECIDE_STALE);
	b.source.retained[0] = true;
	CU_ASSERT(decide(&options, d, &changed));
	CU_ASSERT_PTR_EQUAL(rib_dest_best(d), &b.path);
	a.peer.config.has_multihop = true;
	a.peer.config.multihop = 255;
	a.path.since = 1;
	CU_ASSERT(decide(&options, d, &changed));
	CU_ASSERT_PTR_EQUAL(rib_dest_best(d), &a.path);
	free(d);
}

/* The classic: without deterministic-med the outcome hangs on the order, with it it does not. */
static void deterministic_med(void)
{
	bool changed;
	struct candidate c;
	for (unsigned order = 0; order < 2; order++) {
		begin();
		options.deterministic_med = true;
		candidate_init(&c, "10.0.0.3");
		a.attr.set.present = c.attr.set.present = ATTR_BIT(ATTR_MULTI_EXIT_DISC);
		a.attr.set.med = 20; /* same AS as c, worse there, but older than b */
		c.attr.set.med = 10;
		b.attr.set.neighbor_as = 65003;
		a.path.since = 1;
		b.path.since = 2;
		c.path.since = 3;
		struct rib_dest *d = order ? dest_with(&a.path, &b.path) : dest_with(&b.path, &a.path);
		d->paths->next->next = &c.path;
		c.path.next = NULL;
		decide(&options, d, &changed);
		CU_ASSERT_PTR_EQUAL(rib_dest_best(d), &b.path);
		free(d);
	}
}

static CU_TestInfo tests[] = {
    {"each step", each_step},
    {"MED between neighbors", med_between_neighbors},
    {"age yields to router ID when told", age_yields_to_router_id_when_told},
    {"own routes among themselves", own_routes_among_themselves},
    {"originator counts as router ID", originator_counts_as_router_id},
    {"age counts between external paths only", age_counts_between_external_paths_only},
    {"multipath rules", multipath_rules},
    {"what keeps paths apart", what_keeps_paths_apart},
    {"unusable paths", unusable_paths},
    {"deterministic MED", deterministic_med},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("bgpd decide", tests);
}
