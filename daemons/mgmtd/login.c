/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/login.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/access.h"
#include "daemons/mgmtd/admission.h"
#include "daemons/mgmtd/config.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/session.h"
#include "daemons/mgmtd/throttle.h"
#include "lib/cmd_owner.h"
#include "lib/loop.h"
#include "lib/record.h"

#define TRIES  3
#define DENIED "Access denied."

enum question {
	ENABLE_PASSWORD, /* that of a level */
	OWN_PASSWORD,    /* the user's, to reach a level */
	NAME_AND_PASSWORD,
};

struct challenge {
	struct session *session;
	struct record_out *out;
	enum question question;
	unsigned level; /* that is to be reached; not of NAME_AND_PASSWORD */
	unsigned tries;
	bool named;   /* the name is known, the password is asked for */
	bool waiting; /* a wrong answer is held back */
	struct loop_timer *timer;
	char name[ACCOUNT_NAME_MAX + 1];
};

static void answer(struct session *s, const char *text, void *arg);

static const struct accounts *accounts_of(const struct challenge *c)
{
	return &c->session->mgmtd->model->accounts;
}

static void challenge_end(struct challenge *c, const char *error)
{
	struct record_out *out = c->out;
	loop_timer_free(c->timer);
	free(c);
	if (error == NULL)
		record_done(out);
	else
		record_fail(out, "%s", error);
}

static void ask(struct challenge *c)
{
	c->named = c->question != NAME_AND_PASSWORD;
	if (c->named)
		session_ask(c->session, "Password: ", answer, c);
	else
		session_ask_word(c->session, "Username: ", answer, c);
}

/* The time of a wrong answer is over. */
static void ask_again(void *arg)
{
	struct challenge *c = arg;
	c->waiting = false;
	session_expect(c->session, NULL, NULL);
	if (++c->tries == TRIES) {
		challenge_end(c, DENIED);
		return;
	}
	record_text(c->out, "Invalid password");
	ask(c);
}

/* Names that are not known may be passwords in the wrong place: they are not logged. */
static void log_failure(const struct challenge *c, const struct account_user *user, unsigned count)
{
	const struct session *s = c->session;
	if (c->question == ENABLE_PASSWORD)
		log_warn("%s (%s) gave a wrong password for level %u, failure %u in a row", s->user,
		    s->source, c->level, count);
	else
		log_warn("%s (%s) failed to log in as %s, failure %u in a row", s->user, s->source,
		    user == NULL ? "an unknown user" : user->name, count);
}

static void count_against(const struct challenge *c, const struct account_user *user)
{
	struct mgmtd *m = c->session->mgmtd;
	unsigned max_fail = user->level < ACCOUNT_LEVEL_MAX ? accounts_of(c)->max_fail : 0;
	if (throttle_user_failed(m->throttle, user->name, max_fail, loop_wall(m->loop)))
		log_warn("user %s is locked after %u failed logins", user->name, max_fail);
}

static void failed(struct challenge *c, const struct account_user *user)
{
	struct session *s = c->session;
	unsigned count;
	int64_t delay = throttle_failed(s->mgmtd->throttle, s->uid, loop_now(s->mgmtd->loop), &count);
	log_failure(c, user, count);
	if (user != NULL)
		count_against(c, user);
	c->waiting = true;
	session_expect(s, answer, c);
	loop_timer_set(c->timer, delay);
}

static void passed(struct challenge *c, const struct account_user *user)
{
	struct session *s = c->session;
	unsigned level = c->level;
	throttle_passed(s->mgmtd->throttle, s->uid);
	if (user != NULL)
		throttle_user_clear(s->mgmtd->throttle, user->name);
	if (c->question == NAME_AND_PASSWORD) {
		level = admission_level(accounts_of(c), user);
		log_notice("%s (%s) has logged in as %s", s->user, s->source, user->name);
	} else {
		log_notice("%s (%s) has privilege level %u", s->user, s->source, level);
	}
	session_set_rights(s, user == NULL ? NULL : user->name, level);
	challenge_end(c, NULL);
}

static bool fits(const struct challenge *c, const struct account_user *user, const char *password)
{
	if (c->question == ENABLE_PASSWORD)
		return password_verify(accounts_of(c)->enable[c->level].hash, password);
	bool right = account_verify(user, password);
	return right && !throttle_user_locked(c->session->mgmtd->throttle, user->name);
}

static void judge(struct challenge *c, const char *password)
{
	const struct session *s = c->session;
	const struct account_user *user =
	    c->question == ENABLE_PASSWORD ? NULL : account_find(accounts_of(c), c->name);
	/* Another session of the same UNIX user has failed meanwhile: this answer is not even looked at. */
	bool early = throttle_wait(s->mgmtd->throttle, s->uid, loop_now(s->mgmtd->loop)) > 0;
	if (!early && fits(c, user, password))
		passed(c, user);
	else
		failed(c, user);
}

