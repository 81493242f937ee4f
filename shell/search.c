/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/search.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/buf.h"
#include "shell/input.h"
#include "shell/recall.h"
#include "shell/terminal.h"

struct search {
	struct recall *recall;
	struct wbuf sought; /* UTF-8 with a terminator */
	unsigned back;      /* of the line that was found, 0: none yet */
	bool failed;        /* nothing older has what is looked for */
	unsigned width;     /* columns on the row */
};

static const char *sought(const struct search *s)
{
	return s->sought.len > 0 ? (const char *)s->sought.data : "";
}

/* Its length in bytes is at least that in columns: what is kept to the row never wraps. */
static void show(struct search *s)
{
	char row[512];
	const char *line = s->back ? recall_line(s->recall, s->back) : NULL;
	snprintf(row, sizeof(row), "(%sreverse-i-search)`%s': %s", s->failed ? "failed " : "", sought(s),
	    line != NULL ? line : "");
	unsigned room = terminal_columns() - 1;
	unsigned width = (unsigned)strnlen(row, room);
	while (width > 0 && (row[width] & 0xc0) == 0x80)
		width--; /* no half of a character */
	printf("\r%.*s", (int)width, row);
	for (unsigned i = width; i < s->width; i++)
		putchar(' ');
	for (unsigned i = width; i < s->width; i++)
		putchar('\b');
	s->width = width;
}

/* An entry that says the same as the line that is shown is no other line. */
static unsigned skip_same(const struct search *s, unsigned found)
{
	const char *line = s->back ? recall_line(s->recall, s->back) : NULL;
	char *shown = line != NULL && found > s->back ? strdup(line) : NULL;
	while (shown != NULL && found != 0 && strcmp(recall_line(s->recall, found), shown) == 0)
		found = recall_search(s->recall, found, sought(s));
	free(shown);
	return found;
}

/* The newest line that is more than `back` entries old. */
static void look(struct search *s, unsigned back)
{
	unsigned found = *sought(s) != '\0' ? recall_search(s->recall, back, sought(s)) : 0;
	found = skip_same(s, found);
	s->failed = found == 0 && *sought(s) != '\0';
	if (found != 0)
		s->back = found;
}

static void add(struct search *s, const char *bytes, size_t size)
{
	if (s->sought.len > 0)
		s->sought.len--;
	wbuf_bytes(&s->sought, bytes, size);
	wbuf_u8(&s->sought, '\0');
	look(s, s->back > 0 ? s->back - 1 : 0); /* the line that is shown may have it, too */
}

static void take_back(struct search *s)
{
	if (s->sought.len < 2)
		return;
	size_t len = s->sought.len - 1;
	do
		len--;
	while (len > 0 && (s->sought.data[len] & 0xc0) == 0x80);
	s->sought.data[len] = '\0';
	s->sought.len = len + 1;
	s->back = 0;
	look(s, 0);
}

/* False for a key that ends the search. */
static bool take_key(struct search *s, wint_t c)
{
	char bytes[4];
	if (c == INPUT_CTRL('R'))
		look(s, s->back);
	else if (c == '\b' || c == 0x7f)
		take_back(s);
	else if (c >= ' ' && c != WEOF)
		add(s, bytes, input_encode(c, bytes));
	else
		return false;
	return true;
}

static void clear(const struct search *s)
{
	putchar('\r');
	for (unsigned i = 0; i < s->width; i++)
		putchar(' ');
	putchar('\r');
}

wint_t search_run(struct input *input, struct recall *recall, const char *text, unsigned *back)
{
	struct search s = {.recall = recall};
	wint_t c;
	if (*text != '\0')
		add(&s, text, strlen(text));
	do {
		show(&s);
		if (!input_waiting(input))
			fflush(stdout);
		c = input_char(input);
	} while (take_key(&s, c));
	clear(&s);
	*back = c == INPUT_CTRL('G') ? 0 : s.back;
	wbuf_free(&s.sought);
	return c == INPUT_CTRL('G') ? 0 : c;
}
