/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/typewriter.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "lib/buf.h"
#include "shell/input.h"
#include "shell/recall.h"
#include "shell/search.h"

struct typewriter {
	struct input *input;
	struct recall *recall;
	const struct edit_help *help;
	const char *prompt; /* of the line being read, NULL in between */
	struct wbuf line;   /* UTF-8, without terminator */
	size_t at;          /* bytes in front of the cursor */
	unsigned back;      /* lines recalled */
	wint_t pending;     /* the key that ended a search, 0: none */
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

/* ---- what the screen shows: backspaces lead left, characters printed again lead right ---- */

/* Columns of the line's bytes from `from` up to `to`. */
static unsigned columns(const struct typewriter *t, size_t from, size_t to)
{
	unsigned sum = 0;
	mbstate_t state = {0};
	while (from < to) {
		wchar_t wide = 0;
		size_t n = mbrtowc(&wide, (const char *)t->line.data + from, to - from, &state);
		bool broken = n == (size_t)-1 || n == (size_t)-2 || n == 0;
		int width = broken ? 1 : wcwidth(wide);
		sum += width > 0 ? (unsigned)width : 0;
		from += broken ? 1 : n;
	}
	return sum;
}

static void print(char c, unsigned times)
{
	while (times-- > 0)
		putchar(c);
}

static void print_part(const struct typewriter *t, size_t from, size_t to)
{
	if (to > from)
		fwrite(t->line.data + from, 1, to - from, stdout);
}

static void go_to(struct typewriter *t, size_t at)
{
	if (at < t->at)
		print('\b', columns(t, at, t->at));
	else
		print_part(t, t->at, at);
	t->at = at;
}

void typewriter_redraw(struct typewriter *t)
{
	if (!t->prompt)
		return;
	fputs(t->prompt, stdout);
	print_part(t, 0, t->line.len);
	print('\b', columns(t, t->at, t->line.len));
	fflush(stdout);
}

static void type(struct typewriter *t, const char *text, size_t size)
{
	size_t behind = t->line.len - t->at;
	wbuf_bytes(&t->line, text, size);
	if (!wbuf_ok(&t->line))
		return;
	memmove(t->line.data + t->at + size, t->line.data + t->at, behind);
	memcpy(t->line.data + t->at, text, size);
	print_part(t, t->at, t->line.len);
	t->at += size;
	print('\b', columns(t, t->at, t->line.len));
}

static void type_char(struct typewriter *t, wint_t c)
{
	char bytes[4];
	type(t, bytes, input_encode(c, bytes));
}

/* Takes bytes out of the line; the cursor is then where they began. */
static void rub_out(struct typewriter *t, size_t from, size_t to)
{
	if (from >= to)
		return;
	go_to(t, from);
	unsigned gone = columns(t, from, to);
	memmove(t->line.data + from, t->line.data + to, t->line.len - to);
	t->line.len -= to - from;
	print_part(t, from, t->line.len);
	print(' ', gone);
	print('\b', gone + columns(t, from, t->line.len));
}

/* ---- places in the line ---- */

static size_t char_before(const struct typewriter *t, size_t at)
{
	while (at > 0 && (t->line.data[--at] & 0xc0) == 0x80)
		continue;
	return at;
}

static size_t char_behind(const struct typewriter *t, size_t at)
{
	if (at < t->line.len)
		at++;
	while (at < t->line.len && (t->line.data[at] & 0xc0) == 0x80)
		at++;
	return at;
}

static size_t word_before(const struct typewriter *t)
{
	size_t at = t->at;
	while (at > 0 && t->line.data[at - 1] == ' ')
		at--;
	while (at > 0 && t->line.data[at - 1] != ' ')
		at--;
	return at;
}

static size_t word_behind(const struct typewriter *t)
{
	size_t at = t->at;
	while (at < t->line.len && t->line.data[at] == ' ')
		at++;
	while (at < t->line.len && t->line.data[at] != ' ')
		at++;
	return at;
}

/* ---- keys ---- */

static void recall_to(struct typewriter *t, unsigned back)
{
	const char *old = back ? recall_line(t->recall, back) : "";
	if (!old)
		return;
	t->back = back;
	rub_out(t, 0, t->line.len);
	type(t, old, strlen(old));
}

/* On a row of its own; the line that was found takes the place of what was typed. */
static void seek(struct typewriter *t)
{
	unsigned back;
	const char *prompt = t->prompt;
	t->prompt = NULL; /* nobody draws the line meanwhile */
	putchar('\n');
	t->pending = search_run(t->input, t->recall, line_text(t), &back);
	t->prompt = prompt;
	const char *found = back ? recall_line(t->recall, back) : NULL;
	if (found) {
		wbuf_reset(&t->line);
		wbuf_bytes(&t->line, found, strlen(found));
		t->at = t->line.len;
		t->back = back;
	}
	typewriter_redraw(t);
}

static void complete(struct typewriter *t)
{
	char tail[256];
	const char *line = line_text(t);
	char *before = strndup(line, t->at);
	if (!before)
		return;
	if (before[strspn(before, " ")] == '\0') /* indentation */
		strcpy(tail, " ");
	else
		t->help->complete(t->help->arg, before, tail, sizeof(tail));
	type(t, tail, strlen(tail));
	explicit_bzero(before, strlen(before));
	free(before);
}

static void question(struct typewriter *t)
{
	char *before = strndup(line_text(t), t->at);
	if (!before)
		return;
	if (t->help->literal(t->help->arg, before)) {
		type(t, "?", 1);
	} else {
		fputs("?\n", stdout);
		t->help->print(t->help->arg, before);
		typewriter_redraw(t);
	}
	explicit_bzero(before, strlen(before));
	free(before);
}

static void move_key(struct typewriter *t, wint_t key)
{
	switch (key) {
	case 'A':
		recall_to(t, t->back + 1);
		break;
	case 'B':
		recall_to(t, t->back ? t->back - 1 : 0);
		break;
	case 'C':
		go_to(t, char_behind(t, t->at));
		break;
	case 'D':
		go_to(t, char_before(t, t->at));
		break;
	case 'H':
		go_to(t, 0);
		break;
	case 'F':
		go_to(t, t->line.len);
		break;
	}
}

/* Cursor keys come as sequences also from terminals that get none (ECMA-48, 5.4): ESC [ parameters final,
 * ESC O final. Unknown ones are dropped whole. */
static void sequence_key(struct typewriter *t)
{
	wint_t c = input_char(t->input), number = 0;
	if (c == 'O') {
		move_key(t, input_char(t->input));
	} else if (c == '[') {
		while ((c = input_char(t->input)) != WEOF && c >= ' ' && c < '@')
			number = c >= '0' && c <= '9' ? number * 10 % 10000 + (c - '0') : number;
		if (c == '~' && number == 3)
			rub_out(t, t->at, char_behind(t, t->at));
		else
			move_key(t, c != '~'                     ? c
				    : number == 1 || number == 7 ? 'H'
				    : number == 4 || number == 8 ? 'F'
								 : 0);
	} else if (c == 'b' || c == 'f') {
		go_to(t, c == 'b' ? word_before(t) : word_behind(t));
	} else if (c == 'd') {
		rub_out(t, t->at, word_behind(t));
	}
}

/* The keys of emacs, as an ASA has them. False when `c` is none of them. */
static bool control_key(struct typewriter *t, wint_t c)
{
	switch (c) {
	case '\b':
	case 0x7f:
		rub_out(t, char_before(t, t->at), t->at);
		return true;
	case INPUT_CTRL('A'):
		go_to(t, 0);
		return true;
	case INPUT_CTRL('B'):
		go_to(t, char_before(t, t->at));
		return true;
	case INPUT_CTRL('D'):
		rub_out(t, t->at, char_behind(t, t->at));
		return true;
	case INPUT_CTRL('E'):
		go_to(t, t->line.len);
		return true;
	case INPUT_CTRL('F'):
		go_to(t, char_behind(t, t->at));
		return true;
	case INPUT_CTRL('K'):
		rub_out(t, t->at, t->line.len);
		return true;
	case INPUT_CTRL('U'):
		rub_out(t, 0, t->line.len);
		return true;
	case INPUT_CTRL('W'):
		rub_out(t, word_before(t), t->at);
		return true;
	case '\033':
		sequence_key(t);
		return true;
	default:
		return false;
	}
}

static void edit_key(struct typewriter *t, wint_t c)
{
	if (control_key(t, c))
		return;
	switch (c) {
	case INPUT_CTRL('L'):
		putchar('\n');
		typewriter_redraw(t);
		break;
	case INPUT_CTRL('P'):
		move_key(t, 'A');
		break;
	case INPUT_CTRL('N'):
		move_key(t, 'B');
		break;
	case INPUT_CTRL('R'):
		seek(t);
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

static wint_t next_key(struct typewriter *t)
{
	wint_t c = t->pending;
	t->pending = 0;
	if (c == 0 && !input_waiting(t->input))
		fflush(stdout);
	return c != 0 ? c : input_char(t->input);
}

static enum edit_result read_line(struct typewriter *t)
{
	enum edit_result result;
	for (;;) {
		wint_t c = next_key(t);
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
	t->at = 0;
	t->pending = 0;
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
