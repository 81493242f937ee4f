/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/logging.h"
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/config.h"
#include "lib/cmd_owner.h"

#define INFORMATIONAL 6

bool logging_rule(const struct logging *l, struct message *m)
{
	for (unsigned i = 0; i < l->rule_count; i++) {
		const struct logging_rule *rule = &l->rules[i];
		if (rule->number != m->number)
			continue;
		if (rule->severity != LOGGING_NOTHING)
			m->severity = rule->severity;
		return !rule->off;
	}
	return true;
}

int logging_buffered(const struct logging *l)
{
	return l->buffered == LOGGING_NOTHING ? INFORMATIONAL : l->buffered;
}

const char *logging_word(int severity)
{
	static const char *const words[] = {"emergencies", "alerts", "critical", "errors", "warnings",
	    "notifications", "informational", "debugging"};
	return words[severity & 7];
}

void logging_clear(struct logging *l)
{
	free(l->hosts);
	free(l->rules);
	l->hosts = NULL;
	l->rules = NULL;
	l->host_count = l->rule_count = 0;
}

/* ---- the lines ---- */

void mgmtd_set_logging_enable(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_logging_enable *args)
{
	model->logging.enabled = true;
}

void mgmtd_set_logging_timestamp(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_logging_timestamp *args)
{
	model->logging.stamp = args->has_rfc5424 ? MESSAGE_STAMP_RFC5424 : MESSAGE_STAMP_DATE;
}

void mgmtd_set_logging_buffered(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_logging_buffered *args)
{
	model->logging.buffered = (int)args->level;
}

void mgmtd_set_logging_monitor(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_logging_monitor *args)
{
	model->logging.monitor = (int)args->level;
}

void mgmtd_set_logging_trap(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_logging_trap *args)
{
	model->logging.trap = (int)args->level;
}

void mgmtd_set_logging_permit_hostdown(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_logging_permit_hostdown *args)
{
	model->logging.permit_hostdown = true;
}

void mgmtd_set_logging_debug_trace(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_logging_debug_trace *args)
{
	model->logging.debug_trace = true;
}

void mgmtd_set_logging_facility(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_logging_facility *args)
{
	model->logging.facility = args->facility;
}

void mgmtd_set_logging_queue(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_logging_queue *args)
{
	model->logging.queue = args->messages == 0 ? LOGGING_QUEUE_MAX : args->messages;
}

void mgmtd_set_logging_device_id(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_logging_device_id *args)
{
	struct logging *l = &model->logging;
	l->id = args->has_hostname ? LOGGING_ID_HOSTNAME
		: args->has_ifname ? LOGGING_ID_ADDRESS
				   : LOGGING_ID_STRING;
	snprintf(l->id_text, sizeof(l->id_text), "%s",
	    args->has_ifname ? args->ifname
	    : args->has_text ? args->text
			     : "");
}

void mgmtd_set_logging_host(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_logging_host *args)
{
	struct logging *l = &model->logging;
	unsigned protocol = IPPROTO_UDP, port = 514;
	if (args->has_transport && sscanf(args->transport, "%3u/%5u", &protocol, &port) != 2)
		return; /* cannot be: the grammar has read it */
	struct logging_host *hosts = reallocarray(l->hosts, l->host_count + 1, sizeof(*hosts));
	if (hosts == NULL)
		abort();
	l->hosts = hosts;
	struct logging_host *h = &hosts[l->host_count++];
	*h = (struct logging_host){
	    .addr = args->address, .protocol = (uint8_t)protocol, .port = (uint16_t)port};
	snprintf(h->nameif, sizeof(h->nameif), "%s", args->ifname);
}

static struct logging_rule *rule_for(struct logging *l, uint32_t number)
{
	for (unsigned i = 0; i < l->rule_count; i++)
		if (l->rules[i].number == number)
			return &l->rules[i];
	struct logging_rule *rules = reallocarray(l->rules, l->rule_count + 1, sizeof(*rules));
	if (rules == NULL)
		abort();
	l->rules = rules;
	rules[l->rule_count] = (struct logging_rule){.number = number, .severity = LOGGING_NOTHING};
	return &rules[l->rule_count++];
}

/* Every message is on; what is kept, and comes here, is `no logging message`. */
void mgmtd_set_logging_message(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_logging_message *args)
{
	rule_for(&model->logging, args->id)->off = true;
}

void mgmtd_set_logging_message_level(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_logging_message_level *args)
{
	rule_for(&model->logging, args->id)->severity = (int)args->level;
}
