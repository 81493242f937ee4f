/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/model.h"
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

static enum filter_kind prefix_kind(enum bgp_family family)
{
	return family == BGP_IPV6_UNICAST ? FILTER_PREFIX6 : FILTER_PREFIX4;
}

enum filter_kind bgp_model_kind(enum bgp_family family, unsigned named)
{
	return named == NAMED_PREFIX_LIST ? prefix_kind(family)
	       : named == NAMED_PATH_LIST ? FILTER_PATH
					  : FILTER_MAP;
}

void bgp_model_drop_peer(struct bgp_model *m, struct peer_config *p)
{
	for (unsigned f = 0; f < BGP_FAMILIES; f++)
		for (unsigned d = 0; d < POLICY_DIRECTIONS; d++)
			for (unsigned n = 0; n < NAMED_FILTERS; n++)
				mention_drop(&m->in_peers[bgp_model_kind(f, n)], &p->mentions[f][d][n]);
	HASH_DEL(m->peers, p);
	explicit_bzero(p, sizeof(*p));
	free(p);
}

void bgp_model_drop_network(struct bgp_model *m, struct network_config *n)
{
	mention_drop(&m->in_networks, &n->map.mention);
	HASH_DEL(m->families[bgp_family_of(&n->prefix.addr)].networks, n);
	free(n);
}

void bgp_model_drop_aggregate(struct bgp_model *m, struct aggregate_config *a)
{
	mention_drop(&m->in_aggregates, &a->suppress.mention);
	mention_drop(&m->in_aggregates, &a->advertise.mention);
	mention_drop(&m->in_aggregates, &a->attribute.mention);
	HASH_DEL(m->families[bgp_family_of(&a->prefix.addr)].aggregates, a);
	free(a);
}

void bgp_model_free(struct bgp_model *m)
{
	if (!m)
		return;
	while (m->peers)
		bgp_model_drop_peer(m, m->peers);
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		while (m->families[f].networks)
			bgp_model_drop_network(m, m->families[f].networks);
		while (m->families[f].aggregates)
			bgp_model_drop_aggregate(m, m->families[f].aggregates);
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

struct network_config *bgp_model_find_network(
    const struct bgp_family_config *f, const struct ip_prefix *prefix)
{
	struct ip_prefix key = clean_prefix(prefix);
	struct network_config *n;
	HASH_FIND(hh, f->networks, &key, sizeof(key), n);
	return n;
}

struct aggregate_config *bgp_model_find_aggregate(
    const struct bgp_family_config *f, const struct ip_prefix *prefix)
{
	struct ip_prefix key = clean_prefix(prefix);
	struct aggregate_config *a;
	HASH_FIND(hh, f->aggregates, &key, sizeof(key), a);
	return a;
}

struct network_config *bgp_model_network(struct bgp_model *m, const struct ip_prefix *prefix)
{
	struct bgp_family_config *f = &m->families[bgp_family_of(&prefix->addr)];
	struct network_config *n = bgp_model_find_network(f, prefix);
	if (n)
		return n;
	n = calloc(1, sizeof(*n));
	if (!n)
		abort();
	n->prefix = clean_prefix(prefix);
	HASH_ADD(hh, f->networks, prefix, sizeof(n->prefix), n);
	return n;
}

struct aggregate_config *bgp_model_aggregate(struct bgp_model *m, const struct ip_prefix *prefix)
{
	struct bgp_family_config *f = &m->families[bgp_family_of(&prefix->addr)];
	struct aggregate_config *a = bgp_model_find_aggregate(f, prefix);
	if (a)
		return a;
	a = calloc(1, sizeof(*a));
	if (!a)
		abort();
	a->prefix = clean_prefix(prefix);
	HASH_ADD(hh, f->aggregates, prefix, sizeof(a->prefix), a);
	return a;
}
