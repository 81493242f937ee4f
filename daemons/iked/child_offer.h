/* SPDX-License-Identifier: Apache-2.0 */
/* How the two ends agree on a CHILD SA: SA, KE, TSi and TSr as IKE_AUTH and CREATE_CHILD_SA share them. */
#pragma once
#include "daemons/iked/exchange.h"

struct child_terms {
	const struct nonce *ni, *nr;
	bool first;      /* IKE_AUTH: neither KE nor nonces of its own (RFC 7296 §1.2) */
	uint32_t spi_in; /* initiator: what we offered */
	struct dh *dh;   /* initiator: NULL without PFS */
};

struct child_result {
	struct child_sa *child; /* NULL when refused */
	uint16_t refused;       /* the notification that says why */
	uint16_t group;         /* with INVALID_KE_PAYLOAD: the group we want */
};

/* Initiator: SA into `w`. */
void child_offer_sa(struct ike_sa *sa, struct payload_writer *w, uint32_t spi_in, bool first);
/* Initiator: TSi and TSr. */
void child_offer_ts(struct ike_sa *sa, struct payload_writer *w);
/* Group of the KE payload to send, DH_NONE without PFS. */
uint16_t child_offer_group(const struct ike_sa *sa);

/* Responder: makes the CHILD SA that the request asks for and writes SA, Nr, KEr, TSi, TSr into x->answer. */
struct child_result child_offer_answer(
    struct ike_sa *sa, struct exchange *x, const struct child_terms *terms);
/* Responder: the notification instead. */
void child_offer_refuse(struct ike_sa *sa, struct payload_writer *w, const struct child_result *result);
/* Initiator: makes the CHILD SA that the response agrees to. */
struct child_result child_offer_accept(
    struct ike_sa *sa, struct exchange *x, const struct child_terms *terms);
