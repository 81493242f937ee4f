/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/evidence.h"
#include "daemons/iked/debug.h"
#include "daemons/iked/notify.h"
#include "daemons/iked/proposal.h"
#include "daemons/iked/sa.h"
#include <stdlib.h>
#include <string.h>

static void keep(char **at, const char *text)
{
	free(*at);
	*at = text ? strdup(text) : NULL;
}

static void note_proposals(struct evidence *e, bool sent, uint8_t exchange, struct rbuf body)
{
	struct proposal_list list;
	char text[PROPOSAL_STRLEN];
	enum evidence_kind kind = exchange == EXCHANGE_IKE_SA_INIT ? EVIDENCE_IKE : EVIDENCE_CHILD;
	bool sound = proposal_decode(body, &list);
	if (sound && list.count)
		kind = list.proposal[0].protocol == PROTOCOL_IKE ? EVIDENCE_IKE : EVIDENCE_CHILD;
	if (!sound)
		keep(&(sent ? e->ours : e->theirs)[kind], "(malformed)");
	else
		keep(&(sent ? e->ours : e->theirs)[kind],
		    list.count ? proposal_str(&list, text) : "(nothing that is known here)");
}

void evidence_message(
    struct ike_sa *sa, bool sent, const struct ike_header *h, const struct payload_chain *chain)
{
	struct evidence *e = &sa->evidence;
	struct notify n;
	ike_debug_message(sa, sent, h, chain);
	e->exchange = h->exchange;
	e->exchange_ours = sent;
	const struct payload *p = payload_find(chain, PAYLOAD_SA);
	if (p)
		note_proposals(e, sent, h->exchange, p->body);
	if (notify_find_error(chain, &n)) {
		e->notify = n.type;
		e->notify_ours = sent;
	}
}

void evidence_sending(struct ike_sa *sa, const struct ike_header *h, const struct payload_writer *w)
{
	struct payload_chain chain;
	if (payload_chain_parse(&chain, w->first, rbuf_from(w->buf.data, w->buf.len), NULL) == PAYLOAD_OK)
		evidence_message(sa, true, h, &chain);
}

void evidence_inherit(struct ike_sa *sa, const struct ike_sa *old)
{
	for (unsigned i = 0; i < EVIDENCE_KINDS; i++) {
		keep(&sa->evidence.ours[i], old->evidence.ours[i]);
		keep(&sa->evidence.theirs[i], old->evidence.theirs[i]);
	}
}

void evidence_clear(struct evidence *e)
{
	for (unsigned i = 0; i < EVIDENCE_KINDS; i++) {
		free(e->ours[i]);
		free(e->theirs[i]);
	}
	*e = (struct evidence){0};
}
