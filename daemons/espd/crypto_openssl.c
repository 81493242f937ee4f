/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The OpenSSL back end. Each SA keeps its keyed contexts; per packet only the IV is set and the HMAC is
 * restarted with the key that it has.
 */
#include "daemons/espd/crypto.h"
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdlib.h>
#include <string.h>
#include "daemons/espd/inner.h"
#include "lib/cipher.h"
#include "lib/sa_feed.h"

#define AEAD_SALT  4
#define AEAD_NONCE 12
#define AEAD_TAG   16

struct openssl_sa {
	struct crypto_sa base;
	EVP_CIPHER_CTX *cipher;
	EVP_MAC_CTX *mac;
	uint8_t nonce[AEAD_NONCE]; /* of an AEAD: salt, then the packet's IV */
};

static bool set_cipher(struct openssl_sa *sa, const struct sa_spec *spec)
{
	sa->cipher = EVP_CIPHER_CTX_new();
	if (sa->cipher == NULL)
		return false;
	int sealing = spec->direction == SA_OUT;
	const EVP_CIPHER *cipher = cipher_of(spec->encr, spec->encr_key_bits);
	if (EVP_CipherInit_ex(sa->cipher, cipher, NULL, spec->encr_key, NULL, sealing) != 1)
		return false;
	return EVP_CIPHER_CTX_set_padding(sa->cipher, 0) == 1;
}

static bool set_mac(struct openssl_sa *sa, const struct crypto_suite *suite, const struct sa_spec *spec)
{
	EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	sa->mac = hmac != NULL ? EVP_MAC_CTX_new(hmac) : NULL;
	EVP_MAC_free(hmac);
	if (sa->mac == NULL)
		return false;
	char digest[16];
	strncpy(digest, suite->digest, sizeof digest - 1);
	digest[sizeof digest - 1] = '\0';
	OSSL_PARAM params[] = {
	    OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
	    OSSL_PARAM_construct_end(),
	};
	return EVP_MAC_init(sa->mac, spec->auth_key, spec->auth_key_size, params) == 1;
}

static void openssl_sa_free(struct crypto_sa *base)
{
	struct openssl_sa *sa = (struct openssl_sa *)base;
	EVP_CIPHER_CTX_free(sa->cipher);
	EVP_MAC_CTX_free(sa->mac);
	OPENSSL_cleanse(sa, sizeof *sa);
	free(sa);
}

static struct crypto_sa *openssl_sa_new(
    struct crypto_engine *engine, const struct crypto_suite *suite, const struct sa_spec *spec)
{
	struct openssl_sa *sa = calloc(1, sizeof *sa);
	if (sa == NULL)
		return NULL;
	bool ready = set_cipher(sa, spec) && (suite->digest == NULL || set_mac(sa, suite, spec));
	if (!ready) {
		openssl_sa_free(&sa->base);
		return NULL;
	}
	if (suite->digest == NULL)
		memcpy(sa->nonce, spec->encr_key + spec->encr_key_size - AEAD_SALT, AEAD_SALT);
	return &sa->base;
}

/* Sets the nonce from the packet's IV and takes the associated data. */
static bool aead_start(struct openssl_sa *sa, const struct crypto_packet *p)
{
	uint8_t aad[12];
	int len;
	memcpy(sa->nonce + AEAD_SALT, p->esp + CRYPTO_HEADER, AEAD_NONCE - AEAD_SALT);
	size_t aad_size = crypto_aad(&sa->base, p, aad);
	return EVP_CipherInit_ex(sa->cipher, NULL, NULL, NULL, sa->nonce, -1) == 1 &&
	       EVP_CipherUpdate(sa->cipher, NULL, &len, aad, (int)aad_size) == 1;
}

static bool aead_seal(struct openssl_sa *sa, struct crypto_packet *p)
{
	uint8_t *iv = p->esp + CRYPTO_HEADER;
	uint8_t *text = crypto_text(sa->base.suite, p->esp);
	int len;
	inner_put32(iv, (uint32_t)(p->counter >> 32));
	inner_put32(iv + 4, (uint32_t)p->counter);
	return aead_start(sa, p) && EVP_EncryptUpdate(sa->cipher, text, &len, p->clear, (int)p->size) == 1 &&
	       EVP_EncryptFinal_ex(sa->cipher, text + p->size, &len) == 1 &&
	       EVP_CIPHER_CTX_ctrl(sa->cipher, EVP_CTRL_AEAD_GET_TAG, AEAD_TAG, text + p->size) == 1;
}

