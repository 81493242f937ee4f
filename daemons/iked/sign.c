/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/sign.h"
#include "daemons/iked/notify.h"
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <string.h>

#define SIGNATURE_MAX 1024 /* bytes: RSA with 8192 bits */
#define NUMBER_MAX    66   /* bytes of r and s with P-521 */

struct hash {
	unsigned bit;
	uint8_t number;  /* of RFC 7427 */
	uint8_t oid;     /* last byte of sha256WithRSAEncryption and its kin */
	uint8_t ec_oid;  /* of ecdsa-with-SHA256 and its kin */
	uint8_t sha_oid; /* of id-sha256 and its kin */
	uint8_t size;
	const EVP_MD *(*md)(void);
};

static const struct hash hashes[] = {
    {SIGN_SHA256, 2, 0x0b, 0x02, 0x01, 32, EVP_sha256},
    {SIGN_SHA384, 3, 0x0c, 0x03, 0x02, 48, EVP_sha384},
    {SIGN_SHA512, 4, 0x0d, 0x04, 0x03, 64, EVP_sha512},
};
#define HASHES (sizeof(hashes) / sizeof(hashes[0]))

/* RFC 4754: each curve has its hash function and the size of its numbers. */
struct curve {
	uint8_t method;
	int bits;
	size_t number; /* bytes of r and of s */
	unsigned hash; /* index */
};

static const struct curve curves[] = {
    {AUTH_ECDSA_256, 256, 32, 0}, {AUTH_ECDSA_384, 384, 48, 1}, {AUTH_ECDSA_521, 521, 66, 2}};

static const struct curve *curve_of(const EVP_PKEY *key)
{
	for (size_t i = 0; EVP_PKEY_is_a(key, "EC") && i < sizeof(curves) / sizeof(curves[0]); i++)
		if (curves[i].bits == EVP_PKEY_get_bits(key))
			return &curves[i];
	return NULL;
}

unsigned sign_hashes_of(const struct payload_chain *chain)
{
	struct notify n;
	unsigned known = 0;
	if (!notify_find(chain, NOTIFY_SIGNATURE_HASH_ALGORITHMS, &n))
		return 0;
	struct rbuf r = rbuf_from(n.data, n.size);
	while (rbuf_left(&r) >= 2) {
		uint16_t number = rbuf_u16(&r);
		for (size_t i = 0; i < HASHES; i++)
			known |= hashes[i].number == number ? hashes[i].bit : 0;
	}
	return known;
}

void sign_hashes_encode(struct payload_writer *w)
{
	uint8_t data[2 * HASHES];
	for (size_t i = 0; i < HASHES; i++) {
		data[2 * i] = 0;
		data[2 * i + 1] = hashes[i].number;
	}
	notify_encode(w, NOTIFY_SIGNATURE_HASH_ALGORITHMS, data, sizeof(data));
}

/* ---- OpenSSL ---- */

static bool pad(EVP_PKEY_CTX *ctx, bool pss)
{
	return !pss || (EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) > 0 &&
			   EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) > 0);
}

/* `dst` has SIGNATURE_MAX bytes; bytes of the signature, 0 on failure. */
static size_t make(EVP_PKEY *key, const EVP_MD *md, bool pss, const struct wbuf *octets, uint8_t *dst)
{
	EVP_PKEY_CTX *key_ctx;
	size_t size = SIGNATURE_MAX;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = ctx && EVP_DigestSignInit(ctx, &key_ctx, md, NULL, key) == 1 && pad(key_ctx, pss) &&
		  EVP_DigestSign(ctx, dst, &size, octets->data, octets->len) == 1;
	EVP_MD_CTX_free(ctx);
	ERR_clear_error();
	return ok ? size : 0;
}

static bool check(EVP_PKEY *key, const EVP_MD *md, bool pss, const struct wbuf *octets,
    const uint8_t *signature, size_t size)
{
	EVP_PKEY_CTX *key_ctx;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = ctx && EVP_DigestVerifyInit(ctx, &key_ctx, md, NULL, key) == 1 && pad(key_ctx, pss) &&
		  EVP_DigestVerify(ctx, signature, size, octets->data, octets->len) == 1;
	EVP_MD_CTX_free(ctx);
	ERR_clear_error();
	return ok;
}

