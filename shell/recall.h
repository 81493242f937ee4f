/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the operator typed: for the cursor keys and `show history`. A line with a secret is in neither: `show
 * history` has it masked. A line that was refused can be called back to be mended, in this session; it is
 * not on file, since nobody knows what it holds.
 */
#pragma once
#include <histedit.h>
#include <stdbool.h>

struct recall;

enum recall_kind {
	RECALL_LINE,    /* a command */
	RECALL_REFUSED, /* for this session alone */
	RECALL_SECRET,  /* for `show history` alone; masked */
};

/* `path` as recall_file_new() takes it; NULL: nothing is kept beyond the session. */
struct recall *recall_new(const char *path);
void recall_free(struct recall *r);

void recall_add(struct recall *r, const char *line, enum recall_kind kind);
/* For el_set(EL_HIST). */
History *recall_history(struct recall *r);
/* The line `back` entries ago, 1 the last one; NULL when there is none. Valid until the next call. */
const char *recall_line(struct recall *r, unsigned back);
/* How many entries ago, more than `back`, the newest line with `text` in it is; 0 when there is none. */
unsigned recall_search(struct recall *r, unsigned back, const char *text);
/* Calls fn for each line of this session, oldest first. */
void recall_each(const struct recall *r, void (*fn)(void *arg, const char *line), void *arg);
