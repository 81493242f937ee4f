/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/capture_ring.h"
#include <string.h>

#define ALIGN 8u

_Static_assert(sizeof(struct capture_entry) % ALIGN == 0, "entries lie side by side");

static uint32_t padded(uint32_t size)
{
	return (size + ALIGN - 1) & ~(ALIGN - 1);
}

static uint32_t entry_size(const struct capture_entry *entry)
{
	return (uint32_t)sizeof(*entry) + padded(entry->captured);
}

size_t capture_ring_memory(uint32_t size)
{
	return sizeof(struct capture_ring_state) + padded(size);
}

/* A predecessor may have been killed between two stores: what does not add up is not trusted. */
static bool is_whole(const struct capture_ring *ring)
{
	const struct capture_ring_state *s = ring->state;
	return s->head >= s->tail && s->head - s->tail <= ring->size && s->packets <= ring->size / ALIGN;
}

bool capture_ring_attach(struct capture_ring *ring, void *memory, size_t size)
{
	if (size < sizeof(struct capture_ring_state) + sizeof(struct capture_entry))
		return false;
	ring->state = memory;
	ring->data = (uint8_t *)(ring->state + 1);
	ring->size = (uint32_t)(size - sizeof(struct capture_ring_state)) & ~(ALIGN - 1);
	if (!is_whole(ring))
		capture_ring_clear(ring);
	return true;
}

void capture_ring_clear(struct capture_ring *ring)
{
	*ring->state = (struct capture_ring_state){0};
}

static void write_at(struct capture_ring *ring, uint64_t place, const void *src, uint32_t size)
{
	uint32_t at = (uint32_t)(place % ring->size);
	uint32_t first = size < ring->size - at ? size : ring->size - at;
	memcpy(ring->data + at, src, first);
	memcpy(ring->data, (const uint8_t *)src + first, size - first);
}

static void read_at(const struct capture_ring *ring, uint64_t place, void *dst, uint32_t size)
{
	uint32_t at = (uint32_t)(place % ring->size);
	uint32_t first = size < ring->size - at ? size : ring->size - at;
	memcpy(dst, ring->data + at, first);
	memcpy((uint8_t *)dst + first, ring->data, size - first);
}

/* False when there is none, or what stands there cannot be one. */
static bool read_entry(const struct capture_ring *ring, uint64_t place, struct capture_entry *entry)
{
	if (ring->state->head - place < sizeof(*entry))
		return false;
	read_at(ring, place, entry, sizeof(*entry));
	return entry->captured <= ring->size && ring->state->head - place >= entry_size(entry);
}

static bool drop_oldest(struct capture_ring *ring)
{
	struct capture_entry entry;
	struct capture_ring_state *s = ring->state;
	if (!read_entry(ring, s->tail, &entry))
		return false;
	s->packets--;
	s->bytes -= entry.captured;
	s->tail += entry_size(&entry);
	return true;
}

static bool make_room(struct capture_ring *ring, uint32_t size, bool circular)
{
	const struct capture_ring_state *s = ring->state;
	if (size > ring->size)
		return false;
	while (ring->size - (s->head - s->tail) < size)
		if (!circular || !drop_oldest(ring))
			return false;
	return true;
}

void capture_ring_put(struct capture_ring *ring, const struct capture_entry *entry, const struct iovec *parts,
    unsigned count, bool circular)
{
	struct capture_ring_state *s = ring->state;
	uint32_t left = entry->captured;
	if (!make_room(ring, entry_size(entry), circular)) {
		s->full |= !circular;
		s->lost++;
		return;
	}
	uint64_t place = s->head;
	write_at(ring, place, entry, sizeof(*entry));
	place += sizeof(*entry);
	for (unsigned i = 0; i < count && left > 0; i++) {
		uint32_t size = parts[i].iov_len < left ? (uint32_t)parts[i].iov_len : left;
		write_at(ring, place, parts[i].iov_base, size);
		place += size;
		left -= size;
	}
	s->packets++;
	s->bytes += entry->captured;
	s->head += entry_size(entry);
}

bool capture_ring_next(
    const struct capture_ring *ring, uint64_t *at, struct capture_entry *entry, uint8_t *packet, size_t room)
{
	if (*at < ring->state->tail)
		*at = ring->state->tail;
	if (*at >= ring->state->head || !read_entry(ring, *at, entry))
		return false;
	read_at(
	    ring, *at + sizeof(*entry), packet, entry->captured < room ? entry->captured : (uint32_t)room);
	*at += entry_size(entry);
	return true;
}
