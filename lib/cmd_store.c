/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_store.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/cmd_claim.h"
#include "lib/cmd_number.h"
#include "lib/cmd_part.h"
#include "lib/cmd_value.h"

static void *allocate(size_t size)
{
	void *p = calloc(1, size);
	if (!p)
		abort();
	return p;
}

static struct cmd_line *line_new(struct cmd_line *parent, const char *id)
{
	struct cmd_line *line = allocate(sizeof(*line) + strlen(id) + 1);
	memcpy(line->id, id, strlen(id) + 1);
	line->parent = parent;
	if (parent)
		HASH_ADD_STR(parent->children, id, line);
	return line;
}

static void line_free(struct cmd_store *store, struct cmd_line *line)
{
	struct cmd_line *child, *next;
	HASH_ITER(hh, line->children, child, next) {
		HASH_DEL(line->children, child);
		line_free(store, child);
	}
	cmd_part_leave(store, line);
	cmd_number_drop(store, line);
	cmd_claim_drop(store, line);
	if (line->touched)
		cmd_content_free(line->before);
	cmd_content_free(line->content);
	free(line->sorted);
	free(line);
}

struct cmd_store *cmd_store_new(void)
{
	struct cmd_store *store = allocate(sizeof(*store));
	store->root = line_new(NULL, "");
	return store;
}

void cmd_store_free(struct cmd_store *store)
{
	if (!store)
		return;
	line_free(store, store->root);
	cmd_parts_free(store);
	cmd_names_free(store);
	free(store->touched);
	free(store);
}

static void touch(struct cmd_store *store, struct cmd_line *line)
{
	if (line->touched)
		return;
	if (store->touched_count == store->touched_size) {
		store->touched_size = store->touched_size ? store->touched_size * 2 : 64;
		store->touched = realloc(store->touched, store->touched_size * sizeof(*store->touched));
		if (!store->touched)
			abort();
	}
	store->touched[store->touched_count++] = line;
	line->touched = true;
	line->before = line->content;
}

static void forget_recent(struct cmd_store *store, const struct cmd_line *line)
{
	if (store->recent.line == line)
		store->recent.line = NULL;
}

static void set_content(struct cmd_store *store, struct cmd_line *line, struct cmd_content *content)
{
	struct cmd_content *old = line->content;
	touch(store, line);
	if (old)
		cmd_names_drop(store, line);
	cmd_number_drop(store, line);
	cmd_claim_drop(store, line);
	if (old && old != line->before)
		cmd_content_free(old);
	line->content = content;
	if (content && !old && !line->before)
		line->sequence = ++store->sequence;
	line->parent->stale = true;
	if (!content) {
		forget_recent(store, line);
		return;
	}
	cmd_names_add(store, line);
	cmd_number_add(store, line);
	cmd_claim_add(store, line);
	cmd_part_join(store, line);
}

void cmd_tree_put(
    struct cmd_store *store, struct cmd_line *parent, const char *id, struct cmd_content *content)
{
	struct cmd_line *line = cmd_child(parent, id);
	if (!line)
		line = line_new(parent, id);
	set_content(store, line, content);
}

void cmd_tree_remove(struct cmd_store *store, struct cmd_line *line)
{
	struct cmd_line *child, *next;
	if (line->content)
		set_content(store, line, NULL);
	HASH_ITER(hh, line->children, child, next)
		cmd_tree_remove(store, child);
}

void cmd_store_begin(struct cmd_store *store)
{
	store->open = true;
}

/* Frees a node without content, then the nodes above it that only waited for this. */
static void drop_line(struct cmd_store *store, struct cmd_line *line)
{
	while (line->parent && !line->touched && !line->content && !line->children) {
		struct cmd_line *parent = line->parent;
		HASH_DEL(parent->children, line);
		parent->stale = true;
		line_free(store, line);
		line = parent;
	}
}

static void end_transaction(struct cmd_store *store)
{
	for (size_t i = store->touched_count; i > 0; i--) {
		struct cmd_line *line = store->touched[i - 1];
		line->touched = false;
		line->before = NULL;
		drop_line(store, line);
	}
	store->touched_count = 0;
	store->open = false;
}

void cmd_store_commit(struct cmd_store *store)
{
	for (size_t i = 0; i < store->touched_count; i++) {
		struct cmd_line *line = store->touched[i];
		if (line->before != line->content)
			cmd_content_free(line->before);
		line->before = line->content;
	}
	store->parts.begun = true;
	end_transaction(store);
}

void cmd_store_abort(struct cmd_store *store)
{
	store->recent.line = NULL;
	for (size_t i = store->touched_count; i > 0; i--) {
		struct cmd_line *line = store->touched[i - 1];
		if (line->content == line->before)
			continue;
		if (line->content)
			cmd_names_drop(store, line);
		cmd_number_drop(store, line);
		cmd_claim_drop(store, line);
		cmd_content_free(line->content);
		line->content = line->before;
		line->parent->stale = true;
		if (line->content) {
			cmd_names_add(store, line);
			cmd_number_add(store, line);
			cmd_claim_add(store, line);
		}
	}
	end_transaction(store);
}

