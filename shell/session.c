/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/session.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "shell/client.h"
#include "shell/dispatch.h"
#include "shell/edit.h"
#include "shell/help.h"
#include "shell/input.h"
#include "shell/recall.h"
#include "shell/recall_file.h"
#include "shell/terminal.h"

static void on_notice(void *arg, const char *text)
{
	edit_notice(arg, text);
}

static struct recall *open_recall(void)
{
	char path[512];
	return recall_new(recall_file_path(path, sizeof(path)));
}

/* Takes lines off the front of `text` for as long as the session may not configure: `enable` stands in front
 * of many a page's commands. Returns what is left for the transaction; NULL when a line was refused. */
static char *climb(struct shell *s, char *text)
{
	while (text && strcmp(client_place(s->client), ">") == 0) {
		char *line = strsep(&text, "\n");
		if (!dispatch_line(s, line))
			return NULL;
	}
	return text;
}

static void run_paste(struct shell *s, char *text)
{
	size_t size = strlen(text);
	printf("%s%s", text, size && text[size - 1] == '\n' ? "" : "\n");
	char *rest = climb(s, text);
	if (rest && rest[strspn(rest, " \n")])
		dispatch_batch(s, 0, "paste", rest, strlen(rest));
	explicit_bzero(text, size);
}

static void run_result(struct shell *s, enum edit_result result, char *text)
{
	if (result == EDIT_LINE)
		dispatch_line(s, text);
	else if (result == EDIT_PASTE)
		run_paste(s, text);
	else if (result == EDIT_END)
		dispatch_line(s, "end");
	explicit_bzero(text, strlen(text));
}

/* One line. False when the session is over. */
static bool run_line(struct shell *s, struct edit *edit)
{
	char *text = NULL;
	enum edit_result result = edit_read(edit, client_prompt(s->client), &text);
	if (text)
		run_result(s, result, text);
	free(text);
	return text && result != EDIT_EOF && !client_lost(s->client) && *client_prompt(s->client);
}

static int run(struct shell *s)
{
	if (!shell_begin(s))
		return 1;
	struct edit_help help = help_for(s);
	struct edit *edit = edit_new(s->input, s->recall, &help);
	if (!edit) {
		fprintf(stderr, "ERROR: out of memory\n");
		return 1;
	}
	client_on_notice(s->client, on_notice, edit);
	while (run_line(s, edit))
		continue;
	client_on_notice(s->client, NULL, NULL);
	edit_free(edit);
	if (!client_lost(s->client) && !*client_prompt(s->client))
		puts("\nLogoff\n");
	return client_lost(s->client) ? 1 : 0;
}

int session_run(struct loop *loop, struct client *client)
{
	struct shell s;
	shell_init(&s, loop, client);
	terminal_open(STDIN_FILENO);
	s.errors = stdout;
	s.recall = open_recall();
	s.input = input_new(loop, STDIN_FILENO);
	s.screen.input = s.input;
	int status = s.recall && s.input ? run(&s) : 1;
	recall_free(s.recall);
	input_free(s.input);
	terminal_restore();
	return status;
}
