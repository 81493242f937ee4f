/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/vault.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/log.h"

#define CACHE_LINE 64

void vault_init(struct vault *v, const char *prefix, uint32_t layout, size_t slot_size, unsigned per_segment,
    vault_keep_fn *keep, void *arg)
{
	memset(v, 0, sizeof *v);
	v->prefix = prefix;
	v->layout = layout;
	v->slot_size = (slot_size + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
	v->per_segment = per_segment;
	v->keep = keep;
	v->arg = arg;
}

static struct vault_slot *slot_at(const struct vault *v, unsigned segment, unsigned index)
{
	return (struct vault_slot *)((uint8_t *)v->segments[segment].data + index * v->slot_size);
}

static bool segment_name_fits(const struct vault *v, const char *name)
{
	size_t size = strlen(v->prefix);
	return strncmp(name, v->prefix, size) == 0 && name[size] == '.';
}

bool vault_restore(struct vault *v, const char *name, int fd)
{
	if (!segment_name_fits(v, name))
		return false;
	if (v->count == VAULT_SEGMENTS) {
		close(fd);
		return true;
	}
	struct statefd *s = &v->segments[v->count];
	if (!statefd_attach(s, fd, v->layout)) {
		log_warn("kept state %s has another layout: left aside", name);
		return true;
	}
	if (s->size != v->slot_size * v->per_segment) {
		log_warn("kept state %s has another size: left aside", name);
		statefd_close(s);
		return true;
	}
	v->count++;
	return true;
}

static bool add_segment(struct vault *v)
{
	char name[32];
	if (v->count == VAULT_SEGMENTS)
		return false;
	snprintf(name, sizeof name, "%s.%u", v->prefix, v->count);
	struct statefd *s = &v->segments[v->count];
	if (!statefd_create(s, name, v->layout, v->slot_size * v->per_segment)) {
		log_error("no memory for %s: %m", name);
		return false;
	}
	v->count++;
	v->keep(v->arg, name, s->fd);
	return true;
}

void *vault_take(struct vault *v)
{
	for (unsigned s = 0; s < v->count || add_segment(v); s++) {
		for (unsigned i = 0; i < v->per_segment; i++) {
			struct vault_slot *slot = slot_at(v, s, i);
			if (slot->used != 0)
				continue;
			memset(slot, 0, v->slot_size);
			return slot;
		}
	}
	return NULL;
}

void vault_commit(struct vault_slot *slot)
{
	__atomic_store_n(&slot->used, 1, __ATOMIC_RELEASE);
}

void vault_release(struct vault *v, struct vault_slot *slot)
{
	__atomic_store_n(&slot->used, 0, __ATOMIC_RELEASE);
	explicit_bzero(slot, v->slot_size);
}

void *vault_next(struct vault *v, const void *slot)
{
	bool seen = slot == NULL;
	for (unsigned s = 0; s < v->count; s++) {
		const uint8_t *base = v->segments[s].data;
		unsigned from = 0;
		if (!seen) {
			const uint8_t *p = slot;
			if (p < base || p >= base + v->segments[s].size)
				continue;
			from = (unsigned)((size_t)(p - base) / v->slot_size) + 1;
			seen = true;
		}
		for (unsigned i = from; i < v->per_segment; i++)
			if (slot_at(v, s, i)->used != 0)
				return slot_at(v, s, i);
	}
	return NULL;
}

void vault_close(struct vault *v)
{
	for (unsigned s = 0; s < v->count; s++)
		statefd_close(&v->segments[s]);
	v->count = 0;
}
