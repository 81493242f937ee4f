/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/tunnel.h"
#include <stdlib.h>
#include <string.h>
#include "daemons/espd/sa.h"
#include "lib/log.h"

#define MTU_WITHOUT_SA 1400 /* below what any suite leaves of 1500 */

struct tunnel *tunnel_new(const struct tunnel_settings *settings, const struct tun *tun, struct stats *stats)
{
	struct tunnel *t = calloc(1, sizeof *t);
	if (t == NULL)
		return NULL;
	t->tun = *tun;
	t->stats = stats;
	tunnel_configure(t, settings);
	return t;
}

void tunnel_free(struct tunnel *t)
{
	if (t == NULL)
		return;
	tun_close(&t->tun);
	free(t);
}

void tunnel_configure(struct tunnel *t, const struct tunnel_settings *settings)
{
	t->settings = *settings;
	tunnel_fit(t);
	tun_set_up(&t->tun, !settings->shutdown);
}

static struct sa *newest(struct sa_db *db, const struct tunnel *t, int64_t now)
{
	struct sa *best = NULL;
	for (struct sa *sa = sa_next(db, NULL); sa != NULL; sa = sa_next(db, sa)) {
		bool candidate = sa->state->spec.direction == SA_OUT && sa->tunnel == t && sa_usable(sa, now);
		if (candidate && (best == NULL || sa->state->generation > best->state->generation))
			best = sa;
	}
	return best;
}

static void set_route(struct tunnel *t, bool is_new, int64_t now)
{
	const struct sa_spec *spec = &t->out->state->spec;
	struct transport_route route = {
	    .local = spec->local.addr.v4,
	    .remote = spec->remote.addr.v4,
	    .remote_port = spec->remote.port,
	};
	is_new |= route.remote.s_addr != t->route.remote.s_addr;
	t->route = route;
	if (is_new)
		pmtu_begin(&t->pmtu, route.local, route.remote, now);
	else
		pmtu_probe(&t->pmtu, route.local, route.remote);
}

void tunnel_select(struct tunnel *t, struct sa_db *db, int64_t now)
{
	struct sa *before = t->out;
	t->out = newest(db, t, now);
	if (t->out != NULL)
		set_route(t, before == NULL, now);
	tunnel_fit(t);
	tun_set_carrier(&t->tun, t->out != NULL);
	if ((before == NULL) != (t->out == NULL))
		log_notice("%s: line protocol %s", t->settings.name, t->out != NULL ? "up" : "down");
}

void tunnel_fit(struct tunnel *t)
{
	uint32_t mtu = MTU_WITHOUT_SA;
	if (t->out != NULL)
		mtu = pmtu_inner(pmtu_outer(&t->pmtu), t->out->suite, t->out->state->spec.udp_encap);
	if (t->settings.mtu != 0 && t->settings.mtu < mtu)
		mtu = t->settings.mtu;
	t->mtu = mtu;
	t->mss = mss_bounds_of(mtu, t->settings.mss_max, t->settings.mss_min);
	tun_set_mtu(&t->tun, mtu);
}

void tunnel_refresh_mtu(struct tunnel *t, uint32_t aging, int64_t now)
{
	if (t->out == NULL)
		return;
	bool changed = pmtu_probe(&t->pmtu, t->route.local, t->route.remote);
	changed |= pmtu_age(&t->pmtu, aging, now);
	if (changed)
		tunnel_fit(t);
}

bool tunnel_df(const struct tunnel *t, bool inner_df)
{
	switch (t->settings.df) {
	case TUNNEL_DF_CLEAR:
		return false;
	case TUNNEL_DF_SET:
		return true;
	default:
		return inner_df;
	}
}
