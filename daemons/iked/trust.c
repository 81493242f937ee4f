/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/trust.h"
#include "daemons/iked/cert.h"
#include "lib/buf.h"
#include "lib/pki.h"
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POINTS_MAX 64

struct point {
	char name[65];
	X509_STORE *store;
	enum trust_revocation revocation;
	bool crl, any_usage;
};

struct trust {
	unsigned references;
	unsigned count;
	struct point point[POINTS_MAX];
	struct wbuf hashes;
};

struct trust *trust_new(void)
{
	struct trust *t = calloc(1, sizeof(*t));
	if (t)
		t->references = 1;
	return t;
}

struct trust *trust_hold(struct trust *t)
{
	if (t)
		t->references++;
	return t;
}

void trust_release(struct trust *t)
{
	if (!t || --t->references > 0)
		return;
	for (unsigned i = 0; i < t->count; i++)
		X509_STORE_free(t->point[i].store);
	wbuf_free(&t->hashes);
	free(t);
}

bool trust_is_empty(const struct trust *t)
{
	return !t || t->count == 0;
}

const uint8_t *trust_hashes(const struct trust *t, size_t *size)
{
	*size = t->hashes.len;
	return t->hashes.data;
}

bool trust_add(struct trust *t, const struct trust_point *point)
{
	uint8_t hash[20];
	int count = point->authorities ? sk_X509_num(point->authorities) : 0;
	if (count == 0 || t->count == POINTS_MAX)
		return true;
	X509_STORE *store = X509_STORE_new();
	bool ok = store != NULL;
	for (int i = 0; ok && i < count; i++) {
		X509 *cert = sk_X509_value(point->authorities, i);
		ok = X509_STORE_add_cert(store, cert) == 1;
		if (ok && cert_key_hash(cert, hash))
			wbuf_bytes(&t->hashes, hash, sizeof(hash));
	}
	if (ok && point->crl)
		ok = X509_STORE_add_crl(store, point->crl) == 1;
	if (!ok) {
		X509_STORE_free(store);
		return false;
	}
	struct point *p = &t->point[t->count++];
	*p = (struct point){.store = store,
	    .revocation = point->revocation,
	    .crl = point->crl != NULL,
	    .any_usage = point->any_usage};
	snprintf(p->name, sizeof(p->name), "%s", point->name);
	return true;
}

/* ---- one trustpoint ---- */

/* An old list, or none, is no reason where the operator says so; a certificate that stands in it is one. */
static int forgive_lists(int ok, X509_STORE_CTX *ctx)
{
	switch (X509_STORE_CTX_get_error(ctx)) {
	case X509_V_ERR_UNABLE_TO_GET_CRL:
	case X509_V_ERR_CRL_HAS_EXPIRED:
	case X509_V_ERR_CRL_NOT_YET_VALID:
		return 1;
	default:
		return ok;
	}
}

static void set_terms(X509_STORE_CTX *ctx, const struct point *p, int64_t now)
{
	X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);
	/* A CA in between that is configured is trusted as it stands. */
	unsigned long flags = X509_V_FLAG_PARTIAL_CHAIN;
	if (p->revocation != TRUST_REVOCATION_NONE)
		flags |= X509_V_FLAG_CRL_CHECK;
	if (p->revocation == TRUST_REVOCATION_CRL_IF_ANY)
		X509_STORE_CTX_set_verify_cb(ctx, forgive_lists);
	X509_VERIFY_PARAM_set_flags(param, flags);
	X509_VERIFY_PARAM_set_time(param, (time_t)now);
}

/* The X509_V_… code. */
static int verify(const struct point *p, X509 *cert, STACK_OF(X509) * others, int64_t now)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	int code = X509_V_ERR_OUT_OF_MEM;
	if (ctx && X509_STORE_CTX_init(ctx, p->store, cert, others) == 1) {
		set_terms(ctx, p, now);
		code = X509_verify_cert(ctx) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(ctx);
		if (code == X509_V_OK && X509_STORE_CTX_get_error(ctx) == X509_V_ERR_CERT_REVOKED)
			code = X509_V_ERR_CERT_REVOKED;
	}
	X509_STORE_CTX_free(ctx);
	ERR_clear_error();
	return code;
}

