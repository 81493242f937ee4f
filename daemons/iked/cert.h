/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates on the wire (RFC 7296 §3.6, §3.7), and what identities they speak for (RFC 4945 §3.1). */
#pragma once
#include "daemons/iked/id.h"
#include "daemons/iked/settings.h"
#include <openssl/x509.h>

#define CERT_CHAIN_MAX 8 /* certificates of a message that are looked at */

/* The certificates of a message: the first is the sender's own. Freed with cert_list_free(). */
struct cert_list {
	X509 *own; /* NULL: it sent none that can be read */
	STACK_OF(X509) * others;
};

void cert_list_read(const struct payload_chain *chain, struct cert_list *list);
void cert_list_free(struct cert_list *list);

void cert_encode(struct payload_writer *w, X509 *cert);
/* `hashes`: SHA-1 of the public keys of the CAs, side by side. */
void cert_request_encode(struct payload_writer *w, const uint8_t *hashes, size_t size);
/* SHA-1 of the subjectPublicKeyInfo, 20 bytes. */
bool cert_key_hash(const X509 *cert, uint8_t dst[20]);

/* The subject as an identity; type 0 when it is empty or too long. */
struct ike_id cert_subject(const X509 *cert);
/* True when the certificate speaks for the identity as far as `validation` wants to know. */
bool cert_speaks_for(X509 *cert, const struct ike_id *id, enum id_validation validation);
/* "RSA", "ECDSA" */
const char *cert_key_kind(const EVP_PKEY *key);
