/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures: each method both ways, what is refused, and every bit of them. */
#include "daemons/iked/sign.h"
#include "tests/replay/iked/authority.h"
#include "tests/unit/unit.h"
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

#define ALL (SIGN_SHA256 | SIGN_SHA384 | SIGN_SHA512)

static const char text[] = "what both ends have said so far";

static struct wbuf octets(void)
{
	struct wbuf w = {0};
	wbuf_bytes(&w, text, sizeof(text));
	return w;
}

static EVP_PKEY *key_of(const char *curve)
{
	return curve ? EVP_EC_gen(curve) : EVP_RSA_gen(2048);
}

static const char *check(EVP_PKEY *key, unsigned hashes, uint8_t method, const struct wbuf *signature)
{
	struct wbuf w = octets();
	const struct sign_terms terms = {.hashes = hashes};
	const struct auth_payload auth = {method, signature->data, signature->len};
	const char *why = sign_check(key, &terms, &auth, &w);
	wbuf_free(&w);
	return why;
}

static uint8_t make(EVP_PKEY *key, const struct sign_terms *terms, struct wbuf *signature)
{
	struct wbuf w = octets();
	uint8_t method = sign_make(key, terms, &w, signature);
	wbuf_free(&w);
	return method;
}

/* Method and size of each kind of key, with and without RFC 7427. */
static void each_method(void)
{
	static const struct {
		const char *curve;
		unsigned hashes;
		bool plain;
		uint8_t method;
		size_t size; /* bytes, 0: it varies */
	} cases[] = {
	    {NULL, 0, false, AUTH_RSA, 256},
	    {NULL, ALL, false, AUTH_DIGITAL, 68 + 256},
	    {NULL, SIGN_SHA512, false, AUTH_DIGITAL, 68 + 256},
	    {NULL, ALL, true, AUTH_DIGITAL, 16 + 256},
	    {"P-256", 0, false, AUTH_ECDSA_256, 64},
	    {"P-384", 0, false, AUTH_ECDSA_384, 96},
	    {"P-521", 0, false, AUTH_ECDSA_521, 132},
	    {"P-256", ALL, false, AUTH_DIGITAL, 0},
	    {"P-384", ALL, false, AUTH_DIGITAL, 0},
	    {"P-521", SIGN_SHA256, false, AUTH_DIGITAL, 0},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wbuf signature = {0};
		EVP_PKEY *key = key_of(cases[i].curve), *other = key_of(cases[i].curve);
		const struct sign_terms terms = {cases[i].hashes, cases[i].plain};
		CU_ASSERT_EQUAL(make(key, &terms, &signature), cases[i].method);
		CU_ASSERT_TRUE(cases[i].size == 0 || signature.len == cases[i].size);
		CU_ASSERT_PTR_NULL(check(key, cases[i].hashes, cases[i].method, &signature));
		CU_ASSERT_STRING_EQUAL(
		    check(other, cases[i].hashes, cases[i].method, &signature), "its signature is wrong");
		wbuf_free(&signature);
		EVP_PKEY_free(key);
		EVP_PKEY_free(other);
	}
}

/* RFC 8247 §3: SHA-1 for lack of anything better, never by choice. */
static void sha1_is_the_last_resort(void)
{
	struct wbuf signature = {0};
	EVP_PKEY *key = key_of(NULL);
	CU_ASSERT_EQUAL(make(key, &(struct sign_terms){0}, &signature), AUTH_RSA);
	CU_ASSERT_PTR_NULL(check(key, 0, AUTH_RSA, &signature));
	CU_ASSERT_STRING_EQUAL(
	    check(key, SIGN_SHA256, AUTH_RSA, &signature), "it signs with SHA-1 although it knows better");
	/* the same as sha1WithRSAEncryption of method 14 */
	const uint8_t id[] = {
	    15, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 5, 5, 0};
	struct wbuf digital = {0};
	wbuf_bytes(&digital, id, sizeof(id));
	wbuf_bytes(&digital, signature.data, signature.len);
	CU_ASSERT_STRING_EQUAL(
	    check(key, ALL, AUTH_DIGITAL, &digital), "its signature algorithm is not accepted");
	wbuf_free(&digital);
	wbuf_free(&signature);
	EVP_PKEY_free(key);
}

