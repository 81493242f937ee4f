/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/typewriter.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "lib/buf.h"
#include "shell/input.h"
#include "shell/recall.h"

struct typewriter {
	struct input *input;
	struct recall *recall;
	const struct edit_help *help;
	const char *prompt; /* of the line being read, NULL in between */
	struct wbuf line;   /* UTF-8, without terminator */
	unsigned back;      /* lines recalled */
	bool literal;       /* after Ctrl-V */
};

struct typewriter *typewriter_new(struct input *input, struct recall *recall, const struct edit_help *help)
{
	struct typewriter *t = calloc(1, sizeof(*t));
	if (t)
		*t = (struct typewriter){.input = input, .recall = recall, .help = help};
	return t;
}

void typewriter_free(struct typewriter *t)
{
	if (!t)
		return;
	wbuf_free(&t->line);
	free(t);
}

/* The line so far as a C string, valid until it changes. */
static const char *line_text(struct typewriter *t)
{
	wbuf_u8(&t->line, '\0');
	if (!wbuf_ok(&t->line))
		return "";
	t->line.len--;
	return (const char *)t->line.data;
}

void typewriter_redraw(struct typewriter *t)
{
	if (!t->prompt)
		return;
	printf("%s%s", t->prompt, line_text(t));
	fflush(stdout);
}

static void type(struct typewriter *t, const char *text, size_t size)
{
	wbuf_bytes(&t->line, text, size);
	fwrite(text, 1, size, stdout);
}

static void type_char(struct typewriter *t, wint_t c)
{
	char bytes[4];
	type(t, bytes, input_encode(c, bytes));
}

/* Takes the last character off, on the screen as many columns as it was wide. */
static void rub_out(struct typewriter *t)
{
	size_t at = t->line.len;
	if (at == 0)
		return;
	do
		at--;
	while (at > 0 && (t->line.data[at] & 0xc0) == 0x80);
	wchar_t wide = 0;
	mbstate_t state = {0};
	size_t n = mbrtowc(&wide, (const char *)t->line.data + at, t->line.len - at, &state);
	int columns = n == (size_t)-1 || n == (size_t)-2 ? 1 : wcwidth(wide);
	for (int i = 0; i < columns; i++)
		fputs("\b \b", stdout);
	t->line.len = at;
}

static void rub_out_word(struct typewriter *t)
{
	while (t->line.len > 0 && t->line.data[t->line.len - 1] == ' ')
		rub_out(t);
	while (t->line.len > 0 && t->line.data[t->line.len - 1] != ' ')
		rub_out(t);
}

static void rub_out_line(struct typewriter *t)
{
	while (t->line.len > 0)
		rub_out(t);
}

static void recall_to(struct typewriter *t, unsigned back)
{
	const char *old = back ? recall_line(t->recall, back) : "";
	if (!old)
		return;
	t->back = back;
	rub_out_line(t);
	type(t, old, strlen(old));
}

static void complete(struct typewriter *t)
{
	char tail[256];
	const char *line = line_text(t);
	if (line[strspn(line, " ")] == '\0') { /* indentation */
		type(t, " ", 1);
		return;
	}
	t->help->complete(t->help->arg, line, tail, sizeof(tail));
	type(t, tail, strlen(tail));
}

static void question(struct typewriter *t)
{
	if (t->help->literal(t->help->arg, line_text(t))) {
		type(t, "?", 1);
		return;
	}
	fputs("?\n", stdout);
	t->help->print(t->help->arg, line_text(t));
	typewriter_redraw(t);
}

static void edit_key(struct typewriter *t, wint_t c)
{
	switch (c) {
	case '\b':
	case 0x7f:
		rub_out(t);
		break;
	case INPUT_CTRL('U'):
		rub_out_line(t);
		break;
	case INPUT_CTRL('W'):
		rub_out_word(t);
		break;
	case INPUT_CTRL('P'):
		recall_to(t, t->back + 1);
		break;
	case INPUT_CTRL('N'):
		recall_to(t, t->back ? t->back - 1 : 0);
		break;
	case INPUT_CTRL('R'):
		putchar('\n');
		typewriter_redraw(t);
		break;
	case INPUT_CTRL('V'):
		t->literal = true;
		break;
	case '\t':
		complete(t);
		break;
	case '?':
		question(t);
		break;
	default:
		if (c >= ' ')
			type_char(t, c);
		break;
	}
}

/* True when this character ends the line, with what in `*result`. */
static bool ends(struct typewriter *t, wint_t c, enum edit_result *result)
{
	switch (c) {
	case '\n':
		*result = EDIT_LINE;
		return true;
	case INPUT_CTRL('C'):
		*result = EDIT_ABORT;
		return true;
	case INPUT_CTRL('Z'):
		*result = EDIT_END;
		return true;
	case INPUT_CTRL('D'):
		*result = EDIT_EOF;
		return t->line.len == 0;
	case WEOF:
		*result = EDIT_EOF;
		return true;
	default:
		return false;
	}
}

static enum edit_result read_line(struct typewriter *t)
{
	enum edit_result result;
	for (;;) {
		if (!input_waiting(t->input))
			fflush(stdout);
		wint_t c = input_char(t->input);
		if (t->literal && c >= ' ' && c != WEOF) {
			t->literal = false;
			type_char(t, c);
			continue;
		}
		t->literal = false;
		if (ends(t, c, &result))
			return result;
		edit_key(t, c);
	}
}

enum edit_result typewriter_read(struct typewriter *t, const char *prompt, char **text)
{
	wbuf_reset(&t->line);
	t->prompt = prompt;
	t->back = 0;
	typewriter_redraw(t);
	enum edit_result result = read_line(t);
	putchar('\n');
	fflush(stdout);
	*text = strdup(line_text(t));
	wbuf_free(&t->line); /* a key may stand in it */
	t->prompt = NULL;
	return result;
}
