/* SPDX-License-Identifier: Apache-2.0 */
/* posternd without daemons, an operator played over its control socket, under the virtual clock. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "daemons/mgmtd/config.h"
#include "daemons/mgmtd/history.h"
#include "daemons/mgmtd/journal.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/steward.h"
#include "lib/cmd_owner.h"
#include "lib/loop.h"
#include "tests/unit/unit.h"

struct operator
{ /* one end of a session */
	struct ipc_conn *conn;
	uint32_t id;
	bool done;
	uint8_t status;
	char error[256], prompt[64], text[8192];
	const char *secret; /* the answer to a question, NULL: Ctrl-C */
};

static char dir[64], config[96], log_path[96];
static struct mgmtd_options options = {.seccomp = "off"};
static struct steward_conf steward_conf;
static struct loop *loop;
static struct journal *journal;
static struct mgmtd *mgmtd;
static struct ipc_self tool = {.role = "tool"}, shell = {.role = "shell"};

static void on_message(void *arg, struct ipc_conn *conn, struct ipc_msg *msg)
{
	struct operator* o = arg;
	struct wbuf w = {0};
	size_t len = strlen(o->text);
	switch (msg->type) {
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
		if (msg->flags & 1) {
			if (o->secret != NULL)
				wbuf_str(&w, o->secret);
			ipc_send_buf(conn, o->secret != NULL ? IPC_SECRET : IPC_CANCEL, 0, msg->id, &w);
			wbuf_free(&w);
		}
		break;
	}
}

static const struct ipc_handler handler = {.message = on_message};

static void settle(void)
{
	for (unsigned i = 0; i < 20; i++)
		loop_virtual_advance(loop, 100);
}

static void start(void)
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
	mgmtd = mgmtd_open(loop, &options, journal);
	CU_ASSERT_PTR_NOT_NULL_FATAL(mgmtd);
	memcpy(tool.grammar_hash, cmd_grammar_hash(), 32);
	memcpy(shell.grammar_hash, cmd_grammar_hash(), 32);
}

static void stop(void)
{
	mgmtd_close(mgmtd);
	close(options.steward);
	journal_free(journal);
	log_to(STDERR_FILENO);
	loop_free(loop);
}

static void begin(const char *startup)
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
	start();
}

static void end(void)
{
	char command[128];
	stop();
	snprintf(command, sizeof(command), "rm -r %s", dir);
	CU_ASSERT_EQUAL(system(command), 0);
}

static void meet(struct operator* o, const struct ipc_self *self)
{
	char path[128];
	*o = (struct operator){0};
	o->conn = ipc_connect(loop, mgmtd_run_path(mgmtd, "control.sock", path), self, &handler, o);
	CU_ASSERT_PTR_NOT_NULL_FATAL(o->conn);
	settle();
}

static bool ask(struct operator* o, uint16_t type, const struct wbuf *body)
{
	o->done = false;
	o->text[0] = '\0';
	ipc_send_buf(o->conn, type, 0, ++o->id, body);
	settle();
	CU_ASSERT_TRUE(o->done);
	return o->done && o->status == 0;
}

static bool say(struct operator* o, const char *line)
{
	struct wbuf w = {0};
	wbuf_str(&w, "");
	wbuf_str(&w, line);
	bool ok = ask(o, IPC_COMMAND, &w);
	wbuf_free(&w);
	return ok;
}

static bool paste(struct operator* o, unsigned flags, const char *text)
{
	struct wbuf w = {0};
	wbuf_u8(&w, (uint8_t)flags);
	wbuf_str(&w, "paste");
	wbuf_bytes(&w, text, strlen(text));
	bool ok = ask(o, IPC_BATCH, &w);
	wbuf_free(&w);
	return ok;
}

static bool shows(struct operator* o, const char *command, const char *wanted)
{
	CU_ASSERT_TRUE(say(o, command));
	return strstr(o->text, wanted) != NULL;
}

static void a_line_takes_effect_at_once(void)
{
	struct operator o;
	begin(NULL);
	meet(&o, &tool);
	CU_ASSERT_TRUE(say(&o, ""));
	CU_ASSERT_STRING_EQUAL(o.prompt, "ciscoasa# ");
	CU_ASSERT_TRUE(say(&o, "conf t"));
	CU_ASSERT_TRUE(say(&o, "host gw1"));
	CU_ASSERT_STRING_EQUAL(o.prompt, "gw1(config)# ");
	CU_ASSERT_TRUE(say(&o, "int gi0/0"));
	CU_ASSERT_STRING_EQUAL(o.prompt, "gw1(config-if)# ");
	CU_ASSERT_FALSE(say(&o, "show conduit"));
	CU_ASSERT_STRING_EQUAL(o.error, "% Invalid input detected at '^' marker.");
	CU_ASSERT_PTR_NOT_NULL(strstr(o.text, "\"column\":8"));
	CU_ASSERT_TRUE(shows(&o, "show running-config", "interface GigabitEthernet0/0\n"));
	CU_ASSERT_TRUE(say(&o, "end"));
	CU_ASSERT_STRING_EQUAL(o.prompt, "gw1# ");
	ipc_close(o.conn);
	end();
}

