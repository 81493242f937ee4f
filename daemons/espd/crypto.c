/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/crypto.h"
#include <stdlib.h>
#include <string.h>
#include "daemons/espd/inner.h"
#include "lib/sa_feed.h"

#define AEAD_SALT      4
#define CHACHA20_KEY   32
#define TRIPLE_DES_KEY 24

struct crypto_engine {
	struct IMB_MGR *manager; /* NULL: OpenSSL only */
};

static const struct crypto_suite suites[] = {
    {SA_ENCR_AES_GCM_16, SA_AUTH_NONE, 8, 16, 4, 0, NULL},
    {SA_ENCR_CHACHA20_POLY1305, SA_AUTH_NONE, 8, 16, 4, 0, NULL},
    {SA_ENCR_AES_CBC, SA_AUTH_HMAC_SHA1_96, 16, 12, 16, 20, "SHA1"},
    {SA_ENCR_AES_CBC, SA_AUTH_HMAC_SHA2_256_128, 16, 16, 16, 32, "SHA256"},
    {SA_ENCR_AES_CBC, SA_AUTH_HMAC_SHA2_384_192, 16, 24, 16, 48, "SHA384"},
    {SA_ENCR_AES_CBC, SA_AUTH_HMAC_SHA2_512_256, 16, 32, 16, 64, "SHA512"},
    {SA_ENCR_3DES, SA_AUTH_HMAC_SHA1_96, 8, 12, 8, 20, "SHA1"},
    {SA_ENCR_3DES, SA_AUTH_HMAC_SHA2_256_128, 8, 16, 8, 32, "SHA256"},
    {SA_ENCR_3DES, SA_AUTH_HMAC_SHA2_384_192, 8, 24, 8, 48, "SHA384"},
    {SA_ENCR_3DES, SA_AUTH_HMAC_SHA2_512_256, 8, 32, 8, 64, "SHA512"},
};

static bool keys_fit(const struct crypto_suite *suite, const struct sa_spec *spec)
{
	unsigned bits = spec->encr_key_bits;
	if (suite->encr == SA_ENCR_3DES)
		return bits == 0 && spec->encr_key_size == TRIPLE_DES_KEY &&
		       spec->auth_key_size == suite->auth_key;
	if (suite->encr == SA_ENCR_CHACHA20_POLY1305)
		return bits == 0 && spec->encr_key_size == CHACHA20_KEY + AEAD_SALT &&
		       spec->auth_key_size == 0;
	if (bits != 128 && bits != 192 && bits != 256)
		return false;
	unsigned salt = suite->encr == SA_ENCR_AES_GCM_16 ? AEAD_SALT : 0;
	return spec->encr_key_size == bits / 8 + salt && spec->auth_key_size == suite->auth_key;
}

const struct crypto_suite *crypto_suite_find(const struct sa_spec *spec)
{
	for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++) {
		const struct crypto_suite *suite = &suites[i];
		if (suite->encr == spec->encr && suite->auth == spec->auth)
			return keys_fit(suite, spec) ? suite : NULL;
	}
	return NULL;
}

struct crypto_engine *crypto_engine_new(enum crypto_choice choice)
{
	struct crypto_engine *engine = calloc(1, sizeof *engine);
	if (engine == NULL)
		return NULL;
#ifdef ESPD_IPSECMB
	if (choice != CRYPTO_OPENSSL)
		engine->manager = crypto_ipsecmb_manager_new();
#endif
	if (choice == CRYPTO_IPSECMB && engine->manager == NULL) {
		free(engine);
		return NULL;
	}
	return engine;
}

void crypto_engine_free(struct crypto_engine *engine)
{
	if (engine == NULL)
		return;
#ifdef ESPD_IPSECMB
	crypto_ipsecmb_manager_free(engine->manager);
#endif
	free(engine);
}

struct IMB_MGR *crypto_engine_manager(struct crypto_engine *engine)
{
	return engine->manager;
}

static struct crypto_sa *sa_new_with(const struct crypto_backend *backend, struct crypto_engine *engine,
    const struct crypto_suite *suite, const struct sa_spec *spec)
{
	struct crypto_sa *sa = backend->sa_new(engine, suite, spec);
	if (sa == NULL)
		return NULL;
	sa->backend = backend;
	sa->suite = suite;
	sa->esn = spec->esn;
	return sa;
}

struct crypto_sa *crypto_sa_new(struct crypto_engine *engine, const struct sa_spec *spec)
{
	const struct crypto_suite *suite = crypto_suite_find(spec);
	if (suite == NULL)
		return NULL;
#ifdef ESPD_IPSECMB
	if (engine->manager != NULL) {
		struct crypto_sa *sa = sa_new_with(&crypto_backend_ipsecmb, engine, suite, spec);
		if (sa != NULL)
			return sa;
	}
#endif
	return sa_new_with(&crypto_backend_openssl, engine, suite, spec);
}

void crypto_sa_free(struct crypto_sa *sa)
{
	if (sa != NULL)
		sa->backend->sa_free(sa);
}

size_t crypto_aad(const struct crypto_sa *sa, const struct crypto_packet *p, uint8_t *aad)
{
	if (!sa->esn) {
		memcpy(aad, p->esp, 8);
		return 8;
	}
	memcpy(aad, p->esp, 4);
	inner_put32(aad + 4, p->seq_hi);
	memcpy(aad + 8, p->esp + 4, 4);
	return 12;
}

void crypto_counter_block(const struct crypto_packet *p, uint8_t *block, size_t size)
{
	memset(block, 0, size - 8);
	inner_put32(block + size - 8, (uint32_t)(p->counter >> 32));
	inner_put32(block + size - 4, (uint32_t)p->counter);
}
