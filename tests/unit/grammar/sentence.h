/* SPDX-License-Identifier: Apache-2.0 */
/* Random configuration lines, made by walking the compiled grammar: any sentence, any alternative, any value. */
#pragma once
#include <stdint.h>
#include "lib/cmd_match.h"

/* A generator of its own, so that a failure can be run again. Below `bound`. */
uint32_t sentence_random(uint32_t *state, uint32_t bound);

/* A line that is accepted at `place`, in a sentence of its own mode; `m` is how it was read. False when the walk led
 * to none. With `no` it is the form that takes a line away. */
bool sentence_make(
    uint32_t *state, const struct cmd_place *place, bool no, char *dst, size_t size, struct cmd_match *m);
/* A path of lines that leads into mode number `mode`; false when a walk did not find one. */
bool sentence_path(uint32_t *state, unsigned mode, struct cmd_place *place);
