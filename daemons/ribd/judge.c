/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/judge.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "daemons/ribd/capture.h"
#include "daemons/ribd/filter.h"
#include "daemons/ribd/ribd.h"
#include "lib/loop.h"

#define DELAY (20 * LOOP_MSEC)

size_t judge_ifaces(const struct ribd *ribd, struct filter_iface *list)
{
	size_t count = 0;
	for (size_t i = 0; i < ribd->ifaces.count; i++) {
		const struct iface *iface = ribd->ifaces.all[i];
		const struct link *link = link_find(&ribd->links, iface->ifindex);
		if (!link || !iface->config.nameif[0])
			continue;
		int level = iface->config.security_level;
		if (level < 0)
			level = strcasecmp(iface->config.nameif, "inside") == 0 ? FILTER_LEVEL_INSIDE : 0;
		list[count] = (struct filter_iface){
		    .level = level, .tunnel = strncasecmp(iface->config.name, "Tunnel", 6) == 0};
		memcpy(list[count++].device, link->k.device, sizeof list->device);
	}
	return count;
}

/* Without the kernel's part of the log the levels hold all the same; a capture of what they drop stays empty. */
static void apply_levels(struct ribd *ribd, const struct filter_iface *list, size_t count)
{
	struct filter_rules rules = ribd->filter_rules;
	rules.logged = capture_wants_drops(ribd);
	if (filter_apply(ribd->filter, &rules, list, count) || !rules.logged)
		return;
	rules.logged = false;
	filter_apply(ribd->filter, &rules, list, count);
}

void judge(struct ribd *ribd)
{
	loop_timer_stop(ribd->judge_timer);
	struct filter_iface *list = calloc(ribd->ifaces.count + 1, sizeof *list);
	if (list && ribd->filter)
		apply_levels(ribd, list, judge_ifaces(ribd, list));
	free(list);
}

void judge_due(void *arg)
{
	struct ribd *ribd = arg;
	if (!ribd->stopping)
		judge(ribd);
}

void judge_soon(struct ribd *ribd)
{
	if (!loop_timer_pending(ribd->judge_timer))
		loop_timer_set(ribd->judge_timer, DELAY);
}
