/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/replay/iked/authority.h"
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#define DAY 86400

static void must(bool ok)
{
	if (!ok)
		abort();
}

EVP_PKEY *authority_key(bool rsa)
{
	EVP_PKEY *key = rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256");
	must(key != NULL);
	return key;
}

static void set_name(X509_NAME *name, const char *text)
{
	must(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const uint8_t *)text, -1, -1, 0) == 1);
}

static void extend(X509 *cert, int nid, const char *value)
{
	X509_EXTENSION *ext = value ? X509V3_EXT_conf_nid(NULL, NULL, nid, value) : NULL;
	must(!value || (ext && X509_add_ext(cert, ext, -1)));
	X509_EXTENSION_free(ext);
}

X509 *authority_grant(const struct authority *by, EVP_PKEY *key, const struct grant *grant, int64_t now)
{
	static long serial;
	X509 *cert = X509_new();
	must(cert && X509_set_version(cert, X509_VERSION_3) &&
	     ASN1_INTEGER_set(X509_get_serialNumber(cert), ++serial));
	ASN1_TIME_set(X509_getm_notBefore(cert), (time_t)now + grant->from * DAY);
	ASN1_TIME_set(X509_getm_notAfter(cert), (time_t)now + grant->to * DAY);
	set_name(X509_get_subject_name(cert), grant->name);
	X509_set_issuer_name(cert, X509_get_subject_name(by ? by->cert : cert));
	extend(cert, NID_basic_constraints, grant->ca ? "critical,CA:TRUE" : "CA:FALSE");
	extend(cert, NID_subject_alt_name, grant->names);
	extend(cert, NID_ext_key_usage, grant->usage);
	must(X509_set_pubkey(cert, key) && X509_sign(cert, by ? by->key : key, EVP_sha256()) > 0);
	return cert;
}

X509_CRL *authority_revoke(const struct authority *by, X509 *revoked, int64_t now)
{
	X509_CRL *crl = X509_CRL_new();
	ASN1_TIME *time = ASN1_TIME_set(NULL, (time_t)now - DAY);
	must(crl && time && X509_CRL_set_version(crl, X509_CRL_VERSION_2) &&
	     X509_CRL_set_issuer_name(crl, X509_get_subject_name(by->cert)) &&
	     X509_CRL_set1_lastUpdate(crl, time));
	if (revoked) {
		X509_REVOKED *entry = X509_REVOKED_new();
		must(entry && X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(revoked)) &&
		     X509_REVOKED_set_revocationDate(entry, time) && X509_CRL_add0_revoked(crl, entry));
	}
	ASN1_TIME_set(time, (time_t)now + DAY);
	must(X509_CRL_set1_nextUpdate(crl, time) && X509_CRL_sign(crl, by->key, EVP_sha256()) > 0);
	ASN1_TIME_free(time);
	return crl;
}

void authority_make(struct authority *ca, const struct authority *by, const char *name, bool rsa, int64_t now)
{
	const struct grant grant = {.name = name, .ca = true, .from = -100, .to = 100};
	ca->key = authority_key(rsa);
	ca->cert = authority_grant(by, ca->key, &grant, now);
}

void authority_free(struct authority *ca)
{
	X509_free(ca->cert);
	EVP_PKEY_free(ca->key);
}
