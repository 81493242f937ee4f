/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/rib_in.h"
#include "daemons/bgpd/bgp.h"
#include "daemons/bgpd/debug.h"
#include "daemons/bgpd/peer.h"
#include "daemons/bgpd/policy.h"
#include "daemons/bgpd/received.h"
#include "daemons/bgpd/rib_out.h"
#include "daemons/bgpd/update.h"

#define REVIEW_SLICE 1000 /* kept routes between two looks at the sockets */

/* True when there was one. */
static bool remove_path(struct peer *p, const struct ip_prefix *prefix)
{
	struct rib *rib = p->bgp->rib;
	struct rib_dest *d = rib_find(rib, prefix);
	struct rib_path *path = d ? rib_path_of(d, &p->source) : NULL;
	if (path)
		rib_path_remove(rib, d, path);
	return path != NULL;
}

static void withdraw_list(struct peer *p, const struct update_list *list)
{
	struct peer_family *f = &p->families[list->family];
	struct rbuf r = list->nlri;
	struct ip_prefix prefix;
	while (list->present && nlri_next(&r, list->family, &prefix)) {
		f->withdrawn_in += remove_path(p, &prefix);
		bgp_debug_route(p->session, false, list->family, &prefix, NULL, NULL);
		if (f->received)
			received_remove(f->received, &prefix);
	}
}

static void announce(struct peer *p, const struct ip_prefix *prefix, struct attr *attr)
{
	struct rib *rib = p->bgp->rib;
	struct rib_dest *d = rib_obtain(rib, prefix);
	p->families[d->family].replaced_in += rib_path_of(d, &p->source) != NULL;
	rib_path_set(rib, d, &p->source, attr_ref(attr));
}

/* What is refused replaces the earlier route all the same: it is withdrawn (RFC 4271 §9.1). Returns why it is, NULL when
 * it is not. */
static const char *take(struct peer *p, struct policy_in *in, const struct ip_prefix *prefix)
{
	enum policy_verdict verdict;
	struct attr *attr = policy_in_prefix(in, prefix, &verdict);
	if (attr) {
		announce(p, prefix, attr);
		return NULL;
	}
	p->families[in->family].denied_in[verdict]++;
	remove_path(p, prefix);
	return policy_verdict_text(verdict);
}

static void keep(struct peer *p, enum bgp_family family, const struct ip_prefix *prefix, struct attr *attr)
{
	struct received *received = p->families[family].received;
	if (received && attr)
		received_set(received, prefix, attr, p->source.epoch[family]);
	else if (received)
		received_remove(received, prefix);
}

static void announce_list(struct peer *p, struct update *u, unsigned i)
{
	const struct update_list *list = &u->announced[i];
	struct rbuf r = list->nlri;
	struct ip_prefix prefix;
	struct policy_in in;
	if (!list->present || rbuf_left(&r) == 0)
		return;
	struct attr *received = update_attr(u, i);
	struct attr *sound = u->attrs.action == ATTR_WITHDRAW ? NULL : received;
	bgp_debug_attr(p->session, list->family, sound);
	policy_in_begin(&in, p, list->family, sound);
	while (nlri_next(&r, list->family, &prefix)) {
		keep(p, list->family, &prefix, sound);
		const char *denied = take(p, &in, &prefix);
		bgp_debug_route(p->session, false, list->family, &prefix, received, denied);
	}
	policy_in_end(&in);
	attr_put(received);
}

static bool within_limit(struct peer *p, enum bgp_family family)
{
	const struct peer_family_config *c = &p->config.families[family];
	struct peer_family *f = &p->families[family];
	uint32_t count = p->source.paths[family];
	char address[IP_ADDR_STRLEN];
	if (c->max_prefix == 0)
		return true;
	bool high = (uint64_t)count * 100 > (uint64_t)c->max_prefix * c->max_prefix_threshold;
	if (high && !f->warned)
		log_warn("%s: %u prefixes of %s, limit %u", ip_addr_str(&p->config.address, address), count,
		    bgp_family_name(family), c->max_prefix);
	f->warned = high;
	return count <= c->max_prefix || c->max_prefix_warning_only;
}

