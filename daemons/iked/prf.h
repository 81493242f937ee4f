/* SPDX-License-Identifier: Apache-2.0 */
/* The pseudo-random function and prf+, RFC 7296 §2.13. All are HMACs (RFC 2104, RFC 4868). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct prf_part {
	const void *data;
	size_t size;
};

/* HMAC under `digest` (OpenSSL's name) of the parts in a row; `out` holds ALGORITHM_HASH_MAX bytes. */
bool prf_hmac(const char *digest, const uint8_t *key, size_t key_size, const struct prf_part *parts,
    size_t count, uint8_t *out);
/* The same by PRF transform; the output has algorithm_prf(prf)->size bytes. */
bool prf(uint16_t prf, const uint8_t *key, size_t key_size, const struct prf_part *parts, size_t count,
    uint8_t *out);
/* prf+ (K, S): `size` bytes, at most 255 blocks. `parts` are S. */
bool prf_plus(uint16_t prf, const uint8_t *key, size_t key_size, const struct prf_part *parts, size_t count,
    uint8_t *out, size_t size);
