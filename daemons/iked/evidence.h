/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an IKE SA has seen that explains its fate: the proposals of both ends, the last error notification and the last
 * message. It is gathered from the messages themselves, in both directions; no key material is among it.
 */
#pragma once
#include "daemons/iked/message.h"
#include <stdbool.h>
#include <stdint.h>

struct ike_sa;

enum evidence_kind {
	EVIDENCE_IKE,
	EVIDENCE_CHILD,
	EVIDENCE_KINDS,
};

struct evidence {
	char *ours[EVIDENCE_KINDS];   /* proposals that we sent: offered, or chosen; NULL none */
	char *theirs[EVIDENCE_KINDS]; /* that the peer sent */
	uint16_t notify;              /* the last error notification, 0 none */
	bool notify_ours;             /* we sent it */
	uint8_t exchange;             /* of the last message, 0 none */
	bool exchange_ours;           /* we sent it */
};

/* A message in the clear, before it is sealed (`sent`) or after it was opened; debug messages tell of it, too. */
void evidence_message(
    struct ike_sa *sa, bool sent, const struct ike_header *h, const struct payload_chain *chain);
/* The same for a message that is about to be sealed. */
void evidence_sending(struct ike_sa *sa, const struct ike_header *h, const struct payload_writer *w);
/* A rekey made `sa` from `old`: what they agreed on came in messages of `old`. */
void evidence_inherit(struct ike_sa *sa, const struct ike_sa *old);
void evidence_clear(struct evidence *e);
