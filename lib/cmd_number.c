/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_number.h"
#include <stdlib.h>
#include <string.h>
#include "lib/cmd_render.h"
#include "lib/cmd_value.h"

struct cmd_numbered { /* a line of a list */
	struct cmd_list *list;
	uint32_t number;
	UT_hash_handle hh;
	char says[]; /* the line with number 0 */
};

struct cmd_list {
	struct cmd_numbered *lines;
	uint32_t greatest;
	bool stale; /* the line with the greatest number has gone */
	UT_hash_handle hh;
	char key[]; /* mode, sentence and the other keys */
};

const struct cmd_arg *cmd_number_of(const struct cmd_sentence *s)
{
	for (unsigned i = 0; i < s->key_count; i++)
		if (s->arg[s->key[i]].next)
			return &s->arg[s->key[i]];
	return NULL;
}

static struct cmd_list *list_find(const struct cmd_store *store, const char *key)
{
	struct cmd_list *list;
	HASH_FIND_STR(store->lists, key, list);
	return list;
}

/* False when it does not fit. */
static bool list_key(
    const struct cmd_line *parent, const struct cmd_sentence *s, const void *args, char dst[CMD_ID_MAX])
{
	const struct cmd_arg *number = cmd_number_of(s);
	size_t len = cmd_print_number((uintptr_t)parent, dst, CMD_ID_MAX);
	dst[len++] = ' ';
	len += cmd_print_number(s->id, dst + len, CMD_ID_MAX - len);
	for (unsigned i = 0; i < s->key_count && len + 1 < CMD_ID_MAX; i++) {
		const struct cmd_arg *arg = &s->arg[s->key[i]];
		if (arg == number)
			continue;
		dst[len++] = '\x1f';
		len += cmd_key_print(arg, args, dst + len, CMD_ID_MAX - len);
	}
	return len < CMD_ID_MAX;
}

static bool says_what(const struct cmd_sentence *s, const void *args, char dst[CMD_LINE_MAX])
{
	uint64_t copy[CMD_ARGS_MAX / 8];
	memcpy(copy, args, s->args_size);
	memset((char *)copy + cmd_number_of(s)->off, 0, sizeof(uint32_t));
	return cmd_render_sentence(s, copy, false, CMD_RENDER_CLEAR, dst, CMD_LINE_MAX) > 0;
}

static struct cmd_list *list_get(struct cmd_store *store, const char *key)
{
	struct cmd_list *list = list_find(store, key);
	if (list)
		return list;
	list = calloc(1, sizeof(*list) + strlen(key) + 1);
	if (!list)
		abort();
	strcpy(list->key, key);
	HASH_ADD_STR(store->lists, key, list);
	return list;
}

void cmd_number_add(struct cmd_store *store, struct cmd_line *line)
{
	const struct cmd_content *c = line->content;
	const struct cmd_arg *number = cmd_number_of(c->sentence);
	char key[CMD_ID_MAX], says[CMD_LINE_MAX];
	if (!number || c->negated || !list_key(line->parent, c->sentence, c->args, key) ||
	    !says_what(c->sentence, c->args, says))
		return;
	struct cmd_numbered *n = calloc(1, sizeof(*n) + strlen(says) + 1);
	if (!n)
		abort();
	strcpy(n->says, says);
	n->number = *(const uint32_t *)cmd_value_at(number, c->args);
	n->list = list_get(store, key);
	if (n->number > n->list->greatest)
		n->list->greatest = n->number;
	HASH_ADD_STR(n->list->lines, says, n);
	line->numbered = n;
}

void cmd_number_drop(struct cmd_store *store, struct cmd_line *line)
{
	struct cmd_numbered *n = line->numbered;
	if (!n)
		return;
	struct cmd_list *list = n->list;
	line->numbered = NULL;
	list->stale |= n->number == list->greatest;
	HASH_DEL(list->lines, n);
	free(n);
	if (list->lines)
		return;
	HASH_DEL(store->lists, list);
	free(list);
}

static uint32_t greatest_of(struct cmd_list *list)
{
	if (!list->stale)
		return list->greatest;
	list->greatest = 0;
	for (const struct cmd_numbered *n = list->lines; n; n = n->hh.next)
		if (n->number > list->greatest)
			list->greatest = n->number;
	list->stale = false;
	return list->greatest;
}

void cmd_number_line(const struct cmd_store *store, const struct cmd_line *parent, struct cmd_match *m)
{
	const struct cmd_sentence *s = m->sentence;
	const struct cmd_arg *number = cmd_number_of(s);
	char key[CMD_ID_MAX], says[CMD_LINE_MAX];
	struct cmd_numbered *same;
	if (!number || (m->captured & 1u << (number - s->arg)) || !list_key(parent, s, m->args, key) ||
	    !says_what(s, m->args, says))
		return;
	uint32_t *value = (uint32_t *)((char *)m->args + number->off);
	struct cmd_list *list = list_find(store, key);
	*value = number->next;
	if (!list)
		return;
	HASH_FIND_STR(list->lines, says, same);
	uint32_t greatest = greatest_of(list);
	if (same)
		*value = same->number;
	else
		*value =
		    greatest > number->max - number->next ? (uint32_t)number->max : greatest + number->next;
}
