/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/exchange.h"
#include "daemons/iked/debug.h"
#include "daemons/iked/fragment.h"
#include "daemons/iked/informational.h"
#include "daemons/iked/natt.h"
#include "daemons/iked/sk.h"
#include "lib/log.h"
#include "lib/loop.h"

static const struct exchange_table *const tables[] = {
    &ike_sa_init_table,
    &ike_auth_table,
    &create_child_sa_table,
    &informational_table,
};

static const struct exchange_table *table_of(uint8_t exchange)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (tables[i]->exchange == exchange)
			return tables[i];
	return NULL;
}

static bool payloads_fit(const struct exchange_row *row, const struct exchange *x)
{
	bool sealed = x->chain == &x->msg->sealed;
	uint32_t required = sealed ? row->sealed : row->clear;
	uint32_t known = required | row->optional | PAYLOADS_ANYWHERE;
	return (x->chain->present & required) == required && (x->chain->present & ~known) == 0;
}

static bool row_fits(const struct exchange_row *row, const struct ike_sa *sa, struct exchange *x)
{
	bool response = message_is_response(x->msg);
	if (response != (row->kind == KIND_RESPONSE) || !(row->states & STATE_BIT(sa->state)))
		return false;
	if (response && !(row->tasks & TASK_BIT(sa->window.task)))
		return false;
	if (row->notify && !notify_find(x->chain, row->notify, &x->notify))
		return false;
	return payloads_fit(row, x);
}

const struct exchange_row *exchange_find_row(const struct ike_sa *sa, struct exchange *x)
{
	const struct exchange_table *table = table_of(x->msg->header.exchange);
	for (unsigned i = 0; table && i < table->count; i++)
		if (row_fits(&table->row[i], sa, x))
			return &table->row[i];
	return NULL;
}

enum verdict exchange_refuse(struct ike_sa *sa, struct exchange *x, uint16_t type)
{
	payload_writer_free(&x->answer);
	sa->ike->counters.out_notifies++;
	ike_debug(sa, 1, "the peer's %s is refused with %s", message_exchange_name(x->msg->header.exchange),
	    notify_name(type));
	notify_encode(&x->answer, type,
	    type == NOTIFY_UNSUPPORTED_CRITICAL_PAYLOAD ? &x->msg->critical : NULL,
	    type == NOTIFY_UNSUPPORTED_CRITICAL_PAYLOAD ? 1 : 0);
	return VERDICT_STAY;
}

static void log_row(const struct ike_sa *sa, const struct exchange *x, const struct exchange_row *row)
{
	log_debug("%s: %s %s %u: %s", ike_sa_label(sa), message_exchange_name(x->msg->header.exchange),
	    message_is_response(x->msg) ? "response" : "request", x->msg->header.id,
	    row ? row->story : "no transition");
	ike_debug(sa, row ? 4 : 1, "%s %s %u in state %s: %s", message_exchange_name(x->msg->header.exchange),
	    message_is_response(x->msg) ? "response" : "request", x->msg->header.id,
	    ike_sa_state_name(sa->state), row ? row->story : "does not fit and is refused");
}

static enum verdict run_row(struct ike_sa *sa, struct exchange *x, const struct exchange_row *row)
{
	log_row(sa, x, row);
	enum verdict verdict = row->handle(sa, x);
	if (verdict != VERDICT_OK || sa->state == IKE_SA_DEAD)
		return verdict;
	if (row->next != STATE_SAME)
		ike_sa_set_state(sa, row->next);
	if (row->timeout && sa->timeout)
		loop_timer_set(sa->timeout, (int64_t)row->timeout * LOOP_SEC);
	return verdict;
}

/* An authentic message that no row fits. */
static void refuse_unfit(struct ike_sa *sa, struct exchange *x)
{
	log_row(sa, x, NULL);
	history_sa(sa, HISTORY_DROPPED, FAILURE_UNFIT, NULL);
	sa->ike->counters.in_drops++;
	if (x->msg->header.exchange == EXCHANGE_IKE_SA_INIT)
		return;
	uint16_t type = NOTIFY_INVALID_SYNTAX;
	if (x->msg->sealed_fault == PAYLOAD_UNKNOWN_CRITICAL)
		type = NOTIFY_UNSUPPORTED_CRITICAL_PAYLOAD;
	else if (sa->state == IKE_SA_REKEYED || sa->state == IKE_SA_DELETING)
		type = NOTIFY_TEMPORARY_FAILURE; /* §2.25 */
	exchange_refuse(sa, x, type);
	window_answer(sa, x->msg->header.exchange, &x->answer);
}

void exchange_answer(struct ike_sa *sa, struct exchange *x)
{
	const struct exchange_row *row = x->msg->sealed_fault == PAYLOAD_OK ? exchange_find_row(sa, x) : NULL;
	if (!row) {
		refuse_unfit(sa, x);
		payload_writer_free(&x->answer);
		return;
	}
	enum verdict verdict = run_row(sa, x, row);
	if (verdict != VERDICT_IGNORE && sa->window.next_in == x->msg->header.id)
		window_answer(sa, x->msg->header.exchange, &x->answer);
	payload_writer_free(&x->answer);
}

