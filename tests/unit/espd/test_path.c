/* SPDX-License-Identifier: Apache-2.0 */
/* Encapsulation and decapsulation together, held against the plain way of train.c. */
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include "daemons/espd/gso.h"
#include "tests/unit/espd/pair.h"
#include "tests/unit/unit.h"

/* The identification of an IPv4 packet with DF means nothing and need not survive. */
static void forget_id(uint8_t *pkt)
{
	if (pkt[0] >> 4 != 4 || (pkt[6] & 0x40) == 0)
		return;
	memset(pkt + 4, 0, 2);
	memset(pkt + 10, 0, 2);
}

static bool same_trains(struct train *a, struct train *b)
{
	if (a->count != b->count)
		return false;
	for (unsigned i = 0; i < a->count; i++) {
		if (a->packets[i].size != b->packets[i].size)
			return false;
		forget_id(a->packets[i].data);
		forget_id(b->packets[i].data);
		if (memcmp(a->packets[i].data, b->packets[i].data, a->packets[i].size) != 0)
			return false;
	}
	return true;
}

static unsigned run_trains(struct pair *p, unsigned trains)
{
	struct train *expected = train_new();
	uint8_t *pkt = malloc(INNER_MAX);
	unsigned wrong = 0;
	for (unsigned i = 0; i < trains; i++) {
		struct train_shape shape = train_shape_random(30000);
		struct virtio_net_hdr vnet = train_super_header(&shape, (uint16_t)(40 + train_random(1460)));
		size_t size = train_write(&shape, pkt);
		pair_reset(p);
		train_reset(expected);
		train_cut(expected, pkt, size, &vnet);
		pair_send(p, &vnet, pkt, size);
		pair_receive(p);
		wrong += p->wire->count != expected->count || !same_trains(p->clear, expected);
	}
	free(pkt);
	train_free(expected);
	return wrong;
}

static void test_trains_through_every_suite(void)
{
	srandom(11);
	for (unsigned suite = 0; suite < PAIR_SUITES; suite++)
		for (unsigned form = 0; form < 8; form++) {
			enum crypto_choice choice = (form & 4) != 0 ? CRYPTO_OPENSSL : CRYPTO_FASTEST;
			struct pair *p = pair_new(suite, (form & 1) != 0, (form & 2) != 0, choice);
			CU_ASSERT_EQUAL(run_trains(p, 30), 0);
			pair_free(p);
		}
}

static struct train_shape small_shape(void)
{
	return (struct train_shape){.family = AF_INET, .proto = IPPROTO_UDP, .df = true, .payload = 32};
}

static void send_small(struct pair *p, unsigned count)
{
	static const struct virtio_net_hdr plain;
	struct train_shape shape = small_shape();
	uint8_t pkt[256];
	for (unsigned i = 0; i < count; i++)
		pair_send(p, &plain, pkt, train_write(&shape, pkt));
}

/* The same packets again, singly, in another order and within one batch: none gets through twice. */
static void test_replay(void)
{
	struct pair *p = pair_new(0, false, true, CRYPTO_FASTEST);
	send_small(p, 500);
	pair_receive(p);
	CU_ASSERT_EQUAL(p->clear->count, 500);
	for (unsigned round = 0; round < 3; round++)
		pair_receive(p);
	CU_ASSERT_EQUAL(p->clear->count, 500);
	CU_ASSERT_EQUAL(p->in.tunnel.stats->drops[DROP_IN_REPLAY], 1500);

	pair_reset(p);
	send_small(p, 1);
	train_append(p->wire, p->wire->packets[0].data, p->wire->packets[0].size);
	pair_receive(p);
	CU_ASSERT_EQUAL(p->clear->count, 1);
	CU_ASSERT_EQUAL(p->in.tunnel.stats->drops[DROP_IN_REPLAY], 1501);
	pair_free(p);
}

