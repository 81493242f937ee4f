/* SPDX-License-Identifier: Apache-2.0 */
/* Every reason of daemons/iked/failure.h is brought about, and stands in the history with its evidence. */
#include "daemons/iked/exchange.h"
#include "daemons/iked/history.h"
#include "daemons/iked/proposal.h"
#include "daemons/iked/ts.h"
#include "tests/replay/iked/scene.h"
#include "tests/unit/unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool given[FAILURE_CODES];

static const struct history_entry *find(
    const struct history *h, enum history_event event, enum failure_code code)
{
	for (unsigned i = 0; i < h->count; i++)
		if (h->entry[i]->event == event && h->entry[i]->code == code)
			return h->entry[i];
	return NULL;
}

/* The entry, which must be there. */
static const struct history_entry *expect(struct end *e, enum history_event event, enum failure_code code)
{
	const struct history_entry *entry = find(&end_peer(e)->history, event, code);
	if (!entry)
		entry = find(&e->ike->strangers, event, code);
	if (!entry)
		fprintf(stderr, "%s has no %s %s\n", e->name, history_event_name(event), failure_name(code));
	CU_ASSERT_PTR_NOT_NULL_FATAL(entry);
	CU_ASSERT(entry->count >= 1 && entry->last_at >= entry->first_at);
	given[code] = true;
	return entry;
}

static bool says(const char *text, const char *words)
{
	return text && strstr(text, words) != NULL;
}

static struct world *up(uint64_t seed)
{
	struct world *w = world_new(seed, DH_CURVE25519);
	world_start(&w->a);
	CU_ASSERT(world_until_up(w, LOOP_SEC));
	world_run(w, 5 * LOOP_SEC);
	return w;
}

static struct ip_endpoint end_point(const struct end *e)
{
	return (struct ip_endpoint){.addr = e->addr, .port = 500};
}

static void inject(struct end *to, const uint8_t *data, size_t size)
{
	struct ip_endpoint local = end_point(to), remote = end_point(world_other(to));
	ike_datagram(to->ike, &local, &remote, data, size);
}

/* Loses what it is told to: an exchange of one end, or everything after a number. */
struct filter {
	struct end *from;
	uint8_t exchange; /* 0: every one */
	size_t size;      /* of the last one lost */
	uint8_t data[2048];
};

static bool lose(struct world *w, struct end *from, unsigned number, const uint8_t *data, size_t size)
{
	struct filter *f = w->look_arg;
	if (from != f->from || (f->exchange && data[18] != f->exchange) || size > sizeof(f->data))
		return true;
	f->size = size;
	memcpy(f->data, data, size);
	return false;
}

/* Loses nothing, but keeps a copy. */
static bool keep(struct world *w, struct end *from, unsigned number, const uint8_t *data, size_t size)
{
	lose(w, from, number, data, size);
	return true;
}

static void ask_whether_alive(struct world *w)
{
	end_sa(&w->a)->want_liveness = true;
	ike_sa_continue(end_sa(&w->a));
	world_run(w, 100 * LOOP_MSEC);
}

static void an_end_that_is_not_to_be_up(void)
{
	struct world *w = up(1);
	struct settings *s = world_settings(&w->a, DH_CURVE25519);
	s->peer->shutdown = true;
	ike_apply(w->a.ike, s);
	world_run(w, LOOP_SEC);
	expect(&w->a, HISTORY_UNUSABLE, FAILURE_SHUTDOWN);
	world_start(&w->b);
	world_run(w, LOOP_SEC);
	CU_ASSERT(expect(&w->a, HISTORY_DROPPED, FAILURE_NOT_READY)->count >= 1);
	s = world_settings(&w->a, DH_CURVE25519);
	snprintf(s->peer->incomplete, sizeof(s->peer->incomplete), "no key");
	ike_apply(w->a.ike, s);
	CU_ASSERT(says(expect(&w->a, HISTORY_UNUSABLE, FAILURE_INCOMPLETE)->text, "no key"));
	s = world_settings(&w->a, DH_CURVE25519);
	s->peer->local = (struct ip_addr){0};
	ike_apply(w->a.ike, s);
	expect(&w->a, HISTORY_UNUSABLE, FAILURE_NO_SOURCE);
	peer_device(end_peer(&w->a), false);
	expect(&w->a, HISTORY_UNUSABLE, FAILURE_NO_DEVICE);
	world_free(w);
}