bool rib_in_update(struct peer *p, struct update *u)
{
	uint32_t families = p->session->families;
	for (unsigned i = 0; i < UPDATE_LISTS; i++) {
		if (families & BGP_FAMILY_BIT(u->withdrawn[i].family))
			withdraw_list(p, &u->withdrawn[i]);
	}
	bool within = true;
	for (unsigned i = 0; i < UPDATE_LISTS; i++) {
		enum bgp_family family = u->announced[i].family;
		if (!u->announced[i].present || !(families & BGP_FAMILY_BIT(family)))
			continue;
		announce_list(p, u, i);
		within &= within_limit(p, family);
	}
	return within;
}

/* One slice of what was kept; neighboring entries often share their attributes. */
struct review {
	struct peer *peer;
	struct policy_in in;
	const struct attr *received; /* of `in`; NULL: none begun */
};

static void review(void *arg, const struct ip_prefix *prefix, struct attr *attr)
{
	struct review *v = arg;
	enum bgp_family family = bgp_family_of(&prefix->addr);
	if (v->received != attr) {
		if (v->received)
			policy_in_end(&v->in);
		policy_in_begin(&v->in, v->peer, family, attr);
		v->received = attr;
	}
	take(v->peer, &v->in, prefix);
}

static void review_slice(struct peer *p, enum bgp_family family)
{
	struct peer_family *f = &p->families[family];
	struct review v = {.peer = p};
	uint64_t replaced = f->replaced_in;
	uint32_t total = p->source.total[family];
	bool left = received_visit(f->received, &f->again_at, REVIEW_SLICE, review, &v);
	if (v.received)
		policy_in_end(&v.in);
	f->replaced_in = replaced; /* these count what the neighbor says */
	p->source.total[family] = total;
	if (left)
		loop_timer_set(f->again, 0);
	else if (!within_limit(p, family))
		peer_over_limit(p);
}

static void on_again_ipv4(void *arg)
{
	review_slice(arg, BGP_IPV4_UNICAST);
}

static void on_again_ipv6(void *arg)
{
	review_slice(arg, BGP_IPV6_UNICAST);
}

void rib_in_keep(struct peer *p, enum bgp_family family, bool keep_it, bool whole)
{
	struct peer_family *f = &p->families[family];
	loop_timer_free(f->again);
	received_free(f->received);
	f->again = NULL;
	f->received = NULL;
	f->received_whole = keep_it && whole;
	if (!keep_it)
		return;
	f->received = received_new(family);
	f->again =
	    loop_timer_new(p->bgp->loop, family == BGP_IPV4_UNICAST ? on_again_ipv4 : on_again_ipv6, p);
}

bool rib_in_again(struct peer *p, enum bgp_family family)
{
	struct peer_family *f = &p->families[family];
	if (!f->received_whole)
		return false;
	f->again_at = 0;
	loop_timer_set(f->again, 0);
	return true;
}

void rib_in_refreshed(struct peer *p, enum bgp_family family)
{
	if (p->families[family].received)
		received_sweep(p->families[family].received, p->source.epoch[family]);
}

static void sweep_dest(struct peer *p, struct rib_dest *d, bool everything)
{
	struct rib *rib = p->bgp->rib;
	struct rib_path *path = rib_path_of(d, &p->source);
	bool stale = path && rib_path_stale(d, path) && !p->source.retained[d->family];
	if (path && (everything || stale))
		rib_path_remove(rib, d, path);
	rib_out_sweep(p, d, everything);
	rib_dest_release(rib, d);
}

static void visit(void *arg, struct rib_dest *d)
{
	sweep_dest(arg, d, false);
}

void rib_in_sweep(struct peer *p, enum bgp_family family)
{
	struct rib_walk *walk = &p->families[family].sweep;
	walk->visit = visit;
	walk->arg = p;
	rib_walk_start(p->bgp->rib, walk, family);
}

void rib_in_purge(struct peer *p)
{
	struct rib *rib = p->bgp->rib;
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		struct rib_table *t = &rib->tables[f];
		rib_walk_stop(rib, &p->families[f].sweep);
		rib_walk_stop(rib, &p->families[f].advertise);
		for (size_t i = 0; i < t->size; i++) {
			for (struct rib_dest *d = t->chains[i], *next; d; d = next) {
				next = d->next;
				sweep_dest(p, d, true);
			}
		}
	}
}
