/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/paste.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "lib/buf.h"
#include "lib/cmd_batch.h"
#include "lib/cmd_match.h"
#include "lib/cmd_text.h"
#include "shell/filter.h"
#include "shell/input.h"

bool paste_end_seen(struct paste_end *end, int c, unsigned *held)
{
	static const char mark[] = PASTE_END_MARK;
	*held = 0;
	if (c != mark[end->matched]) {
		*held = end->matched;
		end->matched = 0;
	}
	if (c == mark[end->matched])
		end->matched++;
	if (mark[end->matched] != '\0')
		return false;
	end->matched = 0;
	return true;
}

static void append_char(struct wbuf *text, wint_t c)
{
	char bytes[4];
	if (c != 0)
		wbuf_bytes(text, bytes, input_encode(c, bytes));
}

char *paste_collect(struct input *input)
{
	struct wbuf text = {0};
	struct paste_end end = {0};
	wint_t c;
	while ((c = input_char(input)) != WEOF) {
		unsigned held;
		bool seen = paste_end_seen(&end, (int)c, &held);
		wbuf_bytes(&text, PASTE_END_MARK, held);
		if (seen)
			break;
		if (end.matched == 0)
			append_char(&text, c);
	}
	char *copy = wbuf_ok(&text) ? strndup(text.len ? (const char *)text.data : "", text.len) : NULL;
	wbuf_free(&text);
	return copy;
}

/* Whether anything but blanks stands in the text. */
static bool says_nothing(const char *text)
{
	return text[strspn(text, " \t\n")] == '\0';
}

bool paste_is_block(const char *text)
{
	text += strspn(text, " \t\n");
	text += strcspn(text, "\n");
	return !says_nothing(text);
}

bool paste_trim(char *text)
{
	size_t lead = strspn(text, "\n");
	memmove(text, text + lead, strlen(text + lead) + 1);
	size_t size = strcspn(text, "\n");
	bool ended = text[size] == '\n';
	text[size] = '\0';
	return ended;
}

static void wipe(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	free(text);
}

/* Normalised blanks, no control characters. */
static char *normal_line(const char *line)
{
	size_t size = strlen(line);
	char *copy = malloc(size + 1);
	bool cut;
	struct cmd_text text = cmd_text_from(line, size);
	if (copy && !cmd_text_next(&text, copy, size + 1, &cut))
		*copy = '\0';
	return copy;
}

/* Where the command begins, behind blanks, prompts and password prompts. */
static size_t command_start(const char *line)
{
	size_t at = 0;
	for (;;) {
		at += strspn(line + at, " ");
		size_t skip = cmd_text_prompt(line + at);
		if (skip == 0)
			skip = cmd_text_password(line + at);
		if (skip == 0)
			return at;
		at += skip;
	}
}

static bool matches(const struct cmd_place *place, const char *line)
{
	struct cmd_match m;
	enum cmd_status status = cmd_match(place, line, 0, &m);
	explicit_bzero(&m, sizeof(m)); /* it may hold a key */
	return status == CMD_OK;
}

static void cut_at(char *line, size_t at)
{
	while (at > 0 && line[at - 1] == ' ')
		at--;
	line[at] = '\0';
}

/* A remark is cut off where what stands before it is a command. A `#` inside a key stays; so does one that
 * begins a key, since nothing complete stands before it. When no cut makes a command, the first remark goes. */
static void cut_remark(const struct cmd_place *place, char *line)
{
	size_t first = 0;
	for (size_t at = 1; line[at - 1] && line[at]; at++) {
		if (line[at - 1] != ' ' || !cmd_text_is_remark(line, at))
			continue;
		char *whole = strdup(line);
		if (!whole)
			return;
		cut_at(line, at);
		bool done = matches(place, line);
		if (!done)
			strcpy(line, whole);
		wipe(whole);
		if (done)
			return;
		if (first == 0)
			first = at;
	}
	if (first && !matches(place, line))
		cut_at(line, first);
}

/* True when the line begins with a command and goes on behind it, or is longer than any command. */
static bool may_be_flattened(const struct cmd_place *place, const char *line)
{
	struct cmd_match m;
	if (strlen(line) >= CMD_TYPED_MAX)
		return true;
	bool prefix = cmd_match(place, line, CMD_PREFIX, &m) == CMD_OK && m.used < strlen(line);
	explicit_bzero(&m, sizeof(m));
	return prefix;
}

/* The line as a batch, which begins in global configuration: the modes of the place stand in front of it. */
static char *joined_block(const struct cmd_place *place, const char *line)
{
	const char *modes = cmd_place_in_config(place) ? cmd_place_text(place) : "";
	char *block = NULL;
	return asprintf(&block, "%s%s%s", modes, *modes ? "\n" : "", line) < 0 ? NULL : block;
}

/* True when the line is several commands that a browser has joined. */
static bool is_flattened(const struct cmd_place *place, const char *line, const char *block)
{
	if (!may_be_flattened(place, line))
		return false;
	struct cmd_store *store = cmd_store_new();
	struct cmd_batch batch = {0};
	size_t modes = 0;
	for (const char *at = block; (at = strchr(at, '\n')); at++)
		modes++;
	cmd_store_begin(store);
	bool clean = cmd_batch_run(store, block, strlen(block), &batch) && batch.sentences > modes + 1;
	cmd_store_abort(store);
	cmd_store_free(store);
	cmd_batch_free(&batch);
	return clean;
}

void paste_clean(const struct cmd_place *place, const char *line, struct paste_line *clean)
{
	*clean = (struct paste_line){0};
	char *text = normal_line(line);
	if (!text)
		return;
	clean->offset = command_start(text);
	memmove(text, text + clean->offset, strlen(text + clean->offset) + 1);
	cut_at(text, strlen(text));
	if (cmd_text_is_comment(text)) {
		free(text);
		return;
	}
	clean->text = text;
	if (filter_find(text) || matches(place, text))
		return;
	char *block = joined_block(place, text);
	clean->block = block && is_flattened(place, text, block);
	if (clean->block)
		clean->text = block;
	else
		cut_remark(place, text);
	wipe(clean->block ? text : block);
}
