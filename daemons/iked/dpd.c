/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/dpd.h"
#include "daemons/iked/debug.h"
#include "daemons/iked/sa.h"
#include "lib/log.h"
#include "lib/loop.h"
#include <utlist.h>

#define ANSWER_USEC   (500 * LOOP_MSEC) /* for the data plane's word on when traffic came in */
#define HINT_GAP_USEC (5 * LOOP_SEC)

static void dpd_check(struct ike_sa *sa)
{
	ike_debug_timer(sa, 1, "nothing heard for %lld s: DPD asks whether the peer is alive",
	    (long long)((loop_now(sa->ike->loop) - sa->heard_at) / LOOP_SEC));
	sa->want_liveness = true;
	ike_sa_continue(sa);
}

static int64_t threshold_of(const struct ike_sa *sa)
{
	return sa->peer->settings->dpd.threshold * LOOP_SEC;
}

/* Silence on IKE for the threshold: has ESP come in? Without an answer soon, the peer is asked. */
static void dpd_due(void *arg)
{
	struct ike_sa *sa = arg;
	struct ike *ike = sa->ike;
	int64_t silent = loop_now(ike->loop) - sa->heard_at;
	if (silent < threshold_of(sa)) {
		loop_timer_set(sa->dpd_timer, threshold_of(sa) - silent);
		return;
	}
	/* A timer that fires again without an answer in between has asked already. */
	bool again = sa->dpd_asked;
	sa->dpd_asked = true;
	loop_timer_set(sa->dpd_timer, ANSWER_USEC);
	if (!again && sa->children && ike->env.sa_usage(ike->env.arg, sa->children->prev->spi_in))
		return;
	sa->dpd_asked = false;
	loop_timer_stop(sa->dpd_timer);
	dpd_check(sa);
}

void dpd_arm(struct ike_sa *sa)
{
	if (!sa->peer->settings->dpd.enabled) {
		loop_timer_free(sa->dpd_timer);
		sa->dpd_timer = NULL;
		return;
	}
	if (!sa->dpd_timer)
		sa->dpd_timer = loop_timer_new(sa->ike->loop, dpd_due, sa);
	sa->dpd_asked = false;
	if (sa->dpd_timer)
		loop_timer_set(sa->dpd_timer, loop_jitter(sa->ike->loop, threshold_of(sa), 5));
}

void dpd_used(struct ike_sa *sa, uint32_t idle_msec)
{
	if (!sa->dpd_asked || !sa->dpd_timer)
		return;
	int64_t idle = idle_msec == UINT32_MAX ? INT64_MAX : idle_msec * LOOP_MSEC;
	sa->dpd_asked = false;
	if (idle < threshold_of(sa)) {
		sa->proven = true;
		loop_timer_set(sa->dpd_timer, threshold_of(sa) - idle);
	} else {
		loop_timer_stop(sa->dpd_timer);
		dpd_check(sa);
	}
}

void dpd_unanswered(struct ike_sa *sa)
{
	if (ike_sa_is_up(sa) && !sa->redundant)
		peer_rescue(sa->peer);
}

void dpd_hint(struct ike_sa *sa, const char *why)
{
	int64_t now = loop_now(sa->ike->loop);
	struct peer *peer = sa->peer;
	if (!ike_sa_is_up(sa) || (peer->checked_at && now - peer->checked_at < HINT_GAP_USEC))
		return;
	peer->checked_at = now;
	sa->doubted = true;
	log_info("%s: unprotected %s; checking whether the peer is alive", ike_sa_label(sa), why);
	dpd_check(sa);
}
