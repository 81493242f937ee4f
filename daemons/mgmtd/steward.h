/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The part of posternd that stays root: a process that does the few errands that need it, and nothing else.
 *
 *     engine (user postern-mgmtd) --- socket pair --- steward (root) --- starts, signals --- daemons
 *
 * The engine asks (errand.h), one request at a time. What a request can bring about was fixed before the
 * engine took in a byte: the programs with their arguments, the startup file, the run directory. A request
 * names a program by its number, never a path, a process or a user.
 *
 * The steward ends when the engine does, however that ends. The daemons go on, and the steward of the next
 * posternd takes them over: RUNDIR/NAME.pid names each by pid and start time. The files are root's, in a
 * directory where the engine cannot replace them, so that no errand ends a process that is not ours.
 */
#pragma once
#include "daemons/mgmtd/supervise.h"

/* Requests: u8 errand, u8 number of the program, u8 signal; START and WRITE with a descriptor.
 * Answers: u32 errno (0: done), u32 pid, u32 how the process ended (CLD_…), u32 its status or signal; START
 * and ADOPT with its pidfd, READ with the open file. */
enum errand {
	ERRAND_START = 1, /* the descriptor becomes its standard error */
	ERRAND_ADOPT,     /* ESRCH when an earlier posternd has left none running */
	ERRAND_SIGNAL,    /* SIGTERM or SIGKILL */
	ERRAND_REAP,      /* has ended; ECHILD when it was an adopted one */
	ERRAND_READ,      /* the startup file */
	ERRAND_WRITE,     /* it, whole, with what the descriptor's file holds */
	ERRAND_ERASE,     /* it */
	ERRAND_RELEASE,   /* the sockets and files in the run directory go: posternd ends in good order */
};
#define ERRAND_REQUEST_SIZE 3
#define ERRAND_ANSWER_SIZE  16

struct steward_conf {
	const struct supervise_program *programs;
	unsigned count; /* at most SUPERVISE_MAX */
	const char *rundir;
	const char *config;      /* the startup file */
	const char *const *args; /* for every daemon beyond --rundir, NULL ends it; may be NULL */
	const char *seccomp;     /* "kill", "log", "off" */
	void (*settled)(void);   /* called in the steward when it has nothing more to log; may be NULL */
};

/* Starts the steward in a process of its own, which gives up what it does not need (guard.h), and returns the
 * engine's end of the socket pair; -1 and errno when that fails. Call before there are threads or secrets. */
int steward_fork(const struct steward_conf *conf);
