/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/dispatch.h"
#include <stdlib.h>
#include <string.h>
#include "lib/cmd_match.h"
#include "lib/cmd_owner.h"
#include "lib/cmd_render.h"
#include "lib/cmd_suggest.h"
#include "lib/ipc.h"
#include "lib/record.h"
#include "shell/block.h"
#include "shell/client.h"
#include "shell/edit.h"
#include "shell/field.h"
#include "shell/filter.h"
#include "shell/input.h"
#include "shell/paste.h"
#include "shell/recall.h"
#include "shell/render.h"
#include "cmd_shell.h"

#define ERROR_PREFIX "ERROR: "

/* An answer being printed. */
struct answer {
	struct shell *shell;
	struct filter *filter; /* NULL: none */
	struct output out;
	struct render render;
	size_t offset;  /* of the line as sent in the line as typed */
	bool cancelled; /* nothing more is printed */
};

static void print_error(struct shell *s, const char *text)
{
	bool prefixed = strncmp(text, ERROR_PREFIX, strlen(ERROR_PREFIX)) == 0;
	fflush(stdout);
	fprintf(s->errors, "%s%s\n", prefixed ? "" : ERROR_PREFIX, *text ? text : "% Command refused");
	fflush(s->errors);
}

/* The caret stands under the line as it is on the screen, prompt included. */
static void print_caret(struct shell *s, size_t column)
{
	size_t indent = s->input ? strlen(client_prompt(s->client)) : 0;
	fflush(stdout);
	fprintf(s->errors, "%*s^\n", (int)(indent + column), "");
}

static void answer_begin(struct answer *a, struct shell *s, struct filter *filter)
{
	*a = (struct answer){.shell = s, .filter = filter};
	screen_begin(&s->screen);
	output_init(&a->out, filter, screen_line, &s->screen);
	render_begin(&a->render, &a->out, filter_is_json(filter));
	if (s->input)
		input_arm(s->input, true);
}

static void answer_end(struct answer *a)
{
	if (!a->cancelled)
		render_end(&a->render);
	else
		render_drop(&a->render);
	output_finish(&a->out);
	screen_end(&a->shell->screen);
	if (a->shell->input)
		input_arm(a->shell->input, false);
	fflush(stdout);
}

/* Records that are meant for the shell itself. */
static bool take_own(struct answer *a, const json_t *record)
{
	const char *type = field_str(record, "type", "");
	if (strcmp(type, "caret") == 0) {
		print_caret(a->shell, a->offset + (size_t)field_int(record, "column", 0));
		return true;
	}
	if (strcmp(type, "terminal") == 0) {
		a->shell->screen.lines =
		    (unsigned)field_int(record, "pager", (int64_t)a->shell->screen.lines);
		return true;
	}
	return false;
}

static void take_record(struct answer *a, const struct client_event *ev)
{
	json_t *record = a->cancelled ? NULL : json_loadb(ev->text, ev->size, 0, NULL);
	if (!record)
		return;
	if (take_own(a, record))
		json_decref(record);
	else
		render_record(&a->render, record);
}

static void take_question(struct answer *a, const char *prompt, bool echo)
{
	struct shell *s = a->shell;
	char *secret = NULL;
	if (s->input) {
		input_arm(s->input, false);
		s->screen.asking = true;
		secret = edit_read_answer(s->input, prompt, echo);
		s->screen.asking = false;
		input_arm(s->input, true);
	}
	if (secret)
		client_secret(s->client, secret);
	else
		client_cancel(s->client);
	if (secret)
		explicit_bzero(secret, strlen(secret));
	free(secret);
}

static void cancel(struct answer *a)
{
	if (!a->cancelled)
		client_cancel(a->shell->client);
	a->cancelled = true;
}

