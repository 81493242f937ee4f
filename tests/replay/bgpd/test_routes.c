/* SPDX-License-Identifier: Apache-2.0 */
/* Speakers that exchange routes: announcing, withdrawing, choosing, multipath, refresh, graceful restart. */
#include "tests/replay/bgpd/wire.h"
#include "daemons/bgpd/aspath.h"
#include "tests/unit/unit.h"
#include <stdio.h>
#include <string.h>

static const int to_0[] = {0, -1}, to_1[] = {1, -1}, to_1_2[] = {1, 2, -1}, to_0_2[] = {0, 2, -1};
static const uint32_t as_1[] = {65001}, as_2[] = {65002}, as_2_2[] = {65002, 65002},
		      as_1_3[] = {65001, 65003};

static struct bgp_model *with_network(struct bgp_model *m, const char *prefix)
{
	struct ip_prefix p;
	ip_prefix_parse(prefix, &p);
	bgp_model_network(m, &p);
	return m;
}

static struct bgp_model *model_0(struct wire *w)
{
	return wire_model(w, 0, 65001, to_1, as_2);
}

/* Host 1 announces 10.9.0.0/24 to host 0. */
static struct wire *pair(void)
{
	struct wire *w = wire_new();
	wire_start(w, 0, model_0(w), false);
	wire_start(w, 1, with_network(wire_model(w, 1, 65002, to_0, as_1), "10.9.0.0/24"), false);
	wire_network(w, 1, "10.9.0.0/24", true);
	wire_advance(w, LOOP_SEC);
	return w;
}

static void network_travels_and_goes(void)
{
	struct wire *w = pair();
	char path[32];
	const struct rib_route *route = wire_route(w, 0, "10.9.0.0/24");
	CU_ASSERT_PTR_NOT_NULL_FATAL(route);
	CU_ASSERT_EQUAL(route->proto, RIB_PROTO_EBGP);
	CU_ASSERT_EQUAL(route->distance, 20);
	CU_ASSERT_EQUAL(route->count, 1);
	CU_ASSERT(ip_addr_equal(&route->nexthops[0].addr, &w->hosts[1].addr));
	struct rib_path *best = rib_dest_best(wire_dest(w, 0, "10.9.0.0/24"));
	CU_ASSERT_STRING_EQUAL(aspath_str(best->attr->set.as_path, path, sizeof(path)), "65002");
	CU_ASSERT_EQUAL(w->hosts[1].route_count, 0);
	CU_ASSERT(wire_peer(w, 0, 1)->families[0].eor_received);
	wire_network(w, 1, "10.9.0.0/24", false);
	wire_advance(w, 100 * LOOP_MSEC);
	CU_ASSERT_PTR_NULL(wire_route(w, 0, "10.9.0.0/24"));
	CU_ASSERT_PTR_NULL(wire_dest(w, 0, "10.9.0.0/24"));
	CU_ASSERT_PTR_NULL(wire_dest(w, 1, "10.9.0.0/24"));
	wire_free(w);
}

static void lost_session_takes_routes_along(void)
{
	struct wire *w = pair();
	peer_stop(wire_peer(w, 1, 0), CEASE_ADMIN_RESET, NULL);
	wire_advance(w, 30 * LOOP_MSEC);
	CU_ASSERT_PTR_NULL(wire_route(w, 0, "10.9.0.0/24"));
	wire_advance(w, LOOP_SEC);
	CU_ASSERT_PTR_NOT_NULL(wire_route(w, 0, "10.9.0.0/24"));
	wire_free(w);
}