static void silence(void)
{
	struct world *w = world_new(2, DH_CURVE25519);
	w->b.mute = true;
	world_start(&w->a);
	world_run(w, 200 * LOOP_SEC);
	const struct history_entry *e = expect(&w->a, HISTORY_FAILED, FAILURE_NO_ANSWER);
	CU_ASSERT(e->count > 5); /* one entry for all of them */
	CU_ASSERT(e->last_at - e->first_at > 60);
	CU_ASSERT(e->initiator && e->seconds > 5 && says(e->ours, "AES-CBC-128/"));
	CU_ASSERT_PTR_NULL(e->theirs);
	world_free(w);

	w = world_new(3, DH_CURVE25519);
	struct filter f = {.from = &w->a, .exchange = EXCHANGE_IKE_AUTH};
	w->look = lose;
	w->look_arg = &f;
	world_start(&w->a);
	world_run(w, 60 * LOOP_SEC);
	e = expect(&w->a, HISTORY_FAILED, FAILURE_NO_ANSWER_AUTH);
	CU_ASSERT(says(e->theirs, "group31") && e->exchange == EXCHANGE_IKE_AUTH && e->exchange_ours);
	expect(&w->b, HISTORY_FAILED, FAILURE_NO_IKE_AUTH);
	world_free(w);
}

static void the_life_of_an_sa(void)
{
	struct world *w = up(4);
	const struct history_entry *e = expect(&w->a, HISTORY_UP, FAILURE_NONE);
	CU_ASSERT(e->initiator && says(e->ours, "group31") && says(e->theirs, "group31") &&
		  says(e->remote_id, "198.51.100"));
	CU_ASSERT(!expect(&w->b, HISTORY_UP, FAILURE_NONE)->initiator);
	CU_ASSERT(says(expect(&w->b, HISTORY_CHILD_UP, FAILURE_NONE)->theirs, "AES-CBC-128/SHA1"));
	ike_clear(w->a.ike, NULL);
	world_run(w, 5 * LOOP_SEC);
	expect(&w->a, HISTORY_DOWN, FAILURE_DELETED_BY_US);
	expect(&w->b, HISTORY_DOWN, FAILURE_DELETED_BY_PEER);
	world_run(w, (int64_t)90000 * LOOP_SEC);
	CU_ASSERT(expect(&w->a, HISTORY_CHILD_UP, FAILURE_NONE)->count > 2);
	expect(&w->a, HISTORY_REKEYED, FAILURE_NONE);
	end_reboot(&w->b);
	world_run(w, 5 * LOOP_SEC);
	expect(&w->a, HISTORY_DOWN, FAILURE_REPLACED);
	struct sa_id id = sa_id_of(SA_IN, end_child(&w->a)->spi_in, NULL);
	ike_sa_refused(w->a.ike, &id, "no room");
	CU_ASSERT(says(expect(&w->a, HISTORY_CHILD_REFUSED, FAILURE_DATA_PLANE)->text, "no room"));
	world_run(w, 5 * LOOP_SEC);
	w->b.mute = true;
	world_run(w, 60 * LOOP_SEC);
	e = expect(&w->a, HISTORY_DOWN, FAILURE_PEER_DEAD);
	CU_ASSERT(e->has_sa && e->spi_i && e->spi_r);
	CU_ASSERT(end_peer(&w->a)->history.count <= HISTORY_SIZE);
	world_free(w);
}

