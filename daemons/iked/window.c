/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/window.h"
#include "daemons/iked/debug.h"
#include "daemons/iked/dpd.h"
#include "daemons/iked/fragment.h"
#include "daemons/iked/message.h"
#include "daemons/iked/sa.h"
#include "lib/log.h"
#include "lib/loop.h"

#define JITTER_PERCENT 10
#define TRIES_MAX      8
#define SHRINK_EVERY   2 /* transmissions without an answer before a request goes in smaller fragments */

/* Milliseconds to wait after each transmission; 0 ends the schedule and with it the IKE SA. */
static const uint16_t schedule_setup[TRIES_MAX] = {500, 1000, 2000, 2000, 2000, 2000};
static const uint16_t schedule_up[TRIES_MAX] = {500, 1000, 2000, 4000, 8000, 16000};
static const uint16_t schedule_delete[TRIES_MAX] = {500, 1000, 2000, 2000};

/* A liveness check asks twice soon, then at the configured interval (`isakmp keepalive … retry`). */
static int64_t liveness_wait(const struct ike_sa *sa, unsigned tries)
{
	if (tries <= DPD_RESCUE_TRIES)
		return sa->doubted ? 250 : 500;
	return tries <= 5 ? (int64_t)sa->peer->settings->dpd.retry * 1000 : 0;
}

static int64_t retransmit_wait(const struct ike_sa *sa)
{
	unsigned tries = sa->window.tries;
	if (tries > TRIES_MAX)
		return 0;
	switch (sa->window.task) {
	case TASK_INIT:
		return schedule_setup[tries - 1];
	case TASK_LIVENESS:
		return liveness_wait(sa, tries);
	case TASK_DELETE_IKE:
		return schedule_delete[tries - 1];
	default:
		return schedule_up[tries - 1];
	}
}

/* A message, or all of its fragments. */
static void send_all(struct ike_sa *sa, const struct wbuf *messages)
{
	struct ike *ike = sa->ike;
	for (size_t at = 0, size; (size = fragment_size_at(messages, at)) != 0; at += size) {
		ike->counters.out_packets++;
		ike->counters.out_octets += size;
		ike->env.send(ike->env.arg, &sa->local, &sa->remote, messages->data + at, size);
	}
}

/* How often the outstanding request is sent again before it is given up. */
static unsigned retransmits_planned(const struct ike_sa *sa)
{
	struct ike_sa probe = {
	    .window = {.task = sa->window.task, .tries = 1}, .doubted = sa->doubted, .peer = sa->peer};
	while (retransmit_wait(&probe))
		probe.window.tries++;
	return probe.window.tries - 1;
}

static void window_transmit(struct ike_sa *sa)
{
	sa->window.tries++;
	send_all(sa, &sa->window.request);
	int64_t wait = retransmit_wait(sa) * LOOP_MSEC;
	loop_timer_set(sa->window.timer, loop_jitter(sa->ike->loop, wait, JITTER_PERCENT));
}

static void window_give_up(struct ike_sa *sa)
{
	unsigned tries = sa->window.tries;
	const char *exchange = message_exchange_name(sa->window.exchange);
	switch (sa->window.task) {
	case TASK_INIT:
	case TASK_AUTH:
		ike_sa_end(sa, sa->window.task == TASK_INIT ? FAILURE_NO_ANSWER : FAILURE_NO_ANSWER_AUTH,
		    "no answer to %s after %u tries", exchange, tries);
		break;
	case TASK_DELETE_IKE:
		ike_sa_end(sa, sa->ending, "deleted without an answer of the peer");
		break;
	default:
		ike_sa_end(sa, FAILURE_PEER_DEAD, "peer does not answer %s after %u tries", exchange, tries);
	}
}

static bool window_seal(struct ike_sa *sa, uint8_t exchange, uint8_t flags, uint32_t id,
    const struct payload_writer *chain, struct wbuf *out);

/* Perhaps the path loses large datagrams: the request goes in smaller ones. */
static void window_shrink(struct ike_sa *sa)
{
	struct window *w = &sa->window;
	if (w->tries % SHRINK_EVERY || !fragment_shrink(sa, &w->plain, &w->request))
		return;
	if (window_seal(sa, w->exchange, 0, w->next_out - 1, &w->plain, &w->request))
		ike_sa_commit(sa);
}

