/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/rib_out.h"
#include "daemons/bgpd/bgp.h"
#include "daemons/bgpd/debug.h"
#include "daemons/bgpd/peer.h"
#include "daemons/bgpd/policy.h"
#include "daemons/bgpd/update.h"

static struct rib_out *find(const struct peer *p, const struct rib_dest *d)
{
	struct rib_out *o = d->outs;
	while (o && o->peer != p)
		o = o->next;
	return o;
}

static bool current(const struct rib_out *o)
{
	return o->epoch == o->peer->families[o->dest->family].out_epoch;
}

const struct rib_out *rib_out_of(const struct peer *p, const struct rib_dest *d)
{
	const struct rib_out *o = find(p, d);
	return o && current(o) && o->attr ? o : NULL;
}

static void remove_out(struct rib *rib, struct rib_out *o)
{
	struct rib_out **at = &o->dest->outs;
	while (*at != o)
		at = &(*at)->next;
	*at = o->next;
	attr_put(o->attr);
	pool_put(&rib->outs, o);
}

static struct rib_out *obtain(struct peer *p, struct rib_dest *d)
{
	struct rib_out *o = find(p, d);
	uint8_t epoch = p->families[d->family].out_epoch;
	if (!o) {
		o = pool_get(&p->bgp->rib->outs);
		o->dest = d;
		o->peer = p;
		o->epoch = epoch;
		o->next = d->outs;
		d->outs = o;
	} else if (o->epoch != epoch) {
		attr_put(o->attr);
		o->attr = NULL;
		o->told = false;
		o->epoch = epoch;
	}
	return o;
}

static void enqueue(struct rib_out *o)
{
	struct peer_family *f = &o->peer->families[o->dest->family];
	if (o->queued)
		return;
	o->queued = true;
	o->queue_next = NULL;
	if (f->queue_tail)
		f->queue_tail->queue_next = o;
	else
		f->queue_head = o;
	f->queue_tail = o;
	f->queued++;
	bgp_work(o->peer->bgp);
}

static void forget_cache(struct peer_family *f)
{
	attr_put(f->cached_in);
	attr_put(f->cached_out);
	f->cached_in = f->cached_out = NULL;
	f->cached_source = NULL;
	f->cached_entry = NULL;
}

void rib_out_forget(struct peer *p, enum bgp_family family)
{
	forget_cache(&p->families[family]);
}

static bool is_default_of(const struct peer *p, const struct rib_dest *d)
{
	return d->len == 0 && p->config.families[d->family].default_originate;
}

/* Neighboring prefixes come and leave with the same attributes: one result is remembered. */
static struct attr *exported(struct peer *p, const struct rib_dest *d, const struct rib_path *path)
{
	struct peer_family *f = &p->families[d->family];
	const struct route_map_entry *entry;
	enum policy_verdict verdict = policy_export_verdict(p, d, path, &entry);
	f->denied_out[verdict] += verdict != POLICY_PASS;
	if (verdict != POLICY_PASS)
		return NULL;
	if (f->cached_in != path->attr || f->cached_source != path->source || f->cached_entry != entry) {
		forget_cache(f);
		f->cached_in = attr_ref(path->attr);
		f->cached_source = path->source;
		f->cached_entry = entry;
		f->cached_out = policy_export(p, d->family, path, entry);
	}
	f->denied_out[POLICY_NEXT_HOP] += !f->cached_out;
	return attr_ref(f->cached_out);
}

static void export_to(struct peer *p, struct rib_dest *d)
{
	struct attr *attr =
	    is_default_of(p, d) ? policy_default(p, d->family) : exported(p, d, rib_dest_best(d));
	struct rib_out *o = attr ? obtain(p, d) : find(p, d);
	if (!o || !current(o) || o->attr == attr) {
		attr_put(attr);
		return;
	}
	attr_put(o->attr);
	o->attr = attr;
	enqueue(o);
}

void rib_out_export(struct bgp *bgp, struct rib_dest *d)
{
	struct peer *p, *next;
	HASH_ITER(hh, bgp->peers, p, next) {
		if (peer_speaks(p, d->family))
			export_to(p, d);
	}
}

/* While a family's decisions are deferred nothing is chosen yet; restart.c begins again afterwards. */
static void visit(void *arg, struct rib_dest *d)
{
	export_to(arg, d);
}

static void advertised(struct peer *p, enum bgp_family family)
{
	struct peer_family *f = &p->families[family];
	f->eor_due = !p->bgp->rib->tables[family].deferred;
	bgp_work(p->bgp);
}

static void advertised_ipv4(void *arg)
{
	advertised(arg, BGP_IPV4_UNICAST);
}

static void advertised_ipv6(void *arg)
{
	advertised(arg, BGP_IPV6_UNICAST);
}

void rib_out_advertise(struct peer *p, enum bgp_family family)
{
	struct rib_walk *walk = &p->families[family].advertise;
	walk->visit = visit;
	walk->done = family == BGP_IPV4_UNICAST ? advertised_ipv4 : advertised_ipv6;
	walk->arg = p;
	forget_cache(&p->families[family]);
	rib_walk_start(p->bgp->rib, walk, family);
	if (!p->config.families[family].default_originate)
		return;
	struct ip_prefix any = {.addr.family = bgp_family_af(family)};
	export_to(p, rib_obtain(p->bgp->rib, &any)); /* the table need not have one */
}

