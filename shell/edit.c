/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/edit.h"
#include <histedit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "lib/buf.h"
#include "shell/input.h"
#include "shell/paste.h"
#include "shell/recall.h"
#include "shell/terminal.h"
#include "shell/typewriter.h"

#define BRACKETED_PASTE_ON  "\033[?2004h"
#define BRACKETED_PASTE_OFF "\033[?2004l"

struct edit {
	struct typewriter *typewriter; /* used instead of libedit where not NULL */
	EditLine *el;
	struct input *input;
	const struct edit_help *help;
	const char *prompt;
	bool reading;
	enum edit_result result; /* EDIT_LINE unless a key ended the line in another way */
	char *paste;
};

static struct edit *edit_of(EditLine *el)
{
	void *e = NULL;
	el_get(el, EL_CLIENTDATA, &e);
	return e;
}

static int get_char(EditLine *el, wchar_t *c)
{
	struct edit *e = edit_of(el);
	if (!input_waiting(e->input))
		fflush(stdout);
	wint_t got = input_char(e->input);
	if (got == WEOF) {
		e->result = EDIT_EOF;
		return 0;
	}
	*c = (wchar_t)got;
	return 1;
}

static char *prompt_text(EditLine *el)
{
	return (char *)edit_of(el)->prompt;
}

/* The line up to the cursor. To be released with free(). */
static char *line_before_cursor(EditLine *el)
{
	const LineInfo *li = el_line(el);
	return strndup(li->buffer, (size_t)(li->cursor - li->buffer));
}

static unsigned char on_question(EditLine *el, int ch)
{
	struct edit *e = edit_of(el);
	char *line = line_before_cursor(el);
	unsigned char action = CC_REFRESH;
	if (!line || e->help->literal(e->help->arg, line)) {
		el_insertstr(el, "?");
	} else {
		fputs("?\n", stdout);
		e->help->print(e->help->arg, line);
		fflush(stdout);
		action = CC_REDISPLAY;
	}
	free(line);
	return action;
}

static unsigned char on_tab(EditLine *el, int ch)
{
	struct edit *e = edit_of(el);
	char tail[256] = " "; /* a tab in front of a command is indentation */
	char *line = line_before_cursor(el);
	if (line && line[strspn(line, " ")] != '\0')
		e->help->complete(e->help->arg, line, tail, sizeof(tail));
	free(line);
	if (!*tail)
		return CC_REFRESH_BEEP;
	el_push(el, tail); /* as if typed: echoed without moving the cursor about */
	return CC_NORM;
}

static unsigned char finish(EditLine *el, enum edit_result result)
{
	edit_of(el)->result = result;
	return CC_EOF;
}

static unsigned char on_abort(EditLine *el, int ch)
{
	return finish(el, EDIT_ABORT);
}

static unsigned char on_end(EditLine *el, int ch)
{
	return finish(el, EDIT_END);
}

/* Ctrl-D: the end of the session on an empty line, else the character under the cursor goes. */
static unsigned char on_delete(EditLine *el, int ch)
{
	const LineInfoW *li = el_wline(el);
	if (li->lastchar == li->buffer)
		return finish(el, EDIT_EOF);
	if (li->cursor == li->lastchar)
		return CC_ERROR;
	el_cursor(el, 1);
	el_deletestr(el, 1);
	return CC_REFRESH;
}

/* Ctrl-W: a word is what stands between blanks; addresses are words. */
static unsigned char on_delete_word(EditLine *el, int ch)
{
	const LineInfoW *li = el_wline(el);
	const wchar_t *at = li->cursor;
	while (at > li->buffer && at[-1] == L' ')
		at--;
	while (at > li->buffer && at[-1] != L' ')
		at--;
	el_deletestr(el, (int)(li->cursor - at));
	return CC_REFRESH;
}

/* A paste without a line end is typed text in which `?` and Tab have no meaning; one with several lines is a
 * transaction. */
static unsigned char on_paste(EditLine *el, int ch)
{
	struct edit *e = edit_of(el);
	char *before = line_before_cursor(el);
	char *text = paste_collect(e->input);
	unsigned char action = CC_REFRESH;
	if (text && paste_is_block(text)) {
		free(e->paste);
		if (asprintf(&e->paste, "%s%s", before ? before : "", text) < 0)
			e->paste = NULL;
		action = finish(el, EDIT_PASTE);
	} else if (text) {
		bool entered = paste_trim(text);
		el_insertstr(el, text);
		action = entered ? CC_NEWLINE : CC_REFRESH;
	}
	free(before);
	free(text);
	return action;
}

/* libedit must leave the terminal between two lines as terminal.c has set it. */
static void keep_terminal(EditLine *el)
{
	el_set(el, EL_SETTY, "-x", "-icanon", "-echo", "-isig", "-icrnl", "-inlcr", "-igncr", NULL);
	el_set(el, EL_SETTY, "-d", "-isig", "-icrnl", "-inlcr", "-igncr", NULL);
	el_set(el, EL_SIGNAL, 0);
}

struct binding {
	const char *key, *name;
	const wchar_t *wide_name, *help; /* libedit keeps them */
	unsigned char (*fn)(EditLine *el, int ch);
};

