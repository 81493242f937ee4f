/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/history.h"
#include "daemons/iked/proposal.h"
#include "daemons/iked/sa.h"
#include "lib/loop.h"
#include <stdlib.h>
#include <string.h>

static const char *const names[HISTORY_EVENTS] = {
    [HISTORY_UP] = "ike-up",
    [HISTORY_DOWN] = "ike-down",
    [HISTORY_FAILED] = "ike-failed",
    [HISTORY_REKEYED] = "ike-rekeyed",
    [HISTORY_REKEY_REFUSED] = "ike-rekey-refused",
    [HISTORY_CHILD_UP] = "child-up",
    [HISTORY_CHILD_REFUSED] = "child-refused",
    [HISTORY_UNUSABLE] = "unusable",
    [HISTORY_DROPPED] = "dropped",
};

const char *history_event_name(enum history_event event)
{
	return names[event];
}

/* ---- the ring ---- */

static void release_texts(struct history_entry *e)
{
	free(e->text);
	free(e->ours);
	free(e->theirs);
	free(e->local_id);
	free(e->remote_id);
}

static void entry_free(struct history_entry *e)
{
	if (e)
		release_texts(e);
	free(e);
}

static void take_out(struct history *h, unsigned i)
{
	memmove(&h->entry[i], &h->entry[i + 1], (h->count - i - 1) * sizeof(h->entry[0]));
	h->count--;
}

/* Coming up and going down are the story itself. */
static bool may_merge(const struct history_entry *e)
{
	return e->event != HISTORY_UP && e->event != HISTORY_DOWN;
}

static bool is_same(const struct history_entry *a, const struct history_entry *b)
{
	return a->event == b->event && a->code == b->code && a->has_sa == b->has_sa &&
	       a->initiator == b->initiator && ip_addr_equal(&a->local.addr, &b->local.addr) &&
	       ip_addr_equal(&a->remote.addr, &b->remote.addr);
}

static struct history_entry *find_same(struct history *h, const struct history_entry *e, unsigned *at)
{
	for (unsigned i = h->count; may_merge(e) && i-- > 0;)
		if (is_same(h->entry[i], e)) {
			*at = i;
			return h->entry[i];
		}
	return NULL;
}

/* Takes the texts of `e`. */
static void add(struct history *h, struct history_entry *e)
{
	unsigned at;
	struct history_entry *old = find_same(h, e, &at);
	e->count = 1;
	e->first_at = e->last_at;
	if (old) {
		take_out(h, at);
		e->first_at = old->first_at;
		e->count += old->count;
		release_texts(old);
	} else {
		old = malloc(sizeof(*old));
		if (!old) {
			release_texts(e);
			return;
		}
	}
	*old = *e;
	if (h->count == HISTORY_SIZE) {
		entry_free(h->entry[0]);
		take_out(h, 0);
	}
	h->entry[h->count++] = old;
}

void history_clear(struct history *h)
{
	for (unsigned i = 0; i < h->count; i++)
		entry_free(h->entry[i]);
	h->count = 0;
}

/* ---- what is put into it ---- */

static char *copy(const char *text)
{
	return text && text[0] != '\0' ? strdup(text) : NULL;
}

static char *id_text(const struct ike_id *id)
{
	char text[ID_STRLEN];
	return id->type ? strdup(ike_id_str(id, text)) : NULL;
}

static bool is_about_child(enum history_event event)
{
	return event == HISTORY_CHILD_UP || event == HISTORY_CHILD_REFUSED;
}

/* What this end would have taken, where it had no occasion to say so. */
static char *acceptable(const struct ike_sa *sa, bool child)
{
	char text[PROPOSAL_STRLEN];
	const struct proposal_list *list = child ? sa->peer->settings->esp : &sa->ike->settings->ike;
	return list ? strdup(proposal_str(list, text)) : NULL;
}

static void put_evidence(struct history_entry *e, const struct ike_sa *sa)
{
	const struct evidence *seen = &sa->evidence;
	bool child = is_about_child(e->event);
	enum evidence_kind kind = child ? EVIDENCE_CHILD : EVIDENCE_IKE;
	bool refusing = e->code != FAILURE_NONE && seen->notify && seen->notify_ours;
	e->ours = refusing ? acceptable(sa, child) : copy(seen->ours[kind]);
	e->theirs = copy(seen->theirs[kind]);
	if (e->code != FAILURE_NONE) {
		e->notify = seen->notify;
		e->notify_ours = seen->notify_ours;
	}
	e->exchange = seen->exchange;
	e->exchange_ours = seen->exchange_ours;
}

static uint32_t seconds_of(const struct ike_sa *sa, enum history_event event)
{
	int64_t since = event == HISTORY_DOWN ? sa->established_at : sa->begun_at;
	return (uint32_t)((loop_now(sa->ike->loop) - since) / LOOP_SEC);
}

void history_sa(struct ike_sa *sa, enum history_event event, enum failure_code code, const char *text)
{
	struct history_entry e = {
	    .event = event,
	    .code = code,
	    .last_at = loop_wall(sa->ike->loop),
	    .has_sa = true,
	    .initiator = sa->initiator,
	    .number = sa->number,
	    .spi_i = sa->spi_i,
	    .spi_r = sa->spi_r,
	    .local = sa->local,
	    .remote = sa->remote,
	    .seconds = seconds_of(sa, event),
	    .text = copy(text),
	    .local_id = id_text(&sa->local_id),
	    .remote_id = id_text(&sa->remote_id),
	};
	put_evidence(&e, sa);
	add(&sa->peer->history, &e);
}

void history_end(struct ike_sa *sa)
{
	if (sa->successor) /* its rekey is the story */
		return;
	history_sa(
	    sa, sa->established_at ? HISTORY_DOWN : HISTORY_FAILED, sa->failure.code, sa->failure.text);
}

void history_unusable(struct peer *peer, enum failure_code code, const char *text)
{
	struct history_entry e = {
	    .event = HISTORY_UNUSABLE, .code = code, .last_at = loop_wall(peer->ike->loop)};
	e.local.addr = peer->settings->local;
	e.remote.addr = peer->settings->remote;
	e.text = copy(text);
	add(&peer->history, &e);
}

void history_dropped(struct ike *ike, struct peer *peer, enum failure_code code,
    const struct ip_endpoint *local, const struct ip_endpoint *remote)
{
	struct history_entry e = {.event = HISTORY_DROPPED,
	    .code = code,
	    .last_at = loop_wall(ike->loop),
	    .local = *local,
	    .remote = *remote};
	add(peer ? &peer->history : &ike->strangers, &e);
}
