/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/credential.h"
#include "daemons/iked/cert.h"
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

struct credential {
	unsigned references;
	EVP_PKEY *key;
	X509 *cert;
	STACK_OF(X509) * sent; /* behind it */
	struct ike_id subject;
};

static bool is_root(X509 *cert)
{
	return X509_get_extension_flags(cert) & EXFLAG_SS;
}

/* The way up: what vouches for the last one is the next one. */
static void climb(struct credential *c, STACK_OF(X509) * authorities, bool chain)
{
	X509 *last = c->cert;
	for (int step = 0; step < CERT_CHAIN_MAX && !is_root(last); step++) {
		X509 *next = NULL;
		for (int i = 0; authorities && i < sk_X509_num(authorities); i++)
			if (X509_check_issued(sk_X509_value(authorities, i), last) == X509_V_OK)
				next = sk_X509_value(authorities, i);
		if (!next || (is_root(next) && !chain) || !X509_up_ref(next))
			return;
		if (!sk_X509_push(c->sent, next))
			X509_free(next);
		last = next;
	}
}

struct credential *credential_new(EVP_PKEY *key, X509 *cert, STACK_OF(X509) * authorities, bool chain)
{
	bool belong = X509_check_private_key(cert, key) == 1;
	struct credential *c = belong ? calloc(1, sizeof(*c)) : NULL;
	ERR_clear_error();
	if (!c)
		return NULL;
	c->references = 1;
	c->sent = sk_X509_new_null();
	if (!c->sent || !EVP_PKEY_up_ref(key) || !X509_up_ref(cert)) {
		sk_X509_free(c->sent);
		free(c);
		return NULL;
	}
	c->key = key;
	c->cert = cert;
	c->subject = cert_subject(cert);
	climb(c, authorities, chain);
	return c;
}

struct credential *credential_hold(struct credential *c)
{
	if (c)
		c->references++;
	return c;
}

void credential_release(struct credential *c)
{
	if (!c || --c->references > 0)
		return;
	sk_X509_pop_free(c->sent, X509_free);
	X509_free(c->cert);
	EVP_PKEY_free(c->key);
	free(c);
}

bool credential_equal(const struct credential *a, const struct credential *b)
{
	if (a == b || !a || !b)
		return a == b;
	if (X509_cmp(a->cert, b->cert) != 0 || sk_X509_num(a->sent) != sk_X509_num(b->sent))
		return false;
	for (int i = 0; i < sk_X509_num(a->sent); i++)
		if (X509_cmp(sk_X509_value(a->sent, i), sk_X509_value(b->sent, i)) != 0)
			return false;
	return true;
}

EVP_PKEY *credential_key(const struct credential *c)
{
	return c->key;
}

const struct ike_id *credential_subject(const struct credential *c)
{
	return &c->subject;
}

void credential_encode(const struct credential *c, struct payload_writer *w)
{
	cert_encode(w, c->cert);
	for (int i = 0; i < sk_X509_num(c->sent); i++)
		cert_encode(w, sk_X509_value(c->sent, i));
}
