/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_part.h"
#include <stdlib.h>
#include <string.h>
#include <utlist.h>
#include "lib/cmd_value.h"

static bool is_object_key(const struct cmd_arg *arg)
{
	return arg->kind != CMD_KIND_ONE && arg->kind != CMD_KIND_SET && arg->kind != CMD_KIND_FLAG;
}

/* Field and value of each key. They fit: the same values stand in the line's id, which did. */
static const char *part_key(const struct cmd_content *c, char dst[2 * CMD_ID_MAX])
{
	const struct cmd_sentence *s = c->sentence;
	size_t len = 0;
	for (unsigned i = 0; i < s->key_count; i++) {
		const struct cmd_arg *arg = &s->arg[s->key[i]];
		if (is_object_key(arg)) {
			len += cmd_print_number(arg->field, dst + len, 2 * CMD_ID_MAX - len);
			dst[len++] = '\x1f';
			len += cmd_key_print(arg, c->args, dst + len, 2 * CMD_ID_MAX - len);
			dst[len++] = '\x1f';
		}
	}
	dst[len] = '\0';
	return dst;
}

static struct cmd_part *part_named(struct cmd_store *store, const char *key)
{
	struct cmd_part *part;
	size_t size = strlen(key) + 1;
	HASH_FIND(hh, store->parts.by_key, key, size - 1, part);
	if (part)
		return part;
	part = calloc(1, sizeof(*part) + size);
	if (!part)
		abort();
	memcpy(part->key, key, size);
	HASH_ADD_KEYPTR(hh, store->parts.by_key, part->key, size - 1, part);
	return part;
}

void cmd_store_divide(struct cmd_store *store, uint32_t owners)
{
	store->parts.owners = owners;
	store->parts.settings = part_named(store, "");
}

static void part_free(struct cmd_store *store, struct cmd_part *part)
{
	HASH_DEL(store->parts.by_key, part);
	free(part);
}

void cmd_parts_free(struct cmd_store *store)
{
	if (store->parts.settings)
		part_free(store, store->parts.settings);
}

void cmd_part_join(struct cmd_store *store, struct cmd_line *line)
{
	char key[2 * CMD_ID_MAX];
	if (line->part || !(line->content->sentence->owners & store->parts.owners))
		return;
	struct cmd_part *outer = line->parent->part;
	line->part =
	    outer && outer != store->parts.settings ? outer : part_named(store, part_key(line->content, key));
	DL_APPEND2(line->part->lines, line, part_prev, part_next);
}

void cmd_part_leave(struct cmd_store *store, struct cmd_line *line)
{
	struct cmd_part *part = line->part;
	if (!part)
		return;
	DL_DELETE2(part->lines, line, part_prev, part_next);
	line->part = NULL;
	if (!part->lines && part != store->parts.settings)
		part_free(store, part);
}

static void add_part(struct cmd_part_list *list, struct cmd_part *part)
{
	/* grown to the next power of two: count itself tells when */
	if ((list->count & (list->count - 1)) == 0) {
		size_t room = list->count ? list->count * 2 : 1;
		list->part = reallocarray(list->part, room, sizeof(struct cmd_part *));
		if (!list->part)
			abort();
	}
	list->part[list->count++] = part;
}

void cmd_parts_changed(const struct cmd_store *store, struct cmd_part_list *list)
{
	*list = (struct cmd_part_list){0};
	if (!store->parts.begun)
		add_part(list, store->parts.settings);
	store->parts.settings->touched = !store->parts.begun;
	for (size_t i = 0; i < store->touched_count; i++) {
		struct cmd_line *line = store->touched[i];
		if (!line->part || line->part->touched || cmd_content_same(line->before, line->content))
			continue;
		line->part->touched = true;
		add_part(list, line->part);
	}
	for (size_t i = 0; i < list->count; i++)
		list->part[i]->touched = false;
}

void cmd_parts_all(const struct cmd_store *store, struct cmd_part_list *list)
{
	struct cmd_part *part, *next;
	*list = (struct cmd_part_list){0};
	HASH_ITER(hh, store->parts.by_key, part, next)
		add_part(list, part);
}

void cmd_part_list_free(struct cmd_part_list *list)
{
	free(list->part);
	*list = (struct cmd_part_list){0};
}
