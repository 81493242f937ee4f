/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ipaddr.h"
#include <arpa/inet.h>
#include "lib/buf.h"
#include "tests/unit/unit.h"

static struct ip_prefix prefix(const char *text)
{
	struct ip_prefix p;
	CU_ASSERT(ip_prefix_parse(text, &p));
	return p;
}

static struct ip_addr addr(const char *text)
{
	struct ip_addr a;
	CU_ASSERT(ip_addr_parse(text, &a));
	return a;
}

static void addresses_parse_and_print(void)
{
	static const char *const good[] = {"0.0.0.0", "203.0.113.255", "::", "2001:db8::1", "fe80::1"};
	static const char *const bad[] = {
	    "", "1.2.3", "1.2.3.256", "1.2.3.4 ", "01.2.3.4x", ":::", "1.2.3.4/8", "g::1"};
	char text[IP_ADDR_STRLEN];
	for (unsigned i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct ip_addr a = addr(good[i]);
		CU_ASSERT_STRING_EQUAL(ip_addr_str(&a, text), good[i]);
	}
	for (unsigned i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct ip_addr a;
		CU_ASSERT_FALSE(ip_addr_parse(bad[i], &a));
		CU_ASSERT_STRING_EQUAL(ip_addr_str(&a, text), "-");
	}
}

static void addresses_compare(void)
{
	struct ip_addr a = addr("10.0.0.1"), b = addr("10.0.1.0"), c = addr("::1"), none = {0};
	CU_ASSERT(ip_addr_cmp(&a, &b) < 0);
	CU_ASSERT(ip_addr_cmp(&b, &a) > 0);
	CU_ASSERT(ip_addr_cmp(&b, &c) < 0);
	CU_ASSERT(ip_addr_equal(&a, &a));
	CU_ASSERT_FALSE(ip_addr_equal(&a, &none));
	struct ip_addr any4 = addr("0.0.0.0"), any6 = addr("::"), v4 = ip_addr_v4(0x0a000001);
	CU_ASSERT(ip_addr_is_any(&any4) && ip_addr_is_any(&any6));
	CU_ASSERT_FALSE(ip_addr_is_any(&a) || ip_addr_is_any(&none));
	CU_ASSERT(ip_addr_equal(&v4, &a));
}

static void prefixes_parse_and_print(void)
{
	static const char *const good[] = {
	    "0.0.0.0/0", "10.1.0.0/16", "169.254.10.1/30", "::/0", "2001:db8::/48"};
	static const char *const bad[] = {"10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/8x",
	    "10.0.0.0/-1", "/8", "10.0.0.0/0008", "10.0.0.0/ 8"};
	char text[IP_PREFIX_STRLEN];
	for (unsigned i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct ip_prefix p = prefix(good[i]);
		CU_ASSERT_STRING_EQUAL(ip_prefix_str(&p, text), good[i]);
	}
	for (unsigned i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct ip_prefix p;
		CU_ASSERT_FALSE(ip_prefix_parse(bad[i], &p));
	}
}

static void masking(void)
{
	static const char *const cases[][2] = {{"10.255.255.255/9", "10.128.0.0/9"},
	    {"10.1.2.3/32", "10.1.2.3/32"}, {"10.1.2.3/0", "0.0.0.0/0"}, {"10.1.2.3/24", "10.1.2.0/24"},
	    {"2001:db8:ffff::1/33", "2001:db8:8000::/33"}};
	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct ip_prefix p = prefix(cases[i][0]), wanted = prefix(cases[i][1]);
		ip_prefix_mask(&p);
		CU_ASSERT(ip_prefix_equal(&p, &wanted));
	}
}

static void containing(void)
{
	struct ip_prefix p = prefix("10.1.2.3/23"), all = prefix("0.0.0.0/0");
	struct ip_addr in = addr("10.1.3.255"), out = addr("10.1.4.0"), six = addr("::");
	CU_ASSERT(ip_prefix_contains(&p, &in));
	CU_ASSERT_FALSE(ip_prefix_contains(&p, &out));
	CU_ASSERT(ip_prefix_contains(&all, &out));
	CU_ASSERT_FALSE(ip_prefix_contains(&all, &six));
}

