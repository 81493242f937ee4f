/* SPDX-License-Identifier: Apache-2.0 */
/* Proof of identity with certificates in IKE_SA_INIT and IKE_AUTH. */
#pragma once
#include "daemons/iked/auth.h"
#include "daemons/iked/exchange.h"

/* What either end's IKE_SA_INIT says about signatures, where certificates are in use; the responder's asks for one. */
void cert_auth_announce(const struct ike_sa *sa, struct payload_writer *w);
void cert_auth_learn(struct ike_sa *sa, const struct payload_chain *chain);
/* CERT, CERTREQ and AUTH of ours. False: no signature could be made. */
bool cert_auth_write(struct ike_sa *sa, const struct auth_octets *octets, struct payload_writer *w);
/* CERTREQ alone, where the peer shall send a certificate and we prove ourselves with a key. */
void cert_auth_request(const struct ike_sa *sa, struct payload_writer *w);
/* The peer's certificate, identity and signature. False with setup->refusal set. */
bool cert_auth_check(struct ike_sa *sa, const struct exchange *x, const struct auth_octets *octets,
    const struct auth_payload *auth);
