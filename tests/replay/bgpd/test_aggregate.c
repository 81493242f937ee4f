/* SPDX-License-Identifier: Apache-2.0 */
/* Aggregates: when they are there, what they say, what they hold back. */
#include "tests/replay/bgpd/speaker.h"
#include "daemons/bgpd/aspath.h"
#include "daemons/bgpd/policy.h"
#include "tests/unit/unit.h"
#include <stdio.h>
#include <string.h>

#define WHOLE "10.0.0.0/8"

static const uint32_t path_2[] = {65002, 0}, path_2_9[] = {65002, 65009, 0};

static struct aggregate_config *aggregate(struct world *x, const char *prefix)
{
	struct ip_prefix p;
	ip_prefix_parse(prefix, &p);
	return bgp_model_aggregate(x->model, &p);
}

static void announce(struct world *x, const uint32_t *path, const char *prefix)
{
	struct attr_set set = speaker_route(&x->one, path);
	speaker_announce(&x->one, &set, prefix);
}

static bool heard(struct world *x, const char *prefix)
{
	struct attr_set set;
	bool yes = speaker_heard(&x->two, prefix, &set);
	attr_set_clear(&set);
	return yes;
}

static void lives_with_its_parts(void)
{
	struct world x;
	struct attr_set set;
	world_begin(&x, 65002, 65003);
	aggregate(&x, WHOLE);
	world_open(&x);
	announce(&x, path_2, "11.0.0.0/16");
	CU_ASSERT(!heard(&x, WHOLE));
	announce(&x, path_2, "10.1.0.0/16");
	announce(&x, path_2, "10.2.0.0/16");
	CU_ASSERT(speaker_heard(&x.two, WHOLE, &set));
	char text[64];
	CU_ASSERT_STRING_EQUAL(aspath_str(set.as_path, text, sizeof(text)), "65001");
	CU_ASSERT(attr_set_has(&set, ATTR_ATOMIC_AGGREGATE));
	CU_ASSERT_EQUAL(set.aggregator_as, 65001);
	CU_ASSERT_EQUAL(set.aggregator_id, 0x0a000001);
	attr_set_clear(&set);
	CU_ASSERT(heard(&x, "10.1.0.0/16"));
	/* Into the table of the kernel it goes as a black hole. */
	const struct rib_route *route = wire_route(x.w, 0, WHOLE);
	CU_ASSERT_PTR_NOT_NULL_FATAL(route);
	CU_ASSERT(route->proto == RIB_PROTO_BGP_LOCAL && route->count == 0 && route->distance == 200);
	speaker_withdraw(&x.one, "10.1.0.0/16");
	CU_ASSERT(heard(&x, WHOLE));
	announce(&x, path_2_9, "10.2.0.0/16"); /* another path: still one part */
	speaker_withdraw(&x.one, "10.2.0.0/16");
	CU_ASSERT(!heard(&x, WHOLE));
	CU_ASSERT_PTR_NULL(wire_route(x.w, 0, WHOLE));
	world_end(&x);
}

static void route_of_its_own_length_is_no_part(void)
{
	struct world x;
	world_begin(&x, 65002, 65003);
	aggregate(&x, WHOLE);
	world_open(&x);
	announce(&x, path_2, WHOLE);
	struct rib_dest *d = wire_dest(x.w, 0, WHOLE);
	CU_ASSERT_PTR_NOT_NULL_FATAL(d);
	CU_ASSERT_PTR_NOT_NULL(d->paths->source->peer);
	announce(&x, path_2, "10.1.0.0/16");
	CU_ASSERT_PTR_NULL(d->paths->source->peer); /* ours, by its weight */
	world_end(&x);
}

static void summary_only_holds_parts_back(void)
{
	struct world x;
	world_begin(&x, 65002, 65003);
	aggregate(&x, WHOLE)->summary_only = true;
	world_open(&x);
	announce(&x, path_2, "10.1.0.0/16");
	announce(&x, path_2, "11.1.0.0/16");
	CU_ASSERT(heard(&x, WHOLE) && heard(&x, "11.1.0.0/16"));
	CU_ASSERT(!heard(&x, "10.1.0.0/16"));
	CU_ASSERT(wire_peer(x.w, 0, 2)->families[0].denied_out[POLICY_SUPPRESSED] > 0);
	CU_ASSERT_PTR_NOT_NULL(wire_route(x.w, 0, "10.1.0.0/16")); /* used all the same */
	/* Without the line they come. */
	static const int around[] = {1, 2, -1};
	static const uint32_t ases[] = {65002, 65003};
	bgp_configure(x.w->hosts[0].bgp, wire_model(x.w, 0, 65001, around, ases));
	wire_advance(x.w, 100 * LOOP_MSEC);
	CU_ASSERT(!heard(&x, WHOLE) && heard(&x, "10.1.0.0/16"));
	world_end(&x);
}

