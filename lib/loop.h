/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event loop: timers, descriptors, signals, deferred calls.
 *
 * The only source of time in the project. Two implementations satisfy this header: loop_ev.c on libev,
 * which the programs link, and loop_virtual.c, whose clock stands still until a test moves it. A
 * conversation between two peers therefore replays in microseconds and always in the same order.
 *
 * Handles are owned by the caller and freed by him; freeing a handle from inside its own callback is
 * allowed. Freeing NULL is allowed. Callbacks run on the thread that called loop_run().
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct loop;
struct loop_timer;
struct loop_io;
struct loop_signal;

#define LOOP_READ  1
#define LOOP_WRITE 2

#define LOOP_MSEC INT64_C(1000)
#define LOOP_SEC  INT64_C(1000000)

typedef void loop_timer_fn(void *arg);
typedef void loop_io_fn(void *arg, int events);
typedef void loop_signal_fn(void *arg, int signo);

struct loop *loop_new(void);
void loop_free(struct loop *loop);

/* Runs until loop_stop(), or until nothing is left that could call back. */
void loop_run(struct loop *loop);
void loop_stop(struct loop *loop);

/* Monotonic time in microseconds; constant during one callback. */
int64_t loop_now(struct loop *loop);
/* Seconds since the epoch, for certificates, logs and show output only. */
int64_t loop_wall(struct loop *loop);
/* Microseconds since the epoch, for what is shown with the time of each packet. */
int64_t loop_wall_usec(struct loop *loop);

/* A one-shot timer, created stopped. loop_timer_set() starts it or moves it; delay in microseconds. */
struct loop_timer *loop_timer_new(struct loop *loop, loop_timer_fn *fn, void *arg);
void loop_timer_set(struct loop_timer *t, int64_t delay);
void loop_timer_stop(struct loop_timer *t);
bool loop_timer_pending(const struct loop_timer *t);
/* Microseconds until it fires, 0 when it does not run. */
int64_t loop_timer_left(const struct loop_timer *t);
void loop_timer_free(struct loop_timer *t);

/* Watches a descriptor for LOOP_READ and/or LOOP_WRITE. The descriptor stays the caller's. */
struct loop_io *loop_io_new(struct loop *loop, int fd, int events, loop_io_fn *fn, void *arg);
void loop_io_set(struct loop_io *io, int events);
void loop_io_free(struct loop_io *io);

struct loop_signal *loop_signal_new(struct loop *loop, int signo, loop_signal_fn *fn, void *arg);
void loop_signal_free(struct loop_signal *s);

/* Calls fn(arg) once, after the present callback has returned and before the loop sleeps. */
void loop_defer(struct loop *loop, loop_timer_fn *fn, void *arg);

/* `base` spread by +-`percent`; deterministic in the virtual implementation. */
int64_t loop_jitter(struct loop *loop, int64_t base, int percent);

/*
 * Virtual implementation only (a program that links loop_ev.c cannot call these).
 * loop_virtual_advance() moves the clock by `delta` microseconds, firing every timer that falls due in
 * order of time, then of creation. loop_virtual_step() jumps to the next timer and fires it; false when
 * none is pending. loop_virtual_seed() seeds loop_jitter().
 */
void loop_virtual_advance(struct loop *loop, int64_t delta);
bool loop_virtual_step(struct loop *loop);
void loop_virtual_seed(struct loop *loop, uint64_t seed);
