/* SPDX-License-Identifier: Apache-2.0 */
/* The operator's words about tracking into the model. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cmd_ribd.h"
#include "daemons/ribd/model.h"
#include "lib/cmd_owner.h"

static struct sla_config *sla_get(struct ribd_model *model, uint32_t number)
{
	for (size_t i = 0; i < model->sla_count; i++)
		if (model->slas[i].number == number)
			return &model->slas[i];
	struct sla_config *more = reallocarray(model->slas, model->sla_count + 1, sizeof *more);
	if (!more)
		abort();
	model->slas = more;
	memset(&more[model->sla_count], 0, sizeof *more);
	more[model->sla_count].number = number;
	return &more[model->sla_count++];
}

/* The operation that the mode is in. */
static struct sla_config *sla_in(struct ribd_model *model, const struct cmd_call *call)
{
	return sla_get(model, cmd_in_sla_monitor(call)->sla);
}

void ribd_set_sla_monitor(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_sla_monitor *args)
{
	sla_get(model, args->sla);
}

void ribd_set_sla_monitor_schedule(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_sla_monitor_schedule *args)
{
	struct sla_config *c = sla_get(model, args->sla);
	c->scheduled = args->has_now;
	c->life = args->has_seconds ? args->seconds : 0;
}

void ribd_set_sla_type_echo(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_sla_type_echo *args)
{
	struct sla_config *c = sla_in(model, call);
	c->target = args->target;
	snprintf(c->nameif, sizeof c->nameif, "%s", args->ifname);
}

void ribd_set_sla_echo_frequency(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_sla_echo_frequency *args)
{
	sla_in(model, call)->frequency = args->seconds;
}

void ribd_set_sla_echo_timeout(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_sla_echo_timeout *args)
{
	sla_in(model, call)->timeout = args->milliseconds;
}

void ribd_set_sla_echo_threshold(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_sla_echo_threshold *args)
{
	sla_in(model, call)->threshold = args->milliseconds;
}

void ribd_set_sla_echo_num_packets(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_sla_echo_num_packets *args)
{
	sla_in(model, call)->packets = args->count;
}

void ribd_set_sla_echo_request_data_size(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_sla_echo_request_data_size *args)
{
	sla_in(model, call)->size = args->bytes;
}

void ribd_set_sla_echo_tos(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_sla_echo_tos *args)
{
	sla_in(model, call)->tos = args->number;
}

void ribd_set_track_rtr_reachability(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_track_rtr_reachability *args)
{
	struct track_config *more = reallocarray(model->tracks, model->track_count + 1, sizeof *more);
	if (!more)
		abort();
	model->tracks = more;
	more[model->track_count++] = (struct track_config){.number = args->track, .sla = args->sla};
}