/* A packet that is not authentic must not move the window. */
static void test_forged_number(void)
{
	struct pair *p = pair_new(1, false, false, CRYPTO_FASTEST);
	send_small(p, 1);
	inner_put32(p->wire->packets[0].data + 4, 0x7fffffff);
	pair_receive(p);
	CU_ASSERT_EQUAL(p->in.tunnel.stats->drops[DROP_IN_AUTH], 1);
	CU_ASSERT_EQUAL(p->in.sa->state->replay.top, 0);
	pair_free(p);
}

static void test_sequence_end(void)
{
	struct pair *p = pair_new(0, false, false, CRYPTO_FASTEST);
	p->out.sa->state->sequence = UINT32_MAX - 3;
	send_small(p, 10);
	CU_ASSERT_EQUAL(p->wire->count, 3);
	CU_ASSERT_EQUAL(p->out.soft, 1);
	CU_ASSERT_EQUAL(p->out.hard, 1);
	pair_receive(p);
	CU_ASSERT_EQUAL(p->clear->count, 3);
	pair_free(p);
}

static void test_esn_over_the_wrap(void)
{
	for (unsigned suite = 0; suite < PAIR_SUITES; suite++) {
		struct pair *p = pair_new(suite, true, false, CRYPTO_FASTEST);
		p->out.sa->state->sequence = UINT32_MAX - UINT64_C(20);
		p->in.sa->state->replay.top = UINT32_MAX - UINT64_C(20);
		send_small(p, 50);
		pair_receive(p);
		CU_ASSERT_EQUAL(p->clear->count, 50);
		CU_ASSERT_TRUE(p->in.sa->state->replay.top > UINT32_MAX);
		pair_free(p);
	}
}

static void test_volume_limits(void)
{
	struct pair *p = pair_new(0, false, false, CRYPTO_FASTEST);
	p->out.sa->state->spec.soft_bytes = 600;
	p->out.sa->state->spec.hard_bytes = 1200;
	send_small(p, 9); /* 60 bytes each */
	CU_ASSERT_EQUAL(p->out.soft, 0);
	send_small(p, 1);
	CU_ASSERT_EQUAL(p->out.soft, 1);
	send_small(p, 9);
	CU_ASSERT_EQUAL(p->out.hard, 0);
	send_small(p, 1);
	CU_ASSERT_EQUAL(p->out.hard, 1);
	CU_ASSERT_EQUAL(p->out.soft, 1);
	CU_ASSERT_FALSE(sa_usable(p->out.sa, PAIR_NOW));
	pair_free(p);
}

/* After kill -9: the receiver still refuses what it had, the sender goes on with numbers never used. */
static void test_restart(void)
{
	struct pair *p = pair_new(0, false, true, CRYPTO_FASTEST);
	send_small(p, 100);
	pair_receive(p);
	pair_restart(&p->in, p->engine, SA_IN);
	pair_restart(&p->out, p->engine, SA_OUT);
	CU_ASSERT_EQUAL(p->in.sa->state->packets, 100);
	CU_ASSERT_TRUE(p->out.sa->state->sequence >= 100 + SA_SEQUENCE_JUMP);
	pair_receive(p);
	CU_ASSERT_EQUAL(p->clear->count, 100);
	pair_reset(p);
	send_small(p, 100);
	pair_receive(p);
	CU_ASSERT_EQUAL(p->clear->count, 100);
	pair_free(p);
}

/* Clear text made by hand: an IPv4 packet of 60 bytes, then `surplus` bytes, then the trailer. */
static uint32_t make_text(uint8_t *text, uint32_t surplus, uint32_t pad, uint8_t next)
{
	struct train_shape shape = small_shape();
	uint32_t size = (uint32_t)train_write(&shape, text);
	memset(text + size, 0, surplus);
	size += surplus;
	for (uint32_t i = 0; i < pad; i++)
		text[size++] = (uint8_t)(i + 1);
	text[size++] = (uint8_t)pad;
	text[size++] = next;
	return size;
}

static uint64_t dropped(struct pair *p, enum drop_reason reason)
{
	return p->in.tunnel.stats->drops[reason];
}

