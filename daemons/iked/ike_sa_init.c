/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/ike_sa_init.h"
#include "daemons/iked/admission.h"
#include "daemons/iked/debug.h"
#include "daemons/iked/fragment.h"
#include "daemons/iked/cert_auth.h"
#include "daemons/iked/natt.h"
#include "daemons/iked/ppk.h"
#include "lib/log.h"
#include "lib/loop.h"
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS_MAX 5 /* requests of one attempt: the first, cookies, another group */

static const char vendor_id[] = "Postern IKEv2 1";

/* ---- initiator ---- */

static bool setup_new(struct ike_sa *sa)
{
	sa->setup = calloc(1, sizeof(*sa->setup));
	return sa->setup != NULL;
}

static void make_nonce(struct ike *ike, struct nonce *n)
{
	n->size = NONCE_SIZE;
	ike->env.random(ike->env.arg, n->data, NONCE_SIZE);
}

/* The group of the first request: what the peer asked for earlier, or our first. */
static uint16_t first_group(const struct ike_sa *sa)
{
	const struct proposal_list *offer = &sa->ike->settings->ike;
	if (sa->peer->ike_group && proposal_offers_group(offer, sa->peer->ike_group))
		return sa->peer->ike_group;
	return proposal_first_group(offer);
}

static bool setup_begin(struct ike_sa *sa)
{
	if (sa->setup)
		return true;
	if (!setup_new(sa))
		return false;
	make_nonce(sa->ike, &sa->setup->ni);
	sa->setup->dh = dh_new(first_group(sa));
	sa->ike->counters.initiated++;
	return true;
}

void ike_sa_init_send(struct ike_sa *sa)
{
	struct payload_writer w = {0};
	if (!setup_begin(sa) || !sa->setup->dh || ++sa->setup->rounds > ROUNDS_MAX) {
		ike_sa_end(sa, FAILURE_INTERNAL,
		    "no usable Diffie-Hellman group, or too many rounds of IKE_SA_INIT");
		return;
	}
	struct ike_setup *setup = sa->setup;
	uint16_t group = dh_group_of(setup->dh);
	if (setup->cookie_size)
		notify_encode(&w, NOTIFY_COOKIE, setup->cookie, setup->cookie_size);
	proposal_encode(&w, &sa->ike->settings->ike, 0, 0);
	ke_encode(&w, group, dh_public(setup->dh), dh_public_size(group));
	nonce_encode(&w, &setup->ni);
	if (sa->ike->settings->nat_traversal)
		natt_encode(sa, &w, 0);
	if (sa->ike->settings->fragment_mtu4)
		notify_encode(&w, NOTIFY_IKEV2_FRAGMENTATION_SUPPORTED, NULL, 0);
	cert_auth_announce(sa, &w);
	ppk_announce(sa, &w);
	vendor_encode(&w, vendor_id, sizeof(vendor_id) - 1);
	window_request(sa, EXCHANGE_IKE_SA_INIT, TASK_INIT, &w);
}

static enum verdict init_cookie(struct ike_sa *sa, struct exchange *x)
{
	if (x->notify.size == 0 || x->notify.size > COOKIE_SIZE_MAX)
		return VERDICT_IGNORE;
	sa->setup->cookie_size = (uint8_t)x->notify.size;
	memcpy(sa->setup->cookie, x->notify.data, x->notify.size);
	return VERDICT_OK;
}

static enum verdict init_other_group(struct ike_sa *sa, struct exchange *x)
{
	struct rbuf r = rbuf_from(x->notify.data, x->notify.size);
	uint16_t group = rbuf_u16(&r);
	if (!rbuf_ok(&r))
		return VERDICT_IGNORE;
	if (!proposal_offers_group(&sa->ike->settings->ike, group) || group == dh_group_of(sa->setup->dh)) {
		ike_sa_end(sa, FAILURE_INVALID_KE,
		    "peer asks for Diffie-Hellman group %u, which no policy has", group);
		return VERDICT_STAY;
	}
	dh_free(sa->setup->dh);
	sa->setup->dh = dh_new(group);
	sa->peer->ike_group = group;
	return VERDICT_OK;
}

static bool says_postern(const struct payload_chain *chain)
{
	for (unsigned i = 0; i < chain->count; i++) {
		const struct rbuf *body = &chain->item[i].body;
		if (chain->item[i].type == PAYLOAD_VENDOR && rbuf_left(body) == sizeof(vendor_id) - 1 &&
		    memcmp(body->pos, vendor_id, sizeof(vendor_id) - 1) == 0)
			return true;
	}
	return false;
}

