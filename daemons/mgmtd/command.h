/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One line of an operator: matched against the grammar where the session stands, then carried out as a
 * transaction, by a handler of posternd's own, or by the daemon that owns it.
 */
#pragma once
#include <stdbool.h>
#include "lib/cmd_match.h"

struct command;
struct session;

/* Carries out `line`; ends with session_done(), now or later. */
void command_run(struct session *s, const char *line);
/* What the line was matched as, for a handler that needs more than its arguments. */
const struct cmd_match *command_match(const struct command *c);
/* Moves `place` to where the operator stands once the line was accepted. */
void command_follow(const struct command *c, struct cmd_place *place);
/* The operator wants it to stop; its end still follows. */
void command_cancel(struct command *c);
/* The session is no more. The command ends on its own where it cannot stop at once. */
void command_orphan(struct command *c);
void command_free(struct command *c); /* NULL is allowed */
