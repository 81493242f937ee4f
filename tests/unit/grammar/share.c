/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/grammar/share.h"
#include <stdio.h>
#include <string.h>
#include "lib/cmd_batch.h"
#include "lib/cmd_owner.h"
#include "lib/cmd_refs.h"
#include "lib/cmd_table.h"
#include "lib/replica.h"
#include "tests/unit/grammar/sentence.h"
#include "tests/unit/unit.h"

#define LOOK  10 /* every so many transactions everything is compared */
#define CLEAR 1000
#define TRIES 300

struct world {
	const struct share_subject *subject;
	uint32_t state;
	struct cmd_store *store; /* posternd's */
	struct cmd_op_list text; /* lines that come and go */
	void *ctx;
	struct replica *replica;
	uint32_t id;
	unsigned taken, refused;
};

/* One of the modes that are configured, or global configuration. */
static void choose_place(struct world *w, struct cmd_place *place)
{
	const struct cmd_line *at = NULL;
	char path[CMD_PATH_MAX] = "";
	for (;;) {
		size_t count;
		const struct cmd_line *const *lines = cmd_store_lines(w->store, at, &count);
		const struct cmd_line *line =
		    count > 0 ? lines[sentence_random(&w->state, (uint32_t)count)] : NULL;
		if (!line || cmd_line_negated(line) || cmd_line_sentence(line)->enters == CMD_NONE)
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
	uint32_t owner = 1u << w->subject->ops->owner->id;
	choose_place(w, &place);
	bool no = sentence_random(&w->state, 5) == 0;
	for (unsigned i = 0; i < TRIES; i++) {
		if (!sentence_make(&w->state, &place, no, line, sizeof(line), &m) ||
		    !(m.sentence->owners & owner))
			continue;
		cmd_store_execute(w->store, &place, &m, 0, reason, sizeof(reason));
		return;
	}
}

/* The modes that a path leads through, from the outermost on. */
static void set_modes(struct world *w, const char *path)
{
	char outer[CMD_PATH_MAX], line[CMD_LINE_MAX], reason[256];
	size_t start = 0;
	while (path[start]) {
		size_t size = strcspn(path + start, "\n");
		snprintf(outer, sizeof(outer), "%.*s", start ? (int)start - 1 : 0, path);
		snprintf(line, sizeof(line), "%.*s", (int)size, path + start);
		cmd_store_apply(w->store, CMD_SET, outer, line, 0, reason, sizeof(reason));
		start += size + (path[start + size] == '\n');
	}
}

/* A line of the text comes, with the modes that it stands in, or goes. Most are there most of the time. */
static void toggle_line(struct world *w)
{
	const struct cmd_operation *op = &w->text.op[sentence_random(&w->state, (uint32_t)w->text.count)];
	char reason[256];
	bool set = sentence_random(&w->state, 6) != 0;
	if (set)
		set_modes(w, op->path);
	cmd_store_apply(w->store, set ? CMD_SET : CMD_UNSET, op->path, op->line, 0, reason, sizeof(reason));
}

static bool sound(const struct cmd_store *store)
{
	struct cmd_faults faults = {0};
	bool good = cmd_refs_check(store, &faults);
	cmd_faults_free(&faults);
	return good;
}

/* Hands the operations over as posternd does; false when the daemon has faults to tell. */
static bool hand_over(
    struct replica *replica, uint32_t id, bool full, uint32_t owner, const struct cmd_op_list *list)
{
	struct wbuf body = {0}, result;
	uint32_t count = 0;
	wbuf_u8(&body, full);
	wbuf_u32(&body, 0);
	for (size_t i = 0; i < list->count; i++) {
		if (!(list->op[i].owners & owner))
			continue;
		wbuf_u8(&body, (uint8_t)list->op[i].verb);
		wbuf_str(&body, list->op[i].path);
		wbuf_str(&body, list->op[i].line);
		count++;
	}
	wbuf_set_u32(&body, 1, count);
	struct rbuf r = rbuf_from(body.data, body.len);
	CU_ASSERT_TRUE(replica_check(replica, id, false, &r));
	replica_result(replica, &result);
	r = rbuf_from(result.data, result.len);
	bool good = rbuf_u32(&r) == 0;
	wbuf_free(&result);
	wbuf_free(&body);
	if (good)
		CU_ASSERT_TRUE(replica_apply(replica, id));
	return good;
}

static void edit(struct world *w)
{
	struct cmd_op_list changes;
	cmd_store_begin(w->store);
	for (unsigned n = 1 + sentence_random(&w->state, 4); n > 0; n--)
		(sentence_random(&w->state, 4) ? toggle_line : edit_line)(w);
	if (!sound(w->store)) {
		cmd_store_abort(w->store);
		w->refused++;
		return;
	}
	cmd_store_changes(w->store, &changes);
	if (hand_over(w->replica, ++w->id, false, 1u << w->subject->ops->owner->id, &changes)) {
		cmd_store_commit(w->store);
		w->taken++;
	} else {
		cmd_store_abort(w->store);
		w->refused++;
	}
	cmd_op_list_free(&changes);
}

static void feed(const struct world *w, struct replica *replica)
{
	struct cmd_op_list all;
	uint32_t owner = 1u << w->subject->ops->owner->id;
	cmd_store_diff(NULL, w->store, owner, &all);
	CU_ASSERT_TRUE(hand_over(replica, 1, true, owner, &all));
	cmd_op_list_free(&all);
}

static void expect_fresh(const struct world *w)
{
	void *ctx = w->subject->world_new();
	struct replica *replica = replica_new(w->subject->ops, ctx);
	feed(w, replica);
	w->subject->expect_equal(w->ctx, ctx);
	replica_free(replica);
	w->subject->world_free(ctx);
}

static void clear(struct world *w)
{
	cmd_store_clear(w->store, NULL);
	feed(w, w->replica);
}

static void read_text(struct world *w)
{
	struct cmd_batch batch;
	struct cmd_store *store = cmd_store_new();
	cmd_store_begin(store);
	CU_ASSERT_TRUE_FATAL(cmd_batch_run(store, w->subject->text, strlen(w->subject->text), &batch));
	cmd_store_commit(store);
	cmd_batch_free(&batch);
	cmd_store_diff(NULL, store, 0, &w->text);
	cmd_store_free(store);
}

void share_edits(const struct share_subject *subject, unsigned transactions)
{
	struct world w = {.subject = subject, .state = 20261123, .store = cmd_store_new()};
	read_text(&w);
	w.ctx = subject->world_new();
	w.replica = replica_new(subject->ops, w.ctx);
	feed(&w, w.replica);
	for (unsigned i = 1; i <= transactions; i++) {
		edit(&w);
		if (i % LOOK == 0)
			expect_fresh(&w);
		if (i % CLEAR == 0)
			clear(&w);
	}
	CU_ASSERT_TRUE(w.taken > transactions / 2);
	replica_free(w.replica);
	subject->world_free(w.ctx);
	cmd_op_list_free(&w.text);
	cmd_store_free(w.store);
}
