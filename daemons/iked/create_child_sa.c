/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/create_child_sa.h"
#include "daemons/iked/child_offer.h"
#include "daemons/iked/debug.h"
#include "daemons/iked/ike_rekey.h"
#include "daemons/iked/rekey.h"
#include "lib/log.h"
#include "lib/loop.h"

/* ---- our requests ---- */

static void send_request(struct ike_sa *sa, struct child_sa *old)
{
	struct payload_writer w = {0};
	struct create *create = ike_sa_create_begin(sa);
	uint16_t group = child_offer_group(sa);
	if (create && group)
		create->dh = dh_new(group);
	if (!create || (group && !create->dh)) {
		ike_sa_end(sa, FAILURE_INTERNAL, "no Diffie-Hellman key for CREATE_CHILD_SA");
		return;
	}
	create->ni.size = NONCE_SIZE;
	sa->ike->env.random(sa->ike->env.arg, create->ni.data, NONCE_SIZE);
	create->spi_in = ike_new_child_spi(sa->ike);
	if (old) {
		create->old_spi = old->spi_in;
		notify_encode_esp(&w, NOTIFY_REKEY_SA, old->spi_in);
	}
	child_offer_sa(sa, &w, create->spi_in, false);
	nonce_encode(&w, &create->ni);
	if (group)
		ke_encode(&w, group, dh_public(create->dh), dh_public_size(group));
	child_offer_ts(sa, &w);
	window_request(sa, EXCHANGE_CREATE_CHILD_SA, old ? TASK_REKEY_CHILD : TASK_CREATE_CHILD, &w);
}

void create_child_sa_send(struct ike_sa *sa)
{
	sa->want_child = false;
	send_request(sa, NULL);
}

void create_child_sa_send_rekey(struct ike_sa *sa, struct child_sa *old)
{
	old->want_rekey = false;
	send_request(sa, old);
}

/* A predecessor process sent this request and its secrets went with it: the pair that the peer has made
 * is of no use and is deleted by the SPI that we offered. */
static void accept_orphan(struct ike_sa *sa, const struct create *create)
{
	struct child_sa *old = child_sa_find(sa->ike, create->old_spi);
	struct payload_writer w = {0};
	uint32_t spi = create->spi_in;
	window_complete(sa);
	delete_encode_esp(&w, &spi, 1);
	window_request(sa, EXCHANGE_INFORMATIONAL, TASK_DELETE_CHILD, &w);
	if (old)
		old->want_rekey = true;
	else
		sa->want_child = sa->children == NULL;
}

static void refused(struct ike_sa *sa, uint16_t type)
{
	log_warn("%s: CHILD SA refused: %s", ike_sa_label(sa), notify_name(type));
	sa->ike->counters.out_child_rejected++;
	ike_debug(sa, 1, "our CHILD SA is refused with %s", notify_name(type));
	enum failure_code code = failure_of_notify(type, true, false);
	peer_failed(sa->peer, code, "CHILD SA refused: %s", notify_name(type));
	history_sa(sa, HISTORY_CHILD_REFUSED, code, sa->peer->failure.text);
	if (sa->window.task == TASK_REKEY_CHILD)
		rekey_child_refused(sa, type);
	else
		ike_sa_child_later(sa);
}

static enum verdict child_answered(struct ike_sa *sa, struct exchange *x)
{
	struct nonce nr;
	struct create *create = sa->create;
	if (create->orphan) {
		accept_orphan(sa, create);
		ike_sa_create_end(sa);
		return VERDICT_IGNORE; /* the window has moved on already */
	}
	struct child_result result = {.refused = NOTIFY_INVALID_SYNTAX};
	if (nonce_decode(payload_find(x->chain, PAYLOAD_NONCE)->body, &nr)) {
		const struct child_terms terms = {
		    .ni = &create->ni, .nr = &nr, .spi_in = create->spi_in, .dh = create->dh};
		result = child_offer_accept(sa, x, &terms);
	}
	if (!result.child)
		refused(sa, result.refused);
	else if (sa->window.task == TASK_REKEY_CHILD)
		rekey_child_done(sa, result.child);
	else
		rekey_child_twins(sa, result.child);
	sa->child_attempts = result.child ? 0 : sa->child_attempts;
	ike_sa_create_end(sa);
	peer_outbound(sa->peer);
	return VERDICT_OK;
}

