/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The walk over the words of a line. At each word a few threads stand on nodes of the graph, nearly always
 * one; several only where a word could be two kinds of value. A word is tried as
 *
 *     1. a keyword in full    2. a value of its form (number, address), or a secret
 *     3. a shortened keyword, and a free word (name)
 *
 * and only the first of these that fits anything is followed; a name that looks like a shortened keyword
 * wins when only so the line makes sense. Behind the last word, the thread whose node
 * ends a sentence wins; its edges, traced back, tell which word fills which argument.
 */
#include "lib/cmd_match.h"
#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include "lib/cmd_block.h"
#include "lib/cmd_subnet.h"
#include "lib/cmd_table.h"
#include "lib/cmd_value.h"
#include "lib/cmd_walk.h"

#define THREADS CMD_REACHED_MAX

struct thread {
	const struct cmd_edge *edge; /* that led here */
	uint8_t parent;              /* thread of the word before */
};

struct level { /* one word and what it can be */
	struct cmd_word_at word;
	struct thread thread[THREADS];
	uint8_t count;
};

struct walk {
	const char *line;
	const char *pos;
	unsigned flags;
	bool negated;
	const struct cmd_place *place;
	struct cmd_match *m;
	unsigned levels;
	unsigned ended; /* levels of the longest sentence seen, with CMD_PREFIX */
	uint16_t root;
	struct level level[CMD_WORDS_MAX];
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool next_word(struct walk *w, struct cmd_word_at *word)
{
	while (is_blank(*w->pos))
		w->pos++;
	if (*w->pos == '\0')
		return false;
	word->text = w->pos;
	word->len = strcspn(w->pos, " \t");
	word->used = word->len;
	return true;
}

static unsigned thread_count(const struct walk *w, unsigned levels)
{
	return levels == 0 ? 1 : w->level[levels - 1].count;
}

static const struct cmd_node *thread_node(const struct walk *w, unsigned levels, unsigned index)
{
	uint16_t node = levels == 0 ? w->root : w->level[levels - 1].thread[index].edge->next;
	return &cmd_grammar.node[node];
}

/* First keyword edge that is not before `text` in the order of the table. */
static const struct cmd_edge *lower_bound(const struct cmd_node *node, const char *text, size_t len)
{
	const struct cmd_edge *edge = &cmd_grammar.edge[node->first];
	size_t low = 0, high = node->keywords;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (strncasecmp(edge[middle].text, text, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return edge + low;
}

static bool begins_with(const struct cmd_edge *edge, const struct cmd_word_at *word)
{
	return strncasecmp(edge->text, word->text, word->len) == 0;
}

static void add_thread(struct level *level, const struct cmd_edge *edge, unsigned parent)
{
	if (level->count < THREADS)
		level->thread[level->count++] = (struct thread){.edge = edge, .parent = (uint8_t)parent};
}

/* What the operator may not do does not exist for him: the caret stands where he leaves what he may. */
static bool forbidden(const struct walk *w, const struct cmd_edge *edge)
{
	return w->place->user && edge->level > 1;
}

static void add_exact(struct walk *w, struct level *level)
{
	for (unsigned i = 0; i < thread_count(w, w->levels); i++) {
		const struct cmd_node *node = thread_node(w, w->levels, i);
		const struct cmd_edge *end = &cmd_grammar.edge[node->first] + node->keywords;
		const struct cmd_edge *edge = lower_bound(node, level->word.text, level->word.len);
		for (; edge < end && begins_with(edge, &level->word); edge++)
			if (edge->text[level->word.len] == '\0' && !forbidden(w, edge))
				add_thread(level, edge, i);
	}
}

static bool all_digits(const struct cmd_word_at *word)
{
	for (size_t i = 0; i < word->len; i++)
		if (!isdigit((unsigned char)word->text[i]))
			return false;
	return true;
}

/* True when `edge` is another keyword than those in the level. */
static bool is_other(const struct level *level, const struct cmd_edge *edge)
{
	return level->count > 0 && strcmp(level->thread[0].edge->text, edge->text) != 0;
}

/* Shortened keywords; numbers are not shortened. False when two fit. */
static bool add_shortened(struct walk *w, struct level *level)
{
	if ((w->flags & (CMD_SPELLED | CMD_CONFIG_ONLY)) || all_digits(&level->word))
		return true;
	for (unsigned i = 0; i < thread_count(w, w->levels); i++) {
		const struct cmd_node *node = thread_node(w, w->levels, i);
		const struct cmd_edge *end = &cmd_grammar.edge[node->first] + node->keywords;
		const struct cmd_edge *edge = lower_bound(node, level->word.text, level->word.len);
		for (; edge < end && begins_with(edge, &level->word); edge++) {
			if (edge->refuse || edge->hidden || forbidden(w, edge) ||
			    cmd_edge_idle(w->place, edge))
				continue;
			if (is_other(level, edge))
				return false;
			add_thread(level, edge, i);
		}
	}
	return true;
}

/* Values: those of a known form together with secrets, or the free ones. */
static void add_values(
    struct walk *w, struct level *level, enum cmd_fit wanted, char *reason, size_t size, enum cmd_fit *worst)
{
	size_t used = 0;
	for (unsigned i = 0; i < thread_count(w, w->levels); i++) {
		const struct cmd_node *node = thread_node(w, w->levels, i);
		const struct cmd_edge *edge = &cmd_grammar.edge[node->first] + node->keywords;
		for (unsigned k = 0; k < node->values; k++, edge++) {
			struct cmd_word_at word = level->word;
			enum cmd_fit fit = cmd_value_fit(edge, &word, reason, size);
			if (fit > CMD_FIT_FREE && fit > *worst)
				*worst = fit;
			if (fit != wanted && !(fit == CMD_FIT_FREE && edge->kind == CMD_KIND_SECRET))
				continue;
			if (level->count > 0 && used == 0 && word.used != level->word.len)
				continue; /* takes more than the keywords beside it */
			add_thread(level, edge, i);
			used = word.used > used ? word.used : used;
		}
	}
	if (used > 0)
		level->word.used = used;
}

/* How far into the word some keyword still agrees with it: that is where the caret stands. */
static size_t agreeing(const struct walk *w, const struct cmd_word_at *word)
{
	size_t best = 0;
	for (unsigned i = 0; i < thread_count(w, w->levels); i++) {
		const struct cmd_node *node = thread_node(w, w->levels, i);
		const struct cmd_edge *edge = &cmd_grammar.edge[node->first];
		for (unsigned k = 0; k < node->keywords; k++) {
			size_t n = 0;
			if (forbidden(w, &edge[k]))
				continue;
			while (
			    n < word->len && edge[k].text[n] != '\0' &&
			    tolower((unsigned char)word->text[n]) == tolower((unsigned char)edge[k].text[n]))
				n++;
			best = n > best ? n : best;
		}
	}
	return best;
}

static enum cmd_status fail_word(struct walk *w, const struct cmd_word_at *word, enum cmd_status status)
{
	struct cmd_match *m = w->m;
	m->word = (size_t)(word->text - w->line);
	m->caret = m->word;
	if (status == CMD_INVALID && m->reason[0] == '\0')
		m->caret += agreeing(w, word);
	return status;
}

static enum cmd_status read_word(struct walk *w, struct level *level)
{
	struct cmd_match *m = w->m;
	enum cmd_fit worst = CMD_FIT_NO;
	level->count = 0;
	add_exact(w, level);
	if (level->count == 0)
		add_values(w, level, CMD_FIT_FORM, m->reason, sizeof(m->reason), &worst);
	bool known = level->count > 0, clear = true;
	if (!known && worst != CMD_FIT_MASKED)
		clear = add_shortened(w, level);
	if (!clear)
		level->count = 0;
	if (!known && worst == CMD_FIT_NO)
		add_values(w, level, CMD_FIT_FREE, m->reason, sizeof(m->reason), &worst);
	if (level->count == 0 && !clear)
		return fail_word(w, &level->word, CMD_AMBIGUOUS);
	if (level->count == 0)
		return fail_word(w, &level->word, worst == CMD_FIT_MASKED ? CMD_REFUSED : CMD_INVALID);
	m->reason[0] = '\0';
	const struct cmd_edge *edge = level->thread[0].edge;
	if (edge->refuse) {
		snprintf(m->reason, sizeof(m->reason), "%s", edge->refuse);
		return fail_word(w, &level->word, CMD_REFUSED);
	}
	return CMD_OK;
}

/* The thread whose node may end a line here, or -1. */
static int ending_thread(const struct walk *w, unsigned levels)
{
	if (levels == 0)
		return -1;
	for (unsigned i = 0; i < thread_count(w, levels); i++) {
		const struct cmd_node *node = thread_node(w, levels, i);
		uint16_t sentence = node->sentence;
		if (sentence != CMD_NONE && (!w->negated || cmd_grammar.sentence[sentence].config))
			return (int)i;
		if (w->negated && node->no_slot != CMD_NONE)
			return (int)i;
	}
	return -1;
}

static bool begins_sentence(const struct cmd_place *place, const char *text)
{
	struct cmd_match m;
	if (cmd_match(place, text, CMD_PREFIX | CMD_SPELLED | CMD_UNSPLIT, &m) != CMD_OK)
		return false;
	return m.used > strcspn(text, " \t"); /* one word alone is rather one more name */
}

/* In a flattened text a list of names ends where the next sentence begins. */
static bool list_ends(const struct walk *w)
{
	if (!(w->flags & CMD_PREFIX) || (w->flags & CMD_UNSPLIT) || w->levels == 0)
		return false;
	const struct cmd_node *node = thread_node(w, w->levels, 0);
	const struct cmd_edge *value = &cmd_grammar.edge[node->first] + node->keywords;
	if (node->values == 0 || !value->repeats || ending_thread(w, w->levels) < 0)
		return false;
	return begins_sentence(w->place, w->pos);
}

/* Reads words until the line ends or one does not fit. */
static enum cmd_status walk_words(struct walk *w)
{
	struct cmd_word_at word;
	while (next_word(w, &word)) {
		if (w->levels == CMD_WORDS_MAX)
			return fail_word(w, &word, CMD_INVALID);
		if (list_ends(w))
			return CMD_OK;
		struct level *level = &w->level[w->levels];
		level->word = word;
		enum cmd_status status = read_word(w, level);
		if (status != CMD_OK)
			return status;
		w->pos = word.text + level->word.used;
		w->levels++;
		if ((w->flags & CMD_PREFIX) && ending_thread(w, w->levels) >= 0)
			w->ended = w->levels;
	}
	return CMD_OK;
}

static const struct cmd_arg *arg_of(const struct cmd_sentence *s, uint16_t field, unsigned *index)
{
	for (unsigned i = 0; i < s->arg_count; i++)
		if (s->arg[i].field == field) {
			*index = i;
			return &s->arg[i];
		}
	return NULL;
}

static void set_keyword(const struct cmd_arg *arg, const struct cmd_edge *edge, void *args)
{
	uint32_t *member = (uint32_t *)((char *)args + arg->off);
	if (arg->optional)
		*((bool *)((char *)args + arg->has_off)) = true;
	if (arg->kind == CMD_KIND_ONE)
		*member = edge->value - 1u;
	else if (arg->kind == CMD_KIND_SET)
		*member |= 1u << (edge->value - 1);
}

static void capture(const struct cmd_sentence *s, const struct cmd_edge *edge, const struct cmd_word_at *word,
    struct cmd_match *m)
{
	unsigned index;
	const struct cmd_arg *arg = edge->field == CMD_NONE ? NULL : arg_of(s, edge->field, &index);
	if (!arg)
		return;
	m->captured |= 1u << index;
	if (edge->kind == CMD_KIND_FLAG)
		set_keyword(arg, edge, m->args);
	else
		cmd_value_set(arg, word, m);
}

/* The edges of the winning thread, traced back, fill the arguments. */
static bool fill(struct walk *w, const struct cmd_sentence *s, unsigned levels, unsigned thread)
{
	const struct cmd_edge *edges[CMD_WORDS_MAX];
	struct cmd_match *m = w->m;
	for (unsigned i = levels; i > 0; i--) {
		edges[i - 1] = w->level[i - 1].thread[thread].edge;
		thread = w->level[i - 1].thread[thread].parent;
	}
	memset(m->args, 0, s->args_size);
	m->captured = 0;
	m->text_len = m->names_len = 0;
	for (unsigned i = 0; i < levels; i++)
		capture(s, edges[i], &w->level[i].word, m);
	for (unsigned i = 0; i < s->arg_count; i++)
		if (s->arg[i].defaulted && !(m->captured & 1u << i))
			cmd_value_preset(s, &s->arg[i], m->args);
	return m->no_slot != CMD_NONE || cmd_subnet_agrees(s, m);
}

static enum cmd_status accept_line(struct walk *w, unsigned levels, unsigned thread)
{
	struct cmd_match *m = w->m;
	const struct cmd_node *node = thread_node(w, levels, thread);
	bool whole =
	    node->sentence != CMD_NONE && (!w->negated || node->no_sentence == CMD_NONE ||
					      node->no_slot == cmd_grammar.sentence[node->sentence].slot);
	const struct cmd_sentence *s = &cmd_grammar.sentence[whole ? node->sentence : node->no_sentence];
	const struct cmd_word_at *last = &w->level[levels - 1].word;
	m->sentence = s;
	m->no_slot = whole ? CMD_NONE : node->no_slot;
	m->used = (size_t)(last->text + last->used - w->line);
	m->word = m->caret = (size_t)(w->level[0].word.text - w->line);
	if (!fill(w, s, levels, thread))
		return CMD_REFUSED;
	if (s->refuse && !w->negated) {
		snprintf(m->reason, sizeof(m->reason), "%s", s->refuse);
		return CMD_REFUSED;
	}
	return CMD_OK;
}

/* Tries the line in one mode. */
static enum cmd_status walk_mode(struct walk *w, const struct cmd_mode *mode, const char *text)
{
	w->pos = text;
	w->levels = w->ended = 0;
	w->m->used = 0;
	w->root = mode->root;
	w->m->reason[0] = '\0';
	w->m->negated = w->negated;
	enum cmd_status status = walk_words(w);
	int thread = ending_thread(w, w->levels);
	if (status == CMD_OK && thread >= 0)
		return accept_line(w, w->levels, (unsigned)thread);
	/* a word that belongs to the sentence and is wrong begins no other one */
	if (w->ended > 0 && status != CMD_REFUSED && w->m->reason[0] == '\0')
		return accept_line(w, w->ended, (unsigned)ending_thread(w, w->ended));
	if (status != CMD_OK)
		return status;
	w->m->caret = w->m->word = strlen(w->line);
	return CMD_INCOMPLETE;
}

/* Which failure to tell: what was recognised and refused, then an ambiguity, then what got furthest; the
 * innermost mode wins a tie. */
static bool is_better(const struct cmd_match *m, const struct cmd_match *best)
{
	if (best->status == CMD_REFUSED || m->status == CMD_REFUSED)
		return best->status != CMD_REFUSED;
	if (best->status == CMD_AMBIGUOUS)
		return false;
	if (m->caret != best->caret)
		return m->caret > best->caret;
	return best->status == CMD_INVALID && (m->status != CMD_INVALID || m->reason[0] != '\0');
}

static void keep_failure(struct cmd_match *best, const struct cmd_match *m, bool first)
{
	if (!first && !is_better(m, best))
		return;
	best->status = m->status;
	best->caret = m->caret;
	best->word = m->word;
	best->used = m->status == CMD_REFUSED ? m->used : 0;
	best->sentence = best->used > 0 ? m->sentence : NULL;
	memcpy(best->reason, m->reason, sizeof(best->reason));
}

/* "no" and a blank at the beginning; what follows it, or NULL. */
static const char *behind_no(const char *text)
{
	while (is_blank(*text))
		text++;
	if (strncasecmp(text, "no", 2) != 0 || !is_blank(text[2]))
		return NULL;
	return text + 3;
}

static bool allowed(const struct cmd_place *place, const struct cmd_match *m)
{
	return !place->user || m->sentence->level <= 1;
}

static bool try_mode(struct walk *w, const struct cmd_mode *mode, unsigned up, struct cmd_match *failure)
{
	struct cmd_match *m = w->m;
	bool exec = mode->parent == CMD_NONE && mode == &cmd_grammar.mode[0];
	const char *rest = exec ? NULL : behind_no(w->line);
	w->negated = rest != NULL;
	m->status = walk_mode(w, mode, rest ? rest : w->line);
	m->mode = mode;
	m->up = up;
	if (m->status == CMD_OK && !allowed(w->place, m)) {
		m->status = CMD_INVALID;
		m->caret = m->word;
	}
	if (m->status == CMD_OK)
		return true;
	keep_failure(failure, m, failure->status == CMD_BLANK);
	return false;
}

static bool try_modes(struct walk *w, struct cmd_match *failure)
{
	const struct cmd_mode *exec = &cmd_grammar.mode[0];
	const struct cmd_mode *mode = w->place->mode;
	for (unsigned up = 0; mode != exec; up++) {
		if (try_mode(w, mode, up, failure))
			return true;
		if ((w->flags & CMD_CONFIG_ONLY) || mode->parent == CMD_NONE)
			break;
		mode = &cmd_grammar.mode[mode->parent];
	}
	if ((w->flags & CMD_CONFIG_ONLY) || !try_mode(w, exec, 0, failure))
		return false;
	/* "enable secret KEY" was recognised: it is not an "enable" with something behind it */
	bool whole = failure->status != CMD_REFUSED || w->line[w->m->used] == '\0';
	if (!whole)
		w->m->sentence = NULL;
	return whole;
}

static bool says_nothing(const char *line)
{
	while (is_blank(*line))
		line++;
	return *line == '\0' || *line == '!' || *line == ':';
}

/* Only a folded block makes a line longer than what is typed. */
static bool is_too_long(const char *line)
{
	size_t size = strnlen(line, CMD_LINE_MAX);
	if (size < CMD_TYPED_MAX)
		return false;
	const char *mark = strstr(line, CMD_BLOCK_LEAD);
	return size >= CMD_LINE_MAX || !mark || (size_t)(mark - line) >= CMD_TYPED_MAX;
}

enum cmd_status cmd_match(
    const struct cmd_place *place, const char *line, unsigned flags, struct cmd_match *m)
{
	struct walk w;
	struct cmd_match failure;
	w.line = line;
	w.flags = flags;
	w.place = place;
	w.m = m;
	failure.status = CMD_BLANK;
	m->sentence = NULL;
	m->mode = place->mode;
	m->up = 0;
	m->negated = false;
	m->no_slot = CMD_NONE;
	m->used = m->caret = m->word = 0;
	m->reason[0] = '\0';
	if (says_nothing(line)) {
		m->used = strlen(line);
		return m->status = CMD_BLANK;
	}
	if (is_too_long(line)) {
		snprintf(
		    m->reason, sizeof(m->reason), "the line is longer than %d characters", CMD_TYPED_MAX - 1);
		return m->status = CMD_REFUSED;
	}
	if (try_modes(&w, &failure))
		return CMD_OK;
	keep_failure(m, &failure, true);
	return m->status;
}

void cmd_match_copy(struct cmd_match *dst, const struct cmd_match *m)
{
	memcpy(dst, m, offsetof(struct cmd_match, text));
	memcpy(dst->names, m->names, sizeof(dst->names));
	dst->text_len = m->text_len;
	dst->names_len = m->names_len;
}

unsigned cmd_walk_nodes(const struct cmd_place *place, const struct cmd_mode *mode, const char *line,
    struct cmd_match *m, struct cmd_reached *reached)
{
	struct walk w = {.line = line, .place = place, .m = m};
	const char *rest = mode == &cmd_grammar.mode[0] ? NULL : behind_no(line);
	*m = (struct cmd_match){.mode = mode, .no_slot = CMD_NONE};
	*reached = (struct cmd_reached){.negated = rest != NULL};
	w.root = mode->root;
	w.pos = rest ? rest : line;
	w.negated = rest != NULL;
	m->status = walk_words(&w);
	if (m->status != CMD_OK)
		return 0;
	for (unsigned i = 0; i < thread_count(&w, w.levels); i++)
		reached->node[reached->count++] = thread_node(&w, w.levels, i);
	if (w.levels > 0) {
		reached->kind = w.level[w.levels - 1].thread[0].edge->kind;
		reached->last = w.level[w.levels - 1].word.text;
	}
	return reached->count;
}

const char *cmd_match_error(const struct cmd_match *m, const char *line, char *dst, size_t size)
{
	const char *more = m->reason[0] ? m->reason : NULL;
	switch (m->status) {
	case CMD_INVALID:
		snprintf(dst, size, "ERROR: %% Invalid input detected at '^' marker.%s%s",
		    more ? "\nERROR: " : "", more ? more : "");
		break;
	case CMD_INCOMPLETE:
		snprintf(dst, size, "ERROR: %% Incomplete command");
		break;
	case CMD_AMBIGUOUS:
		snprintf(dst, size, "ERROR: %% Ambiguous command:  \"%s\"", line);
		break;
	case CMD_REFUSED:
		snprintf(dst, size, "%s%s", more && more[0] == '%' ? "" : "ERROR: ", more ? more : "refused");
		break;
	default:
		snprintf(dst, size, "%s", "");
		break;
	}
	return dst;
}

bool cmd_sentence_is_config(const struct cmd_sentence *s)
{
	return s->config;
}

const char *cmd_sentence_name(const struct cmd_sentence *s)
{
	return s->name;
}

uint32_t cmd_sentence_owners(const struct cmd_sentence *s)
{
	return s->owners;
}

unsigned cmd_sentence_level(const struct cmd_sentence *s)
{
	return s->level;
}

bool cmd_sentence_tolerated(const struct cmd_sentence *s)
{
	return s->tolerated;
}

bool cmd_sentence_quick(const struct cmd_sentence *s)
{
	return s->quick;
}
