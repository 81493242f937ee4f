/* SPDX-License-Identifier: Apache-2.0 */
/* What this system proves itself with: a key, its certificate, and the CAs in between. */
#pragma once
#include "daemons/iked/id.h"
#include <openssl/x509.h>

struct credential;

/* Counted: who keeps one holds it. Of `authorities` those in between are sent along, with `chain` the root as well. NULL: key
 * and certificate do not belong together, or out of memory. */
struct credential *credential_new(EVP_PKEY *key, X509 *cert, STACK_OF(X509) * authorities, bool chain);
struct credential *credential_hold(struct credential *c); /* NULL is none */
void credential_release(struct credential *c);
/* Of the same certificates; NULL equals NULL. */
bool credential_equal(const struct credential *a, const struct credential *b);

EVP_PKEY *credential_key(const struct credential *c);
/* The subject; type 0 without one. */
const struct ike_id *credential_subject(const struct credential *c);
/* The CERT payloads, our own certificate first. */
void credential_encode(const struct credential *c, struct payload_writer *w);
