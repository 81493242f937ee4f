/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text that was not typed: bracketed pastes, and lines as vendors' pages print them, with prompts, remarks and
 * passwords around the commands.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct cmd_place;
struct input;

/* Finds the end of a bracketed paste in a stream of characters. */
struct paste_end {
	unsigned matched; /* characters of ESC [ 2 0 1 ~ seen */
};

/* True when `c` completes the end mark. `*held` tells how many characters of a mark that turned out to be
 * text come before `c`: they are the first ones of the mark. */
bool paste_end_seen(struct paste_end *end, int c, unsigned *held);
#define PASTE_END_MARK "\033[201~"

/* Reads up to the end mark, which is dropped. To be released with free(); NULL when out of memory. */
char *paste_collect(struct input *input);
/* True for text of more than one line that says something. */
bool paste_is_block(const char *text);
/* Cuts the line end off, and the blank lines around the only line; true when there was a line end. */
bool paste_trim(char *text);

struct paste_line {
	char *text;    /* the command, NULL when the line holds none; to be released with free() */
	size_t offset; /* bytes of the line that were left out before it */
	bool block;    /* several commands on one line: to be sent as a batch */
};

/* Takes the command out of a line that was typed or pasted at `place`. */
void paste_clean(const struct cmd_place *place, const char *line, struct paste_line *clean);