static void a_batch_is_all_or_nothing(void)
{
	struct operator o;
	begin(NULL);
	meet(&o, &tool);
	CU_ASSERT_FALSE(paste(&o, 0, "hostname gw1\nnonsense here\npager lines 5\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(o.text, "\"line\":2"));
	CU_ASSERT_FALSE(shows(&o, "show running-config", "hostname gw1"));
	CU_ASSERT_TRUE(paste(&o, 2, "hostname gw1\n")); /* check only */
	CU_ASSERT_FALSE(shows(&o, "show running-config", "hostname gw1"));
	CU_ASSERT_TRUE(paste(&o, 0, "hostname gw1\npager lines 5\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(o.text, "\"changed\":2"));
	CU_ASSERT_TRUE(paste(&o, 0, "pager 5\nhostname gw1\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(o.text, "\"changed\":0"));
	CU_ASSERT_TRUE(paste(&o, 1, "hostname gw2\n")); /* in place of all */
	CU_ASSERT_TRUE(shows(&o, "show running-config", "pager lines 24"));
	ipc_close(o.conn);
	end();
}

static void rollback_leads_back(void)
{
	struct operator o;
	begin(NULL);
	meet(&o, &tool);
	paste(&o, 0, "hostname gw1\ninterface Tunnel1\n nameif A\n");
	paste(&o, 0, "hostname gw2\nno interface Tunnel1\n");
	CU_ASSERT_TRUE(shows(&o, "show configuration diff 1", "+ hostname gw2"));
	CU_ASSERT_TRUE(say(&o, "rollback 1"));
	CU_ASSERT_TRUE(shows(&o, "show running-config", " nameif A\n"));
	CU_ASSERT_TRUE(shows(&o, "show running-config", "hostname gw1\n"));
	CU_ASSERT_FALSE(say(&o, "rollback 9"));
	CU_ASSERT_TRUE(shows(&o, "show configuration history", "rollback 1"));
	ipc_close(o.conn);
	end();
}

static void one_bad_line_does_not_empty_the_start(void)
{
	struct operator o;
	begin("hostname gw1\nthis is no command\npager lines 7\n");
	meet(&o, &tool);
	CU_ASSERT_TRUE(shows(&o, "show running-config", "hostname gw1\n"));
	CU_ASSERT_TRUE(shows(&o, "show running-config", "pager lines 7\n"));
	CU_ASSERT_TRUE(shows(&o, "show logging", "startup-config:2: 'this is no command'"));
	ipc_close(o.conn);
	end();
}

static void what_is_saved_is_started_with(void)
{
	struct operator o;
	begin(NULL);
	meet(&o, &tool);
	paste(&o, 0,
	    "tunnel-group 192.0.2.1 type ipsec-l2l\ntunnel-group 192.0.2.1 ipsec-attributes\n"
	    " ikev2 local-authentication pre-shared-key a#b?c|d!e\n");
	CU_ASSERT_TRUE(shows(&o, "show running-config", "pre-shared-key *****\n"));
	CU_ASSERT_TRUE(shows(&o, "write memory", "[OK]"));
	CU_ASSERT_TRUE(shows(&o, "show running-config", ": Saved"));
	CU_ASSERT_FALSE(shows(&o, "show startup-config", "a#b?c"));
	ipc_close(o.conn);
	stop();
	char path[160];
	snprintf(path, sizeof(path), "%s/running.log", dir);
	CU_ASSERT_EQUAL(unlink(path), 0); /* as after a reboot */
	start();
	meet(&o, &tool);
	CU_ASSERT_TRUE(shows(&o, "more system:running-config", "pre-shared-key a#b?c|d!e\n"));
	CU_ASSERT_TRUE(say(&o, "show configuration diff"));
	CU_ASSERT_STRING_EQUAL(o.text, "");
	ipc_close(o.conn);
	end();
}

static void what_is_erased_was_confirmed(void)
{
	struct operator o;
	begin(NULL);
	meet(&o, &tool);
	CU_ASSERT_TRUE(say(&o, "write memory"));
	CU_ASSERT_TRUE(shows(&o, "show running-config", ": Saved"));
	CU_ASSERT_FALSE(say(&o, "write erase"));
	CU_ASSERT_PTR_NOT_NULL(strstr(o.error, "\"write erase /noconfirm\" does not ask"));
	CU_ASSERT_FALSE(say(&o, "reload"));
	o.secret = "n";
	CU_ASSERT_TRUE(shows(&o, "write erase", "Erase configuration in flash memory? [confirm]"));
	CU_ASSERT_TRUE(shows(&o, "show running-config", ": Saved"));
	CU_ASSERT_TRUE(say(&o, "show startup-config"));
	o.secret = "";
	CU_ASSERT_TRUE(shows(&o, "write erase", "[OK]"));
	CU_ASSERT_FALSE(shows(&o, "show running-config", ": Saved"));
	CU_ASSERT_FALSE(say(&o, "show startup-config"));
	CU_ASSERT_TRUE(say(&o, "write memory"));
	CU_ASSERT_FALSE(shows(&o, "write erase /noconfirm", "[confirm]"));
	CU_ASSERT_FALSE(shows(&o, "show running-config", ": Saved"));
	ipc_close(o.conn);
	end();
}

