/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lib/daemon as a process of its own, with the test in posternd's place: the real loop, the real sockets and,
 * for root, the loss of privilege and the system call filter.
 */
#include "lib/daemon.h"
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "cmd_args.h"
#include "lib/cmd_owner.h"
#include "lib/cmd_table.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "tests/unit/unit.h"

#define LIMIT (3 * LOOP_SEC)

/* --- the daemon: counts routes, refuses one to 10.66.0.0, tells what happens by notices --- */

struct model {
	unsigned routes;
	const struct cmd_line *forbidden;
};

struct fake {
	struct daemon *daemon;
	unsigned routes, applied;
};

static void set_route(void *model, const struct cmd_call *call, const void *args)
{
	struct model *m = model;
	const struct cmd_route *route = args;
	m->routes++;
	if (route->destination.v4.s_addr == ip_addr_v4(0x0a420000).v4.s_addr)
		m->forbidden = call->line;
}

static void show_route(void *ctx, struct cmd_call *call, const void *args)
{
	struct fake *f = ctx;
	record_send(call->out, json_pack("{s:s, s:i, s:i, s:b}", "type", "count", "routes", (int)f->routes,
				   "applied", (int)f->applied, "root", geteuid() == 0));
	record_done(call->out);
}

static bool fake_open(struct daemon *d, void **ctx)
{
	static struct fake fake;
	fake.daemon = d;
	*ctx = &fake;
	int fd = memfd_create("state", MFD_CLOEXEC);
	daemon_keep_fd(d, "made", fd); /* before there is a posternd */
	close(fd);
	return true;
}

static void fake_restore(void *ctx, const char *name, int fd)
{
	struct fake *f = ctx;
	char text[16] = "";
	if (pread(fd, text, sizeof(text) - 1, 0) >= 0)
		daemon_notice(f->daemon, "restore %s %s", name, text);
	close(fd);
}

static void fake_restored(void *ctx)
{
	daemon_notice(((struct fake *)ctx)->daemon, "restored");
}

static void *fake_model_new(void *ctx)
{
	return calloc(1, sizeof(struct model));
}

static bool fake_model_check(void *ctx, const struct cmd_change *change, struct cmd_faults *faults)
{
	const struct model *m = change->after;
	if (m->forbidden != NULL)
		cmd_fault(faults, m->forbidden, "not there");
	return m->forbidden == NULL;
}

static void fake_model_free(void *ctx, void *model)
{
	free(model);
}

static void fake_model_apply(void *ctx, struct cmd_change *change)
{
	struct fake *f = ctx;
	const struct model *before = change->before, *after = change->after;
	f->routes += after->routes - before->routes;
	f->applied++;
}

static void fake_stop(void *ctx)
{
	daemon_exit(((struct fake *)ctx)->daemon);
}

static uint16_t sentence(const char *name)
{
	for (uint16_t i = 0; i < cmd_grammar.sentence_count; i++)
		if (cmd_grammar.sentence[i].name != NULL && strcmp(cmd_grammar.sentence[i].name, name) == 0)
			return cmd_grammar.sentence[i].id;
	abort();
}

static int run_daemon(const char *rundir)
{
	static const int caps[] = {CAP_NET_ADMIN, -1};
	struct cmd_handler handlers[2] = {{.sentence = sentence("route"), .set = set_route},
	    {.sentence = sentence("show_route"), .exec = show_route}};
	if (handlers[0].sentence > handlers[1].sentence) {
		struct cmd_handler h = handlers[0];
		handlers[0] = handlers[1];
		handlers[1] = h;
	}
	const struct cmd_owner owner = {"ribd", CMD_OWNER_RIBD, 2, handlers};
	const struct daemon_ops ops = {.name = "ribd",
	    .owner = &owner,
	    .caps = caps,
	    .open = fake_open,
	    .restore = fake_restore,
	    .restored = fake_restored,
	    .model_new = fake_model_new,
	    .model_check = fake_model_check,
	    .model_apply = fake_model_apply,
	    .model_free = fake_model_free,
	    .stop = fake_stop};
	char *argv[] = {"postern-ribd", "--rundir", (char *)rundir, "--log-level", "error", NULL};
	return daemon_main(&ops, 5, argv);
}

/* --- posternd: answers nothing by itself, keeps what it hears --- */

static struct loop *loop;
static struct loop_timer *limit;
static struct ipc_server *server;
static struct ipc_conn *conn;
static char dir[] = "/tmp/test_daemon.XXXXXX";
static char path[64];
static char heard[2048];    /* everything, in order: "ready ", "result0 " … */
static const char *awaited; /* the loop stops when `heard` contains it */
static pid_t child;
static struct ipc_self self = {.role = "mgmtd"};

