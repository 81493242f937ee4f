/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/daemon.h"
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include "lib/account.h"
#include "lib/caps.h"
#include "lib/cmd_owner.h"
#include "lib/debug.h"
#include "lib/keeper.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/replica.h"
#include "lib/seccomp.h"

#define STOP_LIMIT   (3 * LOOP_SEC)
#define LOCK_LIMIT   (256u << 20) /* bytes of memory that may be locked */
#define KEPT_NAMELEN 64
#define DEBUG_BACKLOG                                                                                        \
	(256u << 10) /* bytes not yet taken by posternd: debug messages are dropped from there on */

struct daemon {
	const struct daemon_ops *ops;
	void *ctx;
	struct loop *loop;
	struct ipc_self self;
	struct ipc_link *link;
	struct replica *replica;
	struct keeper *keeper;
	struct loop_signal *term;
	struct loop_signal *interrupt;
	struct loop_timer *stop_limit;
	bool opened;   /* the context exists */
	bool restored; /* all that a predecessor had kept has been given back */
	bool ready;    /* READY has been sent on the present connection */
	bool stopping;
	int log_fd; /* given by posternd, or -1 */
	char path[128];
	uint32_t debug_dropped; /* since the last that went out */

	const char *rundir;
	enum log_level level;
	enum seccomp_mode seccomp;
	bool keep_user;
};

/* --- messages from posternd --- */

static struct ipc_conn *conn_of(struct daemon *d)
{
	return ipc_link_conn(d->link);
}

static bool on_check(struct daemon *d, struct ipc_conn *conn, struct ipc_msg *msg)
{
	struct wbuf result = {0};
	bool more = (msg->flags & IPC_FLAG_MORE) != 0;
	if (!replica_check(d->replica, msg->id, more, &msg->body))
		return false;
	if (more)
		return true;
	replica_result(d->replica, &result);
	if (msg->flags & IPC_FLAG_APPLY)
		replica_apply(d->replica, msg->id); /* not when there were faults */
	ipc_send_buf(conn, IPC_TXN_RESULT, 0, msg->id, &result);
	wbuf_free(&result);
	return true;
}

static bool on_apply(struct daemon *d, struct ipc_conn *conn, struct ipc_msg *msg)
{
	if (!replica_apply(d->replica, msg->id))
		return false;
	struct wbuf result = {0};
	wbuf_u32(&result, 0);
	ipc_send_buf(conn, IPC_TXN_RESULT, 0, msg->id, &result);
	wbuf_free(&result);
	if (!d->ready)
		ipc_send(conn, IPC_READY, 0, 0, NULL, 0);
	d->ready = true;
	return true;
}

static bool on_abort(struct daemon *d, struct ipc_conn *conn, struct ipc_msg *msg)
{
	replica_abort(d->replica);
	return true;
}

static void run_command(struct daemon *d, struct record_out *out, const char *path, const char *line)
{
	struct cmd_place place;
	struct cmd_match match;
	char error[512];
	if (!cmd_place_from(&place, path))
		record_fail(out, "unknown mode '%s'", path);
	else if (cmd_match(&place, line, 0, &match) != CMD_OK)
		record_fail(out, "%s", cmd_match_error(&match, line, error, sizeof(error)));
	else if (!cmd_owner_exec(d->ops->owner, d->ctx, &match, out))
		record_fail(out, "'%s' is not a command of %s", line, d->ops->name);
}

static bool on_command(struct daemon *d, struct ipc_conn *conn, struct ipc_msg *msg)
{
	char path[CMD_PATH_MAX], line[CMD_LINE_MAX];
	rbuf_str(&msg->body, path, sizeof(path));
	rbuf_str(&msg->body, line, sizeof(line));
	if (!rbuf_ok(&msg->body))
		return false;
	run_command(d, record_out_new(conn, msg->id), path, line);
	return true;
}

static bool on_cancel(struct daemon *d, struct ipc_conn *conn, struct ipc_msg *msg)
{
	record_cancel(conn, msg->id);
	return true;
}

static bool on_hold(struct daemon *d, struct ipc_conn *conn, struct ipc_msg *msg)
{
	bool on = rbuf_u8(&msg->body) != 0;
	if (rbuf_ok(&msg->body))
		record_hold(conn, msg->id, on);
	return rbuf_ok(&msg->body);
}

static bool on_give(struct daemon *d, struct ipc_conn *conn, struct ipc_msg *msg)
{
	char name[KEPT_NAMELEN];
	if (!rbuf_str(&msg->body, name, sizeof(name)) || msg->fd < 0)
		return false;
	if (d->restored || !keeper_given(d->keeper, name, msg->fd) || d->ops->restore == NULL)
		return true;
	int fd = msg->fd;
	msg->fd = -1;
	d->ops->restore(d->ctx, name, fd);
	return true;
}

