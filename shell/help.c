/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/help.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/cmd_complete.h"
#include "shell/client.h"
#include "shell/dispatch.h"
#include "shell/output.h"

/* A cmd_names_fn. */
static void ask_names(void *arg, const char *class_name, void (*emit)(void *to, const char *name), void *to)
{
	struct shell *s = arg;
	bool ended = !client_complete(s->client, class_name);
	while (!ended) {
		struct client_event *ev = client_next(s->client);
		if (ev && ev->kind == CLIENT_TEXT)
			emit(to, ev->text);
		ended = ev && (ev->kind == CLIENT_DONE || ev->kind == CLIENT_LOST);
		free(ev);
	}
}

static bool place_of(const struct shell *s, struct cmd_place *place)
{
	return cmd_place_from(place, client_place(s->client));
}

static int column_width(const struct cmd_help_list *list)
{
	size_t width = 10;
	for (unsigned i = 0; i < list->count; i++) {
		if (strlen(list->entry[i].word) > width)
			width = strlen(list->entry[i].word);
	}
	return (int)width;
}

static void print_list(struct output *out, const struct cmd_help_list *list)
{
	int width = column_width(list);
	if (list->title)
		output_printf(out, "%s\n", list->title);
	for (unsigned i = 0; i < list->count; i++) {
		const struct cmd_help *e = &list->entry[i];
		if (e->help && *e->help)
			output_printf(out, "  %-*s  %s\n", width, e->word, e->help);
		else
			output_printf(out, "  %s\n", e->word);
	}
}

static void print_help(void *arg, const char *line)
{
	struct shell *s = arg;
	struct cmd_place place;
	struct cmd_help_list list;
	struct cmd_match m;
	struct output out;
	char error[512];
	if (!place_of(s, &place))
		return;
	screen_begin(&s->screen);
	output_init(&out, NULL, screen_line, &s->screen);
	cmd_complete(&place, line, ask_names, s, &list, &m);
	if (list.count > 0)
		print_list(&out, &list);
	else
		output_printf(&out, "%s\n", cmd_match_error(&m, line, error, sizeof(error)));
	cmd_help_free(&list);
	output_finish(&out);
	fflush(stdout);
	explicit_bzero(&m, sizeof(m));
}

static void complete(void *arg, const char *line, char *tail, size_t size)
{
	struct shell *s = arg;
	struct cmd_place place;
	struct cmd_help_list list;
	struct cmd_match m;
	*tail = '\0';
	if (!place_of(s, &place))
		return;
	cmd_complete(&place, line, ask_names, s, &list, &m);
	cmd_complete_tail(&list, line, tail, size);
	cmd_help_free(&list);
	explicit_bzero(&m, sizeof(m));
}

static bool inside_remark(const char *line)
{
	const char *at = line;
	while ((at = strchr(at, '#')) != NULL) {
		if (at == line || at[-1] == ' ')
			return true;
		at++;
	}
	return false;
}

static bool literal(void *arg, const char *line)
{
	struct cmd_place place;
	return inside_remark(line) || (place_of(arg, &place) && cmd_complete_literal(&place, line));
}

struct edit_help help_for(struct shell *shell)
{
	return (struct edit_help){
	    .print = print_help, .complete = complete, .literal = literal, .arg = shell};
}
