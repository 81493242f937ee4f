/* SPDX-License-Identifier: Apache-2.0 */
/*
 * configure session: a configuration of its own, which an operator changes line by line and puts in force with
 * `commit`. Each line is checked for itself; references and daemons are asked at the commit.
 *
 * It is posternd's and stays when its operator leaves it, with `end` or because his connection breaks, and when
 * posternd ends: he or another one goes on with it by its name. One operator at a time is in it.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "daemons/mgmtd/txn.h"
#include "lib/cmd_merge.h"

#define CANDIDATE_MAX  3 /* at a time, as on an ASA: each holds the configuration twice */
#define CANDIDATE_NAME 33

struct mgmtd;
struct oplog;
struct session;

struct candidate {
	struct candidate *next, *prev;
	struct mgmtd *mgmtd;
	char name[CANDIDATE_NAME];
	char author[65];        /* who began it */
	int64_t began;          /* seconds since the epoch */
	int64_t changed;        /* the last time */
	struct session *editor; /* NULL: nobody is in it */
	bool committing;
	struct cmd_store *base; /* the running configuration when it began */
	struct cmd_store *edit; /* the same with its changes */
	struct oplog *file;     /* shelf.h; NULL: it could not be made */
};

/* Puts the session into the one of that name, which begins when there is none. NULL: not possible, `reason`
 * says why. Call while no transaction is open. */
struct candidate *candidate_enter(struct session *s, const char *name, char *reason, size_t size);
/* The session is in none any more; what it was in stays. */
void candidate_leave(struct session *s);
/* An empty one of that name (CANDIDATE_NAME), nobody's yet. NULL: out of memory. */
struct candidate *candidate_new(struct mgmtd *m, const char *name);
/* Ends one; its editor stands in privileged EXEC mode. */
void candidate_free(struct candidate *c);
/* The same, but the next posternd finds it again. */
void candidate_drop(struct candidate *c);
struct candidate *candidate_find(const struct mgmtd *m, const char *name);
/* Its changes, in order; freed with cmd_op_list_free(). */
void candidate_changes(const struct candidate *c, struct cmd_op_list *list);

/* Carries out a change where the session stands: in its candidate at once, asking neither references nor
 * daemons, else in the running configuration. */
void candidate_submit(struct candidate *c, struct mgmtd *m, struct txn *t);
/* The configuration that the session sees. */
struct cmd_store *candidate_store(const struct session *s);