static void receive_request(struct ike_sa *sa, struct exchange *x)
{
	switch (window_place(sa, x->msg->header.id)) {
	case WINDOW_NEW:
		break;
	case WINDOW_REPEATED:
		ike_debug(sa, 4, "request %u has come again, it gets the same answer", x->msg->header.id);
		window_answer_again(sa);
		return;
	case WINDOW_OUTSIDE:
		history_sa(sa, HISTORY_DROPPED, FAILURE_OUT_OF_WINDOW, NULL);
		ike_debug(sa, 1, "request %u is outside the window, %u is expected", x->msg->header.id,
		    sa->window.next_in);
		sa->ike->counters.in_drops++;
		return;
	}
	natt_follow(sa, x->local, x->remote);
	sa->heard_at = loop_now(sa->ike->loop);
	peer_heard(sa->peer, sa);
	exchange_answer(sa, x);
	if (sa->state != IKE_SA_DEAD)
		ike_sa_continue(sa);
}

static void receive_response(struct ike_sa *sa, struct exchange *x)
{
	uint32_t id = x->msg->header.id;
	if (!window_expects(sa, x->msg->header.exchange, id)) {
		sa->ike->counters.in_drops++;
		return;
	}
	bool authentic = x->msg->header.exchange != EXCHANGE_IKE_SA_INIT;
	const struct exchange_row *row = x->msg->sealed_fault == PAYLOAD_OK ? exchange_find_row(sa, x) : NULL;
	if (!row) {
		log_row(sa, x, NULL);
		sa->ike->counters.in_drops++;
		if (authentic)
			ike_sa_end(sa, FAILURE_SYNTAX, "the answer to %s cannot be understood",
			    message_exchange_name(x->msg->header.exchange));
		return;
	}
	if (authentic) {
		sa->heard_at = loop_now(sa->ike->loop);
		sa->proven = true;
	}
	if (run_row(sa, x, row) == VERDICT_IGNORE || sa->state == IKE_SA_DEAD)
		return;
	window_complete(sa);
	ike_sa_continue(sa);
	if (sa->state != IKE_SA_DEAD)
		ike_sa_commit(sa);
}

/* Opens the SK payload, or completes a message with the fragment that came. IKE_SA_INIT has none; everything else
 * without a good one changes nothing. */
static bool open_sealed(struct ike_sa *sa, struct ike_message *msg)
{
	if (sa->state == IKE_SA_NEW || sa->state == IKE_SA_INIT_SENT)
		return false;
	if (msg->clear.present & PAYLOAD_BIT(PAYLOAD_SKF))
		return fragment_receive(sa, msg);
	struct sk_key key = sk_key_of(&sa->keys, &sa->suite, !sa->initiator);
	if (sk_open(msg, &key))
		return true;
	history_sa(sa, HISTORY_DROPPED, FAILURE_NOT_AUTHENTIC, NULL);
	sa->ike->counters.decrypt_failures++;
	sa->ike->counters.in_drops++;
	ike_debug(sa, 1, "%s %u cannot be decrypted or its integrity check fails; it is dropped",
	    message_exchange_name(msg->header.exchange), msg->header.id);
	return false;
}

static bool flags_fit(const struct ike_sa *sa, const struct ike_header *h)
{
	bool from_initiator = h->flags & FLAG_INITIATOR;
	return from_initiator == !sa->initiator;
}

void exchange_receive(struct ike_sa *sa, const struct ip_endpoint *local, const struct ip_endpoint *remote,
    const uint8_t *data, size_t size)
{
	struct ike_message msg;
	struct exchange x = {.msg = &msg, .chain = &msg.sealed, .local = local, .remote = remote};
	if (message_parse(&msg, data, size) == PAYLOAD_MALFORMED || !flags_fit(sa, &msg.header)) {
		sa->ike->counters.in_drops++;
		return;
	}
	if (msg.header.exchange == EXCHANGE_IKE_SA_INIT) {
		x.chain = &msg.clear;
		evidence_message(sa, false, &msg.header, &msg.clear);
		if (message_is_response(&msg))
			receive_response(sa, &x);
		return;
	}
	if (!(msg.clear.present & (PAYLOAD_BIT(PAYLOAD_SK) | PAYLOAD_BIT(PAYLOAD_SKF)))) {
		informational_unprotected(sa, &msg);
		return;
	}
	if (!open_sealed(sa, &msg)) {
		message_wipe(&msg);
		return;
	}
	evidence_message(sa, false, &msg.header, &msg.sealed);
	if (message_is_response(&msg))
		receive_response(sa, &x);
	else
		receive_request(sa, &x);
	message_wipe(&msg);
}