/* Both ends say so in IKE_SA_INIT, and it holds for the SAs that this one is rekeyed into (RFC 7383 §2.3). */
static bool both_fragment(const struct ike_sa *sa, const struct exchange *x)
{
	struct notify n;
	return sa->ike->settings->fragment_mtu4 &&
	       notify_find(x->chain, NOTIFY_IKEV2_FRAGMENTATION_SUPPORTED, &n);
}

/* SA, KE and nonce of either end's message. */
struct init_payloads {
	struct proposal_list proposals;
	struct ke ke;
	struct nonce nonce;
};

static bool init_decode(const struct exchange *x, struct init_payloads *in)
{
	return proposal_decode(payload_find(x->chain, PAYLOAD_SA)->body, &in->proposals) &&
	       ke_decode(payload_find(x->chain, PAYLOAD_KE)->body, &in->ke) &&
	       nonce_decode(payload_find(x->chain, PAYLOAD_NONCE)->body, &in->nonce);
}

/* Keys of the new SA from the shared secret; both ends. */
static bool init_keys(struct ike_sa *sa, const struct ke *ke)
{
	struct ike_setup *setup = sa->setup;
	uint8_t secret[DH_PUBLIC_MAX];
	size_t size;
	if (!dh_shared(setup->dh, ke->data, ke->size, secret, &size))
		return false;
	const struct keymat_input in = {
	    .secret = secret,
	    .secret_size = size,
	    .ni = &setup->ni,
	    .nr = &setup->nr,
	    .spi_i = sa->spi_i,
	    .spi_r = sa->spi_r,
	};
	bool ok = keymat_ike(&sa->keys, &sa->suite, &in);
	char encr[ALGORITHM_STRLEN];
	ike_debug(sa, 4, "chosen: %s, group %u, lifetime %u s; keys %s",
	    algorithm_encr_str(sa->suite.encr, sa->suite.encr_bits, encr), sa->suite.group, sa->lifetime,
	    ok ? "derived" : "cannot be derived");
	OPENSSL_cleanse(secret, sizeof(secret));
	sa->lowest = *nonce_lower(&setup->ni, &setup->nr);
	return ok;
}

static enum verdict init_accepted(struct ike_sa *sa, struct exchange *x)
{
	struct init_payloads in;
	struct proposal_choice choice;
	if (x->msg->header.spi_r == 0 || !init_decode(x, &in))
		return VERDICT_IGNORE;
	if (!proposal_accept(&sa->ike->settings->ike, &in.proposals, PROTOCOL_IKE, &choice) ||
	    choice.suite.group != in.ke.group || in.ke.group != dh_group_of(sa->setup->dh)) {
		ike_sa_end(sa, FAILURE_BAD_CHOICE, "peer chose a proposal that we did not offer");
		return VERDICT_STAY;
	}
	sa->spi_r = x->msg->header.spi_r;
	sa->suite = choice.suite;
	sa->lifetime = sa->ike->settings->ike_lifetime[choice.ours];
	sa->setup->nr = in.nonce;
	cert_auth_learn(sa, x->chain);
	sa->postern = says_postern(x->chain);
	if (!init_keys(sa, &in.ke)) {
		ike_sa_end(sa, FAILURE_INTERNAL, "peer's Diffie-Hellman value is not valid");
		return VERDICT_STAY;
	}
	ppk_note(sa, x);
	if (!ppk_may_go_on(sa)) {
		ike_sa_end(sa, FAILURE_PPK, "peer takes no part in post-quantum keys, which is required");
		return VERDICT_STAY;
	}
	wbuf_bytes(&sa->setup->init, sa->window.request.data, sa->window.request.len);
	wbuf_bytes(&sa->setup->init_answer, x->msg->data, x->msg->size);
	natt_detect(sa, x);
	natt_float(sa);
	if (both_fragment(sa, x))
		fragment_enable(sa);
	return VERDICT_OK;
}

/* Nobody has signed this: it ends the attempt, not the tunnel, whose next attempt follows soon. */
static enum verdict init_refused(struct ike_sa *sa, struct exchange *x)
{
	struct notify n;
	if (!notify_find_error(x->chain, &n))
		return VERDICT_IGNORE;
	sa->ike->counters.in_notifies++;
	ike_sa_end(sa, failure_of_notify(n.type, false, false), "peer answered IKE_SA_INIT with %s",
	    notify_name(n.type));
	return VERDICT_STAY;
}

