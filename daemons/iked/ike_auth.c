/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/ike_auth.h"
#include "daemons/iked/auth.h"
#include "daemons/iked/cert_auth.h"
#include "daemons/iked/child_offer.h"
#include "daemons/iked/ppk.h"
#include "lib/log.h"
#include <openssl/crypto.h>

static struct ike_id own_id(const struct ike_sa *sa)
{
	const struct ike_id *configured = &sa->peer->settings->local_id;
	return configured->type ? *configured : ike_id_address(&sa->local.addr);
}

/* What the initiator or the responder of this SA signs: its first message, the other's nonce, its identity. */
static struct auth_octets octets_of(const struct ike_sa *sa, bool of_initiator, const struct ike_id *id)
{
	const struct ike_setup *setup = sa->setup;
	const struct wbuf *first = of_initiator ? &setup->init : &setup->init_answer;
	return (struct auth_octets){
	    .prf = sa->suite.prf,
	    .message = first->data,
	    .message_size = first->len,
	    .peer_nonce = of_initiator ? &setup->nr : &setup->ni,
	    .sk_p = of_initiator ? sa->keys.pi : sa->keys.pr,
	    .id = id,
	};
}

/* IDi or IDr, and AUTH, of ours. */
static bool write_proof(struct ike_sa *sa, struct payload_writer *w)
{
	uint8_t auth[ALGORITHM_HASH_MAX];
	const struct shared_key *key = &sa->peer->settings->local_key;
	sa->local_id = own_id(sa);
	struct auth_octets octets = octets_of(sa, sa->initiator, &sa->local_id);
	ike_id_encode(w, sa->initiator ? PAYLOAD_IDI : PAYLOAD_IDR, &sa->local_id);
	if (sa->peer->settings->credential)
		return cert_auth_write(sa, &octets, w);
	size_t size = auth_shared_key(&octets, key->data, key->size, auth);
	if (!size)
		return false;
	if (sa->initiator)
		cert_auth_request(sa, w);
	auth_encode(w, AUTH_SHARED_KEY, auth, size);
	return true;
}

/* With a post-quantum key both proofs, unless that is required (RFC 8784 §3). */
static bool write_proofs(struct ike_sa *sa, struct payload_writer *w)
{
	struct payload_writer plain = {0};
	bool required = sa->peer->settings->ppk.required;
	if (!sa->setup->ppk)
		return write_proof(sa, w);
	bool ok = (required || write_proof(sa, &plain)) && ppk_mix(sa) && write_proof(sa, w) &&
		  ppk_encode(sa, w, required ? NULL : &plain);
	payload_writer_free(&plain);
	return ok;
}

/* The peer's identity and AUTH. */
static bool check_proof(struct ike_sa *sa, const struct exchange *x)
{
	uint8_t expected[ALGORITHM_HASH_MAX];
	struct auth_payload auth;
	const struct shared_key *key = &sa->peer->settings->remote_key;
	const struct payload *id = payload_find(x->chain, sa->initiator ? PAYLOAD_IDR : PAYLOAD_IDI);
	if (!ike_id_decode(id->body, &sa->remote_id) ||
	    !auth_decode(payload_find(x->chain, PAYLOAD_AUTH)->body, &auth))
		return false;
	ppk_other_proof(sa, x, &auth);
	struct auth_octets octets = octets_of(sa, !sa->initiator, &sa->remote_id);
	if (auth.method != AUTH_SHARED_KEY)
		return cert_auth_check(sa, x, &octets, &auth);
	if (key->size == 0) {
		failure_set(&sa->setup->refusal, FAILURE_AUTH_OF_PEER, 0,
		    "it proves itself with a pre-shared key, where a certificate is asked for");
		return false;
	}
	size_t size = auth_shared_key(&octets, key->data, key->size, expected);
	return size && size == auth.size && CRYPTO_memcmp(expected, auth.data, size) == 0;
}

/* The key is found by the peer's address, so another identity is no fault; it is worth a word, as the operator of
 * the other end may have meant something else. */
static void note_identity(const struct ike_sa *sa)
{
	char id[ID_STRLEN];
	if (!ike_id_is_address(&sa->remote_id, &sa->remote.addr))
		log_info("%s: peer calls itself %s", ike_sa_label(sa), ike_id_str(&sa->remote_id, id));
}

static void auth_of_peer_failed(struct ike_sa *sa)
{
	char id[ID_STRLEN];
	const struct failure *refusal = &sa->setup->refusal;
	sa->ike->counters.auth_failures++;
	if (refusal->code) {
		ike_sa_doom(sa, refusal->code, "authentication of %.50s failed: %.120s",
		    ike_id_str(&sa->remote_id, id), refusal->text);
		return;
	}
	ike_sa_doom(sa, FAILURE_AUTH_OF_PEER, "authentication of %.80s failed: the pre-shared keys differ",
	    ike_id_str(&sa->remote_id, id));
}

