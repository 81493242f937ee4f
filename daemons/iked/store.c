/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/store.h"
#include "lib/log.h"
#include <openssl/crypto.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uthash.h>

#define LAYOUT        2
#define SLOTS         32 /* of a segment */
#define SEGMENT_NAME  "ike."
#define SEGMENT_BYTES (SLOTS * sizeof(struct slot))

struct slot {
	uint64_t spi;            /* 0: free */
	_Atomic uint32_t active; /* the half that counts */
	uint32_t size[2];
	uint8_t half[2][STORE_HALF_SIZE];
};

struct store_index {
	UT_hash_handle hh;
	uint64_t spi;
	struct slot *slot;
};

void store_init(struct store *s, void (*keep)(void *arg, const char *name, int fd), void *arg)
{
	*s = (struct store){.keep = keep, .arg = arg};
}

static struct slot *slots_of(const struct store *s, unsigned segment)
{
	return s->segment[segment].data;
}

static struct slot *slot_find(const struct store *s, uint64_t spi)
{
	struct store_index *entry;
	HASH_FIND(hh, s->index, &spi, sizeof(spi), entry);
	return entry ? entry->slot : NULL;
}

static void slot_wipe(struct slot *slot)
{
	slot->spi = 0;
	OPENSSL_cleanse(slot, sizeof(*slot));
}

static bool index_add(struct store *s, uint64_t spi, struct slot *slot)
{
	struct store_index *entry = calloc(1, sizeof(*entry));
	if (!entry)
		return false;
	entry->spi = spi;
	entry->slot = slot;
	HASH_ADD(hh, s->index, spi, sizeof(spi), entry);
	return true;
}

static void index_segment(struct store *s, unsigned segment)
{
	struct slot *slots = slots_of(s, segment);
	for (unsigned i = 0; i < SLOTS; i++)
		if (slots[i].spi && !index_add(s, slots[i].spi, &slots[i]))
			slot_wipe(&slots[i]);
}

bool store_restore(struct store *s, const char *name, int fd)
{
	unsigned number;
	if (sscanf(name, SEGMENT_NAME "%u", &number) != 1 || s->count == STORE_SEGMENTS)
		return false;
	struct statefd segment;
	if (!statefd_attach(&segment, fd, LAYOUT)) {
		log_warn("kept memory %s is of another build; its IKE SAs are lost", name);
		return true;
	}
	if (segment.size != SEGMENT_BYTES) {
		statefd_close(&segment);
		return true;
	}
	s->segment[s->count] = segment;
	index_segment(s, s->count++);
	return true;
}

static bool store_grow(struct store *s)
{
	char name[16];
	snprintf(name, sizeof(name), SEGMENT_NAME "%u", s->count);
	if (s->count == STORE_SEGMENTS || !statefd_create(&s->segment[s->count], name, LAYOUT, SEGMENT_BYTES))
		return false;
	s->keep(s->arg, name, s->segment[s->count].fd);
	s->count++;
	return true;
}

static struct slot *slot_free(struct store *s)
{
	for (unsigned i = 0; i < s->count; i++)
		for (unsigned k = 0; k < SLOTS; k++)
			if (slots_of(s, i)[k].spi == 0)
				return &slots_of(s, i)[k];
	return store_grow(s) ? slots_of(s, s->count - 1) : NULL;
}

bool store_put(struct store *s, uint64_t spi, const void *data, size_t size)
{
	struct slot *slot = slot_find(s, spi);
	bool fresh = !slot;
	if (size > STORE_HALF_SIZE || (fresh && !(slot = slot_free(s))) ||
	    (fresh && !index_add(s, spi, slot)))
		return false;
	uint32_t other = !atomic_load_explicit(&slot->active, memory_order_relaxed);
	memcpy(slot->half[other], data, size);
	slot->size[other] = (uint32_t)size;
	atomic_store_explicit(&slot->active, other, memory_order_release);
	atomic_thread_fence(memory_order_release);
	slot->spi = spi;
	return true;
}

void store_drop(struct store *s, uint64_t spi)
{
	struct store_index *entry;
	HASH_FIND(hh, s->index, &spi, sizeof(spi), entry);
	if (!entry)
		return;
	slot_wipe(entry->slot);
	HASH_DEL(s->index, entry);
	free(entry);
}

void store_each(struct store *s, void (*fn)(void *arg, uint64_t spi, struct rbuf content), void *arg)
{
	struct store_index *entry, *next;
	HASH_ITER(hh, s->index, entry, next) {
		struct slot *slot = entry->slot;
		uint32_t active = slot->active & 1;
		if (slot->size[active] <= STORE_HALF_SIZE)
			fn(arg, entry->spi, rbuf_from(slot->half[active], slot->size[active]));
	}
}

void store_close(struct store *s)
{
	struct store_index *entry, *next;
	HASH_ITER(hh, s->index, entry, next) {
		HASH_DEL(s->index, entry);
		free(entry);
	}
	for (unsigned i = 0; i < s->count; i++)
		statefd_close(&s->segment[i]);
	s->count = 0;
}
