/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/mgmtd.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/attach.h"
#include "daemons/mgmtd/batch.h"
#include "daemons/mgmtd/candidate.h"
#include "daemons/mgmtd/config.h"
#include "daemons/mgmtd/debug.h"
#include "daemons/mgmtd/errand.h"
#include "daemons/mgmtd/forward.h"
#include "daemons/mgmtd/history.h"
#include "daemons/mgmtd/journal.h"
#include "daemons/mgmtd/message.h"
#include "daemons/mgmtd/oplog.h"
#include "daemons/mgmtd/running.h"
#include "daemons/mgmtd/session.h"
#include "daemons/mgmtd/shelf.h"
#include "daemons/mgmtd/show_load.h"
#include "daemons/mgmtd/startup.h"
#include "daemons/mgmtd/syslog.h"
#include "daemons/mgmtd/throttle.h"
#include "daemons/mgmtd/trial.h"
#include "lib/cmd_render.h"
#include "lib/loop.h"
#include "lib/notify.h"

#define LOGGED_LINES 100 /* of one change; the history has them all */

const char *mgmtd_run_path(const struct mgmtd *m, const char *name, char *dst)
{
	snprintf(dst, PATH_MAX, "%s/%s", m->options->rundir, name);
	return dst;
}

const char *mgmtd_state_path(const struct mgmtd *m, const char *name, char *dst)
{
	snprintf(dst, PATH_MAX, "%s/%s", m->options->statedir, name);
	return dst;
}

/* ---- the daemons' side ---- */

/* Only the process that was started for a role may play it. */
static bool daemon_allowed(void *arg, enum cmd_owner_id owner, uid_t uid, pid_t pid)
{
	const struct mgmtd *m = arg;
	return pid == supervise_pid(m->supervise, cmd_owner_name(owner));
}

/* A daemon that was started by an earlier posternd writes into a pipe that nobody reads. */
static void give_log(const struct mgmtd *m, enum cmd_owner_id owner)
{
	if (!supervise_adopted(m->supervise, cmd_owner_name(owner)))
		return;
	const struct wbuf empty = {0};
	int fd = journal_pipe(m->journal, false);
	if (fd < 0)
		return;
	ipc_send_fd(attach_conn(m->attach, owner), IPC_LOG_FD, 0, &empty, fd);
	close(fd);
}

static void daemon_up(void *arg, enum cmd_owner_id owner)
{
	struct mgmtd *m = arg;
	give_log(m, owner);
	debug_tell(m, owner);
	txn_owner_up(m->txn, owner);
}

static void daemon_ready(void *arg, enum cmd_owner_id owner)
{
	struct mgmtd *m = arg;
	supervise_ready(m->supervise, cmd_owner_name(owner));
	log_info("%s is ready", cmd_owner_name(owner));
	if (m->announced || !supervise_all_ready(m->supervise))
		return;
	m->announced = true;
	log_notice("all daemons are ready");
	notify_send("READY=1");
}

static void daemon_down(void *arg, enum cmd_owner_id owner)
{
	struct mgmtd *m = arg;
	txn_owner_down(m->txn, owner);
	forward_owner_down(m->forwards, owner);
}

static void daemon_notice(struct mgmtd *m, struct ipc_msg *msg)
{
	char text[1024];
	if (rbuf_str(&msg->body, text, sizeof(text)))
		sessions_notice(m->sessions, true, text);
}

static void daemon_message(void *arg, enum cmd_owner_id owner, struct ipc_msg *msg)
{
	struct mgmtd *m = arg;
	switch (msg->type) {
	case IPC_TXN_RESULT:
		txn_result(m->txn, owner, msg->id, &msg->body);
		break;
	case IPC_RECORD:
	case IPC_TEXT:
	case IPC_DONE:
		forward_message(m->forwards, owner, msg);
		break;
	case IPC_NOTICE:
		daemon_notice(m, msg);
		break;
	case IPC_DEBUG:
		debug_event(m, cmd_owner_name(owner), &msg->body);
		break;
	default:
		log_warn("%s sends an unknown message %u", cmd_owner_name(owner), msg->type);
	}
}

/* ---- the configuration's side ---- */

static struct ipc_conn *owner_conn(void *arg, enum cmd_owner_id owner)
{
	const struct mgmtd *m = arg;
	return attach_conn(m->attach, owner);
}

static void owner_reset(void *arg, enum cmd_owner_id owner)
{
	const struct mgmtd *m = arg;
	attach_reset(m->attach, owner);
}

static bool check_own(void *arg, struct cmd_store *store, struct cmd_faults *faults)
{
	struct mgmtd *m = arg;
	m->next = config_build(store, m->model, faults);
	return m->next != NULL;
}

static void apply_own(void *arg)
{
	struct mgmtd *m = arg;
	config_free(m->model);
	m->model = m->next;
	m->next = NULL;
	syslog_configure(m->syslog, &m->model->logging, m->model->hostname);
}

