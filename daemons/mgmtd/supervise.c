/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/supervise.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>
#include "daemons/mgmtd/journal.h"
#include "daemons/mgmtd/proc.h"
#include "lib/log.h"
#include "lib/loop.h"

#define YOUNG        (5 * LOOP_SEC) /* death before that age counts as a failure to start */
#define BACKOFF_STEP (1 * LOOP_SEC)
#define BACKOFF_MAX  5u             /* steps */
#define ADOPT_WAIT   (5 * LOOP_SEC) /* an adopted daemon reconnects within 1 s when it is well */
#define ARGS_MAX     16

/* How long each stage may take to stop; the sum stays below the 5 s of the run-time contract. iked and
 * bgpd say goodbye to their peers, which takes longest, while espd and ribd still carry the packets. */
static const int64_t stage_time[] = {2500 * LOOP_MSEC, 1000 * LOOP_MSEC, 1000 * LOOP_MSEC};
#define STAGES (sizeof(stage_time) / sizeof(*stage_time))

struct child {
	struct supervise *owner;
	const struct supervise_program *program;
	enum supervise_state state;
	pid_t pid;
	int pidfd;
	bool adopted;
	struct loop_io *watch;
	struct loop_timer *timer; /* DOWN: the next start; STARTING and adopted: patience */
	int64_t started_at;
	unsigned restarts;
	unsigned young_deaths;
};

struct supervise {
	struct loop *loop;
	const struct supervise_conf *conf;
	struct child children[SUPERVISE_MAX];
	bool stopping;
	unsigned stage;
	struct loop_timer *stage_timer;
	void (*stopped)(void *arg);
	void *stopped_arg;
};

static void child_start(struct child *c);
static void stop_advance(struct supervise *s);

static struct child *child_find(const struct supervise *s, const char *name)
{
	for (unsigned i = 0; i < s->conf->count; i++)
		if (strcmp(s->conf->programs[i].name, name) == 0)
			return (struct child *)&s->children[i];
	return NULL;
}

static void child_pid_path(const struct child *c, char *path, size_t size)
{
	snprintf(path, size, "%s/%s.pid", c->owner->conf->rundir, c->program->name);
}

/* A daemon's first death is answered at once. */
static void child_schedule(struct child *c)
{
	unsigned steps = c->young_deaths <= 1 ? 0 : c->young_deaths - 1;
	if (steps > BACKOFF_MAX)
		steps = BACKOFF_MAX;
	c->state = SUPERVISE_DOWN;
	if (!c->owner->stopping)
		loop_timer_set(c->timer, steps * BACKOFF_STEP);
}

static void child_log_end(const struct child *c)
{
	siginfo_t info = {0};
	if (c->adopted || waitid(P_PIDFD, (id_t)c->pidfd, &info, WEXITED) != 0)
		log_notice("%s (process %d) has ended", c->program->name, (int)c->pid);
	else if (info.si_code == CLD_EXITED)
		log_notice(
		    "%s (process %d) ended with status %d", c->program->name, (int)c->pid, info.si_status);
	else
		log_warn("%s (process %d) was ended by signal %d (%s)", c->program->name, (int)c->pid,
		    info.si_status, strsignal(info.si_status));
}

static void child_ended(void *arg, int events)
{
	struct child *c = arg;
	struct supervise *s = c->owner;
	char path[256];
	child_log_end(c);
	loop_io_free(c->watch);
	c->watch = NULL;
	close(c->pidfd);
	c->pidfd = -1;
	c->pid = 0;
	child_pid_path(c, path, sizeof(path));
	unlink(path);
	bool young = loop_now(s->loop) - c->started_at < YOUNG;
	c->young_deaths = young ? c->young_deaths + 1 : 1;
	c->restarts++;
	child_schedule(c);
	if (s->conf->ended != NULL)
		s->conf->ended(s->conf->arg, c->program->name);
	if (s->stopping)
		stop_advance(s);
}

static bool child_watch(struct child *c, pid_t pid, int pidfd)
{
	c->watch = loop_io_new(c->owner->loop, pidfd, LOOP_READ, child_ended, c);
	if (c->watch == NULL)
		return false;
	c->pid = pid;
	c->pidfd = pidfd;
	c->state = SUPERVISE_STARTING;
	c->started_at = loop_now(c->owner->loop);
	return true;
}

static void child_signal(const struct child *c, int signo)
{
	if (c->pidfd >= 0)
		pidfd_send_signal(c->pidfd, signo, NULL, 0);
}

static void child_timer(void *arg)
{
	struct child *c = arg;
	if (c->state == SUPERVISE_DOWN) {
		child_start(c);
		return;
	}
	log_warn("%s (process %d) runs but does not connect, it is replaced", c->program->name, (int)c->pid);
	child_signal(c, SIGKILL);
}

/* The pidfd is opened before the start time is compared, so that the process compared is the one held. */
static bool child_adopt(struct child *c)
{
	char path[256];
	child_pid_path(c, path, sizeof(path));
	pid_t pid = proc_file_read(path);
	if (pid == 0)
		return false;
	int pidfd = pidfd_open(pid, 0);
	if (pidfd < 0 || proc_file_read(path) != pid || !child_watch(c, pid, pidfd)) {
		if (pidfd >= 0)
			close(pidfd);
		return false;
	}
	fcntl(pidfd, F_SETFD, FD_CLOEXEC);
	c->adopted = true;
	loop_timer_set(c->timer, ADOPT_WAIT);
	log_notice("%s still runs as process %d and is taken over", c->program->name, (int)pid);
	return true;
}