/* ---- ECDSA: the two numbers side by side, RFC 4754 §7 ---- */

static bool put_numbers(const uint8_t *der, size_t size, const struct curve *curve, struct wbuf *out)
{
	uint8_t raw[2 * NUMBER_MAX];
	const uint8_t *at = der;
	ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &at, (long)size);
	bool ok = sig && BN_bn2binpad(ECDSA_SIG_get0_r(sig), raw, (int)curve->number) > 0 &&
		  BN_bn2binpad(ECDSA_SIG_get0_s(sig), raw + curve->number, (int)curve->number) > 0;
	if (ok)
		wbuf_bytes(out, raw, 2 * curve->number);
	ECDSA_SIG_free(sig);
	return ok;
}

static bool check_numbers(
    EVP_PKEY *key, const struct curve *curve, const struct auth_payload *auth, const struct wbuf *octets)
{
	uint8_t *der = NULL;
	ECDSA_SIG *sig = ECDSA_SIG_new();
	bool ok = false;
	if (sig && auth->size == 2 * curve->number &&
	    ECDSA_SIG_set0(sig, BN_bin2bn(auth->data, (int)curve->number, NULL),
		BN_bin2bn(auth->data + curve->number, (int)curve->number, NULL)) == 1) {
		int size = i2d_ECDSA_SIG(sig, &der);
		ok = size > 0 && check(key, hashes[curve->hash].md(), false, octets, der, (size_t)size);
	}
	OPENSSL_free(der);
	ECDSA_SIG_free(sig);
	return ok;
}

/* ---- AlgorithmIdentifiers, RFC 7427 appendix A ---- */

static void put_ecdsa(const struct hash *h, struct wbuf *out)
{
	const uint8_t id[] = {
	    12, 0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, h->ec_oid};
	wbuf_bytes(out, id, sizeof(id));
}

static void put_pkcs1(const struct hash *h, struct wbuf *out)
{
	const uint8_t id[] = {
	    15, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, h->oid, 0x05, 0x00};
	wbuf_bytes(out, id, sizeof(id));
}

/* Hash, mask generation with the same hash, salt as long as the hash. What is left out means SHA-1, which is not accepted. */
static void put_pss(const struct hash *h, struct wbuf *out)
{
	const uint8_t id[] = {67, 0x30, 0x41, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01,
	    0x0a, 0x30, 0x34, 0xa0, 0x0f, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04,
	    0x02, h->sha_oid, 0x05, 0x00, 0xa1, 0x1c, 0x30, 0x1a, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7,
	    0x0d, 0x01, 0x01, 0x08, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
	    h->sha_oid, 0x05, 0x00, 0xa2, 0x03, 0x02, 0x01, h->size};
	wbuf_bytes(out, id, sizeof(id));
}

/* The same with the hash functions' empty parameters left out, which RFC 4055 §2.1 allows. */
static void put_short_pss(const struct hash *h, struct wbuf *out)
{
	const uint8_t id[] = {63, 0x30, 0x3d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01,
	    0x0a, 0x30, 0x30, 0xa0, 0x0d, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04,
	    0x02, h->sha_oid, 0xa1, 0x1a, 0x30, 0x18, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01,
	    0x01, 0x08, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, h->sha_oid,
	    0xa2, 0x03, 0x02, 0x01, h->size};
	wbuf_bytes(out, id, sizeof(id));
}

static const struct scheme {
	void (*put)(const struct hash *h, struct wbuf *out);
	bool rsa, pss;
} schemes[] = {
    {put_ecdsa, false, false}, {put_pkcs1, true, false}, {put_pss, true, true}, {put_short_pss, true, true}};

static bool begins_with(
    const struct auth_payload *auth, const struct scheme *s, const struct hash *h, size_t *size)
{
	struct wbuf id = {0};
	s->put(h, &id);
	*size = id.len;
	bool same = wbuf_ok(&id) && auth->size > id.len && memcmp(auth->data, id.data, id.len) == 0;
	wbuf_free(&id);
	return same;
}

