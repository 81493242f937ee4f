/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/session.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/buf.h"
#include "lib/loop.h"
#include "shell/block.h"
#include "shell/client.h"
#include "shell/dispatch.h"
#include "shell/edit.h"
#include "shell/help.h"
#include "shell/input.h"
#include "shell/recall.h"
#include "shell/recall_file.h"
#include "shell/terminal.h"

struct front {
	struct shell *shell;
	struct edit *edit;
	struct wbuf held; /* notices that came while the operator was asked something */
};

static void on_notice(void *arg, const char *text)
{
	struct front *f = arg;
	if (f->shell->screen.asking) {
		wbuf_bytes(&f->held, text, strlen(text));
		wbuf_u8(&f->held, '\n');
		return;
	}
	screen_end(&f->shell->screen);
	edit_notice(f->edit, text);
}

static void print_held(struct front *f)
{
	if (f->held.len > 0)
		fwrite(f->held.data, 1, f->held.len, stdout);
	wbuf_free(&f->held);
}

static void on_resize(void *arg, int signo)
{
	const struct front *f = arg;
	edit_resize(f->edit);
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
	char *rest = s->block ? block_lines(s, text) : climb(s, text);
	if (rest && rest[strspn(rest, " \n")])
		dispatch_batch(s, CLIENT_BATCH_DIFF, "paste", rest, strlen(rest));
	explicit_bzero(text, size);
}

static void run_result(struct shell *s, enum edit_result result, char *text)
{
	bool blank = text[strspn(text, " ")] == '\0';
	if (result == EDIT_LINE && blank && !s->block && !input_waiting(s->input))
		shell_begin(s); /* the prompt is another one when somebody else has changed the hostname */
	else if (result == EDIT_LINE)
		dispatch_line(s, text);
	else if (result == EDIT_PASTE)
		run_paste(s, text);
	else if (result == EDIT_END && !s->block)
		dispatch_line(s, "end");
	else if (result == EDIT_END || result == EDIT_ABORT)
		block_drop(s);
	explicit_bzero(text, strlen(text));
}

/* One line. False when the session is over. */
static bool run_line(struct front *f)
{
	struct shell *s = f->shell;
	char *text = NULL;
	print_held(f);
	enum edit_result result = edit_read(f->edit, s->block ? "" : client_prompt(s->client), &text);
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
	struct front f = {.shell = s, .edit = edit_new(s->input, s->recall, &help)};
	if (!f.edit) {
		fprintf(stderr, "ERROR: out of memory\n");
		return 1;
	}
	struct loop_signal *resized = loop_signal_new(s->loop, SIGWINCH, on_resize, &f);
	client_on_notice(s->client, on_notice, &f);
	while (run_line(&f))
		continue;
	client_on_notice(s->client, NULL, NULL);
	loop_signal_free(resized);
	wbuf_free(&f.held);
	edit_free(f.edit);
	block_drop(s);
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
	s.screen.client = client;
	int status = s.recall && s.input ? run(&s) : 1;
	recall_free(s.recall);
	input_free(s.input);
	terminal_restore();
	return status;
}