static void hear(const char *text)
{
	strncat(heard, text, sizeof(heard) - strlen(heard) - 1);
	if (awaited != NULL && strstr(heard, awaited) != NULL)
		loop_stop(loop);
}

static void on_limit(void *arg)
{
	loop_stop(loop);
}

/* Runs until it was heard; false when it does not come in time. Forgets what was heard. */
static bool await(const char *text)
{
	awaited = text;
	loop_timer_set(limit, LIMIT);
	while (strstr(heard, text) == NULL && loop_timer_pending(limit))
		loop_run(loop);
	bool ok = strstr(heard, text) != NULL;
	if (!ok)
		fprintf(stderr, "awaited '%s', heard '%s'\n", text, heard);
	heard[0] = '\0';
	return ok;
}

static void on_result(struct rbuf *body)
{
	char text[512], line[600];
	uint32_t count = rbuf_u32(body);
	snprintf(line, sizeof(line), "result%u ", count);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t index = rbuf_u32(body);
		rbuf_str(body, text, sizeof(text));
		snprintf(line, sizeof(line), "fault%u '%s' ", index, text);
	}
	hear(line);
}

static void on_message(void *arg, struct ipc_conn *c, struct ipc_msg *msg)
{
	char text[512] = "", line[600];
	if (msg->type == IPC_TXN_RESULT) {
		on_result(&msg->body);
		return;
	}
	if (msg->type == IPC_DONE)
		rbuf_u8(&msg->body);
	if (rbuf_left(&msg->body) > 0)
		rbuf_str(&msg->body, text, sizeof(text));
	const char *what = msg->type == IPC_READY       ? "ready"
			   : msg->type == IPC_STATE_PUT ? "put"
			   : msg->type == IPC_RECORD    ? "record"
			   : msg->type == IPC_DONE      ? "done"
			   : msg->type == IPC_NOTICE    ? "notice"
							: "?";
	snprintf(line, sizeof(line), "%s %s; ", what, text);
	hear(line);
}

static void on_established(void *arg, struct ipc_conn *c)
{
	conn = c;
	hear("hello ");
}

static void on_closed(void *arg, struct ipc_conn *c, const char *reason)
{
	conn = NULL;
	hear("gone ");
}

static const struct ipc_handler handler = {
    .established = on_established, .message = on_message, .closed = on_closed};

static bool serve(void)
{
	server = ipc_listen(loop, path, 0666, &self, &handler, NULL);
	return server != NULL;
}

static void give(const char *name, const char *text)
{
	struct wbuf w = {0};
	int fd = memfd_create(name, MFD_CLOEXEC);
	CU_ASSERT_EQUAL(pwrite(fd, text, strlen(text), 0), (ssize_t)strlen(text));
	wbuf_str(&w, name);
	ipc_send_fd(conn, IPC_STATE_GIVE, 0, &w, fd);
	wbuf_free(&w);
	close(fd);
}

static void check_part(uint32_t id, bool full, unsigned count, const char *const *lines, uint16_t flags)
{
	struct wbuf w = {0};
	wbuf_u8(&w, full);
	wbuf_u32(&w, count);
	for (unsigned i = 0; i < count; i++) {
		wbuf_u8(&w, CMD_SET);
		wbuf_str(&w, "");
		wbuf_str(&w, lines[i]);
	}
	ipc_send_buf(conn, IPC_TXN_CHECK, flags, id, &w);
	wbuf_free(&w);
}

static void check(uint32_t id, bool full, unsigned count, const char *const *lines)
{
	check_part(id, full, count, lines, 0);
}

static void command(const char *line)
{
	struct wbuf w = {0};
	wbuf_str(&w, "#");
	wbuf_str(&w, line);
	ipc_send_buf(conn, IPC_COMMAND, 0, 5, &w);
	wbuf_free(&w);
}

static const char *const routes[] = {"route outside1 10.1.0.0 255.255.0.0 192.0.2.1 1",
    "route outside1 10.2.0.0 255.255.0.0 192.0.2.1 1", "route outside1 10.66.0.0 255.255.0.0 192.0.2.1 1",
    "route outside1 nonsense"};

