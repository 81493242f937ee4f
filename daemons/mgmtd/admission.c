/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/admission.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "daemons/mgmtd/access.h"
#include "daemons/mgmtd/banner.h"
#include "daemons/mgmtd/config.h"
#include "daemons/mgmtd/login.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/session.h"
#include "lib/ipaddr.h"
#include "lib/log.h"
#include "lib/record.h"

/* ---- where the operator sits ---- */

void admission_name_source(struct session *s)
{
	bool claims = s->terminal[0] != '\0' || s->address[0] != '\0';
	snprintf(s->source, sizeof(s->source), "%s%s%s%s%s%s, process %d", ipc_peer_role(s->conn),
	    s->terminal[0] == '\0' ? "" : " on ", s->terminal, s->address[0] == '\0' ? "" : " from ",
	    s->address, claims ? " as claimed" : "", (int)ipc_peer_pid(s->conn));
}

static bool is_terminal(const char *text)
{
	for (; *text != '\0'; text++)
		if (!isalnum((unsigned char)*text) && strchr("/_-", *text) == NULL)
			return false;
	return true;
}

static bool is_address(const char *text)
{
	struct ip_addr address;
	return ip_addr_parse(text, &address);
}

void admission_origin(struct session *s, struct rbuf *body)
{
	if (!rbuf_str(body, s->terminal, sizeof(s->terminal)) || !is_terminal(s->terminal))
		s->terminal[0] = '\0';
	if (!rbuf_str(body, s->address, sizeof(s->address)) || !is_address(s->address))
		s->address[0] = '\0';
	admission_name_source(s);
}

/* Scripts come and go too often to be told of. */
void admission_log(const struct session *s, const char *what)
{
	if (strcmp(ipc_peer_role(s->conn), "shell") == 0)
		log_info("session of %s (%s) %s", s->user, s->source, what);
	else
		log_debug("session of %s (%s) %s", s->user, s->source, what);
}

/* ---- who comes in ---- */

static bool is_tool(const struct session *s)
{
	return strcmp(ipc_peer_role(s->conn), "tool") == 0;
}

unsigned admission_level(const struct accounts *a, const struct account_user *user)
{
	if (a->authorize_exec && user->service != ACCOUNT_ADMIN && user->level > ACCOUNT_USER)
		return ACCOUNT_USER;
	return user->level;
}

/* Of a user who is known by name or has given his password. */
static const char *begin_as(struct session *s, const struct account_user *user)
{
	const struct accounts *a = &s->mgmtd->model->accounts;
	if (a->authorize_exec && user->service == ACCOUNT_REMOTE_ACCESS)
		return "Access denied: the service type of this user is remote-access";
	unsigned level = admission_level(a, user);
	session_set_rights(s, user->name, a->auto_enable || level < ACCOUNT_USER ? level : ACCOUNT_USER);
	return NULL;
}

static void logged_in(void *arg, const char *error)
{
	struct session *s = arg;
	const struct account_user *user = account_find(&s->mgmtd->model->accounts, s->user);
	if (error == NULL && user != NULL)
		error = begin_as(s, user);
	session_admitted(s, error);
}

static enum admission ask(struct session *s)
{
	struct record_out *out = record_out_new(s->conn, s->request);
	record_on_closing(out, logged_in, s);
	banner_motd(s->mgmtd->model, out);
	banner_login(s->mgmtd->model, out);
	login_ask(s, out);
	return ADMISSION_ASKED;
}

enum admission admission_decide(struct session *s, const char **reason)
{
	const struct accounts *a = &s->mgmtd->model->accounts;
	const struct account_user *user = account_find(a, s->user);
	bool owner = access_privileged(s->uid), over_ssh = s->address[0] != '\0';
	if (is_tool(s) && owner) {
		session_set_rights(s, NULL, ACCOUNT_LEVEL_MAX);
		return ADMISSION_GRANTED;
	}
	if (a->serial && !over_ssh && !is_tool(s) && (a->users != NULL || !owner))
		return ask(s);
	if (user == NULL && !owner && (over_ssh ? a->ssh : a->serial)) {
		*reason = over_ssh
			      ? "Access denied: the configuration has no \"username\" for this user, and "
				"\"aaa authentication ssh console LOCAL\" wants one"
			      : "Access denied: the configuration has no \"username\" for this user, and "
				"\"aaa authentication serial console LOCAL\" wants one";
		return ADMISSION_REFUSED;
	}
	*reason = user == NULL ? NULL : begin_as(s, user);
	return *reason == NULL ? ADMISSION_GRANTED : ADMISSION_REFUSED;
}
