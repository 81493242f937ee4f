/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pasted text, line by line, sentence by sentence.
 *
 * A line is cut by parsing: the longest sentence, then what follows it. Between sentences may stand a
 * prompt, a password line, a "!" and a remark. A remark runs to the end of its line; in a flattened text
 * it also ends behind a full stop when all that follows, up to the next remark, is sentences spelled in
 * full, or at a prompt with a mode in it.
 */
#include "lib/cmd_batch.h"
#include <ctype.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/cmd_block.h"
#include "lib/cmd_fault.h"
#include "lib/cmd_gate.h"
#include "lib/cmd_owner.h"
#include "lib/cmd_refs.h"
#include "lib/cmd_suggest.h"
#include "lib/cmd_table.h"
#include "lib/cmd_text.h"
#include "lib/pki_import.h"

#define HINT_MAX      160
#define TEXT_LINE_MAX 65536 /* a whole configuration on one line */

struct batch_run {
	struct cmd_store *store;
	struct cmd_batch *batch;
	struct cmd_place place;
	struct cmd_match m;
	unsigned number;  /* line of the text */
	const char *pos;  /* inside the line */
	bool at_start;    /* nothing of the line has been read */
	size_t indent;    /* blanks before the line */
	unsigned keyed;   /* line of the sentence before this one, when a key ends it */
	unsigned refused; /* the last refused line that later ones may belong to, 0: none */
	size_t refused_indent;
	char window[CMD_LINE_MAX]; /* the beginning of what is left, as it is parsed */
	char shown[CMD_LINE_MAX];  /* the same as it was written: masked values are not taken for addresses */
	bool *warned;              /* per sentence: its warning was given */
	struct cmd_block block;    /* that is being read */
};

/* What the parser sees: as much of the rest as a line may hold, whole words. */
static void load_window(char window[CMD_LINE_MAX], const char *pos)
{
	size_t len = strlen(pos);
	const char *mark = strstr(pos, CMD_BLOCK_LEAD); /* a folded block may be longer than a line */
	size_t most = mark && mark - pos < CMD_TYPED_MAX ? CMD_LINE_MAX : CMD_TYPED_MAX;
	if (len >= most) {
		len = most - 1;
		while (len > 0 && pos[len] != ' ')
			len--;
	}
	memcpy(window, pos, len);
	window[len] = '\0';
}

static bool at_separator(const char *pos)
{
	return *pos == '\0' || *pos == '#' || (*pos == '!' && (pos[1] == ' ' || pos[1] == '\0'));
}

static const char *skip_blanks(const char *pos)
{
	return pos + strspn(pos, " ");
}

/* Takes the masked word that a match stumbled over for an address, so that what follows can be read and
 * every masked value of the text is named. */
static bool unmask(char *window, const struct cmd_match *m)
{
	char *word = window + m->word;
	size_t len = strcspn(word, " ");
	if (m->status != CMD_REFUSED || !cmd_text_is_masked(word, len))
		return false;
	for (size_t i = 0; i < len; i++)
		if (strchr("Xx*", word[i]))
			word[i] = '1';
	return true;
}

/* True when everything up to the next separator is sentences in full. A fault inside a sentence does not
 * make it prose: it is to be told, not to be taken for a remark. */
static bool is_all_sentences(const struct cmd_place *from, const char *pos)
{
	struct cmd_place place = *from;
	struct cmd_match m;
	char window[CMD_LINE_MAX];
	unsigned sentences = 0;
	for (pos = skip_blanks(pos); !at_separator(pos) && cmd_text_prompt(pos) == 0;
	     pos = skip_blanks(pos + m.used)) {
		load_window(window, pos);
		do
			cmd_match(&place, window, CMD_PREFIX | CMD_SPELLED, &m);
		while (unmask(window, &m));
		if (m.status != CMD_OK)
			return m.word > 0 && (sentences > 0 || m.status == CMD_REFUSED);
		cmd_place_follow(&place, &m);
		sentences++;
	}
	OPENSSL_cleanse(window, sizeof(window));
	return sentences > 0;
}

