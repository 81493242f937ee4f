/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/model_change.h"
#include "daemons/bgpd/fingerprint.h"
#include "lib/change_table.h"
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static void add_prefix(struct prefix_set *s, const struct ip_prefix *prefix)
{
	/* grown to the next power of two: the count itself tells when */
	if ((s->count & (s->count - 1)) == 0)
		s->all = reallocarray(s->all, s->count ? 2 * s->count : 1, sizeof(struct ip_prefix));
	if (!s->all)
		abort();
	s->all[s->count++] = *prefix;
}

static void add_peer(struct model_change *c, const struct peer_config *p)
{
	struct ip_prefix address = {.addr = p->address};
	add_prefix(&c->peers, &address);
}

/* ---- names ---- */

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

static void resolve_peer(struct peer_config *p, const struct filters *all)
{
	for (unsigned f = 0; f < BGP_FAMILIES; f++)
		for (unsigned d = 0; d < POLICY_DIRECTIONS; d++)
			resolve_filters(&p->families[f].filters[d], all, bgp_family_af(f));
}

static void resolve_map(struct policy_map *m, const struct filters *all)
{
	m->map = m->name[0] ? filters_route_map(all, m->name) : NULL;
	m->fingerprint =
	    fingerprint_number(fingerprint_text(FINGERPRINT_NONE, m->name), m->map ? m->map->fingerprint : 0);
}

static void resolve_aggregate(struct aggregate_config *a, const struct filters *all)
{
	resolve_map(&a->suppress, all);
	resolve_map(&a->advertise, all);
	resolve_map(&a->attribute, all);
}

/* ---- objects ---- */

static void peer_enters(struct bgp_model *m, struct peer_config *p)
{
	for (unsigned f = 0; f < BGP_FAMILIES; f++)
		for (unsigned d = 0; d < POLICY_DIRECTIONS; d++) {
			const struct policy_filters *named = &p->families[f].filters[d];
			const char *name[NAMED_FILTERS] = {[NAMED_PREFIX_LIST] = named->prefix_list_name,
			    [NAMED_PATH_LIST] = named->path_list_name,
			    [NAMED_ROUTE_MAP] = named->route_map_name};
			for (unsigned n = 0; n < NAMED_FILTERS; n++)
				mention_set(
				    &m->in_peers[bgp_model_kind(f, n)], &p->mentions[f][d][n], name[n], p);
		}
	resolve_peer(p, &m->filters);
}

static void map_enters(struct mentions *names, struct policy_map *map, void *by)
{
	mention_set(names, &map->mention, map->name, by);
}

static void aggregate_enters(struct bgp_model *m, struct aggregate_config *a)
{
	map_enters(&m->in_aggregates, &a->suppress, a);
	map_enters(&m->in_aggregates, &a->advertise, a);
	map_enters(&m->in_aggregates, &a->attribute, a);
	resolve_aggregate(a, &m->filters);
}

/* Where a change takes place. */
struct place {
	struct model_change *c;
	struct bgp_model *m;
};

static void leave_peer(struct place *at, struct peer_config *p)
{
	add_peer(at->c, p);
	bgp_model_drop_peer(at->m, p);
}

static void enter_peer(struct place *at, struct peer_config *p)
{
	add_peer(at->c, p);
	peer_enters(at->m, p);
}

static void change_peers(
    struct model_change *c, struct bgp_model *m, struct bgp_model *before, struct bgp_model *after)
{
	struct place place = {c, m};
	CHANGE_TABLE(m->peers, before->peers, after->peers, peer_config, leave_peer, enter_peer, &place);
}

