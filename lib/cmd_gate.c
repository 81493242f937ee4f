/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_gate.h"
#include <stdio.h>
#include "lib/cmd_owner.h"
#include "lib/cmd_tree.h"
#include "lib/cmd_value.h"

#define USERS_NAMED 4 /* lines that stand in the way of a removal, as many as are named */

static bool selected(const struct cmd_arg *arg, const void *args, unsigned word)
{
	uint32_t value = *(const uint32_t *)cmd_value_at(arg, args);
	return arg->kind == CMD_KIND_SET ? (value & 1u << word) != 0 : value == word;
}

const struct cmd_word *cmd_gate_word(const struct cmd_sentence *s, const void *args)
{
	for (unsigned i = 0; i < s->arg_count; i++) {
		const struct cmd_arg *arg = &s->arg[i];
		if (arg->words == CMD_NONE || !cmd_grammar.words[arg->words].gated ||
		    !cmd_value_present(arg, args))
			continue;
		const struct cmd_words *words = &cmd_grammar.words[arg->words];
		for (unsigned w = 0; w < words->count; w++)
			if (words->word[w].needs != CMD_NONE && selected(arg, args, w))
				return &words->word[w];
	}
	return NULL;
}

const char *cmd_gate_warning(const struct cmd_match *m, char *dst, size_t size)
{
	const struct cmd_word *word = cmd_gate_word(m->sentence, m->args);
	if (!word)
		return NULL;
	snprintf(dst, size, "%s: %s", word->text, word->help);
	return dst;
}

static const struct cmd_word *word_of(const struct cmd_line *line)
{
	const struct cmd_content *c = line->content;
	return c && !c->negated ? cmd_gate_word(c->sentence, c->args) : NULL;
}

static bool is_open(const struct cmd_store *store, uint16_t sentence)
{
	const struct cmd_sentence *gate = &cmd_grammar.sentence[sentence];
	char id[CMD_ID_MAX];
	cmd_id(gate, gate->slot, NULL, "", id);
	const struct cmd_line *line = cmd_child(store->root, id);
	return line && line->content;
}

void cmd_gate_used(const struct cmd_store *store,
    void (*fn)(void *arg, const struct cmd_line *line, const struct cmd_word *word), void *arg)
{
	for (size_t i = 0; i < store->touched_count; i++) {
		const struct cmd_line *line = store->touched[i];
		const struct cmd_word *word = word_of(line);
		if (word && !cmd_content_same(line->before, line->content))
			fn(arg, line, word);
	}
}

struct check {
	const struct cmd_store *store;
	struct cmd_faults *faults;
	bool good;
};

static void check_open(void *arg, const struct cmd_line *line, const struct cmd_word *word)
{
	struct check *c = arg;
	if (is_open(c->store, word->needs))
		return;
	cmd_fault(c->faults, line, "%s", word->refuse);
	c->faults->entry[c->faults->count - 1].word = word->text;
	c->good = false;
}

struct users { /* the lines with words that need a sentence */
	uint16_t needs;
	unsigned count;
	size_t len;
	char text[480];
};

static void gather(struct users *u, const struct cmd_store *store, const struct cmd_line *parent)
{
	size_t count;
	const struct cmd_line *const *lines = cmd_store_lines(store, parent, &count);
	for (size_t i = 0; i < count; i++) {
		const struct cmd_word *word = word_of(lines[i]);
		char line[100];
		if (word && word->needs == u->needs && u->count++ < USERS_NAMED)
			u->len += (size_t)snprintf(u->text + u->len, sizeof(u->text) - u->len, "%s\"%s\"",
			    u->len ? ", " : "", cmd_line_spell(lines[i], line, sizeof(line)));
		if (lines[i]->children)
			gather(u, store, lines[i]);
	}
}

static bool is_gate(uint16_t sentence)
{
	for (uint16_t i = 0; i < cmd_grammar.words_count; i++) {
		const struct cmd_words *words = &cmd_grammar.words[i];
		for (unsigned w = 0; words->gated && w < words->count; w++)
			if (words->word[w].needs == sentence)
				return true;
	}
	return false;
}

void cmd_gate_names(const struct cmd_store *store, void (*emit)(void *to, const char *name), void *to)
{
	for (uint16_t i = 0; i < cmd_grammar.sentence_count; i++)
		if (is_gate(i) && is_open(store, i))
			emit(to, cmd_grammar.sentence[i].name);
}

static void check_removed(struct check *c, const struct cmd_line *line)
{
	if (line->content || !line->before || line->parent != c->store->root ||
	    !is_gate(line->before->sentence->id))
		return;
	struct users u = {.needs = line->before->sentence->id};
	char more[24] = "";
	gather(&u, c->store, NULL);
	if (u.count == 0)
		return;
	if (u.count > USERS_NAMED)
		snprintf(more, sizeof(more), " and %u more", u.count - USERS_NAMED);
	cmd_fault(
	    c->faults, NULL, "%s is in use by %s%s: change that first", line->before->text, u.text, more);
	c->good = false;
}

bool cmd_gate_check(const struct cmd_store *store, struct cmd_faults *faults)
{
	struct check c = {.store = store, .faults = faults, .good = true};
	cmd_gate_used(store, check_open, &c);
	for (size_t i = 0; i < store->touched_count; i++)
		check_removed(&c, store->touched[i]);
	return c.good;
}

void cmd_gate_enforce(struct cmd_store *store)
{
	for (size_t i = 0; i < store->touched_count; i++) {
		struct cmd_line *line = store->touched[i];
		const struct cmd_word *word = word_of(line);
		if (word && !is_open(store, word->needs))
			cmd_tree_remove(store, line);
	}
}