/* The same, when separators may stand before them. */
static bool is_text_again(const struct cmd_place *from, const char *pos)
{
	while (*pos == '!' && at_separator(pos))
		pos = skip_blanks(pos + 1);
	return is_all_sentences(from, pos);
}

static bool ends_with_stop(const char *begin, const char *end)
{
	size_t len = (size_t)(end - begin);
	return (len >= 1 && end[-1] == '.') || (len >= 3 && memcmp(end - 3, "\xe3\x80\x82", 3) == 0);
}

static bool is_mode_prompt(const char *pos)
{
	size_t len = cmd_text_prompt(pos);
	return len > 0 && memchr(pos, '(', len) != NULL;
}

/* The end of the remark at `pos`. */
static const char *behind_remark(const struct batch_run *b, const char *pos)
{
	const char *begin = pos;
	for (pos = strchr(pos, ' '); pos; pos = strchr(pos, ' ')) {
		const char *word = skip_blanks(pos);
		if (*word == '#' || is_mode_prompt(word))
			return word;
		if (ends_with_stop(begin, pos) && is_text_again(&b->place, word))
			return word;
		pos = word;
	}
	return begin + strlen(begin);
}

/* Steps over what is no sentence. False when nothing is left. */
static bool skip_noise(struct batch_run *b)
{
	for (;;) {
		size_t n;
		b->pos = skip_blanks(b->pos);
		if (*b->pos == '\0')
			return false;
		if (b->at_start && *b->pos != '#' && cmd_text_is_comment(b->pos))
			return false;
		b->at_start = false;
		if (*b->pos == '#')
			b->pos = behind_remark(b, b->pos);
		else if (*b->pos == '!' && at_separator(b->pos))
			b->pos++;
		else if ((n = cmd_text_password(b->pos)) > 0 || (n = cmd_text_prompt(b->pos)) > 0)
			b->pos += n;
		else
			return *b->pos != '!';
	}
}

static void add_fault(struct batch_run *b, const char *reason)
{
	const struct cmd_match *m = &b->m;
	cmd_batch_note(
	    &b->batch->fault, &b->batch->fault_count, b->number, b->shown, m->word, m->caret, reason);
}

/* Why the line was refused, and what to do about it. */
static const char *failure_text(const struct batch_run *b, char *dst, size_t size)
{
	const struct cmd_match *m = &b->m;
	const char *kind = m->status == CMD_AMBIGUOUS    ? "Ambiguous command"
			   : m->status == CMD_INCOMPLETE ? "Incomplete command"
							 : "Invalid input";
	char hint[HINT_MAX];
	if (b->refused != 0 && b->refused != b->number && m->status != CMD_REFUSED)
		snprintf(dst, size, "belongs to line %u, which was refused", b->refused);
	else if (m->reason[0] != '\0' && m->status != CMD_INCOMPLETE)
		snprintf(dst, size, "%s", m->reason);
	else if (*cmd_suggest(&b->place, b->window, m, hint, sizeof(hint)) != '\0')
		snprintf(dst, size, "%s: %s", kind, hint);
	else
		snprintf(dst, size, "%s: %s", kind,
		    m->status == CMD_AMBIGUOUS    ? "write the word in full"
		    : m->status == CMD_INCOMPLETE ? "more words are needed"
						  : "no command of this mode goes on like this");
	return dst;
}

static bool has_kind(const struct cmd_sentence *s, uint8_t kind)
{
	for (unsigned i = 0; i < s->arg_count; i++)
		if (s->arg[i].kind == kind)
			return true;
	return false;
}

/* A shortened word may hide a command of a mode around this one, as "name 10.1.1.1 SERVER" looks like the
 * "nameif 10.1.1.1" of an interface: all that is left is one sentence spelled in full, and is taken as that. */
