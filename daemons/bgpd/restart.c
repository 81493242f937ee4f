/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/restart.h"
#include "daemons/bgpd/bgp.h"
#include "daemons/bgpd/peer.h"
#include "daemons/bgpd/rib_in.h"
#include "daemons/bgpd/rib_out.h"
#include <stdlib.h>

#define GRACE (3 * LOOP_SEC)

struct restart {
	struct bgp *bgp;
	bool active;
	struct loop_timer *timer;
	struct loop_timer *grace;      /* of neighbors that are restarting themselves */
	struct restart_memory *memory; /* of sessions, NULL: none is kept */
	struct restart_memory *before; /* what the predecessor left, NULL: every neighbor is waited for */
};

/* Choosing begins: everything that has come is decided and offered to the neighbors. */
static void finish(struct restart *r, const char *why)
{
	struct peer *p, *next;
	if (!r->active)
		return;
	r->active = false;
	loop_timer_stop(r->timer);
	loop_timer_stop(r->grace);
	log_notice("graceful restart: route selection begins (%s)", why);
	for (unsigned f = 0; f < BGP_FAMILIES; f++)
		r->bgp->rib->tables[f].deferred = false;
	HASH_ITER(hh, r->bgp->peers, p, next) {
		for (unsigned f = 0; f < BGP_FAMILIES; f++) {
			if (peer_speaks(p, f))
				rib_out_advertise(p, f);
		}
	}
	r->bgp->fib_end_due = true;
	bgp_work(r->bgp);
}

static void on_timeout(void *arg)
{
	finish(arg, "time is over");
}

static void on_grace(void *arg)
{
	restart_check(arg);
}

static void defer(struct restart *r)
{
	r->active = true;
	for (unsigned f = 0; f < BGP_FAMILIES; f++)
		r->bgp->rib->tables[f].deferred = true;
}

struct restart *restart_new(struct bgp *bgp, bool restarting)
{
	struct restart *r = calloc(1, sizeof(*r));
	if (!r)
		abort();
	r->bgp = bgp;
	r->timer = loop_timer_new(bgp->loop, on_timeout, r);
	r->grace = loop_timer_new(bgp->loop, on_grace, r);
	if (restarting)
		defer(r);
	return r;
}

static struct ip_addr *slot_of(struct restart_memory *memory, const struct ip_addr *neighbor)
{
	for (unsigned i = 0; i < RESTART_NEIGHBORS; i++) {
		if (ip_addr_equal(&memory->neighbors[i], neighbor))
			return &memory->neighbors[i];
	}
	return NULL;
}

void restart_remember(struct restart *r, struct restart_memory *memory)
{
	r->memory = memory;
	unsigned sessions = 0;
	for (unsigned i = 0; i < RESTART_NEIGHBORS; i++)
		sessions += memory->neighbors[i].family != 0;
	if (sessions == 0)
		return;
	r->before = malloc(sizeof(*r->before));
	if (!r->before)
		abort();
	*r->before = *memory;
	log_notice("graceful restart: %u neighbors had a session", sessions);
	defer(r);
}

void restart_record(struct restart *r, const struct ip_addr *neighbor, bool up)
{
	static const struct ip_addr none;
	if (!r->memory)
		return;
	struct ip_addr *slot = slot_of(r->memory, neighbor);
	if (up && !slot)
		slot = slot_of(r->memory, &none);
	if (slot)
		*slot = up ? *neighbor : none;
}

void restart_free(struct restart *r)
{
	if (!r)
		return;
	free(r->before);
	loop_timer_free(r->timer);
	loop_timer_free(r->grace);
	free(r);
}

void restart_begin(struct restart *r)
{
	if (!r->active || loop_timer_pending(r->timer))
		return;
	if (r->bgp->model->graceful_restart && r->bgp->model->as)
		loop_timer_set(r->timer, r->bgp->model->restart_time * LOOP_SEC);
	else
		finish(r, "not configured");
}

bool restart_active(const struct restart *r)
{
	return r->active;
}

/* RFC 4724 §4.1: who does not speak graceful restart is not waited for. Who is restarting itself may wait for us in
 * turn and gets a moment only. */
static bool awaited_session(struct restart *r, const struct peer *p, enum bgp_family family)
{
	const struct caps *caps = &p->session->remote.caps;
	int64_t up = loop_now(r->bgp->loop) - p->changed_at;
	if (!caps->graceful || !(p->session->families & BGP_FAMILY_BIT(family)) ||
	    p->families[family].eor_received)
		return false;
	if (caps->restarting && up < GRACE)
		loop_timer_set(r->grace, GRACE - up);
	return !caps->restarting || up < GRACE;
}

static bool awaited(struct restart *r, const struct peer *p, enum bgp_family family)
{
	if (!p->config.families[family].active || p->config.shutdown)
		return false;
	if (r->before && !slot_of(r->before, &p->config.address))
		return false;
	return !p->session || awaited_session(r, p, family);
}

void restart_check(struct restart *r)
{
	struct peer *p, *next;
	if (!r->active || !loop_timer_pending(r->timer))
		return;
	HASH_ITER(hh, r->bgp->peers, p, next) {
		for (unsigned f = 0; f < BGP_FAMILIES; f++) {
			if (awaited(r, p, f))
				return;
		}
	}
	finish(r, "all neighbors are complete");
}

static bool graceful(const struct session *s)
{
	return s->loss == SESSION_LOSS_TCP && s->local.caps.graceful && s->remote.caps.graceful;
}

void restart_retain(struct peer *p, const struct session *s)
{
	const struct caps *theirs = &s->remote.caps;
	p->gr_lost = false;
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		bool kept = graceful(s) && (theirs->gr_families & s->families & BGP_FAMILY_BIT(f));
		p->source.epoch[f]++;
		p->source.retained[f] = kept && p->source.paths[f] > 0;
		p->gr_lost |= p->source.retained[f];
		rib_in_sweep(p, f);
	}
	if (p->gr_lost)
		loop_timer_set(p->restart, theirs->restart_time * LOOP_SEC);
}

static void let_go(struct peer *p, enum bgp_family family)
{
	p->source.retained[family] = false;
	rib_in_sweep(p, family);
}

/* RFC 4724 §4.2: without the F bit the neighbor's forwarding state was not preserved. */
void restart_resume(struct peer *p, const struct session *s)
{
	const struct caps *theirs = &s->remote.caps;
	uint32_t preserved = theirs->graceful ? theirs->gr_families & theirs->gr_forwarding & s->families : 0;
	bool waiting = false;
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		p->families[f].eor_received = false;
		if (p->source.retained[f] && !(preserved & BGP_FAMILY_BIT(f)))
			let_go(p, f);
		waiting |= p->source.retained[f];
	}
	p->gr_lost = false;
	if (waiting)
		loop_timer_set(p->restart, p->bgp->model->stalepath_time * LOOP_SEC);
	else
		loop_timer_stop(p->restart);
	restart_check(p->bgp->restart);
}

void restart_end_of_rib(struct peer *p, enum bgp_family family)
{
	p->families[family].eor_received = true;
	if (p->source.retained[family])
		let_go(p, family);
	restart_check(p->bgp->restart);
}

void restart_expire(struct peer *p)
{
	p->gr_lost = false;
	loop_timer_stop(p->restart);
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		if (p->source.retained[f])
			let_go(p, f);
	}
}