static void key_is_missing(struct ike_sa *sa)
{
	sa->ike->counters.auth_failures++;
	ike_sa_doom(sa, FAILURE_PPK, "the peer does not have our post-quantum key, which is required");
}

/* ---- initiator ---- */

void ike_auth_send(struct ike_sa *sa)
{
	struct payload_writer w = {0};
	/* The peer's own attempt may have come through while ours waited: then this one is not needed (R9). */
	if (!sa->beside && peer_has_other(sa->peer, sa)) {
		ike_sa_end(sa, FAILURE_REPLACED, "not needed, the peer's own attempt came first");
		return;
	}
	if (!write_proofs(sa, &w)) {
		payload_writer_free(&w);
		ike_sa_end(sa, FAILURE_INTERNAL, "cannot compute AUTH");
		return;
	}
	sa->setup->child_spi = ike_new_child_spi(sa->ike);
	/* A peer that begins as well has no other SA but the one it is making, and might delete that for it (§2.4). */
	if (sa->sole || (!sa->beside && !peer_begins(sa->peer)))
		notify_encode(&w, NOTIFY_INITIAL_CONTACT, NULL, 0);
	notify_encode(&w, NOTIFY_ESP_TFC_PADDING_NOT_SUPPORTED, NULL, 0);
	child_offer_sa(sa, &w, sa->setup->child_spi, true);
	child_offer_ts(sa, &w);
	window_request(sa, EXCHANGE_IKE_AUTH, TASK_AUTH, &w);
}

/* Both responses of a responder that proves itself: with a CHILD SA or without. */
static bool responder_proven(struct ike_sa *sa, const struct exchange *x)
{
	bool key_fits = ppk_answered(sa, x);
	if (key_fits && check_proof(sa, x)) {
		note_identity(sa);
		return true;
	}
	/* The responder holds this SA for good: tell it that it is not (§2.21.2). */
	if (key_fits)
		auth_of_peer_failed(sa);
	else
		key_is_missing(sa);
	log_warn("%s: %s", ike_sa_label(sa), sa->failure.text);
	peer_failed(sa->peer, sa->failure.code, "%s", sa->failure.text);
	sa->doomed = false;
	ike_sa_set_state(sa, IKE_SA_DELETING);
	sa->ending = sa->failure.code;
	sa->want_delete = true;
	return false;
}

/* The IKE SA stands, its CHILD SA does not: CREATE_CHILD_SA tries again. */
static void child_failed(struct ike_sa *sa, uint16_t refused)
{
	enum failure_code code = failure_of_notify(refused, true, false);
	peer_failed(sa->peer, code, "CHILD SA refused: %s", notify_name(refused));
	history_sa(sa, HISTORY_CHILD_REFUSED, code, sa->peer->failure.text);
	log_warn("%s: CHILD SA refused: %s", ike_sa_label(sa), notify_name(refused));
	ike_sa_child_later(sa);
}

static enum verdict auth_accepted(struct ike_sa *sa, struct exchange *x)
{
	if (!responder_proven(sa, x))
		return VERDICT_STAY;
	struct ike_setup *setup = sa->setup;
	const struct child_terms terms = {
	    .ni = &setup->ni, .nr = &setup->nr, .first = true, .spi_in = setup->child_spi};
	struct child_result result = child_offer_accept(sa, x, &terms);
	ike_sa_established(sa, false);
	if (!result.child)
		child_failed(sa, result.refused);
	return VERDICT_OK;
}

static enum verdict auth_without_child(struct ike_sa *sa, struct exchange *x)
{
	struct notify n;
	if (!responder_proven(sa, x))
		return VERDICT_STAY;
	uint16_t refused = notify_find_error(x->chain, &n) ? n.type : NOTIFY_NO_ADDITIONAL_SAS;
	ike_sa_established(sa, false);
	child_failed(sa, refused);
	return VERDICT_OK;
}

static enum verdict auth_refused(struct ike_sa *sa, struct exchange *x)
{
	struct notify n;
	if (!notify_find_error(x->chain, &n))
		n.type = NOTIFY_INVALID_SYNTAX;
	sa->ike->counters.in_notifies++;
	/* RSASSA-PSS is what RFC 8247 asks for, yet some know PKCS #1 v1.5 only: the next attempt is the other way. */
	if (n.type == NOTIFY_AUTHENTICATION_FAILED && sa->auth_local == AUTH_BY_RSA)
		sa->peer->plain_rsa = !sa->peer->plain_rsa;
	ike_sa_end(sa, failure_of_notify(n.type, false, false), "peer answered IKE_AUTH with %s",
	    notify_name(n.type));
	return VERDICT_STAY;
}

