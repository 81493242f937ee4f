/* SPDX-License-Identifier: Apache-2.0 */
/* show configuration session, show configuration history: who changes what (shell/RECORDS.md). */
#include <utlist.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/candidate.h"
#include "daemons/mgmtd/difference.h"
#include "daemons/mgmtd/history.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/session.h"
#include "daemons/mgmtd/trial.h"
#include "lib/cmd_owner.h"
#include "lib/record.h"

static void show_changes(const struct candidate *c, struct record_out *out)
{
	struct cmd_op_list changes;
	candidate_changes(c, &changes);
	difference_send(out, &changes);
	cmd_op_list_free(&changes);
}

static void send_session(const struct candidate *c, struct record_out *out)
{
	struct cmd_op_list changes;
	candidate_changes(c, &changes);
	json_t *record = json_pack("{s:s, s:s, s:s, s:I, s:I, s:I}", "type", "configuration_session", "name",
	    c->name, "author", c->author, "begun_at", (json_int_t)c->began, "changed_at",
	    (json_int_t)c->changed, "lines", (json_int_t)changes.count);
	cmd_op_list_free(&changes);
	if (record != NULL && c->editor != NULL) {
		json_object_set_new(record, "editor", json_string(c->editor->user));
		json_object_set_new(record, "editor_source", json_string(c->editor->source));
	}
	record_send(out, record);
}

static void list_sessions(const struct mgmtd *m, struct record_out *out)
{
	const struct candidate *c;
	int count;
	DL_COUNT(m->candidates, c, count);
	json_t *trial = trial_record(m->trial);
	if (trial != NULL)
		record_send(out, trial);
	record_send(out, json_pack("{s:s, s:i}", "type", "configuration_session_list", "count", count));
	DL_FOREACH(m->candidates, c)
		send_session(c, out);
}

void mgmtd_exec_show_configuration_session(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_show_configuration_session *args)
{
	const struct session *s = session_current(m->sessions);
	const struct candidate *c = args->has_name ? candidate_find(m, args->name) : s->candidate;
	if (args->has_name && c == NULL) {
		record_fail(call->out, "There is no session %s: \"show configuration session\" lists them",
		    args->name);
		return;
	}
	if (c != NULL)
		show_changes(c, call->out);
	else
		list_sessions(m, call->out);
	record_done(call->out);
}

void mgmtd_exec_show_configuration_history(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_show_configuration_history *args)
{
	const struct history_entry *e;
	record_send(call->out, json_pack("{s:s, s:i}", "type", "configuration_history", "count",
				   (int)history_count(m->history)));
	for (unsigned i = 0; (e = history_get(m->history, i)) != NULL; i++) {
		json_t *record = json_pack("{s:s, s:i, s:I, s:s, s:s, s:I}", "type", "configuration_change",
		    "number", (int)i, "at", (json_int_t)e->time, "author", e->author, "source", e->source,
		    "lines", (json_int_t)e->changes);
		if (record != NULL && e->comment[0] != '\0')
			json_object_set_new(record, "comment", json_string(e->comment));
		record_send(call->out, record);
	}
	record_done(call->out);
}
