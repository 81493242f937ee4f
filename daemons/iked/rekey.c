/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/rekey.h"
#include "daemons/iked/debug.h"
#include "daemons/iked/notify.h"
#include "lib/log.h"
#include "lib/loop.h"
#include <stdio.h>
#include <utlist.h>

#define INITIATOR_PERCENT 88 /* of the lifetime; the end that began rekeys a little before the other */
#define RESPONDER_PERCENT 93
#define SPREAD_PERCENT    4
#define SOON_USEC         LOOP_SEC        /* after TEMPORARY_FAILURE */
#define LATER_USEC        (20 * LOOP_SEC) /* after a refusal that looks like one of configuration */
#define TWIN_SEC          1  /* before we delete a redundant CHILD SA: the other one is in use by then */
#define OTHER_END_SEC     10 /* for the Delete that the other end owes us */

static int64_t rekey_delay(struct loop *loop, uint32_t lifetime, bool initiator)
{
	int64_t percent = initiator ? INITIATOR_PERCENT : RESPONDER_PERCENT;
	return loop_jitter(loop, lifetime * LOOP_SEC / 100 * percent, SPREAD_PERCENT);
}

/* What is left of `delay` counted from `since`; a moment when that is over. */
static int64_t left_of(struct loop *loop, int64_t since, int64_t delay)
{
	int64_t left = since + delay - loop_now(loop);
	return left > LOOP_SEC ? left : loop_jitter(loop, LOOP_SEC, 30);
}

void rekey_arm_ike(struct ike_sa *sa)
{
	struct loop *loop = sa->ike->loop;
	if (sa->lifetime)
		loop_timer_set(sa->rekey_timer,
		    left_of(loop, sa->established_at, rekey_delay(loop, sa->lifetime, sa->initiator)));
	ike_debug_timer(sa, 2, "the IKE SA is rekeyed in %lld s, its lifetime is %u s",
	    (long long)(sa->lifetime ? loop_timer_left(sa->rekey_timer) / LOOP_SEC : 0), sa->lifetime);
}

/* IKE_AUTH has no Diffie-Hellman of its own (§1.2): whether the ends agree on PFS shows at the first rekey. */
static bool is_unproven(const struct child_sa *child)
{
	return child->sa->ike->settings->trial_seconds && child->initiator && !child->tried &&
	       child->suite.group == DH_NONE && child->sa->peer->settings->pfs_group != DH_NONE;
}

void rekey_arm_child(struct child_sa *child)
{
	struct loop *loop = child->sa->ike->loop;
	uint32_t lifetime = child->sa->peer->settings->lifetime_seconds;
	int64_t delay = lifetime ? rekey_delay(loop, lifetime, child->initiator) : 0;
	child->trial = is_unproven(child);
	if (child->trial)
		delay = loop_jitter(loop, child->sa->ike->settings->trial_seconds * LOOP_SEC, SPREAD_PERCENT);
	if (lifetime)
		child->hard_at = child->made_at + lifetime * LOOP_SEC;
	if (!delay)
		return;
	loop_timer_set(child->rekey_timer, left_of(loop, child->made_at, delay));
	ike_debug_timer(child->sa, 2, "CHILD SA 0x%x is rekeyed in %lld s%s, its lifetime is %u s",
	    child->spi_in, (long long)(loop_timer_left(child->rekey_timer) / LOOP_SEC),
	    child->trial ? " on trial" : "", lifetime);
}

static int64_t again_in(struct loop *loop, bool permanent)
{
	return loop_jitter(loop, permanent ? LATER_USEC : SOON_USEC, 50);
}

void rekey_ike_later(struct ike_sa *sa, bool permanent)
{
	struct loop *loop = sa->ike->loop;
	if (sa->lifetime && loop_now(loop) >= sa->established_at + sa->lifetime * LOOP_SEC) {
		log_warn("%s: lifetime is over and the rekey fails; a new IKE SA is made", ike_sa_label(sa));
		peer_reestablish(sa->peer);
	}
	loop_timer_set(sa->rekey_timer, again_in(loop, permanent));
}

void rekey_child_later(struct child_sa *child, bool permanent)
{
	struct loop *loop = child->sa->ike->loop;
	if (child->hard_at && loop_now(loop) >= child->hard_at) {
		child->want_delete = true; /* a new one follows */
		return;
	}
	loop_timer_set(child->rekey_timer, again_in(loop, permanent));
}

/* `old` is replaced. Whoever began the one that stays deletes it; the other end sees to it in the end. */
static void child_replaced(struct child_sa *old, bool ours)
{
	if (!old)
		return;
	child_sa_set_state(old, CHILD_REKEYED);
	if (ours)
		old->want_delete = true;
	else
		child_sa_retire(old, OTHER_END_SEC);
}

void rekey_child_done(struct ike_sa *sa, struct child_sa *made)
{
	struct child_sa *old = child_sa_find(sa->ike, sa->create->old_spi);
	struct child_sa *rival = child_sa_find(sa->ike, sa->create->rival);
	if (old && old->trial)
		log_info("%s: the trial rekey has worked: both ends agree on PFS group %u", ike_sa_label(sa),
		    made->suite.group);
	if (!rival) {
		child_replaced(old, true);
		return;
	}
	bool lost = nonce_cmp(&made->lowest, &rival->lowest) < 0;
	log_info("%s: both ends rekeyed the CHILD SA at once; %s stays", ike_sa_label(sa),
	    lost ? "the peer's" : "ours");
	struct child_sa *loser = lost ? made : rival;
	loser->redundant = true;
	loser->want_delete = lost;
	if (!lost)
		child_sa_retire(rival, OTHER_END_SEC);
	child_replaced(old, !lost);
}

