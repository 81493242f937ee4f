/* SPDX-License-Identifier: Apache-2.0 */
/* show processes cpu-usage (shell/RECORDS.md), and the timer that takes its samples. */
#include "daemons/mgmtd/show_load.h"
#include <unistd.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/proc.h"
#include "lib/cmd_owner.h"
#include "lib/loop.h"
#include "lib/record.h"

#define INTERVAL (5 * LOOP_SEC)

/* The i-th of our processes; false past the last. A pid of 0: it does not run. */
static bool find(const struct mgmtd *m, unsigned i, const char **name, pid_t *pid)
{
	struct supervise_info info;
	*name = "mgmtd";
	*pid = getpid();
	if (i == 0)
		return true;
	if (i >= LOAD_PROCESSES || !supervise_get(m->supervise, i - 1, &info))
		return false;
	*name = info.name;
	*pid = info.pid;
	return true;
}

static void take_samples(void *arg)
{
	struct mgmtd *m = arg;
	const char *name;
	struct proc p;
	pid_t pid;
	for (unsigned i = 0; find(m, i, &name, &pid); i++)
		if (pid != 0 && proc_read(pid, &p))
			load_sample(&m->load.process[i], pid, loop_now(m->loop), p.cpu_msec);
	loop_timer_set(m->load.timer, INTERVAL);
}

bool load_start(struct mgmtd *m)
{
	m->load.timer = loop_timer_new(m->loop, take_samples, m);
	if (m->load.timer == NULL)
		return false;
	loop_timer_set(m->load.timer, 0);
	return true;
}

static void send_load(const struct mgmtd *m, struct record_out *out, unsigned i, const char *name, pid_t pid)
{
	const struct load_process *load = &m->load.process[i];
	int64_t now = loop_now(m->loop);
	struct proc p;
	if (pid == 0 || load->pid != pid || !proc_read(pid, &p))
		return;
	/* the last sample may be of this very moment: five seconds are those before it and what came since */
	record_send(out, json_pack("{s:s, s:s, s:i, s:i, s:i, s:i}", "type", "process_load", "name", name,
			     "pid", (int)pid, "permille_5s", (int)load_permille(load, 2, now, p.cpu_msec),
			     "permille_1m", (int)load_permille(load, 12, now, p.cpu_msec), "permille_5m",
			     (int)load_permille(load, 60, now, p.cpu_msec)));
}

void mgmtd_exec_show_processes_cpu_usage(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_show_processes_cpu_usage *args)
{
	const char *name;
	pid_t pid;
	record_send(call->out, json_pack("{s:s}", "type", "process_load_list"));
	for (unsigned i = 0; find(m, i, &name, &pid); i++)
		send_load(m, call->out, i, name, pid);
	record_done(call->out);
}
