/* SPDX-License-Identifier: Apache-2.0 */
/* EXEC commands around configuration sessions and changes on trial. */
#include "daemons/mgmtd/commit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/candidate.h"
#include "daemons/mgmtd/difference.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/session.h"
#include "daemons/mgmtd/trial.h"
#include "lib/cmd_owner.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/record.h"

#define CONFLICT_TEXT 1400

struct commit { /* of a session, under way */
	struct txn txn;
	struct candidate *candidate;
	struct record_out *out;
	bool force; /* its lines win over what others have changed meanwhile */
	size_t conflicts;
};

static const char *or_gone(const char *line)
{
	return *line == '\0' ? "(removed)" : line;
}

/* "interface Tunnel1 / mtu 1400: here "mtu 1400", by others meanwhile "mtu 1300"" */
static void conflict_text(const char *path, const char *own, const char *other, char *dst, size_t size)
{
	const char *last = strrchr(path, '\n');
	const char *mode = last != NULL ? last + 1 : path;
	snprintf(dst, size, "%s%schanged meanwhile by others to \"%s\", here to \"%s\"", mode,
	    *mode == '\0' ? "" : ": ", or_gone(other), or_gone(own));
}

static void note_conflict(void *arg, const char *path, const char *own, const char *other)
{
	char text[CONFLICT_TEXT];
	struct commit *c = arg;
	c->conflicts++;
	conflict_text(path, own, other, text, sizeof(text));
	txn_fault(&c->txn, UINT32_MAX, NULL, text);
}

static bool build(struct txn *t, struct cmd_store *store)
{
	struct commit *c = t->arg;
	cmd_store_merge(store, c->candidate->base, c->candidate->edit, c->force ? NULL : note_conflict, c);
	return c->conflicts == 0;
}

static void refuse(const struct commit *c)
{
	const struct cmd_faults *faults = &c->txn.faults;
	for (size_t i = 0; i < faults->count; i++)
		record_text(c->out, "%s%s%s", faults->entry[i].line == NULL ? "" : faults->entry[i].line,
		    faults->entry[i].line == NULL ? "" : ": ", faults->entry[i].text);
	record_fail(c->out, "Session %s is not committed, nothing was changed: %s", c->candidate->name,
	    c->conflicts > 0 ? "make these lines agree, or let its own win with \"commit force\""
			     : "correct these lines and commit again");
}

static void done(struct txn *t, bool accepted)
{
	struct commit *c = t->arg;
	c->candidate->committing = false;
	if (accepted) {
		if (t->changes.count == 0)
			record_text(c->out, "INFO: Session %s changes nothing", c->candidate->name);
		candidate_free(c->candidate);
		record_done(c->out);
	} else {
		refuse(c);
	}
	txn_clear(t);
	free(c);
}

static void commit_session(
    struct session *s, const struct txn_author *author, bool force, struct record_out *out)
{
	struct mgmtd *m = s->mgmtd;
	struct commit *c = calloc(1, sizeof(*c));
	if (c == NULL) {
		record_fail(out, "Out of memory");
		return;
	}
	c->candidate = s->candidate;
	c->candidate->committing = true;
	c->out = out;
	c->force = force;
	c->txn = (struct txn){.build = build, .done = done, .arg = c, .author = *author};
	c->txn.author.visit = 0;
	if (author->comment[0] == '\0')
		snprintf(
		    c->txn.author.comment, sizeof(c->txn.author.comment), "session %s", c->candidate->name);
	txn_submit(m->txn, &c->txn);
}

/* Lines that were typed are in force: from now on only for a while. */
static void put_on_trial(struct session *s, const struct txn_author *author, struct record_out *out)
{
	if (trial_begin(s->mgmtd->trial, author))
		record_done(out);
	else
		record_fail(out, "The way back cannot be kept in a file: see \"show logging\"");
}

