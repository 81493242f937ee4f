/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/screen.h"
#include <stdio.h>
#include "shell/input.h"
#include "shell/terminal.h"

void screen_begin(struct screen *s)
{
	pager_begin(&s->pager, s->input ? s->lines : 0, terminal_rows());
}

static void ask(struct screen *s, unsigned rows)
{
	fputs(PAGER_PROMPT, stdout);
	fflush(stdout);
	wint_t key;
	do
		key = input_char(s->input);
	while (!pager_key(&s->pager, key == WEOF ? -1 : (int)key, rows));
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
