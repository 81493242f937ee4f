/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 7383: messages in fragments, over paths that lose, double and delay some of them, or all that are large. */
#include "daemons/iked/fragment.h"
#include "daemons/iked/notify.h"
#include "daemons/iked/sk.h"
#include "tests/replay/iked/world.h"
#include "tests/unit/unit.h"
#include <string.h>

#define IP_UDP  28
#define GROUP   DH_MODP_2048 /* a rekey of 14 has messages of some 500 bytes */
#define SMALL   200          /* MTU that cuts IKE_AUTH in pieces, and CREATE_CHILD_SA */
#define PAYLOAD 16           /* where the header has the type of the first payload */

struct path {
	size_t mtu;     /* larger datagrams are lost */
	size_t largest; /* message that was seen */
	unsigned fragments, lost;
};

static bool watch(struct world *w, struct end *from, unsigned number, const uint8_t *data, size_t size)
{
	struct path *p = w->look_arg;
	p->largest = size > p->largest ? size : p->largest;
	p->fragments += data[PAYLOAD] == PAYLOAD_SKF;
	bool passes = !p->mtu || size + IP_UDP <= p->mtu;
	p->lost += !passes;
	return passes;
}

static void settle(struct end *e, bool starts, uint16_t mtu, bool gcm)
{
	struct settings *s = world_settings(e, GROUP);
	s->fragment_mtu4 = mtu;
	s->peer->responder_only = !starts;
	if (gcm) {
		struct proposal *p = &s->ike.proposal[0];
		*p = (struct proposal){.number = 1, .protocol = PROTOCOL_IKE};
		proposal_transform(p, TRANSFORM_ENCR, ENCR_AES_GCM_16, 256);
		proposal_transform(p, TRANSFORM_PRF, PRF_HMAC_SHA2_256, 0);
		proposal_transform(p, TRANSFORM_DH, GROUP, 0);
	}
	ike_apply(e->ike, s);
}

/* Both ends know the sizes before one of them begins. */
static struct world *world_of(uint64_t seed, uint16_t mtu_a, uint16_t mtu_b, bool gcm, struct path *path)
{
	struct world *w = world_new(seed, GROUP);
	w->look = watch;
	w->look_arg = path;
	settle(&w->b, false, mtu_b, gcm);
	settle(&w->a, true, mtu_a, gcm);
	return w;
}

static bool rekey_passes(struct world *w, struct end *e, int64_t limit)
{
	uint32_t before = end_child(e)->spi_in;
	end_child(e)->want_rekey = true;
	ike_sa_continue(end_sa(e));
	for (int64_t t = 0; t < limit; t += 50 * LOOP_MSEC) {
		world_run(w, 50 * LOOP_MSEC);
		if (end_child(e) && end_child(e)->spi_in != before && world_is_single(w))
			return true;
	}
	return false;
}

static void small_fragments(void)
{
	for (int gcm = 0; gcm < 2; gcm++) {
		struct path path = {0};
		struct world *w = world_of(100 + (uint64_t)gcm, SMALL, SMALL, gcm, &path);
		CU_ASSERT(world_until_up(w, LOOP_SEC));
		CU_ASSERT(path.fragments > 2);
		CU_ASSERT(rekey_passes(w, &w->a, LOOP_SEC));
		CU_ASSERT(rekey_passes(w, &w->b, LOOP_SEC));
		CU_ASSERT(end_sa(&w->a)->fragments);
		path.largest = 0;
		end_sa(&w->a)->want_rekey = true; /* what was agreed holds for the successor */
		ike_sa_continue(end_sa(&w->a));
		world_run(w, LOOP_SEC);
		CU_ASSERT(rekey_passes(w, &w->b, LOOP_SEC));
		CU_ASSERT(path.largest + IP_UDP <= SMALL);
		CU_ASSERT_EQUAL(w->a.ike->counters.in_fragment_drops, 0);
		CU_ASSERT_EQUAL(w->a.ike->counters.retransmits + w->b.ike->counters.retransmits, 0);
		world_free(w);
	}
}