static void bind_keys(EditLine *el)
{
	static const struct binding bindings[] = {
	    {"?", "postern-help", L"postern-help", L"What may follow", on_question},
	    {"^I", "postern-complete", L"postern-complete", L"Complete the word", on_tab},
	    {"^C", "postern-abort", L"postern-abort", L"Forget the line", on_abort},
	    {"^Z", "postern-end", L"postern-end", L"Leave configuration", on_end},
	    {"^D", "postern-delete", L"postern-delete", L"Delete, or leave", on_delete},
	    {"^W", "postern-delete-word", L"postern-delete-word", L"Delete the word", on_delete_word},
	    {"\\e[200~", "postern-paste", L"postern-paste", L"Text pasted", on_paste},
	};
	el_set(el, EL_EDITOR, "emacs");
	for (size_t i = 0; i < sizeof(bindings) / sizeof(bindings[0]); i++) {
		el_wset(el, EL_ADDFN, bindings[i].wide_name, bindings[i].help, bindings[i].fn);
		el_set(el, EL_BIND, bindings[i].key, bindings[i].name, NULL);
	}
	el_set(el, EL_BIND, "^R", "em-inc-search-prev", NULL);
	el_set(el, EL_BIND, "\\e[1;5C", "em-next-word", NULL);
	el_set(el, EL_BIND, "\\e[1;5D", "ed-prev-word", NULL);
	el_set(el, EL_BIND, "\\e[1~", "ed-move-to-beg", NULL);
	el_set(el, EL_BIND, "\\e[4~", "ed-move-to-end", NULL);
	el_set(el, EL_BIND, "\\e[3~", "ed-delete-next-char", NULL);
}

static bool open_libedit(struct edit *e, struct recall *recall)
{
	e->el = el_init("postern", stdin, stdout, stderr);
	if (!e->el)
		return false;
	el_set(e->el, EL_CLIENTDATA, e);
	keep_terminal(e->el);
	el_set(e->el, EL_PROMPT, prompt_text);
	el_set(e->el, EL_GETCFN, get_char);
	el_set(e->el, EL_HIST, history, recall_history(recall));
	bind_keys(e->el);
	return true;
}

struct edit *edit_new(struct input *input, struct recall *recall, const struct edit_help *help)
{
	struct edit *e = calloc(1, sizeof(*e));
	if (!e)
		return NULL;
	e->input = input;
	e->help = help;
	if (!terminal_understands_escapes() || !open_libedit(e, recall))
		e->typewriter = typewriter_new(input, recall, help);
	if (!e->typewriter && !e->el) {
		free(e);
		return NULL;
	}
	return e;
}

void edit_free(struct edit *e)
{
	if (!e)
		return;
	typewriter_free(e->typewriter);
	if (e->el)
		el_end(e->el);
	free(e->paste);
	free(e);
}

static char *take_paste(struct edit *e)
{
	char *paste = e->paste;
	e->paste = NULL;
	return paste;
}

static char *copy_line(const char *line, int size)
{
	while (size > 0 && line[size - 1] == '\n')
		size--;
	return strndup(line ? line : "", size > 0 ? (size_t)size : 0);
}

static enum edit_result read_libedit(struct edit *e, char **text)
{
	int size = 0;
	e->result = EDIT_LINE;
	fputs(BRACKETED_PASTE_ON, stdout);
	const char *line = el_gets(e->el, &size);
	if (!line && e->result == EDIT_LINE)
		e->result = EDIT_EOF;
	if (e->result != EDIT_LINE)
		putchar('\n');
	fputs(BRACKETED_PASTE_OFF, stdout);
	fflush(stdout);
	*text = e->result == EDIT_PASTE ? take_paste(e) : copy_line(line, size);
	return e->result;
}

enum edit_result edit_read(struct edit *e, const char *prompt, char **text)
{
	*text = NULL;
	e->prompt = prompt;
	e->reading = true;
	enum edit_result result =
	    e->typewriter ? typewriter_read(e->typewriter, prompt, text) : read_libedit(e, text);
	e->reading = false;
	return result;
}

static void answer_key(struct wbuf *line, wint_t c, bool echo)
{
	char bytes[4];
	if ((c == '\b' || c == 0x7f) && line->len > 0) {
		do
			line->len--;
		while (line->len > 0 && (line->data[line->len] & 0xc0) == 0x80);
		fputs(echo ? "\b \b" : "", stdout);
	} else if (c >= ' ' && c != 0x7f) {
		size_t size = input_encode(c, bytes);
		wbuf_bytes(line, bytes, size);
		fwrite(bytes, echo ? size : 0, 1, stdout);
	}
	fflush(stdout);
}

char *edit_read_answer(struct input *input, const char *prompt, bool echo)
{
	struct wbuf line = {0};
	char *text = NULL;
	fputs(prompt, stdout);
	fflush(stdout);
	wint_t c;
	while ((c = input_char(input)) != '\n' && c != WEOF && c != INPUT_CTRL('C'))
		answer_key(&line, c, echo);
	putchar('\n');
	if (c == '\n')
		text = strndup(line.len ? (const char *)line.data : "", line.len);
	wbuf_free(&line);
	return text;
}

/* Takes prompt and line off the screen, which may be several rows of it; the cursor is where they began. */
static void clear_line(const struct edit *e)
{
	const LineInfoW *li = el_wline(e->el);
	size_t before = strlen(e->prompt);
	for (const wchar_t *at = li->buffer; at < li->cursor; at++)
		before += wcwidth(*at) > 0 ? (size_t)wcwidth(*at) : 0;
	unsigned above = (unsigned)before / terminal_columns();
	putchar('\r');
	if (above > 0)
		printf("\033[%uA", above);
	fputs("\033[J", stdout);
}

void edit_notice(struct edit *e, const char *text)
{
	if (!e->reading) {
		printf("%s\n", text);
	} else if (e->typewriter) {
		printf("\n%s\n", text);
		typewriter_redraw(e->typewriter);
	} else {
		clear_line(e);
		printf("%s\n", text);
		el_set(e->el, EL_REFRESH);
	}
	fflush(stdout);
}

void edit_resize(struct edit *e)
{
	if (e->el)
		el_resize(e->el);
}
