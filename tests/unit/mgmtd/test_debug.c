/* SPDX-License-Identifier: Apache-2.0 */
/* Debug messages: which session gets them, and when it does not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemons/mgmtd/debug.h"
#include "daemons/mgmtd/mgmtd.h"
#include "lib/buf.h"
#include "tests/unit/mgmtd/operator.h"
#include "tests/unit/unit.h"

/* A daemon says something about `peer` (NULL: about nobody), `dropped` messages were lost before. */
static void happen_after(
    uint32_t dropped, enum debug_area area, uint8_t level, const char *peer, const char *text)
{
	struct ip_addr addr = {0};
	struct wbuf w = {0};
	if (peer != NULL)
		ip_addr_parse(peer, &addr);
	wbuf_u8(&w, (uint8_t)area);
	wbuf_u8(&w, level);
	wbuf_ip_addr(&w, &addr);
	wbuf_u32(&w, dropped);
	wbuf_str(&w, text);
	struct rbuf r = rbuf_from(w.data, w.len);
	debug_event(operator_mgmtd, "iked", &r);
	wbuf_free(&w);
	operator_pass(2000);
}

static void happen(enum debug_area area, uint8_t level, const char *peer, const char *text)
{
	happen_after(0, area, level, peer, text);
}

static bool listens(enum debug_area area, unsigned level)
{
	return debug_set_matches(&operator_mgmtd->debug, area, level, NULL);
}

static void each_session_hears_its_own(void)
{
	struct operator a, b;
	operator_begin(NULL);
	operator_meet(&a, &operator_tool);
	operator_meet(&b, &operator_tool);
	CU_ASSERT_EQUAL(operator_mgmtd->debug.count, 0);
	CU_ASSERT_TRUE(operator_say(&a, "debug crypto ikev2 protocol 127"));
	CU_ASSERT_TRUE(operator_say(&b, "debug ip bgp 192.0.2.1 updates"));
	CU_ASSERT_TRUE(listens(DEBUG_IKEV2_PROTOCOL, 127));
	happen(DEBUG_IKEV2_PROTOCOL, 3, "192.0.2.9", "one");
	happen(DEBUG_IKEV2_PROTOCOL, 128, "192.0.2.9", "too deep");
	happen(DEBUG_BGP_UPDATES, 1, "192.0.2.1", "two");
	happen(DEBUG_BGP_UPDATES, 1, "192.0.2.2", "of another neighbor");
	CU_ASSERT_STRING_EQUAL(a.notices, "one\n");
	CU_ASSERT_STRING_EQUAL(b.notices, "two\n");
	CU_ASSERT_TRUE(operator_shows(&a, "show debug", "\"crypto ikev2 protocol\",\"level\":127"));
	CU_ASSERT_FALSE(operator_shows(&a, "show debug bgp", "crypto"));
	CU_ASSERT_TRUE(operator_shows(&b, "show debug", "\"ip bgp updates\",\"neighbor\":\"192.0.2.1\""));
	ipc_close(a.conn);
	operator_pass(2000);
	CU_ASSERT_FALSE(listens(DEBUG_IKEV2_PROTOCOL, 1));
	CU_ASSERT_EQUAL(operator_mgmtd->debug.count, 1);
	ipc_close(b.conn);
	operator_pass(2000);
	CU_ASSERT_EQUAL(operator_mgmtd->debug.count, 0);
	operator_end();
}

static void every_switch_has_its_no(void)
{
	static const char *const switches[] = {"crypto ikev2 protocol", "crypto ikev2 platform 5",
	    "crypto ikev2 timer", "crypto ikev2 ha", "crypto ipsec 255", "crypto ca", "ip bgp",
	    "ip bgp events", "ip bgp 192.0.2.1 in", "ip bgp out", "ip bgp keepalives",
	    "bgp ipv6 unicast updates", "icmp trace", "ip routing", "sla monitor"};
	struct operator o;
	char line[80];
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	for (unsigned i = 0; i < sizeof(switches) / sizeof(switches[0]); i++) {
		for (unsigned form = 0; form < 2; form++) {
			snprintf(line, sizeof(line), "debug %s", switches[i]);
			CU_ASSERT_TRUE(operator_say(&o, line));
			CU_ASSERT_EQUAL(operator_mgmtd->debug.count, 1);
			snprintf(line, sizeof(line), "%s %s", form ? "no debug" : "undebug", switches[i]);
			CU_ASSERT_TRUE(operator_say(&o, line));
			CU_ASSERT_EQUAL(operator_mgmtd->debug.count, 0);
		}
		snprintf(line, sizeof(line), "debug %s", switches[i]);
		CU_ASSERT_TRUE(operator_say(&o, line));
		CU_ASSERT_TRUE(operator_say(&o, i % 2 ? "undebug all" : "no debug all"));
		CU_ASSERT_EQUAL(operator_mgmtd->debug.count, 0);
	}
	CU_ASSERT_FALSE(operator_say(&o, "debug all"));
	ipc_close(o.conn);
	operator_end();
}

