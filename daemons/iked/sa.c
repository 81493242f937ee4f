/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/sa.h"
#include "daemons/iked/admission.h"
#include "daemons/iked/create_child_sa.h"
#include "daemons/iked/debug.h"
#include "daemons/iked/dpd.h"
#include "daemons/iked/fragment.h"
#include "daemons/iked/ike_auth.h"
#include "daemons/iked/ike_rekey.h"
#include "daemons/iked/ike_sa_init.h"
#include "daemons/iked/informational.h"
#include "daemons/iked/natt.h"
#include "daemons/iked/rekey.h"
#include "daemons/iked/state.h"
#include "lib/log.h"
#include "lib/loop.h"
#include <openssl/crypto.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#define HALF_OPEN_USEC  (20 * LOOP_SEC) /* a responder waits that long for IKE_AUTH */
#define CHILD_RETRY_MIN (500 * LOOP_MSEC)
#define CHILD_RETRY_MAX (30 * LOOP_SEC)

static const char *const state_names[] = {
    [IKE_SA_NEW] = "NEW",
    [IKE_SA_INIT_SENT] = "INIT_SENT",
    [IKE_SA_INIT_ANSWERED] = "INIT_ANSWERED",
    [IKE_SA_AUTH_SENT] = "AUTH_SENT",
    [IKE_SA_ESTABLISHED] = "ESTABLISHED",
    [IKE_SA_REKEYED] = "REKEYED",
    [IKE_SA_DELETING] = "DELETING",
    [IKE_SA_DEAD] = "DEAD",
};

const char *ike_sa_state_name(enum ike_sa_state state)
{
	return state_names[state];
}

const char *ike_sa_label(const struct ike_sa *sa)
{
	static char label[IF_NAMESIZE + 16];
	snprintf(label, sizeof(label), "%s#%u", sa->peer ? sa->peer->tunnel : "-", sa->number);
	return label;
}

bool ike_sa_is_up(const struct ike_sa *sa)
{
	return sa->state == IKE_SA_ESTABLISHED;
}

/* The state timer: a half-open SA, or one whose Delete the peer owes us. */
static void timeout_due(void *arg)
{
	struct ike_sa *sa = arg;
	if (sa->state == IKE_SA_INIT_ANSWERED) {
		ike_sa_end(sa, FAILURE_NO_IKE_AUTH, "no IKE_AUTH followed the peer's IKE_SA_INIT");
		return;
	}
	if (sa->redundant && !peer_may_drop(sa->peer, sa))
		return;
	sa->want_delete = true;
	ike_sa_continue(sa);
}

static void rekey_due(void *arg)
{
	struct ike_sa *sa = arg;
	sa->want_rekey = true;
	ike_sa_continue(sa);
}

static void child_due(void *arg)
{
	struct ike_sa *sa = arg;
	sa->want_child = true;
	ike_sa_continue(sa);
}

static bool timers_new(struct ike_sa *sa)
{
	sa->timeout = loop_timer_new(sa->ike->loop, timeout_due, sa);
	sa->rekey_timer = loop_timer_new(sa->ike->loop, rekey_due, sa);
	sa->child_timer = loop_timer_new(sa->ike->loop, child_due, sa);
	return sa->timeout && sa->rekey_timer && sa->child_timer;
}

static void timers_free(struct ike_sa *sa)
{
	loop_timer_free(sa->timeout);
	loop_timer_free(sa->rekey_timer);
	loop_timer_free(sa->child_timer);
	loop_timer_free(sa->dpd_timer);
	sa->timeout = sa->rekey_timer = sa->child_timer = sa->dpd_timer = NULL;
}

struct ike_sa *ike_sa_new(struct peer *peer, bool initiator, uint64_t local_spi, uint64_t peer_spi,
    const struct ip_endpoint *local, const struct ip_endpoint *remote)
{
	struct ike *ike = peer->ike;
	struct ike_sa *sa = calloc(1, sizeof(*sa));
	if (!sa)
		return NULL;
	sa->ike = ike;
	sa->peer = peer;
	sa->initiator = initiator;
	sa->local = *local;
	sa->remote = *remote;
	sa->local_spi = local_spi;
	sa->spi_i = initiator ? sa->local_spi : peer_spi;
	sa->spi_r = initiator ? peer_spi : sa->local_spi;
	sa->number = ++ike->next_number;
	sa->begun_at = sa->heard_at = loop_now(ike->loop);
	if (!timers_new(sa)) {
		timers_free(sa);
		free(sa);
		return NULL;
	}
	HASH_ADD(hh, ike->sas, local_spi, sizeof(sa->local_spi), sa);
	DL_PREPEND(peer->sas, sa);
	ike->sa_count++;
	return sa;
}

