/* SPDX-License-Identifier: Apache-2.0 */
/* One value of a sentence: does a word fit, what does it mean, how is it printed, which comes first. */
#pragma once
#include "lib/cmd_match.h"
#include "lib/cmd_table.h"

enum cmd_fit {
	CMD_FIT_NO,
	CMD_FIT_FORM,   /* has the form of such a value: an address, a number in range */
	CMD_FIT_FREE,   /* any word would do */
	CMD_FIT_BAD,    /* has nearly the form: `reason` says what is wrong */
	CMD_FIT_MASKED, /* a masked documentation value: `reason` */
};

struct cmd_word_at {
	const char *text; /* inside the line: what follows is still there */
	size_t len;
	size_t used; /* bytes that the value takes, set by cmd_value_fit() */
};

enum cmd_fit cmd_value_fit(const struct cmd_edge *edge, struct cmd_word_at *word, char *reason, size_t size);
/* Stores a word that fits. Strings go into m->text. */
void cmd_value_set(const struct cmd_arg *arg, const struct cmd_word_at *word, struct cmd_match *m);
/* Fills in what was left out. */
void cmd_value_preset(const struct cmd_sentence *s, const struct cmd_arg *arg, void *args);

bool cmd_value_present(const struct cmd_arg *arg, const void *args);
/* True when a default value was left out or spelled. */
bool cmd_value_is_preset(const struct cmd_sentence *s, const struct cmd_arg *arg, const void *args);
/* As snprintf() with "%s" and "%llu" prints and counts: these are most of what is to be printed. */
size_t cmd_print_text(const char *text, char *dst, size_t size);
size_t cmd_print_number(uint64_t number, char *dst, size_t size);
/* Prints the value; number of bytes, as snprintf() counts. */
size_t cmd_value_print(const struct cmd_arg *arg, const void *args, bool clear, char *dst, size_t size);
int cmd_value_cmp(const struct cmd_arg *arg, const void *a, const void *b); /* both of the same kind */

static inline const void *cmd_value_at(const struct cmd_arg *arg, const void *args)
{
	return (const char *)args + arg->off;
}

static inline const char *cmd_value_string(const struct cmd_arg *arg, const void *args)
{
	return *(const char *const *)cmd_value_at(arg, args);
}
