/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/candidate.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/session.h"
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

void candidate_free(struct candidate *c)
{
	if (c->editor != NULL) {
		cmd_place_from(&c->editor->place, "#");
		candidate_leave(c->editor);
	}
	DL_DELETE(c->mgmtd->candidates, c);
	cmd_store_free(c->base);
	cmd_store_free(c->edit);
	free(c);
}

void candidate_changes(const struct candidate *c, struct cmd_op_list *list)
{
	cmd_store_diff(c->base, c->edit, 0, list);
}

static struct cmd_store *copy(const struct cmd_store *store)
{
	struct cmd_store *fresh = cmd_store_new();
	cmd_store_replace(fresh, store);
	return fresh;
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

static struct candidate *begin(struct session *s, const char *name, char *reason, size_t size)
{
	struct mgmtd *m = s->mgmtd;
	if (!is_name(name)) {
		snprintf(reason, size,
		    "\"%.40s\" is no name of a session: letters, digits, '-', '_' and '.', at most %d", name,
		    CANDIDATE_NAME - 1);
		return NULL;
	}
	struct candidate *c = is_room(m, reason, size) ? calloc(1, sizeof(*c)) : NULL;
	if (c == NULL)
		return NULL;
	c->mgmtd = m;
	snprintf(c->name, sizeof(c->name), "%s", name);
	snprintf(c->author, sizeof(c->author), "%s", s->user);
	c->began = loop_wall(m->loop);
	c->base = copy(m->store);
	c->edit = copy(m->store);
	DL_APPEND(m->candidates, c);
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

void candidate_submit(struct candidate *c, struct mgmtd *m, struct txn *t)
{
	if (c == NULL) {
		txn_submit(m->txn, t);
		return;
	}
	cmd_store_begin(c->edit);
	bool accepted = t->build(t, c->edit);
	if (accepted)
		cmd_store_changes(c->edit, &t->changes);
	if (accepted && !t->check_only)
		cmd_store_commit(c->edit);
	else
		cmd_store_abort(c->edit);
	t->done(t, accepted);
}

struct cmd_store *candidate_store(const struct session *s)
{
	return s->candidate != NULL ? s->candidate->edit : s->mgmtd->store;
}