static bool is_half_open(enum ike_sa_state state)
{
	return state == IKE_SA_INIT_ANSWERED;
}

void ike_sa_set_state(struct ike_sa *sa, enum ike_sa_state state)
{
	if (sa->state == state)
		return;
	log_debug("%s: IKE SA %s -> %s", ike_sa_label(sa), state_names[sa->state], state_names[state]);
	ike_debug(sa, 5, "SM Trace-> SA: I_SPI=%016llX R_SPI=%016llX (%c) MsgID = %08X CurState: %s -> %s",
	    (unsigned long long)sa->spi_i, (unsigned long long)sa->spi_r, sa->initiator ? 'I' : 'R',
	    sa->window.next_out, state_names[sa->state], state_names[state]);
	if (is_half_open(sa->state))
		admission_count(sa->ike, &sa->key, false);
	sa->ike->up_count -= sa->state == IKE_SA_ESTABLISHED;
	sa->ike->up_count += state == IKE_SA_ESTABLISHED;
	sa->state = state;
	loop_timer_stop(sa->timeout);
	if (is_half_open(state)) {
		admission_count(sa->ike, &sa->key, true);
		loop_timer_set(sa->timeout, HALF_OPEN_USEC);
	}
}

void ike_sa_established(struct ike_sa *sa, bool initial_contact)
{
	char local[IP_ENDPOINT_STRLEN], remote[IP_ENDPOINT_STRLEN], encr[ALGORITHM_STRLEN];
	ike_sa_set_state(sa, IKE_SA_ESTABLISHED);
	sa->established_at = sa->session_at = loop_now(sa->ike->loop);
	sa->ike->counters.established++;
	if (sa->ike->up_count > sa->ike->counters.peak)
		sa->ike->counters.peak = sa->ike->up_count;
	ike_sa_setup_free(sa);
	log_notice("%s: IKE SA established with %s from %s, %s, %s", ike_sa_label(sa),
	    ip_endpoint_str(&sa->remote, remote), ip_endpoint_str(&sa->local, local),
	    sa->initiator ? "initiator" : "responder",
	    algorithm_encr_str(sa->suite.encr, sa->suite.encr_bits, encr));
	history_sa(sa, HISTORY_UP, FAILURE_NONE, NULL);
	ike_debug(
	    sa, 1, "SA UP. Reason: New Connection Established%s", initial_contact ? ", INITIAL_CONTACT" : "");
	rekey_arm_ike(sa);
	dpd_arm(sa);
	peer_established(sa->peer, sa, initial_contact);
}

void ike_sa_succeed(struct ike_sa *sa, const struct ike_sa *old)
{
	sa->nat_local = old->nat_local;
	sa->nat_remote = old->nat_remote;
	sa->udp_encap = old->udp_encap;
	sa->postern = old->postern;
	sa->ppk = old->ppk;
	sa->fragments = old->fragments;
	sa->fragment_mtu = old->fragment_mtu;
	sa->session_at = old->session_at;
	sa->local_id = old->local_id;
	sa->auth_local = old->auth_local;
	sa->auth_remote = old->auth_remote;
	sa->remote_id = old->remote_id;
	ike_sa_set_state(sa, IKE_SA_ESTABLISHED);
	sa->established_at = loop_now(sa->ike->loop);
	rekey_arm_ike(sa);
	dpd_arm(sa);
	log_info("%s: IKE SA rekeyed, this is the new one", ike_sa_label(sa));
	evidence_inherit(sa, old);
	history_sa(sa, HISTORY_REKEYED, FAILURE_NONE, NULL);
	ike_debug(sa, 1, "SA UP. Reason: rekey of %s",
	    old->initiator == sa->initiator ? "the same end" : "the other end");
}

void ike_sa_setup_free(struct ike_sa *sa)
{
	if (!sa->setup)
		return;
	dh_free(sa->setup->dh);
	wbuf_free(&sa->setup->init);
	wbuf_free(&sa->setup->init_answer);
	OPENSSL_cleanse(sa->setup, sizeof(*sa->setup));
	free(sa->setup);
	sa->setup = NULL;
}

