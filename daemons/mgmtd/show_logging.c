/* SPDX-License-Identifier: Apache-2.0 */
/* show logging (shell/RECORDS.md). */
#include <netinet/in.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/config.h"
#include "daemons/mgmtd/journal.h"
#include "daemons/mgmtd/message.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/syslog.h"
#include "lib/record.h"

static json_t *printable(const char *text)
{
	json_t *value = json_string(text);
	return value != NULL ? value : json_string("(a text that is not UTF-8)");
}

struct ring {
	struct record_out *out;
	const struct logging *logging;
};

static void send_log_line(void *arg, const char *line)
{
	const struct ring *ring = arg;
	char text[MESSAGE_SIZE];
	struct message message;
	message_parse(&message, line);
	logging_rule(ring->logging, &message);
	json_t *record = json_pack("{s:s, s:o, s:i, s:I, s:o}", "type", "log_line", "line", printable(line),
	    "severity", message.severity, "number", (json_int_t)message.number, "text",
	    printable(message_text(&message, text, sizeof(text))));
	if (record != NULL && message.at != 0) {
		json_object_set_new(record, "at", json_integer(message.at));
		json_object_set_new(record, "program", json_string(message.program));
	}
	record_send(ring->out, record);
}

static void set_int(json_t *record, const char *member, uint64_t value)
{
	json_object_set_new(record, member, json_integer((json_int_t)value));
}

static void add_host(void *arg, const struct logging_host *conf, const struct loghost_status *st)
{
	char text[IP_ADDR_STRLEN];
	bool tcp = conf->protocol == IPPROTO_TCP;
	json_t *host = json_pack("{s:s, s:s, s:s, s:i, s:b}", "interface", conf->nameif, "address",
	    ip_addr_str(&conf->addr, text), "protocol", tcp ? "tcp" : "udp", "port", (int)conf->port, "open",
	    (int)st->open);
	set_int(host, "sent", st->sent);
	set_int(host, "dropped", st->full + st->down);
	set_int(host, "dropped_down", st->down);
	set_int(host, "errors", st->errors);
	set_int(host, "waiting", st->waiting);
	if (tcp) {
		set_int(host, "losses", st->losses);
		set_int(host, "partial", st->partial);
	}
	if (st->changed_at != 0)
		set_int(host, "changed_at", (uint64_t)st->changed_at);
	json_array_append_new(arg, host);
}

static void set_id(const struct mgmtd *m, json_t *record)
{
	static const char *const kinds[] = {
	    [LOGGING_ID_HOSTNAME] = "hostname",
	    [LOGGING_ID_ADDRESS] = "ipaddress",
	    [LOGGING_ID_STRING] = "string",
	};
	const struct logging *l = &m->model->logging;
	char id[RIB_NAMEIF_MAX + 16];
	if (l->id == LOGGING_ID_NONE)
		return;
	json_object_set_new(record, "device_id_kind", json_string(kinds[l->id]));
	json_object_set_new(record, "device_id", printable(syslog_id(m->syslog, id)));
	if (l->id == LOGGING_ID_ADDRESS)
		json_object_set_new(record, "device_id_interface", json_string(l->id_text));
}

static void set_level(json_t *record, const char *member, int severity)
{
	if (severity != LOGGING_NOTHING)
		json_object_set_new(record, member, json_string(logging_word(severity)));
}

static void send_settings(const struct mgmtd *m, struct record_out *out)
{
	const struct logging *l = &m->model->logging;
	json_t *hosts = json_array();
	journal_drain(m->journal);
	syslog_each(m->syslog, add_host, hosts);
	json_t *record = json_pack("{s:s, s:b, s:s, s:I, s:b, s:I, s:b, s:o}", "type", "logging", "enabled",
	    (int)l->enabled, "level", logging_word(logging_buffered(l)), "messages",
	    (json_int_t)journal_count(m->journal), "timestamp", (int)(l->stamp != MESSAGE_STAMP_NONE),
	    "facility", (json_int_t)l->facility, "permit_hostdown", (int)l->permit_hostdown, "hosts", hosts);
	if (l->stamp == MESSAGE_STAMP_RFC5424)
		json_object_set_new(record, "rfc5424", json_true());
	if (l->debug_trace)
		json_object_set_new(record, "debug_trace", json_true());
	set_level(record, "monitor_level", l->monitor);
	set_int(record, "monitor_messages", m->monitored);
	set_level(record, "trap_level", l->trap);
	set_int(record, "trap_messages", syslog_count(m->syslog));
	set_id(m, record);
	record_send(out, record);
}

void mgmtd_exec_show_logging(struct mgmtd *m, struct cmd_call *call, const struct cmd_show_logging *args)
{
	struct ring ring = {.out = call->out, .logging = &m->model->logging};
	send_settings(m, call->out);
	journal_each(m->journal, send_log_line, &ring);
	record_done(call->out);
}

void mgmtd_exec_show_logging_setting(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_show_logging_setting *args)
{
	send_settings(m, call->out);
	record_done(call->out);
}

void mgmtd_exec_show_logging_queue(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_show_logging_queue *args)
{
	struct syslog_queue queue;
	journal_drain(m->journal);
	syslog_queue(m->syslog, &queue);
	record_send(call->out, json_pack("{s:s, s:I, s:I, s:I, s:I}", "type", "logging_queue", "limit",
				   (json_int_t)m->model->logging.queue, "dropped", (json_int_t)queue.dropped,
				   "waiting", (json_int_t)queue.waiting, "most", (json_int_t)queue.most));
	record_done(call->out);
}
