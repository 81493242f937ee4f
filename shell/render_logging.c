/* SPDX-License-Identifier: Apache-2.0 */
/* show logging [setting | queue]. */
#include <string.h>
#include "shell/calendar.h"
#include "shell/field.h"
#include "shell/layout.h"
#include "shell/render.h"

static const struct layout_line head_lines[] = {
    {"enabled", "Syslog logging: enabled\n"},
    {"!enabled", "Syslog logging: disabled\n"},
    {NULL, "    Facility: {facility|20}\n"},
    {"timestamp", "    Timestamp logging: enabled{stamp_text|}\n"},
    {"!timestamp", "    Timestamp logging: disabled\n"},
    {NULL, "    Hide Username logging: enabled\n"
	   "    Standby logging: disabled\n"},
    {"debug_trace", "    Debug-trace logging: enabled\n"},
    {"!debug_trace", "    Debug-trace logging: disabled\n"},
    {NULL, "    Console logging: disabled\n"},
    {"monitor_level", "    Monitor logging: level {monitor_level}, {monitor_messages} messages logged\n"},
    {"!monitor_level", "    Monitor logging: disabled\n"},
    {NULL, "    Buffer logging: level {level|informational}, {messages} messages logged\n"},
    {"trap_level",
	"    Trap logging: level {trap_level}, facility {facility|20}, {trap_messages} messages logged\n"},
    {"!trap_level", "    Trap logging: disabled\n"},
    {NULL, NULL},
};

static const struct layout_line host_lines[] = {
    {"tcp", "        Logging to {interface} {address} tcp/{port} {state}, TCP TX:{sent}{lost|}\n"},
    {"!tcp", "        Logging to {interface} {address}{port_text|}, UDP TX:{sent}{lost|}\n"},
    {NULL, NULL},
};

static const char tcp_lines[] = "    Global TCP syslog stats::\n"
				"        NOT_PUTABLE: {full}, ALL_CHANNEL_DOWN: {down}\n"
				"        CHANNEL_FLAP_CNT: {losses}, SYSLOG_PKT_LOSS: {dropped}\n"
				"        PARTIAL_REWRITE_CNT: {partial}\n";

static const struct layout_line tail_lines[] = {
    {"permit_hostdown", "    Permit-hostdown logging: enabled\n"},
    {"!permit_hostdown", "    Permit-hostdown logging: disabled\n"},
    {NULL, "    History logging: disabled\n"},
    {"!device_id_kind", "    Device ID: disabled\n"},
    {"device_id_interface", "    Device ID: '{device_id_interface}' interface IP address \"{device_id|}\"\n"},
    {"device_id_word", "    Device ID: {device_id_word} \"{device_id|}\"\n"},
    {NULL, "    Mail logging: disabled\n"
	   "    ASDM logging: disabled\n"},
    {NULL, NULL},
};

static const char queue_lines[] = "\tLogging Queue length limit : {limit} msg(s)\n"
				  "\t{dropped} msg(s) discarded due to queue overflow\n"
				  "\t0 msg(s) discarded due to memory allocation failure\n"
				  "\tCurrent {waiting} msg on queue, {most} msgs most on queue\n";

static bool is_tcp(const json_t *host)
{
	return strcmp(field_str(host, "protocol", "udp"), "tcp") == 0;
}

static void print_host(struct render *r, json_t *host)
{
	int64_t port = field_int(host, "port", 514);
	long long errors = field_int(host, "errors", 0), dropped = field_int(host, "dropped", 0);
	json_object_set_new(host, "tcp", json_boolean(is_tcp(host)));
	calendar_derive(host, "since", "changed_at", "%H:%M:%S UTC %a %b %-d %Y");
	if (field_bool(host, "open"))
		render_derive(host, "state", "connected");
	else if (field_set(host, "since"))
		render_derive(host, "state", "Not connected since %s", field_str(host, "since", ""));
	else
		render_derive(host, "state", "Not connected");
	if (port != 514)
		render_derive(host, "port_text", " udp/%lld", (long long)port);
	if (errors > 0 || dropped > 0)
		render_derive(host, "lost", " errors: %lld  dropped: %lld", errors, dropped);
	layout_print(r->out, host_lines, host);
}

/* What an ASA sums up over its TCP channels. */
static void print_tcp(struct render *r, json_t *hosts)
{
	json_int_t full = 0, down = 0, losses = 0, partial = 0;
	json_t *host;
	size_t i;
	json_array_foreach(hosts, i, host) {
		if (!is_tcp(host))
			continue;
		down += field_int(host, "dropped_down", 0);
		full += field_int(host, "dropped", 0) - field_int(host, "dropped_down", 0);
		losses += field_int(host, "losses", 0);
		partial += field_int(host, "partial", 0);
	}
	json_t *sums = json_pack("{s:I, s:I, s:I, s:I, s:I}", "full", full, "down", down, "losses", losses,
	    "dropped", full + down, "partial", partial);
	layout_text(r->out, tcp_lines, sums);
	json_decref(sums);
}

static void print_logging(struct render *r, json_t *logging)
{
	json_t *hosts = json_object_get(logging, "hosts"), *host;
	size_t i;
	render_keep_header(r, logging);
	if (field_bool(logging, "rfc5424"))
		render_derive(logging, "stamp_text", " (rfc5424)");
	if (field_set(logging, "device_id_kind") && !field_set(logging, "device_id_interface"))
		render_derive(logging, "device_id_word", "%s", field_str(logging, "device_id_kind", ""));
	layout_print(r->out, head_lines, logging);
	json_array_foreach(hosts, i, host)
		print_host(r, host);
	if (json_array_size(hosts) > 0)
		print_tcp(r, hosts);
	layout_print(r->out, tail_lines, logging);
}

static void print_queue(struct render *r, json_t *queue)
{
	layout_text(r->out, queue_lines, queue);
}

/* As an ASA writes a syslog message. */
static void print_line(struct render *r, json_t *record)
{
	if (!field_get(record, "number")) {
		layout_text(r->out, "{line|}\n", record);
		return;
	}
	if (field_bool(r->header, "timestamp"))
		calendar_derive(record, "when_text", "at",
		    field_bool(r->header, "rfc5424") ? "%Y-%m-%dT%H:%M:%SZ: " : "%b %d %Y %H:%M:%S: ");
	output_printf(r->out, "%s%%ASA-%d-%06d: %s\n", field_str(record, "when_text", ""),
	    (int)field_int(record, "severity", 3), (int)field_int(record, "number", 0),
	    field_str(record, "text", ""));
}

const struct render_entry render_logging[] = {
    {"logging", print_logging, NULL},
    {"logging_queue", print_queue, NULL},
    {"log_line", print_line, NULL},
    {NULL, NULL, NULL},
};
