/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/txn.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>
#include "daemons/mgmtd/share.h"
#include "lib/cmd_refs.h"
#include "lib/cmd_render.h"
#include "lib/ipc.h"
#include "lib/log.h"
#include "lib/loop.h"

#define ANSWER_TIME  (5 * LOOP_SEC)
#define ANSWER_EXTRA (LOOP_SEC / 5000) /* for each operation */
#define bit(owner)   (1u << (owner))

enum phase {
	PHASE_IDLE,
	PHASE_CHECK,
	PHASE_APPLY,
};

struct txn_engine {
	struct loop *loop;
	struct txn_conf conf;
	struct txn *queue; /* the head is under way unless the phase is IDLE */
	enum phase phase;
	uint32_t id;         /* of the messages of the present transaction */
	uint32_t configured; /* owners that hold their share */
	uint32_t checked;    /* owners that were asked in this transaction */
	uint32_t pending;    /* owners whose answer is missing */
	bool local;          /* posternd's own share changes */
	bool alone;          /* one daemon is concerned: what it accepts is in force */
	bool running;        /* the queue is being served */
	struct share shares[CMD_OWNER_COUNT];
	struct loop_timer *timer;
};

static void answer_overdue(void *arg);
static void serve(struct txn_engine *e);

struct txn_engine *txn_engine_new(struct loop *loop, const struct txn_conf *conf)
{
	struct txn_engine *e = calloc(1, sizeof(*e));
	if (e == NULL)
		return NULL;
	e->loop = loop;
	e->conf = *conf;
	e->timer = loop_timer_new(loop, answer_overdue, e);
	return e;
}

static void free_shares(struct txn_engine *e)
{
	for (unsigned i = 0; i < CMD_OWNER_COUNT; i++)
		share_free(&e->shares[i]);
}

static void feed_free(struct txn *t)
{
	txn_clear(t);
	free(t);
}

void txn_engine_free(struct txn_engine *e)
{
	if (e == NULL)
		return;
	struct txn *t, *next;
	DL_FOREACH_SAFE(e->queue, t, next)
		if (t->feed)
			feed_free(t);
	free_shares(e);
	loop_timer_free(e->timer);
	free(e);
}

void txn_clear(struct txn *t)
{
	cmd_faults_free(&t->faults);
	cmd_op_list_free(&t->changes);
	t->faults = (struct cmd_faults){0};
	t->changes = (struct cmd_op_list){0};
}

void txn_fault(struct txn *t, uint32_t tag, const char *line, const char *text)
{
	struct cmd_fault_entry *entry = reallocarray(t->faults.entry, t->faults.count + 1, sizeof(*entry));
	if (entry == NULL)
		return;
	t->faults.entry = entry;
	entry[t->faults.count++] = (struct cmd_fault_entry){
	    .tag = tag, .line = line == NULL ? NULL : strdup(line), .text = strdup(text)};
}

/* ---- the end of a transaction ---- */

static void finish(struct txn_engine *e, bool accepted)
{
	struct txn *t = e->queue;
	DL_DELETE(e->queue, t);
	loop_timer_stop(e->timer);
	free_shares(e);
	e->phase = PHASE_IDLE;
	if (t->feed)
		feed_free(t);
	else
		t->done(t, accepted);
	serve(e);
}

static void send_verdict(struct txn_engine *e, uint16_t type)
{
	for (unsigned i = 0; i < CMD_OWNER_COUNT; i++) {
		if ((e->checked & bit(i)) == 0)
			continue;
		struct ipc_conn *conn = e->conf.conn(e->conf.arg, (enum cmd_owner_id)i);
		ipc_send(conn, type, 0, e->id, NULL, 0);
		ipc_flush(conn); /* it works while we do */
	}
}

/* A large share takes its time. */
static void await_answers(struct txn_engine *e)
{
	loop_timer_set(e->timer, ANSWER_TIME + (int64_t)e->queue->changes.count * ANSWER_EXTRA);
}

static void take_back(struct txn_engine *e, bool accepted)
{
	send_verdict(e, IPC_TXN_ABORT);
	if (e->local)
		e->conf.discard(e->conf.arg);
	if (!e->queue->feed)
		cmd_store_abort(e->conf.store);
	finish(e, accepted);
}

static void commit(struct txn_engine *e, const struct txn *t)
{
	struct cmd_op_list undo;
	cmd_store_undo(e->conf.store, &undo);
	cmd_store_commit(e->conf.store);
	e->conf.committed(e->conf.arg, t, &undo);
	cmd_op_list_free(&undo);
}