static const char *check_scheme(EVP_PKEY *key, const struct scheme *s, const struct hash *h,
    const uint8_t *signature, size_t size, const struct wbuf *octets)
{
	if (s->rsa != (EVP_PKEY_is_a(key, "RSA") == 1))
		return "its signature is of another kind than its certificate's key";
	return check(key, h->md(), s->pss, octets, signature, size) ? NULL : "its signature is wrong";
}

/* Method 14: length and AlgorithmIdentifier, octet by octet one of those that are known, then the signature. */
static const char *check_digital(EVP_PKEY *key, const struct auth_payload *auth, const struct wbuf *octets)
{
	size_t size;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		for (size_t k = 0; k < HASHES; k++)
			if (begins_with(auth, &schemes[i], &hashes[k], &size))
				return check_scheme(key, &schemes[i], &hashes[k], auth->data + size,
				    auth->size - size, octets);
	return "its signature algorithm is not accepted";
}

/* Method 1 names no hash function: SHA-1 is the usual one (RFC 7296 §3.8). */
static const char *check_rsa(
    EVP_PKEY *key, const struct sign_terms *terms, const struct auth_payload *auth, const struct wbuf *octets)
{
	if (!EVP_PKEY_is_a(key, "RSA"))
		return "its signature is of another kind than its certificate's key";
	for (size_t i = 0; i < HASHES; i++)
		if (check(key, hashes[i].md(), false, octets, auth->data, auth->size))
			return NULL;
	if (!check(key, EVP_sha1(), false, octets, auth->data, auth->size))
		return "its signature is wrong";
	return terms->hashes == 0 ? NULL : "it signs with SHA-1 although it knows better";
}

const char *sign_check(
    EVP_PKEY *key, const struct sign_terms *terms, const struct auth_payload *auth, const struct wbuf *octets)
{
	const struct curve *curve = curve_of(key);
	switch (auth->method) {
	case AUTH_DIGITAL:
		return check_digital(key, auth, octets);
	case AUTH_RSA:
		return check_rsa(key, terms, auth, octets);
	case AUTH_ECDSA_256:
	case AUTH_ECDSA_384:
	case AUTH_ECDSA_521:
		if (!curve || curve->method != auth->method)
			return "its signature is of another kind than its certificate's key";
		return check_numbers(key, curve, auth, octets) ? NULL : "its signature is wrong";
	default:
		return "it proves itself in a way that is not known here";
	}
}

/* ---- ours ---- */

/* With ECDSA the hash function of the curve's size, else the first one that the peer knows. */
static const struct hash *choose(const struct curve *curve, unsigned known)
{
	if (curve && (known & hashes[curve->hash].bit))
		return &hashes[curve->hash];
	for (size_t i = 0; i < HASHES; i++)
		if (known & hashes[i].bit)
			return &hashes[i];
	return NULL;
}

static uint8_t make_digital(
    EVP_PKEY *key, const struct sign_terms *terms, const struct wbuf *octets, struct wbuf *out)
{
	uint8_t signature[SIGNATURE_MAX];
	const struct curve *curve = curve_of(key);
	const struct hash *h = choose(curve, terms->hashes);
	bool pss = !curve && !terms->plain_rsa;
	size_t size = make(key, h->md(), pss, octets, signature);
	if (curve)
		put_ecdsa(h, out);
	else if (pss)
		put_pss(h, out);
	else
		put_pkcs1(h, out);
	wbuf_bytes(out, signature, size);
	return size > 0 && wbuf_ok(out) ? AUTH_DIGITAL : 0;
}

static uint8_t make_old(EVP_PKEY *key, const struct wbuf *octets, struct wbuf *out)
{
	uint8_t signature[SIGNATURE_MAX];
	const struct curve *curve = curve_of(key);
	size_t size = make(key, curve ? hashes[curve->hash].md() : EVP_sha1(), false, octets, signature);
	if (size == 0)
		return 0;
	if (curve)
		return put_numbers(signature, size, curve, out) ? curve->method : 0;
	wbuf_bytes(out, signature, size);
	return AUTH_RSA;
}

uint8_t sign_make(EVP_PKEY *key, const struct sign_terms *terms, const struct wbuf *octets, struct wbuf *out)
{
	if (!curve_of(key) && !EVP_PKEY_is_a(key, "RSA"))
		return 0;
	return terms->hashes ? make_digital(key, terms, octets, out) : make_old(key, octets, out);
}
