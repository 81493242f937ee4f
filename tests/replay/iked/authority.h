/* SPDX-License-Identifier: Apache-2.0 */
/* A CA in the process of a test, and the ends of a world with certificates that it gives. */
#pragma once
#include "daemons/iked/failure.h"
#include "daemons/iked/trust.h"
#include "tests/replay/iked/world.h"

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

/* A world whose ends prove themselves with certificates; `a` begins. */
struct scene {
	bool rsa;
	bool between;       /* the ends' certificates come from a CA below the one that is trusted */
	bool key_of_b;      /* b proves itself with its pre-shared key */
	struct grant grant; /* of a; name NULL: a good one */
	bool stranger, revoke,
	    list; /* a's CA is another one; a's is revoked; a list is asked for and not there */
	enum trust_revocation revocation;
	enum id_validation validation;
	struct ike_id id; /* that a claims; type 0: its subject */
};

struct world *scene_begin(uint64_t seed, const struct scene *scene);
