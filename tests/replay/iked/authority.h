/* SPDX-License-Identifier: Apache-2.0 */
/* A CA in the process of a test. */
#pragma once
#include "daemons/iked/failure.h"
#include "daemons/iked/trust.h"
#include <openssl/x509.h>

struct authority {
	EVP_PKEY *key;
	X509 *cert;
};

/* What a certificate says; times in days from `now`, seconds since the epoch. */
struct grant {
	const char *name;  /* CN */
	const char *names; /* subjectAltName, NULL none */
	const char *usage; /* extendedKeyUsage, NULL none */
	bool ca;
	int from, to;
};

/* ECDSA P-256, or RSA with 2048 bits. */
EVP_PKEY *authority_key(bool rsa);
/* Self-signed with `by` NULL. */
X509 *authority_grant(const struct authority *by, EVP_PKEY *key, const struct grant *grant, int64_t now);
/* NULL `revoked`: of nobody. */
X509_CRL *authority_revoke(const struct authority *by, X509 *revoked, int64_t now);
void authority_make(
    struct authority *ca, const struct authority *by, const char *name, bool rsa, int64_t now);
void authority_free(struct authority *ca);