/* Hosts 1 and 2, both AS 65002, announce the same network to host 0. */
static struct wire *two_paths(uint8_t maximum)
{
	struct wire *w = wire_new();
	struct bgp_model *m = wire_model(w, 0, 65001, to_1_2, as_2_2);
	m->families[BGP_IPV4_UNICAST].maximum_paths = maximum;
	wire_start(w, 0, m, false);
	for (unsigned i = 1; i <= 2; i++) {
		wire_start(w, i, with_network(wire_model(w, i, 65002, to_0, as_1), "10.9.0.0/24"), false);
		wire_network(w, i, "10.9.0.0/24", true);
		wire_advance(w, 2 * LOOP_SEC);
	}
	return w;
}

static void older_path_stays_best(void)
{
	struct wire *w = two_paths(1);
	const struct rib_route *route = wire_route(w, 0, "10.9.0.0/24");
	CU_ASSERT_PTR_NOT_NULL_FATAL(route);
	CU_ASSERT_EQUAL(route->count, 1);
	CU_ASSERT(ip_addr_equal(&route->nexthops[0].addr, &w->hosts[1].addr));
	struct rib_path *second = wire_dest(w, 0, "10.9.0.0/24")->paths->next;
	CU_ASSERT_PTR_NOT_NULL_FATAL(second);
	CU_ASSERT_EQUAL(second->reason, DECIDE_OLDEST);
	wire_free(w);
}

static void multipath_uses_both_and_survives_one(void)
{
	struct wire *w = two_paths(8);
	const struct rib_route *route = wire_route(w, 0, "10.9.0.0/24");
	CU_ASSERT_PTR_NOT_NULL_FATAL(route);
	CU_ASSERT_EQUAL(route->count, 2);
	peer_stop(wire_peer(w, 1, 0), CEASE_ADMIN_SHUTDOWN, NULL);
	wire_advance(w, 50 * LOOP_MSEC);
	route = wire_route(w, 0, "10.9.0.0/24");
	CU_ASSERT_EQUAL(route->count, 1);
	CU_ASSERT(ip_addr_equal(&route->nexthops[0].addr, &w->hosts[2].addr));
	wire_advance(w, LOOP_SEC);
	CU_ASSERT_EQUAL(wire_route(w, 0, "10.9.0.0/24")->count, 2);
	wire_free(w);
}

static void next_hop_out_of_reach_is_not_used(void)
{
	struct wire *w = two_paths(8);
	struct rib_nexthop_state state = {.addr = w->hosts[1].addr, .reachable = false};
	nexthop_update(w->hosts[0].bgp, &state);
	wire_advance(w, 0);
	CU_ASSERT_EQUAL(wire_route(w, 0, "10.9.0.0/24")->count, 1);
	wire_free(w);
}

/* 65002 announces, 65001 passes on to 65003; 65002's own prefix does not come back to it. */
static void transit_prepends_and_sets_next_hop(void)
{
	static const int chain_0[] = {0, -1};
	struct wire *w = wire_new();
	char path[32];
	static const int others[] = {1, 2, -1};
	static const uint32_t ases[] = {65002, 65003};
	wire_start(w, 0, wire_model(w, 0, 65001, others, ases), false);
	wire_start(w, 1, with_network(wire_model(w, 1, 65002, to_0, as_1), "10.9.0.0/24"), false);
	wire_start(w, 2, wire_model(w, 2, 65003, chain_0, as_1), false);
	wire_network(w, 1, "10.9.0.0/24", true);
	wire_advance(w, LOOP_SEC);
	struct rib_dest *d = wire_dest(w, 2, "10.9.0.0/24");
	CU_ASSERT_PTR_NOT_NULL_FATAL(d);
	CU_ASSERT_STRING_EQUAL(aspath_str(d->paths->attr->set.as_path, path, sizeof(path)), "65001 65002");
	/* All three share a subnet: the next hop of a third party is kept (RFC 4271 §5.1.3). */
	CU_ASSERT(ip_addr_equal(&d->paths->attr->set.next_hop, &w->hosts[1].addr));
	CU_ASSERT_EQUAL(wire_peer(w, 0, 1)->families[0].advertised, 0);
	wire_free(w);
}

