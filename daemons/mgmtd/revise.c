/* SPDX-License-Identifier: Apache-2.0 */
/* EXEC commands that lead the configuration back or take parts of it away, and compare. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/candidate.h"
#include "daemons/mgmtd/commit.h"
#include "daemons/mgmtd/confirm.h"
#include "daemons/mgmtd/difference.h"
#include "daemons/mgmtd/history.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/running.h"
#include "daemons/mgmtd/session.h"
#include "lib/cmd_follow.h"
#include "lib/cmd_owner.h"
#include "lib/cmd_view.h"
#include "lib/record.h"

struct revision {
	struct txn txn;
	struct mgmtd *mgmtd;
	struct record_out *out;
	struct candidate *candidate; /* that is changed; NULL: the running configuration */
	unsigned steps;              /* rollback */
	char section[CMD_LINE_MAX];
};

static void revision_done(struct txn *t, bool accepted)
{
	struct revision *r = t->arg;
	size_t last = t->faults.count > 0 ? t->faults.count - 1 : 0;
	for (size_t i = 0; !accepted && i < last; i++)
		record_text(r->out, "%s", t->faults.entry[i].text);
	if (accepted)
		record_done(r->out);
	else
		record_fail(
		    r->out, "%s", t->faults.count > 0 ? t->faults.entry[last].text : "The change is refused");
	txn_clear(t);
	free(r);
}

static struct revision *revision_new(struct mgmtd *m, struct record_out *out)
{
	struct revision *r = calloc(1, sizeof(*r));
	if (r == NULL) {
		record_fail(out, "Out of memory");
		return NULL;
	}
	r->mgmtd = m;
	r->out = out;
	r->candidate = session_current(m->sessions)->candidate;
	r->txn.done = revision_done;
	r->txn.arg = r;
	session_author(session_current(m->sessions), &r->txn.author);
	r->txn.author.visit = 0;
	return r;
}

static bool clear(struct txn *t, struct cmd_store *store)
{
	const struct revision *r = t->arg;
	cmd_store_clear_shown(store, r->section[0] == '\0' ? NULL : r->section);
	cmd_follow_names(store);
	return true;
}

/* `section` "": everything. */
static void clear_configure(struct mgmtd *m, const char *section, struct record_out *out)
{
	struct revision *r = revision_new(m, out);
	if (r == NULL)
		return;
	snprintf(r->section, sizeof(r->section), "%s", section);
	snprintf(r->txn.author.comment, sizeof(r->txn.author.comment), "clear configure %.80s",
	    *section == '\0' ? "all" : section);
	r->txn.build = clear;
	candidate_submit(r->candidate, m, &r->txn);
}

void mgmtd_exec_clear_configure(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_clear_configure *args)
{
	if (cmd_view_of(args->section) != NULL)
		record_fail(call->out,
		    "lines of interfaces are cleared with them: \"clear configure interface NAME\"");
	else
		clear_configure(m, args->section, call->out);
}

static void clear_all(struct mgmtd *m, struct session *s, struct record_out *out)
{
	session_set_current(m->sessions, s); /* the answer to a question comes outside of a command */
	clear_configure(m, "", out);
	session_set_current(m->sessions, NULL);
}

/* In a configuration session nothing is lost before its commit. */
void mgmtd_exec_clear_configure_all(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_clear_configure_all *args)
{
	static const struct confirm_ask ask = {.prompt = "Clear the whole running configuration? [confirm] ",
	    .instead = "clear configure all /noconfirm",
	    .go = clear_all};
	if (args->has_noconfirm || session_current(m->sessions)->candidate != NULL)
		clear_configure(m, "", call->out);
	else
		confirm(m, call->out, &ask);
}

struct back {
	struct cmd_store *store;
	char reason[256];
};

static bool go_back(void *arg, enum cmd_verb verb, const char *path, const char *line)
{
	struct back *b = arg;
	return cmd_store_apply(b->store, verb, path, line, 0, b->reason, sizeof(b->reason));
}

static bool roll_back(struct txn *t, struct cmd_store *store)
{
	struct revision *r = t->arg;
	struct back b = {
	    .store = store, .reason = "The history has no such entry: see \"show configuration history\""};
	if (r->candidate != NULL) /* from what is in force, whatever the session has made of it */
		cmd_store_replace(store, r->mgmtd->store);
	if (history_undo(r->mgmtd->history, r->steps, go_back, &b))
		return true;
	txn_fault(t, UINT32_MAX, NULL, b.reason);
	return false;
}

void mgmtd_exec_rollback(struct mgmtd *m, struct cmd_call *call, const struct cmd_rollback *args)
{
	struct revision *r = revision_new(m, call->out);
	if (r == NULL)
		return;
	r->steps = args->number;
	snprintf(r->txn.author.comment, sizeof(r->txn.author.comment), "rollback %u", r->steps);
	r->txn.build = roll_back;
	candidate_submit(r->candidate, m, &r->txn);
}

/* ---- comparing ---- */

static void show_diff(const struct mgmtd *m, const struct cmd_store *from, struct record_out *out)
{
	struct cmd_op_list list = {0};
	cmd_store_diff(from, m->store, 0, &list);
	difference_send(out, &list);
	cmd_op_list_free(&list);
	record_done(out);
}

static void diff_history(
    const struct mgmtd *m, unsigned steps, struct cmd_store *from, struct record_out *out)
{
	struct back b = {
	    .store = from, .reason = "The history has no such entry: see \"show configuration history\""};
	cmd_store_begin(from);
	cmd_store_replace(from, m->store);
	bool ok = history_undo(m->history, steps, go_back, &b);
	cmd_store_commit(from);
	if (ok)
		show_diff(m, from, out);
	else
		record_fail(out, "%s", b.reason);
}

void mgmtd_exec_show_configuration_diff(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_show_configuration_diff *args)
{
	const struct candidate *c = session_current(m->sessions)->candidate;
	if (c != NULL && !args->has_number) {
		commit_preview(m, c, call->out);
		return;
	}
	struct cmd_store *from = args->has_number ? cmd_store_new() : running_load_startup(m);
	if (args->has_number)
		diff_history(m, args->number, from, call->out);
	else
		show_diff(m, from, call->out);
	cmd_store_free(from);
}
