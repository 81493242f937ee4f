/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/bfd_thread.h"
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include "lib/log.h"

#define PRIORITY 5 /* of SCHED_FIFO, where the process may have that */

struct bfd_thread {
	struct loop *loop; /* of BGP */
	bfd_event_fn *event;
	void *arg;
	struct loop_io *told;

	pthread_t thread;
	bool running;
	struct loop *own;
	struct loop_io *called_io;
	struct bfd_engine *engine;

	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t done;
	int call_fd, event_fd;                            /* eventfd */
	void (*fn)(struct bfd_engine *engine, void *arg); /* NULL: none is asked for */
	void *fn_arg;
	struct bfd_event *events;
	size_t event_count, event_room;
};

static void ring(int fd)
{
	const uint64_t one = 1;
	(void)!write(fd, &one, sizeof one);
}

static void hush(int fd)
{
	uint64_t count;
	(void)!read(fd, &count, sizeof count);
}

/* In BFD's thread ------------------------------------------------------------------------------------- */

static void on_event(void *arg, const struct bfd_event *event)
{
	struct bfd_thread *t = arg;
	pthread_mutex_lock(&t->lock);
	if (t->event_count == t->event_room) {
		size_t room = t->event_room ? 2 * t->event_room : 64;
		struct bfd_event *more = reallocarray(t->events, room, sizeof *more);
		if (!more)
			abort();
		t->events = more;
		t->event_room = room;
	}
	t->events[t->event_count++] = *event;
	pthread_mutex_unlock(&t->lock);
	ring(t->event_fd);
}

static void on_called(void *arg, int events)
{
	struct bfd_thread *t = arg;
	hush(t->call_fd);
	pthread_mutex_lock(&t->lock);
	void (*fn)(struct bfd_engine *, void *) = t->fn;
	void *fn_arg = t->fn_arg;
	pthread_mutex_unlock(&t->lock);
	if (!fn)
		return;
	fn(t->engine, fn_arg);
	pthread_mutex_lock(&t->lock);
	t->fn = NULL;
	pthread_cond_signal(&t->done);
	pthread_mutex_unlock(&t->lock);
}

static void *run(void *arg)
{
	struct bfd_thread *t = arg;
	const struct sched_param param = {.sched_priority = PRIORITY};
	int refused = pthread_setschedparam(pthread_self(), SCHED_FIFO, &param);
	if (refused)
		log_info("BFD runs without real-time priority: %s", strerror(refused));
	loop_run(t->own);
	return NULL;
}

static void finish(struct bfd_engine *engine, void *arg)
{
	struct bfd_thread *t = arg;
	bfd_engine_free(engine);
	t->engine = NULL;
	loop_stop(t->own);
}

/* In BGP's thread ------------------------------------------------------------------------------------- */

static void on_told(void *arg, int events)
{
	struct bfd_thread *t = arg;
	hush(t->event_fd);
	pthread_mutex_lock(&t->lock);
	struct bfd_event *list = t->events;
	size_t count = t->event_count;
	t->events = NULL;
	t->event_count = t->event_room = 0;
	pthread_mutex_unlock(&t->lock);
	for (size_t i = 0; i < count; i++)
		t->event(t->arg, &list[i]);
	free(list);
}

static bool start_thread(struct bfd_thread *t)
{
	t->own = loop_new();
	t->engine = t->own ? bfd_engine_new(t->own, on_event, t) : NULL;
	t->called_io = t->engine ? loop_io_new(t->own, t->call_fd, LOOP_READ, on_called, t) : NULL;
	t->running = t->called_io && pthread_create(&t->thread, NULL, run, t) == 0;
	if (!t->running)
		log_error("BFD cannot be started");
	return t->running;
}

bool bfd_thread_call(
    struct bfd_thread *t, bool start, void (*fn)(struct bfd_engine *engine, void *arg), void *arg)
{
	if (!t->running && (!start || !start_thread(t)))
		return false;
	pthread_mutex_lock(&t->lock);
	t->fn = fn;
	t->fn_arg = arg;
	ring(t->call_fd);
	while (t->fn)
		pthread_cond_wait(&t->done, &t->lock);
	pthread_mutex_unlock(&t->lock);
	return true;
}

struct bfd_thread *bfd_thread_new(struct loop *loop, bfd_event_fn *event, void *arg)
{
	struct bfd_thread *t = calloc(1, sizeof *t);
	if (!t)
		return NULL;
	*t = (struct bfd_thread){.loop = loop, .event = event, .arg = arg};
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->done, NULL);
	t->call_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	t->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (t->call_fd >= 0 && t->event_fd >= 0)
		t->told = loop_io_new(loop, t->event_fd, LOOP_READ, on_told, t);
	if (t->told)
		return t;
	bfd_thread_free(t);
	return NULL;
}

void bfd_thread_free(struct bfd_thread *t)
{
	if (!t)
		return;
	if (t->running) {
		bfd_thread_call(t, false, finish, t);
		pthread_join(t->thread, NULL);
	}
	bfd_engine_free(t->engine);
	loop_io_free(t->called_io);
	loop_free(t->own);
	loop_io_free(t->told);
	if (t->call_fd >= 0)
		close(t->call_fd);
	if (t->event_fd >= 0)
		close(t->event_fd);
	pthread_mutex_destroy(&t->lock);
	pthread_cond_destroy(&t->done);
	free(t->events);
	free(t);
}
