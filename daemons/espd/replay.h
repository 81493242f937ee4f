/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The anti-replay window (RFC 4303 §3.4.3) over 64-bit sequence numbers, with the recovery of the high half
 * that is not on the wire (RFC 4303 appendix A2).
 *
 * The bitmap is a ring of blocks (RFC 6479): advancing clears whole blocks and never shifts. It is larger
 * than any window allowed, so that the block being entered is never one still being asked.
 *
 *      top - window            top
 *            |<---- window ---->|
 *     .......[##.#.####..######]      older is refused, newer moves the window
 *
 * The structure lies in memory that outlives the process; it holds no pointer.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define REPLAY_BITS       2048
#define REPLAY_WINDOW_MAX (REPLAY_BITS - 64)

struct replay {
	uint64_t top;    /* highest sequence number authenticated so far, 0: none */
	uint32_t window; /* packets, 0: no check */
	uint32_t reserved;
	uint64_t bits[REPLAY_BITS / 64];
};

/* An empty window of `window` packets, cut to REPLAY_WINDOW_MAX. */
void replay_init(struct replay *r, uint32_t window);
/* The full number of a packet that carries `low`: with `esn` the one nearest to the window. */
uint64_t replay_full(const struct replay *r, uint32_t low, bool esn);
/* Whether `seq` may still be accepted. Sequence number 0 never is. */
bool replay_check(const struct replay *r, uint64_t seq);
/* Records an authenticated packet; false when it was there already (of two copies in a batch one passes). */
bool replay_mark(struct replay *r, uint64_t seq);
/* For show: the `index`-th 32-bit word of the window, the newest packet in the lowest bit of word 0. */
uint32_t replay_word(const struct replay *r, unsigned index);