/* Key usage, RFC 4945 §5.1.3.2 and §5.1.3.12. What certificates of servers and clients say is taken as well: many CAs make
 * no others. */
static bool may_sign_ike(X509 *cert)
{
	static const int purposes[] = {NID_ipsec_IKE, NID_ipsecEndSystem, NID_ipsecTunnel, NID_ipsecUser,
	    NID_anyExtendedKeyUsage, NID_server_auth, NID_client_auth};
	if (!(X509_get_key_usage(cert) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)))
		return false; /* all bits are set where there is no such extension */
	EXTENDED_KEY_USAGE *usage = X509_get_ext_d2i(cert, NID_ext_key_usage, NULL, NULL);
	bool found = usage == NULL;
	for (int i = 0; usage && i < sk_ASN1_OBJECT_num(usage); i++)
		for (size_t k = 0; k < sizeof(purposes) / sizeof(purposes[0]); k++)
			found |= OBJ_obj2nid(sk_ASN1_OBJECT_value(usage, i)) == purposes[k];
	EXTENDED_KEY_USAGE_free(usage);
	return found;
}

/* ---- words ---- */

/* How much a reason says: that of the trustpoint that knows the CA counts. */
static unsigned weight(int code)
{
	switch (code) {
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
		return 0;
	default:
		return 1;
	}
}

static void when(const ASN1_TIME *time, char dst[32])
{
	BIO *out = BIO_new(BIO_s_mem());
	int size = 0;
	if (out && time && ASN1_TIME_print(out, time) == 1)
		size = BIO_read(out, dst, 31);
	dst[size > 0 ? size : 0] = '\0';
	BIO_free(out);
}

static void explain(struct trust_verdict *v, int code, const X509 *cert, const struct point *p)
{
	char name[PKI_NAME_SIZE], date[32];
	switch (code) {
	case X509_V_ERR_CERT_HAS_EXPIRED:
		v->code = FAILURE_CERT_EXPIRED;
		when(X509_get0_notAfter(cert), date);
		snprintf(v->text, sizeof(v->text), "its certificate, or its CA's, has expired (%s)", date);
		break;
	case X509_V_ERR_CERT_NOT_YET_VALID:
		v->code = FAILURE_CERT_NOT_YET_VALID;
		when(X509_get0_notBefore(cert), date);
		snprintf(v->text, sizeof(v->text), "its certificate is not yet valid (from %s)", date);
		break;
	case X509_V_ERR_CERT_REVOKED:
		v->code = FAILURE_CERT_REVOKED;
		snprintf(v->text, sizeof(v->text), "its certificate has been revoked");
		break;
	case X509_V_ERR_UNABLE_TO_GET_CRL:
	case X509_V_ERR_CRL_HAS_EXPIRED:
	case X509_V_ERR_CRL_NOT_YET_VALID:
		v->code = FAILURE_CERT_NO_CRL;
		snprintf(v->text, sizeof(v->text),
		    "trustpoint %.40s has no revocation list that is valid now", p->name);
		break;
	default:
		v->code = weight(code) ? FAILURE_CERT_INVALID : FAILURE_CERT_UNKNOWN_CA;
		if (v->code == FAILURE_CERT_UNKNOWN_CA)
			snprintf(v->text, sizeof(v->text),
			    "no trustpoint knows the CA of its certificate, %.100s",
			    pki_name(X509_get_issuer_name(cert), name));
		else
			snprintf(v->text, sizeof(v->text), "its certificate is not valid: %.100s",
			    X509_verify_cert_error_string(code));
	}
}

void trust_check(
    const struct trust *t, X509 *cert, STACK_OF(X509) * others, int64_t now, struct trust_verdict *verdict)
{
	const struct point *at = NULL;
	int worst = X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
	*verdict = (struct trust_verdict){.code = FAILURE_NONE};
	for (unsigned i = 0; t && i < t->count; i++) {
		int code = verify(&t->point[i], cert, others, now);
		if (code == X509_V_OK && (t->point[i].any_usage || may_sign_ike(cert)))
			return;
		if (code == X509_V_OK)
			code = X509_V_ERR_INVALID_PURPOSE;
		if (!at || weight(code) > weight(worst)) {
			worst = code;
			at = &t->point[i];
		}
	}
	explain(verdict, worst, cert, at);
}