static struct rib_out *dequeue(struct peer_family *f)
{
	struct rib_out *o = f->queue_head;
	f->queue_head = o->queue_next;
	if (!f->queue_head)
		f->queue_tail = NULL;
	f->queued--;
	o->queued = false;
	return o;
}

/* The entry has been written into a message. */
static void settle(struct peer *p, struct rib_out *o)
{
	struct peer_family *f = &p->families[o->dest->family];
	f->advertised += (o->attr != NULL) - o->told;
	f->replaced_out += o->attr && o->told;
	f->withdrawn_out += !o->attr;
	f->announced_out += o->attr != NULL;
	o->told = o->attr != NULL;
	if (o->attr)
		return;
	struct rib_dest *d = o->dest;
	remove_out(p->bgp->rib, o);
	rib_dest_release(p->bgp->rib, d);
}

static void skip_untold(struct peer *p, struct peer_family *f)
{
	while (f->queue_head && !f->queue_head->attr && !f->queue_head->told) {
		struct rib_out *o = dequeue(f);
		struct rib_dest *d = o->dest;
		remove_out(p->bgp->rib, o);
		rib_dest_release(p->bgp->rib, d);
	}
}

/* One UPDATE with the run of prefixes at the head of the queue that share their attributes. */
static void write_update(struct peer *p, enum bgp_family family)
{
	struct peer_family *f = &p->families[family];
	struct session *s = p->session;
	struct attr *attr = attr_ref(f->queue_head->attr);
	struct update_writer uw;
	unsigned count = 0;
	update_begin(&uw, &s->out, family, attr, &s->attrs, s->message_max);
	while (f->queue_head && f->queue_head->attr == attr) {
		struct ip_prefix prefix = rib_dest_prefix(f->queue_head->dest);
		if (count > 0 && !update_room(&uw, &prefix))
			break;
		update_add(&uw, &prefix);
		bgp_debug_route(s, true, family, &prefix, attr, NULL);
		settle(p, dequeue(f));
		count++;
		if (!attr)
			skip_untold(p, f);
	}
	update_end(&uw);
	bgp_debug_message(s, true, MESSAGE_UPDATE, s->out.len - uw.begin - BGP_HEADER_SIZE);
	p->sent[MESSAGE_UPDATE]++;
	f->nlri_min = !f->nlri_max || count < f->nlri_min ? count : f->nlri_min;
	f->nlri_max = count > f->nlri_max ? count : f->nlri_max;
	attr_put(attr);
}

static void write_marks(struct peer *p, enum bgp_family family)
{
	struct peer_family *f = &p->families[family];
	if (f->queue_head || f->advertise.active)
		return;
	if (f->eor_due) {
		update_end_of_rib(&p->session->out, family);
		bgp_debug(DEBUG_BGP_EVENTS, p->session, "sending End-of-RIB of %s", bgp_family_name(family));
		p->sent[MESSAGE_UPDATE]++;
	}
	if (f->eor_due && f->refresh_end_due) {
		message_refresh(&p->session->out, family, REFRESH_END);
		f->refresh_end_due = false;
	}
	f->eor_due = false;
}

/* The first change goes at once; within the interval after it changes are collected (RFC 4271 §9.2.1.1). */
static bool interval_over(struct peer *p, enum bgp_family family)
{
	struct peer_family *f = &p->families[family];
	int64_t interval = p->config.families[family].advertisement_interval * LOOP_SEC;
	int64_t now = loop_now(p->bgp->loop);
	if (interval == 0 || f->flushed_at == 0 || now - f->flushed_at >= interval) {
		f->flushed_at = now;
		return true;
	}
	if (!loop_timer_pending(f->interval))
		loop_timer_set(f->interval, f->flushed_at + interval - now);
	return false;
}

static bool flush_family(struct peer *p, enum bgp_family family)
{
	struct peer_family *f = &p->families[family];
	skip_untold(p, f);
	if (f->queue_head && !interval_over(p, family))
		return false;
	while (f->queue_head && !session_congested(p->session)) {
		write_update(p, family);
		skip_untold(p, f);
	}
	if (f->queue_head) /* the rest belongs to this run, not to the next interval */
		f->flushed_at = 0;
	write_marks(p, family);
	session_flush(p->session);
	return f->queue_head && !session_congested(p->session);
}

bool rib_out_flush(struct peer *p)
{
	bool left = false;
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		if (peer_speaks(p, f))
			left |= flush_family(p, f);
	}
	return left;
}

void rib_out_reset(struct peer *p, enum bgp_family family)
{
	struct peer_family *f = &p->families[family];
	while (f->queue_head)
		dequeue(f);
	rib_walk_stop(p->bgp->rib, &f->advertise);
	forget_cache(f);
	loop_timer_stop(f->interval);
	f->out_epoch++;
	f->advertised = 0;
	f->eor_due = f->refresh_end_due = false;
	f->flushed_at = 0;
}

void rib_out_sweep(struct peer *p, struct rib_dest *d, bool everything)
{
	struct rib_out *o = find(p, d);
	if (o && !o->queued && (everything || !current(o)))
		remove_out(p->bgp->rib, o);
}
