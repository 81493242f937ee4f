/* SPDX-License-Identifier: Apache-2.0 */
/* What is taken from a neighbor and what is passed on, attribute by attribute. */
#include "tests/replay/bgpd/speaker.h"
#include "daemons/bgpd/aspath.h"
#include "daemons/bgpd/community.h"
#include "daemons/bgpd/policy.h"
#include "tests/unit/unit.h"
#include <stdio.h>
#include <string.h>

#define PREFIX "10.9.0.0/24"

static const uint32_t path_2[] = {65002, 0}, path_2_3[] = {65002, 65003, 0}, path_own[] = {65002, 65001, 0},
		      path_3[] = {65003, 0};

static bool accepted(struct world *x)
{
	struct rib_dest *d = wire_dest(x->w, 0, PREFIX);
	return d && rib_path_of(d, &wire_peer(x->w, 0, 1)->source);
}

static void announce(struct world *x, const uint32_t *path)
{
	struct attr_set set = speaker_route(&x->one, path);
	speaker_announce(&x->one, &set, PREFIX);
}

static void loops_are_refused(void)
{
	struct world x;
	world_begin(&x, 65002, 65003);
	world_open(&x);
	announce(&x, path_2_3);
	CU_ASSERT(accepted(&x));
	announce(&x, path_own); /* replaces the good one and is refused: the route is gone */
	CU_ASSERT(!accepted(&x));
	CU_ASSERT_EQUAL(wire_peer(x.w, 0, 1)->families[0].denied_in[POLICY_AS_LOOP], 1);
	world_end(&x);
	world_begin(&x, 65002, 65003);
	world_neighbor(&x, 1)->families[0].allowas_in = 1;
	world_open(&x);
	announce(&x, path_own);
	CU_ASSERT(accepted(&x));
	world_end(&x);
}

static void first_as_is_the_neighbor(void)
{
	struct world x;
	for (unsigned enforce = 0; enforce < 2; enforce++) {
		world_begin(&x, 65002, 65003);
		x.model->enforce_first_as = enforce;
		world_open(&x);
		announce(&x, path_3);
		CU_ASSERT_EQUAL(accepted(&x), !enforce);
		CU_ASSERT_EQUAL(wire_peer(x.w, 0, 1)->families[0].denied_in[POLICY_FIRST_AS], enforce);
		world_end(&x);
	}
}

static void own_address_is_no_next_hop(void)
{
	struct world x;
	world_begin(&x, 65002, 65003);
	world_open(&x);
	struct attr_set set = speaker_route(&x.one, path_2);
	set.next_hop = x.w->hosts[0].addr;
	speaker_announce(&x.one, &set, PREFIX);
	CU_ASSERT(!accepted(&x));
	CU_ASSERT_EQUAL(wire_peer(x.w, 0, 1)->families[0].denied_in[POLICY_NEXT_HOP], 1);
	world_end(&x);
}

/* RFC 4456 §8. */
static void reflected_routes_of_ours_are_refused(void)
{
	struct world x;
	world_begin(&x, 65001, 65003);
	x.model->router_id = 0x0a0a0a0a;
	world_open(&x);
	struct attr_set set = speaker_route(&x.one, path_3);
	set.present |= ATTR_BIT(ATTR_ORIGINATOR_ID);
	set.originator_id = 0x0a0a0a0a;
	speaker_announce(&x.one, &set, PREFIX);
	CU_ASSERT(!accepted(&x));
	set = speaker_route(&x.one, path_3);
	set.cluster_list = blob_intern("\x0a\x0a\x0a\x0a", 4);
	speaker_announce(&x.one, &set, PREFIX);
	CU_ASSERT(!accepted(&x));
	announce(&x, path_3);
	CU_ASSERT(accepted(&x));
	world_end(&x);
}

static void internal_routes_stay_off_internal_neighbors(void)
{
	struct world x;
	struct attr_set heard;
	world_begin(&x, 65001, 65001);
	world_open(&x);
	announce(&x, path_3);
	CU_ASSERT(accepted(&x));
	CU_ASSERT(!speaker_heard(&x.two, PREFIX, &heard));
	CU_ASSERT_EQUAL(wire_peer(x.w, 0, 2)->families[0].denied_out[POLICY_INTERNAL], 1);
	world_end(&x);
}