static bool match_around(struct batch_run *b)
{
	struct cmd_match m;
	bool whole = cmd_match(&b->place, b->window, CMD_SPELLED, &m) == CMD_OK && m.up > 0 &&
		     m.sentence->config && !has_kind(m.sentence, CMD_KIND_NAMES);
	if (whole)
		cmd_match(&b->place, b->window, CMD_SPELLED, &b->m);
	OPENSSL_cleanse(&m, sizeof(m));
	return whole;
}

static enum cmd_status match_window(struct batch_run *b)
{
	char reason[sizeof(b->m.reason) + 64];
	enum cmd_status status;
	while ((status = cmd_match(&b->place, b->window, CMD_PREFIX, &b->m)) == CMD_REFUSED &&
	       unmask(b->window, &b->m))
		add_fault(b, failure_text(b, reason, sizeof(reason)));
	if (b->window[b->m.used] != '\0' && match_around(b))
		return CMD_OK;
	if (status == CMD_INVALID && cmd_text_is_remark(b->window, b->m.word))
		b->m.status = status = CMD_INCOMPLETE;
	return status;
}

/* A free text takes the rest of the line; where it has no effect, a remark in it is one. False when nothing
 * is left of the text then: "aaa # remark". */
static bool cut_remark(struct batch_run *b)
{
	if (!b->m.sentence->tolerated || !has_kind(b->m.sentence, CMD_KIND_LINE))
		return true;
	for (size_t i = 1; i < b->m.used; i++)
		if (cmd_text_is_remark(b->window, i)) {
			b->window[i] = b->shown[i] = '\0';
			return cmd_match(&b->place, b->window, CMD_PREFIX, &b->m) == CMD_OK;
		}
	return true;
}

static void warn_tolerated(struct batch_run *b)
{
	const struct cmd_sentence *s = b->m.sentence;
	if (!s->tolerated || s->absent || s->positive || b->m.negated || b->warned[s->id])
		return;
	b->warned[s->id] = true;
	cmd_batch_note(&b->batch->warning, &b->batch->warning_count, b->number, b->shown, 0, 0,
	    "accepted and kept, but it has no effect here");
}

/* A batch stands in configuration whatever it says about EXEC. */
static void follow(struct batch_run *b)
{
	cmd_place_follow(&b->place, &b->m);
	if (!cmd_place_in_config(&b->place))
		cmd_place_from(&b->place, "");
}

/* A block that an EXEC sentence brings in becomes lines of the configuration, from global configuration on. */
static void import(struct batch_run *b)
{
	struct cmd_place place = b->place;
	struct pki_import *in = pki_import_new(b->store, &b->m);
	if (!in->fault[0] && !pki_import_run(in, b->store, b->number))
		snprintf(in->fault, sizeof(in->fault), "%s", "out of memory");
	if (in->fault[0])
		add_fault(b, in->fault);
	b->batch->sentences++;
	pki_import_free(in);
	b->place = place;
}

static void carry_out(struct batch_run *b)
{
	char reason[256];
	if (!b->m.sentence->config) {
		if (cmd_block_of(b->m.sentence, b->m.args)) {
			import(b);
			return;
		}
		if (!b->m.sentence->quick && b->m.sentence->move != CMD_MOVE_UP)
			add_fault(
			    b, "this command is not possible inside a configuration: give it by itself");
		follow(b);
		return;
	}
	warn_tolerated(b);
	if (!cmd_store_execute(b->store, &b->place, &b->m, b->number, reason, sizeof(reason)))
		add_fault(b, reason);
	b->batch->sentences++;
	follow(b);
}