struct create *ike_sa_create_begin(struct ike_sa *sa)
{
	ike_sa_create_end(sa);
	sa->create = calloc(1, sizeof(*sa->create));
	return sa->create;
}

void ike_sa_create_end(struct ike_sa *sa)
{
	if (!sa->create)
		return;
	dh_free(sa->create->dh);
	OPENSSL_cleanse(sa->create, sizeof(*sa->create));
	free(sa->create);
	sa->create = NULL;
}

void ike_sa_forget(struct ike_sa *sa)
{
	struct ike *ike = sa->ike;
	ike_sa_setup_free(sa);
	ike_sa_create_end(sa);
	evidence_clear(&sa->evidence);
	window_free(sa);
	fragment_free(sa);
	timers_free(sa);
	HASH_DELETE(hh, ike->sas, sa);
	if (sa->hh_initiator.tbl)
		HASH_DELETE(hh_initiator, ike->by_initiator, sa);
	DL_DELETE(sa->peer->sas, sa);
	ike->sa_count--;
	ike->up_count -= sa->state == IKE_SA_ESTABLISHED;
}

/* What follows the children of `sa` sends before they go: the line protocol, and the routes with it, stay up. */
static void hand_over(struct ike_sa *sa)
{
	struct child_sa *child;
	DL_FOREACH(sa->children, child)
		child_sa_set_state(child, CHILD_DELETING);
	peer_note_up(sa->peer, sa->failure.text); /* it knows why, peer_outbound() does not */
	if (sa->children && !sa->peer->stale)
		peer_outbound(sa->peer);
}

/* The memory lies in the graveyard until the present event is over: callers up the stack still look at it. */
static void end_with(struct ike_sa *sa)
{
	struct ike *ike = sa->ike;
	struct peer *peer = sa->peer;
	enum failure_code code = sa->failure.code;
	ike_sa_set_state(sa, IKE_SA_DEAD);
	hand_over(sa);
	while (sa->children)
		child_sa_end(sa->children, code != FAILURE_DELETED_BY_PEER && code != FAILURE_REPLACED);
	ike->env.keep(ike->env.arg, sa->local_spi, NULL, 0);
	ike_sa_forget(sa);
	DL_APPEND(ike->graveyard, sa);
	loop_timer_set(ike->reaper, 0);
	peer_ended(peer, sa, code);
}

void ike_sa_end(struct ike_sa *sa, enum failure_code code, const char *fmt, ...)
{
	if (sa->state == IKE_SA_DEAD)
		return;
	va_list ap;
	va_start(ap, fmt);
	failure_set_va(&sa->failure, code, loop_wall(sa->ike->loop), fmt, ap);
	va_end(ap);
	history_end(sa);
	ike_debug(sa, 1, "SA DOWN. Reason: %s: %s", failure_name(code), sa->failure.text);
	bool quiet = sa->successor || sa->redundant || sa->rescue;
	if (!is_half_open(sa->state) || ike_may_log(sa->ike)) /* anybody can cause that one */
		log_at(quiet ? LOG_LEVEL_INFO : LOG_LEVEL_NOTICE, "%s: IKE SA is gone: %s", ike_sa_label(sa),
		    sa->failure.text);
	end_with(sa);
}

void ike_sa_doom(struct ike_sa *sa, enum failure_code code, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	failure_set_va(&sa->failure, code, loop_wall(sa->ike->loop), fmt, ap);
	va_end(ap);
	sa->doomed = true;
}

void ike_sa_delete(struct ike_sa *sa, enum failure_code code)
{
	if (sa->state < IKE_SA_ESTABLISHED) {
		ike_sa_end(sa, code, "given up during set-up");
		return;
	}
	sa->ending = code;
	sa->want_delete = true;
	ike_sa_continue(sa);
}

void ike_sa_retire(struct ike_sa *sa, unsigned seconds)
{
	loop_timer_set(sa->timeout, (int64_t)seconds * LOOP_SEC);
}

