/* SPDX-License-Identifier: Apache-2.0 */
/* show track, show sla monitor: records as shell/RECORDS.md has them. */
#include <jansson.h>
#include "cmd_ribd.h"
#include "daemons/ribd/ribd.h"
#include "daemons/ribd/sla.h"
#include "daemons/ribd/static.h"
#include "lib/loop.h"
#include "lib/record.h"

static const char *const outcome_words[] = {
    [SLA_UNKNOWN] = "unknown",
    [SLA_OK] = "ok",
    [SLA_OVER_THRESHOLD] = "over-threshold",
    [SLA_TIMEOUT] = "timeout",
    [SLA_NO_CONNECTION] = "no-connection",
};

static void set_int(json_t *record, const char *member, int64_t value)
{
	json_object_set_new(record, member, json_integer(value));
}

static json_t *record_of(const char *type, uint32_t number)
{
	return json_pack("{s:s, s:I}", "type", type, "number", (json_int_t)number);
}

static void set_measured(json_t *record, const struct sla_status *st)
{
	json_object_set_new(record, "outcome", json_string(outcome_words[st->outcome]));
	if (st->answers == 0)
		return;
	set_int(record, "rtt_msec", st->sum / st->answers / LOOP_MSEC);
	set_int(record, "rtt_min_msec", st->min / LOOP_MSEC);
	set_int(record, "rtt_max_msec", st->max / LOOP_MSEC);
	set_int(record, "rtt_sum_msec", st->sum / LOOP_MSEC);
	set_int(record, "rtt_sum2", (int64_t)st->sum2);
	set_int(record, "answers", st->answers);
}

static void send_state(
    struct ribd *ribd, struct record_out *out, const struct sla_config *c, const struct sla_status *st)
{
	json_t *record = record_of("sla_state", c->number);
	json_object_set_new(record, "active", json_boolean(st->active));
	set_int(record, "attempted", (int64_t)st->attempted);
	set_int(record, "skipped", (int64_t)st->skipped);
	int64_t left = st->ends_at - loop_wall(ribd->loop);
	if (st->ends_at != 0)
		set_int(record, "life_left_seconds", st->active && left > 0 ? left : 0);
	if (st->started_at != 0)
		set_int(record, "started_at", st->started_at);
	set_measured(record, st);
	record_send(out, record);
}

static void send_configuration(struct record_out *out, const struct sla_config *c)
{
	char text[IP_ADDR_STRLEN];
	json_t *record = record_of("sla_configuration", c->number);
	json_object_set_new(record, "scheduled", json_boolean(c->scheduled));
	if (c->target.family != 0) {
		json_object_set_new(record, "target", json_string(ip_addr_str(&c->target, text)));
		json_object_set_new(record, "interface", json_string(c->nameif));
		set_int(record, "packets", c->packets);
		set_int(record, "data_bytes", c->size);
		set_int(record, "timeout_msec", c->timeout);
		set_int(record, "tos", c->tos);
		set_int(record, "frequency_seconds", c->frequency);
		set_int(record, "threshold_msec", c->threshold);
	}
	if (c->life != 0)
		set_int(record, "life_seconds", c->life);
	record_send(out, record);
}

void ribd_exec_show_sla_configuration(
    struct ribd *ribd, struct cmd_call *call, const struct cmd_show_sla_configuration *args)
{
	struct sla_status status;
	const struct sla_config *c = NULL;
	for (uint32_t at = 0; (c = sla_next(ribd->slas, at, &status)) != NULL; at = c->number)
		if (!args->has_sla || c->number == args->sla)
			send_configuration(call->out, c);
	record_done(call->out);
}

void ribd_exec_show_sla_state(struct ribd *ribd, struct cmd_call *call, const struct cmd_show_sla_state *args)
{
	struct sla_status status;
	const struct sla_config *c = NULL;
	for (uint32_t at = 0; (c = sla_next(ribd->slas, at, &status)) != NULL; at = c->number)
		if (!args->has_sla || c->number == args->sla)
			send_state(ribd, call->out, c, &status);
	record_done(call->out);
}

static bool find_sla(const struct ribd *ribd, uint32_t number, struct sla_status *status)
{
	const struct sla_config *c = sla_next(ribd->slas, number - 1, status);
	return c != NULL && c->number == number;
}

static void send_track(
    struct ribd *ribd, struct record_out *out, const struct track_config *k, const struct track_status *st)
{
	struct sla_status sla;
	json_t *record = record_of("track", k->number);
	set_int(record, "sla", k->sla);
	json_object_set_new(record, "up", json_boolean(st->up));
	set_int(record, "changes", st->changes);
	if (st->changes != 0)
		set_int(record, "changed_seconds", (loop_now(ribd->loop) - st->changed_at) / LOOP_SEC);
	if (find_sla(ribd, k->sla, &sla))
		set_measured(record, &sla);
	set_int(record, "routes", (int64_t)static_tracked(ribd->statics, k->number));
	record_send(out, record);
}

void ribd_exec_show_track(struct ribd *ribd, struct cmd_call *call, const struct cmd_show_track *args)
{
	struct track_status status;
	const struct track_config *k = NULL;
	for (uint32_t at = 0; (k = track_next(&ribd->tracks, at, &status)) != NULL; at = k->number)
		if (!args->has_track || k->number == args->track)
			send_track(ribd, call->out, k, &status);
	record_done(call->out);
}