/* After a fault in a flattened line: the next place where a sentence begins. */
static const char *next_sentence(const struct batch_run *b)
{
	struct cmd_match m;
	char window[CMD_LINE_MAX];
	const char *pos = b->pos + b->m.word;
	for (pos = strchr(pos, ' '); pos; pos = strchr(pos, ' ')) {
		pos = skip_blanks(pos);
		load_window(window, pos);
		if (*pos == '#')
			return pos;
		if (cmd_match(&b->place, window, CMD_PREFIX | CMD_SPELLED, &m) != CMD_OK ||
		    !m.sentence->config)
			continue; /* nor is the "disable" that ends a refused line an EXEC command */
		/* one word alone, as the "enable" of a refused "crypto ikev1 enable outside", may be none */
		if (m.used > strcspn(window, " ") || is_all_sentences(&b->place, pos))
			return pos;
	}
	return b->pos + strlen(b->pos);
}

/* Whether a refused sentence is all that the rest of the line holds: it is right in another mode, where its end may
 * look like the beginning of something else. */
static bool is_one_sentence(const struct batch_run *b)
{
	return cmd_suggest_elsewhere(&b->place, b->window);
}

/* Where reading goes on behind a refused sentence. */
static const char *behind_refused(const struct batch_run *b)
{
	const struct cmd_match *m = &b->m;
	if (m->status == CMD_REFUSED && m->used > 0 && !has_kind(m->sentence, CMD_KIND_LINE))
		return b->pos + m->used; /* it was recognised: that is its end */
	return is_one_sentence(b) ? b->pos + strlen(b->pos) : next_sentence(b);
}

static bool belongs_to_refused(const struct batch_run *b)
{
	return b->refused != 0 && b->refused != b->number;
}

/* A fault, and on to where another sentence may begin. */
static void refuse(struct batch_run *b)
{
	char reason[sizeof(b->m.reason) + 64];
	bool behind_key = b->keyed == b->number && b->m.status != CMD_REFUSED && !belongs_to_refused(b);
	if (behind_key) { /* it may be the rest of the key */
		snprintf(b->shown, sizeof(b->shown), "*****");
		b->m.word = b->m.caret = 0;
	}
	add_fault(b,
	    behind_key ? "no command stands behind the key: it has no blanks, and no type as 0 or 8 before it"
		       : failure_text(b, reason, sizeof(reason)));
	if (b->refused == 0) {
		b->refused = b->number;
		b->refused_indent = b->indent;
	}
	b->pos = behind_key ? b->pos + strlen(b->pos) : behind_refused(b);
}

/* An EXEC sentence, or what looks like one, in the block of a mode that was refused. */
static bool is_stray(const struct batch_run *b)
{
	return belongs_to_refused(b) && !b->m.sentence->config && !b->m.sentence->quick &&
	       b->m.sentence->move != CMD_MOVE_UP;
}

static bool is_filter(const struct batch_run *b)
{
	return *skip_blanks(b->pos) == '|' && b->m.sentence && !b->m.sentence->config;
}

/* A sentence that lines of data follow takes all of its own line. */
static bool opens_block(struct batch_run *b)
{
	if (!cmd_block_open(&b->block, &b->place, b->window))
		return false;
	b->block.number = b->number;
	b->pos += strlen(b->pos);
	return true;
}

static void note_block(struct batch_run *b, const char *reason)
{
	cmd_batch_note(
	    &b->batch->fault, &b->batch->fault_count, b->block.number, b->block.head, 0, 0, reason);
}

/* The sentence with its data, as if it had stood on one line where the block began. */
static void close_block(struct batch_run *b)
{
	char reason[sizeof(b->m.reason) + 64];
	unsigned number = b->number;
	b->number = b->block.number;
	if (!cmd_block_fold(&b->block, b->window, sizeof(b->window)))
		note_block(b, b->block.fault);
	else if (memcpy(b->shown, b->block.head, strlen(b->block.head) + 1) && match_window(b) != CMD_OK)
		add_fault(b, failure_text(b, reason, sizeof(reason)));
	else
		carry_out(b);
	cmd_block_wipe(&b->block);
	b->number = number;
}

