/* SPDX-License-Identifier: Apache-2.0 */
/* Keys, trustpoints and revocation lists as they are configured. */
#pragma once
#include <openssl/x509.h>
#include <stdbool.h>
#include <uthash.h>

#define CONFIG_CA_NAME_SIZE 65

struct config_key {        /* crypto key pair */
	UT_hash_handle hh; /* by label */
	char label[CONFIG_CA_NAME_SIZE];
	EVP_PKEY *key;
};

enum config_revocation {
	CONFIG_REVOCATION_NONE,
	CONFIG_REVOCATION_CRL, /* a list must be there */
	CONFIG_REVOCATION_CRL_IF_ANY,
};

struct config_trustpoint { /* crypto ca trustpoint, crypto ca certificate chain */
	UT_hash_handle hh; /* by name */
	char name[CONFIG_CA_NAME_SIZE];
	char label[CONFIG_CA_NAME_SIZE]; /* of its key pair; "": the default one */
	X509 *identity;                  /* NULL: none */
	STACK_OF(X509) * authorities;
	enum config_revocation revocation;
	bool any_usage; /* ignore-ipsec-keyusage */
	/* Of the model in force: without and with the root; NULL: to be made. */
	struct credential *credential[2];
};

struct config_crl {        /* crypto ca crl content */
	UT_hash_handle hh; /* by the name of its trustpoint */
	char name[CONFIG_CA_NAME_SIZE];
	X509_CRL *crl;
};

struct credential;
struct trust;

struct config_ca {
	struct config_key *keys;
	struct config_trustpoint *trustpoints;
	struct config_crl *crls;
	struct trust *trust; /* of the model in force; NULL: to be made */
};

void config_ca_free(struct config_ca *ca); /* wipes the keys */
void config_key_free(struct config_key *key);
void config_trustpoint_free(struct config_trustpoint *point);
void config_crl_free(struct config_crl *crl);

/* NULL when there is none. */
struct config_trustpoint *config_trustpoint_named(const struct config_ca *ca, const char *name);
const struct config_crl *config_crl_named(const struct config_ca *ca, const char *name);
/* They have changed: what was made of them is made anew. */
void config_ca_changed(struct config_ca *ca);
/* What a trustpoint proves us with, held; NULL with the reason in `gap`. */
struct credential *config_credential(
    struct config_ca *ca, const char *name, bool chain, char *gap, size_t size);
/* What certificates of peers are held against, held; NULL: out of memory. */
struct trust *config_trust(struct config_ca *ca);
/* The key of a trustpoint, borrowed. */
EVP_PKEY *config_key_of(const struct config_ca *ca, const struct config_trustpoint *point);