bool cmd_store_empty(const struct cmd_store *store)
{
	size_t count;
	cmd_store_lines(store, NULL, &count);
	return count == 0;
}

/* Keyless lines first, then by keys, then as declared. */
static int cmp_keys(const struct cmd_content *a, const struct cmd_content *b)
{
	const struct cmd_sentence *sa = a->sentence, *sb = b->sentence;
	if ((sa->key_count == 0) != (sb->key_count == 0))
		return sa->key_count == 0 ? -1 : 1;
	for (unsigned i = 0; i < sa->key_count && i < sb->key_count; i++) {
		const struct cmd_arg *ka = &sa->arg[sa->key[i]], *kb = &sb->arg[sb->key[i]];
		if (ka->kind != kb->kind)
			return ka->kind < kb->kind ? -1 : 1;
		/* the kinds agree, the places in the two structs need not */
		int order = cmd_value_cmp(ka, a->args, (const char *)b->args + kb->off - ka->off);
		if (order != 0)
			return order;
	}
	return 0;
}

int cmd_content_cmp(const struct cmd_content *a, const struct cmd_content *b)
{
	if (a->sentence->order != b->sentence->order)
		return a->sentence->order < b->sentence->order ? -1 : 1;
	int order = cmp_keys(a, b);
	if (order != 0)
		return order;
	if (a->sentence != b->sentence)
		return a->sentence->id < b->sentence->id ? -1 : 1;
	return 0;
}

static int cmp_lines(const void *pa, const void *pb)
{
	const struct cmd_line *a = *(const struct cmd_line *const *)pa,
			      *b = *(const struct cmd_line *const *)pb;
	int order = cmd_content_cmp(a->content, b->content);
	return order ? order : (a->sequence > b->sequence) - (a->sequence < b->sequence);
}

static void sort_children(struct cmd_line *parent)
{
	struct cmd_line *child, *next;
	free(parent->sorted);
	parent->sorted = allocate((HASH_COUNT(parent->children) + 1) * sizeof(struct cmd_line *));
	parent->sorted_count = 0;
	HASH_ITER(hh, parent->children, child, next) {
		if (child->content)
			parent->sorted[parent->sorted_count++] = child;
	}
	qsort(parent->sorted, parent->sorted_count, sizeof(struct cmd_line *), cmp_lines);
	parent->stale = false;
}

const struct cmd_line *const *cmd_store_lines(
    const struct cmd_store *store, const struct cmd_line *parent, size_t *count)
{
	/* The order is a cache, not a part of what the store says. */
	struct cmd_line *line = (struct cmd_line *)(uintptr_t)(parent ? parent : store->root);
	if (line->stale || !line->sorted)
		sort_children(line);
	*count = line->sorted_count;
	return line->sorted;
}

const struct cmd_line *cmd_store_find(const struct cmd_store *store, const char *path, const char *line)
{
	struct cmd_place place;
	struct cmd_match m;
	char id[CMD_ID_MAX];
	const struct cmd_line *parent = cmd_line_at(store, path);
	if (!parent || !cmd_place_from(&place, path) ||
	    cmd_match(&place, line, CMD_CONFIG_ONLY, &m) != CMD_OK)
		return NULL;
	if (cmd_id(m.sentence, m.sentence->slot, m.args, line, id) == 0)
		return NULL;
	const struct cmd_line *found = cmd_child(parent, id);
	return found && found->content ? found : NULL;
}

const struct cmd_sentence *cmd_line_sentence(const struct cmd_line *line)
{
	return line->content->sentence;
}

const void *cmd_line_args(const struct cmd_line *line)
{
	return line->content->args;
}

const char *cmd_line_text(const struct cmd_line *line)
{
	return line->content ? line->content->text : "";
}

bool cmd_line_negated(const struct cmd_line *line)
{
	return line->content->negated;
}

const struct cmd_line *cmd_line_parent(const struct cmd_line *line)
{
	return line->parent && line->parent->parent ? line->parent : NULL;
}

uint32_t cmd_line_tag(const struct cmd_line *line)
{
	return line->content ? line->content->tag : UINT32_MAX;
}

const char *cmd_line_path(const struct cmd_line *line, char *dst, size_t size)
{
	const struct cmd_line *outer[CMD_DEPTH_MAX];
	unsigned depth = 0;
	size_t len = 0;
	for (const struct cmd_line *l = line->parent; l && l->parent && depth < CMD_DEPTH_MAX; l = l->parent)
		outer[depth++] = l;
	dst[0] = '\0';
	while (depth > 0 && len < size) {
		const struct cmd_line *l = outer[--depth];
		const struct cmd_content *content = l->content ? l->content : l->before;
		if (len > 0 && len + 1 < size)
			dst[len++] = '\n';
		len += cmd_print_text(content->text, dst + len, size - len);
	}
	return dst;
}
