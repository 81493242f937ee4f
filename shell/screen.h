/* SPDX-License-Identifier: Apache-2.0 */
/* Standard output: a page at a time on a terminal, straight through elsewhere. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "shell/pager.h"

struct client;
struct input;

struct screen {
	struct input *input;   /* NULL: nobody to ask, no paging */
	struct client *client; /* waits while the operator is asked */
	bool asking;           /* he is being asked */
	unsigned lines;        /* of `terminal pager`, 0 off */
	struct pager pager;
	bool midline; /* an unfinished line was printed last */
};

/* Before each command. */
void screen_begin(struct screen *s);
/* After screen_begin(): this answer is printed straight through. */
void screen_unpaged(struct screen *s);
/* An output_line_fn; `arg` is the struct screen. */
void screen_line(void *arg, const char *text, size_t size, bool whole);
/* After each command: the cursor goes to the beginning of a line. */
void screen_end(struct screen *s);
/* True once the operator has had enough of this answer. */
bool screen_stopped(const struct screen *s);