static void change_networks(struct model_change *c, struct bgp_model *m, struct bgp_family_config *own,
    struct bgp_family_config *before, struct bgp_family_config *after)
{
	struct network_config *n, *next, *was, *now;
	HASH_ITER(hh, before->networks, n, next) {
		was = bgp_model_find_network(own, &n->prefix);
		now = bgp_model_find_network(after, &n->prefix);
		add_prefix(&c->networks, &n->prefix);
		if (was && now) { /* what ribd has been asked for goes over */
			now->watched = was->watched;
			now->asked_by = was->asked_by;
		}
		if (was)
			bgp_model_drop_network(m, was);
	}
	HASH_ITER(hh, after->networks, n, next) {
		HASH_DEL(after->networks, n);
		HASH_ADD(hh, own->networks, prefix, sizeof(n->prefix), n);
		add_prefix(&c->networks, &n->prefix);
		map_enters(&m->in_networks, &n->map, n);
		resolve_map(&n->map, &m->filters);
	}
}

static void leave_aggregate(struct place *at, struct aggregate_config *a)
{
	add_prefix(&at->c->aggregates, &a->prefix);
	bgp_model_drop_aggregate(at->m, a);
}

static void enter_aggregate(struct place *at, struct aggregate_config *a)
{
	add_prefix(&at->c->aggregates, &a->prefix);
	aggregate_enters(at->m, a);
}

static void change_aggregates(struct model_change *c, struct bgp_model *m,
    struct bgp_family_config *own_family, struct bgp_family_config *before, struct bgp_family_config *after)
{
	struct place place = {c, m};
	CHANGE_TABLE(own_family->aggregates, before->aggregates, after->aggregates, aggregate_config,
	    leave_aggregate, enter_aggregate, &place);
}

/* ---- settings ---- */

static void change_settings(struct bgp_model *m, const struct bgp_model *now)
{
	struct bgp_family_config tables[BGP_FAMILIES];
	memcpy(tables, m->families, sizeof(tables));
	memcpy(m, now, offsetof(struct bgp_model, peers));
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		m->families[f].networks = tables[f].networks;
		m->families[f].aggregates = tables[f].aggregates;
	}
}

/* A few, and always looked up again. */
static void resolve_settings(struct bgp_model *m)
{
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		resolve_map(&m->families[f].connected_map, &m->filters);
		resolve_map(&m->families[f].static_map, &m->filters);
	}
}

/* ---- filters ---- */

struct follow {
	struct model_change *c;
	struct bgp_model *m;
};

static void filter_changed(void *arg, enum filter_kind kind, const char *name)
{
	struct follow *follow = arg;
	struct bgp_model *m = follow->m;
	for (const struct mention *at = mentions_of(&m->in_peers[kind], name); at; at = at->next) {
		resolve_peer(at->by, &m->filters);
		add_peer(follow->c, at->by);
	}
	if (kind != FILTER_MAP)
		return;
	for (const struct mention *at = mentions_of(&m->in_networks, name); at; at = at->next) {
		struct network_config *n = at->by;
		resolve_map(&n->map, &m->filters);
		add_prefix(&follow->c->networks, &n->prefix);
	}
	for (const struct mention *at = mentions_of(&m->in_aggregates, name); at; at = at->next) {
		struct aggregate_config *a = at->by;
		resolve_aggregate(a, &m->filters);
		add_prefix(&follow->c->aggregates, &a->prefix);
	}
}

void model_change(struct model_change *c, struct bgp_model *m, struct bgp_model *before,
    struct bgp_model *after, bool settings)
{
	*c = (struct model_change){0};
	memcpy(&c->settings, m, offsetof(struct bgp_model, peers));
	if (settings)
		change_settings(m, after);
	change_peers(c, m, before, after);
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		struct bgp_family_config *own = &m->families[f];
		c->settings.families[f].networks = NULL;
		c->settings.families[f].aggregates = NULL;
		change_networks(c, m, own, &before->families[f], &after->families[f]);
		change_aggregates(c, m, own, &before->families[f], &after->families[f]);
	}
	struct follow follow = {c, m};
	filters_change(&m->filters, &before->filters, &after->filters, &c->old, filter_changed, &follow);
	resolve_settings(m);
}

void model_change_free(struct model_change *c)
{
	free(c->peers.all);
	free(c->networks.all);
	free(c->aggregates.all);
	filters_clear(&c->old);
	*c = (struct model_change){0};
}
