/* SPDX-License-Identifier: Apache-2.0 */
/* Operations: the difference between two configurations as lines. */
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include "lib/cmd_tree.h"

static char *copy_text(const char *text)
{
	char *copy = strdup(text);
	if (!copy)
		abort();
	return copy;
}

static void add_op(struct cmd_op_list *list, enum cmd_verb verb, const struct cmd_line *line,
    const struct cmd_content *content)
{
	char path[CMD_PATH_MAX];
	/* grown to the next power of two: count itself tells when */
	if ((list->count & (list->count - 1)) == 0) {
		size_t room = list->count ? list->count * 2 : 1;
		list->op = realloc(list->op, room * sizeof(*list->op));
		if (!list->op)
			abort();
	}
	list->op[list->count++] = (struct cmd_operation){
	    .verb = verb,
	    .owners = content->sentence->owners,
	    .tag = content->tag,
	    .hidden = content->sentence->hidden,
	    .path = copy_text(cmd_line_path(line, path, sizeof(path))),
	    .line = copy_text(content->text),
	};
}

static void wipe_text(const char *text)
{
	char *own = (char *)(uintptr_t)text;
	if (own)
		OPENSSL_cleanse(own, strlen(own));
	free(own);
}

void cmd_op_list_free(struct cmd_op_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		wipe_text(list->op[i].path);
		wipe_text(list->op[i].line);
	}
	free(list->op);
	*list = (struct cmd_op_list){0};
}

/* What goes first, then what comes, each in the order in which it was touched: a mode before its lines. */
void cmd_store_changes(const struct cmd_store *store, struct cmd_op_list *list)
{
	*list = (struct cmd_op_list){0};
	for (size_t i = 0; i < store->touched_count; i++) {
		const struct cmd_line *line = store->touched[i];
		/* below a removed mode nothing needs to be said */
		if (line->before && !line->content && (!line->parent->parent || line->parent->content))
			add_op(list, CMD_UNSET, line, line->before);
	}
	for (size_t i = 0; i < store->touched_count; i++) {
		const struct cmd_line *line = store->touched[i];
		if (line->content && !cmd_content_same(line->before, line->content))
			add_op(list, CMD_SET, line, line->content);
	}
}

static const struct cmd_content *content_before(const struct cmd_line *line)
{
	return line->touched ? line->before : line->content;
}

static unsigned depth_of(const struct cmd_line *line)
{
	unsigned depth = 0;
	for (; line->parent; line = line->parent)
		depth++;
	return depth;
}

/* A mode that comes back comes before its lines, whatever the order in which they went. */
void cmd_store_undo(const struct cmd_store *store, struct cmd_op_list *list)
{
	*list = (struct cmd_op_list){0};
	for (size_t i = 0; i < store->touched_count; i++) {
		const struct cmd_line *line = store->touched[i];
		if (line->content && !line->before && (!line->parent->parent || content_before(line->parent)))
			add_op(list, CMD_UNSET, line, line->content);
	}
	for (unsigned depth = 1; depth <= CMD_DEPTH_MAX; depth++)
		for (size_t i = 0; i < store->touched_count; i++) {
			const struct cmd_line *line = store->touched[i];
			if (line->before && !cmd_content_same(line->before, line->content) &&
			    depth_of(line) == depth)
				add_op(list, CMD_SET, line, line->before);
		}
}

static bool wanted(const struct cmd_content *content, uint32_t owners)
{
	return owners == 0 || (content->sentence->owners & owners) != 0;
}

static const struct cmd_line *twin(const struct cmd_line *parent, const struct cmd_line *line)
{
	const struct cmd_line *found = parent ? cmd_child(parent, line->id) : NULL;
	return found && found->content ? found : NULL;
}

static void diff_lines(const struct cmd_store *from, const struct cmd_line *old, const struct cmd_store *to,
    const struct cmd_line *new, uint32_t owners, struct cmd_op_list *list)
{
	size_t count = 0;
	const struct cmd_line *const *lines = old ? cmd_store_lines(from, old, &count) : NULL;
	for (size_t i = 0; i < count; i++)
		if (!twin(new, lines[i]) && wanted(lines[i]->content, owners))
			add_op(list, CMD_UNSET, lines[i], lines[i]->content);
	lines = cmd_store_lines(to, new, &count);
	for (size_t i = 0; i < count; i++) {
		const struct cmd_line *same = twin(old, lines[i]);
		if (!wanted(lines[i]->content, owners))
			continue;
		if (!same || !cmd_content_same(same->content, lines[i]->content))
			add_op(list, CMD_SET, lines[i], lines[i]->content);
		if (lines[i]->children || (same && same->children))
			diff_lines(from, same, to, lines[i], owners, list);
	}
}

void cmd_store_diff(
    const struct cmd_store *from, const struct cmd_store *to, uint32_t owners, struct cmd_op_list *list)
{
	*list = (struct cmd_op_list){0};
	diff_lines(from, from ? from->root : NULL, to, to->root, owners, list);
}

bool cmd_store_equal(const struct cmd_store *a, const struct cmd_store *b)
{
	struct cmd_op_list list;
	cmd_store_diff(a, b, 0, &list);
	bool equal = list.count == 0;
	cmd_op_list_free(&list);
	return equal;
}