/* 0 and 1 in AS 65001, 2 outside: what 1 hears from 2 reaches 0 with its local preference; a loop is refused. */
static void internal_neighbor_gets_local_preference(void)
{
	static const int ibgp_0[] = {1, -1};
	static const uint32_t ibgp_as[] = {65001};
	static const int outer[] = {1, -1};
	struct wire *w = wire_new();
	wire_start(w, 0, wire_model(w, 0, 65001, ibgp_0, ibgp_as), false);
	struct bgp_model *m = wire_model(w, 1, 65001, to_0_2, as_1_3);
	m->local_pref = 150;
	wire_start(w, 1, m, false);
	wire_start(w, 2, with_network(wire_model(w, 2, 65003, outer, as_1), "10.9.0.0/24"), false);
	wire_network(w, 2, "10.9.0.0/24", true);
	wire_advance(w, LOOP_SEC);
	struct rib_dest *d = wire_dest(w, 0, "10.9.0.0/24");
	CU_ASSERT_PTR_NOT_NULL_FATAL(d);
	CU_ASSERT_EQUAL(d->paths->attr->set.local_pref, 150);
	CU_ASSERT(ip_addr_equal(&d->paths->attr->set.next_hop, &w->hosts[2].addr));
	CU_ASSERT_EQUAL(wire_route(w, 0, "10.9.0.0/24")->proto, RIB_PROTO_IBGP);
	CU_ASSERT_EQUAL(wire_route(w, 0, "10.9.0.0/24")->distance, 200);
	wire_free(w);
}

static void refresh_brings_everything_again(void)
{
	struct wire *w = pair();
	struct peer *p = wire_peer(w, 0, 1);
	unsigned before = p->received[MESSAGE_UPDATE];
	CU_ASSERT(peer_request_routes(p, BGP_IPV4_UNICAST));
	wire_advance(w, LOOP_SEC);
	CU_ASSERT_EQUAL(p->received[MESSAGE_UPDATE], before + 2); /* the route and End-of-RIB */
	CU_ASSERT_EQUAL(p->received[MESSAGE_ROUTE_REFRESH], 2);   /* BoRR and EoRR */
	CU_ASSERT_PTR_NOT_NULL(wire_route(w, 0, "10.9.0.0/24"));
	CU_ASSERT(!p->source.retained[0]);
	CU_ASSERT_EQUAL(p->dropped, 0);
	wire_free(w);
}

static void helper_keeps_routes_of_a_restarting_neighbor(void)
{
	struct wire *w = pair();
	unsigned messages = w->hosts[0].route_messages;
	wire_kill(w, 1);
	wire_advance(w, 5 * LOOP_SEC);
	CU_ASSERT(!wire_established(w, 0, 1));
	CU_ASSERT_PTR_NOT_NULL(wire_route(w, 0, "10.9.0.0/24"));
	struct rib_dest *d = wire_dest(w, 0, "10.9.0.0/24");
	CU_ASSERT(rib_path_stale(d, d->paths));
	wire_start(w, 1, with_network(wire_model(w, 1, 65002, to_0, as_1), "10.9.0.0/24"), true);
	wire_network(w, 1, "10.9.0.0/24", true);
	wire_advance(w, 20 * LOOP_SEC);
	CU_ASSERT(wire_established(w, 0, 1));
	d = wire_dest(w, 0, "10.9.0.0/24");
	CU_ASSERT_PTR_NOT_NULL_FATAL(d);
	CU_ASSERT(!rib_path_stale(d, d->paths));
	CU_ASSERT_EQUAL(w->hosts[0].route_messages, messages); /* the kernel never noticed */
	wire_free(w);
}

static void helper_gives_up_after_the_restart_time(void)
{
	struct wire *w = pair();
	wire_kill(w, 1);
	wire_advance(w, 119 * LOOP_SEC);
	CU_ASSERT_PTR_NOT_NULL(wire_route(w, 0, "10.9.0.0/24"));
	wire_advance(w, 2 * LOOP_SEC);
	CU_ASSERT_PTR_NULL(wire_route(w, 0, "10.9.0.0/24"));
	wire_free(w);
}

