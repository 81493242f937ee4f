/* SPDX-License-Identifier: Apache-2.0 */
/* Which certificates of peers are accepted: the CAs of the trustpoints, each with what it says about revocation. */
#pragma once
#include "daemons/iked/failure.h"
#include <openssl/x509.h>
#include <stdbool.h>
#include <stddef.h>

enum trust_revocation {
	TRUST_REVOCATION_NONE,
	TRUST_REVOCATION_CRL,        /* a list must be there and be valid */
	TRUST_REVOCATION_CRL_IF_ANY, /* … or there is none, or an old one */
};

struct trust_point {
	const char *name;
	const STACK_OF(X509) * authorities;
	X509_CRL *crl; /* NULL: none */
	enum trust_revocation revocation;
	bool any_usage; /* extended key usage does not matter */
};

#define TRUST_TEXT_SIZE 160

struct trust_verdict {
	enum failure_code code; /* FAILURE_NONE: accepted */
	char text[TRUST_TEXT_SIZE];
};

struct trust;

/* Nobody is trusted yet. Counted: who keeps one holds it. NULL: out of memory. */
struct trust *trust_new(void);
struct trust *trust_hold(struct trust *trust); /* NULL is none */
void trust_release(struct trust *trust);
/* One more trustpoint, which is copied; one without a CA adds nothing. False: out of memory. */
bool trust_add(struct trust *trust, const struct trust_point *point);
bool trust_is_empty(const struct trust *trust);

/* Looks for a chain from `cert` over `others` to a CA at the time `now` (seconds since the epoch). */
void trust_check(const struct trust *trust, X509 *cert, STACK_OF(X509) * others, int64_t now,
    struct trust_verdict *verdict);
/* What is asked for in CERTREQ: SHA-1 of the public keys of the CAs, side by side. */
const uint8_t *trust_hashes(const struct trust *trust, size_t *size);
