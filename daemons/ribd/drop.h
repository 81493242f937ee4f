/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the kernel's IP layer dropped, under the names of `show asp drop`, from the counters in /proc/net.
 * Those cannot be reset: what they were at the last clearing is kept, for a successor process, too.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define DROP_KINDS 7

struct drop_kind {
	const char *reason; /* as show asp drop calls it */
	const char *text;
};
extern const struct drop_kind drop_kinds[DROP_KINDS];

struct drop_base;

/* `*fd` is to be given into safe keeping and stays the base's. NULL: out of memory. */
struct drop_base *drop_new(int *fd);
/* Takes `fd`, which drop_new() of a predecessor made. NULL: it does not fit. */
struct drop_base *drop_attach(int fd);
/* NULL is allowed here and below. */
void drop_free(struct drop_base *base);

/* Packets of each kind since the last clearing; false when the kernel's counters cannot be read (errno). */
bool drop_read(const struct drop_base *base, uint64_t drops[DROP_KINDS]);
/* Counts from `now` on, seconds since the epoch. */
bool drop_clear(struct drop_base *base, int64_t now);
/* When that was; 0: never. */
int64_t drop_cleared_at(const struct drop_base *base);