static void proposals(void)
{
	struct world *w = world_new(5, DH_ECP_256);
	ike_apply(w->a.ike, world_settings(&w->a, DH_CURVE25519));
	world_run(w, 60 * LOOP_SEC);
	const struct history_entry *e = expect(&w->a, HISTORY_FAILED, FAILURE_NO_PROPOSAL);
	CU_ASSERT(says(e->ours, "group31") && e->notify == NOTIFY_NO_PROPOSAL_CHOSEN && !e->notify_ours);
	e = expect(&w->b, HISTORY_FAILED, FAILURE_NO_PROPOSAL_OF_PEER);
	CU_ASSERT(says(e->ours, "group19") && says(e->theirs, "group31") && e->notify_ours && e->count > 1);
	world_free(w);

	/* The responder has both groups and prefers the other one: told so, the peer begins again. */
	w = world_new(6, DH_ECP_256);
	struct settings *s = world_settings(&w->a, DH_CURVE25519);
	proposal_transform(&s->ike.proposal[0], TRANSFORM_DH, DH_ECP_256, 0);
	proposal_transform(&s->peer->esp->proposal[0], TRANSFORM_DH, DH_ECP_256, 0);
	ike_apply(w->a.ike, s);
	world_run(w, LOOP_SEC);
	CU_ASSERT_PTR_NOT_NULL(end_sa(&w->a));
	expect(&w->b, HISTORY_FAILED, FAILURE_OTHER_GROUP);
	world_free(w);

	w = world_new(7, DH_CURVE25519);
	s = world_settings(&w->a, DH_CURVE25519);
	s->ike.count = 0;
	ike_apply(w->a.ike, s);
	world_run(w, LOOP_SEC);
	expect(&w->a, HISTORY_FAILED, FAILURE_INTERNAL);
	world_free(w);
}

/* What answers our IKE_SA_INIT, made up. */
static void answer_init(struct world *w, struct payload_writer *chain)
{
	struct wbuf out = {0};
	struct ike_sa *sa = w->a.ike->sas;
	struct ike_header h = {
	    .spi_i = sa->spi_i, .spi_r = 77, .exchange = EXCHANGE_IKE_SA_INIT, .flags = FLAG_RESPONSE};
	CU_ASSERT(message_build(&out, &h, chain));
	inject(&w->a, out.data, out.len);
	payload_writer_free(chain);
	wbuf_free(&out);
}

static void answers_that_nobody_asked_for(void)
{
	struct world *w = world_new(8, DH_CURVE25519);
	struct payload_writer chain = {0};
	const struct suite other = {.encr = ENCR_AES_CBC,
	    .encr_bits = 256,
	    .prf = PRF_HMAC_SHA1,
	    .integ = INTEG_HMAC_SHA1_96,
	    .group = DH_CURVE25519};
	struct nonce nonce = {.size = NONCE_SIZE};
	uint8_t ke[32] = {9};
	w->b.mute = true;
	world_start(&w->a);
	notify_encode_u16(&chain, NOTIFY_INVALID_KE_PAYLOAD, DH_MODP_4096);
	answer_init(w, &chain);
	CU_ASSERT(says(expect(&w->a, HISTORY_FAILED, FAILURE_INVALID_KE)->text, "group 16"));
	peer_start(end_peer(&w->a));
	proposal_encode_chosen(&chain, 1, PROTOCOL_IKE, &other, 0, 0);
	ke_encode(&chain, DH_CURVE25519, ke, sizeof(ke));
	nonce_encode(&chain, &nonce);
	answer_init(w, &chain);
	CU_ASSERT(says(expect(&w->a, HISTORY_FAILED, FAILURE_BAD_CHOICE)->theirs, "AES-CBC-256"));
	peer_start(end_peer(&w->a));
	notify_encode(&chain, NOTIFY_UNSUPPORTED_CRITICAL_PAYLOAD, NULL, 0);
	answer_init(w, &chain);
	expect(&w->a, HISTORY_FAILED, FAILURE_REFUSED);
	world_free(w);
}