static void discard_own(void *arg)
{
	struct mgmtd *m = arg;
	config_free(m->next);
	m->next = NULL;
}

static void log_change_line(void *arg, const char *text)
{
	const struct txn_author *author = arg;
	log_notice("%s (%s): %s", author->name, author->source, text);
}

/* Who, from where, what; keys masked. */
static void log_change(const struct txn *t)
{
	struct txn_author *author = (struct txn_author *)(uintptr_t)&t->author;
	const struct cmd_op_list first = {
	    .count = t->changes.count < LOGGED_LINES ? t->changes.count : LOGGED_LINES, .op = t->changes.op};
	cmd_render_ops(&first, 0, log_change_line, author);
	if (t->changes.count > first.count)
		log_notice("%s (%s): … and %zu lines more", author->name, author->source,
		    t->changes.count - first.count);
}

/* For the next posternd. */
static void keep_operations(struct mgmtd *m, const struct cmd_op_list *changes)
{
	char path[PATH_MAX];
	oplog_append(m->oplog, changes);
	if (!oplog_is_long(m->oplog))
		return;
	struct oplog *fresh = oplog_new(mgmtd_run_path(m, OPLOG_NAME, path), NULL, m->store);
	if (fresh == NULL)
		return;
	oplog_free(m->oplog);
	m->oplog = fresh;
}

static void committed(void *arg, const struct txn *t, const struct cmd_op_list *undo)
{
	struct mgmtd *m = arg;
	log_change(t);
	if (t->author.trial != 0)
		trial_begin(m->trial, &t->author);
	trial_note(m->trial, &t->author, undo); /* before the change outlives posternd */
	keep_operations(m, &t->changes);
	m->modified_at = loop_wall(m->loop);
	snprintf(m->modified_by, sizeof(m->modified_by), "%s", t->author.name);
	history_add(m->history, &t->author, m->modified_at, (unsigned)t->changes.count, undo);
	sessions_notice_change(m->sessions, &t->author);
}

/* `continued`: an earlier posternd's configuration is in force, the file is only what was saved. */
static void boot_startup(struct mgmtd *m, bool continued)
{
	size_t size;
	char *text = errand_read_startup(m->options->steward, &size);
	running_note_saved(m, text);
	if (continued)
		log_notice("the running configuration of an earlier posternd is taken over");
	else if (text != NULL)
		batch_boot(m, m->options->config, text, size);
	else if (errno == ENOENT)
		log_notice("%s does not exist: the configuration is empty", m->options->config);
	else
		log_error("%s cannot be read: %s", m->options->config, strerror(errno));
	startup_wipe(text, text == NULL ? 0 : size);
}

static bool replay(void *arg, enum cmd_verb verb, const char *path, const char *line)
{
	struct mgmtd *m = arg;
	char reason[256];
	if (cmd_store_apply(m->store, verb, path, line, 0, reason, sizeof(reason)))
		return true;
	log_error("a line of the running configuration is lost: %s", reason);
	return false;
}

/* What an earlier posternd left without an end goes on, else the startup configuration begins. */
static bool boot_configuration(struct mgmtd *m)
{
	char path[PATH_MAX];
	struct cmd_faults faults = {0};
	mgmtd_run_path(m, OPLOG_NAME, path);
	cmd_store_begin(m->store);
	bool continued = oplog_replay(path, replay, m);
	cmd_store_commit(m->store);
	boot_startup(m, continued);
	m->trial = trial_new(m, continued);
	check_own(m, m->store, &faults);
	for (size_t i = 0; i < faults.count; i++)
		log_error("%s: %s", m->options->config, faults.entry[i].text);
	cmd_faults_free(&faults);
	if (m->next == NULL) /* without the faulty lines of its own share */
		m->next = config_default();
	apply_own(m);
	m->oplog = oplog_new(path, NULL, m->store);
	if (m->oplog == NULL)
		log_error("%s: %s", path, strerror(errno));
	return m->oplog != NULL && m->trial != NULL;
}

/* ---- life ---- */

static void daemon_ended(void *arg, const char *name)
{
	struct mgmtd *m = arg;
	enum cmd_owner_id owner;
	if (cmd_owner_by_name(name, &owner))
		attach_reset(m->attach, owner);
}

static bool open_sockets(struct mgmtd *m)
{
	char path[PATH_MAX];
	const struct attach_conf attach = {.path = mgmtd_run_path(m, "daemons.sock", path),
	    .self = &m->self,
	    .allowed = daemon_allowed,
	    .up = daemon_up,
	    .ready = daemon_ready,
	    .down = daemon_down,
	    .message = daemon_message,
	    .arg = m};
	m->attach = attach_new(m->loop, &attach);
	if (m->attach == NULL) {
		log_error("%s: %s", path, strerror(errno));
		return false;
	}
	m->forwards = forwards_new(m->attach);
	m->sessions = sessions_new(m, mgmtd_run_path(m, "control.sock", path));
	if (m->sessions == NULL)
		log_error("%s: %s", path, strerror(errno));
	return m->sessions != NULL && m->forwards != NULL;
}