static bool on_give_end(struct daemon *d, struct ipc_conn *conn, struct ipc_msg *msg)
{
	if (d->restored) {
		keeper_resend(d->keeper, conn); /* this posternd may be another one than before */
		return true;
	}
	d->restored = true;
	if (d->ops->restored != NULL)
		d->ops->restored(d->ctx);
	return true;
}

static bool on_log_fd(struct daemon *d, struct ipc_conn *conn, struct ipc_msg *msg)
{
	if (msg->fd < 0)
		return false;
	int old = d->log_fd;
	d->log_fd = msg->fd;
	msg->fd = -1;
	log_to(d->log_fd);
	if (old >= 0)
		close(old);
	return true;
}

static bool on_debug_set(struct daemon *d, struct ipc_conn *conn, struct ipc_msg *msg)
{
	struct debug_set set;
	if (!rbuf_debug_set(&msg->body, &set))
		return false;
	debug_listen(&set);
	return true;
}

/* Debug messages stop at a bound: posternd may have more to do than to print them. */
static void send_debug(
    void *arg, enum debug_area area, unsigned level, const struct ip_addr *peer, const char *text)
{
	static const struct ip_addr nobody;
	struct daemon *d = arg;
	struct ipc_conn *conn = conn_of(d);
	if (conn == NULL || ipc_backlog(conn) > DEBUG_BACKLOG) {
		d->debug_dropped++;
		return;
	}
	struct wbuf w = {0};
	wbuf_u8(&w, (uint8_t)area);
	wbuf_u8(&w, (uint8_t)level);
	wbuf_ip_addr(&w, peer != NULL ? peer : &nobody);
	wbuf_u32(&w, d->debug_dropped);
	wbuf_str(&w, text);
	ipc_send_buf(conn, IPC_DEBUG, 0, 0, &w);
	wbuf_free(&w);
	d->debug_dropped = 0;
}

static const struct {
	uint16_t type;
	bool (*fn)(struct daemon *d, struct ipc_conn *conn, struct ipc_msg *msg); /* false: malformed */
} messages[] = {
    {IPC_TXN_CHECK, on_check},
    {IPC_TXN_APPLY, on_apply},
    {IPC_TXN_ABORT, on_abort},
    {IPC_COMMAND, on_command},
    {IPC_CANCEL, on_cancel},
    {IPC_HOLD, on_hold},
    {IPC_STATE_GIVE, on_give},
    {IPC_STATE_END, on_give_end},
    {IPC_LOG_FD, on_log_fd},
    {IPC_DEBUG_SET, on_debug_set},
};

static void on_closed(void *arg, struct ipc_conn *conn, const char *reason)
{
	struct daemon *d = arg;
	replica_abort(d->replica);
	record_conn_closed(conn);
	debug_listen(NULL);
	d->ready = false;
	if (!d->stopping && reason != NULL)
		log_warn("lost posternd: %s", reason);
}

static void on_message(void *arg, struct ipc_conn *conn, struct ipc_msg *msg)
{
	struct daemon *d = arg;
	for (unsigned i = 0; i < sizeof(messages) / sizeof(*messages); i++) {
		if (messages[i].type != msg->type)
			continue;
		if (!messages[i].fn(d, conn, msg)) {
			log_error("message %u of posternd is malformed or out of place", msg->type);
			on_closed(d, conn, NULL);
			ipc_close(conn);
		}
		return;
	}
	log_warn("unknown message %u from posternd", msg->type);
}

static const struct ipc_handler link_handler = {.message = on_message, .closed = on_closed};

/* --- end --- */

static void on_stop_limit(void *arg)
{
	struct daemon *d = arg;
	log_error("not everything could be taken down in time");
	loop_stop(d->loop);
}

static void on_term(void *arg, int signo)
{
	struct daemon *d = arg;
	if (d->ops->stop == NULL || d->stopping) {
		loop_stop(d->loop);
		return;
	}
	d->stopping = true;
	loop_timer_set(d->stop_limit, STOP_LIMIT);
	d->ops->stop(d->ctx);
}

void daemon_exit(struct daemon *d)
{
	loop_stop(d->loop);
}

/* --- start --- */

static int usage(const char *program)
{
	fprintf(stderr,
	    "usage: %s [--rundir DIR] [--log-level error|warn|notice|info|debug] [--seccomp kill|log|off] "
	    "[--keep-user]\n",
	    program);
	return 2;
}

