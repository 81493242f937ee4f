/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates: payloads, names, chains. */
#include "daemons/iked/cert.h"
#include "daemons/iked/credential.h"
#include "daemons/iked/trust.h"
#include "tests/replay/iked/authority.h"
#include "tests/unit/unit.h"
#include <stdlib.h>
#include <string.h>

#define NOW 1767225600

struct world {
	struct authority root, between, other;
	EVP_PKEY *key;
	X509 *cert;  /* by `between` */
	X509 *plain; /* by `root` */
};

static void begin(struct world *w)
{
	const struct grant grant = {.name = "gw",
	    .names = "DNS:gw.example.com,IP:192.0.2.1,IP:2001:db8::1,email:gw@example.com",
	    .from = -5,
	    .to = 5};
	authority_make(&w->root, NULL, "Root", false, NOW);
	authority_make(&w->between, &w->root, "Between", false, NOW);
	authority_make(&w->other, NULL, "Root", false, NOW); /* the same name, another key */
	w->key = authority_key(false);
	w->cert = authority_grant(&w->between, w->key, &grant, NOW);
	w->plain =
	    authority_grant(&w->root, w->key, &(struct grant){.name = "plain", .from = -5, .to = 5}, NOW);
}

static void end(struct world *w)
{
	authority_free(&w->root);
	authority_free(&w->between);
	authority_free(&w->other);
	EVP_PKEY_free(w->key);
	X509_free(w->cert);
	X509_free(w->plain);
}

static struct trust *trust_in(X509 *ca, X509_CRL *crl, enum trust_revocation revocation)
{
	STACK_OF(X509) *stack = sk_X509_new_null();
	sk_X509_push(stack, ca);
	const struct trust_point point = {
	    .name = "T", .authorities = stack, .crl = crl, .revocation = revocation};
	struct trust *trust = trust_new();
	if (!trust_add(trust, &point))
		abort();
	sk_X509_free(stack);
	return trust;
}

static enum failure_code verdict(struct trust *trust, X509 *cert, X509 *sent, int64_t now)
{
	struct trust_verdict v;
	STACK_OF(X509) *others = sk_X509_new_null();
	if (sent)
		sk_X509_push(others, sent);
	trust_check(trust, cert, others, now, &v);
	sk_X509_free(others);
	trust_release(trust);
	return v.code;
}

static void chains(void)
{
	struct world w;
	begin(&w);
	CU_ASSERT_EQUAL(verdict(trust_in(w.root.cert, NULL, 0), w.plain, NULL, NOW), FAILURE_NONE);
	CU_ASSERT_EQUAL(verdict(trust_in(w.root.cert, NULL, 0), w.cert, w.between.cert, NOW), FAILURE_NONE);
	CU_ASSERT_EQUAL(verdict(trust_in(w.root.cert, NULL, 0), w.cert, NULL, NOW), FAILURE_CERT_UNKNOWN_CA);
	CU_ASSERT_EQUAL(verdict(trust_in(w.between.cert, NULL, 0), w.cert, NULL, NOW), FAILURE_NONE);
	CU_ASSERT_NOT_EQUAL(verdict(trust_in(w.other.cert, NULL, 0), w.plain, NULL, NOW), FAILURE_NONE);
	/* a certificate that is no CA's vouches for nobody */
	const struct authority fake = {w.key, w.plain};
	X509 *below = authority_grant(&fake, w.key, &(struct grant){.name = "x", .from = -1, .to = 1}, NOW);
	CU_ASSERT_NOT_EQUAL(verdict(trust_in(w.root.cert, NULL, 0), below, w.plain, NOW), FAILURE_NONE);
	X509_free(below);
	CU_ASSERT_EQUAL(verdict(trust_new(), w.plain, NULL, NOW), FAILURE_CERT_UNKNOWN_CA);
	end(&w);
}

static void times_and_lists(void)
{
	struct world w;
	begin(&w);
	X509_CRL *none = authority_revoke(&w.root, NULL, NOW),
		 *list = authority_revoke(&w.root, w.plain, NOW);
	CU_ASSERT_EQUAL(
	    verdict(trust_in(w.root.cert, NULL, 0), w.plain, NULL, NOW + 6 * 86400), FAILURE_CERT_EXPIRED);
	CU_ASSERT_EQUAL(verdict(trust_in(w.root.cert, NULL, 0), w.plain, NULL, NOW - 6 * 86400),
	    FAILURE_CERT_NOT_YET_VALID);
	CU_ASSERT_EQUAL(
	    verdict(trust_in(w.root.cert, none, TRUST_REVOCATION_CRL), w.plain, NULL, NOW), FAILURE_NONE);
	CU_ASSERT_EQUAL(verdict(trust_in(w.root.cert, list, TRUST_REVOCATION_CRL), w.plain, NULL, NOW),
	    FAILURE_CERT_REVOKED);
	CU_ASSERT_EQUAL(
	    verdict(trust_in(w.root.cert, list, TRUST_REVOCATION_NONE), w.plain, NULL, NOW), FAILURE_NONE);
	CU_ASSERT_EQUAL(verdict(trust_in(w.root.cert, NULL, TRUST_REVOCATION_CRL), w.plain, NULL, NOW),
	    FAILURE_CERT_NO_CRL);
	/* an old list: required, it is none; else what stands in it counts */
	int64_t later = NOW + 2 * 86400;
	CU_ASSERT_EQUAL(verdict(trust_in(w.root.cert, none, TRUST_REVOCATION_CRL), w.plain, NULL, later),
	    FAILURE_CERT_NO_CRL);
	CU_ASSERT_EQUAL(
	    verdict(trust_in(w.root.cert, none, TRUST_REVOCATION_CRL_IF_ANY), w.plain, NULL, later),
	    FAILURE_NONE);
	CU_ASSERT_EQUAL(
	    verdict(trust_in(w.root.cert, list, TRUST_REVOCATION_CRL_IF_ANY), w.plain, NULL, later),
	    FAILURE_CERT_REVOKED);
	X509_CRL_free(none);
	X509_CRL_free(list);
	end(&w);
}

