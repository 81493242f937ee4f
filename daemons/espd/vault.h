/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Slots of equal size in memory that outlives the process (lib/statefd.h). A vault grows by whole segments,
 * "sa.0", "sa.1" …; posternd keeps the descriptor of each and hands it to the successor.
 *
 * A slot counts once it is committed: whoever dies while filling one leaves nothing behind.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lib/statefd.h"

#define VAULT_SEGMENTS 128

struct vault_slot { /* first member of what is stored */
	uint32_t used;
	uint32_t reserved;
};

/* Gives a segment's descriptor into safe keeping. */
typedef void vault_keep_fn(void *arg, const char *name, int fd);

struct vault {
	const char *prefix;
	uint32_t layout;  /* raised when the stored structure changes its meaning */
	size_t slot_size; /* bytes, a multiple of 64 */
	unsigned per_segment;
	vault_keep_fn *keep;
	void *arg;
	unsigned count;
	struct statefd segments[VAULT_SEGMENTS];
};

/* `slot_size` is rounded up to whole cache lines. */
void vault_init(struct vault *v, const char *prefix, uint32_t layout, size_t slot_size, unsigned per_segment,
    vault_keep_fn *keep, void *arg);
/* Takes `fd` when `name` is one of this vault's segments; false when it is not. */
bool vault_restore(struct vault *v, const char *name, int fd);
/* A zeroed slot, not yet committed; NULL when memory is short. */
void *vault_take(struct vault *v);
void vault_commit(struct vault_slot *slot);
/* Wipes the slot and makes it free. */
void vault_release(struct vault *v, struct vault_slot *slot);
/* The committed slot after `slot`, the first one for NULL, NULL after the last. */
void *vault_next(struct vault *v, const void *slot);
/* Unmaps; what is stored lives on with whoever keeps the descriptors. */
void vault_close(struct vault *v);
