/* SPDX-License-Identifier: Apache-2.0 */
/*
 * commit confirmed: changes on trial. They are in force, and are taken back when nobody says `commit` in time:
 * an operator who has cut himself off gets his device back.
 *
 * One trial at a time. What its operator changes while it lasts belongs to it; what others change meanwhile
 * stays, but for lines that both have changed. STATEDIR/trial, mode 0600, keeps it for the next posternd. That one
 * goes on with it when it goes on with the running configuration, and when the changes on trial have been saved:
 * else it begins with what was saved, where they are not.
 *
 *     : deadline 1767225900 5      seconds since the epoch, minutes; the last one counts
 *     : author admin
 *     : source shell on pts/3, process 4711
 *     : saved 1                    the startup configuration has changes on trial; the last one counts
 *     @                            a transaction, as in history.h
 *     -hostname gw2
 *     +hostname gw1
 */
#pragma once
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include "daemons/mgmtd/txn.h"

#define TRIAL_NAME    "trial"
#define TRIAL_MINUTES 65535

struct mgmtd;
struct record_out;
struct trial;

/* Goes on with what an earlier posternd has left; `continued`: with its running configuration. NULL: out of memory. */
struct trial *trial_new(struct mgmtd *m, bool continued);
void trial_free(struct trial *t);

/* True while one lasts; then `dst` says whose it is and when it ends. */
bool trial_lasts(const struct trial *t, char *dst, size_t size);
/* The same as a `configuration_trial` record; NULL when none lasts. */
json_t *trial_record(const struct trial *t);
/* Whether `author` may begin one or go on with his; else the reason. */
bool trial_allows(const struct trial *t, const struct txn_author *author, char *reason, size_t size);
/* Begins one, or gives the present one `author->trial` minutes from now. What he has changed in this visit to
 * configuration mode (history.h) belongs to it. False when the file cannot be written. */
bool trial_begin(struct trial *t, const struct txn_author *author);
/* A change takes effect: `undo` leads back. */
void trial_note(struct trial *t, const struct txn_author *author, const struct cmd_op_list *undo);
/* The startup configuration was written, with what is in force now, or removed. */
void trial_note_saved(struct trial *t, bool saved);
/* The changes stay. */
void trial_confirm(struct trial *t, const struct txn_author *author);
/* Takes them back at once; ends `out`. */
void trial_take_back(struct trial *t, struct record_out *out);
