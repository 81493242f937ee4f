/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemons/ribd/fib.h"
#include "lib/debug.h"
#include "tests/unit/ribd/world.h"
#include "tests/unit/unit.h"

#define ROUTE(w, prefix, expected) CU_ASSERT_STRING_EQUAL(fake_route_text((w)->kernel, prefix), expected)

static void test_distance_chooses(void)
{
	struct world w;
	world_open(&w);
	world_bgp(&w, "10.0.0.0/16", "192.0.2.9");
	world_run(&w);
	ROUTE(&w, "10.0.0.0/16", "192.0.2.9@2*1");
	world_static(&w, "10.0.0.0/16", 1, "192.0.1.9@1");
	world_run(&w);
	ROUTE(&w, "10.0.0.0/16", "192.0.1.9@1*1");
	world_static(&w, "10.0.0.0/16", 1, NULL);
	world_static(&w, "10.0.0.0/16", 21, "192.0.1.9@1");
	world_run(&w);
	ROUTE(&w, "10.0.0.0/16", "192.0.2.9@2*1");
	world_withdraw(&w, 0, "10.0.0.0/16");
	world_run(&w);
	ROUTE(&w, "10.0.0.0/16", "192.0.1.9@1*1");
	CU_ASSERT_EQUAL(w.kernel->route_count, 1);
	world_close(&w);
}

static char told[256];

static void hear(
    void *arg, enum debug_area area, unsigned level, const struct ip_addr *peer, const char *text)
{
	snprintf(told, sizeof told, "%s", text);
}

static void test_debug_tells_of_routes(void)
{
	struct world w;
	struct debug_set set = {.count = 1, .want = {{.area = DEBUG_ROUTING, .level = 1}}};
	world_open(&w);
	debug_sink(hear, NULL);
	debug_listen(&set);
	world_bgp(&w, "10.0.0.0/16", "192.0.2.9");
	world_run(&w);
	CU_ASSERT_STRING_EQUAL(told, "RT: add 10.0.0.0/16 via 192.0.2.9, ebgp metric [20/0]");
	world_static(&w, "10.0.0.0/16", 1, "192.0.1.9@1");
	world_run(&w);
	CU_ASSERT_STRING_EQUAL(told, "RT: change 10.0.0.0/16 via 192.0.1.9, static metric [1/0]");
	world_static(&w, "10.0.0.0/16", 1, NULL);
	world_withdraw(&w, 0, "10.0.0.0/16");
	world_run(&w);
	CU_ASSERT_STRING_EQUAL(told, "RT: del 10.0.0.0/16, static");
	debug_listen(NULL);
	debug_sink(NULL, NULL);
	world_close(&w);
}

static void test_metric_and_ibgp(void)
{
	struct world w;
	world_open(&w);
	world_bgp_as(&w, 0, "10.0.0.0/16", RIB_PROTO_IBGP, 5, "192.0.2.9");
	world_bgp_as(&w, 1, "10.0.0.0/16", RIB_PROTO_IBGP, 4, "192.0.3.9");
	world_run(&w);
	ROUTE(&w, "10.0.0.0/16", "192.0.3.9@3*1");
	world_bgp_as(&w, 0, "10.0.0.0/16", RIB_PROTO_EBGP, 9, "192.0.2.9");
	world_run(&w);
	ROUTE(&w, "10.0.0.0/16", "192.0.2.9@2*1");
	world_close(&w);
}

static void test_on_link_and_interface_down(void)
{
	struct world w;
	world_open(&w);
	/* R24: the gateway is in no connected subnet. */
	world_static(&w, "198.51.100.191/32", 1, "203.0.113.172@1");
	world_run(&w);
	ROUTE(&w, "198.51.100.191/32", "203.0.113.172!@1*1");
	world_carrier(&w, 1, false);
	world_run(&w);
	ROUTE(&w, "198.51.100.191/32", "");
	CU_ASSERT_EQUAL(w.kernel->leg_count, 0);
	world_carrier(&w, 1, true);
	world_run(&w);
	ROUTE(&w, "198.51.100.191/32", "203.0.113.172!@1*1");
	world_close(&w);
}

