/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/bfd.h"
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include "daemons/bgpd/bfd_thread.h"
#include "daemons/bgpd/bgp.h"
#include "daemons/bgpd/nexthop.h"
#include "daemons/bgpd/peer.h"

struct bfd {
	struct bgp *bgp;
	struct bfd_thread *thread;
	struct bfd_config config;
	struct loop_timer *refresh; /* neighbors or interfaces changed */
	struct bfd_want *wanted;    /* as the thread has them */
	size_t wanted_count;
};

/* What is wanted -------------------------------------------------------------------------------------- */

static bool is_multihop(const struct peer *p)
{
	if (p->config.fall_over != PEER_FALL_OVER_AUTO)
		return p->config.fall_over == PEER_FALL_OVER_MULTI;
	return !p->nexthop->state.connected;
}

static void take_name(struct bfd_want *want, const struct rib_iface *iface)
{
	want->ifindex = iface->ifindex;
	memcpy(want->device, iface->device, sizeof want->device);
}

/* False while there is no address or no link for a session. */
static bool want_of(const struct bfd *b, const struct peer *p, struct bfd_want *want)
{
	memset(want, 0, sizeof *want);
	if (!p->config.fall_over || p->config.shutdown || !p->config.remote_as)
		return false;
	struct ip_addr own;
	const struct rib_iface *iface = bgp_iface_towards(b->bgp, &p->config.address, &own);
	want->remote = p->config.address;
	want->local = peer_conn_params(p).local;
	want->multihop = is_multihop(p);
	if (want->multihop)
		bfd_config_multi(&b->config, &want->remote, &want->local, &want->timing, &want->auth);
	else if (iface) {
		take_name(want, iface);
		bfd_config_single(&b->config, iface->name, &want->timing, &want->auth);
	}
	return want->local.family && (want->multihop || iface);
}

static const struct bfd_want *find_want(
    const struct bfd_want *list, size_t count, const struct bfd_want *same)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].multihop == same->multihop && ip_addr_equal(&list[i].remote, &same->remote))
			return &list[i];
	return NULL;
}

static bool same_want(const struct bfd_want *a, const struct bfd_want *b)
{
	return ip_addr_equal(&a->remote, &b->remote) && ip_addr_equal(&a->local, &b->local) &&
	       a->ifindex == b->ifindex && a->multihop == b->multihop && strcmp(a->device, b->device) == 0 &&
	       memcmp(&a->timing, &b->timing, sizeof a->timing) == 0 &&
	       CRYPTO_memcmp(&a->auth, &b->auth, sizeof a->auth) == 0;
}

/* Into the thread ------------------------------------------------------------------------------------- */

struct turn {
	const struct bfd_want *before, *after;
	size_t before_count, after_count;
};

static void carry_over(struct bfd_engine *engine, void *arg)
{
	const struct turn *t = arg;
	for (size_t i = 0; i < t->before_count; i++)
		if (!find_want(t->after, t->after_count, &t->before[i]))
			bfd_engine_remove(engine, &t->before[i].remote, t->before[i].multihop);
	for (size_t i = 0; i < t->after_count; i++) {
		const struct bfd_want *old = find_want(t->before, t->before_count, &t->after[i]);
		if (!old || !same_want(old, &t->after[i]))
			bfd_engine_put(engine, &t->after[i]);
	}
}

static void mark(struct peer *p, bool watched, bool multihop)
{
	if (p->bfd_watched != watched || p->bfd_multihop != multihop)
		p->bfd_state = BFD_DOWN;
	p->bfd_watched = watched;
	p->bfd_multihop = multihop;
}

static void on_refresh(void *arg)
{
	struct bfd *b = arg;
	struct bfd_want *now = calloc(HASH_COUNT(b->bgp->peers) + 1, sizeof *now);
	struct turn turn = {b->wanted, now, b->wanted_count, 0};
	struct peer *p, *next;
	if (!now)
		abort();
	HASH_ITER(hh, b->bgp->peers, p, next) {
		struct bfd_want *want = &now[turn.after_count];
		bool wanted = want_of(b, p, want);
		mark(p, wanted, wanted && want->multihop);
		turn.after_count += wanted;
	}
	bfd_thread_call(b->thread, turn.after_count > 0, carry_over, &turn);
	explicit_bzero(b->wanted, b->wanted_count * sizeof *b->wanted);
	free(b->wanted);
	b->wanted = now;
	b->wanted_count = turn.after_count;
}

