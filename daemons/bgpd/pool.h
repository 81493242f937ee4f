/* SPDX-License-Identifier: Apache-2.0 */
/* Objects of one size, cut from large pieces: no header per object, which counts with a million routes. */
#pragma once
#include <stddef.h>

struct pool {
	size_t size;  /* of an object, bytes */
	void *spare;  /* freed objects, linked through their first word */
	void *chunks; /* likewise */
	size_t left;  /* bytes not yet cut from the newest chunk */
	size_t used;  /* objects */
	size_t held;  /* bytes in all chunks */
};

void pool_init(struct pool *p, size_t size);
void *pool_get(struct pool *p); /* zeroed */
void pool_put(struct pool *p, void *object);
void pool_free(struct pool *p); /* with everything that is still out */
