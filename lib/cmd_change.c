/* SPDX-License-Identifier: Apache-2.0 */
/* What a configuration sentence does to a store. */
#include <stdio.h>
#include <string.h>
#include <openssl/crypto.h>
#include "lib/cmd_number.h"
#include "lib/cmd_render.h"
#include "lib/cmd_section.h"
#include "lib/cmd_tree.h"
#include "lib/cmd_value.h"

#define MASKED_SECRET "*****"

/* A single change outside a transaction is a transaction of its own. */
static bool open_here(struct cmd_store *store)
{
	bool opened = !store->open;
	if (opened)
		cmd_store_begin(store);
	return opened;
}

static bool close_here(struct cmd_store *store, bool opened, bool good)
{
	if (opened && good)
		cmd_store_commit(store);
	else if (opened)
		cmd_store_abort(store);
	return good;
}

static const struct cmd_arg *secret_of(const struct cmd_sentence *s)
{
	for (unsigned i = 0; i < s->arg_count; i++)
		if (s->arg[i].kind == CMD_KIND_SECRET)
			return &s->arg[i];
	return NULL;
}

/* "*****" means the key that is set. Puts it in the place of the stars. */
static bool keep_secret(const struct cmd_line *old, struct cmd_match *m, char *reason, size_t size)
{
	const struct cmd_arg *arg = secret_of(m->sentence);
	const char *given = arg ? cmd_value_string(arg, m->args) : NULL;
	if (!given || strcmp(given, MASKED_SECRET) != 0)
		return true;
	const char *kept = NULL;
	if (old && old->content && old->content->sentence == m->sentence)
		kept = cmd_value_string(arg, old->content->args);
	if (!kept) {
		snprintf(reason, size, "the key is shown masked and none is set here: type the key itself");
		return false;
	}
	*(const char **)((char *)m->args + arg->off) = kept;
	return true;
}

static size_t render(const struct cmd_match *m, bool negated, char *dst, size_t size)
{
	return cmd_render_sentence(m->sentence, m->args, negated, CMD_RENDER_CLEAR, dst, size);
}

/* An operator takes a singleton away before he sets it to another value; so does his text, of which an operation only
 * says what comes out in the end. */
static bool singleton_agrees(
    const struct cmd_line *parent, const struct cmd_match *m, char *reason, size_t size)
{
	char text[CMD_LINE_MAX], id[CMD_ID_MAX];
	if (!m->sentence->singleton || (m->negated && m->no_slot != CMD_NONE) ||
	    cmd_id(m->sentence, m->sentence->slot, m->args, "", id) == 0)
		return true;
	const struct cmd_line *old = cmd_child(parent, id);
	render(m, false, text, sizeof(text));
	if (!old || !old->content || strcmp(old->content->text, text) == 0)
		return true;
	const struct cmd_sentence *s = old->content->sentence;
	char value[64] = "";
	cmd_value_print(&s->arg[0], old->content->args, false, value, sizeof(value));
	const char *at = strstr(s->conflict_text, "%s");
	int head = at ? (int)(at - s->conflict_text) : (int)strlen(s->conflict_text);
	snprintf(reason, size, "%.*s%s%s", head, s->conflict_text, at ? value : "", at ? at + 2 : "");
	return false;
}

static bool says_default(const struct cmd_match *m, const char *text)
{
	char preset[CMD_LINE_MAX];
	return !m->negated && m->sentence->preset &&
	       strcmp(cmd_preset_text(m->sentence, m->args, preset, sizeof(preset)), text) == 0;
}

static void remove_dependents(
    struct cmd_store *store, struct cmd_line *parent, const struct cmd_content *gone)
{
	const struct cmd_mode *mode = &cmd_grammar.mode[gone->sentence->mode];
	for (unsigned i = 0; i < mode->sentence_count; i++) {
		const struct cmd_sentence *s = &cmd_grammar.sentence[mode->first_sentence + i];
		char id[CMD_ID_MAX];
		if (s->needs != gone->sentence->slot)
			continue;
		cmd_id(gone->sentence, s->slot, gone->args, "", id);
		struct cmd_line *line = cmd_child(parent, id);
		if (line && line->content)
			cmd_tree_remove(store, line);
	}
}

static void remove_line(struct cmd_store *store, struct cmd_line *line)
{
	if (!line || !line->content)
		return;
	struct cmd_content *gone = cmd_content_copy(line->content);
	cmd_tree_remove(store, line);
	remove_dependents(store, line->parent, gone);
	cmd_content_free(gone);
}

static bool keys_agree(const struct cmd_match *m, const struct cmd_content *c)
{
	const struct cmd_sentence *s = m->sentence;
	for (unsigned i = 0; i < s->key_count; i++) {
		const struct cmd_arg *a = &s->arg[s->key[i]], *b = &c->sentence->arg[c->sentence->key[i]];
		if (!(m->captured & 1u << s->key[i]))
			continue;
		if (cmd_value_cmp(a, m->args, (const char *)c->args + b->off - a->off) != 0)
			return false;
	}
	return true;
}

/* `no route outside 0 0`: every line of the slot whose keys do not disagree. */
static void remove_matching(struct cmd_store *store, struct cmd_line *parent, const struct cmd_match *m)
{
	struct cmd_line *line, *next;
	HASH_ITER(hh, parent->children, line, next) {
		if (line->content && line->content->sentence->slot == m->sentence->slot &&
		    keys_agree(m, line->content))
			remove_line(store, line);
	}
}

