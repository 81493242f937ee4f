/* SPDX-License-Identifier: Apache-2.0 */
/* show version, processes, history, curpriv, clock; ping and traceroute; results of batches. */
#include <stdio.h>
#include <string.h>
#include "shell/calendar.h"
#include "shell/field.h"
#include "shell/layout.h"
#include "shell/render.h"

#define PROBES_PER_LINE 70

static const struct layout_line version_lines[] = {
    {NULL, "\nPostern Adaptive Security Appliance Software Version {software}\n"},
    {"system", "SSP Operating System Version {system}\n"},
    {NULL, "\n"},
    {"compiled_text", "Compiled on {compiled_text} by {compiler|the builder}, grammar {grammar|unknown}\n"},
    {"image", "System image file is \"{image}\"\n"},
    {NULL, "Config file at boot was \"{config_file|startup-config}\"\n"},
    {NULL, "\n{hostname} up {uptime_seconds:w}\n\n"},
    {"memory_text", "Hardware:   Postern, {memory_text} MB RAM, CPU {cpu_model|unknown}, {cpu_text}\n"},
    {NULL, NULL},
};

static const struct layout_line version_tail[] = {
    {"license", "\nLicense mode: {license}\n"},
    {"serial", "\nSerial Number: {serial}\n"},
    {"modified_text", "\nConfiguration last modified by {modified_by|unknown} at {modified_text}\n"},
    {"!modified_text", "\nConfiguration has not been modified since last system restart.\n"},
    {NULL, NULL},
};

static const char process_head[] = "Name         Pid State          Up Restarts    Memory       CPU\n";
static const char process_row[] =
    "{name:<8} {pid:>7} {state:<9} {uptime_seconds:>8r} {restarts:>8} {kilobytes:>8}K {cpu_msec:>6} ms\n";

static void print_version(struct render *r, json_t *v)
{
	size_t i;
	json_t *port;
	int cpus = (int)field_int(v, "cpus", 1);
	calendar_derive(v, "compiled_text", "compiled_at", "%a %d-%b-%y %H:%M GMT");
	calendar_derive(v, "modified_text", "modified_at", "%H:%M:%S.000 UTC %a %b %-d %Y");
	render_derive(v, "cpu_text", "%d CPU%s", cpus, cpus == 1 ? "" : "s");
	if (field_set(v, "memory_bytes"))
		render_derive(v, "memory_text", "%lld", (long long)(field_int(v, "memory_bytes", 0) >> 20));
	layout_print(r->out, version_lines, v);
	if (json_array_size(json_object_get(v, "hardware")) > 0)
		output_text(r->out, "\n");
	json_array_foreach(json_object_get(v, "hardware"), i, port) {
		json_object_set_new(port, "index", json_integer((json_int_t)i));
		layout_text(r->out, "{index:>2}: Ext: {name:<20}: address is {mac:m}, irq 0\n", port);
	}
	layout_print(r->out, version_tail, v);
}

/* Tenths of a per cent of one processor. */
static void print_load(struct render *r, json_t *load)
{
	static const char *const members[][2] = {
	    {"permille_5s", "text_5s"}, {"permille_1m", "text_1m"}, {"permille_5m", "text_5m"}};
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		long long permille = field_int(load, members[i][0], 0);
		render_derive(load, members[i][1], "%lld.%lld%%", permille / 10, permille % 10);
	}
	layout_text(r->out, "{pid:<20} {text_5s:>6}   {text_1m:>6}   {text_5m:>6}   {name}\n", load);
}

static void print_load_list(struct render *r, json_t *list)
{
	output_text(r->out, "PID                    5Sec     1Min     5Min   Process\n");
}

static void print_process_list(struct render *r, json_t *header)
{
	render_keep_header(r, header);
	output_text(r->out, process_head);
}

static void print_process(struct render *r, json_t *process)
{
	json_object_set_new(process, "kilobytes", json_integer(field_int(process, "memory_bytes", 0) >> 10));
	layout_text(r->out, process_row, process);
}

static void print_history(struct render *r, json_t *record)
{
	layout_text(r->out, "  {line|}\n", record);
}

static void print_curpriv(struct render *r, json_t *c)
{
	layout_text(r->out,
	    "Username : {username}\nCurrent privilege level : {privilege}\nCurrent Mode/s : {modes|P_PRIV}\n",
	    c);
}

static void print_local_user_list(struct render *r, json_t *list)
{
	render_keep_header(r, list);
	output_text(r->out, "Lock-time              Failed-attempts  Locked  User\n");
}

static void print_local_user(struct render *r, json_t *user)
{
	calendar_derive(user, "when", "locked_at", "%H:%M:%S UTC %b %e");
	output_printf(r->out, "%-22s %15lld  %-6s  %s\n", field_str(user, "when", "-"),
	    (long long)field_int(user, "failures", 0), field_bool(user, "locked") ? "Y" : "N",
	    field_str(user, "user", ""));
}