static void proofs(void)
{
	struct world *w = world_new(9, DH_CURVE25519);
	struct settings *s = world_settings(&w->a, DH_CURVE25519);
	s->peer->local_key.data[0] ^= 1;
	ike_apply(w->a.ike, s);
	world_run(w, 5 * LOOP_SEC);
	CU_ASSERT_EQUAL(
	    expect(&w->a, HISTORY_FAILED, FAILURE_AUTH_BY_PEER)->notify, NOTIFY_AUTHENTICATION_FAILED);
	CU_ASSERT(says(expect(&w->b, HISTORY_FAILED, FAILURE_AUTH_OF_PEER)->remote_id, "203.0.113.1"));
	world_free(w);

	/* IKE_AUTH without AUTH asks for EAP. */
	w = world_new(10, DH_CURVE25519);
	struct filter f = {.from = &w->a, .exchange = EXCHANGE_IKE_AUTH};
	w->look = lose;
	w->look_arg = &f;
	world_start(&w->a);
	world_run(w, 100 * LOOP_MSEC);
	struct ike_sa *sa = w->a.ike->sas;
	struct payload_writer chain = {0};
	struct ike_id id = ike_id_address(&w->a.addr);
	w->look = NULL;
	ike_id_encode(&chain, PAYLOAD_IDI, &id);
	sa->window.next_out = 1;
	window_request(sa, EXCHANGE_IKE_AUTH, TASK_AUTH, &chain);
	world_run(w, LOOP_SEC);
	expect(&w->b, HISTORY_FAILED, FAILURE_EAP_OF_PEER);
	world_free(w);
}

/* b requires a post-quantum key; a has none, or another one. */
static void post_quantum_key_is_missing(void)
{
	for (int other = 0; other < 2; other++) {
		struct world *w = world_new(20 + (uint64_t)other, DH_CURVE25519);
		for (int a = 0; a < 2; a++) {
			struct end *e = a ? &w->a : &w->b;
			struct settings *s = world_settings(e, DH_CURVE25519);
			s->peer->responder_only = !a;
			s->peer->ppk = (struct ppk_settings){
			    .key = {4, "1234"}, .id_size = 1, .id = {a ? 'a' : 'b'}, .required = !a};
			if (a && !other)
				s->peer->ppk.key.size = 0;
			ike_apply(e->ike, s);
		}
		world_run(w, LOOP_SEC);
		CU_ASSERT(says(expect(&w->b, HISTORY_FAILED, FAILURE_PPK)->text, "post-quantum"));
		expect(&w->a, HISTORY_FAILED, FAILURE_AUTH_BY_PEER);
		world_free(w);
	}
}

static void child_terms_differ(void)
{
	struct world *w = world_new(11, DH_CURVE25519);
	struct settings *s = world_settings(&w->b, DH_CURVE25519);
	s->peer->esp->proposal[0].transform[0].key_bits = 256;
	s->peer->responder_only = true;
	ike_apply(w->b.ike, s);
	world_start(&w->a);
	world_run(w, 5 * LOOP_SEC);
	const struct history_entry *e = expect(&w->a, HISTORY_CHILD_REFUSED, FAILURE_CHILD_NO_PROPOSAL);
	CU_ASSERT(says(e->ours, "AES-CBC-128/SHA1") && e->count > 1);
	e = expect(&w->b, HISTORY_CHILD_REFUSED, FAILURE_CHILD_NO_PROPOSAL_OF_PEER);
	CU_ASSERT(says(e->ours, "AES-CBC-256") && says(e->theirs, "AES-CBC-128"));
	world_free(w);

	w = world_new(12, DH_CURVE25519);
	s = world_settings(&w->b, DH_CURVE25519);
	s->peer->ipv4 = false;
	s->peer->ipv6 = true;
	s->peer->responder_only = true;
	ike_apply(w->b.ike, s);
	world_start(&w->a);
	world_run(w, 5 * LOOP_SEC);
	expect(&w->a, HISTORY_CHILD_REFUSED, FAILURE_TS);
	expect(&w->b, HISTORY_CHILD_REFUSED, FAILURE_TS_OF_PEER);
	world_free(w);
}