/* One end is told not to: nothing is cut. */
static void not_agreed(void)
{
	for (int who = 0; who < 2; who++) {
		struct path path = {0};
		struct world *w = world_of(110, who ? SMALL : 0, who ? 0 : SMALL, false, &path);
		CU_ASSERT(world_until_up(w, LOOP_SEC));
		CU_ASSERT(rekey_passes(w, &w->a, LOOP_SEC));
		CU_ASSERT_EQUAL(path.fragments, 0);
		world_free(w);
	}
}

/* A path that loses what is larger than 300 bytes, which nobody was told: IKE_SA_INIT of group 31 passes. */
static void path_of_small_packets(void)
{
	struct path path = {0};
	struct world *w = world_of(120, 1500, 1500, true, &path);
	CU_ASSERT(world_until_up(w, LOOP_SEC));
	CU_ASSERT_EQUAL(path.fragments, 0);
	path.mtu = 300;
	CU_ASSERT(rekey_passes(w, &w->a, 20 * LOOP_SEC));
	CU_ASSERT(path.lost > 0);
	CU_ASSERT_EQUAL(end_sa(&w->a)->fragment_mtu, 288);
	/* The responder saw what passes and answered in that size, or had to learn nothing: its own pass, too. */
	path.lost = 0;
	CU_ASSERT(rekey_passes(w, &w->a, LOOP_SEC));
	CU_ASSERT(rekey_passes(w, &w->b, 20 * LOOP_SEC));
	CU_ASSERT_EQUAL(path.lost, 0);
	world_free(w);
}

static void loss_of_any_fragment(void)
{
	for (int drop = 0; drop < 16; drop++) {
		struct path path = {0};
		struct world *w = world_of(130 + (uint64_t)drop, SMALL, SMALL, drop % 2, &path);
		w->drop = drop;
		w->twice = drop + 1;
		w->late = drop + 2;
		CU_ASSERT(world_until_up(w, 3 * LOOP_SEC));
		CU_ASSERT(rekey_passes(w, &w->b, 3 * LOOP_SEC));
		CU_ASSERT_EQUAL(w->a.twice + w->b.twice, 0);
		world_free(w);
	}
}

static void heavy_loss(void)
{
	for (unsigned n = 0; n < 20; n++) {
		struct path path = {0};
		struct world *w = world_of(200 + n, SMALL, SMALL, n % 2, &path);
		w->loss_percent = 20;
		CU_ASSERT(world_until_up(w, 60 * LOOP_SEC));
		w->loss_percent = 0;
		world_run(w, 60 * LOOP_SEC);
		CU_ASSERT(world_is_single(w));
		world_free(w);
	}
}

/* ---- single fragments, as a peer might send them ---- */

struct bench {
	struct world *w;
	struct ike_sa *from, *to;
	size_t filling; /* bytes of the message that is cut */
	uint64_t count;
};

static struct bench bench_new(void)
{
	static struct path path;
	struct bench b = {
	    .w = world_of(300, 1500, 1500, true, &path), .filling = 300, .count = UINT64_C(1) << 40};
	CU_ASSERT_FATAL(world_until_up(b.w, LOOP_SEC));
	world_run(b.w, LOOP_SEC);
	b.from = end_sa(&b.w->a);
	b.to = end_sa(&b.w->b);
	return b;
}

/* A liveness check that is longer than it need be; its pieces are of `size` bytes. */
static void give(struct bench *b, uint32_t id, uint16_t number, uint16_t total, size_t size)
{
	static const uint8_t filling[9000];
	struct payload_writer chain = {0};
	struct wbuf out = {0};
	struct sk_key key = sk_key_of(&b->from->keys, &b->from->suite, b->from->initiator);
	const struct ike_header h = {.spi_i = b->from->spi_i,
	    .spi_r = b->from->spi_r,
	    .id = id,
	    .exchange = EXCHANGE_INFORMATIONAL,
	    .flags = b->from->initiator ? FLAG_INITIATOR : 0};
	notify_encode(&chain, 40000, filling, b->filling);
	size_t at = number ? (size_t)(number - 1) * size : 0,
	       left = at < chain.buf.len ? chain.buf.len - at : 0;
	const struct sk_fragment f = {
	    number, total, number == 1 ? chain.first : 0, chain.buf.data + at, left < size ? left : size};
	struct ip_endpoint local = {.addr = b->w->b.addr, .port = 500},
			   remote = {.addr = b->w->a.addr, .port = 500};
	if (sk_seal_fragment(&out, &h, &f, &key, b->count++))
		ike_datagram(b->w->b.ike, &local, &remote, out.data, out.len);
	payload_writer_free(&chain);
	wbuf_free(&out);
}

