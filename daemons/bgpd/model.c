/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/model.h"
#include "daemons/bgpd/fingerprint.h"
#include <stdlib.h>
#include <string.h>

struct bgp_model *bgp_model_new(void)
{
	struct bgp_model *m = calloc(1, sizeof(*m));
	if (!m)
		abort();
	m->keepalive = 60;
	m->hold = 180;
	m->local_pref = 100;
	m->enforce_first_as = true;
	m->fast_external_fallover = true;
	m->log_neighbor_changes = true;
	m->reflect_between_clients = true;
	m->graceful_restart = true;
	m->restart_time = 120;
	m->stalepath_time = 360;
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		m->families[f].maximum_paths = 1;
		m->families[f].maximum_paths_ibgp = 1;
		m->families[f].distance_external = 20;
		m->families[f].distance_internal = 200;
		m->families[f].distance_local = 200;
	}
	return m;
}

static void drop_peer(struct bgp_model *m, struct peer_config *p)
{
	HASH_DEL(m->peers, p);
	explicit_bzero(p, sizeof(*p));
	free(p);
}

static void drop_network(struct bgp_family_config *f, struct network_config *n)
{
	HASH_DEL(f->networks, n);
	free(n);
}

static void drop_aggregates(struct bgp_family_config *f)
{
	struct aggregate_config *a, *next;
	HASH_ITER(hh, f->aggregates, a, next) {
		HASH_DEL(f->aggregates, a);
		free(a);
	}
}

void bgp_model_free(struct bgp_model *m)
{
	if (!m)
		return;
	while (m->peers)
		drop_peer(m, m->peers);
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		while (m->families[f].networks)
			drop_network(&m->families[f], m->families[f].networks);
		drop_aggregates(&m->families[f]);
	}
	filters_clear(&m->filters);
	free(m);
}

/* Hash keys are compared as bytes: rebuilt without whatever the caller has in the unused ones. */
static struct ip_prefix clean_prefix(const struct ip_prefix *p)
{
	struct ip_prefix key;
	memset(&key, 0, sizeof(key));
	key.addr = ip_addr_from(p->addr.family, p->addr.bytes);
	key.len = p->len;
	return key;
}

struct peer_config *bgp_model_find(const struct bgp_model *m, const struct ip_addr *address)
{
	struct ip_addr key = ip_addr_from(address->family, address->bytes);
	struct peer_config *p;
	HASH_FIND(hh, m->peers, &key, sizeof(key), p);
	return p;
}

struct peer_config *bgp_model_peer(struct bgp_model *m, const struct ip_addr *address)
{
	struct peer_config *p = bgp_model_find(m, address);
	if (p)
		return p;
	p = calloc(1, sizeof(*p));
	if (!p)
		abort();
	p->address = ip_addr_from(address->family, address->bytes);
	for (unsigned f = 0; f < BGP_FAMILIES; f++)
		p->families[f].max_prefix_threshold = 75;
	HASH_ADD(hh, m->peers, address, sizeof(p->address), p);
	return p;
}

const struct network_config *bgp_model_find_network(
    const struct bgp_family_config *f, const struct ip_prefix *prefix)
{
	struct ip_prefix key = clean_prefix(prefix);
	struct network_config *n;
	HASH_FIND(hh, f->networks, &key, sizeof(key), n);
	return n;
}

struct network_config *bgp_model_network(struct bgp_model *m, const struct ip_prefix *prefix)
{
	struct bgp_family_config *f = &m->families[bgp_family_of(&prefix->addr)];
	struct ip_prefix key = clean_prefix(prefix);
	struct network_config *n;
	HASH_FIND(hh, f->networks, &key, sizeof(key), n);
	if (n)
		return n;
	n = calloc(1, sizeof(*n));
	if (!n)
		abort();
	n->prefix = key;
	HASH_ADD(hh, f->networks, prefix, sizeof(n->prefix), n);
	return n;
}