/* What the neighbor does not announce again goes with its End-of-RIB. */
static void helper_drops_what_is_gone(void)
{
	struct wire *w = pair();
	wire_kill(w, 1);
	wire_advance(w, 2 * LOOP_SEC);
	wire_start(w, 1, wire_model(w, 1, 65002, to_0, as_1), true);
	wire_advance(w, 30 * LOOP_SEC);
	CU_ASSERT(wire_established(w, 0, 1));
	CU_ASSERT_PTR_NULL(wire_route(w, 0, "10.9.0.0/24"));
	wire_free(w);
}

/* Our own restart: no route is chosen and ribd's are left alone until the neighbor is complete. */
static void restarting_speaker_waits_for_end_of_rib(void)
{
	struct wire *w = pair();
	wire_kill(w, 0);
	unsigned messages = w->hosts[0].route_messages, ends = w->hosts[0].ends;
	CU_ASSERT_PTR_NOT_NULL(wire_route(w, 0, "10.9.0.0/24"));
	wire_start(w, 0, model_0(w), true);
	CU_ASSERT_EQUAL(w->hosts[0].hold, 120);
	wire_advance(w, 0);
	CU_ASSERT_EQUAL(w->hosts[0].route_messages, messages);
	CU_ASSERT_EQUAL(w->hosts[0].ends, ends);
	wire_advance(w, 5 * LOOP_SEC);
	CU_ASSERT(wire_established(w, 0, 1));
	CU_ASSERT_EQUAL(w->hosts[0].ends, ends + 1);
	CU_ASSERT_PTR_NOT_NULL(wire_route(w, 0, "10.9.0.0/24"));
	wire_free(w);
}

static void prefix_limit_ends_the_session(void)
{
	struct wire *w = wire_new();
	struct bgp_model *m = model_0(w);
	bgp_model_peer(m, &w->hosts[1].addr)->families[0].max_prefix = 1;
	wire_start(w, 0, m, false);
	struct bgp_model *other = wire_model(w, 1, 65002, to_0, as_1);
	wire_start(w, 1, with_network(with_network(other, "10.9.0.0/24"), "10.9.1.0/24"), false);
	wire_network(w, 1, "10.9.0.0/24", true);
	wire_advance(w, LOOP_SEC);
	CU_ASSERT(wire_established(w, 0, 1));
	wire_network(w, 1, "10.9.1.0/24", true);
	wire_advance(w, LOOP_SEC);
	CU_ASSERT(!wire_established(w, 0, 1));
	CU_ASSERT_EQUAL(peer_blocked(wire_peer(w, 0, 1)), PEER_MAX_PREFIX);
	CU_ASSERT_EQUAL(w->hosts[0].route_count, 0);
	wire_free(w);
}

static void many_routes_share_messages(void)
{
	struct wire *w = wire_new();
	struct bgp_model *m = wire_model(w, 1, 65002, to_0, as_1);
	char prefix[IP_PREFIX_STRLEN];
	for (unsigned i = 0; i < 2000; i++) {
		snprintf(prefix, sizeof(prefix), "10.%u.%u.0/24", 100 + i / 250, i % 250);
		with_network(m, prefix);
	}
	wire_start(w, 0, model_0(w), false);
	wire_start(w, 1, m, false);
	for (unsigned i = 0; i < 2000; i++) {
		snprintf(prefix, sizeof(prefix), "10.%u.%u.0/24", 100 + i / 250, i % 250);
		wire_network(w, 1, prefix, true);
	}
	wire_advance(w, 2 * LOOP_SEC);
	CU_ASSERT_EQUAL(w->hosts[0].route_count, 2000);
	CU_ASSERT(wire_peer(w, 0, 1)->received[MESSAGE_UPDATE] < 12);
	wire_reset(w, 1);
	wire_advance(w, 200 * LOOP_SEC);
	CU_ASSERT_EQUAL(w->hosts[0].route_count, 2000);
	peer_stop(wire_peer(w, 1, 0), CEASE_ADMIN_RESET, NULL);
	wire_advance(w, 60 * LOOP_MSEC);
	CU_ASSERT_EQUAL(w->hosts[0].route_count, 0);
	wire_free(w);
}

