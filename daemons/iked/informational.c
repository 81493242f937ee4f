/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/informational.h"
#include "daemons/iked/dpd.h"
#include "daemons/iked/rekey.h"
#include "lib/log.h"
#include "lib/loop.h"
#include <utlist.h>

#define CHILD_AGAIN_SEC 1 /* after the peer deleted the CHILD SA: it may be about to make another one */

void informational_send_liveness(struct ike_sa *sa)
{
	struct payload_writer w = {0};
	sa->want_liveness = false;
	window_request(sa, EXCHANGE_INFORMATIONAL, TASK_LIVENESS, &w);
}

void informational_send_delete_ike(struct ike_sa *sa)
{
	struct payload_writer w = {0};
	sa->want_delete = false;
	sa->ike->counters.out_ike_deletes++;
	delete_encode_ike(&w);
	window_request(sa, EXCHANGE_INFORMATIONAL, TASK_DELETE_IKE, &w);
}

void informational_send_delete_child(struct ike_sa *sa, struct child_sa *child)
{
	struct payload_writer w = {0};
	child_sa_set_state(child, CHILD_DELETING);
	child->want_delete = false;
	sa->ike->counters.out_child_deletes++;
	delete_encode_esp(&w, &child->spi_in, 1);
	window_request(sa, EXCHANGE_INFORMATIONAL, TASK_DELETE_CHILD, &w);
}

/* The tunnel has lost its last CHILD SA: a new one follows, unless the peer is about to make it. */
static void want_child_again(struct ike_sa *sa)
{
	if (sa->children || !ike_sa_is_up(sa) || sa->redundant || sa->peer->settings->responder_only)
		return;
	loop_timer_set(sa->child_timer, loop_jitter(sa->ike->loop, CHILD_AGAIN_SEC * LOOP_SEC, 40));
}

/* One SPI of a Delete: the peer's inbound, our outbound. Our inbound SPI goes into the answer, unless our own
 * Delete of the same CHILD SA is on its way (§1.4.1). */
static void delete_child(struct ike_sa *sa, uint32_t spi, uint32_t *answer, unsigned *count)
{
	struct child_sa *child = child_sa_by_out(sa, spi);
	if (!child)
		return;
	if (child->state != CHILD_DELETING)
		answer[(*count)++] = child->spi_in;
	sa->ike->counters.in_child_deletes++;
	rekey_child_undone(child);
	child_sa_set_state(child, CHILD_DELETING);
	peer_outbound(sa->peer); /* what follows it sends before it goes: the line protocol stays up */
	child_sa_end(child, false);
}

static void delete_children(struct ike_sa *sa, struct exchange *x, const struct delete_payload *del)
{
	uint32_t answer[DELETE_SPIS_MAX];
	unsigned count = 0;
	for (unsigned i = 0; i < del->count; i++)
		delete_child(sa, del->spi[i], answer, &count);
	if (count)
		delete_encode_esp(&x->answer, answer, count);
	peer_outbound(sa->peer);
	want_child_again(sa);
}

static void delete_ike(struct ike_sa *sa)
{
	sa->ike->counters.in_ike_deletes++;
	rekey_ike_settle(sa);
	if (sa->state ==
	    IKE_SA_DELETING) /* both ends at once: our own Delete needs no answer any more (§2.25.2) */
		ike_sa_doom(sa, sa->ending, "deleted by both ends");
	else
		ike_sa_doom(
		    sa, sa->successor ? FAILURE_REPLACED : FAILURE_DELETED_BY_PEER, "deleted by the peer");
}

static enum verdict informational_requested(struct ike_sa *sa, struct exchange *x)
{
	for (unsigned i = 0; i < x->chain->count; i++) {
		const struct payload *p = &x->chain->item[i];
		struct delete_payload del;
		struct notify n;
		if (p->type == PAYLOAD_NOTIFY && notify_decode(p->body, &n) && n.type < NOTIFY_STATUS_FIRST)
			log_info("%s: peer reports %s", ike_sa_label(sa), notify_name(n.type));
		if (p->type != PAYLOAD_DELETE)
			continue;
		if (!delete_decode(p->body, &del))
			return exchange_refuse(sa, x, NOTIFY_INVALID_SYNTAX);
		if (del.protocol == PROTOCOL_IKE)
			delete_ike(sa);
		else if (del.protocol == PROTOCOL_ESP)
			delete_children(sa, x, &del);
	}
	return VERDICT_OK;
}

