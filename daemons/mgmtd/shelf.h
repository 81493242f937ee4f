/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Configuration sessions in files, so that they outlive posternd, however it ends, and a reboot.
 *
 * STATEDIR/sessions/NAME.session, mode 0600: keys stand in it as in the startup configuration. It begins with the
 * configuration from which the session began; each change of it is appended (oplog.h).
 *
 *     : author admin
 *     : began 1767225900         seconds since the epoch
 *     : changed 1767226000       the last one counts
 *     +hostname gw1
 *     .
 *     +hostname gw2              what the session has changed
 *     .
 */
#pragma once
#include <stdbool.h>

struct candidate;
struct cmd_op_list;
struct mgmtd;

/* Puts the sessions that earlier processes left into `m`. What cannot be read is logged and stays where it is. */
void shelf_load(struct mgmtd *m);
/* Makes the file of a session that begins. A failure is logged: the session then ends with posternd. */
void shelf_add(struct candidate *c);
/* Appends a change. */
void shelf_change(struct candidate *c, const struct cmd_op_list *changes);
/* Removes the file: the session ends. */
void shelf_remove(struct candidate *c);
