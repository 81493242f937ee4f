/* SPDX-License-Identifier: Apache-2.0 */
/* The event loop on libev and the real clock. */
#include "lib/loop.h"
#include <ev.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>
#include "lib/jitter.h"

struct deferred {
	struct deferred *next;
	loop_timer_fn *fn;
	void *arg;
};

struct loop {
	struct ev_loop *ev;
	ev_prepare prepare; /* runs the deferred calls before each sleep */
	ev_idle awake;      /* active while deferred calls wait: the loop neither sleeps nor ends */
	struct deferred *head;
	struct deferred **tail;
	int64_t now;
	uint64_t random;
};

struct loop_timer {
	ev_timer ev;
	struct loop *loop;
	loop_timer_fn *fn;
	void *arg;
};

struct loop_io {
	ev_io ev;
	struct loop *loop;
	loop_io_fn *fn;
	void *arg;
};

struct loop_signal {
	ev_signal ev;
	struct loop *loop;
	loop_signal_fn *fn;
	void *arg;
};

static void now_update(struct loop *loop)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	loop->now = ts.tv_sec * LOOP_SEC + ts.tv_nsec / 1000;
}

/* Runs what was deferred so far. What these calls defer themselves waits for the next round, so that
 * work cut into slices does not starve the descriptors. */
static void deferred_run(struct loop *loop)
{
	struct deferred *d = loop->head;
	loop->head = NULL;
	loop->tail = &loop->head;
	while (d != NULL) {
		struct deferred *next = d->next;
		now_update(loop);
		d->fn(d->arg);
		free(d);
		d = next;
	}
	if (loop->head == NULL)
		ev_idle_stop(loop->ev, &loop->awake);
}

static void on_prepare(struct ev_loop *ev, ev_prepare *w, int revents)
{
	deferred_run(w->data);
}

static void on_awake(struct ev_loop *ev, ev_idle *w, int revents)
{
}

struct loop *loop_new(void)
{
	struct loop *loop = calloc(1, sizeof(*loop));
	if (loop == NULL)
		return NULL;
	loop->ev = ev_loop_new(EVFLAG_AUTO | EVFLAG_NOENV);
	if (loop->ev == NULL) {
		free(loop);
		return NULL;
	}
	loop->tail = &loop->head;
	if (getrandom(&loop->random, sizeof(loop->random), 0) < 0 || loop->random == 0)
		loop->random = 1;
	now_update(loop);
	ev_idle_init(&loop->awake, on_awake);
	ev_prepare_init(&loop->prepare, on_prepare);
	loop->prepare.data = loop;
	ev_prepare_start(loop->ev, &loop->prepare);
	ev_unref(loop->ev); /* alone it does not keep loop_run() from returning */
	return loop;
}

void loop_free(struct loop *loop)
{
	if (loop == NULL)
		return;
	while (loop->head != NULL) {
		struct deferred *d = loop->head;
		loop->head = d->next;
		free(d);
	}
	ev_idle_stop(loop->ev, &loop->awake);
	ev_ref(loop->ev);
	ev_prepare_stop(loop->ev, &loop->prepare);
	ev_loop_destroy(loop->ev);
	free(loop);
}

void loop_run(struct loop *loop)
{
	ev_run(loop->ev, 0);
}

void loop_stop(struct loop *loop)
{
	ev_break(loop->ev, EVBREAK_ALL);
}

int64_t loop_now(struct loop *loop)
{
	return loop->now;
}

int64_t loop_wall(struct loop *loop)
{
	return time(NULL);
}

int64_t loop_wall_usec(struct loop *loop)
{
	struct timespec ts;
	clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec * LOOP_SEC + ts.tv_nsec / 1000;
}

void loop_defer(struct loop *loop, loop_timer_fn *fn, void *arg)
{
	struct deferred *d = malloc(sizeof(*d));
	if (d == NULL)
		abort(); /* a lost call would leave its owner in a state that nothing ends */
	*d = (struct deferred){.fn = fn, .arg = arg};
	*loop->tail = d;
	loop->tail = &d->next;
	ev_idle_start(loop->ev, &loop->awake);
}

int64_t loop_jitter(struct loop *loop, int64_t base, int percent)
{
	return jitter_spread(&loop->random, base, percent);
}

