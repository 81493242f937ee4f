/* SPDX-License-Identifier: Apache-2.0 */
/* What the two OPENs agree on, and what follows from it: against a neighbor made by hand, which says exactly this. */
#include "tests/replay/bgpd/speaker.h"
#include "daemons/bgpd/aspath.h"
#include "daemons/bgpd/update.h"
#include "tests/unit/unit.h"
#include <stdio.h>
#include <string.h>

static const int to_1[] = {1, -1};
static const uint32_t as_2[] = {65002}, path_2[] = {65002, 0};

static void begin(struct wire **w, struct speaker *s, struct bgp_model *(*change)(struct bgp_model *),
    const struct open_message *open)
{
	*w = wire_new();
	(*w)->hosts[1].deaf = true;
	struct bgp_model *m = wire_model(*w, 0, 65001, to_1, as_2);
	wire_start(*w, 0, change ? change(m) : m, false);
	wire_advance(*w, 100 * LOOP_MSEC);
	speaker_open(s, *w, 1, 0, open);
	CU_ASSERT(wire_established(*w, 0, 1));
}

static void end(struct wire *w, struct speaker *s)
{
	speaker_close(s);
	wire_free(w);
}

static void announce(struct speaker *s, const char *prefix)
{
	struct attr_set set = speaker_route(s, path_2);
	speaker_announce(s, &set, prefix);
}

static void our_open_says_everything(void)
{
	struct wire *w;
	struct speaker s;
	struct open_message said, open = speaker_says(65002);
	struct open_expect expect = {.as = 65001, .own_as = 65002, .own_id = 1};
	struct notify n;
	size_t size;
	begin(&w, &s, NULL, &open);
	const uint8_t *data = wire_raw_received(s.conn, &size);
	CU_ASSERT_EQUAL_FATAL(data[18], MESSAGE_OPEN);
	size_t length = data[16] << 8 | data[17];
	CU_ASSERT_FATAL(open_decode(rbuf_from(data + 19, length - 19), &expect, &said, &n));
	CU_ASSERT_EQUAL(said.caps.families, BGP_FAMILY_BIT(BGP_IPV4_UNICAST));
	CU_ASSERT_EQUAL(said.caps.as4, 65001);
	CU_ASSERT(said.caps.refresh && said.caps.enhanced_refresh && said.caps.extended_message);
	CU_ASSERT(said.caps.graceful && !said.caps.restarting);
	CU_ASSERT_EQUAL(said.caps.restart_time, 120);
	CU_ASSERT_EQUAL(said.caps.gr_families, BGP_FAMILY_BIT(BGP_IPV4_UNICAST));
	CU_ASSERT_EQUAL(said.hold_time, 180);
	end(w, &s);
}

/* RFC 4271 §4.2: the lesser hold time; a keepalive at least three times within it. */
static void lesser_hold_time_holds(void)
{
	struct wire *w;
	struct speaker s;
	struct open_message open = speaker_says(65002);
	open.hold_time = 9;
	begin(&w, &s, NULL, &open);
	CU_ASSERT_EQUAL(wire_peer(w, 0, 1)->session->hold_time, 9);
	unsigned before = speaker_count(&s, MESSAGE_KEEPALIVE);
	wire_advance(w, 8 * LOOP_SEC);
	CU_ASSERT(wire_established(w, 0, 1));
	CU_ASSERT(speaker_count(&s, MESSAGE_KEEPALIVE) - before >= 2);
	wire_advance(w, 2 * LOOP_SEC);
	CU_ASSERT(!wire_established(w, 0, 1));
	end(w, &s);
}

static struct bgp_model *keepalive_each_2_seconds(struct bgp_model *m)
{
	m->peers->has_timers = true;
	m->peers->keepalive = 2;
	m->peers->hold = 180;
	return m;
}

