/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_owner.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/cmd_part.h"
#include "lib/cmd_render.h"
#include "lib/cmd_value.h"

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
	entry->word = NULL;
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

/* A line of the part that is being built, with what it said before the transaction or says now. */
struct entry {
	const struct cmd_line *line;
	const struct cmd_content *content;
	unsigned depth; /* of its mode */
};

struct build {
	const struct cmd_owner *owner;
	bool before; /* as the configuration was when the transaction began */
	void *model;
	const void *scope[CMD_DEPTH_MAX];
	struct cmd_call call;
	struct entry *entry; /* of the present part */
	size_t count, room;
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

static const struct cmd_content *content_of(const struct build *b, const struct cmd_line *line)
{
	return b->before && line->touched ? line->before : line->content;
}

/* Puts the arguments of the modes that `line` stands in into the call. */
static void enter_scope(struct build *b, const struct cmd_line *line, unsigned depth)
{
	b->call.scope = b->scope;
	b->call.depth = depth;
	for (const struct cmd_line *outer = line->parent; depth > 0; outer = outer->parent)
		b->scope[--depth] = content_of(b, outer)->args;
}

static bool has_content(const struct build *b, const struct cmd_line *parent, const char *id)
{
	const struct cmd_line *line = cmd_child(parent, id);
	return line && content_of(b, line);
}

/* Lines that hold by default in a mode, unless another one is there. */
static void set_defaults(struct build *b, const struct cmd_line *parent, const struct cmd_mode *mode)
{
	for (unsigned i = 0; i < mode->sentence_count; i++) {
		const struct cmd_sentence *s = &cmd_grammar.sentence[mode->first_sentence + i];
		struct cmd_match m;
		char id[CMD_ID_MAX];
		if (!s->preset || s->key_count > 0 || !(s->owners & 1u << b->owner->id))
			continue;
		snprintf(id, sizeof(id), "%u", s->slot);
		if (!has_content(b, parent, id) && cmd_preset_for(s, NULL, &m))
			call_set(b, parent->parent ? parent : NULL, s, m.args);
	}
}

/* What holds by default for the object that the line gives its name. */
static void set_each(struct build *b, const struct entry *e, const struct cmd_arg *def)
{
	const struct cmd_mode *global = &cmd_grammar.mode[1];
	const struct cmd_content *outer = e->depth > 0 ? content_of(b, e->line->parent) : NULL;
	for (unsigned i = 0; i < global->sentence_count; i++) {
		const struct cmd_sentence *s = &cmd_grammar.sentence[global->first_sentence + i];
		struct cmd_match m;
		if (s->each != def->class_id || !(s->owners & 1u << b->owner->id))
			continue;
		if (outer && s->each_except &&
		    strncmp(outer->text, s->each_except, strlen(s->each_except)) == 0)
			continue;
		if (cmd_preset_for(s, cmd_value_string(def, e->content->args), &m))
			call_set(b, NULL, s, m.args);
	}
}

static void set_entry_defaults(struct build *b, const struct entry *e)
{
	const struct cmd_sentence *s = e->content->sentence;
	for (unsigned i = 0; i < s->arg_count; i++)
		if (s->arg[i].kind == CMD_KIND_DEF && s->arg[i].class_id != CMD_NONE) {
			enter_scope(b, e->line, e->depth);
			set_each(b, e, &s->arg[i]);
		}
	if (s->enters == CMD_NONE)
		return;
	enter_scope(b, e->line, e->depth);
	b->scope[e->depth] = e->content->args;
	b->call.depth = e->depth + 1;
	set_defaults(b, e->line, &cmd_grammar.mode[s->enters]);
}

static unsigned depth_of(const struct cmd_line *line)
{
	unsigned depth = 0;
	for (; line->parent->parent; line = line->parent)
		depth++;
	return depth;
}

/* Modes before what stands in them, else the order of printing. */
static int cmp_entries(const void *pa, const void *pb)
{
	const struct entry *a = pa, *b = pb;
	if (a->depth != b->depth)
		return a->depth < b->depth ? -1 : 1;
	int order = cmd_content_cmp(a->content, b->content);
	return order ? order
		     : (a->line->sequence > b->line->sequence) - (a->line->sequence < b->line->sequence);
}

static void add_entry(struct build *b, const struct cmd_line *line, const struct cmd_content *content)
{
	if (b->count == b->room) {
		b->room = b->room ? 2 * b->room : 16;
		b->entry = reallocarray(b->entry, b->room, sizeof(*b->entry));
		if (!b->entry)
			abort();
	}
	b->entry[b->count++] = (struct entry){.line = line, .content = content, .depth = depth_of(line)};
}

/* Of what holds for every key the owner is told which ones it does not hold for. */
static bool speaks(const struct cmd_content *content)
{
	const struct cmd_sentence *s = content->sentence;
	return !content->negated || (s->positive && s->key_count > 0);
}

static void gather(struct build *b, const struct cmd_part *part)
{
	b->count = 0;
	for (const struct cmd_line *line = part->lines; line; line = line->part_next) {
		const struct cmd_content *content = content_of(b, line);
		if (content && speaks(content) && (content->sentence->owners & 1u << b->owner->id))
			add_entry(b, line, content);
	}
	if (b->count > 1)
		qsort(b->entry, b->count, sizeof(*b->entry), cmp_entries);
}

static void build_part(struct build *b, const struct cmd_store *store, const struct cmd_part *part)
{
	gather(b, part);
	for (size_t i = 0; i < b->count; i++) {
		enter_scope(b, b->entry[i].line, b->entry[i].depth);
		call_set(b, b->entry[i].line, b->entry[i].content->sentence, b->entry[i].content->args);
	}
	for (size_t i = 0; i < b->count; i++)
		set_entry_defaults(b, &b->entry[i]);
	b->call.depth = 0;
	if (part == store->parts.settings)
		set_defaults(b, store->root, &cmd_grammar.mode[1]);
}

static bool build_parts(struct build *b, const struct cmd_store *store, const struct cmd_part_list *parts)
{
	size_t before = b->call.faults->count;
	for (size_t i = 0; i < parts->count; i++)
		build_part(b, store, parts->part[i]);
	free(b->entry);
	return b->call.faults->count == before;
}

bool cmd_owner_build(
    const struct cmd_owner *owner, const struct cmd_store *store, void *model, struct cmd_faults *faults)
{
	struct build b = {.owner = owner, .model = model, .call = {.faults = faults}};
	struct cmd_part_list parts;
	cmd_parts_all(store, &parts);
	bool good = build_parts(&b, store, &parts);
	cmd_part_list_free(&parts);
	return good;
}

bool cmd_owner_build_change(const struct cmd_owner *owner, const struct cmd_store *store,
    struct cmd_change *change, struct cmd_faults *faults)
{
	struct cmd_faults ignored = {0}; /* of what was in force already */
	struct build before = {.owner = owner, .before = true, .model = change->before};
	struct build after = {.owner = owner, .model = change->after, .call = {.faults = faults}};
	struct cmd_part_list parts;
	cmd_parts_changed(store, &parts);
	change->settings = false;
	for (size_t i = 0; i < parts.count; i++)
		change->settings |= parts.part[i] == store->parts.settings;
	before.call.faults = &ignored;
	build_parts(&before, store, &parts);
	bool good = build_parts(&after, store, &parts);
	cmd_faults_free(&ignored);
	cmd_part_list_free(&parts);
	return good;
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
