/* SPDX-License-Identifier: Apache-2.0 */
/* How much processor time each of our processes takes: samples every 5 seconds, kept for 5 minutes. */
#pragma once
#include <stdint.h>
#include <sys/types.h>
#include "daemons/mgmtd/supervise.h"

#define LOAD_SAMPLES   61                  /* five minutes, and the one before them */
#define LOAD_PROCESSES (SUPERVISE_MAX + 1) /* posternd's engine comes first */

struct loop_timer;

struct load {
	struct loop_timer *timer;
	struct load_process {
		pid_t pid;
		unsigned count; /* samples ever taken of it */
		struct {
			int64_t at;    /* loop_now(), microseconds */
			uint64_t msec; /* processor time so far */
		} sample[LOAD_SAMPLES];
	} process[LOAD_PROCESSES];
};

/* Another pid begins anew. */
void load_sample(struct load_process *p, pid_t pid, int64_t at, uint64_t msec);
/* Thousandths of one processor over the last `samples` intervals up to now, or over as many as there are. */
unsigned load_permille(const struct load_process *p, unsigned samples, int64_t now, uint64_t msec);