static void configured_keepalive_holds(void)
{
	struct wire *w;
	struct speaker s;
	struct open_message open = speaker_says(65002);
	begin(&w, &s, keepalive_each_2_seconds, &open);
	unsigned before = speaker_count(&s, MESSAGE_KEEPALIVE);
	wire_advance(w, 20 * LOOP_SEC);
	unsigned sent = speaker_count(&s, MESSAGE_KEEPALIVE) - before;
	CU_ASSERT(sent >= 9 && sent <= 14); /* 75 to 100 % of the interval */
	end(w, &s);
}

static void no_keepalives_without_hold_time(void)
{
	struct wire *w;
	struct speaker s;
	struct open_message open = speaker_says(65002);
	open.hold_time = 0;
	begin(&w, &s, NULL, &open);
	unsigned before = speaker_count(&s, MESSAGE_KEEPALIVE);
	wire_advance(w, 1000 * LOOP_SEC);
	CU_ASSERT(wire_established(w, 0, 1));
	CU_ASSERT_EQUAL(speaker_count(&s, MESSAGE_KEEPALIVE), before);
	end(w, &s);
}

static struct bgp_model *many_networks(struct bgp_model *m)
{
	for (unsigned i = 0; i < 2000; i++) {
		char text[IP_PREFIX_STRLEN];
		struct ip_prefix p;
		snprintf(text, sizeof(text), "10.%u.%u.0/24", 100 + i / 250, i % 250);
		ip_prefix_parse(text, &p);
		bgp_model_network(m, &p);
	}
	/* What is collected for a while goes at once. */
	m->peers->families[BGP_IPV4_UNICAST].advertisement_interval = 5;
	return m;
}

/* RFC 8654 §4: long messages only to a neighbor that takes them. */
static void long_messages_only_where_agreed(void)
{
	for (unsigned agreed = 0; agreed < 2; agreed++) {
		struct wire *w;
		struct speaker s;
		struct open_message open = speaker_says(65002);
		open.caps.extended_message = agreed;
		begin(&w, &s, many_networks, &open);
		struct network_config *n, *next;
		HASH_ITER(hh, w->hosts[0].bgp->model->families[0].networks, n, next) {
			char text[IP_PREFIX_STRLEN];
			wire_network(w, 0, ip_prefix_str(&n->prefix, text), true);
			if (!n->hh.prev)
				wire_advance(w, LOOP_SEC); /* the first one goes alone */
		}
		wire_advance(w, 10 * LOOP_SEC);
		CU_ASSERT_EQUAL(speaker_longest(&s) > BGP_MESSAGE_MAX, agreed);
		CU_ASSERT(speaker_longest(&s) > BGP_MESSAGE_MAX - 100);
		end(w, &s);
	}
}

/* RFC 7313 §4.2: between BoRR and EoRR what is not said again goes, and nothing goes before. */
static void refresh_sweeps_what_was_not_said_again(void)
{
	struct wire *w;
	struct speaker s;
	struct wbuf out = {0};
	struct open_message open = speaker_says(65002);
	open.caps.enhanced_refresh = true;
	begin(&w, &s, NULL, &open);
	announce(&s, "10.1.0.0/16");
	announce(&s, "10.2.0.0/16");
	message_refresh(&out, BGP_IPV4_UNICAST, REFRESH_BEGIN);
	speaker_message(&s, &out);
	announce(&s, "10.1.0.0/16");
	CU_ASSERT_EQUAL(w->hosts[0].route_count, 2);
	wbuf_reset(&out);
	message_refresh(&out, BGP_IPV4_UNICAST, REFRESH_END);
	speaker_message(&s, &out);
	CU_ASSERT_PTR_NOT_NULL(wire_route(w, 0, "10.1.0.0/16"));
	CU_ASSERT_PTR_NULL(wire_route(w, 0, "10.2.0.0/16"));
	wbuf_free(&out);
	end(w, &s);
}