/* Own process group: a Ctrl-C on posternd's terminal must not reach the daemons before posternd decides. */
static int spawn(const char *path, char *const argv[], int log_fd, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, all;
	extern char **environ;
	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDWR, 0);
	posix_spawn_file_actions_adddup2(&files, STDIN_FILENO, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&files, log_fd, STDERR_FILENO);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(
	    &attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	int error = posix_spawn(pid, path, &files, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return error;
}

static int child_spawn(struct child *c, pid_t *pid)
{
	const struct supervise_conf *conf = c->owner->conf;
	const char *argv[ARGS_MAX] = {c->program->path, "--rundir", conf->rundir};
	for (unsigned i = 0, n = 3; conf->args != NULL && conf->args[i] != NULL && n < ARGS_MAX - 1; i++, n++)
		argv[n] = conf->args[i];
	int log_fd = journal_pipe(conf->journal, false);
	if (log_fd < 0)
		return errno;
	int error = spawn(c->program->path, (char *const *)argv, log_fd, pid);
	close(log_fd);
	return error;
}

static void child_start(struct child *c)
{
	pid_t pid;
	char path[256];
	int error = child_spawn(c, &pid);
	if (error != 0) {
		log_error(
		    "%s cannot be started: %s: %s", c->program->name, c->program->path, strerror(error));
		c->young_deaths = BACKOFF_MAX + 1;
		child_schedule(c);
		return;
	}
	c->adopted = false;
	int pidfd = pidfd_open(pid, 0);
	if (pidfd < 0 || !child_watch(c, pid, pidfd)) {
		log_error("%s cannot be watched: %s", c->program->name, strerror(errno));
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		child_schedule(c);
		return;
	}
	child_pid_path(c, path, sizeof(path));
	if (!proc_file_write(path, pid))
		log_warn("%s cannot be written", path);
	log_info("%s started as process %d", c->program->name, (int)pid);
}

struct supervise *supervise_new(struct loop *loop, const struct supervise_conf *conf)
{
	struct supervise *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return NULL;
	s->loop = loop;
	s->conf = conf;
	for (unsigned i = 0; i < conf->count; i++) {
		struct child *c = &s->children[i];
		c->owner = s;
		c->program = &conf->programs[i];
		c->pidfd = -1;
		c->timer = loop_timer_new(loop, child_timer, c);
	}
	return s;
}

void supervise_free(struct supervise *s)
{
	if (s == NULL)
		return;
	for (unsigned i = 0; i < s->conf->count; i++) {
		struct child *c = &s->children[i];
		loop_timer_free(c->timer);
		loop_io_free(c->watch);
		if (c->pidfd >= 0)
			close(c->pidfd);
	}
	loop_timer_free(s->stage_timer);
	free(s);
}

void supervise_start(struct supervise *s)
{
	for (unsigned i = 0; i < s->conf->count; i++)
		if (!child_adopt(&s->children[i]))
			child_start(&s->children[i]);
}

/* Signals the processes of the present stage; false when none of them runs. */
static bool stage_signal(const struct supervise *s, int signo)
{
	bool any = false;
	for (unsigned i = 0; i < s->conf->count; i++) {
		const struct child *c = &s->children[i];
		if (c->pid == 0 || c->program->stop_stage != s->stage)
			continue;
		any = true;
		child_signal(c, signo);
	}
	return any;
}

static void stage_overdue(void *arg)
{
	struct supervise *s = arg;
	log_warn("stage %u of the daemons does not stop and is killed", s->stage);
	stage_signal(s, SIGKILL);
}

static void stop_advance(struct supervise *s)
{
	if (s->stage < STAGES && stage_signal(s, 0))
		return;
	while (s->stage < STAGES) {
		s->stage++;
		if (s->stage < STAGES && stage_signal(s, SIGTERM)) {
			loop_timer_set(s->stage_timer, stage_time[s->stage]);
			return;
		}
	}
	loop_timer_stop(s->stage_timer);
	s->stopped(s->stopped_arg);
}

void supervise_stop(struct supervise *s, void (*done)(void *arg), void *arg)
{
	if (s->stopping)
		return;
	s->stopping = true;
	s->stopped = done;
	s->stopped_arg = arg;
	s->stage_timer = loop_timer_new(s->loop, stage_overdue, s);
	for (unsigned i = 0; i < s->conf->count; i++)
		loop_timer_stop(s->children[i].timer);
	if (stage_signal(s, SIGTERM))
		loop_timer_set(s->stage_timer, stage_time[0]);
	else
		stop_advance(s);
}

void supervise_ready(struct supervise *s, const char *name)
{
	struct child *c = child_find(s, name);
	if (c == NULL || c->pid == 0)
		return;
	if (c->adopted)
		loop_timer_stop(c->timer);
	c->state = SUPERVISE_READY;
}

bool supervise_all_ready(const struct supervise *s)
{
	for (unsigned i = 0; i < s->conf->count; i++)
		if (s->children[i].state != SUPERVISE_READY)
			return false;
	return true;
}

pid_t supervise_pid(const struct supervise *s, const char *name)
{
	const struct child *c = child_find(s, name);
	return c == NULL ? 0 : c->pid;
}

bool supervise_adopted(const struct supervise *s, const char *name)
{
	const struct child *c = child_find(s, name);
	return c != NULL && c->adopted;
}

bool supervise_get(const struct supervise *s, unsigned i, struct supervise_info *info)
{
	if (i >= s->conf->count)
		return false;
	const struct child *c = &s->children[i];
	*info = (struct supervise_info){.name = c->program->name,
	    .pid = c->pid,
	    .state = c->state,
	    .started_at = c->started_at,
	    .restarts = c->restarts};
	return true;
}