static void test_flap_between_runs(void)
{
	struct world w;
	world_open(&w);
	world_static(&w, "10.0.0.0/8", 1, "192.0.1.9@1");
	world_run(&w);
	world_carrier(&w, 1, false);
	world_carrier(&w, 1, true);
	world_run(&w);
	/* The kernel dropped the route with the carrier; nothing in the table looks different. */
	ROUTE(&w, "10.0.0.0/8", "192.0.1.9@1*1");
	world_close(&w);
}

static void test_null0_and_tunnel(void)
{
	struct world w;
	world_open(&w);
	world_static(&w, "10.0.0.0/8", 1, "");
	w.tunnel[4] = true;
	world_static(&w, "10.1.0.0/16", 1, "198.51.100.7@4");
	world_run(&w);
	ROUTE(&w, "10.0.0.0/8", "@0*1");
	ROUTE(&w, "10.1.0.0/16", "@4*1");
	world_close(&w);
}

static void test_recursion(void)
{
	struct world w;
	world_open(&w);
	world_bgp(&w, "10.0.0.0/16", "203.0.113.5");
	world_run(&w);
	ROUTE(&w, "10.0.0.0/16", "");
	world_static(&w, "203.0.113.0/24", 1, "192.0.1.9@1");
	world_run(&w);
	ROUTE(&w, "10.0.0.0/16", "192.0.1.9@1*1");
	/* A more specific way appears, then goes. */
	world_static(&w, "203.0.113.5/32", 1, "192.0.2.9@2");
	world_run(&w);
	ROUTE(&w, "10.0.0.0/16", "192.0.2.9@2*1");
	world_static(&w, "203.0.113.5/32", 1, NULL);
	world_run(&w);
	ROUTE(&w, "10.0.0.0/16", "192.0.1.9@1*1");
	/* The static way itself spreads: so does the BGP route, without a message of its own. */
	fake_counts_reset(w.kernel);
	world_static(&w, "203.0.113.0/24", 1, "192.0.1.9@1 192.0.3.9@3");
	world_run(&w);
	ROUTE(&w, "10.0.0.0/16", "192.0.1.9@1*1 192.0.3.9@3*1");
	CU_ASSERT_EQUAL(w.kernel->route_sets, 1);
	/* One of the static way's members dies. */
	world_carrier(&w, 1, false);
	world_run(&w);
	ROUTE(&w, "10.0.0.0/16", "192.0.3.9@3*1");
	world_close(&w);
}

static void test_bgp_through_bgp(void)
{
	struct world w;
	world_open(&w);
	world_bgp(&w, "10.0.0.0/16", "172.16.0.1");
	world_bgp(&w, "172.16.0.0/12", "192.0.1.9");
	world_run(&w);
	ROUTE(&w, "10.0.0.0/16", "192.0.1.9@1*1");
	/* One step only, and never on itself. */
	world_bgp(&w, "100.64.0.0/16", "10.0.0.7");
	world_bgp(&w, "20.0.0.0/8", "20.0.0.1");
	world_run(&w);
	ROUTE(&w, "100.64.0.0/16", "");
	ROUTE(&w, "20.0.0.0/8", "");
	/* A static route is preferred to any BGP route, also as the less specific one. */
	world_static(&w, "0.0.0.0/0", 1, "192.0.2.9@2");
	world_run(&w);
	ROUTE(&w, "10.0.0.0/16", "192.0.2.9@2*1");
	ROUTE(&w, "20.0.0.0/8", "192.0.2.9@2*1");
	world_close(&w);
}

static void test_own_address_is_no_next_hop(void)
{
	struct world w;
	world_open(&w);
	world_static(&w, "0.0.0.0/0", 1, "192.0.2.9@2");
	world_bgp(&w, "10.0.0.0/16", "192.0.1.1");
	world_run(&w);
	ROUTE(&w, "10.0.0.0/16", "");
	world_close(&w);
}