static bool aead_open(struct openssl_sa *sa, struct crypto_packet *p)
{
	uint8_t *text = crypto_text(sa->base.suite, p->esp);
	int len;
	return aead_start(sa, p) &&
	       EVP_CIPHER_CTX_ctrl(sa->cipher, EVP_CTRL_AEAD_SET_TAG, AEAD_TAG, text + p->size) == 1 &&
	       EVP_DecryptUpdate(sa->cipher, p->clear, &len, text, (int)p->size) == 1 &&
	       EVP_DecryptFinal_ex(sa->cipher, p->clear + p->size, &len) == 1;
}

/* The whole HMAC over header, IV and ciphertext, and with ESN the number's high half (RFC 4303 §2.2.1). */
static bool hmac(struct openssl_sa *sa, const struct crypto_packet *p, uint8_t mac[64])
{
	size_t size;
	uint8_t seq_hi[4];
	inner_put32(seq_hi, p->seq_hi);
	return EVP_MAC_init(sa->mac, NULL, 0, NULL) == 1 &&
	       EVP_MAC_update(sa->mac, p->esp, CRYPTO_HEADER + sa->base.suite->iv_size + p->size) == 1 &&
	       (!sa->base.esn || EVP_MAC_update(sa->mac, seq_hi, sizeof seq_hi) == 1) &&
	       EVP_MAC_final(sa->mac, mac, &size, 64) == 1;
}

/* The IV is the first block of the same pass: the counter block under a zero IV. */
static bool cbc_seal(struct openssl_sa *sa, struct crypto_packet *p)
{
	static const uint8_t zero[CRYPTO_IV_MAX];
	size_t block = sa->base.suite->iv_size;
	uint8_t *first = p->clear - block;
	uint8_t mac[64];
	int len;
	crypto_counter_block(p, first, block);
	if (EVP_EncryptInit_ex(sa->cipher, NULL, NULL, NULL, zero) != 1 ||
	    EVP_EncryptUpdate(sa->cipher, p->esp + CRYPTO_HEADER, &len, first, (int)(p->size + block)) != 1 ||
	    !hmac(sa, p, mac))
		return false;
	memcpy(crypto_text(sa->base.suite, p->esp) + p->size, mac, sa->base.suite->icv_size);
	return true;
}

static bool cbc_open(struct openssl_sa *sa, struct crypto_packet *p)
{
	uint8_t *text = crypto_text(sa->base.suite, p->esp);
	uint8_t mac[64];
	int len;
	if (!hmac(sa, p, mac) || CRYPTO_memcmp(mac, text + p->size, sa->base.suite->icv_size) != 0)
		return false;
	return EVP_DecryptInit_ex(sa->cipher, NULL, NULL, NULL, p->esp + CRYPTO_HEADER) == 1 &&
	       EVP_DecryptUpdate(sa->cipher, p->clear, &len, text, (int)p->size) == 1;
}

static void openssl_seal(struct crypto_sa *base, struct crypto_packet *packets, unsigned count)
{
	struct openssl_sa *sa = (struct openssl_sa *)base;
	for (unsigned i = 0; i < count; i++)
		packets[i].ok =
		    base->suite->digest != NULL ? cbc_seal(sa, &packets[i]) : aead_seal(sa, &packets[i]);
}

static void openssl_open(struct crypto_sa *base, struct crypto_packet *packets, unsigned count)
{
	struct openssl_sa *sa = (struct openssl_sa *)base;
	for (unsigned i = 0; i < count; i++)
		packets[i].ok =
		    base->suite->digest != NULL ? cbc_open(sa, &packets[i]) : aead_open(sa, &packets[i]);
}

const struct crypto_backend crypto_backend_openssl = {
    .name = "openssl",
    .sa_new = openssl_sa_new,
    .sa_free = openssl_sa_free,
    .seal = openssl_seal,
    .open = openssl_open,
};
