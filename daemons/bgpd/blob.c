/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/blob.h"
#include <stdlib.h>
#include <string.h>

static struct {
	struct blob **chains;
	size_t size; /* a power of two, or 0 */
	size_t count;
} table;

uint32_t blob_hash(const void *data, size_t size, uint32_t seed)
{
	const uint8_t *p = data;
	uint32_t h = seed ? seed : 2166136261u;
	for (size_t i = 0; i < size; i++)
		h = (h ^ p[i]) * 16777619u;
	return h ^ h >> 15;
}

static void grow(void)
{
	size_t size = table.size ? table.size * 2 : 1024;
	struct blob **chains = calloc(size, sizeof(*chains));
	if (!chains)
		abort();
	for (size_t i = 0; i < table.size; i++) {
		for (struct blob *b = table.chains[i], *next; b; b = next) {
			next = b->next;
			b->next = chains[b->hash & (size - 1)];
			chains[b->hash & (size - 1)] = b;
		}
	}
	free(table.chains);
	table.chains = chains;
	table.size = size;
}

const struct blob *blob_intern(const void *data, size_t size)
{
	if (size == 0)
		return NULL;
	if (table.count >= table.size)
		grow();
	uint32_t hash = blob_hash(data, size, 0);
	struct blob **chain = &table.chains[hash & (table.size - 1)];
	for (struct blob *b = *chain; b; b = b->next) {
		if (b->hash == hash && b->size == size && memcmp(b->data, data, size) == 0)
			return blob_ref(b);
	}
	struct blob *b = malloc(sizeof(*b) + size);
	if (!b)
		abort();
	*b = (struct blob){.next = *chain, .hash = hash, .refs = 1, .size = size};
	memcpy(b->data, data, size);
	*chain = b;
	table.count++;
	return b;
}

const struct blob *blob_ref(const struct blob *b)
{
	if (b)
		((struct blob *)b)->refs++;
	return b;
}

void blob_put(const struct blob *b)
{
	struct blob *own = (struct blob *)b;
	if (!own || --own->refs > 0)
		return;
	struct blob **at = &table.chains[own->hash & (table.size - 1)];
	while (*at != own)
		at = &(*at)->next;
	*at = own->next;
	free(own);
	if (--table.count == 0) {
		free(table.chains);
		table.chains = NULL;
		table.size = 0;
	}
}

size_t blob_count(void)
{
	return table.count;
}
