/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/recall.h"
#include <stdlib.h>
#include <string.h>
#include "shell/recall_file.h"

#define RECALL_MAX 500 /* lines of this session for `show history` */

struct recall {
	History *history;
	struct recall_file *file;  /* NULL: none */
	char *written;             /* the last line on file */
	char *session[RECALL_MAX]; /* a ring */
	unsigned count;            /* lines of this session so far */
};

static void enter(void *arg, const char *line)
{
	const struct recall *r = arg;
	HistEvent ev;
	history(r->history, &ev, H_ENTER, line);
}

struct recall *recall_new(const char *path)
{
	HistEvent ev;
	struct recall *r = calloc(1, sizeof(*r));
	if (!r)
		return NULL;
	r->history = history_init();
	if (!r->history) {
		free(r);
		return NULL;
	}
	history(r->history, &ev, H_SETSIZE, RECALL_FILE_LINES);
	history(r->history, &ev, H_SETUNIQUE, 1);
	r->file = recall_file_new(path);
	recall_file_load(r->file, enter, r);
	return r;
}

void recall_free(struct recall *r)
{
	if (!r)
		return;
	history_end(r->history);
	for (unsigned i = 0; i < RECALL_MAX; i++)
		free(r->session[i]);
	recall_file_free(r->file);
	free(r->written);
	free(r);
}

static void write_down(struct recall *r, const char *line)
{
	if (r->written && strcmp(r->written, line) == 0)
		return;
	free(r->written);
	r->written = strdup(line);
	recall_file_add(r->file, line);
}

void recall_add(struct recall *r, const char *line, enum recall_kind kind)
{
	if (!*line)
		return;
	char **slot = &r->session[r->count++ % RECALL_MAX];
	free(*slot);
	*slot = strdup(line);
	if (kind != RECALL_SECRET)
		enter(r, line);
	if (kind == RECALL_LINE)
		write_down(r, line);
}

History *recall_history(struct recall *r)
{
	return r->history;
}

const char *recall_line(struct recall *r, unsigned back)
{
	HistEvent ev;
	int rc = history(r->history, &ev, H_FIRST);
	while (rc == 0 && --back > 0)
		rc = history(r->history, &ev, H_NEXT);
	return rc == 0 ? ev.str : NULL;
}

unsigned recall_search(struct recall *r, unsigned back, const char *text)
{
	HistEvent ev;
	unsigned at = 1;
	for (int rc = history(r->history, &ev, H_FIRST); rc == 0; rc = history(r->history, &ev, H_NEXT), at++)
		if (at > back && strstr(ev.str, text))
			return at;
	return 0;
}

void recall_each(const struct recall *r, void (*fn)(void *arg, const char *line), void *arg)
{
	unsigned first = r->count > RECALL_MAX ? r->count - RECALL_MAX : 0;
	for (unsigned i = first; i < r->count; i++) {
		const char *line = r->session[i % RECALL_MAX];
		if (line)
			fn(arg, line);
	}
}
