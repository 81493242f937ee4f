/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_refs.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/cmd_claim.h"
#include "lib/cmd_gate.h"
#include "lib/cmd_render.h"
#include "lib/cmd_tree.h"
#include "lib/cmd_value.h"

#define KEY_MAX 160

static const char *name_key(const struct cmd_arg *arg, const char *name, char dst[KEY_MAX])
{
	size_t len = cmd_print_number(arg->class_id, dst, KEY_MAX);
	dst[len++] = ' ';
	cmd_print_text(name, dst + len, KEY_MAX - len);
	if (!cmd_grammar.class[arg->class_id].case_sensitive)
		for (char *c = dst + len; *c != '\0'; c++)
			*c = (char)tolower((unsigned char)*c);
	return dst;
}

static struct cmd_name *name_of(
    struct cmd_store *store, const struct cmd_arg *arg, const char *text, bool make)
{
	char key[KEY_MAX];
	struct cmd_name *name;
	name_key(arg, text, key);
	HASH_FIND_STR(store->names, key, name);
	if (name || !make)
		return name;
	name = calloc(1, sizeof(*name) + strlen(key) + 1);
	if (!name)
		abort();
	memcpy(name->key, key, strlen(key) + 1);
	HASH_ADD_STR(store->names, key, name);
	return name;
}

/* Calls `fn` for each name in a line. */
typedef void each_name_fn(void *arg, const struct cmd_line *line, const struct cmd_arg *a, const char *name);

static void each_name(const struct cmd_line *line, each_name_fn *fn, void *arg)
{
	const struct cmd_sentence *s = line->content->sentence;
	for (unsigned i = 0; i < s->arg_count; i++) {
		const struct cmd_arg *a = &s->arg[i];
		if (a->class_id == CMD_NONE || !cmd_value_present(a, line->content->args))
			continue;
		if (a->kind != CMD_KIND_NAMES) {
			const char *name = cmd_value_string(a, line->content->args);
			if (name)
				fn(arg, line, a, name);
			continue;
		}
		const struct cmd_names *names = cmd_value_at(a, line->content->args);
		for (unsigned k = 0; k < names->count; k++)
			fn(arg, line, a, names->name[k]);
	}
}

static void spell(struct cmd_name *name, const char *text)
{
	free(name->spelling);
	name->spelling = strdup(text);
	if (!name->spelling)
		abort();
}

static void add_one(void *arg, const struct cmd_line *line, const struct cmd_arg *a, const char *text)
{
	struct cmd_name *name = name_of(arg, a, text, true);
	*(a->kind == CMD_KIND_DEF ? &name->defs : &name->uses) += 1;
	if (a->kind == CMD_KIND_DEF)
		spell(name, text);
}

static void name_free(struct cmd_store *store, struct cmd_name *name)
{
	HASH_DEL(store->names, name);
	free(name->spelling);
	free(name);
}

static void drop_one(void *arg, const struct cmd_line *line, const struct cmd_arg *a, const char *text)
{
	struct cmd_store *store = arg;
	struct cmd_name *name = name_of(store, a, text, false);
	if (!name)
		return;
	*(a->kind == CMD_KIND_DEF ? &name->defs : &name->uses) -= 1;
	if (name->defs == 0 && name->uses == 0)
		name_free(store, name);
}

void cmd_names_add(struct cmd_store *store, const struct cmd_line *line)
{
	if (!line->content->negated)
		each_name(line, add_one, store);
}

void cmd_names_drop(struct cmd_store *store, const struct cmd_line *line)
{
	if (!line->content->negated)
		each_name(line, drop_one, store);
}

void cmd_names_free(struct cmd_store *store)
{
	struct cmd_name *name, *next;
	HASH_ITER(hh, store->names, name, next)
		name_free(store, name);
}

void cmd_names_respell(struct cmd_store *store, struct cmd_match *m)
{
	const struct cmd_sentence *s = m->sentence;
	for (unsigned i = 0; i < s->arg_count; i++) {
		const struct cmd_arg *a = &s->arg[i];
		if (a->kind != CMD_KIND_REF || a->class_id == CMD_NONE || !cmd_value_present(a, m->args))
			continue;
		const char **text = (const char **)((char *)m->args + a->off);
		const struct cmd_name *name = *text ? name_of(store, a, *text, false) : NULL;
		if (name && name->defs > 0)
			*text = name->spelling;
	}
}

