/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Transactions on the running configuration.
 *
 * One at a time; the others wait in a queue. A transaction changes the store inside begin … commit, then:
 *
 *     build -> local check -> CHECK at every concerned daemon -> all fine -> APPLY to all -> commit
 *                                                             -> a fault -> ABORT to all  -> store as before
 *
 * Where one daemon alone is concerned, and nobody wants to look in between, CHECK and APPLY are one message.
 *
 * Only daemons whose share changes hear of it; a change that says the same in other words sends nothing. A
 * daemon that is away is passed over: when it comes, it is fed the whole of its share. What it then finds
 * faulty is left out and logged, so that one line never keeps a daemon from working.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "lib/cmd_owner.h"

struct ipc_conn;
struct loop;
struct rbuf;
struct txn_engine;

#define TXN_SOURCE_MAX 128

struct txn_author {
	char name[65];               /* "admin" */
	char source[TXN_SOURCE_MAX]; /* "shell on pts/3, process 4711", "startup" */
	char comment[128];
	uint64_t visit; /* history.h */
	unsigned trial; /* minutes, 0: for good; trial.h */
};

struct txn {
	struct txn *next, *prev;
	struct txn_author author;
	/* Changes the store; adds to `faults` and answers false what is wrong. NULL: nothing is changed,
	 * `done` is called once no transaction is open, as for a look at the configuration. */
	bool (*build)(struct txn *t, struct cmd_store *store);
	/* Everybody agrees, and nothing has taken effect yet: `changes` are what will. NULL: nobody wants to know. */
	void (*preview)(struct txn *t);
	/* The end; the transaction is the caller's again. `changes` are still there. */
	void (*done)(struct txn *t, bool accepted);
	void *arg;       /* the caller's */
	bool check_only; /* all the checks, then as before */

	/* The engine's. */
	struct cmd_faults faults;
	struct cmd_op_list changes; /* what it does to the configuration, in order */
	bool feed;                  /* the whole share of `owner` instead of a change */
	enum cmd_owner_id owner;
};

struct txn_conf {
	struct cmd_store *store; /* the running configuration */
	/* A daemon's connection, NULL while it is away. */
	struct ipc_conn *(*conn)(void *arg, enum cmd_owner_id owner);
	/* Gives up the connection of a daemon that does not answer. */
	void (*reset)(void *arg, enum cmd_owner_id owner);
	/* posternd's own share has changed: check it, then apply or discard. `check` may rewrite lines. */
	bool (*check)(void *arg, struct cmd_store *store, struct cmd_faults *faults);
	void (*apply)(void *arg);
	void (*discard)(void *arg);
	/* A change takes effect; `undo` leads back. Called before `done`. */
	void (*committed)(void *arg, const struct txn *t, const struct cmd_op_list *undo);
	void *arg;
};

/* `conf` is copied. */
struct txn_engine *txn_engine_new(struct loop *loop, const struct txn_conf *conf);
/* Waiting transactions are forgotten; they belong to their submitters. */
void txn_engine_free(struct txn_engine *e);

/* Queues `t`, a zeroed struct with the caller's members set. It may be done before this returns. */
void txn_submit(struct txn_engine *e, struct txn *t);
/* Frees what the engine keeps in `t` (not `t`). */
void txn_clear(struct txn *t);
/* Adds a fault in words; `line` may be NULL, else canonical with secrets masked. Both are copied. */
void txn_fault(struct txn *t, uint32_t tag, const char *line, const char *text);

void txn_owner_up(struct txn_engine *e, enum cmd_owner_id owner);
void txn_owner_down(struct txn_engine *e, enum cmd_owner_id owner);
/* A TXN_RESULT has come. */
void txn_result(struct txn_engine *e, enum cmd_owner_id owner, uint32_t id, struct rbuf *body);