/* The peer wants another group for PFS: the same once more in that, at once (§1.3). */
static enum verdict child_other_group(struct ike_sa *sa, struct exchange *x)
{
	struct rbuf r = rbuf_from(x->notify.data, x->notify.size);
	uint16_t group = rbuf_u16(&r);
	struct child_sa *old = child_sa_find(sa->ike, sa->create->old_spi);
	bool usable = rbuf_ok(&r) && proposal_offers_group(sa->peer->settings->esp, group) &&
		      group != child_offer_group(sa);
	if (!usable) {
		refused(sa, NOTIFY_INVALID_KE_PAYLOAD);
	} else {
		sa->peer->esp_group = group;
		if (old)
			old->want_rekey = true;
		else
			sa->want_child = true;
	}
	ike_sa_create_end(sa);
	return VERDICT_OK;
}

static enum verdict child_refused(struct ike_sa *sa, struct exchange *x)
{
	struct notify n;
	if (!notify_find_error(x->chain, &n))
		n.type = NOTIFY_INVALID_SYNTAX;
	sa->ike->counters.in_notifies++;
	refused(sa, n.type);
	ike_sa_create_end(sa);
	peer_outbound(sa->peer);
	return VERDICT_OK;
}

/* ---- the peer's requests ---- */

static struct child_sa *answer_offer(struct ike_sa *sa, struct exchange *x)
{
	struct nonce ni, nr = {.size = NONCE_SIZE};
	struct child_result result = {.refused = NOTIFY_INVALID_SYNTAX};
	sa->ike->env.random(sa->ike->env.arg, nr.data, NONCE_SIZE);
	if (nonce_decode(payload_find(x->chain, PAYLOAD_NONCE)->body, &ni)) {
		const struct child_terms terms = {.ni = &ni, .nr = &nr};
		result = child_offer_answer(sa, x, &terms);
	}
	if (!result.child) {
		payload_writer_free(&x->answer);
		child_offer_refuse(sa, &x->answer, &result);
	}
	return result.child;
}

/* §2.25.2: nothing is made under an IKE SA that is about to be replaced. */
static bool ike_is_leaving(const struct ike_sa *sa)
{
	return sa->window.task == TASK_REKEY_IKE || sa->window.task == TASK_DELETE_IKE || sa->doomed;
}

static enum verdict child_requested(struct ike_sa *sa, struct exchange *x)
{
	if (ike_is_leaving(sa))
		return exchange_refuse(sa, x, NOTIFY_TEMPORARY_FAILURE);
	struct child_sa *made = answer_offer(sa, x);
	if (made) {
		loop_timer_stop(sa->child_timer);
		sa->want_child = false;
		rekey_child_twins(sa, made);
		peer_outbound(sa->peer);
	}
	return VERDICT_OK;
}

static enum verdict child_rekey_requested(struct ike_sa *sa, struct exchange *x)
{
	struct child_sa *old = child_sa_by_out(sa, x->notify.spi);
	if (!old) {
		notify_encode_esp(&x->answer, NOTIFY_CHILD_SA_NOT_FOUND, x->notify.spi);
		sa->ike->counters.out_notifies++;
		return VERDICT_OK;
	}
	/* §2.25.1: one that is being closed is not rekeyed. */
	if (ike_is_leaving(sa) || old->state != CHILD_INSTALLED || old->want_delete)
		return exchange_refuse(sa, x, NOTIFY_TEMPORARY_FAILURE);
	struct child_sa *made = answer_offer(sa, x);
	if (made)
		rekey_child_by_peer(sa, old, made);
	return VERDICT_OK;
}

