/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/sla.h"
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>
#include "daemons/ribd/echo.h"
#include "lib/log.h"
#include "lib/debug.h"
#include "lib/loop.h"

#define HEADERS 28 /* of an IPv4 echo request */

struct sla {
	struct sla_config config;
	struct sla_status status;
	struct sla_table *table;
	struct loop_timer *begin; /* of the next operation */
	struct echo *echo;        /* of the one under way */
	uint32_t left;            /* requests still to be sent */
	enum echo_result worst;   /* of the requests so far */
	UT_hash_handle hh;
};

struct sla_table {
	struct loop *loop;
	sla_device_fn *device;
	sla_changed_fn *changed;
	void *arg;
	struct sla *all;
};

struct sla_table *sla_table_new(struct loop *loop, sla_device_fn *device, sla_changed_fn *changed, void *arg)
{
	struct sla_table *t = calloc(1, sizeof *t);
	if (t)
		*t = (struct sla_table){.loop = loop, .device = device, .changed = changed, .arg = arg};
	return t;
}

static struct sla *find(const struct sla_table *t, uint32_t number)
{
	struct sla *s;
	HASH_FIND(hh, t->all, &number, sizeof number, s);
	return s;
}

static void set_reachable(struct sla *s, bool reachable)
{
	if (s->status.reachable == reachable)
		return;
	s->status.reachable = reachable;
	char text[IP_ADDR_STRLEN];
	log_notice("sla monitor %u: %s is %s", s->config.number, ip_addr_str(&s->config.target, text),
	    reachable ? "reachable" : "not reachable");
	s->table->changed(s->table->arg, s->config.number, reachable);
}

static enum sla_outcome outcome_of(const struct sla *s)
{
	const struct sla_status *st = &s->status;
	if (st->answers == 0)
		return s->worst == ECHO_TIMEOUT ? SLA_TIMEOUT : SLA_NO_CONNECTION;
	return st->sum / st->answers > (int64_t)s->config.threshold * LOOP_MSEC ? SLA_OVER_THRESHOLD : SLA_OK;
}

static void operation_over(struct sla *s)
{
	echo_free(s->echo);
	s->echo = NULL;
	s->status.outcome = outcome_of(s);
	debug_line(DEBUG_SLA, 1, NULL, "IP SLA Monitor(%u) Scheduler: operation is over, %llu of %u answered",
	    s->config.number, (unsigned long long)s->status.answers, s->config.packets);
	set_reachable(s, s->status.answers > 0);
}

static void count_answer(struct sla_status *st, int64_t rtt)
{
	uint64_t ms = (uint64_t)(rtt / LOOP_MSEC);
	st->min = st->answers == 0 || rtt < st->min ? rtt : st->min;
	st->max = rtt > st->max ? rtt : st->max;
	st->sum += rtt;
	st->sum2 += ms * ms;
	st->answers++;
}

static void on_result(void *arg, enum echo_result result, int64_t rtt)
{
	struct sla *s = arg;
	if (result == ECHO_REPLY)
		debug_line(DEBUG_SLA, 2, NULL, "IP SLA Monitor(%u) echo operation: RTT=%lld",
		    s->config.number, (long long)(rtt / LOOP_MSEC));
	else
		debug_line(DEBUG_SLA, 2, NULL, "IP SLA Monitor(%u) echo operation: %s", s->config.number,
		    result == ECHO_TIMEOUT ? "Timeout" : "unreachable");
	if (result == ECHO_REPLY)
		count_answer(&s->status, rtt);
	else
		s->worst = result;
	if (--s->left > 0)
		echo_send(s->echo);
	else
		operation_over(s);
}

static bool open_echo(struct sla *s)
{
	char device[IF_NAMESIZE];
	const struct sla_config *c = &s->config;
	if (!s->table->device(s->table->arg, c->nameif, device))
		return false;
	const struct echo_conf conf = {.target = c->target,
	    .device = device,
	    .size = HEADERS + c->size,
	    .timeout = c->timeout * LOOP_MSEC,
	    .tos = (uint8_t)c->tos};
	s->echo = echo_open(s->table->loop, &conf, on_result, s);
	return s->echo != NULL;
}

