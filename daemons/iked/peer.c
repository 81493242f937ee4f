/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/peer.h"
#include "daemons/iked/debug.h"
#include "daemons/iked/dpd.h"
#include "daemons/iked/natt.h"
#include "daemons/iked/sa.h"
#include "lib/log.h"
#include "lib/loop.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#define RETRY_MIN_USEC    (500 * LOOP_MSEC)
#define RETRY_SOON_MAX    (5 * LOOP_SEC)    /* an absent peer */
#define RETRY_REFUSED_MAX (30 * LOOP_SEC)   /* a peer that refuses us, or we it */
#define RETRY_SPREAD      25                /* per cent */
#define CHANGE_OVER_USEC  (900 * LOOP_MSEC) /* time for a lost answer to be asked for again (window.c) */
#define CHANGE_OVER_LATE  (8 * LOOP_SEC) /* … where the initiator deletes the old one as soon as it has it */
#define OWN_LOSER_SEC     1 /* before we delete a redundant SA that we began, a Postern at the other end */
#define OWN_LOSER_OTHER   3 /* … somebody else */
#define THEIR_LOSER_SEC   8 /* … one that the other end began and has not deleted */
#define UNDONE_MAX        3
#define UNDONE_FORGET     (60 * LOOP_SEC)
#define UNDONE_USEC       (5 * LOOP_SEC) /* a peer that begins within that after our Delete undoes it */

struct peer *peer_find(struct ike *ike, const char *tunnel)
{
	struct peer *peer;
	HASH_FIND_STR(ike->peers, tunnel, peer);
	return peer;
}

struct peer *peer_by_address(struct ike *ike, const struct ip_addr *local, const struct ip_addr *remote)
{
	struct peer *peer;
	const struct peer_addresses a = {*local, *remote};
	HASH_FIND(hh_addresses, ike->by_addresses, &a, sizeof(a), peer);
	return peer;
}

static void unindex(struct peer *peer)
{
	if (peer->hh_addresses.tbl)
		HASH_DELETE(hh_addresses, peer->ike->by_addresses, peer);
	memset(&peer->hh_addresses, 0, sizeof(peer->hh_addresses));
}

/* Under the addresses that it has now. */
static void index_addresses(struct peer *peer)
{
	unindex(peer);
	peer->addresses = (struct peer_addresses){peer->settings->local, peer->settings->remote};
	HASH_ADD(hh_addresses, peer->ike->by_addresses, addresses, sizeof(peer->addresses), peer);
}

static bool is_winner(const struct ike_sa *sa)
{
	return ike_sa_is_up(sa) && !sa->redundant && !sa->doomed;
}

bool peer_has_other(const struct peer *peer, const struct ike_sa *sa)
{
	const struct ike_sa *other;
	DL_FOREACH(peer->sas, other)
		if (other != sa && is_winner(other))
			return true;
	return false;
}

bool peer_begins(const struct peer *peer)
{
	const struct ike_sa *sa;
	DL_FOREACH(peer->sas, sa)
		if (sa->state == IKE_SA_INIT_ANSWERED)
			return true;
	return false;
}

/* ---- the retry machine ---- */

static bool attempt_running(const struct peer *peer)
{
	const struct ike_sa *sa;
	DL_FOREACH(peer->sas, sa)
		if (sa->initiator && sa->state < IKE_SA_ESTABLISHED)
			return true;
	return false;
}

static bool wanted(const struct peer *peer)
{
	return peer_settings_usable(peer->settings) && !peer->settings->responder_only &&
	       !peer->device_gone && !peer->stale && !peer->ike->stopping && !peer->ike->held;
}

static struct ike_sa *peer_initiate(struct peer *peer, bool beside, bool sole)
{
	const struct ip_endpoint local = {.addr = peer->settings->local, .port = IKE_PORT};
	const struct ip_endpoint remote = {.addr = peer->settings->remote, .port = IKE_PORT};
	loop_timer_stop(peer->retry);
	struct ike_sa *sa = ike_sa_new(peer, true, ike_new_spi(peer->ike), 0, &local, &remote);
	if (!sa)
		return NULL;
	sa->beside = beside;
	sa->sole = sole;
	ike_sa_set_state(sa, IKE_SA_INIT_SENT);
	ike_sa_continue(sa);
	return sa;
}

void peer_start(struct peer *peer)
{
	if (wanted(peer) && !attempt_running(peer) && !peer_has_other(peer, NULL))
		peer_initiate(peer, false, false);
}

void peer_reestablish(struct peer *peer)
{
	if (wanted(peer) && !attempt_running(peer))
		peer_initiate(peer, peer_has_other(peer, NULL), false);
}

