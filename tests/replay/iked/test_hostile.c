/* SPDX-License-Identifier: Apache-2.0 */
/* What an attacker on the path can do: change, repeat and invent messages. Nothing of it may end an SA. */
#include "daemons/iked/message.h"
#include "daemons/iked/notify.h"
#include "tests/replay/iked/world.h"
#include "tests/unit/unit.h"
#include <string.h>

static struct world *up(uint64_t seed)
{
	struct world *w = world_new(seed, DH_CURVE25519);
	world_start(&w->a);
	CU_ASSERT(world_until_up(w, LOOP_SEC));
	world_run(w, LOOP_SEC);
	return w;
}

static struct ip_endpoint port500(const struct end *e)
{
	return (struct ip_endpoint){.addr = e->addr, .port = 500};
}

static void inject(struct end *to, const uint8_t *data, size_t size)
{
	struct ip_endpoint local = port500(to), remote = port500(world_other(to));
	ike_datagram(to->ike, &local, &remote, data, size);
}

struct captured {
	struct end *from; /* of whom messages are kept */
	size_t size;
	uint8_t data[2048];
};

static bool capture(struct world *w, struct end *from, unsigned number, const uint8_t *data, size_t size)
{
	struct captured *c = w->look_arg;
	if (from == c->from && size <= sizeof(c->data)) {
		c->size = size;
		memcpy(c->data, data, size);
	}
	return from != c->from;
}

#define GCM_IV_AT 32 /* behind header and generic payload header, RFC 5282 §3 */
#define GCM_IV    8
#define SEEN_MAX  512

struct sealed {
	struct end *from;
	uint8_t spis[16], iv[GCM_IV];
	size_t size;
	uint8_t data[1024];
};

struct sealed_list {
	unsigned count, repeated;
	struct sealed seen[SEEN_MAX];
};

/* Under the keys of one IKE SA and direction an IV comes with one message only: its repetition may come again. */
static bool watch_ivs(struct world *w, struct end *from, unsigned number, const uint8_t *data, size_t size)
{
	struct sealed_list *list = w->look_arg;
	if (data[18] == EXCHANGE_IKE_SA_INIT || size > sizeof(list->seen->data))
		return true;
	for (unsigned i = 0; i < list->count; i++) {
		const struct sealed *s = &list->seen[i];
		bool same = s->from == from && memcmp(s->spis, data, sizeof(s->spis)) == 0 &&
			    memcmp(s->iv, data + GCM_IV_AT, GCM_IV) == 0;
		if (same && (s->size != size || memcmp(s->data, data, size) != 0))
			list->repeated++;
		if (same)
			return true;
	}
	if (list->count == SEEN_MAX)
		return true;
	struct sealed *s = &list->seen[list->count++];
	s->from = from;
	s->size = size;
	memcpy(s->spis, data, sizeof(s->spis));
	memcpy(s->iv, data + GCM_IV_AT, GCM_IV);
	memcpy(s->data, data, size);
	return true;
}

static void use_gcm(struct end *e, bool starts)
{
	struct settings *s = world_settings(e, DH_CURVE25519);
	struct proposal *p = &s->ike.proposal[0];
	*p = (struct proposal){.number = 1, .protocol = PROTOCOL_IKE};
	proposal_transform(p, TRANSFORM_ENCR, ENCR_AES_GCM_16, 256);
	proposal_transform(p, TRANSFORM_PRF, PRF_HMAC_SHA2_256, 0);
	proposal_transform(p, TRANSFORM_DH, DH_CURVE25519, 0);
	s->peer->responder_only = !starts;
	ike_apply(e->ike, s);
}

/* A successor of a killed process goes on with the IVs, whenever the process died (RFC 5282 §3.1). */
static void restarts_repeat_no_iv(void)
{
	static struct sealed_list list;
	for (int at = 0; at < 24; at++) {
		struct world *w = world_new(60 + (uint64_t)at, DH_CURVE25519);
		struct end *e = at % 2 ? &w->b : &w->a;
		list.count = list.repeated = 0;
		w->look = watch_ivs;
		w->look_arg = &list;
		use_gcm(&w->b, false);
		use_gcm(&w->a, true);
		CU_ASSERT(world_until_up(w, LOOP_SEC));
		CU_ASSERT_EQUAL(end_sa(&w->a)->suite.encr, ENCR_AES_GCM_16);
		for (int round = 0; round < 3; round++) {
			end_sa(&w->a)->children->want_rekey = true;
			ike_sa_continue(end_sa(&w->a));
			world_run(w, at * LOOP_MSEC);
			end_restart(e, true);
			use_gcm(e, e == &w->a);
			world_run(w, 5 * LOOP_SEC);
			CU_ASSERT_PTR_NOT_NULL_FATAL(end_child(&w->a));
		}
		CU_ASSERT(list.count > 10);
		CU_ASSERT_EQUAL(list.repeated, 0);
		world_free(w);
	}
}

