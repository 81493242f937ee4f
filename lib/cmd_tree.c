/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_tree.h"
#include <ctype.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/cmd_value.h"

static bool is_nocase(const struct cmd_arg *arg)
{
	return arg->class_id != CMD_NONE && !cmd_grammar.class[arg->class_id].case_sensitive;
}

static void fold(char *text)
{
	for (; *text != '\0'; text++)
		*text = (char)tolower((unsigned char)*text);
}

size_t cmd_id(
    const struct cmd_sentence *s, uint16_t slot, const void *args, const char *text, char dst[CMD_ID_MAX])
{
	size_t len = (size_t)snprintf(dst, CMD_ID_MAX, "%u", slot);
	for (unsigned i = 0; i < s->key_count && len < CMD_ID_MAX; i++) {
		const struct cmd_arg *arg = &s->arg[s->key[i]];
		dst[len++] = '\x1f';
		if (len >= CMD_ID_MAX)
			return 0;
		size_t n = cmd_value_print(arg, args, true, dst + len, CMD_ID_MAX - len);
		if (n < CMD_ID_MAX - len && is_nocase(arg))
			fold(dst + len);
		len += n;
	}
	if (s->append && len < CMD_ID_MAX)
		len += (size_t)snprintf(dst + len, CMD_ID_MAX - len, "\x1f%s", text);
	return len < CMD_ID_MAX ? len : 0;
}

struct cmd_line *cmd_child(const struct cmd_line *parent, const char *id)
{
	struct cmd_line *line;
	HASH_FIND_STR(parent->children, id, line);
	return line;
}

static struct cmd_line *child_at(const struct cmd_line *parent, struct cmd_place *place, const char *text)
{
	struct cmd_match m;
	char id[CMD_ID_MAX];
	if (cmd_match(place, text, CMD_CONFIG_ONLY, &m) != CMD_OK || m.negated)
		return NULL;
	if (cmd_id(m.sentence, m.sentence->slot, m.args, text, id) == 0)
		return NULL;
	cmd_place_follow(place, &m);
	struct cmd_line *line = cmd_child(parent, id);
	return line && line->content ? line : NULL;
}

struct cmd_line *cmd_line_at(const struct cmd_store *store, const char *path)
{
	struct cmd_line *line = store->root;
	struct cmd_place place;
	cmd_place_from(&place, "");
	while (line && *path != '\0') {
		char text[CMD_LINE_MAX];
		size_t len = strcspn(path, "\n");
		if (len >= sizeof(text))
			return NULL;
		memcpy(text, path, len);
		text[len] = '\0';
		line = child_at(line, &place, text);
		path += len + (path[len] == '\n');
	}
	return line;
}

/* Strings of copied arguments point into the old text; they are moved along. */
static void move_strings(
    const struct cmd_sentence *s, void *args, const char *from, char *to, const char **names)
{
	for (unsigned i = 0; i < s->arg_count; i++) {
		const struct cmd_arg *arg = &s->arg[i];
		void *member = (char *)args + arg->off;
		if (arg->kind == CMD_KIND_NAMES) {
			struct cmd_names *list = member;
			for (unsigned k = 0; k < list->count; k++)
				names[k] = to + (list->name[k] - from);
			list->name = names;
		} else if (arg->kind >= CMD_KIND_INTERFACE) {
			const char **text = member;
			if (*text)
				*text = to + (*text - from);
		}
	}
}

/* One allocation: the struct, the arguments, the list of names, the canonical text, the strings. */
struct cmd_content *cmd_content_new(const struct cmd_match *m, const char *text, uint32_t tag)
{
	const struct cmd_sentence *s = m->sentence;
	size_t args_size = (s->args_size + 7u) & ~7u;
	size_t names_size = m->names_len * sizeof(char *);
	size_t text_size = strlen(text) + 1;
	size_t size = sizeof(struct cmd_content) + args_size + names_size + text_size + m->text_len;
	struct cmd_content *c = calloc(1, size);
	if (!c)
		abort();
	char *at = (char *)(c + 1);
	c->sentence = s;
	c->negated = m->negated;
	c->tag = tag;
	c->size = size;
	c->args = at;
	memcpy(c->args, m->args, s->args_size);
	const char **names = (const char **)(void *)(at + args_size);
	c->text = at + args_size + names_size;
	memcpy(c->text, text, text_size);
	char *strings = c->text + text_size;
	memcpy(strings, m->text, m->text_len);
	move_strings(s, c->args, m->text, strings, names);
	return c;
}

static void shift_strings(struct cmd_content *copy, const struct cmd_content *from)
{
	const struct cmd_sentence *s = copy->sentence;
	ptrdiff_t shift = (char *)copy - (const char *)from;
	for (unsigned i = 0; i < s->arg_count; i++) {
		const struct cmd_arg *arg = &s->arg[i];
		void *member = (char *)copy->args + arg->off;
		if (arg->kind == CMD_KIND_NAMES) {
			struct cmd_names *list = member;
			const char **names = (const char **)(void *)((char *)(uintptr_t)list->name + shift);
			for (unsigned k = 0; k < list->count; k++)
				names[k] = list->name[k] + shift;
			list->name = names;
		} else if (arg->kind >= CMD_KIND_INTERFACE) {
			const char **text = member;
			if (*text)
				*text += shift;
		}
	}
}

struct cmd_content *cmd_content_copy(const struct cmd_content *content)
{
	struct cmd_content *copy = malloc(content->size);
	if (!copy)
		abort();
	memcpy(copy, content, content->size);
	copy->args = (char *)copy + ((const char *)content->args - (const char *)content);
	copy->text = (char *)copy + (content->text - (const char *)content);
	shift_strings(copy, content);
	return copy;
}

void cmd_content_free(struct cmd_content *content)
{
	if (!content)
		return;
	OPENSSL_cleanse(content, content->size);
	free(content);
}