/* ---- responder ---- */

static void refuse_log(struct ike_sa *sa, const char *why)
{
	char text[IP_ENDPOINT_STRLEN];
	if (ike_may_log(sa->ike))
		log_warn("%s: IKE_SA_INIT from %s refused: %s", sa->peer->tunnel,
		    ip_endpoint_str(&sa->remote, text), why);
}

static enum failure_code init_reason(uint16_t type)
{
	return type == NOTIFY_INVALID_SYNTAX ? FAILURE_SYNTAX : failure_of_notify(type, false, true);
}

/* An answer that makes no SA carries no SPI of ours (§2.6). */
static enum verdict init_refuse(struct ike_sa *sa, struct exchange *x, uint16_t type, uint16_t group)
{
	exchange_refuse(sa, x, type);
	if (type == NOTIFY_INVALID_KE_PAYLOAD) {
		payload_writer_free(&x->answer);
		notify_encode_u16(&x->answer, type, group);
	}
	sa->spi_r = 0;
	sa->ike->counters.responded_failed++;
	refuse_log(sa, notify_name(type));
	ike_sa_doom(sa, init_reason(type), "peer's IKE_SA_INIT refused with %s", notify_name(type));
	return VERDICT_STAY;
}

static void init_write_answer(struct ike_sa *sa, struct exchange *x, const struct proposal_choice *choice)
{
	struct payload_writer *w = &x->answer;
	struct ike_setup *setup = sa->setup;
	proposal_encode_chosen(w, choice->number, PROTOCOL_IKE, &choice->suite, 0, 0);
	ke_encode(w, choice->suite.group, dh_public(setup->dh), dh_public_size(choice->suite.group));
	nonce_encode(w, &setup->nr);
	if (sa->ike->settings->nat_traversal)
		natt_encode(sa, w, sa->spi_r);
	if (sa->fragments)
		notify_encode(w, NOTIFY_IKEV2_FRAGMENTATION_SUPPORTED, NULL, 0);
	cert_auth_announce(sa, w);
	if (setup->ppk)
		ppk_announce(sa, w);
	vendor_encode(w, vendor_id, sizeof(vendor_id) - 1);
}

static enum verdict init_requested(struct ike_sa *sa, struct exchange *x)
{
	struct init_payloads in;
	struct proposal_choice choice;
	if (!init_decode(x, &in) || !setup_new(sa))
		return init_refuse(sa, x, NOTIFY_INVALID_SYNTAX, 0);
	if (!proposal_select(&sa->ike->settings->ike, &in.proposals, PROTOCOL_IKE, &choice)) {
		char text[PROPOSAL_STRLEN];
		log_info("%s: peer offers %s", sa->peer->tunnel, proposal_str(&in.proposals, text));
		ike_debug(sa, 1, "no proposal of the peer's fits. It offers %s", text);
		ike_debug(sa, 1, "we accept %s", proposal_str(&sa->ike->settings->ike, text));
		return init_refuse(sa, x, NOTIFY_NO_PROPOSAL_CHOSEN, 0);
	}
	if (choice.suite.group != in.ke.group)
		return init_refuse(sa, x, NOTIFY_INVALID_KE_PAYLOAD, choice.suite.group);
	sa->suite = choice.suite;
	sa->lifetime = sa->ike->settings->ike_lifetime[choice.ours];
	sa->setup->ni = in.nonce;
	cert_auth_learn(sa, x->chain);
	make_nonce(sa->ike, &sa->setup->nr);
	sa->setup->dh = dh_new(choice.suite.group);
	if (!sa->setup->dh || !init_keys(sa, &in.ke))
		return init_refuse(sa, x, NOTIFY_INVALID_SYNTAX, 0);
	sa->postern = says_postern(x->chain);
	wbuf_bytes(&sa->setup->init, x->msg->data, x->msg->size);
	natt_detect(sa, x);
	if (sa->local.port == NATT_PORT)
		sa->udp_encap = true;
	if (both_fragment(sa, x))
		fragment_enable(sa);
	ppk_note(sa, x);
	sa->ike->counters.responded++;
	init_write_answer(sa, x, &choice);
	return VERDICT_OK;
}

static struct initiator_key key_of(uint64_t spi_i, const struct ip_endpoint *remote)
{
	struct initiator_key key = {.spi_i = spi_i, .port = remote->port};
	memcpy(key.addr, remote->addr.bytes, ip_addr_size(&remote->addr));
	return key;
}

