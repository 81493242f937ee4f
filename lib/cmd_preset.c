/* SPDX-License-Identifier: Apache-2.0 */
/* Defaults: the lines that hold without being configured. */
#include <stdio.h>
#include <string.h>
#include "lib/cmd_tree.h"
#include "lib/cmd_value.h"

/* The key argument whose name stands at `text`, as in "mtu IFNAME 1500". */
static const struct cmd_arg *key_named(const struct cmd_sentence *s, const char *text, size_t len)
{
	for (unsigned i = 0; i < s->key_count; i++) {
		const struct cmd_arg *arg = &s->arg[s->key[i]];
		if (strlen(arg->name) == len && memcmp(arg->name, text, len) == 0)
			return arg;
	}
	return NULL;
}

const char *cmd_preset_text(const struct cmd_sentence *s, const void *args, char *dst, size_t size)
{
	size_t len = 0;
	const char *text = s->preset ? s->preset : "";
	while (*text != '\0' && len + 1 < size) {
		size_t n = strcspn(text, " ");
		const struct cmd_arg *arg = n > 0 ? key_named(s, text, n) : NULL;
		if (arg)
			len += cmd_value_print(arg, args, true, dst + len, size - len);
		else
			len += (size_t)snprintf(dst + len, size - len, "%.*s", (int)n, text);
		text += n;
		if (*text == ' ' && len + 1 < size) {
			dst[len++] = ' ';
			text++;
		}
	}
	dst[len < size ? len : size - 1] = '\0';
	return dst;
}

/* The default with `name` in the place of its key: "mtu outside1 1500". */
static void put_name(const struct cmd_sentence *s, const char *name, char *dst, size_t size)
{
	const char *key = s->arg[s->key[0]].name;
	const char *at = strstr(s->preset, key);
	snprintf(dst, size, "%.*s%s%s", (int)(at - s->preset), s->preset, name, at + strlen(key));
}

bool cmd_preset_for(const struct cmd_sentence *s, const char *name, struct cmd_match *m)
{
	char text[CMD_LINE_MAX];
	struct cmd_place place = {.mode = &cmd_grammar.mode[s->mode]};
	if (name)
		put_name(s, name, text, sizeof(text));
	return cmd_match(&place, name ? text : s->preset, CMD_CONFIG_ONLY, m) == CMD_OK;
}

struct each {
	const struct cmd_sentence *s;
	void (*fn)(void *arg, const char *name);
	void *arg;
};

/* Objects that are defined inside the excepted lines have no such default. */
static void visit(void *arg, const struct cmd_line *line, const char *name)
{
	struct each *e = arg;
	const char *except = e->s->each_except;
	const struct cmd_line *outer = cmd_line_parent(line);
	if (except && outer && strncmp(cmd_line_text(outer), except, strlen(except)) == 0)
		return;
	e->fn(e->arg, name);
}

void cmd_preset_each(const struct cmd_store *store, const struct cmd_sentence *s,
    void (*fn)(void *arg, const char *name), void *arg)
{
	struct each e = {.s = s, .fn = fn, .arg = arg};
	cmd_names_each(store, s->each, visit, &e);
}
