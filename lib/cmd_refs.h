/* SPDX-License-Identifier: Apache-2.0 */
/*
 * References by name between lines: `tunnel protection ipsec profile NAME` needs `crypto ipsec profile
 * NAME`. A reference without target is legal and listed; removing a target that is referred to is not.
 */
#pragma once
#include "lib/cmd_store.h"

/* Calls `fn` for each reference of a line that the open transaction changes, in the order in which they were
 * touched, whose target is not configured. */
void cmd_refs_unresolved(const struct cmd_store *store,
    void (*fn)(void *arg, const struct cmd_line *line, const char *class_title, const char *name), void *arg);
/* The first name that a matched line refers to and that is not configured, NULL when there is none.
 * `title` is then what it would be a name of. */
const char *cmd_refs_missing(const struct cmd_store *store, const struct cmd_match *m, const char **title);
/* Names of a class, in the order of the configuration; or of CMD_GATE_CLASS. */
void cmd_refs_names(const struct cmd_store *store, const char *class_name,
    void (*emit)(void *to, const char *name), void *to);
/* What the open transaction leaves behind: a removed target that is still used, a line whose required
 * line is missing, a name that two lines give, a word without the line that admits it (cmd_gate.h), what two lines
 * must not share (cmd_claim.h). One fault each. */
bool cmd_refs_check(const struct cmd_store *store, struct cmd_faults *faults);
