/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words that are accepted only while another line is configured: `encryption 3des` needs `crypto ikev2
 * legacy-algorithms`. The order of the two does not matter, only what a transaction leaves behind.
 */
#pragma once
#include "lib/cmd_store.h"

struct cmd_word;

/* The first word of a matched sentence that needs another line, NULL when there is none. */
const struct cmd_word *cmd_gate_word(const struct cmd_sentence *s, const void *args);
/* "3des: 3DES-CBC, broken, for old peers only", NULL when the sentence has no such word. */
const char *cmd_gate_warning(const struct cmd_match *m, char *dst, size_t size);
/* What the open transaction leaves behind: a changed line with such a word and without the line that it needs;
 * the removal of a line that is still needed. One fault each. */
bool cmd_gate_check(const struct cmd_store *store, struct cmd_faults *faults);
/* Takes such changed lines away: at the start, where a fault is no reason to do without the rest. */
void cmd_gate_enforce(struct cmd_store *store);
/* The class of cmd_names_fn (cmd_complete.h) under which the open ones stand, by the names of their sentences. */
#define CMD_GATE_CLASS "=gate"
void cmd_gate_names(const struct cmd_store *store, void (*emit)(void *to, const char *name), void *to);
/* Calls `fn` for each line that the open transaction changes and that has such a word. */
void cmd_gate_used(const struct cmd_store *store,
    void (*fn)(void *arg, const struct cmd_line *line, const struct cmd_word *word), void *arg);