/* Every bit of a Delete flipped in turn: none is accepted, and none does harm. */
static void flipped_bits(void)
{
	struct world *w = up(1);
	struct captured c = {.from = &w->b};
	w->look = capture;
	w->look_arg = &c;
	ike_sa_delete(end_sa(&w->b), FAILURE_DELETED_BY_US);
	CU_ASSERT(c.size > 0);
	for (size_t bit = 0; bit < c.size * 8; bit++) {
		uint8_t data[sizeof(c.data)];
		memcpy(data, c.data, c.size);
		data[bit / 8] ^= (uint8_t)(1u << bit % 8);
		inject(&w->a, data, c.size);
		CU_ASSERT_PTR_NOT_NULL_FATAL(end_sa(&w->a));
	}
	inject(&w->a, c.data, c.size);
	CU_ASSERT_PTR_NULL(end_sa(&w->a));
	world_free(w);
}

/* Every message of a set-up cut short at every length, and with every byte changed, before the true one. */
static void spoiled_setup(void)
{
	for (unsigned message = 0; message < 4; message++) {
		struct world *w = world_new(20 + message, DH_CURVE25519);
		struct captured c = {.from = message % 2 ? &w->b : &w->a};
		w->look = NULL;
		world_start(&w->a);
		world_run(w,
		    (int64_t)message * WORLD_DELAY - 1 > 0 ? (int64_t)message * WORLD_DELAY - LOOP_MSEC : 0);
		w->look = capture;
		w->look_arg = &c;
		world_run(w, 2 * WORLD_DELAY);
		w->look = NULL;
		struct end *to = world_other(c.from);
		for (size_t size = 0; size < c.size; size++)
			inject(to, c.data, size);
		for (size_t i = MESSAGE_HEADER_SIZE; i < c.size; i += 7) {
			uint8_t data[sizeof(c.data)];
			memcpy(data, c.data, c.size);
			data[i] ^= 0x55;
			inject(to, data, c.size);
		}
		CU_ASSERT(world_until_up(w, 60 * LOOP_SEC));
		world_run(w, 60 * LOOP_SEC);
		CU_ASSERT(world_is_single(w));
		world_free(w);
	}
}

static void replayed_requests(void)
{
	struct world *w = up(3);
	struct captured c = {.from = &w->b};
	w->look = capture;
	w->look_arg = &c;
	end_child(&w->b)->want_rekey = true;
	ike_sa_continue(end_sa(&w->b));
	w->look = NULL;
	world_run(w, 5 * LOOP_SEC);
	CU_ASSERT(world_is_single(w));
	uint32_t spi = end_child(&w->a)->spi_in;
	for (int i = 0; i < 100; i++)
		inject(&w->a, c.data, c.size);
	world_run(w, 5 * LOOP_SEC);
	CU_ASSERT_EQUAL(end_child(&w->a)->spi_in, spi);
	CU_ASSERT(world_is_single(w));
	world_free(w);
}

/* Unprotected errors lead to a check of liveness, and to few of them. */
static void unprotected_errors(void)
{
	struct world *w = up(4);
	struct ike_sa *sa = end_sa(&w->a);
	unsigned before = w->datagrams;
	for (int i = 0; i < 1000; i++) {
		struct payload_writer chain = {0};
		struct wbuf out = {0};
		struct ike_header h = {.spi_i = sa->spi_i,
		    .spi_r = sa->spi_r,
		    .exchange = EXCHANGE_INFORMATIONAL,
		    .flags = FLAG_RESPONSE,
		    .id = (uint32_t)i};
		notify_encode(&chain, i % 2 ? NOTIFY_INVALID_IKE_SPI : NOTIFY_INVALID_SPI, NULL, 0);
		message_build(&out, &h, &chain);
		inject(&w->a, out.data, out.len);
		payload_writer_free(&chain);
		wbuf_free(&out);
	}
	world_run(w, LOOP_SEC);
	CU_ASSERT(w->datagrams - before <= 4);
	CU_ASSERT(w->datagrams > before);
	CU_ASSERT(world_is_single(w));
	world_free(w);
}

