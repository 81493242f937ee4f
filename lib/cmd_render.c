/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_render.h"
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/cmd_block.h"
#include "lib/cmd_section.h"
#include "lib/cmd_tree.h"
#include "lib/cmd_value.h"
#include "lib/cmd_view.h"

struct out {
	char *dst;
	size_t size, len;
};

static void put_blank(struct out *o)
{
	if (o->len > 0 && o->len + 1 < o->size)
		o->dst[o->len] = ' ';
	o->len += o->len > 0;
}

static void put_word(struct out *o, const char *text)
{
	put_blank(o);
	size_t at = o->len < o->size ? o->len : o->size;
	o->len += cmd_print_text(text, o->dst + at, o->size - at);
}

static void put_arg(struct out *o, const struct cmd_arg *arg, const void *args, unsigned flags)
{
	if (arg->kind == CMD_KIND_DATA && !(flags & CMD_RENDER_CLEAR))
		return; /* a block is not for one line, and it may be a key */
	put_blank(o);
	size_t at = o->len < o->size ? o->len : o->size;
	o->len += cmd_value_print(arg, args, (flags & CMD_RENDER_CLEAR) != 0, o->dst + at, o->size - at);
}

/* Whether the optional part that `arg` stands for is printed. */
static bool is_printed(const struct cmd_sentence *s, const struct cmd_arg *arg, const void *args)
{
	if (arg->defaulted)
		return !arg->terse || !cmd_value_is_preset(s, arg, args);
	return cmd_value_present(arg, args);
}

size_t cmd_render_sentence(
    const struct cmd_sentence *s, const void *args, bool negated, unsigned flags, char *dst, size_t size)
{
	struct out o = {.dst = dst, .size = size};
	if (negated)
		put_word(&o, "no");
	for (unsigned i = 0; i < s->op_count; i++) {
		const struct cmd_op *op = &s->op[i];
		if (op->code == CMD_OP_WORD)
			put_word(&o, op->text);
		else if (op->code == CMD_OP_ARG)
			put_arg(&o, &s->arg[op->arg], args, flags);
		else if (!is_printed(s, &s->arg[op->arg], args))
			i += op->skip;
	}
	return o.len < size ? o.len : 0;
}

static size_t render_content(const struct cmd_content *c, unsigned flags, char *dst, size_t size)
{
	size_t len = cmd_render_sentence(c->sentence, c->args, c->negated, flags, dst, size);
	if (c->sentence->blank && !c->negated && len > 0 && len + 1 < size) {
		dst[len++] = ' ';
		dst[len] = '\0';
	}
	return len;
}

size_t cmd_render_line(const struct cmd_line *line, unsigned flags, char *dst, size_t size)
{
	return render_content(line->content, flags, dst, size);
}

struct printer {
	const struct cmd_store *store;
	const char *section;
	const struct cmd_view *view; /* what the section shows of the interfaces, or NULL */
	unsigned flags;
	void (*emit)(void *arg, const char *text);
	void *arg;
	bool after_bar;
};

static void print(struct printer *p, unsigned depth, const char *text)
{
	char line[CMD_LINE_MAX + CMD_DEPTH_MAX];
	snprintf(line, sizeof(line), "%*s%s", (int)depth, "", text);
	p->emit(p->arg, line);
	p->after_bar = strcmp(line, "!") == 0;
}

static void print_bar(struct printer *p, bool wanted)
{
	if (wanted && !p->after_bar)
		print(p, 0, "!");
}

static bool in_section(const struct printer *p, unsigned depth, const char *text)
{
	if (depth > 0 && p->view)
		return cmd_view_holds(p->view, text);
	return depth > 0 || cmd_section_holds(p->section, text);
}

/* An interface with a line that such a view is about. */
static bool in_view(const struct printer *p, const struct cmd_line *line)
{
	size_t count, len = p->view ? strlen(p->view->needs) : 0;
	if (!p->view || strncmp(line->content->text, "interface ", 10) != 0)
		return false;
	const struct cmd_line *const *lines = cmd_store_lines(p->store, line, &count);
	for (size_t i = 0; i < count; i++)
		if (strncmp(lines[i]->content->text, p->view->needs, len) == 0)
			return true;
	return false;
}

static bool slot_is_empty(const struct cmd_line *parent, uint16_t slot)
{
	char id[CMD_ID_MAX];
	snprintf(id, sizeof(id), "%u", slot);
	const struct cmd_line *line = cmd_child(parent, id);
	return !line || !line->content;
}

/* The line that stands for a slot that is not set, or NULL. */
static const char *implied_text(
    const struct printer *p, const struct cmd_line *parent, const struct cmd_sentence *s)
{
	if (s->key_count > 0 || !slot_is_empty(parent, s->slot))
		return NULL;
	if (s->absent && (s->absent_unless == CMD_NONE || slot_is_empty(parent, s->absent_unless)))
		return s->absent;
	return s->preset && (s->always || (p->flags & CMD_RENDER_ALL)) ? s->preset : NULL;
}