/* Our rekey of the CHILD SA is answered with one notification, or with a payload that has no place there. */
static void rekey_answered(struct world *w, uint16_t notify)
{
	struct filter f = {.from = &w->a};
	struct payload_writer chain = {0};
	w->look = lose;
	w->look_arg = &f;
	end_child(&w->a)->want_rekey = true;
	ike_sa_continue(end_sa(&w->a));
	world_run(w, 10 * LOOP_MSEC);
	w->look = NULL;
	w->look_arg = NULL;
	if (notify)
		notify_encode(&chain, notify, NULL, 0);
	else
		delete_encode_ike(&chain);
	window_answer(end_sa(&w->b), EXCHANGE_CREATE_CHILD_SA, &chain);
	world_run(w, 100 * LOOP_MSEC);
}

static void rekeys_refused(void)
{
	struct world *w = up(13);
	rekey_answered(w, NOTIFY_INVALID_KE_PAYLOAD);
	expect(&w->a, HISTORY_CHILD_REFUSED, FAILURE_CHILD_INVALID_KE);
	rekey_answered(w, NOTIFY_TEMPORARY_FAILURE);
	expect(&w->a, HISTORY_CHILD_REFUSED, FAILURE_TEMPORARY);
	rekey_answered(w, NOTIFY_INVALID_SYNTAX);
	expect(&w->a, HISTORY_CHILD_REFUSED, FAILURE_REFUSED);
	CU_ASSERT_PTR_NOT_NULL(end_sa(&w->a)); /* all of that ends nothing */
	rekey_answered(w, NOTIFY_NONE);
	expect(&w->a, HISTORY_DOWN, FAILURE_SYNTAX);
	world_free(w);

	w = up(14);
	struct ike_sa *sa = end_sa(&w->a);
	struct payload_writer chain = {0};
	struct nonce nonce = {.size = NONCE_SIZE};
	struct ts_list any = ts_list_any(true, false);
	payload_begin(&chain, PAYLOAD_SA);
	wbuf_u32(&chain.buf, 0xffffffff);
	payload_end(&chain);
	nonce_encode(&chain, &nonce);
	ts_encode(&chain, PAYLOAD_TSI, &any);
	ts_encode(&chain, PAYLOAD_TSR, &any);
	ike_sa_create_begin(sa);
	window_request(sa, EXCHANGE_CREATE_CHILD_SA, TASK_CREATE_CHILD, &chain);
	world_run(w, 100 * LOOP_MSEC);
	const struct history_entry *e = expect(&w->b, HISTORY_CHILD_REFUSED, FAILURE_REFUSED_OF_PEER);
	CU_ASSERT(e->notify == NOTIFY_INVALID_SYNTAX && says(e->theirs, "malformed"));
	world_free(w);
}

