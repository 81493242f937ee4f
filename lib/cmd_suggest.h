/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What may have been meant by a line that does not match. Asked only after a failure: it tries the line in
 * other modes and compares the word at fault with what could stand in its place.
 */
#pragma once
#include "lib/cmd_match.h"

/* Writes a hint without full stop, as `did you mean "interface"?`, or "" when nothing comes near. `m` is the failed match
 * of `line` at `place`. Names keywords only, never a word of the line. Some hundred microseconds. */
const char *cmd_suggest(
    const struct cmd_place *place, const char *line, const struct cmd_match *m, char *dst, size_t size);

/* True when the whole line is right in another mode of the configuration. */
bool cmd_suggest_elsewhere(const struct cmd_place *place, const char *line);
