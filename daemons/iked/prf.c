/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/prf.h"
#include "daemons/iked/algorithm.h"
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <string.h>

#define PRF_PARTS_MAX 8

/* Fetched once: a fetch costs more than the HMAC of a short message. */
static EVP_MAC *hmac_method(void)
{
	static EVP_MAC *method;
	if (!method)
		method = EVP_MAC_fetch(NULL, "HMAC", NULL);
	return method;
}

bool prf_hmac(const char *digest, const uint8_t *key, size_t key_size, const struct prf_part *parts,
    size_t count, uint8_t *out)
{
	EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(hmac_method());
	OSSL_PARAM params[] = {
	    OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)digest, 0),
	    OSSL_PARAM_construct_end(),
	};
	bool ok = ctx && EVP_MAC_init(ctx, key, key_size, params);
	for (size_t i = 0; ok && i < count; i++)
		ok = EVP_MAC_update(ctx, parts[i].data, parts[i].size);
	size_t size;
	ok = ok && EVP_MAC_final(ctx, out, &size, ALGORITHM_HASH_MAX);
	EVP_MAC_CTX_free(ctx);
	return ok;
}

bool prf(uint16_t id, const uint8_t *key, size_t key_size, const struct prf_part *parts, size_t count,
    uint8_t *out)
{
	const struct prf_info *info = algorithm_prf(id);
	return info && prf_hmac(info->digest, key, key_size, parts, count, out);
}

bool prf_plus(uint16_t id, const uint8_t *key, size_t key_size, const struct prf_part *parts, size_t count,
    uint8_t *out, size_t size)
{
	const struct prf_info *info = algorithm_prf(id);
	if (!info || count + 2 > PRF_PARTS_MAX || size > 255u * info->size)
		return false;
	uint8_t block[ALGORITHM_HASH_MAX], number = 0;
	struct prf_part all[PRF_PARTS_MAX] = {{block, 0}};
	memcpy(all + 1, parts, count * sizeof(*parts));
	all[count + 1] = (struct prf_part){&number, 1};
	bool ok = true;
	for (size_t done = 0; ok && done < size; done += info->size) {
		number++;
		ok = prf_hmac(info->digest, key, key_size, all, count + 2, block);
		all[0].size = info->size; /* T1 has no block in front of it */
		if (ok)
			memcpy(out + done, block, size - done < info->size ? size - done : info->size);
	}
	OPENSSL_cleanse(block, sizeof(block));
	return ok;
}
