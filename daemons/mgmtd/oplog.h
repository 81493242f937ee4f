/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The running configuration as operations in a file of the run directory, so that it outlives posternd.
 *
 * After kill -9 the daemons go on with what was configured, saved or not; the next posternd must not feed
 * them the startup configuration. The file begins with all lines at start, each transaction is appended, so
 * that a change costs what it changes. A clean end removes it; one of before a reboot is not followed.
 *
 *     : boot 5b2c…                 the kernel's boot id
 *     +hostname gw1
 *     .                            a transaction ends: what follows the last one is not followed
 *     -router bgp 65530<TAB>address-family ipv4 unicast<TAB>network 192.168.0.0
 *     .
 */
#pragma once
#include <stdbool.h>
#include <stdio.h>
#include "lib/cmd_store.h"

#define OPLOG_NAME "running.log"

struct oplog;

typedef bool oplog_fn(void *arg, enum cmd_verb verb, const char *path, const char *line);

/* Calls fn for each operation of the whole transactions in the file. False when there is no file of this
 * boot; what fn answers does not matter. */
bool oplog_replay(const char *path, oplog_fn *fn, void *arg);
/* The same of a text, which is written into: `ended` (may be NULL) is called behind each transaction. False
 * when there is no whole one. */
bool oplog_each(char *text, oplog_fn *fn, void (*ended)(void *arg), void *arg);
/* Begins a new file with what `store` holds, in place of the old one. `head` is what stands above it: lines that
 * begin with ':'; NULL: this boot. NULL and errno on failure. */
struct oplog *oplog_new(const char *path, const char *head, const struct cmd_store *store);
void oplog_free(struct oplog *log);
void oplog_append(struct oplog *log, const struct cmd_op_list *list);
/* A line that begins with ':', told to nobody who replays. */
void oplog_note(struct oplog *log, const char *line);
/* True when so much was appended that a new file would be much shorter. */
bool oplog_is_long(const struct oplog *log);

/* One operation as a line of its own, also in the history: "+mode<TAB>mode<TAB>line". Neither mode lines nor
 * configuration lines hold tabs: cmd_text makes them blanks. */
void oplog_put(FILE *f, const struct cmd_operation *op);
/* Such a line, taken apart in place; what fn answers. */
bool oplog_take(char *text, oplog_fn *fn, void *arg);
