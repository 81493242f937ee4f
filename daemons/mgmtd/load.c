/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/load.h"

void load_sample(struct load_process *p, pid_t pid, int64_t at, uint64_t msec)
{
	if (p->pid != pid)
		p->count = 0;
	p->pid = pid;
	p->sample[p->count % LOAD_SAMPLES].at = at;
	p->sample[p->count % LOAD_SAMPLES].msec = msec;
	p->count++;
}

unsigned load_permille(const struct load_process *p, unsigned samples, int64_t now, uint64_t msec)
{
	if (samples > LOAD_SAMPLES)
		samples = LOAD_SAMPLES;
	if (samples > p->count)
		samples = p->count;
	if (samples == 0)
		return 0;
	unsigned from = (p->count - samples) % LOAD_SAMPLES;
	int64_t passed = now - p->sample[from].at;
	uint64_t used = msec - p->sample[from].msec;
	return passed <= 0 ? 0 : (unsigned)(used * 1000000 / (uint64_t)passed);
}
