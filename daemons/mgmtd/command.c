/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/command.h"
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/banner.h"
#include "daemons/mgmtd/candidate.h"
#include "daemons/mgmtd/config.h"
#include "daemons/mgmtd/forward.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/rights.h"
#include "daemons/mgmtd/session.h"
#include "lib/cmd_follow.h"
#include "lib/cmd_owner.h"
#include "lib/cmd_gate.h"
#include "lib/cmd_refs.h"
#include "lib/cmd_render.h"
#include "lib/record.h"

#define TOLERATED "WARNING: This command is kept and shown, but has no effect here"

struct command {
	struct session *session; /* NULL once it is gone */
	struct cmd_place place;  /* where the line was given */
	struct cmd_match match;
	uint32_t owners;         /* that are still to be asked */
	struct forward *forward; /* to the one that is being asked */
	struct txn txn;
	bool in_txn; /* the engine holds `txn` */
	char line[CMD_LINE_MAX];
};

static bool forward_next(struct command *c);

void command_free(struct command *c)
{
	if (c == NULL)
		return;
	forward_cancel(c->forward);
	txn_clear(&c->txn);
	OPENSSL_cleanse(c, sizeof(*c));
	free(c);
}

void command_orphan(struct command *c)
{
	c->session = NULL;
	if (!c->in_txn)
		command_free(c);
}

void command_cancel(struct command *c)
{
	forward_stop(c->forward);
}

const struct cmd_match *command_match(const struct command *c)
{
	return &c->match;
}

void command_follow(const struct command *c, struct cmd_place *place)
{
	if (c->match.sentence != NULL)
		cmd_place_follow(place, &c->match);
}

/* ---- lines that do not match ---- */

/* ASA's words, without the "ERROR: " that the shell puts in front. */
static void refuse(struct command *c)
{
	char text[512];
	const char *error = cmd_match_error(&c->match, c->line, text, sizeof(text));
	const char *prefix = "ERROR: ";
	if (strncmp(error, prefix, strlen(prefix)) == 0)
		error += strlen(prefix);
	struct record_out *out = session_out(c->session);
	if (c->match.status == CMD_INVALID)
		record_send(
		    out, json_pack("{s:s, s:I}", "type", "caret", "column", (json_int_t)c->match.caret));
	c->match.sentence = NULL;
	record_fail(out, "%s", error);
}

static void forbid(struct command *c)
{
	char text[CMD_LINE_MAX];
	const struct session *s = c->session;
	cmd_render_sentence(c->match.sentence, c->match.args, c->match.negated, 0, text, sizeof(text));
	log_notice("%s (%s) of level %u may not: %s", s->user, s->source, s->level, text);
	c->match.sentence = NULL;
	session_done(c->session, "Command authorization failed");
}

/* ---- configuration ---- */

static bool build(struct txn *t, struct cmd_store *store)
{
	struct command *c = t->arg;
	char reason[256];
	if (cmd_store_execute(store, &c->place, &c->match, 0, reason, sizeof(reason))) {
		cmd_follow_names(store);
		return true;
	}
	txn_fault(t, 0, NULL, reason);
	return false;
}

/* What an operator would otherwise find out only later. */
static void warn(const struct command *c, struct record_out *out)
{
	const char *title, *name = cmd_refs_missing(candidate_store(c->session), &c->match, &title);
	char word[128];
	const char *gated = c->match.negated ? NULL : cmd_gate_warning(&c->match, word, sizeof(word));
	if (cmd_sentence_tolerated(c->match.sentence))
		record_text(out, TOLERATED);
	else if (gated != NULL)
		record_text(out, "WARNING: %s", gated);
	else if (name != NULL)
		record_text(out, "WARNING: There is no %s \"%s\" yet: this has no effect until there is",
		    title, name);
}

static void built(struct txn *t, bool accepted)
{
	struct command *c = t->arg;
	c->in_txn = false;
	if (c->session == NULL) {
		command_free(c);
		return;
	}
	if (accepted) {
		struct record_out *out = session_out(c->session);
		warn(c, out);
		record_done(out);
	} else {
		session_done(
		    c->session, t->faults.count > 0 ? t->faults.entry[0].text : "The line is refused");
	}
}

