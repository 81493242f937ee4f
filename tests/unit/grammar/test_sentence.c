/* SPDX-License-Identifier: Apache-2.0 */
/* For every sentence of the grammar: what is accepted is printed, what is printed is accepted and means the same. */
#include "tests/unit/grammar/sentence.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/cmd_gate.h"
#include "lib/cmd_render.h"
#include "lib/cmd_table.h"
#include "lib/cmd_value.h"
#include "tests/unit/grammar/config.h"
#include "tests/unit/unit.h"

#define WALKS 120000 /* of each mode */
#define PER   12     /* texts of each sentence */

static unsigned made[1024];

/* What other lines need to be there first. */
static void prologue(const struct cmd_match *m, char *dst, size_t size)
{
	char text[64] = "";
	const struct cmd_sentence *s = m->sentence;
	*dst = '\0';
	if (s->needs == CMD_NONE)
		return;
	cmd_value_print(&s->arg[s->key[0]], m->args, false, text, sizeof(text));
	const char *slot = cmd_grammar.slot[s->needs];
	if (strcmp(slot, "username") == 0)
		snprintf(dst, size, "username %s password Secret-123\n", text);
	else if (strcmp(slot, "tunnel_group_type") == 0)
		snprintf(dst, size, "tunnel-group %s type ipsec-l2l\n", text);
	else if (strcmp(slot, "crypto_ca_trustpoint") == 0)
		snprintf(dst, size, "crypto ca trustpoint %s\n", text);
	else if (strcmp(slot, "bgp_neighbor_remote_as") == 0)
		snprintf(dst, size, "neighbor %s remote-as 65531\n", text);
}

/* The line that a word of this one needs. */
static const char *admission(const struct cmd_match *m)
{
	const struct cmd_word *word = m->negated ? NULL : cmd_gate_word(m->sentence, m->args);
	return word ? cmd_grammar.sentence[word->needs].summary : "";
}

static bool has_stars(const char *text)
{
	return strstr(text, "*****") != NULL;
}

/* `text` is accepted; so is what is printed of it, in clear and masked, and nothing changes any more. */
static void survive(const char *text)
{
	struct cmd_store *store = load(text);
	if (!store)
		printf("    refused as a text: %s", text);
	CU_ASSERT_PTR_NOT_NULL(store);
	if (!store)
		return;
	char *clear = print_store(store, "", CMD_RENDER_CLEAR | CMD_RENDER_HIDDEN),
	     *masked = print_store(store, "", 0);
	struct cmd_store *again = load(clear);
	bool same = again && cmd_store_equal(store, again);
	if (!same)
		printf("    does not survive: %s    printed as: %s", text, clear);
	CU_ASSERT_TRUE(same);
	if (same) {
		CU_ASSERT_TRUE(change(again, masked));
		CU_ASSERT_TRUE(cmd_store_equal(store, again));
	}
	free(clear);
	free(masked);
	cmd_store_free(again);
	cmd_store_free(store);
}

/* A masked key means the one that is set, and nothing where none is. */
static void expect_masked_refused(const char *text)
{
	struct cmd_batch batch;
	struct cmd_store *store = load(text), *empty = cmd_store_new();
	char *masked = store ? print_store(store, "", 0) : NULL;
	if (masked && has_stars(masked) && !has_stars(text)) {
		CU_ASSERT_NOT_EQUAL(refuse(empty, masked, &batch), 0);
		cmd_batch_free(&batch);
		CU_ASSERT_TRUE(cmd_store_empty(empty));
	}
	free(masked);
	cmd_store_free(empty);
	cmd_store_free(store);
}

/* The same for the mode itself. */
static void lead_of(const char *path, char *dst, size_t size)
{
	char name[64], mode[64];
	*dst = '\0';
	if (sscanf(path, "tunnel-group %63s %63s", name, mode) == 2)
		snprintf(dst, size, "tunnel-group %s type ipsec-l2l\n", name);
	else if (sscanf(path, "crypto ca certificate chain %63s", name) == 1)
		snprintf(dst, size, "crypto ca trustpoint %s\n", name);
	else if (sscanf(path, "username %63s %63s", name, mode) == 2)
		snprintf(dst, size, "username %s password Secret-123\n", name);
}

static void try_mode(uint32_t *state, unsigned mode)
{
	struct cmd_place place;
	struct cmd_match m;
	char line[CMD_LINE_MAX], text[2 * CMD_PATH_MAX + CMD_LINE_MAX], lead[128];
	CU_ASSERT_TRUE_FATAL(sentence_path(state, mode, &place));
	lead_of(cmd_place_text(&place), lead, sizeof(lead));
	for (unsigned i = 0; i < WALKS; i++) {
		if (!sentence_make(state, &place, false, line, sizeof(line), &m) ||
		    made[m.sentence->id] >= PER)
			continue;
		made[m.sentence->id]++;
		char first[128];
		const char *path = cmd_place_text(&place);
		prologue(&m, first, sizeof(first));
		snprintf(text, sizeof(text), "%s%s%s%s%s\n%s\n", lead, path, *path ? "\n" : "", first, line,
		    admission(&m));
		survive(text);
		expect_masked_refused(text);
	}
}

static void each_sentence(void)
{
	uint32_t state = 20261122;
	CU_ASSERT_TRUE_FATAL(cmd_grammar.sentence_count < 1024);
	for (unsigned mode = 1; mode < cmd_grammar.mode_count; mode++)
		try_mode(&state, mode);
	for (unsigned i = 0; i < cmd_grammar.sentence_count; i++) {
		const struct cmd_sentence *s = &cmd_grammar.sentence[i];
		if (!s->config || s->refuse)
			continue;
		if (made[i] == 0)
			printf("    no walk led to %s\n", s->name);
		CU_ASSERT_NOT_EQUAL(made[i], 0);
	}
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"each sentence survives", each_sentence},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("grammar-sentence", tests);
}