static void run_sentence(struct batch_run *b)
{
	load_window(b->window, b->pos);
	memcpy(b->shown, b->window, strlen(b->window) + 1);
	enum cmd_status status = match_window(b);
	if (status == CMD_INCOMPLETE && opens_block(b))
		return;
	if (status != CMD_OK || !cut_remark(b)) {
		refuse(b);
		return;
	}
	if (is_stray(b)) {
		b->m.status = CMD_INVALID;
		refuse(b);
		return;
	}
	b->keyed = has_kind(b->m.sentence, CMD_KIND_SECRET) ? b->number : 0;
	size_t used = b->m.used;
	carry_out(b);
	b->pos += used > 0 ? used : strlen(b->pos);
	if (is_filter(b))
		b->pos += strlen(b->pos);
}

static void run_line(struct batch_run *b, const char *line)
{
	b->indent = strspn(line, " ");
	if (b->indent <= b->refused_indent)
		b->refused = 0;
	b->pos = line + cmd_text_prompt(line);
	b->at_start = true;
	while (skip_noise(b))
		run_sentence(b);
}

static void warn_unresolved(void *arg, const struct cmd_line *line, const char *class_title, const char *name)
{
	struct batch_run *b = arg;
	char reason[256];
	uint32_t tag = cmd_line_tag(line);
	snprintf(reason, sizeof(reason), "there is no %s \"%.64s\" yet", class_title, name);
	cmd_batch_note(&b->batch->warning, &b->batch->warning_count, tag == UINT32_MAX ? 0 : tag,
	    cmd_line_text(line), 0, 0, reason);
}

static void warn_gated(void *arg, const struct cmd_line *line, const struct cmd_word *word)
{
	struct batch_run *b = arg;
	char reason[256];
	uint32_t tag = cmd_line_tag(line);
	snprintf(reason, sizeof(reason), "%s: %s", word->text, word->help);
	cmd_batch_note(&b->batch->warning, &b->batch->warning_count, tag == UINT32_MAX ? 0 : tag,
	    cmd_line_text(line), 0, 0, reason);
}

static void check_references(struct batch_run *b)
{
	struct cmd_faults faults = {0};
	cmd_refs_check(b->store, &faults);
	for (size_t i = 0; i < faults.count; i++)
		cmd_batch_add_fault(b->batch, &faults.entry[i]);
	if (b->batch->fault_count == 0)
		cmd_gate_used(b->store, warn_gated, b);
	cmd_faults_free(&faults);
	cmd_refs_unresolved(b->store, warn_unresolved, b);
}

bool cmd_batch_run(struct cmd_store *store, const char *text, size_t size, struct cmd_batch *batch)
{
	*batch = (struct cmd_batch){0};
	struct batch_run *b = calloc(1, sizeof(*b));
	char *line = malloc(TEXT_LINE_MAX);
	bool *warned = calloc(cmd_grammar.sentence_count, sizeof(*warned));
	if (!b || !line || !warned)
		abort();
	b->store = store;
	b->batch = batch;
	b->warned = warned;
	cmd_place_from(&b->place, "");
	struct cmd_text lines = cmd_text_from(text, size);
	bool cut;
	while (cmd_text_next(&lines, line, TEXT_LINE_MAX, &cut)) {
		b->number = lines.number;
		if (!b->block.open)
			run_line(b, line);
		else if (cmd_block_take(&b->block, line))
			close_block(b);
		if (cut)
			cmd_batch_note(&batch->fault, &batch->fault_count, b->number, "", 0, 0,
			    "the line is too long: break it");
	}
	if (b->block.open)
		note_block(
		    b, "the block that begins here has no end: put \"quit\" on a line by itself behind it");
	check_references(b);
	cmd_batch_sort(batch);
	OPENSSL_cleanse(line, TEXT_LINE_MAX);
	OPENSSL_cleanse(b, sizeof(*b));
	free(warned);
	free(line);
	free(b);
	return batch->fault_count == 0;
}
