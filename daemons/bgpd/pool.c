/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/pool.h"
#include <stdlib.h>
#include <string.h>

#define CHUNK_SIZE (64u << 10)
#define CHUNK_HEAD 16

void pool_init(struct pool *p, size_t size)
{
	*p = (struct pool){.size = (size + 7) & ~(size_t)7};
}

static void add_chunk(struct pool *p)
{
	void **chunk = malloc(CHUNK_SIZE);
	if (!chunk)
		abort();
	*chunk = p->chunks;
	p->chunks = chunk;
	p->left = CHUNK_SIZE - CHUNK_HEAD;
	p->held += CHUNK_SIZE;
}

void *pool_get(struct pool *p)
{
	void *object = p->spare;
	p->used++;
	if (object) {
		p->spare = *(void **)object;
	} else {
		if (p->left < p->size)
			add_chunk(p);
		p->left -= p->size;
		object = (char *)p->chunks + CHUNK_HEAD + p->left;
	}
	return memset(object, 0, p->size);
}

void pool_put(struct pool *p, void *object)
{
	*(void **)object = p->spare;
	p->spare = object;
	p->used--;
}

void pool_free(struct pool *p)
{
	while (p->chunks) {
		void *next = *(void **)p->chunks;
		free(p->chunks);
		p->chunks = next;
	}
	pool_init(p, p->size);
}