static void well_known_communities_hold_back(void)
{
	static const struct {
		uint32_t community;
		uint32_t to;
		bool passes;
	} rows[] = {
	    {COMMUNITY_NO_EXPORT, 65003, false},
	    {COMMUNITY_NO_EXPORT, 65001, true},
	    {COMMUNITY_NO_EXPORT_SUBCONFED, 65003, false},
	    {COMMUNITY_NO_ADVERTISE, 65003, false},
	    {COMMUNITY_NO_ADVERTISE, 65001, false},
	    {0xfde90007, 65003, true},
	};
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct world x;
		struct attr_set heard;
		uint32_t wire = htonl(rows[i].community);
		world_begin(&x, 65002, rows[i].to);
		world_open(&x);
		struct attr_set set = speaker_route(&x.one, path_2);
		set.communities = blob_intern(&wire, 4);
		speaker_announce(&x.one, &set, PREFIX);
		CU_ASSERT_EQUAL(speaker_heard(&x.two, PREFIX, &heard), rows[i].passes);
		attr_set_clear(&heard);
		world_end(&x);
	}
}

static void communities_are_sent_when_told(void)
{
	for (unsigned send = 0; send <= (SEND_STANDARD | SEND_EXTENDED); send++) {
		struct world x;
		struct attr_set heard;
		world_begin(&x, 65002, 65003);
		world_neighbor(&x, 2)->families[0].communities = send;
		world_open(&x);
		struct attr_set set = speaker_route(&x.one, path_2);
		set.communities = blob_intern("\xfd\xe9\0\7", 4);
		set.large = blob_intern("\0\0\0\1\0\0\0\2\0\0\0\3", 12);
		set.extended = blob_intern("\0\2\xfd\xe9\0\0\0\7", 8);
		speaker_announce(&x.one, &set, PREFIX);
		CU_ASSERT(speaker_heard(&x.two, PREFIX, &heard));
		CU_ASSERT_EQUAL(heard.communities != NULL, (send & SEND_STANDARD) != 0);
		CU_ASSERT_EQUAL(heard.large != NULL, (send & SEND_STANDARD) != 0);
		CU_ASSERT_EQUAL(heard.extended != NULL, (send & SEND_EXTENDED) != 0);
		attr_set_clear(&heard);
		world_end(&x);
	}
}

/* RFC 4456 §6 to §8: who is told what, and how the route is signed. */
static void routes_are_reflected(void)
{
	static const struct {
		bool from_client, to_client, between_clients, passes;
	} rows[] = {{false, false, true, false}, {true, false, true, true}, {false, true, true, true},
	    {true, true, true, true}, {true, true, false, false}, {true, false, false, true}};
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct world x;
		struct attr_set heard;
		world_begin(&x, 65001, 65001);
		world_neighbor(&x, 1)->families[0].reflector_client = rows[i].from_client;
		world_neighbor(&x, 2)->families[0].reflector_client = rows[i].to_client;
		world_neighbor(&x, 2)->families[0].next_hop_self = true;
		x.model->reflect_between_clients = rows[i].between_clients;
		x.model->cluster_id = 77;
		world_open(&x);
		struct attr_set set = speaker_route(&x.one, path_3);
		struct ip_addr hop = set.next_hop;
		speaker_announce(&x.one, &set, PREFIX);
		CU_ASSERT_EQUAL(speaker_heard(&x.two, PREFIX, &heard), rows[i].passes);
		if (rows[i].passes) {
			CU_ASSERT(attr_set_has(&heard, ATTR_ORIGINATOR_ID));
			CU_ASSERT_EQUAL(heard.originator_id, wire_peer(x.w, 0, 1)->source.router_id);
			CU_ASSERT(heard.cluster_list && heard.cluster_list->size == 4);
			CU_ASSERT(
			    heard.cluster_list && memcmp(heard.cluster_list->data, "\0\0\0\115", 4) == 0);
			CU_ASSERT(ip_addr_equal(&heard.next_hop, &hop));
		}
		attr_set_clear(&heard);
		world_end(&x);
	}
}

static void own_cluster_is_refused(void)
{
	struct world x;
	world_begin(&x, 65001, 65003);
	x.model->cluster_id = 77;
	world_open(&x);
	struct attr_set set = speaker_route(&x.one, path_3);
	set.present |= ATTR_BIT(ATTR_CLUSTER_LIST);
	set.cluster_list = blob_intern("\0\0\0\115", 4);
	speaker_announce(&x.one, &set, PREFIX);
	CU_ASSERT(!accepted(&x));
	CU_ASSERT_EQUAL(wire_peer(x.w, 0, 1)->families[0].denied_in[POLICY_REFLECTED], 1);
	world_end(&x);
}

static void as_override(void)
{
	static const char *const want[] = {"65001 65002 65003", "65001 65001 65003"};
	for (unsigned on = 0; on < 2; on++) {
		struct world x;
		struct attr_set heard;
		char text[64];
		world_begin(&x, 65002, 65002);
		world_neighbor(&x, 2)->families[0].as_override = on;
		world_open(&x);
		announce(&x, path_2_3);
		CU_ASSERT(speaker_heard(&x.two, PREFIX, &heard));
		CU_ASSERT_STRING_EQUAL(aspath_str(heard.as_path, text, sizeof(text)), want[on]);
		attr_set_clear(&heard);
		world_end(&x);
	}
}