static void kinds_do_not_mix(void)
{
	struct wbuf signature = {0};
	EVP_PKEY *rsa = key_of(NULL), *p256 = key_of("P-256"), *p384 = key_of("P-384");
	CU_ASSERT_EQUAL(make(p256, &(struct sign_terms){0}, &signature), AUTH_ECDSA_256);
	CU_ASSERT_PTR_NOT_NULL(check(p384, 0, AUTH_ECDSA_256, &signature));
	CU_ASSERT_PTR_NOT_NULL(check(p256, 0, AUTH_ECDSA_384, &signature));
	CU_ASSERT_PTR_NOT_NULL(check(rsa, 0, AUTH_ECDSA_256, &signature));
	CU_ASSERT_PTR_NOT_NULL(check(p256, 0, AUTH_RSA, &signature));
	CU_ASSERT_PTR_NOT_NULL(check(p256, 0, 3, &signature));
	wbuf_free(&signature);
	CU_ASSERT_EQUAL(make(p256, &(struct sign_terms){.hashes = ALL}, &signature), AUTH_DIGITAL);
	CU_ASSERT_STRING_EQUAL(check(rsa, ALL, AUTH_DIGITAL, &signature),
	    "its signature is of another kind than its certificate's key");
	wbuf_free(&signature);
	EVP_PKEY_free(rsa);
	EVP_PKEY_free(p256);
	EVP_PKEY_free(p384);
}

/* Each bit flipped, and each length: nothing is accepted. */
static void every_bit_counts(void)
{
	EVP_PKEY *keys[] = {key_of("P-256"), key_of(NULL)};
	for (size_t k = 0; k < 2; k++) {
		struct wbuf signature = {0};
		CU_ASSERT_EQUAL(make(keys[k], &(struct sign_terms){.hashes = ALL}, &signature), AUTH_DIGITAL);
		unsigned taken = 0;
		for (size_t bit = 0; bit < 8 * signature.len; bit++) {
			signature.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
			taken += check(keys[k], ALL, AUTH_DIGITAL, &signature) == NULL;
			signature.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
		}
		for (size_t size = signature.len; size-- > 0;) {
			signature.len = size;
			taken += check(keys[k], ALL, AUTH_DIGITAL, &signature) == NULL;
		}
		CU_ASSERT_EQUAL(taken, 0);
		wbuf_free(&signature);
		EVP_PKEY_free(keys[k]);
	}
}

static void the_notification(void)
{
	struct payload_writer w = {0};
	struct payload_chain chain;
	sign_hashes_encode(&w);
	struct rbuf r = rbuf_from(w.buf.data, w.buf.len);
	CU_ASSERT_EQUAL(payload_chain_parse(&chain, w.first, r, NULL), PAYLOAD_OK);
	CU_ASSERT_EQUAL(sign_hashes_of(&chain), ALL);
	payload_writer_free(&w);
	/* SHA-1 and the identity hash are not for us; an odd byte is passed over */
	const uint8_t some[] = {PAYLOAD_NONE, 0, 0, 8 + 7, 0, 0, 0x40, 0x2f, 0, 1, 0, 3, 0, 5, 9};
	CU_ASSERT_EQUAL(
	    payload_chain_parse(&chain, PAYLOAD_NOTIFY, rbuf_from(some, sizeof(some)), NULL), PAYLOAD_OK);
	CU_ASSERT_EQUAL(sign_hashes_of(&chain), SIGN_SHA384);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"each method", each_method},
	    {"SHA-1 is the last resort", sha1_is_the_last_resort},
	    {"kinds do not mix", kinds_do_not_mix},
	    {"every bit counts", every_bit_counts},
	    {"the notification", the_notification},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("iked sign", tests);
}