void ike_sa_inherit(struct ike_sa *sa, struct ike_sa *old)
{
	struct child_sa *child, *next;
	DL_FOREACH_SAFE(old->children, child, next) {
		DL_DELETE(old->children, child);
		child->sa = sa;
		DL_APPEND(sa->children, child);
		if (child->want_delete) /* soon: the new SA may not be known to the peer yet */
			child_sa_retire(child, 1);
		if (child->want_rekey)
			rekey_child_later(child, false);
	}
	old->successor = sa->local_spi;
	old->want_rekey = old->want_child = false;
	loop_timer_stop(old->rekey_timer);
	loop_timer_stop(old->child_timer);
	ike_sa_set_state(old, IKE_SA_REKEYED);
	if (!sa->children) /* not at once: the answer that makes this SA may not be out yet */
		ike_sa_child_later(sa);
	ike_sa_commit(sa);
	ike_sa_commit(old);
}

void ike_sa_move(struct ike_sa *sa, const struct ip_endpoint *local, const struct ip_endpoint *remote)
{
	char text[IP_ENDPOINT_STRLEN];
	struct child_sa *child;
	sa->local = *local;
	sa->remote = *remote;
	log_info("%s: peer is at %s now", ike_sa_label(sa), ip_endpoint_str(remote, text));
	DL_FOREACH(sa->children, child)
		child_sa_move(child);
}

void ike_sa_commit(struct ike_sa *sa)
{
	if (sa->state < IKE_SA_ESTABLISHED || sa->state == IKE_SA_DEAD)
		return;
	struct wbuf w = {0};
	state_pack(&w, sa);
	if (wbuf_ok(&w))
		sa->ike->env.keep(sa->ike->env.arg, sa->local_spi, w.data, w.len);
	wbuf_free(&w);
}

void ike_sa_child_later(struct ike_sa *sa)
{
	if (sa->peer->settings->responder_only)
		return;
	int64_t delay = CHILD_RETRY_MIN << (sa->child_attempts < 6 ? sa->child_attempts : 6);
	sa->child_attempts++;
	sa->want_child = false;
	loop_timer_set(sa->child_timer,
	    loop_jitter(sa->ike->loop, delay < CHILD_RETRY_MAX ? delay : CHILD_RETRY_MAX, 20));
}

/* What an IKE SA may have to do next, the most urgent first. Each `send` makes one request. */
static struct child_sa *child_to_delete(struct ike_sa *sa)
{
	struct child_sa *child;
	DL_FOREACH(sa->children, child)
		if (child->want_delete && child->state != CHILD_DELETING)
			return child;
	return NULL;
}

static struct child_sa *child_to_rekey(struct ike_sa *sa)
{
	struct child_sa *child;
	DL_FOREACH(sa->children, child)
		if (child->want_rekey && child->state == CHILD_INSTALLED)
			return child;
	return NULL;
}

static bool continue_setup(struct ike_sa *sa)
{
	if (sa->state == IKE_SA_INIT_SENT)
		ike_sa_init_send(sa);
	else if (sa->state == IKE_SA_AUTH_SENT)
		ike_auth_send(sa);
	else
		return false;
	return true;
}

static bool continue_delete(struct ike_sa *sa)
{
	struct child_sa *child;
	if (sa->want_delete) {
		ike_sa_set_state(sa, IKE_SA_DELETING);
		informational_send_delete_ike(sa);
	} else if ((child = child_to_delete(sa)) != NULL) {
		informational_send_delete_child(sa, child);
	} else {
		return false;
	}
	return true;
}

static bool continue_create(struct ike_sa *sa)
{
	struct child_sa *child;
	if (!ike_sa_is_up(sa))
		return false;
	if (sa->want_rekey)
		ike_rekey_send(sa);
	else if ((child = child_to_rekey(sa)) != NULL)
		create_child_sa_send_rekey(sa, child);
	else if (sa->want_child && !sa->redundant)
		create_child_sa_send(sa);
	else
		return false;
	return true;
}

void ike_sa_continue(struct ike_sa *sa)
{
	if (sa->state == IKE_SA_DEAD)
		return;
	if (sa->doomed) {
		ike_sa_end(sa, sa->failure.code, "%s", sa->failure.text);
		return;
	}
	if (window_busy(sa) || continue_setup(sa) || sa->state < IKE_SA_ESTABLISHED)
		return;
	if (continue_delete(sa) || continue_create(sa))
		return;
	if (sa->want_liveness && sa->state != IKE_SA_DELETING)
		informational_send_liveness(sa);
}

void ike_sa_reap(struct ike *ike)
{
	struct ike_sa *sa, *next;
	DL_FOREACH_SAFE(ike->graveyard, sa, next) {
		keymat_wipe(&sa->keys);
		free(sa);
	}
	ike->graveyard = NULL;
}