/* Messages that make no SA, and do not harm the one there is. */
static void messages_without_effect(void)
{
	struct world *w = up(15);
	uint8_t data[64] = {0};
	struct filter f = {.from = &w->a};
	inject(&w->a, data, sizeof(data));
	expect(&w->a, HISTORY_DROPPED, FAILURE_MALFORMED);
	memset(data, 0xee, 16);
	data[16] = 46;
	data[17] = 0x20;
	data[18] = EXCHANGE_INFORMATIONAL;
	data[19] = FLAG_INITIATOR;
	data[27] = sizeof(data);
	data[31] = sizeof(data) - 28;
	inject(&w->a, data, sizeof(data));
	expect(&w->a, HISTORY_DROPPED, FAILURE_UNKNOWN_SPI);

	w->look = keep;
	w->look_arg = &f;
	ask_whether_alive(w);
	w->look = NULL;
	CU_ASSERT_FATAL(f.size > 28);
	ask_whether_alive(w);
	ask_whether_alive(w);
	inject(&w->b, f.data, f.size); /* comes again when it is long over */
	expect(&w->b, HISTORY_DROPPED, FAILURE_OUT_OF_WINDOW);
	f.data[f.size - 1] ^= 1;
	inject(&w->b, f.data, f.size);
	expect(&w->b, HISTORY_DROPPED, FAILURE_NOT_AUTHENTIC);
	struct payload_writer empty = {0};
	world_run(w, LOOP_SEC);
	window_request(end_sa(&w->a), EXCHANGE_IKE_AUTH, TASK_LIVENESS, &empty);
	world_run(w, LOOP_SEC);
	expect(&w->b, HISTORY_DROPPED, FAILURE_UNFIT);
	world_free(w);
}

/* An IKE_SA_INIT of somebody, with a cookie or without. */
static void begin_as(struct world *w, const char *remote, bool cookie)
{
	static uint64_t spi = 1000;
	struct payload_writer chain = {0};
	struct wbuf out = {0};
	struct nonce nonce = {.size = NONCE_SIZE};
	uint8_t ke[32] = {9};
	struct ip_endpoint local = end_point(&w->b), from = {.port = 500};
	struct settings *s = world_settings(&w->a, DH_CURVE25519);
	CU_ASSERT(ip_addr_parse(remote, &from.addr));
	if (cookie)
		notify_encode(&chain, NOTIFY_COOKIE, ke, 24);
	proposal_encode(&chain, &s->ike, 0, 0);
	ke_encode(&chain, DH_CURVE25519, ke, sizeof(ke));
	nonce_encode(&chain, &nonce);
	struct ike_header h = {.spi_i = spi++, .exchange = EXCHANGE_IKE_SA_INIT, .flags = FLAG_INITIATOR};
	CU_ASSERT(message_build(&out, &h, &chain));
	ike_datagram(w->b.ike, &local, &from, out.data, out.len);
	payload_writer_free(&chain);
	wbuf_free(&out);
	settings_free(s);
}

static void begun_by_those_who_may_not(void)
{
	struct world *w = up(16);
	char peer[IP_ADDR_STRLEN];
	struct settings *s;
	begin_as(w, "192.0.2.66", false);
	begin_as(w, "192.0.2.66", false);
	begin_as(w, "192.0.2.67", false);
	const struct history_entry *e = expect(&w->b, HISTORY_DROPPED, FAILURE_UNKNOWN_PEER);
	CU_ASSERT_EQUAL(e->count, 2);
	CU_ASSERT_EQUAL(w->b.ike->strangers.count, 2);
	CU_ASSERT_EQUAL(
	    end_peer(&w->b)->history.entry[0]->event, HISTORY_CHILD_UP); /* strangers push nothing out */

	ip_addr_str(&w->a.addr, peer);
	s = world_settings(&w->b, DH_CURVE25519);
	s->cookie_threshold = 0;
	ike_apply(w->b.ike, s);
	begin_as(w, peer, false);
	CU_ASSERT_PTR_NULL(
	    find(&end_peer(&w->b)->history, HISTORY_DROPPED, FAILURE_COOKIE)); /* it is asked for one */
	begin_as(w, peer, true);
	expect(&w->b, HISTORY_DROPPED, FAILURE_COOKIE);
	s = world_settings(&w->b, DH_CURVE25519);
	s->half_open_max = 0;
	ike_apply(w->b.ike, s);
	begin_as(w, peer, false);
	expect(&w->b, HISTORY_DROPPED, FAILURE_LIMIT);
	world_free(w);
}

