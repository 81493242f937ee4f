/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/origin.h"
#include "daemons/bgpd/bgp.h"
#include "daemons/bgpd/policy.h"
#include <stdlib.h>
#include <string.h>

struct origin {
	struct bgp *bgp;
	struct rib_source network, connected, statics, fallback;
};

/* One way of redistribution: where it is configured and what it takes. */
struct redistribution {
	enum rib_proto proto;
	bool on;
	bool has_metric;
	uint32_t metric;
	const struct policy_map *map;
};

struct origin *origin_new(struct bgp *bgp)
{
	struct origin *o = calloc(1, sizeof(*o));
	if (!o)
		abort();
	o->bgp = bgp;
	o->network.kind = RIB_SOURCE_NETWORK;
	o->connected.kind = RIB_SOURCE_CONNECTED;
	o->statics.kind = RIB_SOURCE_STATIC;
	o->fallback.kind = RIB_SOURCE_DEFAULT;
	return o;
}

void origin_free(struct origin *o)
{
	free(o);
}

static struct attr_set local_set(const struct origin *o, const struct ip_addr *gateway,
    enum attr_origin origin, bool has_med, uint32_t med)
{
	struct attr_set set;
	attr_set_init(&set);
	set.origin = origin;
	set.present = ATTR_BIT(ATTR_ORIGIN) | ATTR_BIT(ATTR_AS_PATH);
	set.next_hop.family = gateway->family;
	memcpy(set.next_hop.bytes, gateway->bytes, ip_addr_size(gateway));
	if (has_med) {
		set.present |= ATTR_BIT(ATTR_MULTI_EXIT_DISC);
		set.med = med;
	}
	set.weight = RIB_LOCAL_WEIGHT;
	set.local_pref = o->bgp->model->local_pref;
	return set;
}

/* A route without gateway has the unspecified next hop, shown as 0.0.0.0. */
static struct ip_addr gateway_or_any(const struct ip_addr *gateway, const struct ip_prefix *prefix)
{
	if (gateway->family == prefix->addr.family)
		return *gateway;
	struct ip_addr any = {.family = prefix->addr.family};
	return any;
}

static void set_path(
    struct origin *o, struct rib_source *source, const struct ip_prefix *prefix, struct attr *attr)
{
	struct rib *rib = o->bgp->rib;
	rib_path_set(rib, rib_obtain(rib, prefix), source, attr);
}

static void remove_path(struct origin *o, struct rib_source *source, const struct ip_prefix *prefix)
{
	struct rib *rib = o->bgp->rib;
	struct rib_dest *d = rib_find(rib, prefix);
	struct rib_path *path = d ? rib_path_of(d, source) : NULL;
	if (path)
		rib_path_remove(rib, d, path);
}

/* Takes the content of `set`. A route that the map holds back is not there. */
static void offer(struct origin *o, struct rib_source *source, const struct ip_prefix *prefix,
    const struct policy_map *map, const char *nameif, struct attr_set *set)
{
	if (policy_own_route(map, prefix, nameif, set)) {
		set_path(o, source, prefix, attr_intern(set));
		return;
	}
	attr_set_clear(set);
	remove_path(o, source, prefix);
}

void origin_prefix(struct origin *o, const struct rib_prefix_state *state)
{
	const struct bgp_family_config *f = &o->bgp->model->families[bgp_family_of(&state->prefix.addr)];
	const struct network_config *n = bgp_model_find_network(f, &state->prefix);
	if (!n)
		return;
	/* A route that came by BGP itself does not make the network ours, nor does an aggregate of ours. */
	bool ours = state->present && state->proto < RIB_PROTO_EBGP;
	if (!ours) {
		remove_path(o, &o->network, &state->prefix);
		return;
	}
	struct ip_addr gateway = gateway_or_any(&state->gateway, &state->prefix);
	struct attr_set set = local_set(o, &gateway, ORIGIN_IGP, true, state->metric);
	offer(o, &o->network, &state->prefix, &n->map, NULL, &set);
}

static struct redistribution redistribution_of(
    const struct bgp_model *m, enum bgp_family family, enum rib_proto proto)
{
	const struct bgp_family_config *f = &m->families[family];
	bool connected = proto == RIB_PROTO_CONNECTED;
	return (struct redistribution){
	    .proto = proto,
	    .on = m->as && (connected ? f->redistribute_connected : f->redistribute_static),
	    .has_metric = connected ? f->has_connected_metric : f->has_static_metric,
	    .metric = connected ? f->connected_metric : f->static_metric,
	    .map = connected ? &f->connected_map : &f->static_map,
	};
}

static struct rib_source *source_of(struct origin *o, enum rib_proto proto)
{
	return proto == RIB_PROTO_CONNECTED ? &o->connected : &o->statics;
}