static void prefixes_order(void)
{
	struct ip_prefix a = prefix("10.0.0.0/8"), b = prefix("10.0.0.0/16"), c = prefix("11.0.0.0/8");
	CU_ASSERT(ip_prefix_cmp(&a, &b) < 0);
	CU_ASSERT(ip_prefix_cmp(&b, &c) < 0);
	CU_ASSERT_EQUAL(ip_prefix_cmp(&a, &a), 0);
}

static void masks(void)
{
	for (int len = 0; len <= 32; len++)
		CU_ASSERT_EQUAL(ip_mask_len(ip_len_mask(len)), len);
	CU_ASSERT_EQUAL(ntohl(ip_len_mask(30).s_addr), 0xfffffffcu);
	struct in_addr holes = {htonl(0xff00ff00u)};
	CU_ASSERT_EQUAL(ip_mask_len(holes), -1);
	static const struct {
		uint32_t addr;
		int len;
	} classes[] = {{0x0a000000, 8}, {0x7fffffff, 8}, {0x80000000, 16}, {0xbfffffff, 16}, {0xc0a80000, 24},
	    {0xdfffffff, 24}, {0xe0000000, 32}};
	for (unsigned i = 0; i < sizeof(classes) / sizeof(*classes); i++)
		CU_ASSERT_EQUAL(ip_class_len((struct in_addr){htonl(classes[i].addr)}), classes[i].len);
}

static void endpoints(void)
{
	static const char *const cases[][2] = {
	    {"203.0.113.1", "203.0.113.1:500"}, {"2001:db8::1", "[2001:db8::1]:500"}};
	for (unsigned i = 0; i < 2; i++) {
		struct ip_endpoint e = {.addr = addr(cases[i][0]), .port = 500}, back;
		char text[IP_ENDPOINT_STRLEN];
		struct sockaddr_storage ss;
		CU_ASSERT_STRING_EQUAL(ip_endpoint_str(&e, text), cases[i][1]);
		CU_ASSERT_NOT_EQUAL(ip_endpoint_to_sockaddr(&e, &ss), 0);
		CU_ASSERT(ip_endpoint_from_sockaddr(&ss, &back));
		CU_ASSERT(ip_endpoint_equal(&e, &back));
	}
	struct ip_endpoint none = {0};
	struct sockaddr_storage ss = {.ss_family = AF_UNIX};
	CU_ASSERT_EQUAL(ip_endpoint_to_sockaddr(&none, &ss), 0);
	ss.ss_family = AF_UNIX;
	CU_ASSERT_FALSE(ip_endpoint_from_sockaddr(&ss, &none));
}

static void packed_form(void)
{
	static const char *const texts[] = {"10.1.2.3/24", "2001:db8::1/128", "0.0.0.0/0"};
	for (unsigned i = 0; i < 3; i++) {
		struct ip_prefix p = prefix(texts[i]), back;
		struct wbuf w = {0};
		wbuf_ip_prefix(&w, &p);
		for (size_t cut = 0; cut < w.len; cut++) {
			struct rbuf r = rbuf_from(w.data, cut);
			rbuf_ip_prefix(&r, &back);
			CU_ASSERT_FALSE(rbuf_ok(&r));
		}
		struct rbuf r = rbuf_from(w.data, w.len);
		rbuf_ip_prefix(&r, &back);
		CU_ASSERT(rbuf_ok(&r) && ip_prefix_equal(&p, &back));
		wbuf_free(&w);
	}
	const uint8_t family_5[] = {5, 1, 2, 3, 4, 8}, len_33[] = {4, 1, 2, 3, 4, 33};
	struct ip_prefix p;
	struct rbuf r = rbuf_from(family_5, sizeof(family_5));
	rbuf_ip_prefix(&r, &p);
	CU_ASSERT_FALSE(rbuf_ok(&r));
	r = rbuf_from(len_33, sizeof(len_33));
	rbuf_ip_prefix(&r, &p);
	CU_ASSERT_FALSE(rbuf_ok(&r));
}

int main(void)
{
	CU_TestInfo tests[] = {{"addresses parse and print", addresses_parse_and_print},
	    {"addresses compare", addresses_compare}, {"prefixes parse and print", prefixes_parse_and_print},
	    {"masking", masking}, {"containing", containing}, {"prefixes order", prefixes_order},
	    {"masks", masks}, {"endpoints", endpoints}, {"packed form", packed_form}, CU_TEST_INFO_NULL};
	return unit_main("lib/ipaddr", tests);
}
