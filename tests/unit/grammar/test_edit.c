/* SPDX-License-Identifier: Apache-2.0 */
/* Thousands of random edits leave what a fresh start with the result has, and every step leads back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/cmd_follow.h"
#include "lib/cmd_merge.h"
#include "lib/cmd_owner.h"
#include "lib/cmd_refs.h"
#include "lib/cmd_render.h"
#include "lib/cmd_table.h"
#include "tests/unit/grammar/config.h"
#include "tests/unit/grammar/sentence.h"
#include "tests/unit/unit.h"

#define EDITS 10000
#define LOOK  100 /* every so many edits everything is compared */

struct world {
	uint32_t state;
	struct cmd_store *store;
	struct cmd_store *mirror; /* follows by operations, as a daemon's share and the next posternd do */
	unsigned committed, aborted;
};

/* Somewhere in the tree: global configuration or one of the modes that are configured. */
static void choose_place(struct world *w, struct cmd_place *place)
{
	const struct cmd_line *at = NULL;
	char path[CMD_PATH_MAX] = "";
	for (;;) {
		size_t count;
		const struct cmd_line *const *lines = cmd_store_lines(w->store, at, &count);
		const struct cmd_line *line =
		    count > 0 ? lines[sentence_random(&w->state, (uint32_t)count)] : NULL;
		if (!line || cmd_line_negated(line) || cmd_line_sentence(line)->enters == CMD_NONE ||
		    sentence_random(&w->state, 4) == 0)
			break;
		size_t len = strlen(path);
		snprintf(path + len, sizeof(path) - len, "%s%s", len ? "\n" : "", cmd_line_text(line));
		at = line;
	}
	CU_ASSERT_TRUE(cmd_place_from(place, path));
}

static void edit_line(struct world *w)
{
	struct cmd_place place;
	struct cmd_match m;
	char line[CMD_LINE_MAX], reason[256];
	choose_place(w, &place);
	bool no = sentence_random(&w->state, 6) == 0;
	for (unsigned i = 0; i < 50; i++)
		if (sentence_make(&w->state, &place, no, line, sizeof(line), &m)) {
			cmd_store_execute(w->store, &place, &m, 0, reason, sizeof(reason));
			return;
		}
}

static bool sound(const struct cmd_store *store)
{
	struct cmd_faults faults = {0};
	bool good = cmd_refs_check(store, &faults);
	cmd_faults_free(&faults);
	return good;
}

static void carry_out(struct cmd_store *store, const struct cmd_op_list *list)
{
	char reason[256];
	cmd_store_begin(store);
	for (size_t i = 0; i < list->count; i++) {
		const struct cmd_operation *op = &list->op[i];
		bool good = cmd_store_apply(store, op->verb, op->path, op->line, 0, reason, sizeof(reason));
		if (!good)
			printf("    %c %s / %s: %s\n", op->verb == CMD_SET ? '+' : '-', op->path, op->line,
			    reason);
		CU_ASSERT_TRUE(good);
	}
	cmd_store_commit(store);
}

/* One transaction; the mirror goes along, and with `back` to and fro. */
static void edit(struct world *w, bool back)
{
	struct cmd_op_list changes, undo;
	cmd_store_begin(w->store);
	for (unsigned n = 1 + sentence_random(&w->state, 4); n > 0; n--)
		edit_line(w);
	cmd_follow_names(w->store);
	if (!sound(w->store) || sentence_random(&w->state, 5) == 0) {
		cmd_store_abort(w->store);
		w->aborted++;
		return;
	}
	cmd_store_changes(w->store, &changes);
	cmd_store_undo(w->store, &undo);
	cmd_store_commit(w->store);
	w->committed++;
	carry_out(w->mirror, &changes);
	if (back) {
		carry_out(w->mirror, &undo);
		carry_out(w->mirror, &changes);
	}
	cmd_op_list_free(&changes);
	cmd_op_list_free(&undo);
}

static void expect_fresh(const struct world *w)
{
	char *text = print_store(w->store, "", CMD_RENDER_CLEAR | CMD_RENDER_HIDDEN);
	struct cmd_store *fresh = load(text);
	CU_ASSERT_PTR_NOT_NULL_FATAL(fresh);
	CU_ASSERT_TRUE(cmd_store_equal(w->store, fresh));
	CU_ASSERT_TRUE(cmd_store_equal(w->store, w->mirror));
	char *again = print_store(fresh, "", CMD_RENDER_CLEAR | CMD_RENDER_HIDDEN);
	CU_ASSERT_STRING_EQUAL(text, again);
	free(again);
	free(text);
	cmd_store_free(fresh);
}

static void world_begin(struct world *w)
{
	*w = (struct world){.state = 4711, .store = cmd_store_new(), .mirror = cmd_store_new()};
}

static void world_end(struct world *w)
{
	cmd_store_free(w->store);
	cmd_store_free(w->mirror);
}

static void edits_are_as_a_fresh_start(void)
{
	struct world w;
	world_begin(&w);
	for (unsigned i = 0; i < EDITS; i++) {
		edit(&w, i % 3 == 0);
		if (i % LOOK == 0)
			expect_fresh(&w);
		if (i % 500 == 499) /* so that it neither fills up nor stays empty */
			cmd_store_clear(w.store, NULL), cmd_store_clear(w.mirror, NULL);
	}
	CU_ASSERT_TRUE(w.committed > EDITS / 4 && w.aborted > EDITS / 20);
	world_end(&w);
}

/* Two operators change copies of one configuration; where they do not touch the same, both changes are in force. */
static void merging_keeps_both(void)
{
	struct world w;
	unsigned clean = 0;
	world_begin(&w);
	for (unsigned i = 0; i < 300; i++)
		edit(&w, false);
	for (unsigned i = 0; i < 400; i++) {
		struct world own = {
		    .state = w.state + i, .store = cmd_store_new(), .mirror = cmd_store_new()};
		struct cmd_store *base = cmd_store_new();
		cmd_store_replace(base, w.store);
		cmd_store_replace(own.store, w.store);
		cmd_store_replace(own.mirror, w.store);
		edit(&own, false);
		edit(&w, false);
		struct cmd_store *one = cmd_store_new(), *other = cmd_store_new();
		cmd_store_replace(one, w.store);
		cmd_store_replace(other, own.store);
		cmd_store_begin(one);
		cmd_store_begin(other);
		size_t conflicts = cmd_store_merge(one, base, own.store, NULL, NULL);
		size_t mirrored = cmd_store_merge(other, base, w.store, NULL, NULL);
		cmd_store_commit(one);
		cmd_store_commit(other);
		CU_ASSERT_EQUAL(conflicts == 0, mirrored == 0);
		if (conflicts == 0) {
			CU_ASSERT_TRUE(cmd_store_equal(one, other));
			clean++;
		}
		cmd_store_free(one);
		cmd_store_free(other);
		cmd_store_free(base);
		world_end(&own);
	}
	CU_ASSERT_TRUE(clean > 100);
	world_end(&w);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"10,000 edits are as a fresh start", edits_are_as_a_fresh_start},
	    {"merging keeps both", merging_keeps_both},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("grammar-edit", tests);
}
