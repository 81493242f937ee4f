/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event loop for tests: the clock moves only when told to, or, in loop_run(), from timer to timer.
 *
 * Timers stand in one list, sorted by time, then by creation; a conversation replays the same way each
 * time. Descriptors are polled without waiting whenever no deferred call is left, so that socket pairs
 * within one process work; signals never come.
 */
#include "lib/loop.h"
#include <poll.h>
#include <stdlib.h>
#include <utlist.h>
#include "lib/jitter.h"

#define WALL_START                                                                                           \
	INT64_C(1767225600) /* 2026-01-01 00:00 UTC: show output of a replay is the same each time */
#define POLL_MAX 256

struct deferred {
	struct deferred *next, *prev;
	loop_timer_fn *fn;
	void *arg;
};

struct loop {
	int64_t now;
	uint64_t next_serial;
	uint64_t random;
	bool stopped;
	struct loop_timer *timers; /* the running ones */
	struct loop_io *ios;
	struct deferred *deferred;
};

struct loop_timer {
	struct loop_timer *next, *prev;
	struct loop *loop;
	loop_timer_fn *fn;
	void *arg;
	uint64_t serial; /* of creation */
	int64_t at;
	bool running;
};

struct loop_io {
	struct loop_io *next, *prev;
	struct loop *loop;
	loop_io_fn *fn;
	void *arg;
	int fd;
	int events;
};

struct loop_signal {
	int signo;
};

struct loop *loop_new(void)
{
	struct loop *loop = calloc(1, sizeof(*loop));
	if (loop != NULL) {
		loop->now = LOOP_SEC;
		loop->random = 1;
	}
	return loop;
}

void loop_free(struct loop *loop)
{
	if (loop == NULL)
		return;
	struct deferred *d, *next;
	DL_FOREACH_SAFE(loop->deferred, d, next)
		free(d);
	free(loop);
}

void loop_stop(struct loop *loop)
{
	loop->stopped = true;
}

int64_t loop_now(struct loop *loop)
{
	return loop->now;
}

int64_t loop_wall(struct loop *loop)
{
	return WALL_START + loop->now / LOOP_SEC;
}

int64_t loop_wall_usec(struct loop *loop)
{
	return WALL_START * LOOP_SEC + loop->now;
}

void loop_defer(struct loop *loop, loop_timer_fn *fn, void *arg)
{
	struct deferred *d = calloc(1, sizeof(*d));
	if (d == NULL)
		abort();
	d->fn = fn;
	d->arg = arg;
	DL_APPEND(loop->deferred, d);
}

void loop_virtual_seed(struct loop *loop, uint64_t seed)
{
	loop->random = seed != 0 ? seed : 1;
}

int64_t loop_jitter(struct loop *loop, int64_t base, int percent)
{
	return jitter_spread(&loop->random, base, percent);
}

static bool deferred_run_one(struct loop *loop)
{
	struct deferred *d = loop->deferred;
	if (d == NULL)
		return false;
	DL_DELETE(loop->deferred, d);
	d->fn(d->arg);
	free(d);
	return true;
}

/* A handle may be freed by an earlier callback of the same round: each is looked for before it is used. */
static bool io_exists(const struct loop *loop, const struct loop_io *wanted)
{
	const struct loop_io *io;
	DL_FOREACH(loop->ios, io)
		if (io == wanted)
			return true;
	return false;
}

static bool ios_run(struct loop *loop)
{
	struct pollfd fds[POLL_MAX];
	struct loop_io *watched[POLL_MAX];
	unsigned count = 0;
	struct loop_io *io;
	DL_FOREACH(loop->ios, io) {
		if (io->events == 0 || count == POLL_MAX)
			continue;
		short events =
		    ((io->events & LOOP_READ) ? POLLIN : 0) | ((io->events & LOOP_WRITE) ? POLLOUT : 0);
		fds[count] = (struct pollfd){.fd = io->fd, .events = events};
		watched[count++] = io;
	}
	if (count == 0 || poll(fds, count, 0) <= 0)
		return false;
	bool ran = false;
	for (unsigned i = 0; i < count; i++) {
		if (fds[i].revents == 0 || !io_exists(loop, watched[i]))
			continue;
		bool broken = fds[i].revents & (POLLERR | POLLHUP | POLLNVAL);
		int events = (broken || (fds[i].revents & POLLIN) ? LOOP_READ : 0) |
			     (broken || (fds[i].revents & POLLOUT) ? LOOP_WRITE : 0);
		events &= watched[i]->events;
		if (events != 0) {
			watched[i]->fn(watched[i]->arg, events);
			ran = true;
		}
	}
	return ran;
}

