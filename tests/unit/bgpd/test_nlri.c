/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/nlri.h"
#include "tests/unit/unit.h"

static void round_trip(void)
{
	static const char *const texts[] = {"0.0.0.0/0", "10.0.0.0/8", "192.168.0.0/23", "198.51.100.191/32",
	    "::/0", "2001:db8::/33", "2001:db8::1/128"};
	for (unsigned i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct ip_prefix in, out;
		struct wbuf w = {0};
		ip_prefix_parse(texts[i], &in);
		nlri_put(&w, &in);
		CU_ASSERT_EQUAL(w.len, nlri_size(&in));
		struct rbuf r = rbuf_from(w.data, w.len);
		CU_ASSERT(nlri_next(&r, bgp_family_of(&in.addr), &out));
		CU_ASSERT(ip_prefix_equal(&in, &out));
		CU_ASSERT(!nlri_next(&r, bgp_family_of(&in.addr), &out));
		CU_ASSERT(rbuf_ok(&r));
		wbuf_free(&w);
	}
}

static void host_bits_are_cleared(void)
{
	struct ip_prefix p;
	struct rbuf r = rbuf_from("\x09\x0a\xff", 3);
	char text[IP_PREFIX_STRLEN];
	CU_ASSERT(nlri_next(&r, BGP_IPV4_UNICAST, &p));
	CU_ASSERT_STRING_EQUAL(ip_prefix_str(&p, text), "10.128.0.0/9");
}

static void too_long_or_cut_is_bad(void)
{
	CU_ASSERT(!nlri_valid(rbuf_from("\x21\1\2\3\4\5", 6), BGP_IPV4_UNICAST));
	CU_ASSERT(!nlri_valid(rbuf_from("\x18\1\2", 3), BGP_IPV4_UNICAST));
	CU_ASSERT(!nlri_valid(rbuf_from("\x81\0", 2), BGP_IPV6_UNICAST));
	CU_ASSERT(nlri_valid(rbuf_from("\x21\1\2\3\4\5", 6), BGP_IPV6_UNICAST));
	CU_ASSERT(nlri_valid(rbuf_from("", 0), BGP_IPV4_UNICAST));
}

static void families(void)
{
	enum bgp_family f;
	CU_ASSERT(bgp_family_from_wire(1, 1, &f) && f == BGP_IPV4_UNICAST);
	CU_ASSERT(bgp_family_from_wire(2, 1, &f) && f == BGP_IPV6_UNICAST);
	CU_ASSERT(!bgp_family_from_wire(1, 2, &f));
	CU_ASSERT(!bgp_family_from_wire(25, 65, &f));
}

static CU_TestInfo tests[] = {
    {"round trip", round_trip},
    {"host bits are cleared", host_bits_are_cleared},
    {"too long or cut is bad", too_long_or_cut_is_bad},
    {"families", families},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("bgpd nlri", tests);
}