static bool all_keys(const struct cmd_match *m)
{
	const struct cmd_sentence *s = m->sentence;
	for (unsigned i = 0; i < s->key_count; i++)
		if (!(m->captured & 1u << s->key[i]) &&
		    (!s->arg[s->key[i]].defaulted || (s->arg[s->key[i]].next && m->no_slot != CMD_NONE)))
			return false;
	return !s->append || m->no_slot == CMD_NONE;
}

static void unset(
    struct cmd_store *store, struct cmd_line *parent, const struct cmd_match *m, const char *text)
{
	char id[CMD_ID_MAX];
	if (!all_keys(m))
		remove_matching(store, parent, m);
	else if (cmd_id(m->sentence, m->sentence->slot, m->args, text, id) > 0)
		remove_line(store, cmd_child(parent, id));
}

static bool set(struct cmd_store *store, struct cmd_line *parent, struct cmd_match *m, uint32_t tag,
    char *reason, size_t size)
{
	char id[CMD_ID_MAX], text[CMD_LINE_MAX];
	cmd_names_respell(store, m);
	if (m->sentence->append)
		render(m, false, text, sizeof(text));
	if (cmd_id(m->sentence, m->sentence->slot, m->args, text, id) == 0) {
		snprintf(reason, size, "the line is too long");
		return false;
	}
	struct cmd_line *old = cmd_child(parent, id);
	if (!keep_secret(old, m, reason, size))
		return false;
	render(m, m->negated, text, sizeof(text));
	if (says_default(m, text))
		remove_line(store, old);
	else if (!old || !old->content || strcmp(old->content->text, text) != 0)
		cmd_tree_put(store, parent, id, cmd_content_new(m->sentence, m->args, m->negated, text, tag));
	OPENSSL_cleanse(text, sizeof(text));
	return true;
}

static bool change(struct cmd_store *store, struct cmd_line *parent, struct cmd_match *m, uint32_t tag,
    char *reason, size_t size)
{
	if (!m->negated || m->sentence->positive)
		return set(store, parent, m, tag, reason, size);
	char text[CMD_LINE_MAX];
	render(m, false, text, sizeof(text));
	unset(store, parent, m, text);
	OPENSSL_cleanse(text, sizeof(text));
	return true;
}

bool cmd_store_execute(struct cmd_store *store, const struct cmd_place *place, const struct cmd_match *m,
    uint32_t tag, char *reason, size_t size)
{
	const struct cmd_place *found;
	struct cmd_place at = *place;
	struct cmd_match own; /* a kept secret is put into its arguments; the strings stay with `m` */
	cmd_match_copy(&own, m);
	cmd_place_up(&at, m->up);
	struct cmd_line *parent = cmd_mode_at(store, at.path, &found);
	if (!parent) {
		snprintf(reason, size, "the mode is not configured any more: enter it again");
		return false;
	}
	cmd_number_line(store, parent, &own);
	if (!singleton_agrees(parent, m, reason, size))
		return false;
	bool opened = open_here(store);
	return close_here(store, opened, change(store, parent, &own, tag, reason, size));
}

static bool apply(struct cmd_store *store, enum cmd_verb verb, const char *path, const char *line,
    uint32_t tag, char *reason, size_t size)
{
	const struct cmd_place *place;
	struct cmd_match m;
	struct cmd_line *parent = cmd_mode_at(store, path, &place);
	if (!parent) {
		snprintf(reason, size, "its mode is not configured");
		return false;
	}
	if (cmd_match(place, line, CMD_CONFIG_ONLY, &m) != CMD_OK) {
		snprintf(reason, size, "the line is not understood");
		return false;
	}
	if (verb == CMD_SET)
		return change(store, parent, &m, tag, reason, size);
	unset(store, parent, &m, line);
	return true;
}

bool cmd_store_apply(struct cmd_store *store, enum cmd_verb verb, const char *path, const char *line,
    uint32_t tag, char *reason, size_t size)
{
	bool opened = open_here(store);
	return close_here(store, opened, apply(store, verb, path, line, tag, reason, size));
}

static unsigned clear(struct cmd_store *store, const char *section, bool hidden)
{
	struct cmd_line *line, *next;
	unsigned removed = 0;
	bool opened = open_here(store);
	bool all = !section || strcmp(section, "all") == 0;
	HASH_ITER(hh, store->root->children, line, next) {
		if (!line->content || (!all && !cmd_section_holds(section, line->content->text)) ||
		    (line->content->sentence->hidden && !hidden))
			continue;
		cmd_tree_remove(store, line);
		removed++;
	}
	close_here(store, opened, true);
	return removed;
}

unsigned cmd_store_clear(struct cmd_store *store, const char *section)
{
	return clear(store, section, true);
}

unsigned cmd_store_clear_shown(struct cmd_store *store, const char *section)
{
	return clear(store, section, false);
}

static void replace_children(struct cmd_store *store, struct cmd_line *to, const struct cmd_line *from)
{
	struct cmd_line *line, *next;
	HASH_ITER(hh, to->children, line, next) {
		const struct cmd_line *wanted = cmd_child(from, line->id);
		if (!wanted || !wanted->content)
			cmd_tree_remove(store, line);
	}
	HASH_ITER(hh, from->children, line, next) {
		if (!line->content)
			continue;
		struct cmd_line *have = cmd_child(to, line->id);
		if (!have || !have->content || strcmp(have->content->text, line->content->text) != 0)
			cmd_tree_put(store, to, line->id, cmd_content_copy(line->content));
		if (line->children)
			replace_children(store, cmd_child(to, line->id), line);
	}
}

void cmd_store_replace(struct cmd_store *store, const struct cmd_store *other)
{
	bool opened = open_here(store);
	replace_children(store, store->root, other->root);
	close_here(store, opened, true);
}
