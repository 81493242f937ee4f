/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/keymat.h"
#include "daemons/iked/prf.h"
#include <openssl/crypto.h>
#include <string.h>

static void put_u64(uint8_t *dst, uint64_t v)
{
	for (int i = 7; i >= 0; i--, v >>= 8)
		dst[i] = (uint8_t)v;
}

/* Cuts `size` bytes off the front of the key stream. */
static void take(const uint8_t **stream, uint8_t *dst, size_t size)
{
	memcpy(dst, *stream, size);
	*stream += size;
}

static bool sizes_of(struct ike_keys *keys, const struct suite *suite)
{
	const struct prf_info *prf_info = algorithm_prf(suite->prf);
	const struct integ_info *integ = algorithm_integ(suite->integ);
	if (!prf_info || !algorithm_encr_known(suite->encr, suite->encr_bits) ||
	    algorithm_is_aead(suite->encr) == (integ != NULL))
		return false;
	*keys = (struct ike_keys){
	    .prf_size = prf_info->size,
	    .integ_size = integ ? integ->key_size : 0,
	    .encr_size = (uint8_t)algorithm_encr_key_size(suite->encr, suite->encr_bits),
	};
	return true;
}

/* {SK_d | SK_ai | SK_ar | SK_ei | SK_er | SK_pi | SK_pr} = prf+ (SKEYSEED, Ni | Nr | SPIi | SPIr) */
static bool expand(struct ike_keys *keys, const struct suite *suite, const struct keymat_input *in,
    const uint8_t *skeyseed, size_t seed_size)
{
	uint8_t spis[16], stream[3 * ALGORITHM_HASH_MAX + 2 * ALGORITHM_HASH_MAX + 2 * ALGORITHM_ENCR_MAX];
	put_u64(spis, in->spi_i);
	put_u64(spis + 8, in->spi_r);
	const struct prf_part parts[] = {
	    {in->ni->data, in->ni->size}, {in->nr->data, in->nr->size}, {spis, 16}};
	size_t size = 3u * keys->prf_size + 2u * keys->integ_size + 2u * keys->encr_size;
	if (!prf_plus(suite->prf, skeyseed, seed_size, parts, 3, stream, size))
		return false;
	const uint8_t *at = stream;
	take(&at, keys->d, keys->prf_size);
	take(&at, keys->ai, keys->integ_size);
	take(&at, keys->ar, keys->integ_size);
	take(&at, keys->ei, keys->encr_size);
	take(&at, keys->er, keys->encr_size);
	take(&at, keys->pi, keys->prf_size);
	take(&at, keys->pr, keys->prf_size);
	OPENSSL_cleanse(stream, sizeof(stream));
	return true;
}

bool keymat_ike(struct ike_keys *keys, const struct suite *suite, const struct keymat_input *in)
{
	uint8_t nonces[2 * NONCE_SIZE_MAX], skeyseed[ALGORITHM_HASH_MAX];
	if (!sizes_of(keys, suite))
		return false;
	memcpy(nonces, in->ni->data, in->ni->size);
	memcpy(nonces + in->ni->size, in->nr->data, in->nr->size);
	const struct prf_part secret = {in->secret, in->secret_size};
	bool ok = prf(suite->prf, nonces, (size_t)in->ni->size + in->nr->size, &secret, 1, skeyseed) &&
		  expand(keys, suite, in, skeyseed, keys->prf_size);
	OPENSSL_cleanse(skeyseed, sizeof(skeyseed));
	return ok;
}

bool keymat_ike_rekey(struct ike_keys *keys, const struct suite *suite, const struct keymat_input *in,
    const struct ike_keys *old, uint16_t old_prf)
{
	uint8_t skeyseed[ALGORITHM_HASH_MAX];
	const struct prf_info *info = algorithm_prf(old_prf);
	if (!info || !sizes_of(keys, suite))
		return false;
	const struct prf_part parts[] = {
	    {in->secret, in->secret_size}, {in->ni->data, in->ni->size}, {in->nr->data, in->nr->size}};
	if (!prf(old_prf, old->d, old->prf_size, parts, 3, skeyseed))
		return false;
	/* SKEYSEED comes from the old SA's PRF and has its size, whatever the new PRF is (§2.18). */
	bool ok = expand(keys, suite, in, skeyseed, info->size);
	OPENSSL_cleanse(skeyseed, sizeof(skeyseed));
	return ok;
}

/* SK_x = prf+ (PPK, SK_x') */
static bool mix(const struct ike_keys *keys, uint16_t prf_id, const uint8_t *ppk, size_t size, uint8_t *sk)
{
	uint8_t mixed[ALGORITHM_HASH_MAX];
	const struct prf_part part = {sk, keys->prf_size};
	bool ok = prf_plus(prf_id, ppk, size, &part, 1, mixed, keys->prf_size);
	if (ok)
		memcpy(sk, mixed, keys->prf_size);
	OPENSSL_cleanse(mixed, sizeof(mixed));
	return ok;
}

bool keymat_mix(struct ike_keys *keys, uint16_t prf_id, const uint8_t *ppk, size_t size)
{
	return mix(keys, prf_id, ppk, size, keys->d) && mix(keys, prf_id, ppk, size, keys->pi) &&
	       mix(keys, prf_id, ppk, size, keys->pr);
}

void keymat_wipe(struct ike_keys *keys)
{
	OPENSSL_cleanse(keys, sizeof(*keys));
}

bool keymat_child(struct child_keys *keys, const struct suite *suite, const struct keymat_input *in,
    const struct ike_keys *ike, uint16_t prf_id)
{
	const struct integ_info *integ = algorithm_integ(suite->integ);
	uint8_t stream[2 * (ALGORITHM_ENCR_MAX + ALGORITHM_HASH_MAX)];
	if (!algorithm_encr_known(suite->encr, suite->encr_bits) ||
	    algorithm_is_aead(suite->encr) == (integ != NULL))
		return false;
	*keys = (struct child_keys){
	    .encr_size = algorithm_encr_key_size(suite->encr, suite->encr_bits),
	    .integ_size = integ ? integ->key_size : 0,
	};
	const struct prf_part parts[] = {
	    {in->secret, in->secret_size}, {in->ni->data, in->ni->size}, {in->nr->data, in->nr->size}};
	bool pfs = in->secret_size > 0;
	if (!prf_plus(prf_id, ike->d, ike->prf_size, pfs ? parts : parts + 1, pfs ? 3 : 2, stream,
		2 * (keys->encr_size + keys->integ_size)))
		return false;
	const uint8_t *at = stream;
	take(&at, keys->encr_i, keys->encr_size);
	take(&at, keys->integ_i, keys->integ_size);
	take(&at, keys->encr_r, keys->encr_size);
	take(&at, keys->integ_r, keys->integ_size);
	OPENSSL_cleanse(stream, sizeof(stream));
	return true;
}

void keymat_child_wipe(struct child_keys *keys)
{
	OPENSSL_cleanse(keys, sizeof(*keys));
}
