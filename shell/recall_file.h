/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The operator's lines on file, for his later sessions: one line each, oldest first. Sessions side by side append to the
 * same file; each line is there as soon as it was typed, so that a lost connection loses nothing. Where nothing
 * may be written nothing is, and nobody is told: a session is no worse without it.
 */
#pragma once
#include <stddef.h>

struct recall_file;

#define RECALL_FILE_LINES 1000 /* the newest ones that are kept; up to twice as many stand there meanwhile */

/* $XDG_STATE_HOME/postern/history, or ~/.local/state/postern/history (XDG Base Directory Specification); "" when
 * the environment tells no home. */
const char *recall_file_path(char *dst, size_t size);

/* NULL without memory, or for an empty path. Nothing is made before the first line is added. */
struct recall_file *recall_file_new(const char *path);
void recall_file_free(struct recall_file *f);
/* Calls fn for each of the newest lines, oldest first, and takes older ones off the file where there are many. */
void recall_file_load(struct recall_file *f, void (*fn)(void *arg, const char *line), void *arg);
/* Appends. The file gets mode 0600, its directories 0700; it is written only where it and the directory that it is made
 * in are the user's own, not through a link. */
void recall_file_add(struct recall_file *f, const char *line);
