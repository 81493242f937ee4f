/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_merge.h"
#include "lib/cmd_render.h"
#include "lib/cmd_tree.h"

struct merge {
	struct cmd_store *store;
	cmd_conflict_fn *fn;
	void *arg;
	size_t conflicts;
};

static struct cmd_content *content_of(const struct cmd_line *line)
{
	return line ? line->content : NULL;
}

static const struct cmd_line *child_of(const struct cmd_line *parent, const char *id)
{
	return parent ? cmd_child(parent, id) : NULL;
}

static bool below_same(const struct cmd_line *a, const struct cmd_line *b);

static bool children_in(const struct cmd_line *a, const struct cmd_line *b)
{
	struct cmd_line *line, *next;
	if (!a)
		return true;
	HASH_ITER(hh, a->children, line, next) {
		const struct cmd_line *twin = child_of(b, line->id);
		if (!cmd_content_same(line->content, content_of(twin)) || !below_same(line, twin))
			return false;
	}
	return true;
}

/* Whether the same lines stand in two modes; NULL is an empty one. */
static bool below_same(const struct cmd_line *a, const struct cmd_line *b)
{
	return children_in(a, b) && children_in(b, a);
}

static const char *masked(const struct cmd_content *c, char *dst, size_t size)
{
	if (!c || cmd_render_sentence(c->sentence, c->args, c->negated, 0, dst, size) == 0)
		dst[0] = '\0';
	return dst;
}

/* False: the own change is to be passed over. */
static bool contested(
    struct merge *g, const struct cmd_line *any, const struct cmd_line *own, const struct cmd_line *other)
{
	char path[CMD_PATH_MAX], mine[CMD_LINE_MAX], theirs[CMD_LINE_MAX];
	g->conflicts++;
	if (!g->fn)
		return true;
	g->fn(g->arg, cmd_line_path(any, path, sizeof(path)), masked(content_of(own), mine, sizeof(mine)),
	    masked(content_of(other), theirs, sizeof(theirs)));
	return false;
}

/* The line itself, which `edit` has changed. False when it is passed over with all below it. */
static bool merge_content(
    struct merge *g, struct cmd_line *to, const struct cmd_line *base, const struct cmd_line *edit)
{
	const struct cmd_line *any = edit ? edit : base;
	struct cmd_line *have = cmd_child(to, any->id);
	struct cmd_content *own = content_of(edit), *was = content_of(base), *is = content_of(have);
	bool same = cmd_content_same(is, own);
	bool free_to_go = cmd_content_same(is, was) && (own || below_same(base, have));
	if (!same && !free_to_go && !contested(g, any, edit, have))
		return false;
	if (own && !same)
		cmd_tree_put(g->store, to, any->id, cmd_content_copy(own));
	else if (!own && have)
		cmd_tree_remove(g->store, have);
	return own != NULL;
}

static void merge_below(
    struct merge *g, struct cmd_line *to, const struct cmd_line *base, const struct cmd_line *edit);

/* One line and what stands below it; `base` or `edit` may be NULL. */
static void merge_line(
    struct merge *g, struct cmd_line *to, const struct cmd_line *base, const struct cmd_line *edit)
{
	if (!cmd_content_same(content_of(base), content_of(edit))) {
		if (!merge_content(g, to, base, edit))
			return;
	} else if (!content_of(edit) || below_same(base, edit)) {
		return;
	} else if (!content_of(cmd_child(to, edit->id))) {
		if (!contested(g, edit, edit, NULL))
			return;
		cmd_tree_put(g->store, to, edit->id, cmd_content_copy(edit->content));
	}
	merge_below(g, cmd_child(to, edit->id), base, edit);
}

/* What goes first, then what comes. */
static void merge_below(
    struct merge *g, struct cmd_line *to, const struct cmd_line *base, const struct cmd_line *edit)
{
	struct cmd_line *line, *next;
	if (base) {
		HASH_ITER(hh, base->children, line, next) {
			if (!content_of(child_of(edit, line->id)))
				merge_line(g, to, line, NULL);
		}
	}
	HASH_ITER(hh, edit->children, line, next) {
		if (line->content)
			merge_line(g, to, child_of(base, line->id), line);
	}
}

size_t cmd_store_merge(struct cmd_store *store, const struct cmd_store *base, const struct cmd_store *edit,
    cmd_conflict_fn *fn, void *arg)
{
	struct merge g = {.store = store, .fn = fn, .arg = arg};
	merge_below(&g, store->root, base->root, edit->root);
	return g.conflicts;
}
