/* SPDX-License-Identifier: Apache-2.0 */
/* What `debug ip bgp` tells of a neighbor. */
#include <stdio.h>
#include <string.h>
#include "lib/debug.h"
#include "tests/replay/bgpd/speaker.h"
#include "tests/unit/unit.h"

static struct wbuf heard;

static void hear(
    void *arg, enum debug_area area, unsigned level, const struct ip_addr *peer, const char *text)
{
	wbuf_bytes(&heard, text, strlen(text));
	wbuf_u8(&heard, '\n');
}

static void listen_to(enum debug_area first, enum debug_area last, const char *neighbor)
{
	struct debug_set set = {0};
	struct debug_want want = {.level = 1};
	if (neighbor)
		CU_ASSERT(ip_addr_parse(neighbor, &want.peer));
	for (enum debug_area area = first; area <= last; area++) {
		want.area = (uint8_t)area;
		debug_set_add(&set, &want);
	}
	debug_sink(hear, NULL);
	debug_listen(&set);
	wbuf_free(&heard);
	heard = (struct wbuf){0};
}

static bool has(const char *words)
{
	wbuf_u8(&heard, '\0');
	heard.len--;
	return strstr((const char *)heard.data, words) != NULL;
}

static bool tells(const char *words)
{
	bool ok = has(words);
	if (!ok)
		fprintf(stderr, "not told: %s\n", words);
	return ok;
}

static void finish(void)
{
	debug_listen(NULL);
	debug_sink(NULL, NULL);
	wbuf_free(&heard);
}

static void a_session_and_its_routes(void)
{
	struct world x;
	const uint32_t path[] = {65002, 64512, 0}, loop[] = {65002, 65001, 0};
	listen_to(DEBUG_BGP, DEBUG_BGP6_UPDATES, NULL);
	world_begin(&x, 65002, 65003);
	world_open(&x);
	CU_ASSERT(tells("BGP: 10.0.0.2 passive went from OpenSent to OpenConfirm (BGPOpen)"));
	CU_ASSERT(tells("sending OPEN, version 4, my as: 65001, holdtime"));
	CU_ASSERT(tells("BGP: 10.0.0.2 passive rcv OPEN, version 4, my as: 65002, holdtime"));
	CU_ASSERT(tells("capabilities: IPv4 unicast"));
	CU_ASSERT(tells("rcv message type 1 (OPEN), length (excl. header)"));
	CU_ASSERT(tells("send message type 1 (OPEN), length (excl. header)"));
	CU_ASSERT(tells("received KEEPALIVE"));
	CU_ASSERT(tells("sending KEEPALIVE"));
	CU_ASSERT(tells("session is up, hold time"));
	CU_ASSERT(tells("sending End-of-RIB of"));
	struct attr_set set = speaker_route(&x.one, path);
	speaker_announce(&x.one, &set, "10.77.0.0/16");
	set = speaker_route(&x.one, loop);
	speaker_announce(&x.one, &set, "10.78.0.0/16");
	wire_advance(x.w, LOOP_SEC);
	CU_ASSERT(
	    tells("BGP(0): 10.0.0.2 rcvd UPDATE w/ attr: nexthop 10.0.0.2, origin i, path 65002 64512"));
	CU_ASSERT(tells("BGP(0): 10.0.0.2 rcvd 10.77.0.0/16\n"));
	CU_ASSERT(tells("BGP(0): 10.0.0.2 rcvd 10.78.0.0/16 -- DENIED due to: "));
	CU_ASSERT(tells("BGP(0): 10.0.0.3 send UPDATE (format) 10.77.0.0/16, nexthop 10.0.0"));
	speaker_withdraw(&x.one, "10.77.0.0/16");
	wire_advance(x.w, LOOP_SEC);
	CU_ASSERT(tells("BGP(0): 10.0.0.2 rcvd 10.77.0.0/16 -- withdrawn"));
	CU_ASSERT(tells("BGP(0): 10.0.0.3 send UPDATE (format) 10.77.0.0/16 -- unreachable"));
	struct wbuf w = {0};
	struct notify n = notify_cease(CEASE_ADMIN_SHUTDOWN, "maintenance");
	message_notification(&w, &n);
	speaker_message(&x.one, &w);
	wbuf_free(&w);
	wire_advance(x.w, LOOP_SEC);
	CU_ASSERT(tells("rcv NOTIFICATION 6/2 (Cease"));
	CU_ASSERT(tells("session is down: BGP Notification received"));
	world_end(&x);
	finish();
}

static void one_neighbor_and_one_part(void)
{
	struct world x;
	listen_to(DEBUG_BGP, DEBUG_BGP, "10.0.0.3");
	world_begin(&x, 65002, 65003);
	world_open(&x);
	CU_ASSERT(tells("BGP: 10.0.0.3 passive went from"));
	CU_ASSERT_FALSE(has("10.0.0.2 "));
	CU_ASSERT_FALSE(has("KEEPALIVE\n"));
	world_end(&x);
	finish();
}

static CU_TestInfo tests[] = {
    {"a session and its routes", a_session_and_its_routes},
    {"one neighbor and one part", one_neighbor_and_one_part},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("bgpd debug", tests);
}