void peer_rescue(struct peer *peer)
{
	struct ike_sa *sa = wanted(peer) && !attempt_running(peer) ? peer_initiate(peer, true, false) : NULL;
	if (sa)
		sa->rescue = true;
}

void peer_answers(struct peer *peer)
{
	struct ike_sa *sa, *next;
	DL_FOREACH_SAFE(peer->sas, sa, next)
		if (sa->rescue && sa->state == IKE_SA_INIT_SENT)
			ike_sa_end(sa, FAILURE_REPLACED, "not needed, the peer answers");
}

void peer_retry_now(struct peer *peer)
{
	peer->attempts = 0;
	peer_start(peer);
}

static void retry_due(void *arg)
{
	peer_start(arg);
}

static bool is_refusal(enum failure_code code)
{
	if (failure_is_of_proof(code))
		return true;
	switch (code) {
	case FAILURE_NO_PROPOSAL:
	case FAILURE_NO_PROPOSAL_OF_PEER:
	case FAILURE_BAD_CHOICE:
	case FAILURE_INVALID_KE:
	case FAILURE_AUTH_BY_PEER:
	case FAILURE_PPK:
	case FAILURE_EAP_OF_PEER:
	case FAILURE_CHILD_NO_PROPOSAL:
	case FAILURE_CHILD_NO_PROPOSAL_OF_PEER:
	case FAILURE_TS:
	case FAILURE_TS_OF_PEER:
	case FAILURE_SYNTAX:
	case FAILURE_INTERNAL:
		return true;
	default:
		return false;
	}
}

static void retry_later(struct peer *peer, enum failure_code code)
{
	int64_t limit = is_refusal(code) ? RETRY_REFUSED_MAX : RETRY_SOON_MAX;
	int64_t delay = RETRY_MIN_USEC << (peer->attempts < 8 ? peer->attempts : 8);
	if (!wanted(peer) || attempt_running(peer) || loop_timer_pending(peer->retry))
		return;
	peer->attempts++;
	loop_timer_set(
	    peer->retry, loop_jitter(peer->ike->loop, delay < limit ? delay : limit, RETRY_SPREAD));
	debug_line(DEBUG_IKEV2_TIMER, 1, &peer->settings->remote,
	    "IKEv2-TIMER-1: (%s): attempt %u failed, the next one in %lld ms", peer->tunnel, peer->attempts,
	    (long long)(loop_timer_left(peer->retry) / LOOP_MSEC));
}

void peer_failed(struct peer *peer, enum failure_code code, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	failure_set_va(&peer->failure, code, loop_wall(peer->ike->loop), fmt, ap);
	va_end(ap);
}

/* ---- configuration ---- */

static void change_over_due(void *arg);

static struct peer *peer_new(struct ike *ike, const char *tunnel)
{
	struct peer *peer = calloc(1, sizeof(*peer));
	if (!peer)
		return NULL;
	peer->ike = ike;
	snprintf(peer->tunnel, sizeof(peer->tunnel), "%s", tunnel);
	peer->retry = loop_timer_new(ike->loop, retry_due, peer);
	peer->change_over = loop_timer_new(ike->loop, change_over_due, peer);
	peer->session = ++ike->next_session;
	peer->settings = &peer->own;
	if (!peer->retry || !peer->change_over) {
		loop_timer_free(peer->retry);
		loop_timer_free(peer->change_over);
		free(peer);
		return NULL;
	}
	HASH_ADD_STR(ike->peers, tunnel, peer);
	return peer;
}

static void delete_all(struct peer *peer, enum failure_code code)
{
	struct ike_sa *sa, *next;
	DL_FOREACH_SAFE(peer->sas, sa, next)
		ike_sa_delete(sa, code);
}

/* The settings say why a tunnel cannot be up. */
static void note_unusable(struct peer *peer)
{
	enum failure_code before = peer->failure.code;
	const struct peer_settings *s = peer->settings;
	if (s->shutdown)
		peer_failed(peer, FAILURE_SHUTDOWN, "administratively down");
	else if (s->incomplete[0])
		peer_failed(peer, FAILURE_INCOMPLETE, "%s", s->incomplete);
	else if (!s->local.family)
		peer_failed(peer, FAILURE_NO_SOURCE, "the tunnel source has no address");
	else if (peer->failure.code == FAILURE_SHUTDOWN || peer->failure.code == FAILURE_INCOMPLETE ||
		 peer->failure.code == FAILURE_NO_SOURCE)
		peer->failure.code = FAILURE_NONE;
	if (!peer_settings_usable(s) && peer->failure.code != before)
		history_unusable(peer, peer->failure.code, peer->failure.text);
}