static void peers_changed(void *arg)
{
	struct bfd *b = arg;
	loop_timer_set(b->refresh, 0);
}

/* What the sessions tell ------------------------------------------------------------------------------ */

static const char *cause_of(const struct bfd_event *e)
{
	if (e->remote_state == BFD_ADMIN_DOWN)
		return "the neighbor has ended it";
	return e->diag == BFD_DIAG_TIME_EXPIRED ? "control detection time expired"
						: "neighbor signaled session down";
}

/* RFC 5882 §4.2: AdminDown says nothing about the path. */
static void on_event(void *arg, const struct bfd_event *e)
{
	const struct bfd *b = arg;
	struct peer *p = peer_find(b->bgp, &e->remote);
	char text[IP_ADDR_STRLEN];
	if (!p || !p->bfd_watched || p->bfd_multihop != e->multihop)
		return;
	p->bfd_state = e->state;
	ip_addr_str(&e->remote, text);
	if (e->state == BFD_UP)
		log_notice("BFD session to %s is up", text);
	if (e->before != BFD_UP)
		return;
	log_notice("BFD session to %s is down: %s", text, cause_of(e));
	if (e->remote_state != BFD_ADMIN_DOWN)
		peer_stop(p, CEASE_BFD_DOWN, "BFD adjacency down");
}

/* Life ------------------------------------------------------------------------------------------------ */

struct bfd *bfd_new(struct bgp *bgp)
{
	struct bfd *b = calloc(1, sizeof *b);
	if (!b)
		return NULL;
	b->bgp = bgp;
	b->thread = bfd_thread_new(bgp->loop, on_event, b);
	b->refresh = loop_timer_new(bgp->loop, on_refresh, b);
	if (!b->thread || !b->refresh) {
		bfd_free(b);
		return NULL;
	}
	bgp->peers_changed = peers_changed;
	bgp->peers_changed_arg = b;
	return b;
}

void bfd_free(struct bfd *b)
{
	if (!b)
		return;
	b->bgp->peers_changed = NULL;
	loop_timer_free(b->refresh);
	bfd_thread_free(b->thread);
	bfd_config_clear(&b->config);
	if (b->wanted)
		explicit_bzero(b->wanted, b->wanted_count * sizeof *b->wanted);
	free(b->wanted);
	free(b);
}

void bfd_configure(struct bfd *b, struct bfd_config *config)
{
	bfd_config_clear(&b->config);
	b->config = *config;
	*config = (struct bfd_config){0};
	peers_changed(b);
}

const struct bfd_config *bfd_config_of(const struct bfd *b)
{
	return &b->config;
}

/* Asked ----------------------------------------------------------------------------------------------- */

struct question {
	struct bfd_status *list;
	size_t count;
	struct bfd_drops *drops;
};

static void ask_sessions(struct bfd_engine *engine, void *arg)
{
	struct question *q = arg;
	size_t max = bfd_engine_count(engine);
	q->list = calloc(max + 1, sizeof *q->list);
	if (q->list)
		q->count = bfd_engine_status(engine, q->list, max);
}

struct bfd_status *bfd_sessions(struct bfd *b, size_t *count)
{
	struct question q = {0};
	bfd_thread_call(b->thread, false, ask_sessions, &q);
	*count = q.count;
	return q.list;
}

static void ask_drops(struct bfd_engine *engine, void *arg)
{
	const struct question *q = arg;
	bfd_engine_drops(engine, q->drops);
}

void bfd_dropped(struct bfd *b, struct bfd_drops *drops)
{
	struct question q = {.drops = drops};
	memset(drops, 0, sizeof *drops);
	bfd_thread_call(b->thread, false, ask_drops, &q);
}
