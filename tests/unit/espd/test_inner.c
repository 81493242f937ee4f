/* SPDX-License-Identifier: Apache-2.0 */
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include "daemons/espd/checksum.h"
#include "daemons/espd/inner.h"
#include "tests/unit/espd/train.h"
#include "tests/unit/unit.h"

static void test_checksum_equals_reference(void)
{
	uint8_t data[3000];
	unsigned wrong = 0;
	srandom(5);
	for (unsigned i = 0; i < 3000; i++) {
		size_t at = train_random(17), size = train_random(2900);
		for (size_t j = 0; j < sizeof data; j++)
			data[j] = train_random(8) == 0 ? 0xff : (uint8_t)random();
		uint16_t sum = csum_fold(csum_add(0, data + at, size));
		uint8_t wire[2];
		memcpy(wire, &sum, 2);
		wrong += inner_get16(wire) != train_sum(0, data + at, size);
	}
	CU_ASSERT_EQUAL(wrong, 0);
}

static void test_update16(void)
{
	uint8_t pkt[64];
	struct train_shape s = {.family = AF_INET, .proto = IPPROTO_UDP, .payload = 8};
	struct inner in;
	for (unsigned tos = 0; tos < 256; tos++) {
		s.tos = (uint8_t)tos;
		size_t size = train_write(&s, pkt);
		CU_ASSERT_TRUE_FATAL(inner_parse(&in, pkt, size));
		inner_set_ecn(&in, pkt, INNER_ECN_CE);
		CU_ASSERT_EQUAL(pkt[1], tos | 3);
		CU_ASSERT_TRUE(train_checksums_right(pkt, size));
	}
}

/* RFC 6040 figure 4, row by row. */
static void test_ecn_table(void)
{
	static const struct {
		uint8_t inner, outer;
		int result;
	} rows[] = {
	    {0, 0, 0},
	    {0, 2, 0},
	    {0, 1, 0},
	    {0, 3, -1},
	    {2, 0, 2},
	    {2, 2, 2},
	    {2, 1, 1},
	    {2, 3, 3},
	    {1, 0, 1},
	    {1, 2, 1},
	    {1, 1, 1},
	    {1, 3, 3},
	    {3, 0, 3},
	    {3, 2, 3},
	    {3, 1, 3},
	    {3, 3, 3},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CU_ASSERT_EQUAL(inner_ecn_merge(rows[i].outer, rows[i].inner), rows[i].result);
}

static void test_extension_headers(void)
{
	uint8_t pkt[80] = {0x60, 0, 0, 0, 0, 24, IPPROTO_HOPOPTS, 64};
	struct inner in;
	pkt[40] = IPPROTO_FRAGMENT;
	pkt[48] = IPPROTO_UDP;
	CU_ASSERT_TRUE_FATAL(inner_parse(&in, pkt, 64));
	CU_ASSERT_TRUE(in.fragment);
	CU_ASSERT_EQUAL(in.proto, IPPROTO_UDP);
	CU_ASSERT_EQUAL(in.l4, 56);
	CU_ASSERT_FALSE(in.plain);
	pkt[51] = 8; /* offset 1: a later fragment */
	CU_ASSERT_TRUE_FATAL(inner_parse(&in, pkt, 64));
	CU_ASSERT_EQUAL(in.proto, 0);
	pkt[41] = 200; /* extension header longer than the packet */
	CU_ASSERT_TRUE(inner_parse(&in, pkt, 64));
	CU_ASSERT_EQUAL(in.proto, IPPROTO_HOPOPTS);
}

static void test_cut_short(void)
{
	uint8_t pkt[128];
	struct inner in;
	struct train_shape s = {.family = AF_INET, .proto = IPPROTO_TCP, .payload = 30};
	size_t size = train_write(&s, pkt);
	for (size_t cut = 0; cut < size; cut++)
		CU_ASSERT_FALSE(inner_parse(&in, pkt, cut));
	CU_ASSERT_TRUE(inner_parse(&in, pkt, size + 5)); /* surplus is TFC padding */
	CU_ASSERT_EQUAL(in.size, size);
	pkt[0] = 0x44;
	CU_ASSERT_FALSE(inner_parse(&in, pkt, size));
	pkt[0] = 0x50;
	CU_ASSERT_FALSE(inner_parse(&in, pkt, size));
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"checksum equals the reference", test_checksum_equals_reference},
	    {"incremental update", test_update16},
	    {"ECN on the way in", test_ecn_table},
	    {"IPv6 extension headers", test_extension_headers},
	    {"packets cut short", test_cut_short},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("espd inner", tests);
}
