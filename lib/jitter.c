/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/jitter.h"

/* xorshift64 */
static uint64_t next(uint64_t *state)
{
	uint64_t x = *state;
	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return *state = x;
}

int64_t jitter_spread(uint64_t *state, int64_t base, int percent)
{
	uint64_t x = next(state);
	int64_t spread = base * percent / 100;
	if (spread <= 0)
		return base;
	return base - spread + (int64_t)(x % (uint64_t)(2 * spread + 1));
}