/* True when this event was the last one. */
static bool take_event(struct answer *a, const struct client_event *ev)
{
	switch (ev->kind) {
	case CLIENT_RECORD:
		take_record(a, ev);
		break;
	case CLIENT_TEXT:
		if (!a->cancelled)
			render_text(&a->render, ev->text);
		break;
	case CLIENT_ASK:
		take_question(a, ev->text, ev->echo);
		break;
	case CLIENT_DONE:
	case CLIENT_LOST:
		return true;
	}
	if (screen_stopped(&a->shell->screen))
		cancel(a);
	return false;
}

/* Prints the answer to the request that was just sent; true when it was accepted. */
static bool print_answer(struct answer *a)
{
	struct shell *s = a->shell;
	for (;;) {
		if (client_idle(s->client))
			fflush(stdout);
		struct client_event *ev = client_next(s->client);
		if (s->input && input_interrupted(s->input))
			cancel(a);
		if (!ev || !take_event(a, ev)) {
			free(ev);
			continue;
		}
		bool accepted = ev->kind == CLIENT_DONE && ev->accepted;
		if (!accepted && a->render.count == 0)
			a->cancelled = true; /* no empty frame around a refusal */
		answer_end(a);
		if (!accepted)
			print_error(s, ev->text);
		free(ev);
		return accepted;
	}
}

static bool send_line(struct shell *s, const char *line, struct filter *filter, size_t offset)
{
	struct answer a;
	answer_begin(&a, s, filter);
	a.offset = offset;
	client_command(s->client, line);
	return print_answer(&a);
}

bool dispatch_batch(struct shell *s, unsigned flags, const char *source, const char *text, size_t size)
{
	struct answer a;
	if (size > IPC_PAYLOAD_MAX - 4096) {
		print_error(s, "The text is larger than 8 MB");
		return false;
	}
	answer_begin(&a, s, NULL);
	if (flags & CLIENT_BATCH_DIFF)
		screen_unpaged(
		    &s->screen); /* what follows the paste must not become the answer to a question */
	client_batch(s->client, flags, source, text, size);
	return print_answer(&a);
}

static void print_local(void *arg, const json_t *record, const char *text)
{
	struct answer *a = arg;
	if (record)
		render_record(&a->render, json_deep_copy(record));
	else if (text)
		render_text(&a->render, text);
}

/* Commands that the shell answers by itself. */
static bool run_local(struct shell *s, const struct cmd_match *m, struct filter *filter)
{
	struct answer a;
	answer_begin(&a, s, filter);
	struct record_out *out = record_out_test(print_local, &a);
	bool ours = cmd_owner_exec(&cmd_owner_shell, s, m, out);
	if (!ours)
		record_done(out);
	answer_end(&a);
	return ours;
}

static void add_history_entry(void *arg, const char *line)
{
	record_send(arg, json_pack("{s:s, s:s}", "type", "history_entry", "line", line));
}

void shell_exec_show_history(struct shell *shell, struct cmd_call *call, const struct cmd_show_history *args)
{
	if (shell->recall)
		recall_each(shell->recall, add_history_entry, call->out);
	record_done(call->out);
}

/* A mistyped line with a key in it cannot be masked. */
static bool may_hold_secret(const char *line)
{
	static const char *const words[] = {"key", "passw", "secret", "snmp"};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasestr(line, words[i]))
			return true;
	return false;
}

static void remember(struct shell *s, const char *line, const struct cmd_match *m)
{
	char clear[CMD_LINE_MAX], masked[CMD_LINE_MAX];
	if (!s->recall)
		return;
	enum recall_kind kind = m->status == CMD_OK ? RECALL_LINE : RECALL_REFUSED;
	if (m->status == CMD_OK) {
		cmd_render_sentence(m->sentence, m->args, m->negated, CMD_RENDER_CLEAR, clear, sizeof(clear));
		cmd_render_sentence(m->sentence, m->args, m->negated, 0, masked, sizeof(masked));
		kind = strcmp(clear, masked) != 0 ? RECALL_SECRET : kind;
		explicit_bzero(clear, sizeof(clear));
	} else if (m->status != CMD_OK && may_hold_secret(line)) {
		snprintf(masked, sizeof(masked), "%s", "*****");
		kind = RECALL_SECRET;
	}
	recall_add(s->recall, kind == RECALL_SECRET ? masked : line, kind);
}