/* A request that we have had: the same bytes get the same answer, others nothing. */
static bool init_repeated(struct ike *ike, const struct initiator_key *key, const struct ike_message *msg)
{
	struct ike_sa *sa;
	HASH_FIND(hh_initiator, ike->by_initiator, key, sizeof(*key), sa);
	if (!sa)
		return false;
	const struct wbuf *init = sa->setup ? &sa->setup->init : NULL;
	if (sa->state == IKE_SA_INIT_ANSWERED && init && init->len == msg->size &&
	    memcmp(init->data, msg->data, msg->size) == 0)
		window_answer_again(sa);
	return true;
}

void ike_sa_init_request(struct ike *ike, const struct ip_endpoint *local, const struct ip_endpoint *remote,
    const uint8_t *data, size_t size)
{
	struct ike_message msg;
	struct exchange x = {.msg = &msg, .chain = &msg.clear, .local = local, .remote = remote};
	if (message_parse(&msg, data, size) != PAYLOAD_OK || msg.header.id != 0 || msg.header.spi_r != 0 ||
	    msg.header.spi_i == 0 || !(msg.header.flags & FLAG_INITIATOR)) {
		ike->counters.in_drops++;
		history_dropped(
		    ike, peer_by_address(ike, &local->addr, &remote->addr), FAILURE_MALFORMED, local, remote);
		return;
	}
	struct initiator_key key = key_of(msg.header.spi_i, remote);
	if (init_repeated(ike, &key, &msg))
		return;
	struct peer *peer = admission_check(ike, &x);
	struct ike_sa *sa =
	    peer ? ike_sa_new(peer, false, ike_new_spi(ike), msg.header.spi_i, local, remote) : NULL;
	if (!sa) {
		ike->counters.in_drops++;
		return;
	}
	ike->counters.in_requests_accepted++;
	sa->key = key;
	HASH_ADD(hh_initiator, ike->by_initiator, key, sizeof(sa->key), sa);
	evidence_message(sa, false, &msg.header, &msg.clear);
	exchange_answer(sa, &x);
	if (sa->state == IKE_SA_NEW && !sa->doomed)
		ike_sa_doom(sa, FAILURE_SYNTAX, "the peer's IKE_SA_INIT cannot be understood");
	ike_sa_continue(sa);
}

#define INIT_PAYLOADS (PAYLOAD_BIT(PAYLOAD_SA) | PAYLOAD_BIT(PAYLOAD_KE) | PAYLOAD_BIT(PAYLOAD_NONCE))

static const struct exchange_row rows[] = {
    {
	.story = "initiator: the responder wants a cookie; ask again with it",
	.kind = KIND_RESPONSE,
	.states = STATE_BIT(IKE_SA_INIT_SENT),
	.tasks = TASK_BIT(TASK_INIT),
	.notify = NOTIFY_COOKIE,
	.handle = init_cookie,
	.next = IKE_SA_INIT_SENT,
    },
    {
	.story = "initiator: the responder wants another group; ask again in that",
	.kind = KIND_RESPONSE,
	.states = STATE_BIT(IKE_SA_INIT_SENT),
	.tasks = TASK_BIT(TASK_INIT),
	.notify = NOTIFY_INVALID_KE_PAYLOAD,
	.handle = init_other_group,
	.next = IKE_SA_INIT_SENT,
    },
    {
	.story = "initiator: the responder agrees; IKE_AUTH follows",
	.kind = KIND_RESPONSE,
	.states = STATE_BIT(IKE_SA_INIT_SENT),
	.tasks = TASK_BIT(TASK_INIT),
	.clear = INIT_PAYLOADS,
	.handle = init_accepted,
	.next = IKE_SA_AUTH_SENT,
    },
    {
	.story = "initiator: the responder refuses",
	.kind = KIND_RESPONSE,
	.states = STATE_BIT(IKE_SA_INIT_SENT),
	.tasks = TASK_BIT(TASK_INIT),
	.handle = init_refused,
	.next = STATE_SAME,
    },
    {
	.story = "responder: a peer begins",
	.kind = KIND_REQUEST,
	.states = STATE_BIT(IKE_SA_NEW),
	.clear = INIT_PAYLOADS,
	.handle = init_requested,
	.next = IKE_SA_INIT_ANSWERED,
    },
};

const struct exchange_table ike_sa_init_table = {
    .exchange = EXCHANGE_IKE_SA_INIT,
    .count = sizeof(rows) / sizeof(rows[0]),
    .row = rows,
};
