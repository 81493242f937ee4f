/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Starts the daemons, watches them, starts them again, stops them in order.
 *
 * The steward (steward.h) does it on this module's word. A daemon outlives posternd (kill -9), and a new one
 * takes a running daemon over instead of starting a second one. Own and adopted processes are watched alike,
 * through a pidfd.
 *
 *            start              supervise_ready()
 *     DOWN ---------> STARTING ------------------> READY
 *       ^                |                           |
 *       |  back-off      |        process ends       |
 *       +--------------- + <-------------------------+
 *
 * A daemon that had lived for a while is started again at once; one that dies young waits a second longer
 * each time, five at most.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define SUPERVISE_MAX 8

struct journal;
struct loop;
struct supervise;

struct supervise_program {
	const char *name;    /* "iked" */
	const char *path;    /* of the executable */
	unsigned stop_stage; /* stages end one after the other, 0 first */
};

struct supervise_conf {
	const struct supervise_program *programs; /* in order of start */
	unsigned count;                           /* at most SUPERVISE_MAX */
	int steward;                              /* knows the same programs */
	struct journal *journal;
	/* A daemon ended. May be NULL. */
	void (*ended)(void *arg, const char *name);
	void *arg;
};

enum supervise_state {
	SUPERVISE_DOWN,     /* waits for its next start */
	SUPERVISE_STARTING, /* runs, has not taken the configuration yet */
	SUPERVISE_READY,
};

struct supervise_info {
	const char *name;
	pid_t pid; /* 0 when down */
	enum supervise_state state;
	int64_t started_at; /* loop_now(), microseconds */
	unsigned restarts;
};

/* `conf` and what it points at stay the caller's and must live as long. NULL when out of memory. */
struct supervise *supervise_new(struct loop *loop, const struct supervise_conf *conf);
/* Leaves the processes alone. */
void supervise_free(struct supervise *s);
/* Takes over what still runs and starts the rest. */
void supervise_start(struct supervise *s);
/* Ends all, stage by stage, within 5 s, then calls `done`. Nothing is started any more. */
void supervise_stop(struct supervise *s, void (*done)(void *arg), void *arg);

void supervise_ready(struct supervise *s, const char *name);
bool supervise_all_ready(const struct supervise *s);
/* The process of that name, 0 when it does not run: a connection's peer is checked against it. */
pid_t supervise_pid(const struct supervise *s, const char *name);
/* True when the process was started by an earlier posternd: its standard error leads nowhere. */
bool supervise_adopted(const struct supervise *s, const char *name);
/* Fills `info` for the i-th program; false past the last. */
bool supervise_get(const struct supervise *s, unsigned i, struct supervise_info *info);
