/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Interned, counted, constant byte strings. Equal content is one object, so that two AS paths or two sets
 * of communities are equal exactly when their pointers are. NULL is the empty string.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct blob {
	struct blob *next; /* of its hash chain */
	uint32_t hash;
	uint32_t refs;
	uint32_t size; /* bytes */
	uint8_t data[];
};

/* A reference of the caller's own to the blob of this content; NULL for size 0. */
const struct blob *blob_intern(const void *data, size_t size);
const struct blob *blob_ref(const struct blob *b);
void blob_put(const struct blob *b);
/* Blobs alive, for show and for leak checks. */
size_t blob_count(void);
/* FNV-1a over `size` bytes, continued from `seed` (0 to begin). */
uint32_t blob_hash(const void *data, size_t size, uint32_t seed);
