/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What Postern's processes log: the ring that `show logging` prints, and the log file.
 *
 * Every process writes lines as lib/log makes them to its standard error. posternd gives each of them a
 * pipe from here, itself included; the journal cuts the streams into lines and puts each into the ring and
 * the file. A line of another form (a sanitizer's report, a library's message) is kept as it is.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lib/log.h"

#define JOURNAL_LINES 4096 /* kept in the ring */

struct loop;
struct journal;

/* `path` NULL: standard error takes the place of the file. NULL when the memory or the file fails. */
struct journal *journal_new(struct loop *loop, const char *path);
/* Takes what still stands in the pipes, then closes everything. */
void journal_free(struct journal *j);
/* Opens the file anew, as after a rotation (SIGHUP); the old one stays in use when that fails. */
void journal_reopen(struct journal *j);
/* A new pipe into the journal: the writing end, which is the caller's to close; -1 and errno on failure. */
int journal_pipe(struct journal *j, bool nonblock);
/* A line of posternd's own making, as if `program` had written it. */
void journal_put(struct journal *j, enum log_level level, const char *program, const char *text);
/* Reads what the pipes hold now. */
void journal_drain(struct journal *j);

/* Calls fn for each line that comes; what it answers false to stays out of the ring, the file gets all. One at a
 * time; NULL ends it. Without one all but debugging lines are kept. */
void journal_watch(struct journal *j, bool (*fn)(void *arg, const char *line), void *arg);
/* Lines ever put into the ring. */
uint64_t journal_count(const struct journal *j);
void journal_clear(struct journal *j);
/* Calls fn for each line kept, oldest first, without its line end. */
void journal_each(const struct journal *j, void (*fn)(void *arg, const char *line), void *arg);