static void a_name_is_told_when_it_leads_nowhere(void)
{
	struct operator o;
	begin(NULL);
	meet(&o, &tool);
	CU_ASSERT_TRUE(say(&o, "configure terminal"));
	CU_ASSERT_TRUE(
	    shows(&o, "route wan 0 0 192.0.2.1", "WARNING: There is no interface name (nameif) \"wan\""));
	CU_ASSERT_TRUE(say(&o, "interface GigabitEthernet0/0"));
	CU_ASSERT_TRUE(say(&o, "nameif WAN"));
	CU_ASSERT_FALSE(shows(&o, "crypto ikev2 enable wan", "WARNING"));
	CU_ASSERT_TRUE(say(&o, "interface GigabitEthernet0/0"));
	CU_ASSERT_TRUE(say(&o, "nameif out"));
	CU_ASSERT_TRUE(shows(&o, "show running-config", "route out 0.0.0.0 0.0.0.0 192.0.2.1 1"));
	CU_ASSERT_TRUE(say(&o, "interface GigabitEthernet0/1"));
	CU_ASSERT_FALSE(say(&o, "nameif out"));
	CU_ASSERT_STRING_EQUAL(o.error, "Name \"out\" has been assigned to interface GigabitEthernet0/0");
	ipc_close(o.conn);
	end();
}

static void enable_asks_for_its_password(void)
{
	struct operator o, s;
	begin(NULL);
	meet(&o, &tool);
	say(&o, "configure terminal");
	CU_ASSERT_FALSE(say(&o, "enable password short"));
	CU_ASSERT_TRUE(say(&o, "enable password correct-horse"));
	unsigned changes = history_get(mgmtd->history, 0)->changes;
	CU_ASSERT_TRUE(say(&o, "enable password correct-horse"));
	CU_ASSERT_EQUAL(history_get(mgmtd->history, 0)->changes, changes);
	CU_ASSERT_FALSE(shows(&o, "more system:running-config", "correct-horse"));
	meet(&s, &shell);
	CU_ASSERT_TRUE(say(&s, ""));
	CU_ASSERT_STRING_EQUAL(s.prompt, "ciscoasa> ");
	CU_ASSERT_FALSE(say(&s, "show running-config"));
	s.secret = "wrong";
	CU_ASSERT_FALSE(say(&s, "enable"));
	CU_ASSERT_STRING_EQUAL(s.error, "Access denied.");
	s.secret = "correct-horse";
	CU_ASSERT_TRUE(say(&s, "enable"));
	CU_ASSERT_STRING_EQUAL(s.prompt, "ciscoasa# ");
	CU_ASSERT_FALSE(shows(&s, "show logging", "correct-horse"));
	ipc_close(o.conn);
	ipc_close(s.conn);
	end();
}

/* Requests sent ahead are carried out in their order, and a peer that leaves takes nothing down. */
static void requests_queue(void)
{
	struct operator o, gone;
	struct wbuf w = {0};
	begin(NULL);
	meet(&o, &tool);
	meet(&gone, &tool);
	wbuf_str(&w, "");
	wbuf_str(&w, "configure terminal");
	for (unsigned i = 0; i < 5; i++)
		ipc_send_buf(gone.conn, IPC_COMMAND, 0, i + 1, &w);
	ipc_close(gone.conn);
	ipc_send_buf(o.conn, IPC_COMMAND, 0, 1, &w);
	wbuf_reset(&w);
	wbuf_str(&w, "");
	wbuf_str(&w, "hostname gw7");
	ipc_send_buf(o.conn, IPC_COMMAND, 0, 2, &w);
	wbuf_free(&w);
	settle();
	CU_ASSERT_STRING_EQUAL(o.prompt, "gw7(config)# ");
	ipc_close(o.conn);
	end();
}

static void a_forwarded_command_without_its_daemon_says_so(void)
{
	struct operator o;
	begin(NULL);
	meet(&o, &tool);
	CU_ASSERT_FALSE(say(&o, "show route"));
	CU_ASSERT_PTR_NOT_NULL(strstr(o.error, "ribd is not running"));
	ipc_close(o.conn);
	end();
}

static CU_TestInfo tests[] = {
    {"a line takes effect at once", a_line_takes_effect_at_once},
    {"a batch is all or nothing", a_batch_is_all_or_nothing},
    {"rollback leads back", rollback_leads_back},
    {"one bad line does not empty the start", one_bad_line_does_not_empty_the_start},
    {"what is saved is started with", what_is_saved_is_started_with},
    {"what is erased was confirmed", what_is_erased_was_confirmed},
    {"a name is told when it leads nowhere", a_name_is_told_when_it_leads_nowhere},
    {"enable asks for its password", enable_asks_for_its_password},
    {"requests queue", requests_queue},
    {"a forwarded command without its daemon says so", a_forwarded_command_without_its_daemon_says_so},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	log_open("test", LOG_LEVEL_INFO);
	return unit_main("mgmtd-session", tests);
}