static void bench_free(struct bench *b)
{
	world_free(b->w);
}

/* Answers that went out since. */
static unsigned answers(struct bench *b, unsigned *before)
{
	unsigned n = b->w->datagrams - *before;
	*before = b->w->datagrams;
	return n;
}

static void any_order(void)
{
	struct bench b = bench_new();
	uint32_t id = b.to->window.next_in;
	unsigned sent = b.w->datagrams;
	give(&b, id, 3, 4, 80);
	give(&b, id, 1, 4, 80);
	give(&b, id, 1, 4, 80);
	give(&b, id, 4, 4, 80);
	CU_ASSERT_EQUAL(answers(&b, &sent), 0);
	CU_ASSERT_PTR_NOT_NULL(b.to->collected[0]);
	give(&b, id, 2, 4, 80);
	CU_ASSERT_EQUAL(answers(&b, &sent), 1);
	CU_ASSERT_PTR_NULL(b.to->collected[0]);
	CU_ASSERT_EQUAL(b.w->b.ike->counters.in_fragment_drops, 1);
	/* All of it again: one answer, for the first (§2.6.1). */
	for (uint16_t i = 1; i <= 4; i++)
		give(&b, id, i, 4, 80);
	CU_ASSERT_EQUAL(answers(&b, &sent), 1);
	CU_ASSERT_PTR_NULL(b.to->collected[0]);
	bench_free(&b);
}

/* The sender begins anew with smaller ones; the larger ones that come late do not count. */
static void smaller_ones(void)
{
	struct bench b = bench_new();
	uint32_t id = b.to->window.next_in;
	unsigned sent = b.w->datagrams;
	give(&b, id, 1, 2, 160);
	give(&b, id, 1, 4, 80);
	give(&b, id, 2, 4, 80);
	give(&b, id, 2, 2, 160);
	CU_ASSERT_EQUAL(answers(&b, &sent), 0);
	give(&b, id, 3, 4, 80);
	give(&b, id, 4, 4, 80);
	CU_ASSERT_EQUAL(answers(&b, &sent), 1);
	bench_free(&b);
}

static void unsound_ones(void)
{
	struct bench b = bench_new();
	uint32_t id = b.to->window.next_in;
	unsigned sent = b.w->datagrams;
	give(&b, id, 0, 4, 80);
	give(&b, id, 5, 4, 80);
	give(&b, id, 1, FRAGMENTS_MAX + 1, 80);
	give(&b, id, 9, 9, 80); /* beyond the end: empty */
	give(&b, id + 1, 1, 4, 80);
	give(&b, id - 2, 1, 4, 80);
	CU_ASSERT_PTR_NULL(b.to->collected[0]);
	CU_ASSERT_EQUAL(b.w->b.ike->counters.in_fragment_drops, 6);
	/* More than a message may have is not taken, however it is cut. */
	b.filling = 9000;
	for (uint16_t i = 1; i <= 113; i++)
		give(&b, id, i, 113, 80);
	CU_ASSERT_EQUAL(answers(&b, &sent), 0);
	CU_ASSERT_EQUAL(b.w->b.ike->counters.in_fragment_drops, 6 + 113 - MESSAGE_SIZE_MAX / 80);
	b.filling = 300;
	for (uint16_t i = 1; i <= 4; i++)
		give(&b, id, i, 4, 80);
	CU_ASSERT_EQUAL(answers(&b, &sent), 0);
	CU_ASSERT_PTR_NOT_NULL(end_sa(&b.w->b));
	bench_free(&b);
}

static CU_TestInfo tests[] = {
    {"small fragments", small_fragments},
    {"not agreed", not_agreed},
    {"path of small packets", path_of_small_packets},
    {"loss of any fragment", loss_of_any_fragment},
    {"heavy loss", heavy_loss},
    {"any order", any_order},
    {"smaller ones", smaller_ones},
    {"unsound ones", unsound_ones},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("iked fragments", tests);
}