/* Of what the SAs are made by another offer: they are rekeyed. */
struct offer_change {
	bool ike, esp;
};

/* Settings that need no new authentication: timers follow, and a rekey brings other algorithms without loss. A peer
 * that refuses them is asked again later; until then the present SAs stay. */
static void settings_into_sas(struct peer *peer, struct offer_change change)
{
	struct ike_sa *sa, *next;
	struct child_sa *child;
	DL_FOREACH_SAFE(peer->sas, sa, next) {
		if (!ike_sa_is_up(sa))
			continue;
		dpd_arm(sa);
		if (sa->redundant)
			continue;
		sa->want_rekey |= change.ike;
		DL_FOREACH(sa->children, child)
			child->want_rekey |=
			    change.esp && child->state == CHILD_INSTALLED && !child->redundant;
		ike_sa_continue(sa);
	}
}

static void note_offers(const struct peer *peer)
{
	const struct ike_sa *sa;
	DL_FOREACH(peer->sas, sa)
		if (ike_sa_is_up(sa)) {
			log_info("%s: other proposals, what is there is rekeyed", peer->tunnel);
			return;
		}
}

/* What needs a new IKE SA has changed. */
static void begin_anew(struct peer *peer)
{
	peer->undone = 0;
	delete_all(peer, peer->settings->shutdown ? FAILURE_SHUTDOWN : FAILURE_DELETED_BY_US);
	peer_retry_now(peer);
}

void peer_apply(struct ike *ike, const struct peer_settings *s)
{
	struct peer *peer = peer_find(ike, s->tunnel);
	bool is_new = !peer;
	if (is_new && !(peer = peer_new(ike, s->tunnel)))
		return;
	bool changed = is_new || peer_settings_differ(peer->settings, s) ||
		       peer_settings_usable(peer->settings) != peer_settings_usable(s);
	bool offer = peer->own.esp && s->esp && !proposal_list_equal(peer->own.esp, s->esp);
	peer_settings_copy(&peer->own, s);
	index_addresses(peer);
	if (offer)
		note_offers(peer);
	note_unusable(peer);
	if (changed) {
		begin_anew(peer);
		return;
	}
	settings_into_sas(peer, (struct offer_change){.esp = offer});
	peer_start(peer);
}

void peer_offer_changed(struct peer *peer)
{
	note_offers(peer);
	settings_into_sas(peer, (struct offer_change){.ike = true});
}

void peer_remove(struct peer *peer, enum failure_code code, const char *why)
{
	log_info("%s: removed: %s", peer->tunnel, why);
	HASH_DEL(peer->ike->peers, peer);
	unindex(peer);
	peer->stale = true;
	DL_APPEND2(peer->ike->stale_peers, peer, stale_prev, stale_next);
	delete_all(peer, code);
	if (!peer->sas)
		peer_free(peer);
}

void peer_free(struct peer *peer)
{
	if (peer->stale)
		DL_DELETE2(peer->ike->stale_peers, peer, stale_prev, stale_next);
	else
		HASH_DEL(peer->ike->peers, peer);
	unindex(peer);
	loop_timer_free(peer->retry);
	loop_timer_free(peer->change_over);
	peer_settings_clear(&peer->own);
	history_clear(&peer->history);
	free(peer);
}

void peer_device(struct peer *peer, bool present)
{
	peer->device_gone = !present;
	if (present)
		peer_retry_now(peer);
	else
		peer_failed(peer, FAILURE_NO_DEVICE, "the tunnel device is missing");
	if (!present)
		history_unusable(peer, FAILURE_NO_DEVICE, peer->failure.text);
}

/* ---- several IKE SAs ---- */

/* Of two SAs, the one that goes (see peer.h). */
static struct ike_sa *loser_of(struct ike_sa *sa, struct ike_sa *before)
{
	bool concurrent = sa->initiator != before->initiator && before->established_at >= sa->begun_at;
	if (!concurrent)
		return before;
	return nonce_cmp(&sa->lowest, &before->lowest) < 0 ? sa : before;
}

static void mark_redundant(struct ike_sa *sa)
{
	log_info("%s: there are two IKE SAs with the peer; this one, of the %s, is redundant",
	    ike_sa_label(sa), sa->initiator ? "initiator" : "responder");
	sa->redundant = true;
	sa->want_child = false;
	sa->ending = FAILURE_REPLACED;
	if (sa->peer->undone > UNDONE_MAX && !sa->postern)
		return; /* left alone, see peer.h */
	if (!sa->initiator)
		ike_sa_retire(sa, THEIR_LOSER_SEC);
	else
		ike_sa_retire(sa, sa->postern ? OWN_LOSER_SEC : OWN_LOSER_OTHER);
}