void origin_redistributed(struct origin *o, const struct rib_route *route)
{
	enum bgp_family family = bgp_family_of(&route->prefix.addr);
	if (route->proto != RIB_PROTO_CONNECTED && route->proto != RIB_PROTO_STATIC)
		return;
	struct redistribution r = redistribution_of(o->bgp->model, family, route->proto);
	/* A default route needs a line of its own (`default-information originate`). */
	bool fallback = route->prefix.len == 0;
	struct rib_source *source = fallback ? &o->fallback : source_of(o, route->proto);
	bool wanted = r.on && (!fallback || o->bgp->model->families[family].default_information);
	if (route->withdraw || !wanted) {
		remove_path(o, source, &route->prefix);
		return;
	}
	struct ip_addr none = {0};
	struct ip_addr gateway =
	    gateway_or_any(route->count ? &route->nexthops[0].addr : &none, &route->prefix);
	uint32_t med = r.has_metric ? r.metric : route->metric;
	struct attr_set set = local_set(o, &gateway, ORIGIN_INCOMPLETE, true, med);
	set.tag = route->tag;
	const struct rib_iface *iface = bgp_iface(o->bgp, route->count ? route->nexthops[0].ifindex : 0);
	offer(o, source, &route->prefix, r.map, iface ? iface->nameif : NULL, &set);
}

static void watch(struct origin *o, const struct ip_prefix *prefix, bool on)
{
	o->bgp->feed->prefix_watch(o->bgp->feed_arg, prefix, on);
}

void origin_network(struct origin *o, const struct ip_prefix *prefix)
{
	const struct bgp_model *m = o->bgp->model;
	struct network_config *n = bgp_model_find_network(&m->families[bgp_family_of(&prefix->addr)], prefix);
	bool same = n && n->asked_by == n->map.fingerprint;
	if (n && n->watched == (m->as != 0) && (same || !n->watched))
		return;
	if (!n || n->watched) /* ribd tells again what it knows, and the other map is asked */
		watch(o, prefix, false);
	if (!n || !m->as)
		remove_path(o, &o->network, prefix);
	if (n && m->as)
		watch(o, prefix, true);
	if (n) {
		n->watched = m->as != 0;
		n->asked_by = n->map.fingerprint;
	}
}

void origin_networks(struct origin *o)
{
	struct network_config *n, *next;
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		HASH_ITER(hh, o->bgp->model->families[f].networks, n, next)
			origin_network(o, &n->prefix);
	}
}

static void drop_source(struct origin *o, struct rib_source *source, enum bgp_family family)
{
	size_t count;
	if (source->paths[family] == 0)
		return;
	struct ip_prefix *list = rib_prefixes(o->bgp->rib, family, &count);
	for (size_t i = 0; i < count; i++)
		remove_path(o, source, &list[i]);
	free(list);
}

static void configure_redistribution(struct origin *o, const struct redistribution *old,
    const struct redistribution *now, enum bgp_family family)
{
	struct bgp *bgp = o->bgp;
	bool same = old->has_metric == now->has_metric && old->metric == now->metric &&
		    old->map->fingerprint == now->map->fingerprint;
	if (old->on && now->on && same)
		return;
	if (old->on)
		bgp->feed->redistribute(bgp->feed_arg, now->proto, family, false);
	if (old->on && !now->on)
		drop_source(o, source_of(o, now->proto), family);
	if (now->on)
		bgp->feed->redistribute(bgp->feed_arg, now->proto, family, true);
}

static const enum rib_proto protos[] = {RIB_PROTO_CONNECTED, RIB_PROTO_STATIC};

/* A default route that was passed over before is asked for again, with all the others. */
static void configure_default(struct origin *o, const struct bgp_family_config *old,
    const struct bgp_family_config *now, enum bgp_family family)
{
	if (old->default_information == now->default_information)
		return;
	if (!now->default_information)
		drop_source(o, &o->fallback, family);
	for (unsigned on = 0; now->default_information && now->redistribute_static && on < 2; on++)
		o->bgp->feed->redistribute(o->bgp->feed_arg, RIB_PROTO_STATIC, family, on);
}

void origin_configure(struct origin *o, const struct bgp_model *old, const struct bgp_model *model)
{
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		for (unsigned i = 0; i < 2; i++) {
			struct redistribution before = redistribution_of(old, f, protos[i]);
			struct redistribution now = redistribution_of(model, f, protos[i]);
			configure_redistribution(o, &before, &now, f);
		}
		configure_default(o, &old->families[f], &model->families[f], f);
	}
}

void origin_resend(struct origin *o)
{
	struct bgp *bgp = o->bgp;
	for (unsigned f = 0; bgp->model->as && f < BGP_FAMILIES; f++) {
		struct network_config *n, *next;
		HASH_ITER(hh, bgp->model->families[f].networks, n, next)
			bgp->feed->prefix_watch(bgp->feed_arg, &n->prefix, true);
		for (unsigned i = 0; i < 2; i++) {
			if (redistribution_of(bgp->model, f, protos[i]).on)
				bgp->feed->redistribute(bgp->feed_arg, protos[i], f, true);
		}
	}
}
