/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The last changes of the configuration, who made them, and the way back.
 *
 * STATEDIR/history holds one file per entry, mode 0600. A file lists the operations that undo the entry,
 * not the configuration before it: keeping one line costs the same whatever is configured. `rollback N`
 * undoes the N newest entries. What one session changes in one visit to configuration mode is one entry;
 * so is a batch (a txn_author with visit 0). Numbers count from 0, the newest: `rollback 0` changes nothing.
 *
 *     : time 1767225600            head, once
 *     : author admin
 *     : source pid 4711
 *     : comment pasted from ticket 4711
 *     @ 1767225600 3               a transaction of 3 lines; to be undone last first, its lines in this order
 *     -hostname gw2
 *     +hostname gw1
 *     +router bgp 65530<TAB>address-family ipv4 unicast<TAB>network 192.168.0.0
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "daemons/mgmtd/oplog.h"
#include "lib/cmd_store.h"

#define HISTORY_ENTRIES 50
#define HISTORY_TEXT    128

struct history;
struct txn_author;

struct history_entry {
	uint64_t serial;
	int64_t time; /* seconds since the epoch, of the first transaction in it */
	char author[HISTORY_TEXT];
	char source[HISTORY_TEXT];
	char comment[HISTORY_TEXT];
	uint64_t visit;
	unsigned changes; /* lines */
};

/* Reads what earlier processes left in `dir`, which is made when missing. NULL and errno on failure. */
struct history *history_open(const char *dir);
void history_free(struct history *h);

/* Adds a transaction of `changes` lines. `undo` leads from the new configuration back to the old one. A failure to write is
 * logged, the change stands. */
void history_add(struct history *h, const struct txn_author *author, int64_t now, unsigned changes,
    const struct cmd_op_list *undo);
unsigned history_count(const struct history *h);
/* The i-th entry, 0 the newest; NULL past the last. */
const struct history_entry *history_get(const struct history *h, unsigned i);

/* Calls fn for each operation that leads back over the `steps` newest entries, in the order in which they
 * must be carried out. False when fn answered false, or an entry cannot be read. */
bool history_undo(const struct history *h, unsigned steps, oplog_fn *fn, void *arg);
/* The same for the i-th entry alone. */
bool history_undo_entry(const struct history *h, unsigned i, oplog_fn *fn, void *arg);