static void test_routes_share_a_group(void)
{
	struct world w;
	world_open(&w);
	char prefix[32];
	for (int i = 0; i < 200; i++) {
		snprintf(prefix, sizeof prefix, "10.%d.0.0/16", i);
		world_bgp(&w, prefix, "192.0.1.9 192.0.2.9 192.0.3.9");
	}
	world_run(&w);
	CU_ASSERT_EQUAL(w.kernel->route_count, 200);
	CU_ASSERT_EQUAL(w.kernel->group_count, 1);
	CU_ASSERT_EQUAL(w.kernel->leg_count, 3);
	ROUTE(&w, "10.7.0.0/16", "192.0.1.9@1*1 192.0.2.9@2*1 192.0.3.9@3*1");
	/* A lost carrier costs no message for the routes, a returned one a single message for the group. */
	fake_counts_reset(w.kernel);
	world_carrier(&w, 2, false);
	ROUTE(&w, "10.7.0.0/16", "192.0.1.9@1*1 192.0.3.9@3*1");
	world_run(&w);
	CU_ASSERT_EQUAL(w.kernel->route_sets + w.kernel->route_dels + w.kernel->group_sets, 0);
	world_carrier(&w, 2, true);
	world_run(&w);
	ROUTE(&w, "10.7.0.0/16", "192.0.1.9@1*1 192.0.2.9@2*1 192.0.3.9@3*1");
	CU_ASSERT_EQUAL(w.kernel->route_sets + w.kernel->route_dels, 0);
	CU_ASSERT_EQUAL(w.kernel->group_sets, 1);
	/* BGP tidies up later: the routes move to another set. */
	world_bgp(&w, "10.7.0.0/16", "192.0.1.9");
	world_run(&w);
	ROUTE(&w, "10.7.0.0/16", "192.0.1.9@1*1");
	CU_ASSERT_EQUAL(w.kernel->group_count, 2);
	world_close(&w);
}

static void test_groups_go_with_their_routes(void)
{
	struct world w;
	world_open(&w);
	world_bgp(&w, "10.0.0.0/16", "192.0.1.9 192.0.2.9");
	world_run(&w);
	world_withdraw(&w, 0, "10.0.0.0/16");
	world_run(&w);
	CU_ASSERT_EQUAL(w.kernel->route_count, 0);
	CU_ASSERT_EQUAL(w.kernel->group_count, 0);
	CU_ASSERT_EQUAL(w.kernel->leg_count, 0);
	world_close(&w);
}

static void test_same_again_changes_nothing(void)
{
	struct world w;
	world_open(&w);
	world_static(&w, "10.0.0.0/16", 1, "192.0.1.9@1");
	world_bgp(&w, "10.1.0.0/16", "192.0.2.9 192.0.1.9");
	world_run(&w);
	fake_counts_reset(w.kernel);
	w.told = 0;
	world_static(&w, "10.0.0.0/16", 1, "192.0.1.9@1");
	world_bgp(&w, "10.1.0.0/16", "192.0.1.9 192.0.2.9");
	world_run(&w);
	CU_ASSERT_EQUAL(w.told, 0);
	CU_ASSERT_EQUAL(
	    w.kernel->route_sets + w.kernel->group_sets + w.kernel->leg_sets + w.kernel->nexthop_dels, 0);
	world_close(&w);
}

/* The kernel notices the dead device before ribd does. */
static void test_refused_is_tried_again(void)
{
	struct world w;
	world_open(&w);
	w.kernel->links[0].running = false;
	world_static(&w, "10.0.0.0/8", 1, "192.0.1.9@1");
	world_bgp(&w, "10.1.0.0/16", "192.0.1.9 192.0.2.9");
	world_run(&w);
	ROUTE(&w, "10.0.0.0/8", "");
	ROUTE(&w, "10.1.0.0/16", "192.0.2.9@2*1");
	w.kernel->links[0].running = true;
	nexthop_groups_retry(w.rib->nexthops);
	fib_retry(w.rib->fib);
	world_run(&w);
	ROUTE(&w, "10.0.0.0/8", "192.0.1.9@1*1");
	ROUTE(&w, "10.1.0.0/16", "192.0.1.9@1*1 192.0.2.9@2*1");
	world_close(&w);
}

