/* SPDX-License-Identifier: Apache-2.0 */
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include "daemons/espd/gso.h"
#include "tests/unit/espd/train.h"
#include "tests/unit/unit.h"

#define TRAINS 3000

static bool same_packets(struct gso *g, const struct train *t)
{
	struct gso_segment seg;
	unsigned i = 0;
	for (; gso_next(g, &seg); i++)
		if (i >= t->count || seg.size != t->packets[i].size ||
		    memcmp(seg.data, t->packets[i].data, seg.size) != 0)
			return false;
	return i == t->count;
}

/* Random super-packets: each segment equals, byte for byte, what the plain way builds. */
static void test_segments_equal_reference(void)
{
	struct train *t = train_new();
	uint8_t *pkt = malloc(INNER_MAX);
	unsigned wrong = 0;
	srandom(1);
	for (unsigned i = 0; i < TRAINS; i++) {
		struct train_shape shape = train_shape_random(20000);
		shape.flags = (uint8_t)(0x10 | (train_random(256) & 0xc9));
		struct virtio_net_hdr vnet = train_super_header(&shape, (uint16_t)(40 + train_random(1500)));
		size_t size = train_write(&shape, pkt);
		struct inner in;
		struct gso g;
		train_reset(t);
		train_cut(t, pkt, size, &vnet);
		wrong +=
		    !inner_parse(&in, pkt, size) || !gso_begin(&g, pkt, &in, &vnet) || !same_packets(&g, t);
	}
	CU_ASSERT_EQUAL(wrong, 0);
	free(pkt);
	train_free(t);
}

/* NEEDS_CSUM without segmentation: only the pseudo-header sum is in place before. */
static void test_checksum_completed(void)
{
	uint8_t *pkt = malloc(INNER_MAX), *whole = malloc(INNER_MAX);
	unsigned wrong = 0;
	srandom(2);
	for (unsigned i = 0; i < TRAINS; i++) {
		struct train_shape shape = train_shape_random(3000);
		size_t size = train_write(&shape, whole), l4 = train_l4(&shape);
		size_t at = l4 + (shape.proto == IPPROTO_TCP ? 16 : 6);
		memcpy(pkt, whole, size);
		uint8_t tail[4] = {0, shape.proto, (uint8_t)((size - l4) >> 8), (uint8_t)(size - l4)};
		uint16_t pseudo =
		    shape.family == AF_INET ? train_sum(0, pkt + 12, 8) : train_sum(0, pkt + 8, 32);
		pseudo = train_sum(pseudo, tail, 4);
		inner_put16(pkt + at, pseudo);
		struct virtio_net_hdr vnet = train_super_header(&shape, 0);
		vnet.gso_type = VIRTIO_NET_HDR_GSO_NONE;
		struct inner in;
		struct gso g;
		struct gso_segment seg = {0};
		wrong += !inner_parse(&in, pkt, size) || !gso_begin(&g, pkt, &in, &vnet) ||
			 !gso_next(&g, &seg) || seg.size != size || memcmp(seg.data, whole, size) != 0 ||
			 gso_next(&g, &seg);
	}
	CU_ASSERT_EQUAL(wrong, 0);
	free(pkt);
	free(whole);
}

static void test_headers_that_lie(void)
{
	uint8_t pkt[4096];
	struct inner in;
	struct gso g;
	struct train_shape shape = {.family = AF_INET, .proto = IPPROTO_TCP, .flags = 0x10, .payload = 1000};
	size_t size = train_write(&shape, pkt);
	CU_ASSERT_TRUE_FATAL(inner_parse(&in, pkt, size));

	struct virtio_net_hdr zero_step = train_super_header(&shape, 0);
	CU_ASSERT_FALSE(gso_begin(&g, pkt, &in, &zero_step));
	struct virtio_net_hdr wrong_type = train_super_header(&shape, 100);
	wrong_type.gso_type = VIRTIO_NET_HDR_GSO_UDP_L4;
	CU_ASSERT_FALSE(gso_begin(&g, pkt, &in, &wrong_type));
	struct virtio_net_hdr far_check = {
	    .flags = VIRTIO_NET_HDR_F_NEEDS_CSUM, .csum_start = 20, .csum_offset = 5000};
	CU_ASSERT_FALSE(gso_begin(&g, pkt, &in, &far_check));
	struct virtio_net_hdr early = {
	    .flags = VIRTIO_NET_HDR_F_NEEDS_CSUM, .csum_start = 0, .csum_offset = 2};
	CU_ASSERT_FALSE(gso_begin(&g, pkt, &in, &early));
	struct virtio_net_hdr good = train_super_header(&shape, 100);
	pkt[20 + 12] = 0xf0;
	in.size = 60;
	CU_ASSERT_FALSE(gso_begin(&g, pkt, &in, &good));
}

static void test_largest(void)
{
	uint8_t pkt[4096];
	struct inner in;
	struct gso g;
	struct train_shape shape = {.family = AF_INET, .proto = IPPROTO_TCP, .flags = 0x10, .payload = 1000};
	size_t size = train_write(&shape, pkt);
	inner_parse(&in, pkt, size);
	struct virtio_net_hdr vnet = train_super_header(&shape, 300);
	CU_ASSERT_TRUE(gso_begin(&g, pkt, &in, &vnet));
	CU_ASSERT_EQUAL(gso_largest(&g), 340);
	vnet.gso_size = 1400;
	CU_ASSERT_TRUE(gso_begin(&g, pkt, &in, &vnet));
	CU_ASSERT_EQUAL(gso_largest(&g), 1040);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"segments equal the reference", test_segments_equal_reference},
	    {"partial checksums are completed", test_checksum_completed},
	    {"vnet headers that lie are refused", test_headers_that_lie},
	    {"size of the largest segment", test_largest},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("espd gso", tests);
}
