/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that outlives the process, in slots: one per IKE SA. It grows by whole segments, "ike.0", "ike.1" …, whose
 * descriptors posternd keeps (lib/statefd.h). A slot has two halves of which one counts, so that whoever dies
 * while writing leaves the previous content behind.
 */
#pragma once
#include "lib/buf.h"
#include "lib/statefd.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STORE_SEGMENTS  64
#define STORE_HALF_SIZE 4064 /* bytes that a slot takes */

struct store_index;

struct store {
	unsigned count;
	struct statefd segment[STORE_SEGMENTS];
	struct store_index *index; /* hash by SPI */
	/* Gives a segment's descriptor into safe keeping. */
	void (*keep)(void *arg, const char *name, int fd);
	void *arg;
};

void store_init(struct store *s, void (*keep)(void *arg, const char *name, int fd), void *arg);
/* Takes a descriptor of a predecessor; false (and it stays the caller's) when the name is none of ours. */
bool store_restore(struct store *s, const char *name, int fd);
/* Writes or overwrites; false when there is no room or `size` is too large. */
bool store_put(struct store *s, uint64_t spi, const void *data, size_t size);
/* Wipes and frees. */
void store_drop(struct store *s, uint64_t spi);
/* Calls fn for each slot in use; fn may drop the slot it is given. */
void store_each(struct store *s, void (*fn)(void *arg, uint64_t spi, struct rbuf content), void *arg);
/* Unmaps; what is stored lives on with whoever keeps the descriptors. */
void store_close(struct store *s);