static void first_transaction(void)
{
	CU_ASSERT(await("hello "));
	CU_ASSERT_STRING_EQUAL(ipc_peer_role(conn), "ribd");
	CU_ASSERT_EQUAL(ipc_peer_pid(conn), child);
	give("kept", "pages");
	ipc_send(conn, IPC_STATE_END, 0, 0, NULL, 0);
	CU_ASSERT(await("notice restore kept pages; notice restored; "));
	check(1, true, 2, routes);
	CU_ASSERT(await("result0 "));
	ipc_send(conn, IPC_TXN_APPLY, 0, 1, NULL, 0);
	CU_ASSERT(await("result0 ready ; "));
}

static void show_commands(void)
{
	command("show route");
	CU_ASSERT(await("record {\"type\":\"count\",\"routes\":2,\"applied\":1,\"root\":false}; done ; "));
	command("show nonsense");
	CU_ASSERT(await("done ERROR: "));
	command("show version");
	CU_ASSERT(await("done 'show version' is not a command of ribd; "));
}

static void faults_change_nothing(void)
{
	check(2, false, 1, &routes[3]);
	CU_ASSERT(await("fault0 '"));
	check(3, false, 1, &routes[2]);
	CU_ASSERT(await("fault0 'not there' "));
	check(4, true, 3, routes);
	CU_ASSERT(await("fault2 'not there' "));
	check(5, true, 0, NULL);
	CU_ASSERT(await("result0 "));
	ipc_send(conn, IPC_TXN_ABORT, 0, 5, NULL, 0);
	command("show route");
	CU_ASSERT(await("\"routes\":2,\"applied\":1,"));
}

/* Operations are counted through; what has a fault takes no effect, whichever part it came in. */
static void a_check_may_come_in_parts(void)
{
	check_part(6, true, 1, routes, IPC_FLAG_MORE);
	check_part(6, true, 2, &routes[1], IPC_FLAG_APPLY);
	CU_ASSERT(await("fault2 'not there' "));
	command("show route");
	CU_ASSERT(await("\"routes\":2,\"applied\":1,"));
	check_part(7, true, 1, &routes[1], IPC_FLAG_MORE);
	check_part(7, true, 1, routes, IPC_FLAG_APPLY);
	CU_ASSERT(await("result0 "));
	command("show route");
	CU_ASSERT(await("\"routes\":2,\"applied\":2,"));
}

static void posternd_may_die(void)
{
	ipc_server_free(server);
	conn = NULL;
	CU_ASSERT_FATAL(serve());
	CU_ASSERT(await("hello "));
	ipc_send(conn, IPC_STATE_END, 0, 0, NULL, 0);
	CU_ASSERT(await("put "));
	check(1, true, 1, routes);
	CU_ASSERT(await("result0 "));
	ipc_send(conn, IPC_TXN_APPLY, 0, 1, NULL, 0);
	CU_ASSERT(await("ready ; "));
	command("show route");
	CU_ASSERT(await("\"routes\":1,\"applied\":3,"));
}

static void malformed_messages_close_the_link(void)
{
	ipc_send(conn, IPC_TXN_APPLY, 0, 77, NULL, 0); /* no such transaction */
	CU_ASSERT(await("gone hello "));
	ipc_send(conn, IPC_TXN_CHECK, 0, 1, "\1\0\0\0\5", 5);
	CU_ASSERT(await("gone hello "));
}

static void termination(void)
{
	int status = -1;
	kill(child, SIGTERM);
	CU_ASSERT(await("gone "));
	CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
	CU_ASSERT_EQUAL(status, 0);
}

int main(void)
{
	CU_TestInfo tests[] = {{"first transaction", first_transaction}, {"show commands", show_commands},
	    {"faults change nothing", faults_change_nothing},
	    {"a check may come in parts", a_check_may_come_in_parts}, {"posternd may die", posternd_may_die},
	    {"malformed messages", malformed_messages_close_the_link}, {"termination", termination},
	    CU_TEST_INFO_NULL};
	if (mkdtemp(dir) == NULL || chmod(dir, 0711) < 0)
		return 1;
	snprintf(path, sizeof(path), "%s/daemons.sock", dir);
	log_open("test", LOG_LEVEL_ERROR);
	child = fork();
	if (child == 0) {
		alarm(60); /* should the test be killed */
		_exit(run_daemon(dir));
	}
	memcpy(self.grammar_hash, cmd_grammar_hash(), sizeof(self.grammar_hash));
	loop = loop_new();
	limit = loop_timer_new(loop, on_limit, NULL);
	int status = serve() ? unit_main("lib/daemon", tests) : 1;
	kill(child, SIGKILL); /* unless it has ended, as it should have */
	ipc_server_free(server);
	loop_timer_free(limit);
	loop_free(loop);
	unlink(path);
	rmdir(dir);
	return status;
}
