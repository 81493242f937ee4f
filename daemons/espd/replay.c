/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/replay.h"
#include <string.h>

#define BLOCKS (REPLAY_BITS / 64)

void replay_init(struct replay *r, uint32_t window)
{
	memset(r, 0, sizeof *r);
	r->window = window < REPLAY_WINDOW_MAX ? window : REPLAY_WINDOW_MAX;
}

/* RFC 4303 appendix A2.2, with W = the half of the number space that a 32-bit number can mean: the window may
 * lie within one subspace or span two; either way the candidate that is not far below the window is meant. */
uint64_t replay_full(const struct replay *r, uint32_t low, bool esn)
{
	if (!esn)
		return low;
	uint32_t window = r->window != 0 ? r->window : REPLAY_WINDOW_MAX;
	uint32_t top_low = (uint32_t)r->top;
	uint64_t high = r->top & ~(uint64_t)UINT32_MAX;
	uint32_t bottom = top_low - window + 1;
	if (top_low >= window - 1) {
		if (low < bottom)
			high += UINT64_C(1) << 32;
	} else if (low >= bottom && high != 0) {
		high -= UINT64_C(1) << 32;
	}
	return high | low;
}

static bool bit_is_set(const struct replay *r, uint64_t seq)
{
	return (r->bits[seq / 64 % BLOCKS] >> (seq % 64) & 1) != 0;
}

bool replay_check(const struct replay *r, uint64_t seq)
{
	if (seq == 0)
		return false;
	if (r->window == 0 || seq > r->top)
		return true;
	return r->top - seq < r->window && !bit_is_set(r, seq);
}

static void advance(struct replay *r, uint64_t seq)
{
	uint64_t steps = seq / 64 - r->top / 64;
	if (steps > BLOCKS)
		steps = BLOCKS;
	for (uint64_t i = 1; i <= steps; i++)
		r->bits[(r->top / 64 + i) % BLOCKS] = 0;
	r->top = seq;
}

bool replay_mark(struct replay *r, uint64_t seq)
{
	if (!replay_check(r, seq))
		return false;
	if (seq > r->top)
		advance(r, seq);
	r->bits[seq / 64 % BLOCKS] |= UINT64_C(1) << (seq % 64);
	return true;
}

uint32_t replay_word(const struct replay *r, unsigned index)
{
	uint32_t word = 0;
	for (unsigned bit = 0; bit < 32; bit++) {
		uint64_t back = (uint64_t)index * 32 + bit;
		if (back < r->top && back < REPLAY_WINDOW_MAX && bit_is_set(r, r->top - back))
			word |= UINT32_C(1) << bit;
	}
	return word;
}
