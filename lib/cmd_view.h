/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an ASA takes for a section of the configuration though no line begins so: another spelling of a section
 * ("ipsec"), some lines of the interfaces ("ip address"), and sections of what is refused here, which are empty.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define CMD_VIEW_WORDS 2
#define CMD_VIEW_LINES 4

struct cmd_view {
	const char *word[CMD_VIEW_WORDS]; /* as typed; the second one may be NULL */
	const char *help;                 /* of the last one; NULL: not offered, there is nothing in it */
	const char *section;              /* stands for this one, NULL: for itself */
	/* Of the interfaces: those that have a line that begins with `needs` (NULL: none), and of them the lines that
	 * begin so. */
	const char *needs;
	const char *lines[CMD_VIEW_LINES];
	bool rest; /* any words may follow */
};

/* The longest one that `text` begins with, words shortened to three letters at least, and how many bytes of it those
 * words are; `exact` tells that none was shortened. NULL when there is none. */
const struct cmd_view *cmd_view_match(const char *text, size_t *used, bool *exact);
/* The one that shows lines of the interfaces under this name; NULL for any other section. */
const struct cmd_view *cmd_view_of(const char *section);
bool cmd_view_holds(const struct cmd_view *view, const char *text);
/* Calls fn for each word that may come behind the words of `head` ("" or "crypto"). */
void cmd_view_each(const char *head, void (*fn)(void *arg, const char *word, const char *help), void *arg);