static void print_clock(struct render *r, json_t *clock)
{
	calendar_derive(clock, "time_text", "at", "%H:%M:%S");
	calendar_derive(clock, "date_text", "at", "UTC %a %b %-d %Y");
	output_printf(r->out, "%s.%03d %s\n", field_str(clock, "time_text", ""),
	    (int)field_int(clock, "milliseconds", 0), field_str(clock, "date_text", ""));
}

static void print_ping_start(struct render *r, json_t *start)
{
	render_keep_header(r, start);
	layout_text(r->out,
	    "Type escape sequence to abort.\n"
	    "Sending {count}, {size}-byte ICMP Echos to {target}, timeout is {timeout_seconds} seconds:\n",
	    start);
	output_flush(r->out);
}

static void print_ping_probe(struct render *r, json_t *probe)
{
	static const char *const results[][2] = {
	    {"reply", "!"}, {"timeout", "."}, {"unreachable", "U"}, {"too-big", "M"}, {"quench", "Q"}};
	const char *result = field_str(probe, "result", ""), *mark = "?";
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
		if (strcmp(results[i][0], result) == 0)
			mark = results[i][1];
	}
	output_text(r->out, mark);
	if (++r->rows % PROBES_PER_LINE == 0)
		output_text(r->out, "\n");
	output_flush(r->out);
}

static long long round_msec(const json_t *record, const char *member)
{
	int64_t usec = field_int(record, member, 0);
	return usec < 1000 ? 1 : (usec + 500) / 1000;
}

static void print_ping_end(struct render *r, json_t *end)
{
	long long sent = field_int(end, "sent", 0), received = field_int(end, "received", 0);
	if (r->rows % PROBES_PER_LINE)
		output_text(r->out, "\n");
	output_printf(r->out, "Success rate is %lld percent (%lld/%lld)", sent ? received * 100 / sent : 0,
	    received, sent);
	if (received)
		output_printf(r->out, ", round-trip min/avg/max = %lld/%lld/%lld ms",
		    round_msec(end, "min_usec"), round_msec(end, "avg_usec"), round_msec(end, "max_usec"));
	output_text(r->out, "\n");
}

static void print_trace_start(struct render *r, json_t *start)
{
	layout_text(r->out, "\nType escape sequence to abort.\nTracing the route to {target}\n\n", start);
	output_flush(r->out);
}

static void print_trace_hop(struct render *r, json_t *hop)
{
	size_t i;
	json_t *probe;
	const char *last = "";
	layout_text(r->out, "{ttl:>2} ", hop);
	json_array_foreach(json_object_get(hop, "probes"), i, probe) {
		const char *address = field_str(probe, "address", "");
		if (!*address) {
			output_text(r->out, i > 0 ? "  *" : " *");
			continue;
		}
		if (strcmp(address, last) != 0)
			output_printf(r->out, " %s", address);
		output_printf(
		    r->out, " %lld msec", (long long)(field_int(probe, "rtt_usec", 0) + 500) / 1000);
		if (field_set(probe, "mark"))
			output_printf(r->out, " !%s", field_str(probe, "mark", ""));
		last = address;
	}
	output_text(r->out, "\n");
	output_flush(r->out);
}

static void print_fault(struct render *r, json_t *fault)
{
	layout_text(r->out, "{source|line}:{line}: {reason}\n", fault);
	if (field_set(fault, "text"))
		layout_text(r->out, "    {text}\n", fault);
	if (field_get(fault, "column"))
		output_printf(r->out, "    %*s^\n", (int)field_int(fault, "column", 0), "");
}

static void print_batch(struct render *r, json_t *batch)
{
	if (field_int(batch, "changed", 0) == 0)
		layout_text(r->out, "INFO: {lines} configuration lines, nothing changed\n", batch);
	else
		layout_text(r->out, "INFO: {lines} configuration lines, {changed} changed\n", batch);
}

const struct render_entry render_system[] = {
    {"version", print_version, NULL},
    {"process_list", print_process_list, NULL},
    {"process", print_process, NULL},
    {"process_load_list", print_load_list, NULL},
    {"process_load", print_load, NULL},
    {"history_entry", print_history, NULL},
    {"curpriv", print_curpriv, NULL},
    {"local_user_list", print_local_user_list, NULL},
    {"local_user", print_local_user, NULL},
    {"clock", print_clock, NULL},
    {"ping_start", print_ping_start, NULL},
    {"ping_probe", print_ping_probe, NULL},
    {"ping_end", print_ping_end, NULL},
    {"trace_start", print_trace_start, NULL},
    {"trace_hop", print_trace_hop, NULL},
    {"fault", print_fault, NULL},
    {"batch", print_batch, NULL},
    {NULL, NULL, NULL},
};
