/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Debug messages for operators: each session listens to what it switched on, until it ends (lib/debug.h).
 *
 * A message goes to the sessions that want it and, with `logging debug-trace`, to the log. A terminal that is too
 * slow misses messages; how many is said when it takes some again.
 */
#pragma once
#include "lib/cmd_owner.h"

struct mgmtd;
struct rbuf;
struct session;

/* IPC_DEBUG of the daemon `program`. */
void debug_event(struct mgmtd *m, const char *program, struct rbuf *body);
/* Tells a daemon that has just come what to report. */
void debug_tell(struct mgmtd *m, enum cmd_owner_id owner);
/* The session has gone from the list: nothing is made for it any more. */
void debug_session_ends(struct session *s);