static bool refuse(struct shell *s, const struct cmd_place *place, const struct cmd_match *m,
    const char *line, size_t offset)
{
	char text[512], hint[160];
	cmd_match_error(m, line, text, sizeof(text));
	if (m->status == CMD_INVALID)
		print_caret(s, offset + m->caret);
	print_error(s, text);
	if (m->status != CMD_INCOMPLETE && *cmd_suggest(place, line, m, hint, sizeof(hint)) != '\0') {
		snprintf(text, sizeof(text), "ERROR: %s", hint);
		print_error(s, text);
	}
	return false;
}

bool dispatch_folded(struct shell *s, const char *line)
{
	return send_line(s, line, NULL, 0);
}

/* A command of ours may have become one of posternd's. */
static bool run_own(struct shell *s, const struct cmd_match *m, struct filter *filter)
{
	bool accepted = run_local(s, m, filter);
	char *line = s->follow_up;
	s->follow_up = NULL;
	if (line) {
		accepted = dispatch_folded(s, line);
		explicit_bzero(line, strlen(line));
		free(line);
	}
	return accepted;
}

/* `line` holds one command and no filter; `typed` is what the operator will want to see again. */
static bool run_command(
    struct shell *s, const char *line, const char *typed, struct filter *filter, size_t offset)
{
	struct cmd_place place;
	struct cmd_match m;
	bool accepted;
	if (!cmd_place_from(&place, client_place(s->client)))
		return send_line(s, line, filter, offset);
	cmd_match(&place, line, 0, &m);
	if (m.status == CMD_INCOMPLETE && block_begin(s, &place, line, &m)) {
		remember(s, block_typed(s), &m);
		return true;
	}
	remember(s, typed, &m);
	if (m.status == CMD_BLANK)
		accepted = true;
	else if (m.status != CMD_OK)
		accepted = refuse(s, &place, &m, line, offset);
	else if (cmd_sentence_owners(m.sentence) == 1u << CMD_OWNER_SHELL)
		accepted = run_own(s, &m, filter);
	else
		accepted = send_line(s, line, filter, offset);
	explicit_bzero(&m, sizeof(m));
	return accepted;
}

/* `line` with the filter from `bar` on cut off. To be released with free(). */
static char *without_filter(const char *line, const char *bar)
{
	size_t size = bar ? (size_t)(bar - line) : strlen(line);
	while (bar && size > 0 && line[size - 1] == ' ')
		size--;
	return strndup(line, size);
}

static bool run_filtered(struct shell *s, const char *line, size_t offset)
{
	char error[160];
	struct filter *filter = NULL;
	const char *bar = filter_find(line);
	if (bar && !(filter = filter_parse(bar + 1, error, sizeof(error)))) {
		print_error(s, error);
		return false;
	}
	char *command = without_filter(line, bar);
	bool accepted = command && run_command(s, command, line, filter, offset);
	if (command)
		explicit_bzero(command, strlen(command));
	free(command);
	filter_free(filter);
	return accepted;
}

bool dispatch_line(struct shell *s, const char *line)
{
	struct cmd_place place = {0};
	struct paste_line clean;
	bool accepted = true;
	if (s->block)
		return block_line(s, line);
	if (!cmd_place_from(&place, client_place(s->client)))
		cmd_place_from(&place, "");
	paste_clean(&place, line, &clean);
	if (clean.text && clean.block)
		accepted = dispatch_batch(s, 0, "terminal", clean.text, strlen(clean.text));
	else if (clean.text)
		accepted = run_filtered(s, clean.text, clean.offset);
	if (clean.text)
		explicit_bzero(clean.text, strlen(clean.text));
	free(clean.text);
	return accepted;
}

void shell_init(struct shell *s, struct loop *loop, struct client *client)
{
	*s = (struct shell){.loop = loop, .client = client, .screen = {.lines = 24}, .errors = stderr};
}

bool shell_begin(struct shell *s)
{
	return send_line(s, "", NULL, 0);
}