static enum verdict liveness_answered(struct ike_sa *sa, struct exchange *x)
{
	sa->doubted = false;
	dpd_arm(sa);
	peer_answers(sa->peer);
	return VERDICT_OK;
}

/* Our Delete of CHILD SAs is answered: they go, whether the peer names its halves or not (§1.4.1). */
static enum verdict delete_child_answered(struct ike_sa *sa, struct exchange *x)
{
	struct child_sa *child, *next;
	peer_outbound(sa->peer); /* before they go, see delete_child() */
	DL_FOREACH_SAFE(sa->children, child, next)
		if (child->state == CHILD_DELETING)
			child_sa_end(child, false);
	if (!sa->children && ike_sa_is_up(sa) && !sa->redundant)
		ike_sa_child_later(sa);
	return VERDICT_OK;
}

static const char *deleted_because(enum failure_code code)
{
	switch (code) {
	case FAILURE_SHUTDOWN:
		return "administratively down";
	case FAILURE_REPLACED:
		return "another one has taken its place";
	case FAILURE_PPK:
		return "the peer does not have our post-quantum key";
	default:
		return "deleted by this end";
	}
}

static enum verdict delete_ike_answered(struct ike_sa *sa, struct exchange *x)
{
	enum failure_code code = sa->ending ? sa->ending : FAILURE_REPLACED;
	/* why the peer has not proven itself was found out before the Delete */
	const struct failure earlier = sa->failure;
	ike_sa_end(sa, code, "%s", failure_is_of_proof(code) ? earlier.text : deleted_because(code));
	return VERDICT_OK;
}

void informational_unprotected(struct ike_sa *sa, const struct ike_message *msg)
{
	struct notify n;
	sa->ike->counters.in_drops++;
	if (msg->header.exchange == EXCHANGE_INFORMATIONAL && notify_find_error(&msg->clear, &n))
		dpd_hint(sa, notify_name(n.type));
}

#define UP_STATES (STATE_BIT(IKE_SA_ESTABLISHED) | STATE_BIT(IKE_SA_REKEYED) | STATE_BIT(IKE_SA_DELETING))

static const struct exchange_row rows[] = {
    {
	.story = "the peer deletes, informs or looks whether we are alive",
	.kind = KIND_REQUEST,
	.states = UP_STATES,
	.optional = PAYLOAD_BIT(PAYLOAD_DELETE),
	.handle = informational_requested,
	.next = STATE_SAME,
    },
    {
	.story = "the peer is alive",
	.kind = KIND_RESPONSE,
	.states = UP_STATES,
	.tasks = TASK_BIT(TASK_LIVENESS),
	.optional = PAYLOAD_BIT(PAYLOAD_DELETE),
	.handle = liveness_answered,
	.next = STATE_SAME,
    },
    {
	.story = "the peer has deleted the CHILD SA",
	.kind = KIND_RESPONSE,
	.states = UP_STATES,
	.tasks = TASK_BIT(TASK_DELETE_CHILD),
	.optional = PAYLOAD_BIT(PAYLOAD_DELETE),
	.handle = delete_child_answered,
	.next = STATE_SAME,
    },
    {
	.story = "the peer has deleted the IKE SA",
	.kind = KIND_RESPONSE,
	.states = STATE_BIT(IKE_SA_DELETING),
	.tasks = TASK_BIT(TASK_DELETE_IKE),
	.optional = PAYLOAD_BIT(PAYLOAD_DELETE),
	.handle = delete_ike_answered,
	.next = IKE_SA_DEAD,
    },
};

const struct exchange_table informational_table = {
    .exchange = EXCHANGE_INFORMATIONAL,
    .count = sizeof(rows) / sizeof(rows[0]),
    .row = rows,
};