struct aggregate_config *bgp_model_aggregate(struct bgp_model *m, const struct ip_prefix *prefix)
{
	struct bgp_family_config *f = &m->families[bgp_family_of(&prefix->addr)];
	struct ip_prefix key = clean_prefix(prefix);
	struct aggregate_config *a;
	HASH_FIND(hh, f->aggregates, &key, sizeof(key), a);
	if (a)
		return a;
	a = calloc(1, sizeof(*a));
	if (!a)
		abort();
	a->prefix = key;
	HASH_ADD(hh, f->aggregates, prefix, sizeof(a->prefix), a);
	return a;
}

bool bgp_model_has_aggregates(const struct bgp_model *m)
{
	return m->families[BGP_IPV4_UNICAST].aggregates || m->families[BGP_IPV6_UNICAST].aggregates;
}

static void resolve_filters(struct policy_filters *f, const struct filters *all, int family)
{
	uint64_t sum = FINGERPRINT_NONE;
	f->prefix_list =
	    f->prefix_list_name[0] ? filters_prefix_list(all, family, f->prefix_list_name) : NULL;
	f->path_list = f->path_list_name[0] ? filters_path_list(all, f->path_list_name) : NULL;
	f->route_map = f->route_map_name[0] ? filters_route_map(all, f->route_map_name) : NULL;
	sum = fingerprint_text(sum, f->prefix_list_name);
	sum = fingerprint_text(sum, f->path_list_name);
	sum = fingerprint_text(sum, f->route_map_name);
	sum = fingerprint_number(sum, f->prefix_list ? f->prefix_list->fingerprint : 0);
	sum = fingerprint_number(sum, f->path_list ? f->path_list->fingerprint : 0);
	f->fingerprint = fingerprint_number(sum, f->route_map ? f->route_map->fingerprint : 0);
}

static void resolve_map(struct policy_map *m, const struct filters *all)
{
	m->map = m->name[0] ? filters_route_map(all, m->name) : NULL;
	m->fingerprint =
	    fingerprint_number(fingerprint_text(FINGERPRINT_NONE, m->name), m->map ? m->map->fingerprint : 0);
}

static void resolve_family(struct bgp_family_config *f, const struct filters *all)
{
	struct network_config *n, *next;
	struct aggregate_config *a, *next_aggregate;
	HASH_ITER(hh, f->aggregates, a, next_aggregate) {
		resolve_map(&a->suppress, all);
		resolve_map(&a->advertise, all);
		resolve_map(&a->attribute, all);
	}
	resolve_map(&f->connected_map, all);
	resolve_map(&f->static_map, all);
	HASH_ITER(hh, f->networks, n, next)
		resolve_map(&n->map, all);
}

void bgp_model_resolve(struct bgp_model *m, const struct filters *filters)
{
	struct peer_config *p, *next;
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		resolve_family(&m->families[f], filters);
		HASH_ITER(hh, m->peers, p, next) {
			for (unsigned d = 0; d < POLICY_DIRECTIONS; d++)
				resolve_filters(&p->families[f].filters[d], filters, bgp_family_af(f));
		}
	}
}

static void merge_peers(struct bgp_model *m, const struct bgp_model *before, const struct bgp_model *after)
{
	struct peer_config *p, *next, *own;
	HASH_ITER(hh, before->peers, p, next) {
		own = bgp_model_find(after, &p->address) ? NULL : bgp_model_find(m, &p->address);
		if (own)
			drop_peer(m, own);
	}
	HASH_ITER(hh, after->peers, p, next) {
		own = bgp_model_peer(m, &p->address);
		UT_hash_handle hh = own->hh;
		*own = *p;
		own->hh = hh;
	}
}

static void merge_networks(struct bgp_family_config *f, const struct bgp_family_config *before)
{
	struct network_config *n, *next, *own;
	HASH_ITER(hh, before->networks, n, next) {
		HASH_FIND(hh, f->networks, &n->prefix, sizeof(n->prefix), own);
		if (own)
			drop_network(f, own);
	}
}

void bgp_model_merge(struct bgp_model *m, const struct bgp_model *before, const struct bgp_model *after)
{
	struct network_config *n, *next;
	merge_peers(m, before, after);
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		merge_networks(&m->families[f], &before->families[f]);
		HASH_ITER(hh, after->families[f].networks, n, next)
			bgp_model_network(m, &n->prefix)->map = n->map;
	}
}
