/* SPDX-License-Identifier: Apache-2.0 */
/* What posternd itself shows (shell/RECORDS.md). */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/config.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/proc.h"
#include "daemons/mgmtd/running.h"
#include "daemons/mgmtd/session.h"
#include "daemons/mgmtd/startup.h"
#include "lib/cmd_owner.h"
#include "lib/cmd_render.h"
#include "lib/loop.h"
#include "lib/record.h"

void mgmtd_exec_show_clock(struct mgmtd *m, struct cmd_call *call, const struct cmd_show_clock *args)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	record_send(
	    call->out, json_pack("{s:s, s:I, s:i, s:s}", "type", "clock", "at", (json_int_t)now.tv_sec,
			   "milliseconds", (int)(now.tv_nsec / 1000000), "timezone", "UTC"));
	record_done(call->out);
}

/* ---- show processes ---- */

static void send_process(
    struct record_out *out, const char *name, pid_t pid, const char *state, int64_t uptime, unsigned restarts)
{
	struct proc p;
	json_t *record =
	    json_pack("{s:s, s:s, s:i, s:s, s:I, s:i}", "type", "process", "name", name, "pid", (int)pid,
		"state", state, "uptime_seconds", (json_int_t)(uptime / LOOP_SEC), "restarts", (int)restarts);
	if (record != NULL && pid != 0 && proc_read(pid, &p)) {
		json_object_set_new(record, "memory_bytes", json_integer((json_int_t)p.memory));
		json_object_set_new(record, "cpu_msec", json_integer((json_int_t)p.cpu_msec));
	}
	record_send(out, record);
}

void mgmtd_exec_show_processes(struct mgmtd *m, struct cmd_call *call, const struct cmd_show_processes *args)
{
	static const char *const states[] = {
	    [SUPERVISE_DOWN] = "failed", [SUPERVISE_STARTING] = "starting", [SUPERVISE_READY] = "ready"};
	struct supervise_info info;
	int64_t now = loop_now(m->loop);
	record_send(call->out,
	    json_pack("{s:s, s:i}", "type", "process_list", "count", (int)m->options->program_count + 1));
	send_process(call->out, "mgmtd", getpid(), "ready", now - m->started_at, 0);
	for (unsigned i = 0; supervise_get(m->supervise, i, &info); i++)
		send_process(call->out, info.name, info.pid, states[info.state],
		    info.pid == 0 ? 0 : now - info.started_at, info.restarts);
	record_done(call->out);
}

/* ---- configurations ---- */

void mgmtd_exec_show_running_config(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_show_running_config *args)
{
	running_show(
	    m, args->has_section ? args->section : NULL, args->has_all ? CMD_RENDER_ALL : 0, call->out);
	record_done(call->out);
}

void mgmtd_exec_more_running_config(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_more_running_config *args)
{
	running_show(m, NULL, CMD_RENDER_CLEAR, call->out);
	record_done(call->out);
}

/* The file as it stands, but for its keys: it is parsed and printed anew, head and checksum are kept. */
void mgmtd_exec_show_startup_config(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_show_startup_config *args)
{
	if (running_show_startup(m, call->out))
		record_done(call->out);
	else
		record_fail(call->out, "No startup configuration: \"write memory\" makes one");
}