static void a_condition_is_about_crypto(void)
{
	struct operator o;
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	CU_ASSERT_TRUE(operator_say(&o, "debug crypto ikev2 protocol 5"));
	CU_ASSERT_TRUE(operator_say(&o, "debug ip bgp"));
	CU_ASSERT_TRUE(operator_say(&o, "debug crypto condition peer 192.0.2.1"));
	happen(DEBUG_IKEV2_PROTOCOL, 1, "192.0.2.1", "wanted");
	happen(DEBUG_IKEV2_PROTOCOL, 1, "192.0.2.2", "not wanted");
	happen(DEBUG_BGP, 1, "192.0.2.2", "BGP");
	CU_ASSERT_STRING_EQUAL(o.notices, "wanted\nBGP\n");
	CU_ASSERT_TRUE(operator_shows(&o, "show debug crypto", "debug_condition\",\"peer\":\"192.0.2.1\""));
	CU_ASSERT_TRUE(operator_say(&o, "no debug crypto condition peer 192.0.2.1"));
	happen(DEBUG_IKEV2_PROTOCOL, 1, "192.0.2.2", "again");
	CU_ASSERT_PTR_NOT_NULL(strstr(o.notices, "again\n"));
	ipc_close(o.conn);
	operator_end();
}

/* A terminal that stands still holds nobody up, and is told what it missed. */
static void a_slow_session_misses_messages(void)
{
	static char line[1025];
	struct operator o;
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	CU_ASSERT_TRUE(operator_say(&o, "debug crypto ipsec"));
	happen_after(7, DEBUG_IPSEC, 1, NULL, "after a gap");
	CU_ASSERT_STRING_EQUAL(o.notices,
	    "% 7 debug messages are left out here: there were more than can be passed on\nafter a gap\n");
	memset(line, 'x', sizeof(line) - 1);
	ipc_pause(o.conn, true);
	for (unsigned i = 0; i < 2000; i++)
		happen(DEBUG_IPSEC, 1, NULL, line);
	ipc_pause(o.conn, false);
	for (unsigned i = 0; i < 100; i++)
		operator_pass(2000);
	o.notices[0] = '\0';
	happen(DEBUG_IPSEC, 1, NULL, "the next one");
	unsigned missed = 0;
	CU_ASSERT_EQUAL(
	    sscanf(o.notices, "%% %u debug messages are left out here: this terminal is too slow", &missed),
	    1);
	CU_ASSERT_TRUE(missed > 1000 && missed < 2000);
	CU_ASSERT_PTR_NOT_NULL(strstr(o.notices, "slow\nthe next one\n"));
	ipc_close(o.conn);
	operator_end();
}

static void the_log_gets_it_too(void)
{
	struct operator o;
	operator_begin("logging enable\nlogging buffered debugging\nlogging debug-trace\n");
	operator_meet(&o, &operator_tool);
	CU_ASSERT_TRUE(operator_say(&o, "debug crypto ipsec"));
	happen(DEBUG_IPSEC, 1, NULL, "first\n second");
	CU_ASSERT_TRUE(operator_shows(&o, "show logging", "\"number\":711001,\"text\":\"first\""));
	CU_ASSERT_PTR_NOT_NULL(strstr(o.text, "\"number\":711001,\"text\":\"second\""));
	ipc_close(o.conn);
	operator_end();
}

static CU_TestInfo tests[] = {
    {"each session hears its own", each_session_hears_its_own},
    {"every switch has its no", every_switch_has_its_no},
    {"a condition is about crypto", a_condition_is_about_crypto},
    {"a slow session misses messages", a_slow_session_misses_messages},
    {"the log gets it too", the_log_gets_it_too},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("debug", tests);
}