void rekey_child_by_peer(struct ike_sa *sa, struct child_sa *old, struct child_sa *made)
{
	made->wait = true;
	made->replaces = old->spi_in;
	if (sa->window.task == TASK_REKEY_CHILD && sa->create->old_spi == old->spi_in)
		sa->create->rival = made->spi_in; /* decided when our own is answered */
	else
		child_replaced(old, false);
}

void rekey_child_twins(struct ike_sa *sa, struct child_sa *made)
{
	struct child_sa *twin;
	DL_FOREACH(sa->children, twin) {
		if (twin == made || twin->state != CHILD_INSTALLED || twin->redundant)
			continue;
		struct child_sa *loser = nonce_cmp(&made->lowest, &twin->lowest) < 0 ? made : twin;
		loser->redundant = true;
		child_sa_retire(loser, loser->initiator ? TWIN_SEC : OTHER_END_SEC);
		if (loser == made)
			return;
	}
}

/* The SA goes on as if nothing had been asked; the operator has until the end of its lifetime. False: that refusal says
 * nothing about what was to be learnt. */
static bool trial_failed(struct child_sa *old, uint16_t type)
{
	const struct ike_sa *sa = old->sa;
	char text[256];
	if (type == NOTIFY_TEMPORARY_FAILURE || type == NOTIFY_CHILD_SA_NOT_FOUND)
		return false;
	old->tried = true;
	rekey_arm_child(old);
	snprintf(text, sizeof(text),
	    "%s: WARNING: the trial rekey was refused with %s: the tunnel works until its SA has to be "
	    "rekeyed. Compare PFS "
	    "(set pfs) and the ipsec-proposals of both ends",
	    sa->peer->tunnel, notify_name(type));
	sa->ike->env.notice(sa->ike->env.arg, text);
	return true;
}

void rekey_child_refused(struct ike_sa *sa, uint16_t type)
{
	struct child_sa *old = child_sa_find(sa->ike, sa->create->old_spi);
	if (child_sa_find(sa->ike, sa->create->rival)) {
		child_replaced(old, false); /* the peer's own rekey stands */
		return;
	}
	if (old && old->trial && trial_failed(old, type))
		return;
	if (type == NOTIFY_CHILD_SA_NOT_FOUND && old) {
		child_sa_end(old, false);
		sa->want_child = sa->children == NULL;
	} else if (type == NOTIFY_NO_ADDITIONAL_SAS) {
		peer_reestablish(sa->peer);
	} else if (old) {
		rekey_child_later(old, type != NOTIFY_TEMPORARY_FAILURE);
	}
}

void rekey_child_undone(struct child_sa *child)
{
	struct child_sa *old = child->wait ? child_sa_find(child->sa->ike, child->replaces) : NULL;
	if (!old || old->state != CHILD_REKEYED || old->want_delete)
		return;
	child_sa_set_state(old, CHILD_INSTALLED);
	loop_timer_stop(old->retire_timer);
	child_sa_arm(old);
}

void rekey_ike_done(struct ike_sa *sa, struct ike_sa *made)
{
	struct ike_sa *rival = ike_find(sa->ike, sa->create->rival_ike);
	bool lost = rival && nonce_cmp(&made->lowest, &rival->lowest) < 0;
	if (rival)
		log_info("%s: both ends rekeyed the IKE SA at once; %s stays", ike_sa_label(sa),
		    lost ? "the peer's" : "ours");
	if (lost) {
		made->redundant = true;
		ike_sa_inherit(rival, sa);
		ike_sa_retire(sa, OTHER_END_SEC);
		made->ending = FAILURE_REPLACED;
		made->want_delete = true;
		ike_sa_continue(made);
		return;
	}
	ike_sa_inherit(made, sa);
	sa->want_delete = true;
	sa->ending = FAILURE_REPLACED;
	if (rival) {
		rival->redundant = true;
		ike_sa_retire(rival, OTHER_END_SEC);
	}
}

void rekey_ike_by_peer(struct ike_sa *sa, struct ike_sa *made)
{
	if (sa->window.task == TASK_REKEY_IKE) {
		sa->create->rival_ike = made->local_spi;
		return;
	}
	ike_sa_inherit(made, sa);
	ike_sa_retire(sa, OTHER_END_SEC);
}

void rekey_ike_settle(struct ike_sa *sa)
{
	struct ike_sa *rival = sa->create ? ike_find(sa->ike, sa->create->rival_ike) : NULL;
	if (!rival || sa->successor)
		return;
	ike_sa_inherit(rival, sa);
	ike_sa_retire(sa, OTHER_END_SEC);
}

void rekey_ike_refused(struct ike_sa *sa, uint16_t type)
{
	if (ike_find(sa->ike, sa->create->rival_ike)) {
		rekey_ike_settle(sa);
		return;
	}
	log_info("%s: rekey of the IKE SA refused: %s", ike_sa_label(sa), notify_name(type));
	history_sa(sa, HISTORY_REKEY_REFUSED, failure_of_notify(type, false, false), notify_name(type));
	rekey_ike_later(sa, type != NOTIFY_TEMPORARY_FAILURE);
}