struct unresolved {
	struct cmd_store *store;
	void (*fn)(void *arg, const struct cmd_line *line, const char *class_title, const char *name);
	void *arg;
};

static void report_unresolved(
    void *arg, const struct cmd_line *line, const struct cmd_arg *a, const char *text)
{
	struct unresolved *u = arg;
	struct cmd_name *name = name_of(u->store, a, text, false);
	if (a->kind != CMD_KIND_DEF && (!name || !name->defs))
		u->fn(u->arg, line, cmd_grammar.class[a->class_id].title, text);
}

static void each_line(
    const struct cmd_store *store, const struct cmd_line *parent, each_name_fn *fn, void *arg)
{
	size_t count;
	const struct cmd_line *const *lines = cmd_store_lines(store, parent, &count);
	for (size_t i = 0; i < count; i++) {
		each_name(lines[i], fn, arg);
		if (lines[i]->children)
			each_line(store, lines[i], fn, arg);
	}
}

void cmd_refs_unresolved(const struct cmd_store *store,
    void (*fn)(void *arg, const struct cmd_line *line, const char *class_title, const char *name), void *arg)
{
	struct unresolved u = {.store = (struct cmd_store *)(uintptr_t)store, .fn = fn, .arg = arg};
	for (size_t i = 0; i < store->touched_count; i++) {
		const struct cmd_line *line = store->touched[i];
		if (line->content && !cmd_content_same(line->before, line->content))
			each_name(line, report_unresolved, &u);
	}
}

struct missing {
	struct cmd_store *store;
	const char *name, **title;
};

static void find_missing(void *arg, const struct cmd_line *line, const struct cmd_arg *a, const char *text)
{
	struct missing *miss = arg;
	struct cmd_name *name = name_of(miss->store, a, text, false);
	(void)line;
	if (miss->name || a->kind == CMD_KIND_DEF || (name && name->defs > 0))
		return;
	miss->name = text;
	*miss->title = cmd_grammar.class[a->class_id].title;
}

const char *cmd_refs_missing(const struct cmd_store *store, const struct cmd_match *m, const char **title)
{
	struct missing miss = {.store = (struct cmd_store *)(uintptr_t)store, .title = title};
	struct cmd_content content = {.sentence = m->sentence, .args = (void *)(uintptr_t)m->args};
	struct cmd_line line = {.content = &content};
	if (!m->negated)
		each_name(&line, find_missing, &miss);
	return miss.name;
}

struct names_of {
	uint16_t class_id;
	const char *last;
	void (*fn)(void *arg, const struct cmd_line *line, const char *name);
	void *arg;
};

/* Lines of one object stand together, so a name that several of them give comes once. */
static void visit_def(void *arg, const struct cmd_line *line, const struct cmd_arg *a, const char *text)
{
	struct names_of *n = arg;
	if (a->kind != CMD_KIND_DEF || a->class_id != n->class_id || (n->last && strcmp(n->last, text) == 0))
		return;
	n->last = text;
	n->fn(n->arg, line, text);
}

void cmd_names_each(const struct cmd_store *store, uint16_t class_id,
    void (*fn)(void *arg, const struct cmd_line *line, const char *name), void *arg)
{
	struct names_of n = {.class_id = class_id, .fn = fn, .arg = arg};
	each_line(store, NULL, visit_def, &n);
}

struct emit_to {
	void (*emit)(void *to, const char *name);
	void *to;
};

static void emit_name(void *arg, const struct cmd_line *line, const char *name)
{
	struct emit_to *e = arg;
	(void)line;
	e->emit(e->to, name);
}

void cmd_refs_names(
    const struct cmd_store *store, const char *class_name, void (*emit)(void *to, const char *name), void *to)
{
	struct emit_to e = {.emit = emit, .to = to};
	if (strcmp(class_name, CMD_GATE_CLASS) == 0)
		cmd_gate_names(store, emit, to);
	for (uint16_t i = 0; i < cmd_grammar.class_count; i++)
		if (strcmp(cmd_grammar.class[i].name, class_name) == 0)
			cmd_names_each(store, i, emit_name, &e);
}

struct check {
	struct cmd_store *store;
	struct cmd_faults *faults;
	bool good;
};

struct user { /* looks for the first line that uses a name */
	const char *key;
	const struct cmd_line *line;
};

