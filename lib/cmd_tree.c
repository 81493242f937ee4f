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

size_t cmd_key_print(const struct cmd_arg *arg, const void *args, char *dst, size_t size)
{
	size_t n = cmd_value_print(arg, args, true, dst, size);
	if (n < size && is_nocase(arg))
		fold(dst);
	return n;
}

size_t cmd_id(
    const struct cmd_sentence *s, uint16_t slot, const void *args, const char *text, char dst[CMD_ID_MAX])
{
	size_t len = cmd_print_number(slot, dst, CMD_ID_MAX);
	for (unsigned i = 0; i < s->key_count && len < CMD_ID_MAX; i++) {
		dst[len++] = '\x1f';
		if (len >= CMD_ID_MAX)
			return 0;
		len += cmd_key_print(&s->arg[s->key[i]], args, dst + len, CMD_ID_MAX - len);
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

struct cmd_line *cmd_mode_at(struct cmd_store *store, const char *path, const struct cmd_place **place)
{
	*place = &store->recent.place;
	if (store->recent.line && strcmp(store->recent.place.path, path) == 0)
		return store->recent.line;
	store->recent.line = NULL;
	struct cmd_line *line = cmd_line_at(store, path);
	if (line && cmd_place_from(&store->recent.place, path))
		store->recent.line = line;
	return store->recent.line;
}

/* Calls `fn` for each string that the arguments point to, so that it can be counted or moved. */
typedef void string_fn(void *arg, const char **text);

static void each_string(const struct cmd_sentence *s, void *args, string_fn *fn, void *arg)
{
	for (unsigned i = 0; i < s->arg_count; i++) {
		void *member = (char *)args + s->arg[i].off;
		if (s->arg[i].kind == CMD_KIND_NAMES) {
			struct cmd_names *names = member;
			for (unsigned k = 0; k < names->count; k++)
				fn(arg, (const char **)(uintptr_t)&names->name[k]);
		} else if (s->arg[i].kind >= CMD_KIND_INTERFACE && *(const char **)member) {
			fn(arg, member);
		}
	}
}

static void count_string(void *arg, const char **text)
{
	*(size_t *)arg += strlen(*text) + 1;
}

static void move_string(void *arg, const char **text)
{
	char **to = arg;
	size_t size = strlen(*text) + 1;
	memcpy(*to, *text, size);
	*text = *to;
	*to += size;
}

static const struct cmd_names *names_of(const struct cmd_sentence *s, const void *args)
{
	for (unsigned i = 0; i < s->arg_count; i++)
		if (s->arg[i].kind == CMD_KIND_NAMES)
			return cmd_value_at(&s->arg[i], args);
	return NULL;
}

/* Gives the copied arguments a list of names of their own. */
static void own_names(struct cmd_content *c, const char **list)
{
	struct cmd_names *names = (struct cmd_names *)(uintptr_t)names_of(c->sentence, c->args);
	if (!names)
		return;
	memcpy(list, names->name, names->count * sizeof(*list));
	names->name = list;
}

/* One allocation: the struct, the arguments, the list of names, the canonical text, the strings. */
struct cmd_content *cmd_content_new(
    const struct cmd_sentence *s, const void *args, bool negated, const char *text, uint32_t tag)
{
	const struct cmd_names *names = names_of(s, args);
	size_t args_size = (s->args_size + 7u) & ~7u, text_size = strlen(text) + 1;
	size_t names_size = names ? names->count * sizeof(char *) : 0, strings = 0;
	each_string(s, (void *)(uintptr_t)args, count_string, &strings);
	size_t size = sizeof(struct cmd_content) + args_size + names_size + text_size + strings;
	struct cmd_content *c = calloc(1, size);
	if (!c)
		abort();
	char *at = (char *)(c + 1);
	*c = (struct cmd_content){.sentence = s, .negated = negated, .tag = tag, .size = size, .args = at};
	memcpy(c->args, args, s->args_size);
	own_names(c, (const char **)(void *)(at + args_size));
	c->text = at + args_size + names_size;
	memcpy(c->text, text, text_size);
	at = c->text + text_size;
	each_string(s, c->args, move_string, &at);
	return c;
}

struct cmd_content *cmd_content_copy(const struct cmd_content *c)
{
	return cmd_content_new(c->sentence, c->args, c->negated, c->text, c->tag);
}

bool cmd_content_same(const struct cmd_content *a, const struct cmd_content *b)
{
	return a == b || (a && b && strcmp(a->text, b->text) == 0);
}

void cmd_content_free(struct cmd_content *content)
{
	if (!content)
		return;
	OPENSSL_cleanse(content, content->size);
	free(content);
}