static void confirm(struct session *s, const struct txn_author *author, struct record_out *out)
{
	char text[512];
	if (trial_lasts(s->mgmtd->trial, text, sizeof(text)))
		trial_confirm(s->mgmtd->trial, author);
	else
		record_text(out,
		    "INFO: Nothing waits for it: outside of \"configure session\" lines take effect at once");
	session_begin_visit(s); /* what was done so far is not on trial later */
	record_done(out);
}

void mgmtd_exec_commit(struct mgmtd *m, struct cmd_call *call, const struct cmd_commit *args)
{
	struct session *s = session_current(m->sessions);
	struct txn_author author;
	char reason[512];
	session_author(s, &author);
	author.trial = args->has_minutes ? args->minutes : 0;
	if (args->comment != NULL)
		snprintf(author.comment, sizeof(author.comment), "%s", args->comment);
	if (author.trial != 0 && !trial_allows(m->trial, &author, reason, sizeof(reason)))
		record_fail(call->out, "%s", reason);
	else if (s->candidate != NULL)
		commit_session(s, &author, args->has_force, call->out);
	else if (author.trial != 0)
		put_on_trial(s, &author, call->out);
	else
		confirm(s, &author, call->out);
}

void mgmtd_exec_commit_confirm(struct mgmtd *m, struct cmd_call *call, const struct cmd_commit_confirm *args)
{
	struct session *s = session_current(m->sessions);
	struct txn_author author;
	session_author(s, &author);
	confirm(s, &author, call->out);
}

static void abort_named(const struct session *s, const char *name, struct record_out *out)
{
	struct candidate *c = candidate_find(s->mgmtd, name);
	if (c == NULL) {
		record_fail(out, "There is no session %s: \"show configuration session\" lists them", name);
	} else if ((c->editor != NULL && c->editor != s) || c->committing) {
		record_fail(out, "Somebody else is in session %s", name);
	} else {
		log_info("%s (%s) ends configuration session %s", s->user, s->source, name);
		candidate_free(c);
		record_done(out);
	}
}

void mgmtd_exec_abort(struct mgmtd *m, struct cmd_call *call, const struct cmd_abort *args)
{
	const struct session *s = session_current(m->sessions);
	char text[512];
	if (args->has_name)
		abort_named(s, args->name, call->out);
	else if (s->candidate != NULL)
		abort_named(s, s->candidate->name, call->out);
	else if (trial_lasts(m->trial, text, sizeof(text)))
		trial_take_back(m->trial, call->out);
	else
		record_fail(call->out,
		    "There is nothing to end: neither are you in a configuration session, nor do changes "
		    "wait for a commit");
}

void mgmtd_exec_configure_session(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_configure_session *args)
{
	struct session *s = session_current(m->sessions);
	char reason[512];
	struct cmd_op_list changes;
	const struct candidate *c =
	    candidate_enter(s, args->has_name ? args->name : s->user, reason, sizeof(reason));
	if (c == NULL) {
		record_fail(call->out, "%s", reason);
		return;
	}
	candidate_changes(c, &changes);
	if (changes.count > 0)
		record_text(call->out, "INFO: Session %s of %s goes on, with %zu changed line%s", c->name,
		    c->author, changes.count, changes.count == 1 ? "" : "s");
	cmd_op_list_free(&changes);
	record_done(call->out);
}

/* ---- looking ---- */

static void show_conflict(void *arg, const char *path, const char *own, const char *other)
{
	char text[CONFLICT_TEXT];
	conflict_text(path, own, other, text, sizeof(text));
	record_text(arg, "WARNING: %s", text);
}

void commit_preview(struct mgmtd *m, const struct candidate *c, struct record_out *out)
{
	struct cmd_op_list changes;
	cmd_store_begin(m->store);
	cmd_store_merge(m->store, c->base, c->edit, show_conflict, out);
	cmd_store_changes(m->store, &changes);
	cmd_store_abort(m->store);
	difference_send(out, &changes);
	cmd_op_list_free(&changes);
	record_done(out);
}
