/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/message.h"
#include "daemons/bgpd/open.h"
#include "tests/unit/unit.h"

static const struct open_expect expect = {.as = 65002, .own_as = 65001, .own_id = 0x0a000001};

static struct open_message sample(void)
{
	return (struct open_message){
	    .as = 65002,
	    .hold_time = 90,
	    .router_id = 0x0a000002,
	    .caps = {.families = 3,
		.as4 = 65002,
		.refresh = true,
		.enhanced_refresh = true,
		.extended_message = true,
		.graceful = true,
		.restarting = true,
		.restart_time = 300,
		.gr_families = 3,
		.gr_forwarding = 1},
	};
}

static void round_trip(void)
{
	struct open_message in = sample(), out;
	struct notify n;
	struct wbuf w = {0};
	open_encode(&w, &in, true);
	CU_ASSERT(
	    open_decode(rbuf_from(w.data + BGP_HEADER_SIZE, w.len - BGP_HEADER_SIZE), &expect, &out, &n));
	CU_ASSERT(out.as == in.as && out.hold_time == 90 && out.router_id == in.router_id);
	CU_ASSERT_EQUAL(out.caps.families, 3);
	CU_ASSERT(out.caps.as4 == 65002 && out.caps.refresh && out.caps.enhanced_refresh &&
		  out.caps.extended_message);
	CU_ASSERT(out.caps.graceful && out.caps.restarting && out.caps.restart_time == 300);
	CU_ASSERT(out.caps.gr_families == 3 && out.caps.gr_forwarding == 1);
	/* Every shorter body is refused, none is read beyond its end. */
	for (size_t cut = 0; cut < w.len - BGP_HEADER_SIZE; cut++)
		CU_ASSERT(!open_decode(rbuf_from(w.data + BGP_HEADER_SIZE, cut), &expect, &out, &n));
	wbuf_free(&w);
}

static void big_as_needs_the_capability(void)
{
	struct open_message in = sample(), out;
	struct open_expect big = {.as = 4200000001u, .own_as = 65001};
	struct notify n;
	struct wbuf w = {0};
	in.as = in.caps.as4 = big.as;
	open_encode(&w, &in, true);
	CU_ASSERT(open_decode(rbuf_from(w.data + BGP_HEADER_SIZE, w.len - BGP_HEADER_SIZE), &big, &out, &n));
	CU_ASSERT_EQUAL(out.as, big.as);
	wbuf_reset(&w);
	open_encode(&w, &in, false);
	CU_ASSERT(!open_decode(rbuf_from(w.data + BGP_HEADER_SIZE, w.len - BGP_HEADER_SIZE), &big, &out, &n));
	CU_ASSERT(n.code == NOTIFY_OPEN && n.subcode == OPEN_BAD_PEER_AS);
	wbuf_free(&w);
}

static void bare_open_means_ipv4(void)
{
	struct open_message out;
	struct notify n;
	CU_ASSERT(open_decode(rbuf_from("\4\xfd\xea\0\xb4\1\1\1\1\0", 10), &expect, &out, &n));
	CU_ASSERT_EQUAL(out.caps.families, BGP_FAMILY_BIT(BGP_IPV4_UNICAST));
	CU_ASSERT_EQUAL(out.caps.as4, 0);
}

static void unknown_capabilities_are_stepped_over(void)
{
	struct open_message out;
	struct notify n;
	static const char body[] = "\4\xfd\xea\0\xb4\1\1\1\1\x0c\2\x0a\x49\2ab\x41\4\0\0\xfd\xea";
	CU_ASSERT(open_decode(rbuf_from(body, sizeof(body) - 1), &expect, &out, &n));
	CU_ASSERT_EQUAL(out.caps.as4, 65002);
}

/* RFC 9072: the length in two octets. */
static void extended_parameters(void)
{
	struct open_message out;
	struct notify n;
	static const char body[] = "\4\xfd\xea\0\xb4\1\1\1\1\xff\xff\0\x09\2\0\6\x41\4\0\0\xfd\xea";
	CU_ASSERT(open_decode(rbuf_from(body, sizeof(body) - 1), &expect, &out, &n));
	CU_ASSERT_EQUAL(out.caps.as4, 65002);
}

static void same_identifier_inside_the_as(void)
{
	struct open_expect ibgp = {.as = 65002, .own_as = 65002, .own_id = 0x01010101};
	struct open_message out;
	struct notify n;
	CU_ASSERT(!open_decode(rbuf_from("\4\xfd\xea\0\xb4\1\1\1\1\0", 10), &ibgp, &out, &n));
	CU_ASSERT_EQUAL(n.subcode, OPEN_BAD_IDENTIFIER);
}

static void least_hold_time(void)
{
	struct open_expect strict = {.as = 65002, .own_as = 65001, .min_hold = 100};
	struct open_message out;
	struct notify n;
	CU_ASSERT(!open_decode(rbuf_from("\4\xfd\xea\0\x5a\1\1\1\1\0", 10), &strict, &out, &n));
	CU_ASSERT_EQUAL(n.subcode, OPEN_UNACCEPTABLE_HOLD_TIME);
	CU_ASSERT(open_decode(rbuf_from("\4\xfd\xea\0\0\1\1\1\1\0", 10), &expect, &out, &n));
}

static CU_TestInfo tests[] = {
    {"round trip", round_trip},
    {"big AS needs the capability", big_as_needs_the_capability},
    {"bare OPEN means IPv4", bare_open_means_ipv4},
    {"unknown capabilities are stepped over", unknown_capabilities_are_stepped_over},
    {"extended parameters", extended_parameters},
    {"same identifier inside the AS", same_identifier_inside_the_as},
    {"least hold time", least_hold_time},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("bgpd open", tests);
}
