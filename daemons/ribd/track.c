/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/track.h"
#include <stdlib.h>
#include <uthash.h>
#include "lib/log.h"
#include "lib/loop.h"

struct track {
	struct track_config config;
	struct track_status status;
	UT_hash_handle hh;
};

static struct track *find(const struct track_table *t, uint32_t number)
{
	struct track *k;
	HASH_FIND(hh, t->all, &number, sizeof number, k);
	return k;
}

static void set_up(struct track_table *t, struct track *k, bool up)
{
	if (k->status.up == up)
		return;
	k->status.up = up;
	k->status.changes++;
	k->status.changed_at = loop_now(t->loop);
	log_notice("track %u is %s", k->config.number, up ? "up" : "down");
	t->changed(t->arg, k->config.number, up);
}

void track_put(struct track_table *t, const struct track_config *config, bool up)
{
	struct track *k = find(t, config->number);
	if (!k) {
		k = calloc(1, sizeof *k);
		if (!k)
			abort();
		k->config.number = config->number;
		HASH_ADD(hh, t->all, config.number, sizeof k->config.number, k);
	}
	k->config.sla = config->sla;
	set_up(t, k, up);
}

static void drop(struct track_table *t, struct track *k)
{
	HASH_DELETE(hh, t->all, k);
	free(k);
}

void track_remove(struct track_table *t, uint32_t number)
{
	struct track *k = find(t, number);
	if (!k)
		return;
	set_up(t, k, false);
	drop(t, k);
}

void track_sla_changed(struct track_table *t, uint32_t sla, bool up)
{
	for (struct track *k = t->all; k; k = k->hh.next)
		if (k->config.sla == sla)
			set_up(t, k, up);
}

bool track_is_up(const struct track_table *t, uint32_t number)
{
	const struct track *k = find(t, number);
	return k && k->status.up;
}

const struct track_config *track_next(
    const struct track_table *t, uint32_t after, struct track_status *status)
{
	const struct track *best = NULL;
	for (const struct track *k = t->all; k; k = k->hh.next)
		if (k->config.number > after && (!best || k->config.number < best->config.number))
			best = k;
	if (!best)
		return NULL;
	*status = best->status;
	return &best->config;
}

void track_table_clear(struct track_table *t)
{
	while (t->all)
		drop(t, t->all);
}