static void on_timer(struct ev_loop *ev, ev_timer *w, int revents)
{
	struct loop_timer *t = w->data;
	now_update(t->loop);
	t->fn(t->arg);
}

struct loop_timer *loop_timer_new(struct loop *loop, loop_timer_fn *fn, void *arg)
{
	struct loop_timer *t = calloc(1, sizeof(*t));
	if (t == NULL)
		return NULL;
	t->loop = loop;
	t->fn = fn;
	t->arg = arg;
	ev_timer_init(&t->ev, on_timer, 0., 0.);
	t->ev.data = t;
	return t;
}

void loop_timer_set(struct loop_timer *t, int64_t delay)
{
	ev_timer_stop(t->loop->ev, &t->ev);
	/* libev counts from its own idea of now, which is as old as the present round: without this a
	 * timer set after a long computation would fire early. */
	ev_now_update(t->loop->ev);
	ev_timer_set(&t->ev, (double)(delay < 0 ? 0 : delay) / (double)LOOP_SEC, 0.);
	ev_timer_start(t->loop->ev, &t->ev);
}

void loop_timer_stop(struct loop_timer *t)
{
	ev_timer_stop(t->loop->ev, &t->ev);
}

bool loop_timer_pending(const struct loop_timer *t)
{
	return ev_is_active(&t->ev) || ev_is_pending(&t->ev);
}

int64_t loop_timer_left(const struct loop_timer *t)
{
	if (!ev_is_active(&t->ev))
		return 0;
	double left = ev_timer_remaining(t->loop->ev, (ev_timer *)&t->ev);
	return left <= 0 ? 0 : (int64_t)(left * (double)LOOP_SEC);
}

void loop_timer_free(struct loop_timer *t)
{
	if (t == NULL)
		return;
	ev_timer_stop(t->loop->ev, &t->ev);
	free(t);
}

static int to_ev(int events)
{
	return ((events & LOOP_READ) ? EV_READ : 0) | ((events & LOOP_WRITE) ? EV_WRITE : 0);
}

static void on_io(struct ev_loop *ev, ev_io *w, int revents)
{
	struct loop_io *io = w->data;
	now_update(io->loop);
	io->fn(io->arg, ((revents & EV_READ) ? LOOP_READ : 0) | ((revents & EV_WRITE) ? LOOP_WRITE : 0));
}

struct loop_io *loop_io_new(struct loop *loop, int fd, int events, loop_io_fn *fn, void *arg)
{
	struct loop_io *io = calloc(1, sizeof(*io));
	if (io == NULL)
		return NULL;
	io->loop = loop;
	io->fn = fn;
	io->arg = arg;
	ev_io_init(&io->ev, on_io, fd, to_ev(events));
	io->ev.data = io;
	if (events != 0)
		ev_io_start(loop->ev, &io->ev);
	return io;
}

void loop_io_set(struct loop_io *io, int events)
{
	if (ev_is_active(&io->ev) ? (io->ev.events & (EV_READ | EV_WRITE)) == to_ev(events) : events == 0)
		return;
	ev_io_stop(io->loop->ev, &io->ev);
	ev_io_modify(&io->ev, to_ev(events)); /* there and back in one round costs no system call */
	if (events != 0)
		ev_io_start(io->loop->ev, &io->ev);
}

void loop_io_free(struct loop_io *io)
{
	if (io == NULL)
		return;
	ev_io_stop(io->loop->ev, &io->ev);
	free(io);
}

static void on_signal(struct ev_loop *ev, ev_signal *w, int revents)
{
	struct loop_signal *s = w->data;
	now_update(s->loop);
	s->fn(s->arg, w->signum);
}

struct loop_signal *loop_signal_new(struct loop *loop, int signo, loop_signal_fn *fn, void *arg)
{
	struct loop_signal *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return NULL;
	s->loop = loop;
	s->fn = fn;
	s->arg = arg;
	ev_signal_init(&s->ev, on_signal, signo);
	s->ev.data = s;
	ev_signal_start(loop->ev, &s->ev);
	return s;
}

void loop_signal_free(struct loop_signal *s)
{
	if (s == NULL)
		return;
	ev_signal_stop(s->loop->ev, &s->ev);
	free(s);
}