static bool open_engine(struct mgmtd *m)
{
	char path[PATH_MAX];
	m->syslog = syslog_new(m->loop, mgmtd_run_path(m, "ribd.sock", path), &m->self);
	const struct txn_conf txn = {.store = m->store,
	    .conn = owner_conn,
	    .reset = owner_reset,
	    .check = check_own,
	    .apply = apply_own,
	    .discard = discard_own,
	    .committed = committed,
	    .arg = m};
	m->txn = txn_engine_new(m->loop, &txn);
	m->throttle = throttle_new();
	m->history = history_open(mgmtd_state_path(m, "history", path));
	if (m->history == NULL)
		log_error("%s: %s", path, strerror(errno));
	return m->syslog != NULL && m->txn != NULL && m->throttle != NULL && m->history != NULL;
}

/* To the sessions and the log hosts. The ring has its own, whether or not logging is enabled: what happened is
 * asked for afterwards. */
static bool watch_line(void *arg, const char *line)
{
	struct mgmtd *m = arg;
	const struct logging *logging = &m->model->logging;
	char text[MESSAGE_SIZE];
	struct message message;
	message_parse(&message, line);
	if (!logging_rule(logging, &message))
		return false;
	if (logging->enabled && message.severity <= logging->monitor) {
		m->monitored++;
		sessions_notice(
		    m->sessions, true, message_format(&message, logging->stamp, text, sizeof(text)));
	}
	syslog_put(m->syslog, &message);
	return message.severity <= logging_buffered(logging);
}

/* It answers while it is asked, so there is nothing to read but its end. The daemons are left to the next
 * posternd, which gets a steward of its own. */
static void steward_gone(void *arg, int events)
{
	struct mgmtd *m = arg;
	log_error("the part of posternd that runs as root has gone");
	m->failed = true;
	loop_stop(m->loop);
}

struct mgmtd *mgmtd_open(struct loop *loop, const struct mgmtd_options *options, struct journal *journal)
{
	struct mgmtd *m = calloc(1, sizeof(*m));
	if (m == NULL)
		return NULL;
	m->loop = loop;
	m->options = options;
	m->journal = journal;
	m->started_at = loop_now(loop);
	m->store = cmd_store_new();
	cmd_store_divide(m->store, 1u << CMD_OWNER_MGMTD);
	m->self.role = "mgmtd";
	memcpy(m->self.grammar_hash, cmd_grammar_hash(), sizeof(m->self.grammar_hash));
	m->supervise_conf = (struct supervise_conf){.programs = options->programs,
	    .count = options->program_count,
	    .steward = options->steward,
	    .journal = journal,
	    .ended = daemon_ended,
	    .arg = m};
	m->supervise = supervise_new(loop, &m->supervise_conf);
	m->steward_watch = loop_io_new(loop, options->steward, LOOP_READ, steward_gone, m);
	if (!open_engine(m) || !load_start(m)) {
		mgmtd_close(m);
		return NULL;
	}
	if (!boot_configuration(m) || !open_sockets(m)) {
		mgmtd_close(m);
		return NULL;
	}
	shelf_load(m);
	journal_watch(journal, watch_line, m);
	return m;
}

void mgmtd_close(struct mgmtd *m)
{
	if (m == NULL)
		return;
	journal_drain(m->journal); /* log hosts get what can be sent now */
	journal_watch(m->journal, NULL, NULL);
	sessions_free(m->sessions);
	while (m->candidates != NULL)
		candidate_drop(m->candidates);
	forwards_free(m->forwards);
	attach_free(m->attach);
	txn_engine_free(m->txn);
	trial_free(m->trial);
	supervise_free(m->supervise);
	loop_io_free(m->steward_watch);
	history_free(m->history);
	throttle_free(m->throttle);
	syslog_free(m->syslog);
	loop_timer_free(m->load.timer);
	oplog_free(m->oplog);
	config_free(m->model);
	config_free(m->next);
	cmd_store_free(m->store);
	free(m);
}

static void stopped(void *arg)
{
	struct mgmtd *m = arg;
	loop_stop(m->loop);
}

void mgmtd_stop(struct mgmtd *m)
{
	if (m->stopping)
		return;
	m->stopping = true;
	log_notice("stopping");
	notify_send(m->reload ? "RELOADING=1" : "STOPPING=1");
	supervise_stop(m->supervise, stopped, m);
}

void mgmtd_reload(struct mgmtd *m, const char *user)
{
	log_notice("%s reloads the system", user);
	m->reload = true;
	mgmtd_stop(m);
}