/* Everything that happens without time passing. */
static void settle(struct loop *loop)
{
	while (!loop->stopped && (deferred_run_one(loop) || ios_run(loop)))
		;
}

static void fire_first(struct loop *loop)
{
	struct loop_timer *t = loop->timers;
	if (t->at > loop->now)
		loop->now = t->at;
	loop_timer_stop(t);
	t->fn(t->arg);
	settle(loop);
}

void loop_run(struct loop *loop)
{
	loop->stopped = false;
	settle(loop);
	while (!loop->stopped && loop->timers != NULL)
		fire_first(loop);
}

void loop_virtual_advance(struct loop *loop, int64_t delta)
{
	int64_t until = loop->now + delta;
	loop->stopped = false;
	settle(loop);
	while (!loop->stopped && loop->timers != NULL && loop->timers->at <= until)
		fire_first(loop);
	if (!loop->stopped)
		loop->now = until;
}

bool loop_virtual_step(struct loop *loop)
{
	loop->stopped = false;
	settle(loop);
	if (loop->timers == NULL)
		return false;
	fire_first(loop);
	return true;
}

struct loop_timer *loop_timer_new(struct loop *loop, loop_timer_fn *fn, void *arg)
{
	struct loop_timer *t = calloc(1, sizeof(*t));
	if (t == NULL)
		return NULL;
	t->loop = loop;
	t->fn = fn;
	t->arg = arg;
	t->serial = loop->next_serial++;
	return t;
}

static int timer_order(const struct loop_timer *a, const struct loop_timer *b)
{
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->serial < b->serial ? -1 : 1;
}

void loop_timer_set(struct loop_timer *t, int64_t delay)
{
	loop_timer_stop(t);
	t->at = t->loop->now + (delay < 0 ? 0 : delay);
	t->running = true;
	DL_INSERT_INORDER(t->loop->timers, t, timer_order);
}

void loop_timer_stop(struct loop_timer *t)
{
	if (t->running)
		DL_DELETE(t->loop->timers, t);
	t->running = false;
}

bool loop_timer_pending(const struct loop_timer *t)
{
	return t->running;
}

int64_t loop_timer_left(const struct loop_timer *t)
{
	return t->running && t->at > t->loop->now ? t->at - t->loop->now : 0;
}

void loop_timer_free(struct loop_timer *t)
{
	if (t == NULL)
		return;
	loop_timer_stop(t);
	free(t);
}

struct loop_io *loop_io_new(struct loop *loop, int fd, int events, loop_io_fn *fn, void *arg)
{
	struct loop_io *io = calloc(1, sizeof(*io));
	if (io == NULL)
		return NULL;
	*io = (struct loop_io){.loop = loop, .fn = fn, .arg = arg, .fd = fd, .events = events};
	DL_APPEND(loop->ios, io);
	return io;
}

void loop_io_set(struct loop_io *io, int events)
{
	io->events = events;
}

void loop_io_free(struct loop_io *io)
{
	if (io == NULL)
		return;
	DL_DELETE(io->loop->ios, io);
	free(io);
}

struct loop_signal *loop_signal_new(struct loop *loop, int signo, loop_signal_fn *fn, void *arg)
{
	struct loop_signal *s = calloc(1, sizeof(*s));
	if (s != NULL)
		s->signo = signo;
	return s;
}

void loop_signal_free(struct loop_signal *s)
{
	free(s);
}