/* The line comes when the table is there. */
static void counts_what_is_there_already(void)
{
	struct world x;
	struct ip_prefix p;
	world_begin(&x, 65002, 65003);
	world_open(&x);
	announce(&x, path_2, "10.1.0.0/16");
	announce(&x, path_2, "10.2.0.0/16");
	static const int around[] = {1, 2, -1};
	static const uint32_t ases[] = {65002, 65003};
	struct bgp_model *m = wire_model(x.w, 0, 65001, around, ases);
	ip_prefix_parse(WHOLE, &p);
	bgp_model_aggregate(m, &p)->summary_only = true;
	bgp_configure(x.w->hosts[0].bgp, m);
	wire_advance(x.w, 100 * LOOP_MSEC);
	CU_ASSERT(heard(&x, WHOLE) && !heard(&x, "10.1.0.0/16"));
	speaker_withdraw(&x.one, "10.1.0.0/16");
	CU_ASSERT(heard(&x, WHOLE));
	speaker_withdraw(&x.one, "10.2.0.0/16");
	CU_ASSERT(!heard(&x, WHOLE));
	world_end(&x);
}

static void as_set_names_the_parts(void)
{
	struct world x;
	struct attr_set set;
	char text[64];
	world_begin(&x, 65002, 65003);
	aggregate(&x, WHOLE)->as_set = true;
	world_open(&x);
	announce(&x, path_2, "10.1.0.0/16");
	announce(&x, path_2_9, "10.2.0.0/16");
	wire_advance(x.w, 2 * LOOP_SEC);
	CU_ASSERT(speaker_heard(&x.two, WHOLE, &set));
	CU_ASSERT_STRING_EQUAL(aspath_str(set.as_path, text, sizeof(text)), "65001 {65002,65009}");
	CU_ASSERT(!attr_set_has(&set, ATTR_ATOMIC_AGGREGATE));
	attr_set_clear(&set);
	speaker_withdraw(&x.one, "10.2.0.0/16");
	wire_advance(x.w, 2 * LOOP_SEC);
	CU_ASSERT(speaker_heard(&x.two, WHOLE, &set));
	CU_ASSERT_STRING_EQUAL(aspath_str(set.as_path, text, sizeof(text)), "65001 {65002}");
	attr_set_clear(&set);
	speaker_withdraw(&x.one, "10.1.0.0/16");
	wire_advance(x.w, 2 * LOOP_SEC);
	CU_ASSERT(!heard(&x, WHOLE));
	world_end(&x);
}

/* A map that lets pass what lies in 10.1.0.0/16. */
static void map_of_10_1(struct world *x, struct policy_map *map)
{
	struct ip_prefix p;
	ip_prefix_parse("10.1.0.0/16", &p);
	prefix_list_add(filters_obtain_prefix_list(&x->model->filters, AF_INET, "L"), 5, true, &p, 16, 32);
	struct route_map_entry *e = route_map_entry(filters_obtain_route_map(&x->model->filters, "M"), 10);
	e->permit = true;
	struct route_condition *c = route_map_condition(e, ROUTE_MATCH_ADDRESS);
	snprintf(c->name, sizeof(c->name), "L");
	c->family = AF_INET;
	snprintf(map->name, sizeof(map->name), "M");
}

static void suppress_map_holds_some_back(void)
{
	struct world x;
	world_begin(&x, 65002, 65003);
	map_of_10_1(&x, &aggregate(&x, WHOLE)->suppress);
	world_open(&x);
	announce(&x, path_2, "10.1.0.0/16");
	announce(&x, path_2, "10.2.0.0/16");
	CU_ASSERT(heard(&x, WHOLE) && heard(&x, "10.2.0.0/16"));
	CU_ASSERT(!heard(&x, "10.1.0.0/16"));
	world_end(&x);
}

static void advertise_map_chooses_parts(void)
{
	struct world x;
	world_begin(&x, 65002, 65003);
	map_of_10_1(&x, &aggregate(&x, WHOLE)->advertise);
	world_open(&x);
	announce(&x, path_2, "10.2.0.0/16");
	wire_advance(x.w, 2 * LOOP_SEC);
	CU_ASSERT(!heard(&x, WHOLE));
	announce(&x, path_2, "10.1.0.0/16");
	wire_advance(x.w, 2 * LOOP_SEC);
	CU_ASSERT(heard(&x, WHOLE));
	world_end(&x);
}

static void attribute_map_changes_it(void)
{
	struct world x;
	struct attr_set set;
	world_begin(&x, 65002, 65003);
	struct policy_map *map = &aggregate(&x, WHOLE)->attribute;
	struct route_map_entry *e = route_map_entry(filters_obtain_route_map(&x.model->filters, "A"), 10);
	e->permit = true;
	e->change.metric_how = ROUTE_METRIC_SET;
	e->change.metric = 99;
	snprintf(map->name, sizeof(map->name), "A");
	world_open(&x);
	announce(&x, path_2, "10.1.0.0/16");
	CU_ASSERT(speaker_heard(&x.two, WHOLE, &set));
	CU_ASSERT(attr_set_has(&set, ATTR_MULTI_EXIT_DISC) && set.med == 99);
	attr_set_clear(&set);
	world_end(&x);
}

static CU_TestInfo tests[] = {
    {"lives with its parts", lives_with_its_parts},
    {"a route of its own length is no part", route_of_its_own_length_is_no_part},
    {"summary-only holds parts back", summary_only_holds_parts_back},
    {"counts what is there already", counts_what_is_there_already},
    {"as-set names the parts", as_set_names_the_parts},
    {"suppress-map holds some back", suppress_map_holds_some_back},
    {"advertise-map chooses parts", advertise_map_chooses_parts},
    {"attribute-map changes it", attribute_map_changes_it},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("bgpd aggregate replay", tests);
}
