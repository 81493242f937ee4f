/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/supervise.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "daemons/mgmtd/errand.h"
#include "daemons/mgmtd/journal.h"
#include "lib/log.h"
#include "lib/loop.h"

#define YOUNG        (5 * LOOP_SEC) /* death before that age counts as a failure to start */
#define BACKOFF_STEP (1 * LOOP_SEC)
#define BACKOFF_MAX  5u             /* steps */
#define ADOPT_WAIT   (5 * LOOP_SEC) /* an adopted daemon reconnects within 1 s when it is well */

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

static unsigned number(const struct child *c)
{
	return (unsigned)(c - c->owner->children);
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
	struct errand_end end;
	if (errand_reap(c->owner->conf->steward, number(c), &end) != 0)
		log_notice("%s (process %d) has ended", c->program->name, (int)c->pid);
	else if (end.code == CLD_EXITED)
		log_notice("%s (process %d) ended with status %d", c->program->name, (int)c->pid, end.status);
	else
		log_warn("%s (process %d) was ended by signal %d (%s)", c->program->name, (int)c->pid,
		    end.status, strsignal(end.status));
}

static void child_ended(void *arg, int events)
{
	struct child *c = arg;
	struct supervise *s = c->owner;
	child_log_end(c);
	loop_io_free(c->watch);
	c->watch = NULL;
	close(c->pidfd);
	c->pidfd = -1;
	c->pid = 0;
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
	if (c->pidfd >= 0 && signo != 0)
		errand_signal(c->owner->conf->steward, number(c), signo);
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

static bool child_adopt(struct child *c)
{
	pid_t pid;
	int pidfd;
	if (errand_adopt(c->owner->conf->steward, number(c), &pid, &pidfd) != 0)
		return false;
	if (!child_watch(c, pid, pidfd)) {
		close(pidfd);
		return false;
	}
	c->adopted = true;
	loop_timer_set(c->timer, ADOPT_WAIT);
	log_notice("%s still runs as process %d and is taken over", c->program->name, (int)pid);
	return true;
}

static void child_start(struct child *c)
{
	pid_t pid = 0;
	int pidfd = -1;
	int log_fd = journal_pipe(c->owner->conf->journal, false);
	int error =
	    log_fd < 0 ? errno : errand_start(c->owner->conf->steward, number(c), log_fd, &pid, &pidfd);
	if (log_fd >= 0)
		close(log_fd);
	if (error != 0) {
		log_error(
		    "%s cannot be started: %s: %s", c->program->name, c->program->path, strerror(error));
		c->young_deaths = BACKOFF_MAX + 1;
		child_schedule(c);
		return;
	}
	c->adopted = false;
	if (!child_watch(c, pid, pidfd)) {
		log_error("%s cannot be watched: %s", c->program->name, strerror(errno));
		errand_signal(c->owner->conf->steward, number(c), SIGKILL);
		close(pidfd);
		child_schedule(c);
		return;
	}
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
