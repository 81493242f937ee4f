/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/cert.h"
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#define ENCODING_X509 4 /* X.509 Certificate - Signature */

static X509 *read_one(struct rbuf r)
{
	uint8_t encoding = rbuf_u8(&r);
	size_t size = rbuf_left(&r);
	const uint8_t *der = rbuf_bytes(&r, size), *at = der;
	if (!der || encoding != ENCODING_X509)
		return NULL;
	X509 *cert = d2i_X509(NULL, &at, (long)size);
	ERR_clear_error();
	if (cert && at == der + size)
		return cert;
	X509_free(cert);
	return NULL;
}

/* §3.6: the first CERT payload holds the key that AUTH is made with. One that cannot be read leaves the rest unread. */
void cert_list_read(const struct payload_chain *chain, struct cert_list *list)
{
	*list = (struct cert_list){.others = sk_X509_new_null()};
	unsigned seen = 0;
	for (unsigned i = 0; i < chain->count && seen < CERT_CHAIN_MAX; i++) {
		if (chain->item[i].type != PAYLOAD_CERT)
			continue;
		X509 *cert = read_one(chain->item[i].body);
		if (seen++ == 0)
			list->own = cert;
		else if (cert && (!list->others || !sk_X509_push(list->others, cert)))
			X509_free(cert);
	}
}

void cert_list_free(struct cert_list *list)
{
	X509_free(list->own);
	sk_X509_pop_free(list->others, X509_free);
	*list = (struct cert_list){0};
}

void cert_encode(struct payload_writer *w, X509 *cert)
{
	uint8_t *der = NULL;
	int size = i2d_X509(cert, &der);
	if (size > 0) {
		payload_begin(w, PAYLOAD_CERT);
		wbuf_u8(&w->buf, ENCODING_X509);
		wbuf_bytes(&w->buf, der, (size_t)size);
		payload_end(w);
	}
	OPENSSL_free(der);
}

void cert_request_encode(struct payload_writer *w, const uint8_t *hashes, size_t size)
{
	payload_begin(w, PAYLOAD_CERTREQ);
	wbuf_u8(&w->buf, ENCODING_X509);
	wbuf_bytes(&w->buf, hashes, size);
	payload_end(w);
}

bool cert_key_hash(const X509 *cert, uint8_t dst[20])
{
	uint8_t *der = NULL;
	unsigned done = 0;
	int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert), &der);
	bool ok = size > 0 && EVP_Digest(der, (size_t)size, dst, &done, EVP_sha1(), NULL) == 1 && done == 20;
	OPENSSL_free(der);
	return ok;
}

struct ike_id cert_subject(const X509 *cert)
{
	struct ike_id id = {0};
	uint8_t *der = NULL;
	int size = i2d_X509_NAME(X509_get_subject_name(cert), &der);
	if (size > 2 && size <= ID_SIZE_MAX) { /* an empty name is two bytes */
		id.type = ID_DER_ASN1_DN;
		id.size = (uint16_t)size;
		memcpy(id.data, der, id.size);
	}
	OPENSSL_free(der);
	return id;
}

/* Names that differ in case and blanks only are the same (RFC 5280 §7.1). */
static bool is_subject(const X509 *cert, const struct ike_id *id)
{
	const uint8_t *at = id->data;
	X509_NAME *name = d2i_X509_NAME(NULL, &at, id->size);
	bool same =
	    name && at == id->data + id->size && X509_NAME_cmp(name, X509_get_subject_name(cert)) == 0;
	X509_NAME_free(name);
	ERR_clear_error();
	return same;
}

static int general_kind(uint8_t type)
{
	switch (type) {
	case ID_FQDN:
		return GEN_DNS;
	case ID_RFC822_ADDR:
		return GEN_EMAIL;
	case ID_IPV4_ADDR:
	case ID_IPV6_ADDR:
		return GEN_IPADD;
	default:
		return -1;
	}
}

/* Whether the certificate names anything of that kind. */
static bool has_kind(const X509 *cert, int kind)
{
	bool found = false;
	GENERAL_NAMES *names = X509_get_ext_d2i(cert, NID_subject_alt_name, NULL, NULL);
	for (int i = 0; names && i < sk_GENERAL_NAME_num(names); i++)
		found |= sk_GENERAL_NAME_value(names, i)->type == kind;
	GENERAL_NAMES_free(names);
	return found;
}

/* Only alternative names count, letter by letter: no wildcards, no common name (RFC 4945 §3.1.2). */
static bool is_alternative(X509 *cert, const struct ike_id *id)
{
	const char *text = (const char *)id->data;
	const unsigned flags = X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_WILDCARDS;
	switch (id->type) {
	case ID_FQDN:
		return X509_check_host(cert, text, id->size, flags, NULL) == 1;
	case ID_RFC822_ADDR:
		return X509_check_email(cert, text, id->size, flags) == 1;
	case ID_IPV4_ADDR:
	case ID_IPV6_ADDR:
		return X509_check_ip(cert, id->data, id->size, flags) == 1;
	default:
		return false;
	}
}

bool cert_speaks_for(X509 *cert, const struct ike_id *id, enum id_validation validation)
{
	int kind = general_kind(id->type);
	if (validation == ID_VALIDATION_NONE)
		return true;
	if (id->type == ID_DER_ASN1_DN)
		return is_subject(cert, id);
	if (validation == ID_VALIDATION_IF_THERE && (kind < 0 || !has_kind(cert, kind)))
		return true;
	return kind >= 0 && is_alternative(cert, id);
}

const char *cert_key_kind(const EVP_PKEY *key)
{
	return key && EVP_PKEY_is_a(key, "RSA") ? "RSA" : "ECDSA";
}