struct each_line {
	struct printer *p;
	const struct cmd_line *parent;
	const struct cmd_sentence *s;
	size_t configured; /* of those that were printed */
};

/* One of the lines that exist for each object of a class: as configured, or its default. */
static void print_each(void *arg, const char *name)
{
	struct each_line *e = arg;
	struct cmd_match m;
	char text[CMD_LINE_MAX], id[CMD_ID_MAX];
	if (!cmd_preset_for(e->s, name, &m))
		return;
	cmd_id(e->s, e->s->slot, m.args, "", id);
	const struct cmd_line *line = cmd_child(e->parent, id);
	e->configured += line && line->content;
	if (line && line->content)
		render_content(line->content, e->p->flags, text, sizeof(text));
	else if (e->s->always || (e->p->flags & CMD_RENDER_ALL))
		cmd_render_sentence(e->s, m.args, false, e->p->flags, text, sizeof(text));
	else
		return;
	if (in_section(e->p, 0, text))
		print(e->p, 0, text);
}

struct stray {
	const struct cmd_sentence *s;
	const struct cmd_line *line;
	bool found;
};

static void is_its_name(void *arg, const char *name)
{
	struct stray *stray = arg;
	struct cmd_match m;
	char id[CMD_ID_MAX];
	if (stray->found || !cmd_preset_for(stray->s, name, &m))
		return;
	cmd_id(stray->s, stray->s->slot, m.args, "", id);
	stray->found = strcmp(id, stray->line->id) == 0;
}

/* The lines whose object is not there, or has no default: they hold as well, and would be lost otherwise. */
static void print_strays(const struct each_line *e)
{
	size_t count, configured = 0;
	char text[CMD_LINE_MAX];
	const struct cmd_line *const *lines = cmd_store_lines(e->p->store, e->parent, &count);
	for (size_t i = 0; i < count; i++)
		configured += lines[i]->content->sentence == e->s;
	for (size_t i = 0; i < count && configured > e->configured; i++) {
		struct stray stray = {.s = e->s, .line = lines[i]};
		if (lines[i]->content->sentence != e->s)
			continue;
		cmd_preset_each(e->p->store, e->s, is_its_name, &stray);
		render_content(lines[i]->content, e->p->flags, text, sizeof(text));
		if (!stray.found && in_section(e->p, 0, text))
			print(e->p, 0, text);
	}
}

/* Prints what the sentences before (order, id) imply; `next` is where the mode's sentences were left. */
static void print_implied(struct printer *p, const struct cmd_line *parent,
    const struct cmd_sentence *const *implied, size_t count, size_t *next, const struct cmd_line *before)
{
	const struct cmd_sentence *stop = before ? before->content->sentence : NULL;
	for (; *next < count; (*next)++) {
		const struct cmd_sentence *s = implied[*next];
		if (stop && s->order > stop->order)
			return;
		if (stop && s->order == stop->order && stop->key_count == 0 && s->id > stop->id)
			return;
		const struct cmd_mode *mode = &cmd_grammar.mode[s->mode];
		struct each_line each = {.p = p, .parent = parent, .s = s};
		const char *text = implied_text(p, parent, s);
		if (s->each != CMD_NONE) {
			cmd_preset_each(p->store, s, print_each, &each);
			print_strays(&each);
		} else if (text && in_section(p, mode->depth, text)) {
			print(p, mode->depth, text);
		}
	}
}

static int cmp_order(const void *a, const void *b)
{
	const struct cmd_sentence *sa = *(const struct cmd_sentence *const *)a;
	const struct cmd_sentence *sb = *(const struct cmd_sentence *const *)b;
	return sa->order != sb->order ? (sa->order < sb->order ? -1 : 1)
				      : (sa->id < sb->id ? -1 : sa->id > sb->id);
}

/* Sentences of a mode that print something when they are not configured, in the order of printing. */
static size_t find_implied(const struct cmd_mode *mode, const struct cmd_sentence **dst)
{
	size_t count = 0;
	for (unsigned i = 0; i < mode->sentence_count; i++) {
		const struct cmd_sentence *s = &cmd_grammar.sentence[mode->first_sentence + i];
		if (s->config && (s->preset || s->absent))
			dst[count++] = s;
	}
	qsort(dst, count, sizeof(*dst), cmp_order);
	return count;
}

static void emit_block_line(void *arg, const char *text)
{
	struct printer *p = arg;
	p->emit(p->arg, text);
}

