/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an operator brings in with `crypto ca authenticate`, `crypto ca import` and `crypto ca crl import`, as
 * lines of the configuration. A terminal, a text that is a transaction and `postern --check` take the same way.
 */
#pragma once
#include <stdbool.h>
#include "lib/cmd_store.h"
#include "lib/pki.h"

#define PKI_IMPORT_LINES 12

struct pki_import {
	char fault[256];                  /* why there is nothing to take in, or "" */
	char name[PKI_SERIAL_SIZE];       /* of the trustpoint */
	char fingerprint[PKI_PRINT_SIZE]; /* of the first CA certificate, SHA-1; "" without one */
	unsigned certificates, authorities, keys, lists; /* that it brings */
	unsigned count;
	struct {
		char *path, *line; /* secrets in clear */
	} line[PKI_IMPORT_LINES];
};

/* True for an EXEC sentence whose block becomes lines. */
bool pki_imports(const struct cmd_match *m);
/* Reads the block of such a sentence. `store` says what is configured: trustpoint and key. Never NULL. */
struct pki_import *pki_import_new(const struct cmd_store *store, const struct cmd_match *m);
/* Puts the lines into a store, inside its transaction. False with `fault` set. */
bool pki_import_run(struct pki_import *in, struct cmd_store *store, uint32_t tag);
void pki_import_free(struct pki_import *in); /* wipes */

/* Lines that others make: `data` (digits, may be NULL) is put behind `fmt`. */
void pki_import_add(struct pki_import *in, const char *path, const char *data, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* The certificate of this system for trustpoint in->name. */
void pki_import_identity(struct pki_import *in, X509 *cert);

/* The label that the trustpoint's `keypair` line gives, else that of the default key that is there; "" none. */
const char *pki_label_of(const struct cmd_store *store, const char *trustpoint, char dst[PKI_SERIAL_SIZE]);
/* The key pair with that label; NULL when there is none. The caller's. */
EVP_PKEY *pki_key_named(const struct cmd_store *store, const char *label);
#define PKI_DEFAULT_RSA   "<Default-RSA-Key>"
#define PKI_DEFAULT_ECDSA "<Default-ECDSA-Key>"
