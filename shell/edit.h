/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a line from the operator. On a terminal that understands escapes libedit does it (edit.c); on others
 * characters are echoed one after the other, as on a typewriter (typewriter.c).
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct edit;
struct input;
struct recall;
struct typewriter;

enum edit_result {
	EDIT_LINE,
	EDIT_PASTE, /* a bracketed paste of several lines, as it came */
	EDIT_ABORT, /* Ctrl-C */
	EDIT_END,   /* Ctrl-Z */
	EDIT_EOF,   /* Ctrl-D on an empty line, or the terminal has gone */
};

/* What the editor asks of the grammar. */
struct edit_help {
	/* Prints what may follow `line`, on lines of its own. */
	void (*print)(void *arg, const char *line);
	/* What Tab adds to `line`: into `tail`, "" for nothing. */
	void (*complete)(void *arg, const char *line, char *tail, size_t size);
	/* True where `?` is text. */
	bool (*literal)(void *arg, const char *line);
	void *arg;
};

/* The input, the lines to recall and `help` stay the caller's and must outlive the editor. */
struct edit *edit_new(struct input *input, struct recall *recall, const struct edit_help *help);
void edit_free(struct edit *e);

/* Reads; `*text` is to be released with free() and belongs to EDIT_LINE and EDIT_PASTE. */
enum edit_result edit_read(struct edit *e, const char *prompt, char **text);
/* Reads without memory; NULL at the end of the input or for Ctrl-C. Wipe and free it. */
char *edit_read_answer(struct input *input, const char *prompt, bool echo);
/* Prints a line from elsewhere; the line being typed is printed anew below it. */
void edit_notice(struct edit *e, const char *text);
/* The window has another size: lines wrap elsewhere from now on. */
void edit_resize(struct edit *e);