static struct open_message graceful(bool forwarding)
{
	struct open_message open = speaker_says(65002);
	open.caps.graceful = true;
	open.caps.restart_time = 100;
	open.caps.gr_families = BGP_FAMILY_BIT(BGP_IPV4_UNICAST);
	open.caps.gr_forwarding = forwarding ? open.caps.gr_families : 0;
	return open;
}

/* RFC 4724 §4.2: a neighbor that comes back without its F bit has lost what it forwarded. */
static void stale_routes_go_without_forwarding_state(void)
{
	for (unsigned kept = 0; kept < 2; kept++) {
		struct wire *w;
		struct speaker s;
		struct open_message open = graceful(true), again = graceful(kept);
		begin(&w, &s, NULL, &open);
		announce(&s, "10.1.0.0/16");
		wire_reset(w, 1);
		wire_advance(w, 10 * LOOP_SEC);
		CU_ASSERT_PTR_NOT_NULL(wire_route(w, 0, "10.1.0.0/16"));
		speaker_close(&s);
		again.caps.restarting = true;
		speaker_open(&s, w, 1, 0, &again);
		CU_ASSERT(wire_established(w, 0, 1));
		CU_ASSERT_EQUAL(wire_route(w, 0, "10.1.0.0/16") != NULL, kept);
		struct wbuf out = {0};
		update_end_of_rib(&out, BGP_IPV4_UNICAST);
		speaker_message(&s, &out);
		wbuf_free(&out);
		CU_ASSERT_PTR_NULL(wire_route(w, 0, "10.1.0.0/16"));
		end(w, &s);
	}
}

/* RFC 4724 §4.2: only a neighbor that announced the capability has its routes kept. */
static void routes_go_with_a_neighbor_without_graceful_restart(void)
{
	struct wire *w;
	struct speaker s;
	struct open_message open = speaker_says(65002);
	begin(&w, &s, NULL, &open);
	announce(&s, "10.1.0.0/16");
	CU_ASSERT_PTR_NOT_NULL(wire_route(w, 0, "10.1.0.0/16"));
	wire_reset(w, 1);
	wire_advance(w, LOOP_SEC);
	CU_ASSERT_PTR_NULL(wire_route(w, 0, "10.1.0.0/16"));
	end(w, &s);
}

/* Restarting, we wait for no End-of-RIB of a neighbor that will send none. */
static void restart_does_not_wait_for_the_plain(void)
{
	for (unsigned able = 0; able < 2; able++) {
		struct wire *w = wire_new();
		struct speaker s;
		struct open_message plain = speaker_says(65002), can = graceful(true);
		w->hosts[1].deaf = true;
		wire_start(w, 0, wire_model(w, 0, 65001, to_1, as_2), true);
		wire_advance(w, 100 * LOOP_MSEC);
		speaker_open(&s, w, 1, 0, able ? &can : &plain);
		announce(&s, "10.1.0.0/16");
		wire_advance(w, LOOP_SEC);
		CU_ASSERT_EQUAL(wire_route(w, 0, "10.1.0.0/16") != NULL, !able);
		wire_advance(w, 120 * LOOP_SEC);
		CU_ASSERT_PTR_NOT_NULL(wire_route(w, 0, "10.1.0.0/16")); /* nor for ever */
		end(w, &s);
	}
}

static CU_TestInfo tests[] = {
    {"our OPEN says everything", our_open_says_everything},
    {"the lesser hold time holds", lesser_hold_time_holds},
    {"the configured keepalive holds", configured_keepalive_holds},
    {"no keepalives without hold time", no_keepalives_without_hold_time},
    {"long messages only where agreed", long_messages_only_where_agreed},
    {"refresh sweeps what was not said again", refresh_sweeps_what_was_not_said_again},
    {"stale routes go without forwarding state", stale_routes_go_without_forwarding_state},
    {"routes go with a neighbor without graceful restart",
	routes_go_with_a_neighbor_without_graceful_restart},
    {"restart does not wait for the plain", restart_does_not_wait_for_the_plain},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("bgpd capabilities replay", tests);
}