static void test_restart_adopts(void)
{
	struct world w;
	world_open(&w);
	char prefix[32];
	for (int i = 0; i < 50; i++) {
		snprintf(prefix, sizeof prefix, "10.%d.0.0/16", i);
		world_bgp(&w, prefix, i < 25 ? "192.0.1.9 192.0.2.9" : "192.0.3.9");
	}
	world_static(&w, "172.16.0.0/12", 1, "192.0.4.9@4");
	world_run(&w);
	fake_counts_reset(w.kernel);
	world_restart(&w);
	world_run(&w);
	CU_ASSERT_EQUAL(w.kernel->route_count, 51);
	CU_ASSERT_EQUAL(fib_stale(w.rib->fib), 51);
	for (int i = 0; i < 40; i++) {
		snprintf(prefix, sizeof prefix, "10.%d.0.0/16", i);
		world_bgp(&w, prefix, i < 25 ? "192.0.1.9 192.0.2.9" : "192.0.3.9");
	}
	world_run(&w);
	/* What came again was not touched, what did not is still there. */
	CU_ASSERT_EQUAL(
	    w.kernel->route_sets + w.kernel->group_sets + w.kernel->leg_sets + w.kernel->route_dels, 0);
	CU_ASSERT_EQUAL(w.kernel->route_count, 51);
	fib_sweep(w.rib->fib);
	world_run(&w);
	CU_ASSERT_EQUAL(w.kernel->route_count, 40);
	CU_ASSERT_EQUAL(w.kernel->group_count, 2);
	CU_ASSERT_EQUAL(w.kernel->leg_count, 3);
	ROUTE(&w, "10.3.0.0/16", "192.0.1.9@1*1 192.0.2.9@2*1");
	world_close(&w);
}

static void test_withdraw_all(void)
{
	struct world w;
	world_open(&w);
	world_bgp(&w, "10.0.0.0/16", "192.0.1.9 192.0.2.9");
	world_static(&w, "10.0.0.0/8", 1, "");
	world_run(&w);
	fib_withdraw_all(w.rib->fib);
	CU_ASSERT_EQUAL(w.kernel->route_count + w.kernel->group_count + w.kernel->leg_count, 0);
	world_close(&w);
}

static void test_watched_next_hop(void)
{
	struct world w;
	world_open(&w);
	struct ip_addr addr;
	ip_addr_parse("192.0.2.9", &addr);
	struct nexthop *nh = nexthop_get(w.rib->nexthops, &addr, 0);
	nh->watchers = 1;
	CU_ASSERT_EQUAL(nh->depth, 0);
	CU_ASSERT_TRUE(nh->connected);
	w.nexthops_told = 0;
	world_carrier(&w, 2, false);
	world_run(&w);
	CU_ASSERT_EQUAL(nh->depth, NEXTHOP_UNREACHABLE);
	CU_ASSERT_EQUAL(w.nexthops_told, 1);
	world_carrier(&w, 3, false);
	world_run(&w);
	CU_ASSERT_EQUAL(w.nexthops_told, 1);
	nexthop_put(w.rib->nexthops, nh);
	world_close(&w);
}

/* Property: whatever the order of events, the kernel ends with what a fresh table would compute ---------- */

#define PREFIXES 12
static const char *const prefixes[PREFIXES] = {"0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24",
    "172.16.0.0/12", "172.16.5.0/24", "100.64.0.0/10", "203.0.113.0/24", "203.0.113.5/32", "192.0.2.0/24",
    "192.0.0.0/16", "20.0.0.0/8"};
static const char *const static_hops[] = {
    "192.0.1.9@1", "192.0.2.9@2", "192.0.3.9@3 192.0.4.9@4", "", "203.0.113.99@5", "192.0.1.8@1 192.0.6.8@6"};
static const char *const bgp_hops[] = {"192.0.1.9", "192.0.2.9", "192.0.1.9 192.0.2.9 192.0.3.9", "10.1.2.3",
    "172.16.5.1", "203.0.113.5", "203.0.113.5 192.0.4.9", "20.0.0.1", "192.0.5.9 192.0.6.9"};
#define COUNT(list) (sizeof(list) / sizeof(list)[0])

struct plan {
	int fixed[PREFIXES][2]; /* static: distance 1 and 200; index into static_hops, -1 none */
	int bgp[PREFIXES][2];   /* clients 0 and 1 */
	bool up[WORLD_DEVICES + 1];
};

static void apply_route(struct world *w, const struct plan *plan, int p, int kind)
{
	if (kind < 2) {
		int hop = plan->fixed[p][kind];
		world_static(w, prefixes[p], kind ? 200 : 1, hop < 0 ? NULL : static_hops[hop]);
		return;
	}
	int client = kind - 2, hop = plan->bgp[p][client];
	if (hop < 0)
		world_withdraw(w, (unsigned)client, prefixes[p]);
	else
		world_bgp_as(w, (unsigned)client, prefixes[p], client ? RIB_PROTO_IBGP : RIB_PROTO_EBGP, 0,
		    bgp_hops[hop]);
}