/* A sentence with a block of data stands above it, without it. */
static void print_text(struct printer *p, const struct cmd_line *line, unsigned depth)
{
	char text[CMD_LINE_MAX];
	const struct cmd_content *content = line->content;
	const char *data = cmd_block_of(content->sentence, content->args);
	render_content(content, data ? p->flags & ~(unsigned)CMD_RENDER_CLEAR : p->flags, text, sizeof(text));
	print(p, depth, text);
	if (data && !content->negated)
		cmd_block_print(data, depth, emit_block_line, p);
}

static void print_mode(struct printer *p, const struct cmd_line *parent, const struct cmd_mode *mode);

static void print_line(struct printer *p, const struct cmd_line *line, unsigned depth)
{
	char text[CMD_LINE_MAX];
	const struct cmd_sentence *s = line->content->sentence;
	if (s->each != CMD_NONE && s->always)
		return; /* stands among the lines of its class */
	if (s->hidden && !(p->flags & CMD_RENDER_HIDDEN))
		return;
	render_content(line->content, p->flags, text, sizeof(text));
	if (!in_section(p, depth, text) && !(depth == 0 && in_view(p, line)))
		return;
	print_bar(p, s->bar_before);
	print_text(p, line, depth);
	if (s->enters != CMD_NONE) {
		const struct cmd_mode *mode = &cmd_grammar.mode[s->enters];
		print_mode(p, line, mode);
		if (mode->close)
			print(p, depth, mode->close);
	}
	print_bar(p, s->bar_after);
}

static void print_mode(struct printer *p, const struct cmd_line *parent, const struct cmd_mode *mode)
{
	const struct cmd_sentence *implied[mode->sentence_count + 1];
	size_t implied_count = find_implied(mode, implied), next = 0, count;
	const struct cmd_line *const *lines = cmd_store_lines(p->store, parent, &count);
	for (size_t i = 0; i < count; i++) {
		print_implied(p, parent, implied, implied_count, &next, lines[i]);
		print_line(p, lines[i], mode->depth);
	}
	print_implied(p, parent, implied, implied_count, &next, NULL);
}

void cmd_render_store(const struct cmd_store *store, const char *section, unsigned flags,
    void (*emit)(void *arg, const char *text), void *arg)
{
	struct printer p = {.store = store,
	    .section = section,
	    .view = cmd_view_of(section),
	    .flags = flags,
	    .emit = emit,
	    .arg = arg};
	print_mode(&p, store->root, &cmd_grammar.mode[1]);
}

/* Whether the lines printed last, `shown`, already lead to `path` down to its byte `end`. */
static bool is_shown(const char *shown, const char *path, size_t end)
{
	return strncmp(shown, path, end) == 0 && (shown[end] == '\0' || shown[end] == '\n');
}

/* The mode lines of `path` that are not among `shown`. */
static void print_path(
    const char *path, const char *shown, void (*emit)(void *arg, const char *text), void *arg)
{
	char line[CMD_LINE_MAX];
	size_t at = 0;
	for (unsigned depth = 0; path[at] != '\0'; depth++) {
		size_t len = strcspn(path + at, "\n");
		snprintf(line, sizeof(line), "  %*s%.*s", (int)depth, "", (int)len, path + at);
		if (!is_shown(shown, path, at + len))
			emit(arg, line);
		at += len + (path[at + len] == '\n');
	}
}

/* The line of an operation, secrets hidden unless asked for. */
static void print_op(const struct cmd_operation *op, unsigned flags, char *dst, size_t size)
{
	struct cmd_place place;
	struct cmd_match m;
	char text[CMD_LINE_MAX];
	text[0] = '\0';
	if (cmd_place_from(&place, op->path) && cmd_match(&place, op->line, CMD_CONFIG_ONLY, &m) == CMD_OK)
		cmd_render_sentence(m.sentence, m.args, m.negated, flags, text, sizeof(text));
	snprintf(dst, size, "%c %*s%s", op->verb == CMD_SET ? '+' : '-', (int)place.mode->depth, "", text);
}

void cmd_render_ops(
    const struct cmd_op_list *list, unsigned flags, void (*emit)(void *arg, const char *text), void *arg)
{
	char shown[CMD_PATH_MAX + CMD_LINE_MAX + 1]; /* the line printed last under its modes */
	shown[0] = '\0';
	for (size_t i = 0; i < list->count; i++) {
		const struct cmd_operation *op = &list->op[i];
		if (op->hidden)
			continue;
		char line[CMD_LINE_MAX + CMD_DEPTH_MAX + 2];
		print_path(op->path, shown, emit, arg);
		print_op(op, flags, line, sizeof(line));
		emit(arg, line);
		snprintf(shown, sizeof(shown), "%s%s%s", op->path, op->path[0] ? "\n" : "", op->line);
	}
	OPENSSL_cleanse(shown, sizeof(shown));
}