static void test_trailers(void)
{
	struct pair *p = pair_new(0, false, false, CRYPTO_FASTEST);
	uint8_t text[512];
	pair_forge(p, text, make_text(text, 0, 2, IPPROTO_IPIP), 0);
	pair_forge(p, text, make_text(text, 100, 2, IPPROTO_IPIP), 0); /* TFC padding */
	pair_forge(p, text, make_text(text, 0, 250, IPPROTO_IPIP), 0);
	pair_forge(p, text, make_text(text, 0, 2, IPPROTO_NONE), 0); /* dummy */
	pair_forge(p, text, make_text(text, 0, 2, IPPROTO_IPV6), 0);
	pair_forge(p, text, make_text(text, 0, 2, IPPROTO_TCP), 0);
	uint32_t size = make_text(text, 0, 2, IPPROTO_IPIP);
	text[size - 3] = 7;
	pair_forge(p, text, size, 0);
	size = make_text(text, 0, 2, IPPROTO_IPIP);
	text[size - 2] = 200;
	pair_forge(p, text, size, 0);
	size = make_text(text, 0, 2, IPPROTO_IPIP);
	text[3] = 90; /* inner length beyond the packet */
	pair_forge(p, text, size, 0);
	pair_receive(p);
	CU_ASSERT_EQUAL(p->clear->count, 3);
	CU_ASSERT_EQUAL(p->in.tunnel.stats->dummies, 1);
	CU_ASSERT_EQUAL(dropped(p, DROP_IN_VERSION), 1);
	CU_ASSERT_EQUAL(dropped(p, DROP_IN_PROTOCOL), 1);
	CU_ASSERT_EQUAL(dropped(p, DROP_IN_PAD), 2);
	CU_ASSERT_EQUAL(dropped(p, DROP_IN_LENGTH), 1);
	pair_free(p);
}

static void test_ecn(void)
{
	struct pair *p = pair_new(0, false, false, CRYPTO_FASTEST);
	uint8_t text[512];
	uint32_t size = make_text(text, 0, 2, IPPROTO_IPIP); /* Not-ECT inside */
	pair_forge(p, text, size, INNER_ECN_CE);
	pair_receive(p);
	CU_ASSERT_EQUAL(dropped(p, DROP_IN_ECN), 1);

	pair_reset(p);
	struct train_shape shape = small_shape();
	shape.tos = 0xb8 | INNER_ECN_ECT0;
	uint32_t inner = (uint32_t)train_write(&shape, text);
	memcpy(text + inner, "\x01\x02\x02\x04", 4);
	pair_forge(p, text, inner + 4, INNER_ECN_CE);
	pair_receive(p);
	CU_ASSERT_EQUAL_FATAL(p->clear->count, 1);
	CU_ASSERT_EQUAL(p->clear->packets[0].data[1], 0xb8 | INNER_ECN_CE);
	CU_ASSERT_TRUE(train_checksums_right(p->clear->packets[0].data, p->clear->packets[0].size));
	pair_free(p);
}

static void set_selectors(struct sa *sa, const char *low, const char *high)
{
	struct sa_spec *s = &sa->state->spec;
	ip_addr_parse(low, &s->ts_local_low);
	ip_addr_parse(high, &s->ts_local_high);
	ip_addr_parse(low, &s->ts_remote_low);
	ip_addr_parse(high, &s->ts_remote_high);
	sa->any_family = 0;
}

/* Addresses in the packets are 10.0.0.1 and 10.0.1.2. */
static void test_selectors(void)
{
	struct pair *p = pair_new(0, false, false, CRYPTO_FASTEST);
	set_selectors(p->out.sa, "10.0.0.0", "10.0.0.255");
	send_small(p, 1);
	CU_ASSERT_EQUAL(p->out.tunnel.stats->drops[DROP_OUT_SELECTOR], 1);
	set_selectors(p->out.sa, "10.0.0.0", "10.0.255.255");
	send_small(p, 1);
	set_selectors(p->in.sa, "10.0.0.0", "10.0.1.1");
	pair_receive(p);
	CU_ASSERT_EQUAL(dropped(p, DROP_IN_SELECTOR), 1);
	CU_ASSERT_EQUAL(p->clear->count, 0);
	pair_free(p);
}