/* ---- responder ---- */

static enum verdict auth_requested(struct ike_sa *sa, struct exchange *x)
{
	struct notify n;
	struct ike_setup *setup = sa->setup;
	/* Our IKE_SA_INIT answer is still the one that the window keeps. */
	wbuf_bytes(&setup->init_answer, sa->window.answer.data, sa->window.answer.len);
	bool key_fits = ppk_requested(sa, x);
	if (!key_fits || !check_proof(sa, x) || !write_proof(sa, &x->answer)) {
		if (key_fits)
			auth_of_peer_failed(sa);
		else
			key_is_missing(sa);
		sa->ike->counters.responded_failed++;
		return exchange_refuse(sa, x, NOTIFY_AUTHENTICATION_FAILED);
	}
	note_identity(sa);
	ppk_confirm(sa, &x->answer);
	const struct child_terms terms = {.ni = &setup->ni, .nr = &setup->nr, .first = true};
	struct child_result result = child_offer_answer(sa, x, &terms);
	if (!result.child) {
		child_offer_refuse(sa, &x->answer, &result);
		peer_failed(sa->peer, failure_of_notify(result.refused, true, true),
		    "we refused the peer's CHILD SA: %s", notify_name(result.refused));
	}
	ike_sa_established(sa, notify_find(x->chain, NOTIFY_INITIAL_CONTACT, &n));
	return VERDICT_OK;
}

/* No AUTH means EAP (§2.16), which is not for a gateway's peers. */
static enum verdict auth_wants_eap(struct ike_sa *sa, struct exchange *x)
{
	ike_id_decode(payload_find(x->chain, PAYLOAD_IDI)->body, &sa->remote_id);
	ike_sa_doom(sa, FAILURE_EAP_OF_PEER, "peer wants to authenticate with EAP");
	return exchange_refuse(sa, x, NOTIFY_AUTHENTICATION_FAILED);
}

#define CHILD_PAYLOADS (PAYLOAD_BIT(PAYLOAD_SA) | PAYLOAD_BIT(PAYLOAD_TSI) | PAYLOAD_BIT(PAYLOAD_TSR))

static const struct exchange_row rows[] = {
    {
	.story = "responder: the initiator proves itself and asks for a CHILD SA",
	.kind = KIND_REQUEST,
	.states = STATE_BIT(IKE_SA_INIT_ANSWERED),
	.sealed = PAYLOAD_BIT(PAYLOAD_IDI) | PAYLOAD_BIT(PAYLOAD_AUTH) | CHILD_PAYLOADS,
	.optional = PAYLOAD_BIT(PAYLOAD_IDR),
	.handle = auth_requested,
	.next = IKE_SA_ESTABLISHED,
    },
    {
	.story = "responder: the initiator would like EAP",
	.kind = KIND_REQUEST,
	.states = STATE_BIT(IKE_SA_INIT_ANSWERED),
	.sealed = PAYLOAD_BIT(PAYLOAD_IDI),
	.optional = PAYLOAD_BIT(PAYLOAD_IDR) | CHILD_PAYLOADS,
	.handle = auth_wants_eap,
	.next = STATE_SAME,
    },
    {
	.story = "initiator: the responder proves itself, the CHILD SA stands",
	.kind = KIND_RESPONSE,
	.states = STATE_BIT(IKE_SA_AUTH_SENT),
	.tasks = TASK_BIT(TASK_AUTH),
	.sealed = PAYLOAD_BIT(PAYLOAD_IDR) | PAYLOAD_BIT(PAYLOAD_AUTH) | CHILD_PAYLOADS,
	.handle = auth_accepted,
	.next = IKE_SA_ESTABLISHED,
    },
    {
	.story = "initiator: the responder proves itself but refuses the CHILD SA",
	.kind = KIND_RESPONSE,
	.states = STATE_BIT(IKE_SA_AUTH_SENT),
	.tasks = TASK_BIT(TASK_AUTH),
	.sealed = PAYLOAD_BIT(PAYLOAD_IDR) | PAYLOAD_BIT(PAYLOAD_AUTH),
	.handle = auth_without_child,
	.next = IKE_SA_ESTABLISHED,
    },
    {
	.story = "initiator: the responder refuses us",
	.kind = KIND_RESPONSE,
	.states = STATE_BIT(IKE_SA_AUTH_SENT),
	.tasks = TASK_BIT(TASK_AUTH),
	.handle = auth_refused,
	.next = STATE_SAME,
    },
};

const struct exchange_table ike_auth_table = {
    .exchange = EXCHANGE_IKE_AUTH,
    .count = sizeof(rows) / sizeof(rows[0]),
    .row = rows,
};
