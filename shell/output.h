/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a command prints: text in, whole lines out, those that the operator's filter lets through.
 * The lines go to a function, which is the pager on a terminal and a string in a test.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "lib/buf.h"

struct filter;

/* `text` is no C string. `whole`: a newline belongs behind it, else the rest of the line follows later. */
typedef void output_line_fn(void *arg, const char *text, size_t size, bool whole);

struct output {
	struct filter *filter; /* borrowed, NULL: everything passes */
	output_line_fn *line;
	void *arg;
	struct wbuf pending; /* a line without its end yet */
};

void output_init(struct output *out, struct filter *filter, output_line_fn *line, void *arg);
/* Prints a pending line, as if it had ended, and frees what it holds. */
void output_finish(struct output *out);

void output_text(struct output *out, const char *text);
void output_bytes(struct output *out, const char *text, size_t size);
void output_printf(struct output *out, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Shows an unfinished line now, for progress like ping's; without effect under a filter. */
void output_flush(struct output *out);