static void match_user(void *arg, const struct cmd_line *line, const struct cmd_arg *a, const char *text)
{
	struct user *u = arg;
	char key[KEY_MAX];
	if (!u->line && a->kind != CMD_KIND_DEF && strcmp(name_key(a, text, key), u->key) == 0)
		u->line = line;
}

const char *cmd_line_spell(const struct cmd_line *line, char *dst, size_t size)
{
	char path[CMD_PATH_MAX], text[CMD_LINE_MAX];
	cmd_line_path(line, path, sizeof(path));
	cmd_render_line(line, 0, text, sizeof(text));
	const char *inner = strrchr(path, '\n');
	snprintf(dst, size, "%.80s%s%.100s", inner ? inner + 1 : path, path[0] ? ": " : "", text);
	return dst;
}

static const char *user_text(
    const struct cmd_store *store, const struct cmd_name *name, char *dst, size_t size)
{
	struct user u = {.key = name->key};
	each_line(store, NULL, match_user, &u);
	return u.line ? cmd_line_spell(u.line, dst, size) : "another line";
}

static void check_gone(void *arg, const struct cmd_line *line, const struct cmd_arg *a, const char *text)
{
	struct check *c = arg;
	struct cmd_name *name = name_of(c->store, a, text, false);
	char user[200];
	if (a->kind != CMD_KIND_DEF || !name || name->defs > 0 || name->uses == 0)
		return;
	cmd_fault(c->faults, NULL, "%s %s is in use by \"%s\": remove that first",
	    cmd_grammar.class[a->class_id].title, text, user_text(c->store, name, user, sizeof(user)));
	c->good = false;
}

/* What was defined at begin and is not any more. */
static void check_removed(struct check *c, const struct cmd_line *line)
{
	if (!line->before || line->before->negated)
		return;
	if (line->content && strcmp(line->content->text, line->before->text) == 0)
		return;
	struct cmd_line old = {.content = line->before};
	each_name(&old, check_gone, c);
}

static void check_needs(struct check *c, const struct cmd_line *line)
{
	const struct cmd_sentence *s = line->content ? line->content->sentence : NULL;
	char id[CMD_ID_MAX];
	if (!s || s->needs == CMD_NONE)
		return;
	cmd_id(s, s->needs, line->content->args, "", id);
	const struct cmd_line *needed = cmd_child(line->parent, id);
	if (needed && needed->content)
		return;
	cmd_fault(c->faults, line, "%s", s->needs_text);
	c->good = false;
}

struct giver { /* looks for another line that gives a name */
	const char *key;
	const struct cmd_line *self, *line;
};

static void match_giver(void *arg, const struct cmd_line *line, const struct cmd_arg *a, const char *text)
{
	struct giver *g = arg;
	char key[KEY_MAX];
	if (line != g->self && a->kind == CMD_KIND_DEF && strcmp(name_key(a, text, key), g->key) == 0)
		g->line = line;
}

static void check_given_once(
    void *arg, const struct cmd_line *line, const struct cmd_arg *a, const char *text)
{
	struct check *c = arg;
	struct cmd_name *name = name_of(c->store, a, text, false);
	char path[CMD_PATH_MAX];
	if (a->kind != CMD_KIND_DEF || !cmd_grammar.class[a->class_id].unique || !name || name->defs < 2)
		return;
	struct giver g = {.key = name->key, .self = line};
	each_line(c->store, NULL, match_giver, &g);
	if (!g.line || (g.line->touched && g.line->sequence > line->sequence))
		return; /* of two new ones the second is at fault */
	cmd_fault(c->faults, line, "Name \"%s\" has been assigned to %s", text,
	    cmd_line_path(g.line, path, sizeof(path)));
	c->good = false;
}

/* A name that two lines give. */
static void check_unique(struct check *c, const struct cmd_line *line)
{
	if (line->content && !line->content->negated)
		each_name(line, check_given_once, c);
}

bool cmd_refs_check(const struct cmd_store *store, struct cmd_faults *faults)
{
	struct check c = {.store = (struct cmd_store *)(uintptr_t)store, .faults = faults, .good = true};
	for (size_t i = 0; i < store->touched_count; i++) {
		check_removed(&c, store->touched[i]);
		check_needs(&c, store->touched[i]);
		check_unique(&c, store->touched[i]);
	}
	bool admitted = cmd_gate_check(store, faults);
	bool apart = cmd_claim_check(store, faults);
	return admitted && apart && c.good;
}