/* NULL: the session has ended, or the operator does not want to answer. */
static void answer(struct session *s, const char *text, void *arg)
{
	struct challenge *c = arg;
	if (text == NULL) {
		challenge_end(c, DENIED);
	} else if (c->waiting) {
		session_expect(s, answer, c);
	} else if (c->named) {
		judge(c, text);
	} else if (text[0] == '\0') {
		ask(c);
	} else {
		snprintf(c->name, sizeof(c->name), "%s", text);
		c->named = true;
		session_ask(s, "Password: ", answer, c);
	}
}

static void challenge_begin(struct session *s, struct record_out *out, enum question question, unsigned level)
{
	int64_t wait = throttle_wait(s->mgmtd->throttle, s->uid, loop_now(s->mgmtd->loop));
	if (wait > 0) {
		record_fail(out, "Too many failed logins: try again in %lld seconds",
		    (long long)((wait + LOOP_SEC - 1) / LOOP_SEC));
		return;
	}
	struct challenge *c = calloc(1, sizeof(*c));
	if (c == NULL) {
		record_fail(out, "Out of memory");
		return;
	}
	*c = (struct challenge){.session = s, .out = out, .question = question, .level = level};
	c->timer = loop_timer_new(s->mgmtd->loop, ask_again, c);
	if (question == OWN_PASSWORD)
		snprintf(c->name, sizeof(c->name), "%s", s->user);
	ask(c);
}

void login_ask(struct session *s, struct record_out *out)
{
	challenge_begin(s, out, NAME_AND_PASSWORD, 0);
}

/* ---- commands ---- */

void mgmtd_exec_login(struct mgmtd *m, struct cmd_call *call, const struct cmd_login *args)
{
	login_ask(session_current(m->sessions), call->out);
}

/* `aaa authentication enable console LOCAL`: the user's own password leads to his own level. */
static void enable_user(struct session *s, struct cmd_call *call, const struct cmd_enable *args)
{
	const struct accounts *a = &s->mgmtd->model->accounts;
	const struct account_user *user = account_find(a, s->user);
	unsigned may = user == NULL ? 0 : admission_level(a, user);
	unsigned wanted = args->has_level ? args->level : may;
	if (user == NULL)
		record_fail(call->out, "Access denied: \"login\" as a local user first");
	else if (wanted > may || wanted <= s->level)
		record_fail(call->out, "Access denied: the privilege level of %s is %u", user->name, may);
	else
		challenge_begin(s, call->out, OWN_PASSWORD, wanted);
}

/* Without a password only those who own the machine become privileged. */
static void enable_level(struct session *s, struct cmd_call *call, unsigned level)
{
	if (s->mgmtd->model->accounts.enable[level].hash[0] != '\0') {
		challenge_begin(s, call->out, ENABLE_PASSWORD, level);
	} else if (access_privileged(s->uid)) {
		session_set_rights(s, NULL, level);
		record_done(call->out);
	} else {
		record_fail(call->out,
		    "The enable password is not set; root sets it with \"enable password\" in "
		    "configuration mode");
	}
}

void mgmtd_exec_enable(struct mgmtd *m, struct cmd_call *call, const struct cmd_enable *args)
{
	struct session *s = session_current(m->sessions);
	const struct accounts *a = &m->model->accounts;
	const struct account_user *user = account_find(a, s->user);
	unsigned wanted = args->has_level ? args->level : ACCOUNT_LEVEL_MAX;
	if (wanted <= s->level) {
		session_set_rights(s, NULL, wanted);
		record_done(call->out);
	} else if (a->enable_by_user && (user != NULL || !access_privileged(s->uid))) {
		enable_user(s, call, args);
	} else if (user != NULL && a->authorize_exec && user->service != ACCOUNT_ADMIN) {
		record_fail(call->out, "Command authorization failed");
	} else {
		enable_level(s, call, wanted);
	}
}

void mgmtd_exec_disable(struct mgmtd *m, struct cmd_call *call, const struct cmd_disable *args)
{
	session_set_rights(session_current(m->sessions), NULL, ACCOUNT_USER);
	record_done(call->out);
}

void mgmtd_exec_show_curpriv(struct mgmtd *m, struct cmd_call *call, const struct cmd_show_curpriv *args)
{
	const struct session *s = session_current(m->sessions);
	const char *modes = s->level <= ACCOUNT_USER         ? "P_UNPR"
			    : cmd_place_in_config(&s->place) ? "P_PRIV P_CONF"
							     : "P_PRIV";
	record_send(call->out, json_pack("{s:s, s:s, s:i, s:s}", "type", "curpriv", "username", s->user,
				   "privilege", (int)s->level, "modes", modes));
	record_done(call->out);
}