/* Everybody agrees. The store is committed at once: the daemons' empty answers only say when. */
static void carry_out(struct txn_engine *e)
{
	struct txn *t = e->queue;
	e->phase = PHASE_APPLY;
	send_verdict(e, IPC_TXN_APPLY);
	e->pending = e->checked;
	if (e->local)
		e->conf.apply(e->conf.arg);
	if (t->feed) {
		e->configured |= e->checked;
	} else {
		commit(e, t);
	}
	if (e->pending == 0)
		finish(e, true);
	else
		await_answers(e);
}

/* ---- asking ---- */

static void ask(struct txn_engine *e, enum cmd_owner_id owner, bool full)
{
	struct share *share = &e->shares[owner];
	struct ipc_conn *conn = e->conf.conn(e->conf.arg, owner);
	size_t next = 0;
	bool sent = true;
	do {
		struct wbuf w = {0};
		next = share_pack(share, &e->queue->changes, full, next, &w);
		uint16_t flags = next < share->count ? IPC_FLAG_MORE : e->alone ? IPC_FLAG_APPLY : 0;
		sent = ipc_send_buf(conn, IPC_TXN_CHECK, flags, e->id, &w);
		wbuf_free(&w);
		ipc_flush(conn); /* it reads while we write */
	} while (sent && next < share->count);
	await_answers(e);
	if (sent) {
		e->checked |= bit(owner);
		e->pending |= bit(owner);
	}
}

static void begin_phase_check(struct txn_engine *e)
{
	e->phase = PHASE_CHECK;
	e->checked = 0;
	e->pending = 0;
	e->local = e->alone = false;
	e->id++;
}

static void ask_all(struct txn_engine *e)
{
	uint32_t concerned = 0;
	for (unsigned i = 0; i < CMD_OWNER_COUNT; i++) {
		if ((e->configured & bit(i)) == 0)
			continue;
		share_select(&e->shares[i], &e->queue->changes, bit(i));
		if (e->shares[i].count > 0)
			concerned |= bit(i);
	}
	e->alone = !e->queue->check_only && e->queue->preview == NULL && (concerned & (concerned - 1)) == 0;
	for (unsigned i = 0; i < CMD_OWNER_COUNT; i++)
		if (concerned & bit(i))
			ask(e, (enum cmd_owner_id)i, false);
}

static bool concerns(const struct cmd_op_list *list, enum cmd_owner_id owner)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->op[i].owners & bit(owner))
			return true;
	return false;
}

/* posternd's own share; its check may rewrite lines, as a password to its hash. */
static bool check_local(struct txn_engine *e, struct txn *t)
{
	if (!concerns(&t->changes, CMD_OWNER_MGMTD))
		return true;
	e->local = true;
	if (!e->conf.check(e->conf.arg, e->conf.store, &t->faults))
		return false;
	cmd_op_list_free(&t->changes);
	cmd_store_changes(e->conf.store, &t->changes);
	return true;
}

static void agreed(struct txn_engine *e)
{
	if (e->queue->preview != NULL)
		e->queue->preview(e->queue);
	carry_out(e);
}

static void check_answered(struct txn_engine *e)
{
	if (e->pending != 0)
		return;
	if (e->alone)
		e->checked = 0; /* it need not be told what it has done */
	if (e->queue->faults.count > 0)
		take_back(e, false);
	else if (e->queue->check_only)
		take_back(e, true);
	else
		agreed(e);
}

static void start_change(struct txn_engine *e, struct txn *t)
{
	begin_phase_check(e);
	cmd_store_begin(e->conf.store);
	if (!t->build(t, e->conf.store) || !cmd_refs_check(e->conf.store, &t->faults)) {
		take_back(e, false);
		return;
	}
	cmd_store_changes(e->conf.store, &t->changes);
	if (!check_local(e, t)) {
		take_back(e, false);
		return;
	}
	if (t->changes.count == 0) {
		take_back(e, true);
		return;
	}
	ask_all(e);
	check_answered(e);
}

static void start_feed(struct txn_engine *e, struct txn *t)
{
	begin_phase_check(e);
	cmd_store_diff(NULL, e->conf.store, bit(t->owner), &t->changes);
	share_select(&e->shares[t->owner], &t->changes, bit(t->owner));
	ask(e, t->owner, true);
	if (e->pending == 0)
		finish(e, false); /* gone again */
}

