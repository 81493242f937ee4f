/* SPDX-License-Identifier: Apache-2.0 */
/* Spreading of timers, so that what began together does not go on in step. */
#pragma once
#include <stdint.h>

/* `base` moved by up to `percent` of it, up or down, evenly. `state` is the caller's and never 0; the same state gives
 * the same row of numbers. Not for secrets. */
int64_t jitter_spread(uint64_t *state, int64_t base, int percent);
