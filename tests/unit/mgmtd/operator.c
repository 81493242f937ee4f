/* SPDX-License-Identifier: Apache-2.0 */
/* posternd without daemons, an operator played over its control socket, under the virtual clock. */
#include "tests/unit/mgmtd/operator.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "daemons/mgmtd/config.h"
#include "daemons/mgmtd/journal.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/steward.h"
#include "lib/cmd_owner.h"
#include "lib/loop.h"
#include "tests/unit/unit.h"

static char dir[64], config[96], log_path[96];
static struct mgmtd_options options = {.seccomp = "off"};
static struct steward_conf steward_conf;
static struct loop *loop;
static struct journal *journal;
struct mgmtd *operator_mgmtd;
struct ipc_self operator_tool = {.role = "tool"}, operator_shell = {.role = "shell"};
int64_t operator_patience = 2000;

static void on_message(void *arg, struct ipc_conn *conn, struct ipc_msg *msg)
{
	struct operator* o = arg;
	struct wbuf w = {0};
	size_t len = strlen(o->text);
	switch (msg->type) {
	case IPC_NOTICE:
		len = strlen(o->notices);
		if (len > sizeof(o->notices) / 2)
			o->notices[len = 0] = '\0';
		CU_ASSERT_TRUE(rbuf_str(&msg->body, o->notices + len, sizeof(o->notices) - len - 1));
		strcat(o->notices, "\n");
		break;
	case IPC_DONE:
		o->done = true;
		o->status = rbuf_u8(&msg->body);
		rbuf_str(&msg->body, o->error, sizeof(o->error));
		rbuf_str(&msg->body, o->prompt, sizeof(o->prompt));
		break;
	case IPC_TEXT:
	case IPC_RECORD:
		CU_ASSERT_TRUE(rbuf_str(&msg->body, o->text + len, sizeof(o->text) - len - 1));
		strcat(o->text, "\n");
		if (msg->flags & IPC_TEXT_ASKS) {
			const char *answer = msg->flags & IPC_TEXT_ECHO ? o->name : o->secret;
			if (answer != NULL)
				wbuf_str(&w, answer);
			ipc_send_buf(conn, answer != NULL ? IPC_SECRET : IPC_CANCEL, 0, msg->id, &w);
			wbuf_free(&w);
		}
		break;
	}
}

static const struct ipc_handler handler = {.message = on_message};

void operator_pass(int64_t usec)
{
	for (unsigned i = 0; i < 20; i++)
		loop_virtual_advance(loop, usec / 20);
}

const char *operator_path(const char *name)
{
	static char path[160];
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

void operator_start(void)
{
	static char rundir[96], statedir[96];
	snprintf(rundir, sizeof(rundir), "%s", dir);
	snprintf(statedir, sizeof(statedir), "%s", dir);
	options.rundir = rundir;
	options.statedir = statedir;
	options.config = config;
	steward_conf = (struct steward_conf){.rundir = rundir, .config = config, .seccomp = "off"};
	options.steward = steward_fork(&steward_conf);
	loop = loop_new();
	journal = journal_new(loop, log_path);
	log_to(journal_pipe(journal, true));
	operator_mgmtd = mgmtd_open(loop, &options, journal);
	CU_ASSERT_PTR_NOT_NULL_FATAL(operator_mgmtd);
	memcpy(operator_tool.grammar_hash, cmd_grammar_hash(), 32);
	memcpy(operator_shell.grammar_hash, cmd_grammar_hash(), 32);
}

void operator_stop(void)
{
	mgmtd_close(operator_mgmtd);
	close(options.steward);
	journal_free(journal);
	log_to(STDERR_FILENO);
	loop_free(loop);
}

void operator_begin(const char *startup)
{
	strcpy(dir, "/tmp/test_session.XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
	snprintf(config, sizeof(config), "%s/startup-config", dir);
	snprintf(log_path, sizeof(log_path), "%s/log", dir);
	if (startup != NULL) {
		FILE *f = fopen(config, "w");
		fputs(startup, f);
		fclose(f);
	}
	operator_start();
}

void operator_end(void)
{
	char command[128];
	operator_stop();
	snprintf(command, sizeof(command), "rm -r %s", dir);
	CU_ASSERT_EQUAL(system(command), 0);
}

void operator_meet_from(
    struct operator* o, const struct ipc_self *self, const char *terminal, const char *address)
{
	struct wbuf w = {0};
	operator_meet(o, self);
	wbuf_str(&w, terminal);
	wbuf_str(&w, address);
	ipc_send_buf(o->conn, IPC_ORIGIN, 0, 0, &w);
	wbuf_free(&w);
}

void operator_meet(struct operator* o, const struct ipc_self *self)
{
	char path[128];
	*o = (struct operator){0};
	o->conn = ipc_connect(loop, mgmtd_run_path(operator_mgmtd, "control.sock", path), self, &handler, o);
	CU_ASSERT_PTR_NOT_NULL_FATAL(o->conn);
	operator_pass(2000);
}

static bool ask(struct operator* o, uint16_t type, const struct wbuf *body)
{
	o->done = false;
	o->text[0] = '\0';
	ipc_send_buf(o->conn, type, 0, ++o->id, body);
	operator_pass(operator_patience);
	CU_ASSERT_TRUE(o->done);
	return o->done && o->status == 0;
}

bool operator_say(struct operator* o, const char *line)
{
	struct wbuf w = {0};
	wbuf_str(&w, "");
	wbuf_str(&w, line);
	bool ok = ask(o, IPC_COMMAND, &w);
	wbuf_free(&w);
	return ok;
}

bool operator_paste(struct operator* o, unsigned flags, const char *text)
{
	struct wbuf w = {0};
	wbuf_u8(&w, (uint8_t)flags);
	wbuf_str(&w, "paste");
	wbuf_bytes(&w, text, strlen(text));
	bool ok = ask(o, IPC_BATCH, &w);
	wbuf_free(&w);
	return ok;
}

bool operator_shows(struct operator* o, const char *command, const char *wanted)
{
	CU_ASSERT_TRUE(operator_say(o, command));
	return strstr(o->text, wanted) != NULL;
}