static void names(void)
{
	struct world w;
	struct ip_addr v4, v6;
	begin(&w);
	ip_addr_parse("192.0.2.1", &v4);
	ip_addr_parse("2001:db8::1", &v6);
	const struct {
		struct ike_id id;
		bool required, there;
	} cases[] = {
	    {ike_id_text(ID_FQDN, "gw.example.com"), true, true},
	    {ike_id_text(ID_FQDN, "GW.example.com"), true, true},
	    {ike_id_text(ID_FQDN, "gw2.example.com"), false, false},
	    {ike_id_text(ID_FQDN, "gw"), false, false}, /* the common name is no host name */
	    {ike_id_text(ID_RFC822_ADDR, "gw@example.com"), true, true},
	    {ike_id_address(&v4), true, true},
	    {ike_id_address(&v6), true, true},
	    {ike_id_text(ID_KEY_ID, "gw"), false, true},
	    {cert_subject(w.cert), true, true},
	    {cert_subject(w.plain), false, false},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CU_ASSERT_EQUAL(
		    cert_speaks_for(w.cert, &cases[i].id, ID_VALIDATION_REQUIRED), cases[i].required);
		CU_ASSERT_EQUAL(
		    cert_speaks_for(w.cert, &cases[i].id, ID_VALIDATION_IF_THERE), cases[i].there);
		CU_ASSERT_TRUE(cert_speaks_for(w.cert, &cases[i].id, ID_VALIDATION_NONE));
	}
	/* without alternative names, what the certificate says nothing about may be claimed, if that will do */
	struct ike_id any = ike_id_text(ID_FQDN, "any.example.com");
	CU_ASSERT_TRUE(cert_speaks_for(w.plain, &any, ID_VALIDATION_IF_THERE));
	CU_ASSERT_FALSE(cert_speaks_for(w.plain, &any, ID_VALIDATION_REQUIRED));
	char text[ID_STRLEN];
	struct ike_id subject = cert_subject(w.cert);
	CU_ASSERT_STRING_EQUAL(ike_id_str(&subject, text), "CN=gw");
	end(&w);
}

static void read_back(const struct payload_writer *out, struct cert_list *list)
{
	struct payload_chain chain;
	struct rbuf r = rbuf_from(out->buf.data, out->buf.len);
	CU_ASSERT_EQUAL_FATAL(payload_chain_parse(&chain, out->first, r, NULL), PAYLOAD_OK);
	cert_list_read(&chain, list);
}

static void payloads(void)
{
	struct world w;
	struct cert_list list;
	begin(&w);
	STACK_OF(X509) *cas = sk_X509_new_null();
	sk_X509_push(cas, w.root.cert);
	sk_X509_push(cas, w.between.cert);
	for (int chain = 0; chain < 2; chain++) {
		struct payload_writer out = {0};
		struct credential *c = credential_new(w.key, w.cert, cas, chain);
		credential_encode(c, &out);
		read_back(&out, &list);
		CU_ASSERT_EQUAL(X509_cmp(list.own, w.cert), 0);
		CU_ASSERT_EQUAL_FATAL(sk_X509_num(list.others), 1 + chain);
		CU_ASSERT_EQUAL(X509_cmp(sk_X509_value(list.others, 0), w.between.cert), 0);
		cert_list_free(&list);
		/* what is no certificate is none */
		out.buf.data[5] ^= 0xff;
		read_back(&out, &list);
		CU_ASSERT_PTR_NULL(list.own);
		cert_list_free(&list);
		out.buf.data[5] ^= 0xff;
		out.buf.data[4] = 12; /* hash and URL */
		read_back(&out, &list);
		CU_ASSERT_PTR_NULL(list.own);
		cert_list_free(&list);
		payload_writer_free(&out);
		credential_release(c);
	}
	EVP_PKEY *other = authority_key(false);
	CU_ASSERT_PTR_NULL(credential_new(other, w.cert, cas, false));
	EVP_PKEY_free(other);
	sk_X509_free(cas);
	end(&w);
}

static void requests(void)
{
	struct world w;
	uint8_t hash[20];
	size_t size;
	begin(&w);
	struct trust *trust = trust_in(w.root.cert, NULL, 0);
	const uint8_t *hashes = trust_hashes(trust, &size);
	CU_ASSERT_EQUAL_FATAL(size, 20);
	CU_ASSERT_TRUE(cert_key_hash(w.root.cert, hash));
	CU_ASSERT_EQUAL(memcmp(hash, hashes, 20), 0);
	struct payload_writer out = {0};
	cert_request_encode(&out, hashes, size);
	CU_ASSERT_EQUAL(out.first, PAYLOAD_CERTREQ);
	CU_ASSERT_EQUAL(out.buf.len, 4 + 1 + 20);
	CU_ASSERT_EQUAL(out.buf.data[4], 4);
	payload_writer_free(&out);
	trust_release(trust);
	end(&w);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"chains", chains},
	    {"times and lists", times_and_lists},
	    {"names", names},
	    {"payloads", payloads},
	    {"requests", requests},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("iked trust", tests);
}
