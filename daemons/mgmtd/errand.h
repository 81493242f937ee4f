/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What posternd's engine has its steward do (steward.h). Each call waits for the answer and returns 0 or an
 * errno; EPIPE means that the steward has gone, and that the engine must end as well.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct errand_end { /* how a process ended */
	int code;   /* CLD_EXITED, CLD_KILLED, CLD_DUMPED */
	int status; /* or the signal */
};

/* `steward` is what steward_fork() returned, `i` the number of the program. The pidfd is the caller's. */
int errand_start(int steward, unsigned i, int log_fd, pid_t *pid, int *pidfd);
int errand_adopt(int steward, unsigned i, pid_t *pid, int *pidfd);
int errand_signal(int steward, unsigned i, int signo);
/* ECHILD when the process has ended but was not our steward's child. */
int errand_reap(int steward, unsigned i, struct errand_end *end);

/* The startup file like startup_read(): to be released with startup_wipe(), NULL and errno without it. */
char *errand_read_startup(int steward, size_t *size);
int errand_write_startup(int steward, const char *text, size_t size);
int errand_erase_startup(int steward);
/* Removes what the instance has in its run directory. */
int errand_release(int steward);
