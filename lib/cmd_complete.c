/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_complete.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "lib/cmd_gate.h"
#include "lib/cmd_table.h"
#include "lib/cmd_value.h"
#include "lib/cmd_view.h"
#include "lib/cmd_walk.h"

#define GATES_MAX 8

struct completion {
	const struct cmd_place *place;
	cmd_names_fn *names;
	void *arg;
	struct cmd_help_list *list;
	const char *partial; /* the word being typed */
	size_t len;
	const char *help; /* for names that are being emitted */
	bool nocase;
	bool gates_known;
	unsigned gate_count; /* open ones */
	const struct cmd_sentence *gate[GATES_MAX];
};

static bool is_known(const struct cmd_help_list *list, const char *word)
{
	for (unsigned i = 0; i < list->count; i++)
		if (strcmp(list->entry[i].word, word) == 0)
			return true;
	return false;
}

static void add(struct completion *c, const char *word, const char *help, bool keyword)
{
	struct cmd_help_list *list = c->list;
	if (is_known(list, word))
		return;
	list->entry = realloc(list->entry, (list->count + 1) * sizeof(*list->entry));
	if (!list->entry)
		abort();
	struct cmd_help *entry = &list->entry[list->count++];
	*entry = (struct cmd_help){.help = help, .keyword = keyword};
	snprintf(entry->word, sizeof(entry->word), "%s", word);
}

static void add_gate(void *to, const char *name)
{
	struct completion *c = to;
	for (uint16_t i = 0; i < cmd_grammar.sentence_count && c->gate_count < GATES_MAX; i++)
		if (strcmp(cmd_grammar.sentence[i].name, name) == 0)
			c->gate[c->gate_count++] = &cmd_grammar.sentence[i];
}

/* A word that needs another line (cmd_gate.h), and that line is configured. */
static bool is_admitted(struct completion *c, const struct cmd_edge *edge)
{
	if (edge->value == 0 || edge->words == CMD_NONE)
		return false;
	uint16_t needs = cmd_grammar.words[edge->words].word[edge->value - 1].needs;
	if (needs == CMD_NONE)
		return false;
	if (!c->gates_known && c->names)
		c->names(c->arg, CMD_GATE_CLASS, add_gate, c);
	c->gates_known = true;
	for (unsigned i = 0; i < c->gate_count; i++)
		if (c->gate[i] == &cmd_grammar.sentence[needs])
			return true;
	return false;
}

static bool may_see(struct completion *c, const struct cmd_edge *edge)
{
	return !edge->refuse && (!c->place->user || edge->level <= 1) && !cmd_edge_idle(c->place, edge) &&
	       (!edge->hidden || is_admitted(c, edge));
}

static void add_keywords(struct completion *c, const struct cmd_node *node)
{
	const struct cmd_edge *edge = &cmd_grammar.edge[node->first];
	for (unsigned i = 0; i < node->keywords; i++, edge++)
		if (may_see(c, edge) && strncasecmp(edge->text, c->partial, c->len) == 0)
			add(c, edge->text, edge->help, true);
}

static void add_name(void *to, const char *name)
{
	struct completion *c = to;
	if ((c->nocase ? strncasecmp(name, c->partial, c->len) : strncmp(name, c->partial, c->len)) == 0)
		add(c, name, c->help, true);
}

/* What is shown in the place of a value; the second form where there are two. */
static void add_form(struct completion *c, const struct cmd_edge *edge, const char *first, const char *second)
{
	add(c, first, edge->help, false);
	if (second)
		add(c, second, edge->help, false);
}

static void add_value_form(struct completion *c, const struct cmd_edge *edge)
{
	char range[48];
	switch (edge->kind) {
	case CMD_KIND_NUMBER:
	case CMD_KIND_NUMBER64:
	case CMD_KIND_ASN:
		snprintf(range, sizeof(range), "<%llu-%llu>", (unsigned long long)edge->min,
		    (unsigned long long)edge->max);
		return add_form(c, edge, range, NULL);
	case CMD_KIND_IPV4:
	case CMD_KIND_MASK:
		return add_form(c, edge, "A.B.C.D", NULL);
	case CMD_KIND_IPV6:
		return add_form(c, edge, "X:X:X:X::X", NULL);
	case CMD_KIND_IP:
		return add_form(c, edge, "A.B.C.D", "X:X:X:X::X");
	case CMD_KIND_PREFIX4:
		return add_form(c, edge, "A.B.C.D/<0-32>", NULL);
	case CMD_KIND_PREFIX6:
	case CMD_KIND_ADDRESS6:
		return add_form(c, edge, "X:X:X:X::X/<0-128>", NULL);
	case CMD_KIND_PREFIX:
		return add_form(c, edge, "A.B.C.D/<0-32>", "X:X:X:X::X/<0-128>");
	case CMD_KIND_TRANSPORT:
		return add_form(c, edge, "tcp/<1-65535>", "udp/<1-65535>");
	default:
		return add_form(c, edge, edge->kind == CMD_KIND_LINE ? "LINE" : "WORD", NULL);
	}
}

