/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/dh.h"
#include "daemons/iked/registry.h"
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/dh.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <stdlib.h>
#include <string.h>

struct dh_info {
	uint16_t group;
	const char *type;  /* OpenSSL's key type */
	const char *name;  /* and group name */
	uint16_t size;     /* of the public value in KE */
	uint16_t exponent; /* bits of a MODP private key: twice the group's strength, RFC 3526 §8 */
};

static const struct dh_info groups[] = {
    {DH_MODP_1024, "DH", "modp_1024", 128, 160},
    {DH_MODP_1536, "DH", "modp_1536", 192, 240},
    {DH_MODP_2048, "DH", "modp_2048", 256, 256},
    {DH_MODP_3072, "DH", "modp_3072", 384, 276},
    {DH_MODP_4096, "DH", "modp_4096", 512, 330},
    {DH_ECP_256, "EC", "P-256", 64, 0},
    {DH_ECP_384, "EC", "P-384", 96, 0},
    {DH_ECP_521, "EC", "P-521", 132, 0},
    {DH_CURVE25519, "X25519", NULL, 32, 0},
};

struct dh {
	const struct dh_info *info;
	EVP_PKEY *key;
	uint8_t public[DH_PUBLIC_MAX];
};

static const struct dh_info *dh_info(uint16_t group)
{
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (groups[i].group == group)
			return &groups[i];
	return NULL;
}

bool dh_group_known(uint16_t group)
{
	return dh_info(group) != NULL;
}

size_t dh_public_size(uint16_t group)
{
	const struct dh_info *info = dh_info(group);
	return info ? info->size : 0;
}

/* Group 2, which OpenSSL does not know by a name: its prime with generator 2 (RFC 7296 appendix B.2). */
static EVP_PKEY *dh_modp_1024(void)
{
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	BIGNUM *prime = BN_get_rfc2409_prime_1024(NULL);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "DH", NULL);
	OSSL_PARAM *params = NULL;
	EVP_PKEY *key = NULL;
	if (build && prime && ctx && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_FFC_P, prime) &&
	    OSSL_PARAM_BLD_push_uint(build, OSSL_PKEY_PARAM_FFC_G, 2))
		params = OSSL_PARAM_BLD_to_param(build);
	if (params && EVP_PKEY_fromdata_init(ctx) > 0)
		EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEY_PARAMETERS, params);
	OSSL_PARAM_free(params);
	EVP_PKEY_CTX_free(ctx);
	BN_free(prime);
	OSSL_PARAM_BLD_free(build);
	return key;
}

static EVP_PKEY_CTX *dh_generator(const struct dh_info *info)
{
	if (info->group != DH_MODP_1024)
		return EVP_PKEY_CTX_new_from_name(NULL, info->type, NULL);
	EVP_PKEY *group = dh_modp_1024();
	EVP_PKEY_CTX *ctx = group ? EVP_PKEY_CTX_new_from_pkey(NULL, group, NULL) : NULL;
	EVP_PKEY_free(group);
	return ctx;
}

static EVP_PKEY *dh_generate(const struct dh_info *info)
{
	EVP_PKEY_CTX *ctx = dh_generator(info);
	int bits = info->exponent;
	OSSL_PARAM params[3], *p = params;
	if (info->name && info->group != DH_MODP_1024)
		*p++ = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)info->name, 0);
	if (info->exponent)
		*p++ = OSSL_PARAM_construct_int(OSSL_PKEY_PARAM_DH_PRIV_LEN, &bits);
	*p = OSSL_PARAM_construct_end();
	EVP_PKEY *key = NULL;
	if (!ctx || EVP_PKEY_keygen_init(ctx) <= 0 ||
	    (p > params && EVP_PKEY_CTX_set_params(ctx, params) <= 0) || EVP_PKEY_generate(ctx, &key) <= 0)
		key = NULL;
	EVP_PKEY_CTX_free(ctx);
	return key;
}

/* OpenSSL puts the form octet 4 before the coordinates of a point; KE has the bare coordinates
 * (RFC 5903 §7). */
static bool dh_is_point(const struct dh_info *info)
{
	return strcmp(info->type, "EC") == 0;
}

static bool dh_export(struct dh *dh)
{
	unsigned char *encoded = NULL;
	size_t size = EVP_PKEY_get1_encoded_public_key(dh->key, &encoded);
	size_t skip = dh_is_point(dh->info) ? 1 : 0;
	bool ok = size == dh->info->size + skip;
	if (ok)
		memcpy(dh->public, encoded + skip, dh->info->size);
	OPENSSL_free(encoded);
	return ok;
}

struct dh *dh_new(uint16_t group)
{
	const struct dh_info *info = dh_info(group);
	struct dh *dh = info ? calloc(1, sizeof(*dh)) : NULL;
	if (!dh)
		return NULL;
	dh->info = info;
	dh->key = dh_generate(info);
	if (dh->key && dh_export(dh))
		return dh;
	dh_free(dh);
	return NULL;
}

void dh_free(struct dh *dh)
{
	if (!dh)
		return;
	EVP_PKEY_free(dh->key);
	free(dh);
}

uint16_t dh_group_of(const struct dh *dh)
{
	return dh->info->group;
}

const uint8_t *dh_public(const struct dh *dh)
{
	return dh->public;
}

/* The peer's public value as a key. Setting a point checks that it is on the curve. */
static EVP_PKEY *dh_import(const struct dh *dh, const uint8_t *data)
{
	uint8_t encoded[1 + DH_PUBLIC_MAX];
	size_t skip = dh_is_point(dh->info) ? 1 : 0;
	encoded[0] = 4;
	memcpy(encoded + skip, data, dh->info->size);
	EVP_PKEY *peer = EVP_PKEY_new();
	bool ok = peer &&
		  (dh->info->name ? EVP_PKEY_copy_parameters(peer, dh->key)
				  : EVP_PKEY_set_type(peer, EVP_PKEY_X25519)) &&
		  EVP_PKEY_set1_encoded_public_key(peer, encoded, dh->info->size + skip) > 0;
	if (ok)
		return peer;
	EVP_PKEY_free(peer);
	return NULL;
}

/* 1 < y < p-1: all that a safe-prime group needs (RFC 6989 §2.1); the full check costs an exponentiation. */
static bool dh_value_valid(EVP_PKEY *peer)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, peer, NULL);
	bool ok = ctx && EVP_PKEY_public_check_quick(ctx) > 0;
	EVP_PKEY_CTX_free(ctx);
	return ok;
}

static bool dh_derive(struct dh *dh, EVP_PKEY *peer, uint8_t *secret, size_t *size)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, dh->key, NULL);
	*size = DH_PUBLIC_MAX;
	bool ok = ctx && EVP_PKEY_derive_init(ctx) > 0 && EVP_PKEY_derive_set_peer_ex(ctx, peer, 0) > 0 &&
		  (!dh->info->exponent || EVP_PKEY_CTX_set_dh_pad(ctx, 1) > 0) &&
		  EVP_PKEY_derive(ctx, secret, size) > 0;
	EVP_PKEY_CTX_free(ctx);
	return ok;
}

bool dh_shared(struct dh *dh, const uint8_t *data, size_t size, uint8_t *secret, size_t *secret_size)
{
	if (size != dh->info->size)
		return false;
	EVP_PKEY *peer = dh_import(dh, data);
	bool ok =
	    peer && (!dh->info->exponent || dh_value_valid(peer)) && dh_derive(dh, peer, secret, secret_size);
	EVP_PKEY_free(peer);
	return ok;
}
