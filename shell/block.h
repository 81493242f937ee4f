/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of data behind a command, up to `quit`: certificates that are pasted (lib/cmd_block.h). */
#pragma once
#include <stdbool.h>

struct cmd_match;
struct cmd_place;
struct shell;

/* True when lines follow `line`, which was matched as `m`: they go to block_line() from now on. The operator is
 * told; `m` becomes what matched, for the history. */
bool block_begin(struct shell *s, const struct cmd_place *place, const char *line, struct cmd_match *m);
/* The line that opened the block. */
const char *block_typed(const struct shell *s);
/* One line of it. The last one carries the command out; false when it was refused then. */
bool block_line(struct shell *s, const char *line);
/* Lines of a paste, which is cut; what is behind the block, or NULL. */
char *block_lines(struct shell *s, char *text);
/* Forgets the block, if there is one. */
void block_drop(struct shell *s);
