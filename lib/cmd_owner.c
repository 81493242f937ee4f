/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_owner.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/cmd_render.h"
#include "lib/cmd_tree.h"

static const char *const owner_names[CMD_OWNER_COUNT] = {
    [CMD_OWNER_MGMTD] = "mgmtd",
    [CMD_OWNER_RIBD] = "ribd",
    [CMD_OWNER_IKED] = "iked",
    [CMD_OWNER_ESPD] = "espd",
    [CMD_OWNER_BGPD] = "bgpd",
    [CMD_OWNER_SHELL] = "shell",
};

const char *cmd_owner_name(enum cmd_owner_id id)
{
	return id < CMD_OWNER_COUNT ? owner_names[id] : "?";
}

bool cmd_owner_by_name(const char *name, enum cmd_owner_id *id)
{
	for (unsigned i = 0; i < CMD_OWNER_COUNT; i++)
		if (strcmp(owner_names[i], name) == 0) {
			*id = (enum cmd_owner_id)i;
			return true;
		}
	return false;
}

const uint8_t *cmd_grammar_hash(void)
{
	return cmd_grammar.hash;
}

static char *copy_text(const char *text)
{
	char *copy = strdup(text);
	if (!copy)
		abort();
	return copy;
}

void cmd_fault(struct cmd_faults *faults, const struct cmd_line *line, const char *fmt, ...)
{
	char text[512], where[CMD_LINE_MAX];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	faults->entry = realloc(faults->entry, (faults->count + 1) * sizeof(*faults->entry));
	if (!faults->entry)
		abort();
	struct cmd_fault_entry *entry = &faults->entry[faults->count++];
	bool placed = line && line->content && cmd_render_line(line, 0, where, sizeof(where)) > 0;
	entry->tag = placed ? line->content->tag : UINT32_MAX;
	entry->line = placed ? copy_text(where) : NULL;
	entry->text = copy_text(text);
}

void cmd_faults_free(struct cmd_faults *faults)
{
	for (size_t i = 0; i < faults->count; i++) {
		free(faults->entry[i].line);
		free(faults->entry[i].text);
	}
	free(faults->entry);
	*faults = (struct cmd_faults){0};
}

struct build {
	const struct cmd_owner *owner;
	const struct cmd_store *store;
	void *model;
	const void *scope[CMD_DEPTH_MAX];
	struct cmd_call call;
	const struct cmd_sentence *each; /* sentence whose defaults are being set */
	const struct cmd_line *parent;
};

static int cmp_handler(const void *key, const void *member)
{
	const struct cmd_handler *h = member;
	uint16_t sentence = *(const uint16_t *)key;
	return sentence < h->sentence ? -1 : sentence > h->sentence;
}

static const struct cmd_handler *find_handler(const struct cmd_owner *owner, uint16_t sentence)
{
	return bsearch(&sentence, owner->handler, owner->count, sizeof(*owner->handler), cmp_handler);
}

static void call_set(
    struct build *b, const struct cmd_line *line, const struct cmd_sentence *s, const void *args)
{
	const struct cmd_handler *h = find_handler(b->owner, s->id);
	b->call.line = line;
	if (h && h->set)
		h->set(b->model, &b->call, args);
}

/* The default of one object, unless a line says otherwise. */
static void set_each(void *arg, const char *name)
{
	struct build *b = arg;
	struct cmd_match m;
	char id[CMD_ID_MAX];
	if (!cmd_preset_for(b->each, name, &m))
		return;
	cmd_id(b->each, b->each->slot, m.args, "", id);
	const struct cmd_line *line = cmd_child(b->parent, id);
	if (!line || !line->content)
		call_set(b, NULL, b->each, m.args);
}

static void set_default(struct build *b, const struct cmd_line *parent, const struct cmd_sentence *s)
{
	struct cmd_match m;
	char id[CMD_ID_MAX];
	snprintf(id, sizeof(id), "%u", s->slot);
	const struct cmd_line *line = cmd_child(parent, id);
	if ((!line || !line->content) && cmd_preset_for(s, NULL, &m))
		call_set(b, parent->parent ? parent : NULL, s, m.args);
}

static void set_defaults(struct build *b, const struct cmd_line *parent, const struct cmd_mode *mode)
{
	for (unsigned i = 0; i < mode->sentence_count; i++) {
		const struct cmd_sentence *s = &cmd_grammar.sentence[mode->first_sentence + i];
		if (!s->preset || !(s->owners & 1u << b->owner->id))
			continue;
		b->each = s;
		b->parent = parent;
		if (s->each == CMD_NONE)
			set_default(b, parent, s);
		else
			cmd_preset_each(b->store, s, set_each, b);
	}
}

static void build_mode(struct build *b, const struct cmd_line *parent, const struct cmd_mode *mode)
{
	size_t count;
	const struct cmd_line *const *lines = cmd_store_lines(b->store, parent, &count);
	b->call.scope = b->scope;
	b->call.depth = mode->depth;
	for (size_t i = 0; i < count; i++) {
		const struct cmd_content *c = lines[i]->content;
		if (!(c->sentence->owners & 1u << b->owner->id) || c->negated)
			continue;
		call_set(b, lines[i], c->sentence, c->args);
		if (c->sentence->enters == CMD_NONE)
			continue;
		b->scope[mode->depth] = c->args;
		build_mode(b, lines[i], &cmd_grammar.mode[c->sentence->enters]);
		b->call.depth = mode->depth;
	}
	set_defaults(b, parent, mode);
}

bool cmd_owner_build(
    const struct cmd_owner *owner, const struct cmd_store *store, void *model, struct cmd_faults *faults)
{
	struct build b = {.owner = owner, .store = store, .model = model, .call = {.faults = faults}};
	size_t before = faults->count;
	build_mode(&b, store->root, &cmd_grammar.mode[1]);
	return faults->count == before;
}

bool cmd_owner_exec(
    const struct cmd_owner *owner, void *ctx, const struct cmd_match *m, struct record_out *out)
{
	const struct cmd_handler *h = find_handler(owner, m->sentence->id);
	struct cmd_call call = {.out = out};
	if (!h || !h->exec)
		return false;
	h->exec(ctx, &call, m->args);
	return true;
}