static void test_outer_header(void)
{
	static const struct virtio_net_hdr plain;
	struct pair *p = pair_new(0, false, false, CRYPTO_FASTEST);
	struct train_shape shape = small_shape();
	uint8_t pkt[256];
	shape.tos = 0xb9;
	pair_send(p, &plain, pkt, train_write(&shape, pkt));
	shape.df = false;
	pair_send(p, &plain, pkt, train_write(&shape, pkt));
	p->out.tunnel.settings.df = TUNNEL_DF_SET;
	pair_send(p, &plain, pkt, train_write(&shape, pkt));
	CU_ASSERT_EQUAL(p->tos[0], 0xb9);
	CU_ASSERT_TRUE(p->df[0]);
	CU_ASSERT_FALSE(p->df[1]);
	CU_ASSERT_TRUE(p->df[2]);
	pair_free(p);
}

static void test_too_big(void)
{
	static const struct virtio_net_hdr plain;
	struct pair *p = pair_new(0, false, false, CRYPTO_FASTEST);
	struct train_shape shape = small_shape();
	uint8_t pkt[4096];
	p->out.tunnel.mtu = 1446;
	shape.payload = 1446 - 28;
	pair_send(p, &plain, pkt, train_write(&shape, pkt));
	shape.payload++;
	pair_send(p, &plain, pkt, train_write(&shape, pkt));
	struct train_shape tcp = {
	    .family = AF_INET, .proto = IPPROTO_TCP, .df = true, .flags = 0x10, .payload = 3000};
	struct virtio_net_hdr vnet = train_super_header(&tcp, 1407);
	pair_send(p, &vnet, pkt, train_write(&tcp, pkt));
	CU_ASSERT_EQUAL(p->wire->count, 1);
	CU_ASSERT_EQUAL(p->wire->packets[0].size, 1500 - 20);
	CU_ASSERT_EQUAL(p->out.tunnel.stats->drops[DROP_OUT_TOO_BIG], 2);
	pair_free(p);
}

static void test_strangers(void)
{
	struct pair *p = pair_new(0, false, false, CRYPTO_FASTEST);
	uint8_t junk[64] = {1, 2, 3, 4};
	for (unsigned size = 0; size < sizeof junk; size++)
		train_append(p->wire, junk, size);
	inner_put32(junk, p->in.sa->state->spec.spi);
	for (unsigned size = 0; size < sizeof junk; size++)
		train_append(p->wire, junk, size);
	pair_receive(p);
	CU_ASSERT_EQUAL(p->clear->count, 0);
	CU_ASSERT_EQUAL(p->in.nobody->drops[DROP_UNKNOWN_SPI], 64 - 8);
	CU_ASSERT_EQUAL(p->unknown, 64 - 8);
	pair_free(p);
}

/* The peer uses a new SA before its installation has been looked at: no packet is lost over that. */
static void test_late_installation(void)
{
	struct pair *p = pair_new(0, false, false, CRYPTO_FASTEST);
	struct sa_spec spec = p->in.sa->state->spec;
	send_small(p, 10);
	sa_remove(&p->in.db, p->in.sa);
	p->late = &spec;
	pair_receive(p);
	CU_ASSERT_EQUAL(p->clear->count, 10);
	CU_ASSERT_EQUAL(p->unknown, 1);
	CU_ASSERT_EQUAL(p->in.nobody->drops[DROP_UNKNOWN_SPI], 0);
	pair_free(p);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"random trains through every suite", test_trains_through_every_suite},
	    {"replayed packets", test_replay},
	    {"a forged number does not move the window", test_forged_number},
	    {"the end of the sequence numbers", test_sequence_end},
	    {"ESN over the wrap", test_esn_over_the_wrap},
	    {"volume limits", test_volume_limits},
	    {"restart with kept SAs", test_restart},
	    {"padding, TFC, dummies, next header", test_trailers},
	    {"ECN on the way in", test_ecn},
	    {"selectors on both sides", test_selectors},
	    {"TOS and DF of the outer header", test_outer_header},
	    {"packets too big for the tunnel", test_too_big},
	    {"unknown and short packets", test_strangers},
	    {"an SA is installed late", test_late_installation},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("espd path", tests);
}
