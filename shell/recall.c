/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/recall.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define RECALL_MAX 500 /* lines kept for the cursor keys, and as many for `show history` */

struct recall {
	History *history;
	char *path;
	char *session[RECALL_MAX]; /* a ring */
	unsigned count;            /* lines of this session so far */
};

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
	history(r->history, &ev, H_SETSIZE, RECALL_MAX);
	history(r->history, &ev, H_SETUNIQUE, 1);
	if (path && *path) {
		r->path = strdup(path);
		history(r->history, &ev, H_LOAD, path);
	}
	return r;
}

void recall_free(struct recall *r)
{
	HistEvent ev;
	if (!r)
		return;
	if (r->path) {
		mode_t old = umask(077);
		history(r->history, &ev, H_SAVE, r->path);
		umask(old);
	}
	history_end(r->history);
	for (unsigned i = 0; i < RECALL_MAX; i++)
		free(r->session[i]);
	free(r->path);
	free(r);
}

void recall_add(struct recall *r, const char *line, bool secret)
{
	HistEvent ev;
	char **slot = &r->session[r->count++ % RECALL_MAX];
	free(*slot);
	*slot = strdup(line);
	if (!secret)
		history(r->history, &ev, H_ENTER, line);
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

void recall_each(const struct recall *r, void (*fn)(void *arg, const char *line), void *arg)
{
	unsigned first = r->count > RECALL_MAX ? r->count - RECALL_MAX : 0;
	for (unsigned i = first; i < r->count; i++) {
		const char *line = r->session[i % RECALL_MAX];
		if (line)
			fn(arg, line);
	}
}
