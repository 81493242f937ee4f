/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mgmtd/world.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/loop.h"
#include "tests/unit/unit.h"

#define LINES_MAX 16

static char dir[] = "/tmp/test_mgmtd.XXXXXX";
static char path[64];
static struct ipc_self mgmtd_self = {.role = "mgmtd"};

/* ---- the daemon's end ---- */

static void note(struct fake_daemon *d, const char *text)
{
	strncat(d->heard, text, sizeof(d->heard) - strlen(d->heard) - 1);
}

static void on_check(struct fake_daemon *d, struct ipc_conn *conn, struct ipc_msg *msg)
{
	char where[256], line[256], text[32];
	struct wbuf faults = {0};
	uint32_t count = 0;
	bool full = rbuf_u8(&msg->body) != 0;
	uint32_t operations = rbuf_u32(&msg->body);
	snprintf(text, sizeof(text), "%s(%u) ", full ? "FULL" : "CHECK", operations);
	note(d, text);
	d->lines[0] = '\0';
	wbuf_u32(&faults, 0);
	for (uint32_t i = 0; i < operations; i++) {
		uint8_t verb = rbuf_u8(&msg->body);
		rbuf_str(&msg->body, where, sizeof(where));
		rbuf_str(&msg->body, line, sizeof(line));
		size_t len = strlen(d->lines);
		snprintf(d->lines + len, sizeof(d->lines) - len, "%c%s;", verb == CMD_SET ? '+' : '-', line);
		if (d->refuse == NULL || strcmp(line, d->refuse) != 0)
			continue;
		wbuf_u32(&faults, i);
		wbuf_str(&faults, "the daemon does not like it");
		count++;
	}
	CU_ASSERT_TRUE(rbuf_ok(&msg->body));
	CU_ASSERT_EQUAL(rbuf_left(&msg->body), 0);
	wbuf_set_u32(&faults, 0, count);
	if ((msg->flags & IPC_FLAG_APPLY) && count == 0)
		note(d, "APPLY ");
	if (!d->mute)
		ipc_send_buf(conn, IPC_TXN_RESULT, 0, msg->id, &faults);
	wbuf_free(&faults);
}

static void on_message(void *arg, struct ipc_conn *conn, struct ipc_msg *msg)
{
	static const uint8_t none[4];
	struct fake_daemon *d = arg;
	switch (msg->type) {
	case IPC_TXN_CHECK:
		on_check(d, conn, msg);
		break;
	case IPC_TXN_APPLY:
		note(d, "APPLY ");
		if (!d->mute)
			ipc_send(conn, IPC_TXN_RESULT, 0, msg->id, none, sizeof(none));
		break;
	case IPC_TXN_ABORT:
		note(d, "ABORT ");
		break;
	case IPC_STATE_GIVE:
		d->given++;
		break;
	case IPC_STATE_END:
		d->state_end = true;
		break;
	}
}

static void on_closed(void *arg, struct ipc_conn *conn, const char *reason)
{
	struct fake_daemon *d = arg;
	d->conn = NULL;
}

static const struct ipc_handler daemon_handler = {.message = on_message, .closed = on_closed};

struct fake_daemon *world_daemon(struct world *w, enum cmd_owner_id owner)
{
	static struct ipc_self selves[CMD_OWNER_COUNT];
	struct fake_daemon *d = &w->daemons[owner];
	selves[owner].role = cmd_owner_name(owner);
	memcpy(selves[owner].grammar_hash, cmd_grammar_hash(), 32);
	d->owner = owner;
	d->heard[0] = '\0';
	d->given = 0;
	d->state_end = false;
	d->conn = ipc_connect(w->loop, path, &selves[owner], &daemon_handler, d);
	CU_ASSERT_PTR_NOT_NULL_FATAL(d->conn);
	world_settle(w);
	return d;
}

void world_daemon_dies(struct world *w, struct fake_daemon *d)
{
	ipc_close(d->conn);
	d->conn = NULL;
	world_settle(w);
}

/* ---- posternd's end ---- */

static bool allowed(void *arg, enum cmd_owner_id owner, uid_t uid, pid_t pid)
{
	const struct world *w = arg;
	return !w->refuse_roles;
}

static void up(void *arg, enum cmd_owner_id owner)
{
	struct world *w = arg;
	txn_owner_up(w->txn, owner);
}

static void ready(void *arg, enum cmd_owner_id owner)
{
}

static void down(void *arg, enum cmd_owner_id owner)
{
	struct world *w = arg;
	txn_owner_down(w->txn, owner);
}

static void message(void *arg, enum cmd_owner_id owner, struct ipc_msg *msg)
{
	struct world *w = arg;
	if (msg->type == IPC_TXN_RESULT)
		txn_result(w->txn, owner, msg->id, &msg->body);
}