/* Half an address is no address yet, but it may become one. */
static bool may_become(const struct completion *c, const struct cmd_edge *edge)
{
	char reason[256];
	struct cmd_word_at word = {.text = c->partial, .len = c->len};
	if (c->len == 0 || (edge->kind <= CMD_KIND_MASK && isxdigit((unsigned char)c->partial[0])))
		return true;
	return cmd_value_fit(edge, &word, reason, sizeof(reason)) != CMD_FIT_NO;
}

static void add_config_words(struct completion *c, const char *line);

static void add_values(struct completion *c, const struct cmd_node *node)
{
	const struct cmd_edge *edge = &cmd_grammar.edge[node->first] + node->keywords;
	for (unsigned i = 0; i < node->values; i++, edge++) {
		if (!may_see(c, edge))
			continue;
		if (edge->kind == CMD_KIND_SECTION) {
			add_config_words(c, "");
			continue;
		}
		if (edge->class_id != CMD_NONE && edge->kind != CMD_KIND_DEF && c->names) {
			const struct cmd_class *class = &cmd_grammar.class[edge->class_id];
			c->help = class->title;
			c->nocase = !class->case_sensitive;
			c->names(c->arg, class->name, add_name, c);
		}
		if (may_become(c, edge))
			add_value_form(c, edge);
	}
}

static bool may_end(const struct completion *c, const struct cmd_reached *r, const struct cmd_node *node)
{
	if (c->len > 0 || !r->last)
		return false;
	return node->sentence != CMD_NONE || (r->negated && node->no_slot != CMD_NONE);
}

static void add_reached(struct completion *c, const struct cmd_reached *r)
{
	for (unsigned i = 0; i < r->count; i++)
		add_keywords(c, r->node[i]);
	for (unsigned i = 0; i < r->count; i++)
		add_values(c, r->node[i]);
	for (unsigned i = 0; i < r->count; i++)
		if (may_end(c, r, r->node[i]))
			add(c, "<cr>", "", false);
}

static void add_view(void *to, const char *word, const char *help)
{
	struct completion *c = to;
	if (strncasecmp(word, c->partial, c->len) == 0)
		add(c, word, help, true);
}

/* A section is the beginning of a line of the global configuration. */
static void add_config_words(struct completion *c, const char *line)
{
	struct cmd_match m;
	struct cmd_reached r;
	struct cmd_place config;
	cmd_view_each(line, add_view, c);
	cmd_place_from(&config, "");
	if (cmd_walk_nodes(&config, config.mode, line, &m, &r) == 0)
		return;
	for (unsigned i = 0; i < r.count; i++) {
		add_keywords(c, r.node[i]);
		if (r.last)
			add_values(c, r.node[i]);
	}
}

static void complete_mode(
    struct completion *c, const struct cmd_mode *mode, const char *line, struct cmd_match *m)
{
	struct cmd_reached r;
	if (cmd_walk_nodes(c->place, mode, line, m, &r) == 0)
		return;
	add_reached(c, &r);
	if (r.last && r.kind == CMD_KIND_SECTION)
		add_config_words(c, r.last);
	if (!r.last && !r.negated && mode != &cmd_grammar.mode[0] &&
	    strncasecmp("no", c->partial, c->len) == 0)
		add(c, "no", "Undo a command or set its default", true);
}

static const struct cmd_mode *outer_mode(const struct cmd_mode *mode)
{
	if (mode == &cmd_grammar.mode[0])
		return NULL;
	return mode->parent == CMD_NONE ? &cmd_grammar.mode[0] : &cmd_grammar.mode[mode->parent];
}

/* How to get out of here: of the EXEC commands those that a list of all commands of a mode has. */
static void add_ways_out(struct completion *c)
{
	const struct cmd_node *node = &cmd_grammar.node[cmd_grammar.mode[0].root];
	const struct cmd_edge *edge = &cmd_grammar.edge[node->first];
	for (unsigned i = 0; i < node->keywords; i++, edge++) {
		uint16_t sentence = cmd_grammar.node[edge->next].sentence;
		uint8_t move = sentence == CMD_NONE ? CMD_MOVE_NONE : cmd_grammar.sentence[sentence].move;
		if (move == CMD_MOVE_UP || move == CMD_MOVE_END)
			add(c, edge->text, edge->help, true);
	}
}

