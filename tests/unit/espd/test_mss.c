/* SPDX-License-Identifier: Apache-2.0 */
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include "daemons/espd/mss.h"
#include "tests/unit/espd/train.h"
#include "tests/unit/unit.h"

/* A SYN whose MSS option lies `nops` bytes into the options. */
static size_t write_syn(uint8_t *pkt, int family, uint8_t flags, unsigned nops, uint16_t mss)
{
	struct train_shape s = {
	    .family = family, .proto = IPPROTO_TCP, .flags = flags, .options = 12, .payload = 0};
	size_t size = train_write(&s, pkt);
	uint8_t *option = pkt + train_l4(&s) + 20 + nops;
	option[0] = 2;
	option[1] = 4;
	inner_put16(option + 2, mss);
	uint8_t *check = pkt + train_l4(&s) + 16;
	inner_put16(check, 0);
	uint16_t pseudo = family == AF_INET ? train_sum(0, pkt + 12, 8) : train_sum(0, pkt + 8, 32);
	uint8_t tail[4] = {0, IPPROTO_TCP, 0, 32};
	uint16_t sum = train_sum(train_sum(pseudo, tail, 4), pkt + train_l4(&s), 32);
	inner_put16(check, (uint16_t)~sum);
	return size;
}

static uint16_t clamp_one(const struct mss_bounds *b, int family, uint8_t flags, unsigned nops, uint16_t mss)
{
	uint8_t pkt[256];
	struct inner in;
	size_t size = write_syn(pkt, family, flags, nops, mss);
	CU_ASSERT_TRUE(train_checksums_right(pkt, size));
	CU_ASSERT_TRUE_FATAL(inner_parse(&in, pkt, size));
	mss_clamp(b, pkt, &in, false);
	CU_ASSERT_TRUE(train_checksums_right(pkt, size));
	return inner_get16(pkt + in.l4 + 20 + nops + 2);
}

static void test_syn_and_syn_ack(void)
{
	struct mss_bounds b = mss_bounds_of(1422, 1380, 0);
	for (unsigned nops = 0; nops < 8; nops++) {
		CU_ASSERT_EQUAL(clamp_one(&b, AF_INET, 0x02, nops, 1460), 1380);
		CU_ASSERT_EQUAL(clamp_one(&b, AF_INET, 0x12, nops, 1460), 1380);
		CU_ASSERT_EQUAL(clamp_one(&b, AF_INET6, 0x12, nops, 1440), 1362);
		CU_ASSERT_EQUAL(clamp_one(&b, AF_INET, 0x10, nops, 1460), 1460);
		CU_ASSERT_EQUAL(clamp_one(&b, AF_INET, 0x02, nops, 536), 536);
	}
}

static void test_minimum(void)
{
	struct mss_bounds b = mss_bounds_of(1422, 0, 600);
	CU_ASSERT_EQUAL(clamp_one(&b, AF_INET, 0x02, 0, 100), 600);
	CU_ASSERT_EQUAL(clamp_one(&b, AF_INET, 0x02, 0, 1460), 1382);
}

static void test_tiny_mtu(void)
{
	struct mss_bounds b = mss_bounds_of(40, 0, 0);
	CU_ASSERT_EQUAL(b.max_v4, 48);
}

/* Options of random bytes: nothing outside the header is read, nothing but the value and the sum changes. */
static void test_random_options(void)
{
	struct mss_bounds b = mss_bounds_of(1400, 0, 0);
	srandom(4);
	for (unsigned i = 0; i < 20000; i++) {
		struct train_shape s = {
		    .family = AF_INET, .proto = IPPROTO_TCP, .flags = 0x02, .options = 24};
		uint8_t big[256], before[256];
		size_t size = train_write(&s, big);
		for (unsigned j = 0; j < 24; j++)
			big[40 + j] = (uint8_t)train_random(6);
		uint8_t *pkt = malloc(size); /* exact, so that the sanitizer sees a read beyond */
		memcpy(pkt, big, size);
		memcpy(before, big, size);
		struct inner in;
		CU_ASSERT_TRUE_FATAL(inner_parse(&in, pkt, size));
		bool changed = mss_clamp(&b, pkt, &in, true);
		unsigned differing = 0;
		for (size_t j = 0; j < size; j++)
			differing += pkt[j] != before[j];
		CU_ASSERT_TRUE(differing <= (changed ? 2u : 0u));
		free(pkt);
	}
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"SYN and SYN+ACK are bounded", test_syn_and_syn_ack},
	    {"a minimum raises", test_minimum},
	    {"a tiny MTU has a floor", test_tiny_mtu},
	    {"random options", test_random_options},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("espd mss", tests);
}