/* 16 entries, whatever happens; what repeats itself takes one. */
static void the_ring_is_bounded(void)
{
	struct world *w = up(17);
	for (unsigned i = 0; i < 40; i++) {
		ike_clear(w->a.ike, NULL);
		CU_ASSERT(world_until_up(w, 10 * LOOP_SEC));
		world_run(w, 2 * LOOP_SEC);
	}
	const struct history *h = &end_peer(&w->a)->history;
	CU_ASSERT_EQUAL(h->count, HISTORY_SIZE);
	CU_ASSERT_EQUAL(h->entry[HISTORY_SIZE - 1]->event, HISTORY_UP);
	CU_ASSERT(expect(&w->a, HISTORY_CHILD_UP, FAILURE_NONE)->count > 40);
	for (unsigned i = 1; i < h->count; i++)
		CU_ASSERT(h->entry[i]->last_at >= h->entry[i - 1]->last_at);
	world_free(w);
}

/* What b finds wrong with a's certificate. */
static void certificates(void)
{
	static const struct {
		enum failure_code code;
		struct scene scene;
	} cases[] = {
	    {FAILURE_CERT_EXPIRED, {.grant = {.name = "a", .from = -10, .to = -1}}},
	    {FAILURE_CERT_NOT_YET_VALID, {.grant = {.name = "a", .from = 1, .to = 10}}},
	    {FAILURE_CERT_REVOKED, {.revoke = true, .revocation = TRUST_REVOCATION_CRL}},
	    {FAILURE_CERT_REVOKED, {.revoke = true, .revocation = TRUST_REVOCATION_CRL_IF_ANY}},
	    {FAILURE_CERT_UNKNOWN_CA, {.stranger = true}},
	    {FAILURE_CERT_NO_CRL, {.list = true, .revocation = TRUST_REVOCATION_CRL}},
	    {FAILURE_CERT_IDENTITY, {.id = {ID_FQDN, 4, "else"}}},
	    {FAILURE_CERT_IDENTITY,
		{.grant = {.name = "a", .names = "DNS:a.example.com", .from = -1, .to = 1},
		    .validation = ID_VALIDATION_IF_THERE,
		    .id = {ID_FQDN, 4, "else"}}},
	    {FAILURE_CERT_INVALID, {.grant = {.name = "a", .usage = "codeSigning", .from = -1, .to = 1}}},
	};
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct world *w = scene_begin(300 + i, &cases[i].scene);
		world_run(w, 2 * LOOP_SEC);
		CU_ASSERT_PTR_NULL(end_sa(&w->a));
		CU_ASSERT(expect(&w->b, HISTORY_FAILED, cases[i].code)->text[0] != '\0');
		expect(&w->a, HISTORY_FAILED, FAILURE_AUTH_BY_PEER);
		world_free(w);
	}
}

static void every_reason_was_given(void)
{
	for (enum failure_code code = FAILURE_NONE; code < FAILURE_CODES; code++) {
		if (!given[code])
			fprintf(stderr, "no test gives %s\n", failure_name(code));
		CU_ASSERT(given[code]);
	}
}

static CU_TestInfo tests[] = {
    {"an end that is not to be up", an_end_that_is_not_to_be_up},
    {"silence", silence},
    {"the life of an SA", the_life_of_an_sa},
    {"proposals", proposals},
    {"answers that nobody asked for", answers_that_nobody_asked_for},
    {"proofs", proofs},
    {"certificates", certificates},
    {"a post-quantum key is missing", post_quantum_key_is_missing},
    {"child terms differ", child_terms_differ},
    {"rekeys refused", rekeys_refused},
    {"messages without effect", messages_without_effect},
    {"begun by those who may not", begun_by_those_who_may_not},
    {"the ring is bounded", the_ring_is_bounded},
    {"every reason was given", every_reason_was_given},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("iked reason", tests);
}
