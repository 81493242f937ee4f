/* SPDX-License-Identifier: Apache-2.0 */
#include <netinet/in.h>
#include <string.h>
#include "daemons/espd/crypto.h"
#include "daemons/espd/icmp.h"
#include "daemons/espd/pmtu.h"
#include "lib/loop.h"
#include "lib/sa_feed.h"
#include "tests/unit/espd/train.h"
#include "tests/unit/unit.h"

static const struct crypto_suite *suite(uint16_t encr, uint16_t auth, uint8_t key, uint8_t auth_key)
{
	struct sa_spec s = {.encr = encr,
	    .auth = auth,
	    .encr_key_bits = 128,
	    .encr_key_size = key,
	    .auth_key_size = auth_key};
	return crypto_suite_find(&s);
}

static void test_inner_mtu(void)
{
	const struct crypto_suite *gcm = suite(SA_ENCR_AES_GCM_16, SA_AUTH_NONE, 20, 0);
	const struct crypto_suite *sha1 = suite(SA_ENCR_AES_CBC, SA_AUTH_HMAC_SHA1_96, 16, 20);
	const struct crypto_suite *sha256 = suite(SA_ENCR_AES_CBC, SA_AUTH_HMAC_SHA2_256_128, 16, 32);
	CU_ASSERT_EQUAL(pmtu_inner(1500, gcm, false), 1446);
	CU_ASSERT_EQUAL(pmtu_inner(1500, gcm, true), 1438);
	CU_ASSERT_EQUAL(pmtu_inner(1500, sha1, false), 1438);
	CU_ASSERT_EQUAL(pmtu_inner(1500, sha1, true), 1422);
	CU_ASSERT_EQUAL(pmtu_inner(1500, sha256, false), 1438);
	CU_ASSERT_EQUAL(pmtu_inner(1500, sha256, true), 1422);
	CU_ASSERT_EQUAL(pmtu_inner(100, sha256, true), PMTU_INNER_FLOOR);
}

static void test_reports_and_ageing(void)
{
	struct pmtu p = {.media = 1500};
	CU_ASSERT_FALSE(pmtu_report(&p, 1500, 0));
	CU_ASSERT_TRUE(pmtu_report(&p, 1400, 10 * LOOP_SEC));
	CU_ASSERT_EQUAL(pmtu_outer(&p), 1400);
	CU_ASSERT_FALSE(pmtu_report(&p, 1450, 11 * LOOP_SEC)); /* only ageing raises it */
	CU_ASSERT_TRUE(pmtu_report(&p, 1, 20 * LOOP_SEC));
	CU_ASSERT_EQUAL(pmtu_outer(&p), PMTU_FLOOR);
	CU_ASSERT_FALSE(pmtu_age(&p, 0, 90000 * LOOP_SEC));
	CU_ASSERT_FALSE(pmtu_age(&p, 60, 79 * LOOP_SEC));
	CU_ASSERT_EQUAL(pmtu_age_left(&p, 60, 79 * LOOP_SEC), 1);
	CU_ASSERT_TRUE(pmtu_age(&p, 60, 80 * LOOP_SEC));
	CU_ASSERT_EQUAL(pmtu_outer(&p), 1500);
}

static size_t answer(const struct train_shape *s, uint8_t *out, uint8_t *pkt)
{
	struct inner in;
	size_t size = train_write(s, pkt);
	CU_ASSERT_TRUE_FATAL(inner_parse(&in, pkt, size));
	return icmp_too_big(out, pkt, &in, 1300);
}

static void test_icmp_v4(void)
{
	uint8_t out[ICMP_ANSWER_MAX], pkt[4096];
	struct train_shape s = {.family = AF_INET, .proto = IPPROTO_UDP, .df = true, .payload = 1472};
	size_t size = answer(&s, out, pkt);
	CU_ASSERT_EQUAL(size, 576);
	CU_ASSERT_EQUAL(train_sum(0, out, 20), 0xffff);
	CU_ASSERT_EQUAL(train_sum(0, out + 20, size - 20), 0xffff);
	CU_ASSERT_TRUE(out[20] == 3 && out[21] == 4 && inner_get16(out + 26) == 1300);
	CU_ASSERT_EQUAL(memcmp(out + 16, pkt + 12, 4), 0); /* back to the sender */
	CU_ASSERT_EQUAL(memcmp(out + 28, pkt, 548), 0);
	s.df = false;
	CU_ASSERT_EQUAL(answer(&s, out, pkt), 0);
}

static void test_icmp_v6(void)
{
	uint8_t out[ICMP_ANSWER_MAX], pkt[4096];
	struct train_shape s = {.family = AF_INET6, .proto = IPPROTO_TCP, .flags = 0x10, .payload = 1472};
	size_t size = answer(&s, out, pkt);
	CU_ASSERT_EQUAL(size, 1280);
	CU_ASSERT_TRUE(out[40] == 2 && inner_get32(out + 44) == 1300);
	CU_ASSERT_TRUE(train_checksums_right(out, size));
}

/* No error about an error (RFC 1122 §3.2.2). */
static void test_no_answer_to_errors(void)
{
	uint8_t out[ICMP_ANSWER_MAX], pkt[4096];
	struct train_shape s = {.family = AF_INET, .proto = IPPROTO_UDP, .df = true, .payload = 100};
	struct inner in;
	size_t size = train_write(&s, pkt);
	pkt[9] = IPPROTO_ICMP;
	pkt[20] = 3;
	inner_parse(&in, pkt, size);
	CU_ASSERT_EQUAL(icmp_too_big(out, pkt, &in, 60), 0);
	pkt[20] = 8; /* echo request */
	CU_ASSERT_NOT_EQUAL(icmp_too_big(out, pkt, &in, 60), 0);
	pkt[16] = 224;
	CU_ASSERT_EQUAL(icmp_too_big(out, pkt, &in, 60), 0);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"inner MTU of each suite", test_inner_mtu},
	    {"path reports and ageing", test_reports_and_ageing},
	    {"ICMP too big", test_icmp_v4},
	    {"ICMPv6 too big", test_icmp_v6},
	    {"no error about an error", test_no_answer_to_errors},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("espd pmtu", tests);
}