/* RFC 4271 §5.1.4, §5.1.5. */
static void med_and_local_preference(void)
{
	static const struct {
		uint32_t to;
		bool med, local_pref;
	} rows[] = {{65003, false, false}, {65001, true, true}};
	for (unsigned i = 0; i < 2; i++) {
		struct world x;
		struct attr_set heard;
		world_begin(&x, 65002, rows[i].to);
		world_open(&x);
		struct attr_set set = speaker_route(&x.one, path_2);
		set.present |= ATTR_BIT(ATTR_MULTI_EXIT_DISC);
		set.med = 77;
		speaker_announce(&x.one, &set, PREFIX);
		CU_ASSERT(speaker_heard(&x.two, PREFIX, &heard));
		CU_ASSERT_EQUAL(attr_set_has(&heard, ATTR_MULTI_EXIT_DISC), rows[i].med);
		CU_ASSERT_EQUAL(attr_set_has(&heard, ATTR_LOCAL_PREF), rows[i].local_pref);
		attr_set_clear(&heard);
		world_end(&x);
	}
}

static void next_hop_self(void)
{
	for (unsigned self = 0; self < 2; self++) {
		struct world x;
		struct attr_set heard;
		world_begin(&x, 65002, 65001);
		world_neighbor(&x, 2)->families[0].next_hop_self = self;
		world_open(&x);
		announce(&x, path_2);
		CU_ASSERT(speaker_heard(&x.two, PREFIX, &heard));
		CU_ASSERT(ip_addr_equal(&heard.next_hop, &x.w->hosts[self ? 0 : 1].addr));
		attr_set_clear(&heard);
		world_end(&x);
	}
}

static void weight_of_the_neighbor(void)
{
	struct world x;
	world_begin(&x, 65002, 65003);
	world_neighbor(&x, 1)->families[0].weight = 33;
	world_open(&x);
	announce(&x, path_2);
	struct rib_dest *d = wire_dest(x.w, 0, PREFIX);
	CU_ASSERT_PTR_NOT_NULL_FATAL(d);
	CU_ASSERT_EQUAL(d->paths->attr->set.weight, 33);
	world_end(&x);
}

static void local_as_both_ways(void)
{
	static const struct {
		bool no_prepend, replace;
		const char *in, *out;
	} rows[] = {
	    {false, false, "64999 65002", "64999 65001 65003"},
	    {true, false, "65002", "64999 65001 65003"},
	    {true, true, "65002", "64999 65003"},
	};
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct world x;
		struct attr_set heard;
		char text[64];
		world_begin(&x, 65002, 65003);
		struct peer_config *c = world_neighbor(&x, 1);
		c->local_as = 64999;
		c->local_as_no_prepend = rows[i].no_prepend;
		c->local_as_replace = rows[i].replace;
		world_open(&x);
		announce(&x, path_2);
		struct rib_dest *d = wire_dest(x.w, 0, PREFIX);
		CU_ASSERT_PTR_NOT_NULL_FATAL(d);
		CU_ASSERT_STRING_EQUAL(
		    aspath_str(d->paths->attr->set.as_path, text, sizeof(text)), rows[i].in);
		struct attr_set set = speaker_route(&x.two, path_3);
		speaker_announce(&x.two, &set, "10.8.0.0/16");
		CU_ASSERT(speaker_heard(&x.one, "10.8.0.0/16", &heard));
		CU_ASSERT_STRING_EQUAL(aspath_str(heard.as_path, text, sizeof(text)), rows[i].out);
		attr_set_clear(&heard);
		world_end(&x);
	}
}

/* A second configuration for host 0, with a prefix list for host 1 that lets one prefix pass; "": everything. */
static void configure(struct world *x, const char *permitted, bool keep)
{
	static const int around[] = {1, 2, -1};
	static const uint32_t ases[] = {65002, 65003};
	struct bgp_model *m = wire_model(x->w, 0, 65001, around, ases);
	struct peer_family_config *f = &bgp_model_peer(m, &x->w->hosts[1].addr)->families[0];
	struct ip_prefix p;
	f->soft_reconfiguration = keep;
	if (permitted[0]) {
		ip_prefix_parse(permitted, &p);
		prefix_list_add(
		    filters_obtain_prefix_list(&m->filters, AF_INET, "L"), 5, true, &p, p.len, p.len);
		strcpy(f->filters[POLICY_IN].prefix_list_name, "L");
	}
	if (x->w->hosts[0].bgp) {
		bgp_configure(x->w->hosts[0].bgp, m);
		wire_advance(x->w, 100 * LOOP_MSEC);
	} else {
		bgp_model_free(x->model);
		x->model = m;
	}
}