/* An UPDATE whose ORIGIN is nonsense: the route goes, the session stays (RFC 7606). */
static void spoil_origin(void *arg, struct wire_host *from, uint8_t *data, size_t size)
{
	for (size_t i = 0; i + 4 <= size && from == arg; i++) {
		if (data[i] == 0x40 && data[i + 1] == 1 && data[i + 2] == 1)
			data[i + 3] = 9;
	}
}

static void malformed_update_withdraws(void)
{
	struct wire *w = pair();
	w->tap = spoil_origin;
	w->tap_arg = &w->hosts[1];
	peer_request_routes(wire_peer(w, 0, 1), BGP_IPV4_UNICAST);
	wire_advance(w, LOOP_SEC);
	CU_ASSERT_PTR_NULL(wire_route(w, 0, "10.9.0.0/24"));
	CU_ASSERT_EQUAL(wire_peer(w, 0, 1)->dropped, 0);
	w->tap = NULL;
	peer_request_routes(wire_peer(w, 0, 1), BGP_IPV4_UNICAST);
	wire_advance(w, LOOP_SEC);
	CU_ASSERT_PTR_NOT_NULL(wire_route(w, 0, "10.9.0.0/24"));
	wire_free(w);
}

static void prefix_limit_may_only_warn(void)
{
	struct wire *w = wire_new();
	struct bgp_model *m = model_0(w);
	struct peer_family_config *f = &bgp_model_peer(m, &w->hosts[1].addr)->families[0];
	f->max_prefix = 1;
	f->max_prefix_warning_only = true;
	wire_start(w, 0, m, false);
	struct bgp_model *other = wire_model(w, 1, 65002, to_0, as_1);
	wire_start(w, 1, with_network(with_network(other, "10.9.0.0/24"), "10.9.1.0/24"), false);
	wire_network(w, 1, "10.9.0.0/24", true);
	wire_network(w, 1, "10.9.1.0/24", true);
	wire_advance(w, LOOP_SEC);
	CU_ASSERT_EQUAL(w->hosts[0].route_count, 2);
	CU_ASSERT(wire_peer(w, 0, 1)->families[0].warned);
	wire_free(w);
}

/* `maximum-prefix N restart MINUTES`. */
static void prefix_limit_is_forgiven_after_a_while(void)
{
	struct wire *w = wire_new();
	struct bgp_model *m = model_0(w);
	struct peer_family_config *f = &bgp_model_peer(m, &w->hosts[1].addr)->families[0];
	f->max_prefix = 1;
	f->max_prefix_restart = 3;
	wire_start(w, 0, m, false);
	struct bgp_model *other = wire_model(w, 1, 65002, to_0, as_1);
	wire_start(w, 1, with_network(with_network(other, "10.9.0.0/24"), "10.9.1.0/24"), false);
	wire_network(w, 1, "10.9.0.0/24", true);
	wire_network(w, 1, "10.9.1.0/24", true);
	wire_advance(w, LOOP_SEC);
	CU_ASSERT(!wire_established(w, 0, 1));
	wire_network(w, 1, "10.9.1.0/24", false);
	wire_advance(w, 170 * LOOP_SEC);
	CU_ASSERT(!wire_established(w, 0, 1));
	wire_advance(w, 60 * LOOP_SEC);
	CU_ASSERT(wire_established(w, 0, 1));
	CU_ASSERT_EQUAL(w->hosts[0].route_count, 1);
	wire_free(w);
}

