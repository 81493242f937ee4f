/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the operator typed: for the cursor keys and `show history`. The file in his home directory holds no
 * line with a secret; in memory such a line stands with its secret masked.
 */
#pragma once
#include <histedit.h>
#include <stdbool.h>

struct recall;

/* `path` NULL: nothing is kept beyond the session. */
struct recall *recall_new(const char *path);
/* Writes the file, mode 0600. */
void recall_free(struct recall *r);

/* Adds a line. With `secret` it is for `show history` alone, and `line` is masked. */
void recall_add(struct recall *r, const char *line, bool secret);
/* For el_set(EL_HIST). */
History *recall_history(struct recall *r);
/* The line `back` entries ago, 1 the last one; NULL when there is none. Valid until the next call. */
const char *recall_line(struct recall *r, unsigned back);
/* Calls fn for each line of this session, oldest first. */
void recall_each(const struct recall *r, void (*fn)(void *arg, const char *line), void *arg);
