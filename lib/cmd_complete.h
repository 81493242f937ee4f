/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `?` and Tab: the tables that match a line, asked what could come next.
 */
#pragma once
#include "lib/cmd_match.h"

struct cmd_help {
	char word[80]; /* keyword, "<1-65535>", "A.B.C.D", "WORD", "LINE", "<cr>" */
	const char *help;
	bool keyword; /* Tab may insert `word` */
};

struct cmd_help_list {
	const char *title; /* "Interface configuration commands:", or NULL inside a sentence */
	unsigned count;
	struct cmd_help *entry;
	size_t word; /* offset of the word being typed: what Tab replaces */
};

/* Names of objects of a reference class ("nameif", "ipsec-profile"): call `emit` for each. */
typedef void cmd_names_fn(
    void *arg, const char *class_name, void (*emit)(void *to, const char *name), void *to);

/* What `?` prints after `line`: with a blank at the end the words that may follow, else those that begin
 * with the last word. The title is that of the mode when the first word is asked for. `names` may be NULL.
 * An answer without entries means that the line itself does not match; `m` then tells where. */
void cmd_complete(const struct cmd_place *place, const char *line, cmd_names_fn *names, void *arg,
    struct cmd_help_list *list, struct cmd_match *m);
void cmd_help_free(struct cmd_help_list *list);

/* What Tab appends: the rest of a unique keyword and a blank, or what all candidates have in common.
 * Empty when there is nothing to add. */
void cmd_complete_tail(const struct cmd_help_list *list, const char *line, char *dst, size_t size);
/* True while the cursor stands in a secret or a free text, where `?` is a character like any other. */
bool cmd_complete_literal(const struct cmd_place *place, const char *line);