static struct ipc_conn *conn(void *arg, enum cmd_owner_id owner)
{
	const struct world *w = arg;
	return attach_conn(w->attach, owner);
}

static void reset(void *arg, enum cmd_owner_id owner)
{
	const struct world *w = arg;
	attach_reset(w->attach, owner);
}

static bool check(void *arg, struct cmd_store *store, struct cmd_faults *faults)
{
	struct world *w = arg;
	w->own_checks++;
	return true;
}

static void nothing(void *arg)
{
}

static void committed(void *arg, const struct txn *t, const struct cmd_op_list *undo)
{
	struct world *w = arg;
	w->committed++;
	w->undo[0] = '\0';
	for (size_t i = 0; i < undo->count; i++) {
		size_t len = strlen(w->undo);
		snprintf(w->undo + len, sizeof(w->undo) - len, "%c%s;",
		    undo->op[i].verb == CMD_SET ? '+' : '-', undo->op[i].line);
	}
}

struct world *world_new(void)
{
	struct world *w = calloc(1, sizeof(*w));
	if (path[0] == '\0') {
		CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
		snprintf(path, sizeof(path), "%s/daemons.sock", dir);
		memcpy(mgmtd_self.grammar_hash, cmd_grammar_hash(), 32);
	}
	w->loop = loop_new();
	w->store = cmd_store_new();
	const struct attach_conf attach = {.path = path,
	    .self = &mgmtd_self,
	    .allowed = allowed,
	    .up = up,
	    .ready = ready,
	    .down = down,
	    .message = message,
	    .arg = w};
	const struct txn_conf txn = {.store = w->store,
	    .conn = conn,
	    .reset = reset,
	    .check = check,
	    .apply = nothing,
	    .discard = nothing,
	    .committed = committed,
	    .arg = w};
	w->attach = attach_new(w->loop, &attach);
	w->txn = txn_engine_new(w->loop, &txn);
	CU_ASSERT_PTR_NOT_NULL_FATAL(w->attach);
	return w;
}

void world_free(struct world *w)
{
	for (unsigned i = 0; i < CMD_OWNER_COUNT; i++)
		ipc_close(w->daemons[i].conn);
	attach_free(w->attach);
	txn_engine_free(w->txn);
	cmd_store_free(w->store);
	loop_free(w->loop);
	free(w);
	unlink(path);
	rmdir(dir);
	path[0] = '\0';
	memcpy(dir + strlen(dir) - 6, "XXXXXX", 6);
}

void world_settle(struct world *w)
{
	for (unsigned i = 0; i < 20; i++)
		loop_virtual_advance(w->loop, 100);
}

/* ---- changes ---- */

static const char *script[LINES_MAX + 1];
static char fault[256];
static bool finished, accepted;

static bool apply_script(struct txn *t, struct cmd_store *store)
{
	char where[128], reason[128];
	for (unsigned i = 0; script[i] != NULL; i++) {
		const char *text = script[i];
		bool set = strncmp(text, "no ", 3) != 0;
		const char *bar = strchr(text += set ? 0 : 3, '|');
		snprintf(where, sizeof(where), "%.*s", (int)(bar - text), text);
		for (char *c = where; *c != '\0'; c++)
			if (*c == '>')
				*c = '\n';
		if (cmd_store_apply(
			store, set ? CMD_SET : CMD_UNSET, where, bar + 1, i, reason, sizeof(reason)))
			continue;
		txn_fault(t, i, NULL, reason);
		return false;
	}
	return true;
}

static void script_done(struct txn *t, bool ok)
{
	finished = true;
	accepted = ok;
	snprintf(fault, sizeof(fault), "%s", t->faults.count > 0 ? t->faults.entry[0].text : "");
	txn_clear(t);
}

static void look(struct txn *t)
{
	struct world *w = t->arg;
	int len = snprintf(w->looked, sizeof(w->looked), "%s", w->daemons[CMD_OWNER_RIBD].heard);
	for (size_t i = 0; i < t->changes.count && len < (int)sizeof(w->looked); i++)
		len += snprintf(w->looked + len, sizeof(w->looked) - (size_t)len, "%c%s;",
		    t->changes.op[i].verb == CMD_SET ? '+' : '-', t->changes.op[i].line);
}

bool world_change(struct world *w, const char *line, ...)
{
	static struct txn t;
	va_list ap;
	unsigned count = 0;
	va_start(ap, line);
	for (; line != NULL && count < LINES_MAX; line = va_arg(ap, const char *))
		script[count++] = line;
	va_end(ap);
	script[count] = NULL;
	finished = accepted = false;
	t = (struct txn){
	    .build = apply_script, .preview = w->looks ? look : NULL, .done = script_done, .arg = w};
	txn_submit(w->txn, &t);
	world_settle(w);
	return accepted;
}

const char *world_fault(void)
{
	return fault;
}

bool world_done(void)
{
	return finished;
}
