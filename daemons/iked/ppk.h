/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Post-quantum pre-shared keys, RFC 8784: a key that both ends know is mixed into SK_d, SK_pi and SK_pr. Whoever records
 * today's Diffie-Hellman exchange to break it one day does not get at what the CHILD SAs carry.
 *
 * Both ends say in IKE_SA_INIT that they take part. In IKE_AUTH the initiator names its key and, where that is not
 * required, proves itself a second time without it, for a responder that does not have it.
 */
#pragma once
#include "daemons/iked/exchange.h"
#include "daemons/iked/payload.h"

/* IKE_SA_INIT: says that we take part; notes whether the peer does as well. */
void ppk_announce(const struct ike_sa *sa, struct payload_writer *w);
void ppk_note(struct ike_sa *sa, const struct exchange *x);
/* False: a key is required here, and the peer takes no part. */
bool ppk_may_go_on(const struct ike_sa *sa);

/* Initiator: the keys of the SA are mixed from now on. */
bool ppk_mix(struct ike_sa *sa);
/* Names our key; `plain`, NULL where there is none, holds the AUTH payload that was made before ppk_mix(). */
bool ppk_encode(const struct ike_sa *sa, struct payload_writer *w, const struct payload_writer *plain);
/* Responder: mixes the keys if the initiator names our key. False: that is required, and it does not. */
bool ppk_requested(struct ike_sa *sa, const struct exchange *x);
/* Responder that does not have the key: the initiator's other proof takes the place of `auth`, if there is one. */
void ppk_other_proof(const struct ike_sa *sa, const struct exchange *x, struct auth_payload *auth);
/* Responder: tells that the keys are mixed, if they are. */
void ppk_confirm(const struct ike_sa *sa, struct payload_writer *w);
/* Initiator: the responder may not have the key; then the keys are as before ppk_mix(). False: that is required. */
bool ppk_answered(struct ike_sa *sa, const struct exchange *x);
