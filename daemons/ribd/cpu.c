/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/cpu.h"
#include <inttypes.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include "cmd_ribd.h"
#include "daemons/ribd/ribd.h"
#include "lib/record.h"

/* user nice system idle iowait irq softirq steal: what waits is not busy. */
static bool read_ticks(uint64_t *busy, uint64_t *total)
{
	uint64_t t[8] = {0};
	FILE *f = fopen("/proc/stat", "re");
	if (f == NULL)
		return false;
	int fields = fscanf(f,
	    "cpu %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
	    " %" SCNu64,
	    &t[0], &t[1], &t[2], &t[3], &t[4], &t[5], &t[6], &t[7]);
	fclose(f);
	*busy = t[0] + t[1] + t[2] + t[5] + t[6] + t[7];
	*total = *busy + t[3] + t[4];
	return fields >= 4;
}

void cpu_sample(struct cpu_usage *u)
{
	uint64_t busy, total;
	if (!read_ticks(&busy, &total))
		return;
	u->sample[u->count % CPU_SAMPLES].busy = busy;
	u->sample[u->count % CPU_SAMPLES].total = total;
	u->count++;
}

unsigned cpu_percent(const struct cpu_usage *u, unsigned samples)
{
	uint64_t busy, total;
	if (samples > CPU_SAMPLES)
		samples = CPU_SAMPLES;
	if (samples > u->count)
		samples = u->count;
	if (samples == 0 || !read_ticks(&busy, &total))
		return 0;
	unsigned from = (u->count - samples) % CPU_SAMPLES;
	busy -= u->sample[from].busy;
	total -= u->sample[from].total;
	return total == 0 ? 0 : (unsigned)((busy * 100 + total / 2) / total);
}

void ribd_exec_show_cpu(struct ribd *ribd, struct cmd_call *call, const struct cmd_show_cpu *args)
{
	/* The last sample may be of this very moment: five seconds are those before it and what came since. */
	const struct cpu_usage *u = &ribd->cpu;
	record_send(
	    call->out, json_pack("{s:s, s:i, s:i, s:i}", "type", "cpu", "percent_5s", (int)cpu_percent(u, 2),
			   "percent_1m", (int)cpu_percent(u, 12), "percent_5m", (int)cpu_percent(u, 60)));
	record_done(call->out);
}
