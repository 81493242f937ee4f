/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/candidate.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>
#include "daemons/mgmtd/config.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/oplog.h"
#include "daemons/mgmtd/session.h"
#include "daemons/mgmtd/shelf.h"
#include "lib/cmd_owner.h"
#include "lib/log.h"
#include "lib/loop.h"

struct candidate *candidate_find(const struct mgmtd *m, const char *name)
{
	struct candidate *c;
	DL_FOREACH(m->candidates, c)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

void candidate_leave(struct session *s)
{
	if (s->candidate == NULL)
		return;
	s->candidate->editor = NULL;
	s->candidate = NULL;
}

void candidate_drop(struct candidate *c)
{
	if (c->editor != NULL) {
		cmd_place_from(&c->editor->place, "#");
		candidate_leave(c->editor);
	}
	DL_DELETE(c->mgmtd->candidates, c);
	cmd_store_free(c->base);
	cmd_store_free(c->edit);
	oplog_free(c->file);
	free(c);
}

void candidate_free(struct candidate *c)
{
	shelf_remove(c);
	candidate_drop(c);
}

void candidate_changes(const struct candidate *c, struct cmd_op_list *list)
{
	cmd_store_diff(c->base, c->edit, 0, list);
}

static bool is_name(const char *name)
{
	for (const char *p = name; *p != '\0'; p++)
		if (!isalnum((unsigned char)*p) && strchr("-_.", *p) == NULL)
			return false;
	return *name != '\0' && strlen(name) < CANDIDATE_NAME;
}

static bool is_room(const struct mgmtd *m, char *reason, size_t size)
{
	const struct candidate *c;
	unsigned count;
	DL_COUNT(m->candidates, c, count);
	if (count < CANDIDATE_MAX)
		return true;
	int len =
	    snprintf(reason, size, "There are %u sessions already, end one with \"abort NAME\":", count);
	DL_FOREACH(m->candidates, c)
		if (len >= 0 && (size_t)len < size)
			len += snprintf(reason + len, size - (size_t)len, " %s", c->name);
	return false;
}

struct candidate *candidate_new(struct mgmtd *m, const char *name)
{
	struct candidate *c = calloc(1, sizeof(*c));
	if (c == NULL)
		return NULL;
	c->mgmtd = m;
	snprintf(c->name, sizeof(c->name), "%s", name);
	c->base = cmd_store_new();
	c->edit = cmd_store_new();
	cmd_store_divide(c->edit, 1u << CMD_OWNER_MGMTD);
	DL_APPEND(m->candidates, c);
	return c;
}

static struct candidate *begin(struct session *s, const char *name, char *reason, size_t size)
{
	struct mgmtd *m = s->mgmtd;
	if (!is_name(name)) {
		snprintf(reason, size,
		    "\"%.40s\" is no name of a session: letters, digits, '-', '_' and '.', at most %d", name,
		    CANDIDATE_NAME - 1);
		return NULL;
	}
	struct candidate *c = is_room(m, reason, size) ? candidate_new(m, name) : NULL;
	if (c == NULL)
		return NULL;
	snprintf(c->author, sizeof(c->author), "%s", s->user);
	c->began = c->changed = loop_wall(m->loop);
	cmd_store_replace(c->base, m->store);
	cmd_store_replace(c->edit, m->store);
	shelf_add(c);
	log_info("%s (%s) begins configuration session %s", s->user, s->source, name);
	return c;
}

struct candidate *candidate_enter(struct session *s, const char *name, char *reason, size_t size)
{
	snprintf(reason, size, "Out of memory");
	struct candidate *c = candidate_find(s->mgmtd, name);
	if (c == NULL)
		c = begin(s, name, reason, size);
	if (c == NULL || c == s->candidate)
		return c;
	if (c->editor != NULL || c->committing) {
		snprintf(reason, size, "%s (%s) is in session %s; take another name",
		    c->editor != NULL ? c->editor->user : c->author,
		    c->editor != NULL ? c->editor->source : "committing", name);
		return NULL;
	}
	candidate_leave(s);
	s->candidate = c;
	c->editor = s;
	return c;
}

/* Passwords are hashed before they are written anywhere. Faults are the commit's business. */
static void seal(const struct candidate *c, struct cmd_op_list *changes)
{
	struct cmd_faults faults = {0};
	bool concerned = false;
	for (size_t i = 0; i < changes->count && !concerned; i++)
		concerned = (changes->op[i].owners & 1u << CMD_OWNER_MGMTD) != 0;
	if (!concerned)
		return;
	config_free(config_build(c->edit, c->mgmtd->model, &faults));
	cmd_faults_free(&faults);
	cmd_op_list_free(changes);
	cmd_store_changes(c->edit, changes);
}

void candidate_submit(struct candidate *c, struct mgmtd *m, struct txn *t)
{
	if (c == NULL) {
		txn_submit(m->txn, t);
		return;
	}
	cmd_store_begin(c->edit);
	bool accepted = t->build(t, c->edit);
	if (accepted) {
		cmd_store_changes(c->edit, &t->changes);
		seal(c, &t->changes);
	}
	if (accepted && !t->check_only) {
		if (t->preview != NULL && t->changes.count > 0)
			t->preview(t);
		c->changed = loop_wall(m->loop);
		shelf_change(c, &t->changes);
		cmd_store_commit(c->edit);
	} else {
		cmd_store_abort(c->edit);
	}
	t->done(t, accepted);
}

struct cmd_store *candidate_store(const struct session *s)
{
	return s->candidate != NULL ? s->candidate->edit : s->mgmtd->store;
}