static bool parse_arguments(struct daemon *d, int argc, char **argv)
{
	static const struct option options[] = {{"rundir", required_argument, NULL, 'r'},
	    {"log-level", required_argument, NULL, 'l'}, {"seccomp", required_argument, NULL, 's'},
	    {"keep-user", no_argument, NULL, 'k'}, {0}};
	for (int opt; (opt = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		bool ok = opt != '?';
		if (opt == 'r')
			d->rundir = optarg;
		else if (opt == 'l')
			ok = log_level_parse(optarg, &d->level);
		else if (opt == 's')
			ok = seccomp_mode_parse(optarg, &d->seccomp);
		else if (opt == 'k')
			d->keep_user = true;
		if (!ok)
			return false;
	}
	return optind == argc;
}

static bool give_up_root(const struct daemon *d)
{
	if (d->keep_user || geteuid() != 0) {
		log_notice("running as user %u", (unsigned)geteuid());
		return true;
	}
	struct account account = account_of(d->ops->name);
	return caps_drop(&account, d->ops->caps);
}

static bool prepare(struct daemon *d)
{
	struct rlimit lock = {LOCK_LIMIT, LOCK_LIMIT};
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	if (geteuid() == 0)
		setrlimit(RLIMIT_MEMLOCK, &lock);
	account_load();
	d->self.role = d->ops->name;
	memcpy(d->self.grammar_hash, cmd_grammar_hash(), sizeof(d->self.grammar_hash));
	d->loop = loop_new();
	d->keeper = keeper_new();
	if (d->loop == NULL || d->keeper == NULL)
		return false;
	d->term = loop_signal_new(d->loop, SIGTERM, on_term, d);
	d->interrupt = loop_signal_new(d->loop, SIGINT, on_term, d);
	d->stop_limit = loop_timer_new(d->loop, on_stop_limit, d);
	return d->term != NULL && d->interrupt != NULL && d->stop_limit != NULL;
}

static bool run(struct daemon *d)
{
	if (!give_up_root(d) || !seccomp_start(d->seccomp, d->ops->syscalls))
		return false;
	d->replica = replica_new(d->ops, d->ctx);
	d->link = ipc_link_new(d->loop, daemon_path(d, "daemons.sock"), &d->self, &link_handler, d);
	if (d->replica == NULL || d->link == NULL) {
		log_error("out of memory");
		return false;
	}
	loop_run(d->loop);
	return true;
}

static void release(struct daemon *d)
{
	if (conn_of(d) != NULL)
		record_conn_closed(conn_of(d)); /* whoever still answers a command lets go of the context */
	replica_free(d->replica);
	if (d->opened && d->ops->close != NULL)
		d->ops->close(d->ctx);
	ipc_link_free(d->link);
	keeper_free(d->keeper);
	loop_timer_free(d->stop_limit);
	loop_signal_free(d->interrupt);
	loop_signal_free(d->term);
	loop_free(d->loop);
}

int daemon_main(const struct daemon_ops *ops, int argc, char **argv)
{
	struct daemon d = {.ops = ops, .rundir = "/run/postern", .level = LOG_LEVEL_INFO, .log_fd = -1};
	if (!parse_arguments(&d, argc, argv))
		return usage(argv[0]);
	log_open(ops->name, d.level);
	debug_sink(send_debug, &d);
	d.opened = prepare(&d) && ops->open(&d, &d.ctx);
	bool ok = d.opened && run(&d);
	release(&d);
	debug_sink(NULL, NULL);
	return ok ? 0 : 1;
}

/* --- what the daemon asks --- */

struct loop *daemon_loop(struct daemon *d)
{
	return d->loop;
}

const char *daemon_path(struct daemon *d, const char *name)
{
	snprintf(d->path, sizeof(d->path), "%s/%s", d->rundir, name);
	return d->path;
}

void *daemon_model(struct daemon *d)
{
	return replica_model(d->replica);
}

const struct ipc_self *daemon_self(struct daemon *d)
{
	return &d->self;
}

void daemon_keep_fd(struct daemon *d, const char *name, int fd)
{
	if (!keeper_put(d->keeper, conn_of(d), name, fd))
		log_error("cannot hand over the descriptor of %s: %s", name, strerror(errno));
}

void daemon_drop_fd(struct daemon *d, const char *name)
{
	keeper_drop(d->keeper, conn_of(d), name);
}

void daemon_notice(struct daemon *d, const char *fmt, ...)
{
	char text[512];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	log_notice("%s", text);
	struct wbuf w = {0};
	wbuf_str(&w, text);
	ipc_send_buf(conn_of(d), IPC_NOTICE, 0, 0, &w);
	wbuf_free(&w);
}
