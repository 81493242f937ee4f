/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel tells of a process in /proc/PID/stat. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct proc {
	uint64_t start_ticks; /* since boot, in clock ticks: with the pid it names a process for good */
	uint64_t memory;      /* resident, bytes */
	uint64_t cpu_msec;    /* user and system */
};

/* False when there is no such process. */
bool proc_read(pid_t pid, struct proc *p);

/* A pid file holds the pid and the start time, so that a pid that was used again deceives nobody. It is
 * made anew, not written into, and believed only when it belongs to the reader: others may write into the
 * directory. */
bool proc_file_write(const char *path, pid_t pid);
/* The process named in the file, or 0 when there is no file or that process has gone. */
pid_t proc_file_read(const char *path);
