/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/screen.h"
#include <stdio.h>
#include "shell/client.h"
#include "shell/input.h"
#include "shell/terminal.h"

void screen_begin(struct screen *s)
{
	pager_begin(&s->pager, s->input ? s->lines : 0, terminal_rows());
}

void screen_unpaged(struct screen *s)
{
	pager_begin(&s->pager, 0, 0);
}

static void ask(struct screen *s, unsigned rows)
{
	wint_t key;
	fputs(PAGER_PROMPT, stdout);
	fflush(stdout);
	s->asking = true;
	bool armed = input_arm(s->input, false); /* Ctrl-C is an answer here */
	client_pause(s->client, true);
	do {
		key = input_char(s->input);
		pager_resize(&s->pager, s->lines, terminal_rows()); /* the window may have another size now */
	} while (!pager_key(&s->pager, key == WEOF ? -1 : (int)key, rows));
	client_pause(s->client, false);
	input_arm(s->input, armed);
	s->asking = false;
	printf("\r%*s\r", (int)sizeof(PAGER_PROMPT) - 1, "");
}

void screen_line(void *arg, const char *text, size_t size, bool whole)
{
	struct screen *s = arg;
	unsigned rows = whole ? pager_rows(size, terminal_columns()) : 0;
	if (whole && pager_full(&s->pager, rows) && !input_line_waiting(s->input))
		ask(s, rows);
	if (s->pager.stopped)
		return;
	fwrite(text, 1, size, stdout);
	s->midline = !whole && (s->midline || size > 0);
	if (whole)
		putchar('\n');
	else
		fflush(stdout);
	pager_printed(&s->pager, rows);
}

void screen_end(struct screen *s)
{
	if (s->midline)
		putchar('\n');
	s->midline = false;
}

bool screen_stopped(const struct screen *s)
{
	return s->pager.stopped;
}