static void operation_start(struct sla *s)
{
	struct sla_status *st = &s->status;
	st->attempted++;
	st->started_at = loop_wall(s->table->loop);
	st->min = st->max = st->sum = 0;
	st->sum2 = 0;
	st->answers = 0;
	s->left = s->config.packets;
	s->worst = ECHO_UNREACHABLE;
	if (open_echo(s))
		echo_send(s->echo);
	else
		operation_over(s);
}

/* What nobody measures any more is not reachable, and the last answer says nothing about now. */
static void life_over(struct sla *s)
{
	struct sla_status *st = &s->status;
	echo_free(s->echo);
	s->echo = NULL;
	st->active = false;
	st->outcome = SLA_UNKNOWN;
	st->answers = 0;
	set_reachable(s, false);
}

static void on_begin(void *arg)
{
	struct sla *s = arg;
	int64_t next = s->config.frequency, left = s->status.ends_at - loop_wall(s->table->loop);
	if (s->status.ends_at != 0 && left <= 0) {
		life_over(s);
		return;
	}
	if (s->status.ends_at != 0 && left < next)
		next = left;
	loop_timer_set(s->begin, next * LOOP_SEC);
	if (s->echo)
		s->status.skipped++; /* the last one still waits */
	else
		operation_start(s);
}

/* From the beginning, as after a change of what is asked. */
static void restart(struct sla *s)
{
	loop_timer_stop(s->begin);
	echo_free(s->echo);
	s->echo = NULL;
	set_reachable(s, false);
	s->status = (struct sla_status){.active = s->config.scheduled && s->config.target.family != 0};
	if (!s->status.active)
		return;
	if (s->config.life != 0)
		s->status.ends_at = loop_wall(s->table->loop) + s->config.life;
	loop_timer_set(s->begin, 0);
}

static bool is_same(const struct sla_config *a, const struct sla_config *b)
{
	return ip_addr_equal(&a->target, &b->target) && strcmp(a->nameif, b->nameif) == 0 &&
	       a->frequency == b->frequency && a->timeout == b->timeout && a->threshold == b->threshold &&
	       a->packets == b->packets && a->size == b->size && a->tos == b->tos &&
	       a->scheduled == b->scheduled && a->life == b->life;
}

void sla_put(struct sla_table *t, const struct sla_config *config)
{
	struct sla *s = find(t, config->number);
	if (s && is_same(&s->config, config))
		return;
	if (!s) {
		s = calloc(1, sizeof *s);
		if (!s || !(s->begin = loop_timer_new(t->loop, on_begin, s)))
			abort();
		s->table = t;
		s->config.number = config->number;
		HASH_ADD(hh, t->all, config.number, sizeof s->config.number, s);
	}
	memcpy(&s->config, config, sizeof *config);
	restart(s);
}

static void drop(struct sla *s)
{
	HASH_DELETE(hh, s->table->all, s);
	loop_timer_free(s->begin);
	echo_free(s->echo);
	free(s);
}

void sla_remove(struct sla_table *t, uint32_t number)
{
	struct sla *s = find(t, number);
	if (!s)
		return;
	set_reachable(s, false);
	drop(s);
}

void sla_table_free(struct sla_table *t)
{
	while (t && t->all)
		drop(t->all);
	free(t);
}

bool sla_reachable(const struct sla_table *t, uint32_t number)
{
	const struct sla *s = find(t, number);
	return s && s->status.reachable;
}

const struct sla_config *sla_next(const struct sla_table *t, uint32_t after, struct sla_status *status)
{
	const struct sla *best = NULL;
	for (const struct sla *s = t->all; s; s = s->hh.next)
		if (s->config.number > after && (!best || s->config.number < best->config.number))
			best = s;
	if (!best)
		return NULL;
	*status = best->status;
	return &best->config;
}