/* The innermost mode that knows a continuation; the first word may be a command of any mode. A list of all
 * commands is that of the place. */
static void complete_modes(struct completion *c, const char *head, struct cmd_match *m)
{
	bool first = strspn(head, " \t") == strlen(head);
	for (const struct cmd_mode *mode = c->place->mode; mode; mode = outer_mode(mode))
		if (c->list->count == 0 || (first && c->len > 0))
			complete_mode(c, mode, head, m);
	if (first && c->len == 0) {
		c->list->title = c->place->mode->title;
		if (c->place->mode != &cmd_grammar.mode[0])
			add_ways_out(c);
	}
}

static int cmp_help(const void *a, const void *b)
{
	const struct cmd_help *x = a, *y = b;
	return x->keyword != y->keyword ? (x->keyword ? -1 : 1) : x->keyword ? strcmp(x->word, y->word) : 0;
}

/* The words before the one being typed. */
static size_t split(const char *line, char head[CMD_LINE_MAX])
{
	size_t at = strlen(line);
	while (at > 0 && line[at - 1] != ' ' && line[at - 1] != '\t')
		at--;
	size_t len = at < CMD_LINE_MAX ? at : CMD_LINE_MAX - 1;
	memcpy(head, line, len);
	head[len] = '\0';
	return at;
}

void cmd_complete(const struct cmd_place *place, const char *line, cmd_names_fn *names, void *arg,
    struct cmd_help_list *list, struct cmd_match *m)
{
	char head[CMD_LINE_MAX];
	*list = (struct cmd_help_list){.word = split(line, head)};
	struct completion c = {.place = place,
	    .names = names,
	    .arg = arg,
	    .list = list,
	    .partial = line + list->word,
	    .len = strlen(line + list->word)};
	complete_modes(&c, head, m);
	if (list->count > 1)
		qsort(list->entry, list->count, sizeof(*list->entry), cmp_help);
}

void cmd_help_free(struct cmd_help_list *list)
{
	free(list->entry);
	*list = (struct cmd_help_list){0};
}

static size_t common_length(const char *a, const char *b)
{
	size_t n = 0;
	while (a[n] != '\0' && tolower((unsigned char)a[n]) == tolower((unsigned char)b[n]))
		n++;
	return n;
}

void cmd_complete_tail(const struct cmd_help_list *list, const char *line, char *dst, size_t size)
{
	const char *first = NULL;
	size_t common = 0, typed = strlen(line + list->word);
	unsigned candidates = 0;
	dst[0] = '\0';
	for (unsigned i = 0; i < list->count; i++) {
		if (!list->entry[i].keyword) {
			if (typed == 0 && strcmp(list->entry[i].word, "<cr>") != 0)
				return; /* a value of the operator's own is as likely */
			continue;
		}
		size_t n = first ? common_length(first, list->entry[i].word) : strlen(list->entry[i].word);
		first = first ? first : list->entry[i].word;
		common = candidates++ == 0 || n < common ? n : common;
	}
	if (candidates > 0 && common >= typed)
		snprintf(
		    dst, size, "%.*s%s", (int)(common - typed), first + typed, candidates == 1 ? " " : "");
}

static bool takes_text(const struct cmd_node *node)
{
	const struct cmd_edge *edge = &cmd_grammar.edge[node->first] + node->keywords;
	for (unsigned i = 0; i < node->values; i++)
		if (edge[i].kind == CMD_KIND_SECRET || edge[i].kind == CMD_KIND_LINE)
			return true;
	return false;
}

bool cmd_complete_literal(const struct cmd_place *place, const char *line)
{
	char head[CMD_LINE_MAX];
	struct cmd_match m;
	struct cmd_reached r;
	size_t word = split(line, head);
	for (const struct cmd_mode *mode = place->mode; mode; mode = outer_mode(mode)) {
		if (cmd_walk_nodes(place, mode, head, &m, &r) == 0)
			continue;
		if (r.last && r.kind == CMD_KIND_LINE)
			return true;
		for (unsigned i = 0; i < r.count; i++)
			if (line[word] != '\0' && takes_text(r.node[i]))
				return true;
		return false;
	}
	return false;
}