static void window_timeout(void *arg)
{
	struct ike_sa *sa = arg;
	if (retransmit_wait(sa) == 0) {
		window_give_up(sa);
		return;
	}
	sa->ike->counters.retransmits++;
	window_shrink(sa);
	ike_debug_timer(sa, 1, "no answer to %s %u, retransmission %u of %u",
	    message_exchange_name(sa->window.exchange), sa->window.next_out - 1, sa->window.tries,
	    retransmits_planned(sa));
	if (sa->window.task == TASK_LIVENESS && sa->window.tries == DPD_RESCUE_TRIES)
		dpd_unanswered(sa);
	window_transmit(sa);
	if (retransmit_wait(sa) ==
	    0) /* the last one: what is left is to wait as long as for the one before */
		loop_timer_set(sa->window.timer, 2 * LOOP_SEC);
}

static bool window_seal(struct ike_sa *sa, uint8_t exchange, uint8_t flags, uint32_t id,
    const struct payload_writer *chain, struct wbuf *out)
{
	const struct ike_header h = {
	    .spi_i = sa->spi_i,
	    .spi_r = sa->spi_r,
	    .exchange = exchange,
	    .flags = (uint8_t)(flags | (sa->initiator ? FLAG_INITIATOR : 0)),
	    .id = id,
	};
	wbuf_reset(out);
	if (exchange == EXCHANGE_IKE_SA_INIT)
		return message_build(out, &h, chain);
	return fragment_seal(sa, &h, chain, out);
}

static void note_sending(
    struct ike_sa *sa, uint8_t exchange, uint8_t flags, uint32_t id, const struct payload_writer *w)
{
	const struct ike_header h = {
	    .spi_i = sa->spi_i, .spi_r = sa->spi_r, .exchange = exchange, .flags = flags, .id = id};
	evidence_sending(sa, &h, w);
}

void window_request(struct ike_sa *sa, uint8_t exchange, enum task task, struct payload_writer *chain)
{
	struct window *w = &sa->window;
	/* A repeated IKE_SA_INIT (cookie, other group) has message ID 0 again (§2.6). */
	uint32_t id = exchange == EXCHANGE_IKE_SA_INIT ? 0 : w->next_out;
	note_sending(sa, exchange, 0, id, chain);
	bool ok = window_seal(sa, exchange, 0, id, chain, &w->request);
	payload_writer_free(&w->plain);
	w->plain = *chain;
	*chain = (struct payload_writer){0};
	w->next_out = id + 1;
	w->task = task;
	w->exchange = exchange;
	w->tries = 0;
	if (!w->timer)
		w->timer = loop_timer_new(sa->ike->loop, window_timeout, sa);
	if (!ok || !w->timer) {
		ike_sa_end(sa, FAILURE_INTERNAL, "cannot build %s", message_exchange_name(exchange));
		return;
	}
	ike_sa_commit(sa);
	window_transmit(sa);
}

bool window_busy(const struct ike_sa *sa)
{
	return sa->window.task != TASK_NONE;
}

bool window_expects(const struct ike_sa *sa, uint8_t exchange, uint32_t id)
{
	const struct window *w = &sa->window;
	return w->task != TASK_NONE && w->exchange == exchange && id == w->next_out - 1;
}

void window_complete(struct ike_sa *sa)
{
	sa->window.task = TASK_NONE;
	loop_timer_stop(sa->window.timer);
	wbuf_reset(&sa->window.request);
	payload_writer_free(&sa->window.plain);
}

enum window_place window_place(const struct ike_sa *sa, uint32_t id)
{
	const struct window *w = &sa->window;
	if (id == w->next_in)
		return WINDOW_NEW;
	return id + 1 == w->next_in && w->answer.len ? WINDOW_REPEATED : WINDOW_OUTSIDE;
}

void window_answer(struct ike_sa *sa, uint8_t exchange, struct payload_writer *chain)
{
	struct window *w = &sa->window;
	note_sending(sa, exchange, FLAG_RESPONSE, w->next_in, chain);
	bool ok = window_seal(sa, exchange, FLAG_RESPONSE, w->next_in, chain, &w->answer);
	payload_writer_free(chain);
	if (!ok) {
		log_error("%s: cannot build an answer", ike_sa_label(sa));
		wbuf_reset(&w->answer);
		return;
	}
	w->next_in++;
	ike_sa_commit(sa);
	window_answer_again(sa);
}

void window_answer_again(struct ike_sa *sa)
{
	send_all(sa, &sa->window.answer);
}

void window_resume(struct ike_sa *sa)
{
	if (!window_busy(sa))
		return;
	sa->window.tries = 0;
	sa->window.timer = loop_timer_new(sa->ike->loop, window_timeout, sa);
	if (sa->window.timer)
		window_transmit(sa);
}

void window_free(struct ike_sa *sa)
{
	loop_timer_free(sa->window.timer);
	wbuf_free(&sa->window.request);
	wbuf_free(&sa->window.answer);
	payload_writer_free(&sa->window.plain);
	sa->window = (struct window){0};
}
