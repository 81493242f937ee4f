/* SPDX-License-Identifier: Apache-2.0 */
/* How busy the processors were, from /proc/stat, sampled together with the counters of the interfaces. */
#pragma once
#include <stdint.h>

#define CPU_SAMPLES 61 /* five minutes of samples every 5 seconds, and the one before them */

struct cpu_usage {
	struct {
		uint64_t busy, total; /* clock ticks since boot, of all processors */
	} sample[CPU_SAMPLES];
	unsigned count; /* samples ever taken */
};

void cpu_sample(struct cpu_usage *u);
/* Percent over the last `samples` intervals up to now, or over as many as there are. */
unsigned cpu_percent(const struct cpu_usage *u, unsigned samples);
