/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signatures in AUTH payloads: RFC 7427 (method 14) where the peer says which hash functions it knows, else the methods of
 * RFC 7296 (1, RSA) and RFC 4754 (9 to 11, ECDSA). What is accepted follows RFC 8247 §3: SHA-1 only with method 1 of a peer
 * that cannot do better.
 */
#pragma once
#include "daemons/iked/payload.h"
#include <openssl/evp.h>

/* Sets of hash functions: 1 << number in the registry of RFC 7427 §7. */
#define SIGN_SHA256 (1u << 2)
#define SIGN_SHA384 (1u << 3)
#define SIGN_SHA512 (1u << 4)

/* SIGNATURE_HASH_ALGORITHMS: which of ours the peer knows, and ours. */
unsigned sign_hashes_of(const struct payload_chain *chain);
void sign_hashes_encode(struct payload_writer *w);

struct sign_terms {
	unsigned hashes; /* that the peer knows; 0: it does not know RFC 7427 */
	bool plain_rsa;  /* PKCS #1 v1.5 instead of PSS, for peers that do not know that */
};

/* The signature over `octets` as the AUTH payload carries it, appended to `out`; its method, 0 on failure. */
uint8_t sign_make(EVP_PKEY *key, const struct sign_terms *terms, const struct wbuf *octets, struct wbuf *out);
/* NULL when the signature is right, else why not, in words. */
const char *sign_check(EVP_PKEY *key, const struct sign_terms *terms, const struct auth_payload *auth,
    const struct wbuf *octets);
