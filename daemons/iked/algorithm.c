/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/algorithm.h"
#include <stdio.h>

#define AEAD_SALT_SIZE 4 /* RFC 4106 §8.1, RFC 5282 §7.1, RFC 7634 §2 */
#define CHACHA20_KEY   32
#define TRIPLE_DES_KEY 24 /* RFC 2451 §2.2; its parity bits do not count (RFC 7296 §2.13) */
#define AES_BLOCK      16
#define DES_BLOCK      8

/* RFC 2404, RFC 4868. */
static const struct integ_info integs[] = {
    {INTEG_HMAC_SHA1_96, "SHA1", "SHA1", 20, 12},
    {INTEG_HMAC_SHA2_256_128, "SHA256", "SHA256", 32, 16},
    {INTEG_HMAC_SHA2_384_192, "SHA384", "SHA384", 48, 24},
    {INTEG_HMAC_SHA2_512_256, "SHA512", "SHA512", 64, 32},
};

static const struct prf_info prfs[] = {
    {PRF_HMAC_SHA1, "SHA1", "SHA1", 20},
    {PRF_HMAC_SHA2_256, "SHA256", "SHA256", 32},
    {PRF_HMAC_SHA2_384, "SHA384", "SHA384", 48},
    {PRF_HMAC_SHA2_512, "SHA512", "SHA512", 64},
};

const struct integ_info *algorithm_integ(uint16_t id)
{
	for (size_t i = 0; i < sizeof(integs) / sizeof(integs[0]); i++)
		if (integs[i].id == id)
			return &integs[i];
	return NULL;
}

const struct prf_info *algorithm_prf(uint16_t id)
{
	for (size_t i = 0; i < sizeof(prfs) / sizeof(prfs[0]); i++)
		if (prfs[i].id == id)
			return &prfs[i];
	return NULL;
}

bool algorithm_encr_known(uint16_t id, uint16_t bits)
{
	if (id == ENCR_3DES || id == ENCR_CHACHA20_POLY1305)
		return bits == 0; /* no Key Length attribute: the size is fixed (RFC 7296 §3.3.5) */
	return (id == ENCR_AES_CBC || id == ENCR_AES_GCM_16) && (bits == 128 || bits == 192 || bits == 256);
}

bool algorithm_is_aead(uint16_t encr)
{
	return encr == ENCR_AES_GCM_16 || encr == ENCR_CHACHA20_POLY1305;
}

size_t algorithm_encr_key_size(uint16_t encr, uint16_t bits)
{
	if (encr == ENCR_3DES)
		return TRIPLE_DES_KEY;
	size_t key = encr == ENCR_CHACHA20_POLY1305 ? CHACHA20_KEY : bits / 8;
	return key + (algorithm_is_aead(encr) ? AEAD_SALT_SIZE : 0);
}

size_t algorithm_encr_block(uint16_t encr)
{
	return encr == ENCR_3DES ? DES_BLOCK : AES_BLOCK;
}

const char *algorithm_encr_str(uint16_t encr, uint16_t bits, char dst[ALGORITHM_STRLEN])
{
	if (bits)
		snprintf(dst, ALGORITHM_STRLEN, "%s-%u", algorithm_encr_name(encr), bits);
	else
		snprintf(dst, ALGORITHM_STRLEN, "%s", algorithm_encr_name(encr));
	return dst;
}

const char *algorithm_encr_name(uint16_t encr)
{
	switch (encr) {
	case ENCR_AES_CBC:
		return "AES-CBC";
	case ENCR_3DES:
		return "3DES";
	case ENCR_AES_GCM_16:
		return "AES-GCM";
	case ENCR_CHACHA20_POLY1305:
		return "CHACHA20-POLY1305";
	default:
		return "unknown";
	}
}
