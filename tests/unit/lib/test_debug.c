/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of what is listened to, and what reaches the sink. */
#include "lib/debug.h"
#include <stdio.h>
#include <string.h>
#include "lib/buf.h"
#include "tests/unit/unit.h"

static char heard[DEBUG_TEXT_MAX];
static unsigned made; /* times that an argument was evaluated */

static void hear(
    void *arg, enum debug_area area, unsigned level, const struct ip_addr *peer, const char *text)
{
	snprintf(heard, sizeof(heard), "%u/%u %s", (unsigned)area, level, text);
}

static struct ip_addr addr(const char *text)
{
	struct ip_addr a;
	CU_ASSERT_TRUE(ip_addr_parse(text, &a));
	return a;
}

static struct debug_want want(enum debug_area area, uint8_t level, const char *peer)
{
	struct debug_want w = {.area = (uint8_t)area, .level = level};
	if (peer != NULL)
		w.peer = addr(peer);
	return w;
}

static void a_set_knows_area_level_and_peer(void)
{
	struct debug_set set = {0};
	struct ip_addr a = addr("192.0.2.1"), b = addr("192.0.2.2");
	struct debug_want all = want(DEBUG_IPSEC, 2, NULL), one = want(DEBUG_BGP, 1, "192.0.2.1");
	CU_ASSERT_TRUE(debug_set_add(&set, &all));
	CU_ASSERT_TRUE(debug_set_add(&set, &one));
	CU_ASSERT_TRUE(debug_set_matches(&set, DEBUG_IPSEC, 2, &b));
	CU_ASSERT_TRUE(debug_set_matches(&set, DEBUG_IPSEC, 1, NULL));
	CU_ASSERT_FALSE(debug_set_matches(&set, DEBUG_IPSEC, 3, &b));
	CU_ASSERT_TRUE(debug_set_matches(&set, DEBUG_BGP, 1, &a));
	CU_ASSERT_FALSE(debug_set_matches(&set, DEBUG_BGP, 1, &b));
	CU_ASSERT_FALSE(debug_set_matches(&set, DEBUG_BGP, 1, NULL));
	CU_ASSERT_FALSE(debug_set_matches(&set, DEBUG_BGP_IN, 1, &a));
	CU_ASSERT_TRUE(debug_set_remove(&set, &all));
	CU_ASSERT_FALSE(debug_set_remove(&set, &all));
	CU_ASSERT_FALSE(debug_set_matches(&set, DEBUG_IPSEC, 1, &a));
	CU_ASSERT_TRUE(debug_set_matches(&set, DEBUG_BGP, 1, &a));
}

static void a_set_keeps_the_higher_level_and_has_an_end(void)
{
	struct debug_set set = {0};
	struct debug_want w = want(DEBUG_ICMP, 3, NULL);
	debug_set_add(&set, &w);
	w.level = 1;
	CU_ASSERT_TRUE(debug_set_add(&set, &w));
	CU_ASSERT_EQUAL(set.count, 1);
	CU_ASSERT_EQUAL(set.want[0].level, 3);
	for (unsigned i = 0; i < DEBUG_WANTS_MAX - 1; i++) {
		w.peer = ip_addr_v4(0x0a000000 + i);
		CU_ASSERT_TRUE(debug_set_add(&set, &w));
	}
	w.peer = ip_addr_v4(0x0b000000);
	CU_ASSERT_FALSE(debug_set_add(&set, &w));
}

static void a_set_travels(void)
{
	struct debug_set set = {0}, back;
	struct wbuf w = {0};
	struct debug_want one = want(DEBUG_BGP, 1, "2001:db8::1"), two = want(DEBUG_SLA, 255, NULL);
	debug_set_add(&set, &one);
	debug_set_add(&set, &two);
	wbuf_debug_set(&w, &set);
	struct rbuf r = rbuf_from(w.data, w.len);
	CU_ASSERT_TRUE(rbuf_debug_set(&r, &back));
	CU_ASSERT_TRUE(debug_set_equal(&set, &back));
	for (size_t size = 0; size < w.len; size++) {
		r = rbuf_from(w.data, size);
		CU_ASSERT_FALSE(rbuf_debug_set(&r, &back));
		CU_ASSERT_EQUAL(back.count, 0);
	}
	w.data[4] = DEBUG_AREAS;
	r = rbuf_from(w.data, w.len);
	CU_ASSERT_FALSE(rbuf_debug_set(&r, &back));
	wbuf_free(&w);
}

static const char *costly(void)
{
	made++;
	return "costly";
}

static void nothing_is_made_when_nobody_listens(void)
{
	struct debug_set set = {0};
	struct ip_addr a = addr("192.0.2.1"), b = addr("192.0.2.2");
	struct debug_want one = want(DEBUG_BGP, 2, "192.0.2.1");
	debug_sink(hear, NULL);
	debug_line(DEBUG_BGP, 1, &a, "%s", costly());
	CU_ASSERT_EQUAL(made, 0);
	debug_set_add(&set, &one);
	debug_listen(&set);
	debug_line(DEBUG_BGP, 3, &a, "%s", costly());
	debug_line(DEBUG_BGP_IN, 1, &a, "%s", costly());
	CU_ASSERT_EQUAL(made, 0);
	debug_line(DEBUG_BGP, 2, &b, "not %s", "his");
	CU_ASSERT_STRING_EQUAL(heard, "");
	debug_line(DEBUG_BGP, 2, &a, "%s", costly());
	CU_ASSERT_EQUAL(made, 1);
	CU_ASSERT_STRING_EQUAL(heard, "6/2 costly");
	debug_listen(NULL);
	debug_line(DEBUG_BGP, 1, &a, "%s", costly());
	CU_ASSERT_EQUAL(made, 1);
}

static void a_terminal_is_left_in_peace(void)
{
	struct debug_set set = {0};
	struct debug_want all = want(DEBUG_CA, 1, NULL);
	debug_sink(hear, NULL);
	debug_set_add(&set, &all);
	debug_listen(&set);
	debug_line(DEBUG_CA, 1, NULL, "a\033[2J\rb\n c\n\n");
	CU_ASSERT_STRING_EQUAL(heard, "5/1 a [2J b\n c");
	debug_line(DEBUG_CA, 1, NULL, "%5000s", "x");
	CU_ASSERT_EQUAL(strlen(heard), DEBUG_TEXT_MAX - 1);
	debug_listen(NULL);
}

static CU_TestInfo tests[] = {
    {"a set knows area, level and peer", a_set_knows_area_level_and_peer},
    {"a set keeps the higher level and has an end", a_set_keeps_the_higher_level_and_has_an_end},
    {"a set travels", a_set_travels},
    {"nothing is made when nobody listens", nothing_is_made_when_nobody_listens},
    {"a terminal is left in peace", a_terminal_is_left_in_peace},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("debug", tests);
}