/* Thousands of first messages with invented SPIs from the peer's address: memory stays bounded, the tunnel stays,
 * and the peer can still come up anew. */
static void flood(void)
{
	struct world *w = up(5);
	struct captured c = {.from = &w->a};
	w->look = capture;
	w->look_arg = &c;
	struct peer *peer = end_peer(&w->a);
	peer_reestablish(peer); /* a first message to copy from */
	w->look = NULL;
	for (uint32_t i = 0; i < 5000; i++) {
		memcpy(c.data + 4, &i, sizeof(i));
		inject(&w->b, c.data, c.size);
	}
	CU_ASSERT_EQUAL(w->b.ike->half_open, ADMISSION_COOKIE_AT);
	CU_ASSERT(w->b.ike->counters.cookies_sent > 0);
	CU_ASSERT(w->b.ike->counters.in_requests_rejected + w->b.ike->counters.cookies_sent > 4000);
	world_run(w, 90 * LOOP_SEC);
	CU_ASSERT_PTR_NOT_NULL(end_sa(&w->a));
	CU_ASSERT(world_traffic(w));
	CU_ASSERT(end_count_sas(&w->b) <= 2);
	world_free(w);
}

/* First messages with invented SPIs come from the peer's address all the time; the peer itself reboots and begins. */
static void comes_up_under_flood(void)
{
	struct world *w = up(6);
	struct captured c = {.from = &w->a};
	w->look = capture;
	w->look_arg = &c;
	peer_reestablish(end_peer(&w->a));
	w->look = NULL;
	end_reboot(&w->a);
	int64_t start = loop_now(w->loop);
	for (uint32_t i = 0; i < 20000 && !end_sa(&w->a); i++) {
		memcpy(c.data + 4, &i, sizeof(i));
		inject(&w->b, c.data, c.size);
		world_run(w, 50);
	}
	CU_ASSERT(end_sa(&w->a) && loop_now(w->loop) - start <= 100 * LOOP_MSEC);
	CU_ASSERT(w->b.ike->counters.cookies_passed > 0);
	CU_ASSERT_EQUAL(w->b.ike->counters.cookies_failed, 0);
	world_free(w);
}

/* Cookies are switched off: the limits hold all the same, and what is half-open is given up. */
static void limits_without_cookies(void)
{
	for (unsigned max = 10; max <= 110; max += 50) {
		struct world *w = up(7);
		struct captured c = {.from = &w->a};
		w->look = capture;
		w->look_arg = &c;
		peer_reestablish(end_peer(&w->a));
		struct settings *s = world_settings(&w->b, DH_CURVE25519);
		s->cookies_never = true;
		s->sa_max = max == 10 ? 5 : 0;
		s->half_open_max = max;
		ike_apply(w->b.ike, s);
		for (uint32_t i = 0; i < 500; i++) {
			memcpy(c.data + 4, &i, sizeof(i));
			inject(&w->b, c.data, c.size);
		}
		unsigned expected = max < ADMISSION_SOURCE ? max : ADMISSION_SOURCE;
		CU_ASSERT_EQUAL(w->b.ike->half_open, max == 10 ? 4 : expected);
		CU_ASSERT_EQUAL(w->b.ike->counters.cookies_sent, 0);
		CU_ASSERT(w->b.ike->counters.rejected_limit >= 500 - ADMISSION_SOURCE);
		w->look = NULL;
		world_run(w, 25 * LOOP_SEC);
		CU_ASSERT_EQUAL(w->b.ike->half_open, 0);
		for (unsigned i = 0; i < ADMISSION_SLOTS; i++)
			CU_ASSERT_EQUAL(w->b.ike->admission.half_open[i], 0);
		CU_ASSERT(world_traffic(w));
		world_free(w);
	}
}

static CU_TestInfo tests[] = {
    {"comes up under a flood", comes_up_under_flood},
    {"limits without cookies", limits_without_cookies},
    {"restarts repeat no IV", restarts_repeat_no_iv},
    {"flipped bits", flipped_bits},
    {"spoiled set-up", spoiled_setup},
    {"replayed requests", replayed_requests},
    {"unprotected errors", unprotected_errors},
    {"flood", flood},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("iked hostile", tests);
}