static void random_event(struct world *w, struct plan *plan, unsigned *seed)
{
	int p = rand_r(seed) % PREFIXES, kind = rand_r(seed) % 5;
	bool gone = rand_r(seed) % 3 == 0;
	if (kind == 4) {
		uint32_t device = 1 + (uint32_t)rand_r(seed) % WORLD_DEVICES;
		plan->up[device] = !plan->up[device];
		world_carrier(w, device, plan->up[device]);
		return;
	}
	if (kind < 2)
		plan->fixed[p][kind] = gone ? -1 : (int)(rand_r(seed) % COUNT(static_hops));
	else
		plan->bgp[p][kind - 2] = gone ? -1 : (int)(rand_r(seed) % COUNT(bgp_hops));
	apply_route(w, plan, p, kind);
}

static void compare_with_fresh(const struct world *w, const struct plan *plan, unsigned seed)
{
	struct world fresh;
	world_open(&fresh);
	for (uint32_t i = 1; i <= WORLD_DEVICES; i++)
		if (!plan->up[i])
			world_carrier(&fresh, i, false);
	for (int p = 0; p < PREFIXES; p++)
		for (int kind = 0; kind < 4; kind++)
			apply_route(&fresh, plan, p, kind);
	world_run(&fresh);
	CU_ASSERT_EQUAL(w->kernel->route_count, fresh.kernel->route_count);
	for (int p = 0; p < PREFIXES; p++) {
		char expected[512];
		snprintf(expected, sizeof expected, "%s", fake_route_text(fresh.kernel, prefixes[p]));
		const char *got = fake_route_text(w->kernel, prefixes[p]);
		if (strcmp(got, expected) != 0)
			printf("seed %u, %s: \"%s\", fresh \"%s\"\n", seed, prefixes[p], got, expected);
		CU_ASSERT_STRING_EQUAL(got, expected);
	}
	world_close(&fresh);
}

static void test_order_does_not_matter(void)
{
	for (unsigned seed = 1; seed <= 200; seed++) {
		struct world w;
		struct plan plan;
		unsigned state = seed;
		memset(&plan, 0xff, sizeof plan);
		memset(plan.up, true, sizeof plan.up);
		world_open(&w);
		for (int i = 0; i < 120; i++) {
			random_event(&w, &plan, &state);
			if (rand_r(&state) % 4 == 0)
				rib_run(w.rib, (size_t)(rand_r(&state) % 4));
			if (rand_r(&state) % 60 == 0) {
				/* kill -9, and everybody sends again */
				world_run(&w);
				world_restart(&w);
				for (int p = 0; p < PREFIXES; p++)
					for (int kind = 0; kind < 4; kind++)
						apply_route(&w, &plan, p, kind);
				fib_sweep(w.rib->fib);
			}
		}
		world_run(&w);
		CU_ASSERT_EQUAL(w.kernel->refusals, 0);
		compare_with_fresh(&w, &plan, seed);
		world_close(&w);
	}
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"administrative distance chooses", test_distance_chooses},
	    {"debug ip routing tells of routes", test_debug_tells_of_routes},
	    {"metric chooses, eBGP beats iBGP", test_metric_and_ibgp},
	    {"a gateway outside every subnet is on link (R24)", test_on_link_and_interface_down},
	    {"a flap that nobody saw leaves the route there", test_flap_between_runs},
	    {"Null0, and gateways on a tunnel", test_null0_and_tunnel},
	    {"BGP next hops follow the static way to them", test_recursion},
	    {"BGP leads through BGP once", test_bgp_through_bgp},
	    {"an own address is no next hop", test_own_address_is_no_next_hop},
	    {"routes share a group, which shrinks and grows in place", test_routes_share_a_group},
	    {"groups and legs go with their last route", test_groups_go_with_their_routes},
	    {"the same again changes nothing (R35)", test_same_again_changes_nothing},
	    {"what the kernel refused is tried again", test_refused_is_tried_again},
	    {"a restart adopts what equals and sweeps the rest", test_restart_adopts},
	    {"stopping leaves nothing in the kernel", test_withdraw_all},
	    {"a watched next hop tells of its changes", test_watched_next_hop},
	    {"200 random histories end as a fresh computation", test_order_does_not_matter},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("rib", tests);
}