static void configure(struct command *c)
{
	struct session *s = c->session;
	c->txn.build = build;
	c->txn.done = built;
	c->txn.arg = c;
	session_author(s, &c->txn.author);
	c->in_txn = true;
	candidate_submit(s->candidate, s->mgmtd, &c->txn);
}

/* ---- EXEC ---- */

/* No transaction is open: the handler sees the configuration that is in force. */
static void execute_idle(struct txn *t, bool accepted)
{
	struct command *c = t->arg;
	struct session *s = c->session;
	c->in_txn = false;
	if (s == NULL) {
		command_free(c);
		return;
	}
	struct mgmtd *m = s->mgmtd;
	session_set_current(m->sessions, s);
	if (!cmd_owner_exec(&cmd_owner_mgmtd, m, &c->match, session_out(s)))
		log_error("\"%s\" has no handler", cmd_sentence_name(c->match.sentence));
	session_set_current(m->sessions, NULL);
}

static void execute(struct command *c)
{
	c->txn.done = execute_idle;
	c->txn.arg = c;
	c->in_txn = true;
	txn_submit(c->session->mgmtd->txn, &c->txn);
}

static void forwarded(void *arg, const char *error)
{
	struct command *c = arg;
	c->forward = NULL;
	if (error != NULL || !forward_next(c))
		session_done(c->session, error);
}

/* Asks the next of the owners; false when none is left. */
static bool forward_next(struct command *c)
{
	struct session *s = c->session;
	for (unsigned i = 0; i < CMD_OWNER_COUNT; i++) {
		if ((c->owners & (1u << i)) == 0)
			continue;
		c->owners &= ~(1u << i);
		const struct forward_request request = {.owner = (enum cmd_owner_id)i,
		    .line = c->line,
		    .user = c->place.user,
		    .conn = s->conn,
		    .id = s->request,
		    .done = forwarded,
		    .arg = c};
		forward_start(s->mgmtd->forwards, &request, &c->forward);
		return true;
	}
	return false;
}

/* What is done without a change of the configuration, as `clear bgp *`; what only looks is not logged. */
static void log_execution(const struct command *c)
{
	char text[CMD_LINE_MAX];
	const struct session *s = c->session;
	if (cmd_sentence_quick(c->match.sentence) || cmd_sentence_level(c->match.sentence) <= ACCOUNT_USER)
		return;
	cmd_render_sentence(c->match.sentence, c->match.args, false, 0, text, sizeof(text));
	log_notice("%s (%s) executes: %s", s->user, s->source, text);
}

static void run(struct command *c)
{
	uint32_t owners = cmd_sentence_owners(c->match.sentence);
	if (cmd_sentence_is_config(c->match.sentence)) {
		configure(c);
		return;
	}
	log_execution(c);
	if (owners & (1u << CMD_OWNER_MGMTD)) {
		execute(c);
	} else {
		c->owners = owners & ~(1u << CMD_OWNER_SHELL);
		if (!forward_next(c))
			session_done(c->session, NULL); /* the shell's own business */
	}
}

/* A shell begins with an empty line, to learn its prompt and how long a page is. */
static void greet(struct session *s)
{
	if (s->greeted) {
		session_done(s, NULL);
		return;
	}
	s->greeted = true;
	struct record_out *out = session_out(s);
	record_send(out,
	    json_pack("{s:s, s:I}", "type", "terminal", "pager", (json_int_t)s->mgmtd->model->pager_lines));
	if (strcmp(ipc_peer_role(s->conn), "shell") == 0) {
		if (!s->kept) /* else the message of the day stood before the questions */
			banner_motd(s->mgmtd->model, out);
		banner_exec(s->mgmtd->model, out);
	}
	record_done(out);
}

void command_run(struct session *s, const char *line)
{
	struct command *c = calloc(1, sizeof(*c));
	if (c == NULL) {
		session_done(s, "Out of memory");
		return;
	}
	s->command = c;
	c->session = s;
	c->place = s->place;
	snprintf(c->line, sizeof(c->line), "%s", line);
	switch (cmd_match(&c->place, c->line, 0, &c->match)) {
	case CMD_OK:
		if (rights_allow(s, &c->place, &c->match))
			run(c);
		else
			forbid(c);
		break;
	case CMD_BLANK:
		c->match.sentence = NULL;
		greet(s);
		break;
	default:
		refuse(c);
	}
}