static bool used(struct world *x, const char *prefix)
{
	return wire_route(x->w, 0, prefix) != NULL;
}

static void say(struct world *x, const char *prefix)
{
	struct attr_set set = speaker_route(&x->one, path_2);
	speaker_announce(&x->one, &set, prefix);
}

/* `soft-reconfiguration inbound`: another policy is applied without a word to the neighbor. */
static void kept_routes_are_judged_anew(void)
{
	struct world x;
	world_begin(&x, 65002, 65003);
	configure(&x, "10.1.0.0/16", true);
	world_open(&x);
	say(&x, "10.1.0.0/16");
	say(&x, "10.2.0.0/16");
	say(&x, "10.3.0.0/16");
	speaker_withdraw(&x.one, "10.3.0.0/16");
	CU_ASSERT(used(&x, "10.1.0.0/16") && !used(&x, "10.2.0.0/16"));
	configure(&x, "10.2.0.0/16", true);
	CU_ASSERT(!used(&x, "10.1.0.0/16") && used(&x, "10.2.0.0/16"));
	configure(&x, "", true);
	CU_ASSERT(used(&x, "10.1.0.0/16") && used(&x, "10.2.0.0/16") && !used(&x, "10.3.0.0/16"));
	CU_ASSERT_EQUAL(speaker_count(&x.one, MESSAGE_ROUTE_REFRESH), 0);
	CU_ASSERT_EQUAL(wire_peer(x.w, 0, 1)->source.total[0], 1); /* taken from the neighbor itself */
	configure(&x, "", false);
	configure(&x, "10.2.0.0/16", false); /* nothing is kept: the neighbor is asked */
	CU_ASSERT_EQUAL(speaker_count(&x.one, MESSAGE_ROUTE_REFRESH), 1);
	CU_ASSERT_EQUAL(wire_peer(x.w, 0, 1)->dropped, 0);
	world_end(&x);
}

static void many_kept_routes(void)
{
	struct world x;
	world_begin(&x, 65002, 65003);
	configure(&x, "10.1.0.0/16", true);
	world_open(&x);
	for (unsigned i = 0; i < 1500; i++) {
		char text[IP_PREFIX_STRLEN];
		snprintf(text, sizeof(text), "10.%u.%u.0/24", 100 + i / 250, i % 250);
		say(&x, text);
	}
	CU_ASSERT_EQUAL(x.w->hosts[0].route_count, 0);
	configure(&x, "", true);
	CU_ASSERT_EQUAL(x.w->hosts[0].route_count, 1500);
	configure(&x, "10.105.249.0/24", true);
	CU_ASSERT_EQUAL(x.w->hosts[0].route_count, 1);
	world_end(&x);
}

/* A default route is redistributed only when a line of its own says so. */
static void default_information(void)
{
	static const int around[] = {1, 2, -1};
	static const uint32_t ases[] = {65002, 65003};
	struct world x;
	struct attr_set heard;
	world_begin(&x, 65002, 65003);
	world_open(&x);
	for (unsigned step = 0; step < 4; step++) {
		struct bgp_model *m = wire_model(x.w, 0, 65001, around, ases);
		m->families[0].redistribute_static = step < 3;
		m->families[0].default_information = step == 1;
		bgp_configure(x.w->hosts[0].bgp, m);
		wire_advance(x.w, 100 * LOOP_MSEC);
		CU_ASSERT_EQUAL(speaker_heard(&x.two, "10.66.0.0/16", &heard), step < 3);
		attr_set_clear(&heard);
		CU_ASSERT_EQUAL(speaker_heard(&x.two, "0.0.0.0/0", &heard), step == 1);
		attr_set_clear(&heard);
	}
	world_end(&x);
}

static CU_TestInfo tests[] = {
    {"loops are refused", loops_are_refused},
    {"the first AS is the neighbor's", first_as_is_the_neighbor},
    {"our address is no next hop", own_address_is_no_next_hop},
    {"reflected routes of ours are refused", reflected_routes_of_ours_are_refused},
    {"internal routes stay off internal neighbors", internal_routes_stay_off_internal_neighbors},
    {"well-known communities hold back", well_known_communities_hold_back},
    {"communities are sent when told", communities_are_sent_when_told},
    {"routes are reflected", routes_are_reflected},
    {"a route of the own cluster is refused", own_cluster_is_refused},
    {"as-override", as_override},
    {"default-information originate", default_information},
    {"MED and local preference", med_and_local_preference},
    {"next-hop-self", next_hop_self},
    {"weight", weight_of_the_neighbor},
    {"local-as", local_as_both_ways},
    {"kept routes are judged anew", kept_routes_are_judged_anew},
    {"many kept routes", many_kept_routes},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("bgpd policy replay", tests);
}
