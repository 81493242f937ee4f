/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_suggest.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include "lib/cmd_complete.h"
#include "lib/cmd_table.h"

#define WORD_MAX 32u /* characters; a longer word is no keyword */
#define FEW      6u  /* words that are worth listing */

struct nearest {
	const char *typed;
	size_t len;
	unsigned distance;
	char word[WORD_MAX + 1];
};

static unsigned least(unsigned a, unsigned b, unsigned c)
{
	unsigned low = a < b ? a : b;
	return low < c ? low : c;
}

static bool same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Letters to insert, drop, replace or swap with their neighbour (optimal string alignment). */
static unsigned distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	unsigned row[3][WORD_MAX + 1];
	for (unsigned j = 0; j <= b_len; j++)
		row[0][j] = j;
	for (unsigned i = 1; i <= a_len; i++) {
		unsigned *now = row[i % 3], *before = row[(i + 2) % 3], *swap = row[(i + 1) % 3];
		now[0] = i;
		for (unsigned j = 1; j <= b_len; j++) {
			bool equal = same(a[i - 1], b[j - 1]);
			now[j] = least(now[j - 1] + 1, before[j] + 1, before[j - 1] + (equal ? 0 : 1));
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]) &&
			    swap[j - 2] + 1 < now[j])
				now[j] = swap[j - 2] + 1;
		}
	}
	return row[a_len % 3][b_len];
}

/* A slip of the finger in three letters may be meant, two in six. */
static unsigned tolerance(size_t len)
{
	return len < 3 ? 0 : len < 6 ? 1 : 2;
}

static void compare(struct nearest *best, const char *keyword)
{
	size_t len = strlen(keyword);
	if (best->len > WORD_MAX || len > WORD_MAX)
		return;
	unsigned d = distance(best->typed, best->len, keyword, len);
	if (d < best->distance) {
		best->distance = d;
		snprintf(best->word, sizeof(best->word), "%s", keyword);
	}
}

/* The words that may stand behind `head` at a place and in the modes around it, each compared. */
static void compare_all(const struct cmd_place *place, const char *head, struct nearest *best)
{
	struct cmd_place at = *place;
	for (bool outermost = false; !outermost; cmd_place_up(&at, 1)) {
		struct cmd_help_list list;
		struct cmd_match m;
		outermost = !cmd_place_in_config(&at);
		cmd_complete(&at, head, NULL, NULL, &list, &m);
		for (unsigned i = 0; i < list.count; i++)
			if (list.entry[i].keyword)
				compare(best, list.entry[i].word);
		cmd_help_free(&list);
	}
}

static bool misspelled(
    const struct cmd_place *place, const char *line, const struct cmd_match *m, char *dst, size_t size)
{
	char head[CMD_LINE_MAX];
	struct nearest best = {.typed = line + m->word, .len = strcspn(line + m->word, " \t")};
	best.distance = tolerance(best.len) + 1;
	if (m->word >= sizeof(head))
		return false;
	memcpy(head, line, m->word);
	head[m->word] = '\0';
	compare_all(place, head, &best);
	if (best.word[0] != '\0')
		snprintf(dst, size, "did you mean \"%s\"?", best.word);
	return best.word[0] != '\0';
}

/* "ipv4|ipv6" for one of a few words, else the name of the value. */
static size_t print_arg(const struct cmd_arg *arg, char *dst, size_t size)
{
	size_t len = 0;
	const struct cmd_words *words = arg->kind == CMD_KIND_ONE ? &cmd_grammar.words[arg->words] : NULL;
	if (words == NULL || words->count > FEW)
		return (size_t)snprintf(dst, size, "%s", arg->name);
	for (unsigned i = 0; i < words->count && len < size; i++)
		len += (size_t)snprintf(dst + len, size - len, "%s%s", i ? "|" : "", words->word[i].text);
	return len;
}

/* "router bgp AS": a sentence without what may be left out. */
static void print_syntax(const struct cmd_sentence *s, char *dst, size_t size)
{
	size_t len = 0;
	dst[0] = '\0';
	for (unsigned i = 0; i < s->op_count && len < size; i++) {
		const struct cmd_op *op = &s->op[i];
		if (op->code == CMD_OP_IF) {
			i += op->skip;
			continue;
		}
		if (len > 0)
			len += (size_t)snprintf(dst + len, size - len, " ");
		if (len < size && op->code == CMD_OP_WORD)
			len += (size_t)snprintf(dst + len, size - len, "%s", op->text);
		else if (len < size)
			len += print_arg(&s->arg[op->arg], dst + len, size - len);
	}
}

/* Another mode in which the line is a sentence, at least up to behind the byte `word`; NULL when there is none. */
static const struct cmd_mode *mode_elsewhere(
    const struct cmd_place *place, const char *line, unsigned flags, size_t word)
{
	for (unsigned i = 1; i < cmd_grammar.mode_count; i++) {
		const struct cmd_mode *mode = &cmd_grammar.mode[i];
		const struct cmd_place at = {.mode = mode};
		struct cmd_match m;
		if (mode != place->mode && mode->parent != CMD_NONE &&
		    cmd_match(&at, line, flags | CMD_CONFIG_ONLY, &m) == CMD_OK && m.used > word)
			return mode;
	}
	return NULL;
}

bool cmd_suggest_elsewhere(const struct cmd_place *place, const char *line)
{
	return mode_elsewhere(place, line, 0, 0) != NULL;
}

/* A line that is right in another mode: how to get there. */
static bool belongs_elsewhere(
    const struct cmd_place *place, const char *line, const struct cmd_match *m, char *dst, size_t size)
{
	const struct cmd_mode *mode =
	    mode_elsewhere(place, line, CMD_PREFIX, m->status == CMD_INVALID ? m->word : 0);
	if (mode == NULL)
		return false;
	char opener[80];
	print_syntax(&cmd_grammar.sentence[mode->entered_by], opener, sizeof(opener));
	snprintf(dst, size, "this is a command of (%s): enter \"%s\" first", mode->prompt, opener);
	return true;
}

/* What may stand here, when that is little. */
static void list_few(const struct cmd_place *place, const char *line, size_t at, char *dst, size_t size)
{
	char head[CMD_LINE_MAX];
	struct cmd_help_list list;
	struct cmd_match m;
	size_t len = 0;
	if (at == 0 || at + 1 >= sizeof(head))
		return;
	snprintf(head, sizeof(head), "%.*s ", (int)at, line);
	cmd_complete(place, head, NULL, NULL, &list, &m);
	bool few = list.count > 0 && list.count <= FEW;
	for (unsigned i = 0; few && i < list.count && len < size; i++)
		len += (size_t)snprintf(dst + len, size - len, "%s%s", i ? ", " : "possible here: ",
		    strcmp(list.entry[i].word, "<cr>") == 0 ? "the end of the line" : list.entry[i].word);
	cmd_help_free(&list);
}

const char *cmd_suggest(
    const struct cmd_place *place, const char *line, const struct cmd_match *m, char *dst, size_t size)
{
	dst[0] = '\0';
	bool failed = m->status == CMD_INVALID || m->status == CMD_INCOMPLETE || m->status == CMD_AMBIGUOUS;
	if (!failed || m->reason[0] != '\0' || belongs_elsewhere(place, line, m, dst, size))
		return dst;
	if (m->status == CMD_INCOMPLETE)
		list_few(place, line, strlen(line), dst, size);
	else if (m->status == CMD_INVALID && !misspelled(place, line, m, dst, size))
		list_few(place, line, m->word, dst, size);
	return dst;
}
