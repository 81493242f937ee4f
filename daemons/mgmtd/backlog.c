/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/backlog.h"
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

struct waiting {
	struct waiting *prev, *next;
	size_t len;
	char text[];
};

struct backlog {
	struct waiting *first;
	unsigned limit, count, most;
};

struct backlog *backlog_new(unsigned limit)
{
	struct backlog *b = calloc(1, sizeof(*b));
	if (b != NULL)
		b->limit = limit;
	return b;
}

void backlog_free(struct backlog *b)
{
	while (b != NULL && b->first != NULL)
		backlog_pop(b);
	free(b);
}

void backlog_limit(struct backlog *b, unsigned limit)
{
	b->limit = limit;
}

bool backlog_put(struct backlog *b, const char *text, size_t len)
{
	struct waiting *w = b->count < b->limit ? malloc(sizeof(*w) + len) : NULL;
	if (w == NULL)
		return false;
	w->len = len;
	memcpy(w->text, text, len);
	DL_APPEND(b->first, w);
	if (++b->count > b->most)
		b->most = b->count;
	return true;
}

const char *backlog_first(const struct backlog *b, size_t *len)
{
	if (b->first == NULL)
		return NULL;
	*len = b->first->len;
	return b->first->text;
}

void backlog_pop(struct backlog *b)
{
	struct waiting *w = b->first;
	DL_DELETE(b->first, w);
	b->count--;
	free(w);
}

unsigned backlog_count(const struct backlog *b)
{
	return b->count;
}

unsigned backlog_most(const struct backlog *b)
{
	return b->most;
}
