/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_follow.h"
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "lib/cmd_render.h"
#include "lib/cmd_tree.h"
#include "lib/cmd_value.h"

struct follow { /* the lines that refer to one name */
	uint16_t class_id;
	const char *name;
	struct cmd_line **line;
	size_t count;
};

static bool same_name(const struct follow *f, const char *name)
{
	return (cmd_grammar.class[f->class_id].case_sensitive ? strcmp : strcasecmp)(name, f->name) == 0;
}

/* The argument of `content` that is of this kind and class, or NULL. */
static const struct cmd_arg *arg_of(const struct cmd_content *content, enum cmd_kind kind, uint16_t class_id)
{
	const struct cmd_sentence *s = content->sentence;
	for (unsigned i = 0; i < s->arg_count; i++)
		if (s->arg[i].kind == kind && s->arg[i].class_id == class_id &&
		    cmd_value_present(&s->arg[i], content->args))
			return &s->arg[i];
	return NULL;
}

static void gather(struct follow *f, const struct cmd_line *parent)
{
	struct cmd_line *line, *next;
	HASH_ITER(hh, parent->children, line, next) {
		const struct cmd_arg *arg =
		    line->content ? arg_of(line->content, CMD_KIND_REF, f->class_id) : NULL;
		if (arg && same_name(f, cmd_value_string(arg, line->content->args))) {
			f->line = realloc(f->line, (f->count + 1) * sizeof(struct cmd_line *));
			if (!f->line)
				abort();
			f->line[f->count++] = line;
		}
		gather(f, line);
	}
}

/* The line as it was, with another name in it; what stands below it stays unless the name is a key of the line. */
static void rename_in(struct cmd_store *store, struct cmd_line *line, uint16_t class_id, const char *name)
{
	char id[CMD_ID_MAX], text[CMD_LINE_MAX];
	struct cmd_content *old = cmd_content_copy(line->content);
	const struct cmd_sentence *s = old->sentence;
	const struct cmd_arg *arg = arg_of(old, CMD_KIND_REF, class_id);
	memcpy((char *)old->args + arg->off, &name, sizeof(name));
	bool fits = cmd_id(s, s->slot, old->args, "", id) > 0 &&
		    cmd_render_sentence(s, old->args, old->negated, CMD_RENDER_CLEAR, text, sizeof(text)) > 0;
	if (!fits || strcmp(id, line->id) != 0)
		cmd_tree_remove(store, line);
	if (fits)
		cmd_tree_put(
		    store, line->parent, id, cmd_content_new(s, old->args, old->negated, text, old->tag));
	OPENSSL_cleanse(text, sizeof(text));
	cmd_content_free(old);
}

/* `name` is not given any more where it was; `now` is what the line says instead, NULL when it is gone. */
static void follow(struct cmd_store *store, uint16_t class_id, const char *name, const char *now)
{
	struct follow f = {.class_id = class_id, .name = name};
	gather(&f, store->root);
	for (size_t i = 0; i < f.count; i++) {
		if (!f.line[i]->content)
			continue; /* gone with the one that it stood below */
		if (now)
			rename_in(store, f.line[i], class_id, now);
		else
			cmd_tree_remove(store, f.line[i]);
	}
	free(f.line);
}

static void follow_line(struct cmd_store *store, uint16_t class_id, const struct cmd_line *line)
{
	const struct cmd_arg *old = line->before ? arg_of(line->before, CMD_KIND_DEF, class_id) : NULL;
	if (!old)
		return;
	const char *name = cmd_value_string(old, line->before->args);
	const struct cmd_arg *arg = line->content ? arg_of(line->content, CMD_KIND_DEF, class_id) : NULL;
	const char *now = arg ? cmd_value_string(arg, line->content->args) : NULL;
	if (!now || strcmp(now, name) != 0)
		follow(store, class_id, name, now);
}

void cmd_follow_names(struct cmd_store *store)
{
	size_t count = store->touched_count; /* what follows is touched, too, but gives no names */
	for (uint16_t i = 0; i < cmd_grammar.class_count; i++)
		for (size_t k = 0; cmd_grammar.class[i].unique && k < count; k++)
			follow_line(store, i, store->touched[k]);
}
