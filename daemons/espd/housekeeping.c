/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/housekeeping.h"
#include <stdlib.h>
#include "daemons/espd/config.h"
#include "daemons/espd/espd.h"
#include "daemons/espd/ike_relay.h"
#include "daemons/espd/tunnels.h"
#include "lib/loop.h"

#define TICK      LOOP_SEC
#define MTU_TICKS 10

struct housekeeping {
	struct espd *espd;
	struct loop_timer *timer;
	unsigned ticks;
};

/* An SA at its end stays known until iked deletes it; it only carries nothing any more. */
static void visit_sas(struct espd *espd, int64_t now)
{
	for (struct sa *sa = sa_next(&espd->sas, NULL); sa != NULL; sa = sa_next(&espd->sas, sa)) {
		ike_relay_keep_alive(espd, sa, now);
		sa_check_end(&espd->sas, sa, now);
	}
}

static void visit_tunnels(struct espd *espd, int64_t now, bool mtus)
{
	uint32_t aging = espd->model != NULL ? espd->model->global.pmtu_aging : 0;
	for (struct tunnel *t = tunnels_next(espd->tunnels, NULL); t != NULL;
	     t = tunnels_next(espd->tunnels, t)) {
		if (t->out != NULL && !sa_usable(t->out, now))
			tunnel_select(t, &espd->sas, now);
		if (mtus)
			tunnel_refresh_mtu(t, aging, now);
	}
}

static void on_tick(void *arg)
{
	struct housekeeping *h = arg;
	int64_t now = loop_now(h->espd->loop);
	visit_sas(h->espd, now);
	visit_tunnels(h->espd, now, h->ticks++ % MTU_TICKS == 0);
	loop_timer_set(h->timer, TICK);
}

struct housekeeping *housekeeping_start(struct espd *espd)
{
	struct housekeeping *h = calloc(1, sizeof *h);
	if (h == NULL)
		return NULL;
	h->espd = espd;
	h->timer = loop_timer_new(espd->loop, on_tick, h);
	if (h->timer == NULL) {
		free(h);
		return NULL;
	}
	loop_timer_set(h->timer, TICK);
	return h;
}

void housekeeping_stop(struct housekeeping *h)
{
	if (h == NULL)
		return;
	loop_timer_free(h->timer);
	free(h);
}