/* A route that came by BGP does not make a `network` line true. */
static void network_needs_a_route_of_our_own(void)
{
	struct wire *w = pair();
	struct rib_prefix_state state = {.present = true, .proto = RIB_PROTO_EBGP};
	ip_prefix_parse("10.9.0.0/24", &state.prefix);
	origin_prefix(w->hosts[1].bgp->origin, &state);
	wire_advance(w, 100 * LOOP_MSEC);
	CU_ASSERT_PTR_NULL(wire_route(w, 0, "10.9.0.0/24"));
	state.proto = RIB_PROTO_CONNECTED;
	origin_prefix(w->hosts[1].bgp->origin, &state);
	wire_advance(w, 100 * LOOP_MSEC);
	CU_ASSERT_PTR_NOT_NULL(wire_route(w, 0, "10.9.0.0/24"));
	/* Nor does a network that no line names. */
	wire_network(w, 1, "10.9.0.0/16", true);
	wire_advance(w, 100 * LOOP_MSEC);
	CU_ASSERT_PTR_NULL(wire_route(w, 0, "10.9.0.0/16"));
	wire_free(w);
}

static void advertisement_interval_collects(void)
{
	struct wire *w = wire_new();
	struct bgp_model *m = wire_model(w, 1, 65002, to_0, as_1);
	bgp_model_peer(m, &w->hosts[0].addr)->families[0].advertisement_interval = 10;
	wire_start(w, 0, model_0(w), false);
	wire_start(w, 1, with_network(with_network(m, "10.9.0.0/24"), "10.9.1.0/24"), false);
	wire_advance(w, LOOP_SEC);
	wire_network(w, 1, "10.9.0.0/24", true);
	wire_advance(w, LOOP_SEC);
	CU_ASSERT_PTR_NOT_NULL(wire_route(w, 0, "10.9.0.0/24")); /* the first goes at once */
	wire_network(w, 1, "10.9.1.0/24", true);
	wire_advance(w, 5 * LOOP_SEC);
	CU_ASSERT_PTR_NULL(wire_route(w, 0, "10.9.1.0/24"));
	wire_advance(w, 5 * LOOP_SEC);
	CU_ASSERT_PTR_NOT_NULL(wire_route(w, 0, "10.9.1.0/24"));
	wire_free(w);
}

static CU_TestInfo tests[] = {
    {"network travels and goes", network_travels_and_goes},
    {"lost session takes routes along", lost_session_takes_routes_along},
    {"older path stays best", older_path_stays_best},
    {"multipath uses both and survives one", multipath_uses_both_and_survives_one},
    {"next hop out of reach is not used", next_hop_out_of_reach_is_not_used},
    {"transit prepends and keeps a third party", transit_prepends_and_sets_next_hop},
    {"internal neighbor gets local preference", internal_neighbor_gets_local_preference},
    {"refresh brings everything again", refresh_brings_everything_again},
    {"helper keeps routes of a restarting neighbor", helper_keeps_routes_of_a_restarting_neighbor},
    {"helper gives up after the restart time", helper_gives_up_after_the_restart_time},
    {"helper drops what is gone", helper_drops_what_is_gone},
    {"restarting speaker waits for End-of-RIB", restarting_speaker_waits_for_end_of_rib},
    {"prefix limit ends the session", prefix_limit_ends_the_session},
    {"prefix limit may only warn", prefix_limit_may_only_warn},
    {"prefix limit is forgiven after a while", prefix_limit_is_forgiven_after_a_while},
    {"network needs a route of our own", network_needs_a_route_of_our_own},
    {"advertisement interval collects", advertisement_interval_collects},
    {"many routes share messages", many_routes_share_messages},
    {"malformed UPDATE withdraws", malformed_update_withdraws},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("bgpd routes replay", tests);
}