/* The one that it was redundant beside has gone: it is the best that is left, and stays. */
static void reprieve(struct ike_sa *sa)
{
	sa->redundant = false;
	sa->ending = FAILURE_NONE;
	loop_timer_stop(sa->timeout);
}

/* The other one works. A peer that undoes Deletes is dealt with by INITIAL_CONTACT instead. */
static bool drop_now(struct peer *peer, struct ike_sa *sa)
{
	peer->dropped_at = loop_now(peer->ike->loop);
	if (sa->postern || !peer->undone || !wanted(peer))
		return true;
	ike_sa_retire(sa, THEIR_LOSER_SEC);
	if (!attempt_running(peer))
		peer_initiate(peer, true, true);
	return false;
}

bool peer_may_drop(struct peer *peer, struct ike_sa *sa)
{
	struct ike_sa *other;
	DL_FOREACH(peer->sas, other) {
		if (!is_winner(other))
			continue;
		if (other->proven)
			return drop_now(peer, sa);
		other->want_liveness = true;
		ike_sa_continue(other);
		ike_sa_retire(sa, 1);
		return false;
	}
	reprieve(sa);
	peer_outbound(peer);
	return false;
}

/* One SA that was there before `sa` was authenticated. */
static void settle(struct ike_sa *sa, struct ike_sa *other, bool initial_contact)
{
	if (other->initiator && other->state == IKE_SA_INIT_SENT && !other->beside) {
		ike_sa_end(other, FAILURE_REPLACED, "not needed, the peer's own attempt came first");
		return;
	}
	if (!ike_sa_is_up(other) || (other->redundant && !sa->sole))
		return;
	if (sa->sole || (initial_contact && other->established_at < sa->begun_at)) {
		other->redundant = true;
		ike_sa_end(other, FAILURE_REPLACED, "replaced without a Delete (INITIAL_CONTACT)");
		return;
	}
	mark_redundant(loser_of(sa, other));
}

/* What the peer's IKE_AUTH made carries our traffic only when the peer has had our answer, if there is
 * something else until then. */
static void hold_back(struct peer *peer, struct ike_sa *sa)
{
	struct child_sa *child = peer_child(peer);
	if (sa->initiator || !child || child->sa == sa)
		return;
	sa->unheard = true;
	loop_timer_set(peer->change_over, sa->postern ? CHANGE_OVER_LATE : CHANGE_OVER_USEC);
}

static void change_over_due(void *arg)
{
	struct peer *peer = arg;
	struct ike_sa *sa;
	struct child_sa *child;
	DL_FOREACH(peer->sas, sa) {
		sa->unheard = false;
		DL_FOREACH(sa->children, child)
			if (child->state == CHILD_INSTALLED)
				child->wait = false;
	}
	peer_outbound(peer);
}

void peer_heard(struct peer *peer, struct ike_sa *sa)
{
	if (!sa->unheard)
		return;
	sa->unheard = false;
	peer_outbound(peer);
}

void peer_established(struct peer *peer, struct ike_sa *sa, bool initial_contact)
{
	struct ike_sa *other, *next;
	int64_t now = loop_now(peer->ike->loop);
	peer->attempts = 0;
	loop_timer_stop(peer->retry);
	if (now - peer->dropped_at > UNDONE_FORGET)
		peer->undone = 0;
	if (!sa->initiator && peer->dropped_at && now - peer->dropped_at < UNDONE_USEC)
		peer->undone++;
	if (sa->sole)
		peer->dropped_at = now;
	DL_FOREACH_SAFE(peer->sas, other, next)
		if (other != sa)
			settle(sa, other, initial_contact);
	hold_back(peer, sa);
	if (sa->beside)
		sa->want_liveness = true; /* tells the peer that we have its answer, see peer_heard() */
	peer_outbound(peer);
}

void peer_ended(struct peer *peer, struct ike_sa *sa, enum failure_code code)
{
	struct ike_sa *other;
	peer_note_up(peer, sa->failure.text);
	if (peer->stale) {
		if (!peer->sas)
			peer_free(peer);
		return;
	}
	if (peer_has_other(peer, sa)) {
		peer_outbound(peer);
		return;
	}
	DL_FOREACH(peer->sas, other)
		if (ike_sa_is_up(other) && other->redundant)
			reprieve(other);
	peer_outbound(peer);
	if (peer_has_other(peer, sa))
		return;
	if (code != FAILURE_REPLACED)
		peer_failed(peer, code, "%s", sa->failure.text);
	retry_later(peer, code);
}
