/* SPDX-License-Identifier: Apache-2.0 */
/* Where a capture looks at packets: all that pass each point, with the reason what is dropped, and nothing unasked. */
#include "daemons/espd/tap.h"
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include "tests/unit/espd/pair.h"
#include "tests/unit/unit.h"

#define TRAIN 5 /* segments */

struct seen {
	unsigned clear_out, clear_in, sealed, arrived, drops[DROP_REASONS];
	struct train *clear; /* what came by in the clear */
	struct tap_packet last;
	uint8_t last_outer[TAP_OUTER_MAX];
};

static void look(void *arg, const struct tap_packet *p)
{
	struct seen *s = arg;
	if (p->point == TAP_CLEAR && p->out)
		s->clear_out++;
	if (p->point == TAP_CLEAR && !p->out)
		s->clear_in++;
	if (p->point == TAP_CLEAR)
		train_append(s->clear, p->data, p->size);
	if (p->point == TAP_ESP)
		*(p->out ? &s->sealed : &s->arrived) += 1;
	if (p->point == TAP_DROP)
		s->drops[p->reason]++;
	s->last = *p;
	memcpy(s->last_outer, p->outer, sizeof s->last_outer);
}

struct setup {
	struct pair *pair;
	struct seen seen;
	struct tap tap;
	uint8_t pkt[INNER_MAX];
	size_t size;
	struct virtio_net_hdr vnet;
};

static struct setup *setup_new(bool udp, unsigned points)
{
	struct setup *s = calloc(1, sizeof *s);
	struct train_shape shape = {
	    .family = AF_INET, .proto = IPPROTO_TCP, .flags = 0x10, .payload = TRAIN * 1000, .df = true};
	if (s == NULL)
		abort();
	s->pair = pair_new(0, false, udp, CRYPTO_OPENSSL);
	s->seen.clear = train_new();
	s->tap = (struct tap){.points = points, .fn = look, .arg = &s->seen};
	s->size = train_write(&shape, s->pkt);
	s->vnet = train_super_header(&shape, 1000);
	encap_set_tap(s->pair->encap, &s->tap);
	decap_set_tap(s->pair->decap, &s->tap);
	return s;
}

static void setup_free(struct setup *s)
{
	train_free(s->seen.clear);
	pair_free(s->pair);
	free(s);
}

static void both_ways(struct setup *s)
{
	pair_send(s->pair, &s->vnet, s->pkt, s->size);
	pair_receive(s->pair);
}

/* A super-packet is shown as the packets that go out, checksums complete; the receiver's are the same. */
static void in_the_clear(void)
{
	struct setup *s = setup_new(false, TAP_CLEAR);
	both_ways(s);
	CU_ASSERT_EQUAL(s->seen.clear_out, TRAIN);
	CU_ASSERT_EQUAL(s->seen.clear_in, TRAIN);
	CU_ASSERT_EQUAL(s->seen.sealed + s->seen.arrived, 0);
	for (unsigned i = 0; i < TRAIN; i++) {
		const struct train_packet *out = &s->seen.clear->packets[i],
					  *in = &s->seen.clear->packets[TRAIN + i];
		CU_ASSERT_TRUE(train_checksums_right(out->data, out->size));
		CU_ASSERT_TRUE(out->size == in->size && memcmp(out->data, in->data, out->size) == 0);
	}
	setup_free(s);
}

static void sealed(bool udp)
{
	struct setup *s = setup_new(udp, TAP_ESP);
	both_ways(s);
	CU_ASSERT_EQUAL(s->seen.sealed, TRAIN);
	CU_ASSERT_EQUAL(s->seen.arrived, TRAIN);
	CU_ASSERT_EQUAL(s->seen.clear_out + s->seen.clear_in, 0);
	CU_ASSERT_EQUAL(s->seen.last.length, s->seen.last.size + s->seen.last.outer_size);
	CU_ASSERT_EQUAL(s->seen.last_outer[0], 0x45);
	setup_free(s);
}

static void as_esp(void)
{
	sealed(false);
	sealed(true);
}

/* What fails its integrity check, comes twice, has no SA or does not fit is shown with its reason. */
static void dropped(void)
{
	struct setup *s = setup_new(false, TAP_DROP);
	both_ways(s);
	for (unsigned i = 0; i < DROP_REASONS; i++)
		CU_ASSERT_EQUAL(s->seen.drops[i], 0);
	pair_receive(s->pair);
	CU_ASSERT_EQUAL(s->seen.drops[DROP_IN_REPLAY], TRAIN);
	pair_reset(s->pair);
	pair_send(s->pair, &s->vnet, s->pkt, s->size);
	s->pair->wire->packets[0].data[40] ^= 1;
	s->pair->wire->packets[1].data[0] ^= 1;
	pair_receive(s->pair);
	CU_ASSERT_EQUAL(s->seen.drops[DROP_IN_AUTH], 1);
	CU_ASSERT_EQUAL(s->seen.drops[DROP_UNKNOWN_SPI], 1);
	s->pair->out.tunnel.mtu = 500;
	pair_send(s->pair, &s->vnet, s->pkt, s->size);
	CU_ASSERT_EQUAL(s->seen.drops[DROP_OUT_TOO_BIG], 1);
	CU_ASSERT_EQUAL(s->seen.last.size, s->size);
	setup_free(s);
}

/* Bytes that a failed decryption has left in the place of the ciphertext are not shown. */
static void no_bytes_of_a_failed_decryption(void)
{
	struct setup *s = setup_new(false, TAP_DROP);
	pair_send(s->pair, &s->vnet, s->pkt, s->size);
	s->pair->wire->count = 1;
	s->pair->wire->packets[0].data[40] ^= 1;
	uint32_t size = (uint32_t)s->pair->wire->packets[0].size;
	pair_receive(s->pair);
	CU_ASSERT_EQUAL(s->seen.drops[DROP_IN_AUTH], 1);
	CU_ASSERT_EQUAL(s->seen.last.size, 16); /* SPI, sequence number, IV */
	CU_ASSERT_EQUAL(s->seen.last.length, size + 20);
	setup_free(s);
}

static void nothing_unasked(void)
{
	struct setup *s = setup_new(false, 0);
	both_ways(s);
	pair_receive(s->pair);
	CU_ASSERT_EQUAL(s->seen.clear_out + s->seen.clear_in + s->seen.sealed + s->seen.arrived, 0);
	CU_ASSERT_EQUAL(s->seen.drops[DROP_IN_REPLAY], 0);
	CU_ASSERT_EQUAL(s->pair->in.tunnel.stats->drops[DROP_IN_REPLAY], TRAIN);
	setup_free(s);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"in the clear", in_the_clear},
	    {"as ESP", as_esp},
	    {"dropped", dropped},
	    {"no bytes of a failed decryption", no_bytes_of_a_failed_decryption},
	    {"nothing unasked", nothing_unasked},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("tap", tests);
}