/* The daemon's faults are left out, and it is asked once more. Each round asks for less. */
static void feed_answered(struct txn_engine *e, const struct share_faults *faults)
{
	struct txn *t = e->queue;
	struct share *share = &e->shares[t->owner];
	if (faults->count == 0) {
		carry_out(e);
		return;
	}
	for (size_t i = 0; i < faults->count; i++) {
		const struct cmd_operation *op = share_op(share, &t->changes, faults->fault[i].index);
		log_error("%s does not take \"%s\": %s", cmd_owner_name(t->owner),
		    op == NULL ? "the configuration" : share_masked(op), faults->fault[i].text);
	}
	send_verdict(e, IPC_TXN_ABORT);
	if (!share_leave_out(share, faults)) {
		finish(e, false);
		return;
	}
	e->id++;
	e->pending = 0;
	ask(e, t->owner, true);
	if (e->pending == 0)
		finish(e, false);
}

/* Serves the queue without recursion: what ends at once comes back to this loop. */
static void serve(struct txn_engine *e)
{
	if (e->running)
		return;
	e->running = true;
	while (e->phase == PHASE_IDLE && e->queue != NULL) {
		struct txn *t = e->queue;
		if (t->feed)
			start_feed(e, t);
		else if (t->build != NULL)
			start_change(e, t);
		else
			finish(e, true);
	}
	e->running = false;
}

void txn_submit(struct txn_engine *e, struct txn *t)
{
	DL_APPEND(e->queue, t);
	serve(e);
}

/* ---- answers ---- */

static void change_faults(struct txn_engine *e, enum cmd_owner_id owner, const struct share_faults *faults)
{
	struct txn *t = e->queue;
	for (size_t i = 0; i < faults->count; i++) {
		const struct cmd_operation *op =
		    share_op(&e->shares[owner], &t->changes, faults->fault[i].index);
		txn_fault(t, op == NULL ? UINT32_MAX : op->tag, op == NULL ? NULL : share_masked(op),
		    faults->fault[i].text);
	}
}

static void check_result(struct txn_engine *e, enum cmd_owner_id owner, struct rbuf *body)
{
	struct share_faults faults;
	if (!share_faults_unpack(body, &faults)) {
		log_error("%s answers a check with a malformed message", cmd_owner_name(owner));
		e->conf.reset(e->conf.arg, owner);
		return;
	}
	e->pending &= ~bit(owner);
	if (e->queue->feed) {
		feed_answered(e, &faults);
	} else {
		change_faults(e, owner, &faults);
		check_answered(e);
	}
	share_faults_free(&faults);
}

void txn_result(struct txn_engine *e, enum cmd_owner_id owner, uint32_t id, struct rbuf *body)
{
	if (e->phase == PHASE_IDLE || id != e->id || (e->pending & bit(owner)) == 0)
		return; /* late, after a time-out */
	if (e->phase == PHASE_CHECK) {
		check_result(e, owner, body);
		return;
	}
	e->pending &= ~bit(owner);
	if (e->pending == 0)
		finish(e, true);
}

void txn_owner_up(struct txn_engine *e, enum cmd_owner_id owner)
{
	struct txn *t = calloc(1, sizeof(*t));
	if (t == NULL)
		return;
	t->feed = true;
	t->owner = owner;
	txn_submit(e, t);
}

/* A daemon that dies in the middle is passed over like one that was not there. */
void txn_owner_down(struct txn_engine *e, enum cmd_owner_id owner)
{
	e->configured &= ~bit(owner);
	if (e->phase == PHASE_IDLE || (e->checked & bit(owner)) == 0)
		return;
	e->checked &= ~bit(owner);
	e->pending &= ~bit(owner);
	if (e->queue->feed)
		finish(e, false);
	else if (e->phase == PHASE_CHECK)
		check_answered(e);
	else if (e->pending == 0)
		finish(e, true);
}

/* One that hangs is given up: it is away from now on, and is fed when it connects again. */
static void answer_overdue(void *arg)
{
	struct txn_engine *e = arg;
	uint32_t late = e->pending;
	for (unsigned i = 0; i < CMD_OWNER_COUNT; i++) {
		if ((late & bit(i)) == 0)
			continue;
		log_error("%s has not answered for 5 s, its connection is given up",
		    cmd_owner_name((enum cmd_owner_id)i));
		if (e->phase == PHASE_CHECK && !e->queue->feed)
			txn_fault(e->queue, UINT32_MAX, NULL,
			    "a daemon does not answer; look at \"show processes\" and try again");
	}
	for (unsigned i = 0; i < CMD_OWNER_COUNT; i++)
		if (late & bit(i))
			e->conf.reset(e->conf.arg, (enum cmd_owner_id)i);
}