#define CREATE_PAYLOADS                                                                                      \
	(PAYLOAD_BIT(PAYLOAD_SA) | PAYLOAD_BIT(PAYLOAD_NONCE) | PAYLOAD_BIT(PAYLOAD_TSI) |                   \
	    PAYLOAD_BIT(PAYLOAD_TSR))
#define IKE_PAYLOADS (PAYLOAD_BIT(PAYLOAD_SA) | PAYLOAD_BIT(PAYLOAD_NONCE) | PAYLOAD_BIT(PAYLOAD_KE))

/* Our requests stay outstanding while the peer rekeys the IKE SA or asks us to delete it. */
#define UP_STATES (STATE_BIT(IKE_SA_ESTABLISHED) | STATE_BIT(IKE_SA_REKEYED))

static const struct exchange_row rows[] = {
    {
	.story = "the peer rekeys a CHILD SA",
	.kind = KIND_REQUEST,
	.states = STATE_BIT(IKE_SA_ESTABLISHED),
	.notify = NOTIFY_REKEY_SA,
	.sealed = CREATE_PAYLOADS,
	.optional = PAYLOAD_BIT(PAYLOAD_KE),
	.handle = child_rekey_requested,
	.next = STATE_SAME,
    },
    {
	.story = "the peer makes a CHILD SA",
	.kind = KIND_REQUEST,
	.states = STATE_BIT(IKE_SA_ESTABLISHED),
	.sealed = CREATE_PAYLOADS,
	.optional = PAYLOAD_BIT(PAYLOAD_KE),
	.handle = child_requested,
	.next = STATE_SAME,
    },
    {
	.story = "the peer rekeys the IKE SA",
	.kind = KIND_REQUEST,
	.states = STATE_BIT(IKE_SA_ESTABLISHED),
	.sealed = IKE_PAYLOADS,
	.handle = ike_rekey_request,
	.next = STATE_SAME,
    },
    {
	.story = "our CHILD SA stands",
	.kind = KIND_RESPONSE,
	.states = UP_STATES,
	.tasks = TASK_BIT(TASK_CREATE_CHILD) | TASK_BIT(TASK_REKEY_CHILD),
	.sealed = CREATE_PAYLOADS,
	.optional = PAYLOAD_BIT(PAYLOAD_KE),
	.handle = child_answered,
	.next = STATE_SAME,
    },
    {
	.story = "the peer wants another group for the CHILD SA",
	.kind = KIND_RESPONSE,
	.states = UP_STATES,
	.tasks = TASK_BIT(TASK_CREATE_CHILD) | TASK_BIT(TASK_REKEY_CHILD),
	.notify = NOTIFY_INVALID_KE_PAYLOAD,
	.handle = child_other_group,
	.next = STATE_SAME,
    },
    {
	.story = "the peer refuses our CHILD SA",
	.kind = KIND_RESPONSE,
	.states = UP_STATES,
	.tasks = TASK_BIT(TASK_CREATE_CHILD) | TASK_BIT(TASK_REKEY_CHILD),
	.handle = child_refused,
	.next = STATE_SAME,
    },
    {
	.story = "our rekey of the IKE SA stands",
	.kind = KIND_RESPONSE,
	.states = UP_STATES,
	.tasks = TASK_BIT(TASK_REKEY_IKE),
	.sealed = IKE_PAYLOADS,
	.handle = ike_rekey_response,
	.next = STATE_SAME,
    },
    {
	.story = "the peer refuses our rekey of the IKE SA",
	.kind = KIND_RESPONSE,
	.states = UP_STATES,
	.tasks = TASK_BIT(TASK_REKEY_IKE),
	.handle = ike_rekey_refused,
	.next = STATE_SAME,
    },
};

const struct exchange_table create_child_sa_table = {
    .exchange = EXCHANGE_CREATE_CHILD_SA,
    .count = sizeof(rows) / sizeof(rows[0]),
    .row = rows,
};
