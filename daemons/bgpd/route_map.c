/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/route_map.h"
#include "daemons/bgpd/aspath.h"
#include "daemons/bgpd/filters.h"
#include "daemons/bgpd/fingerprint.h"
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

struct route_map *route_map_new(const char *name)
{
	struct route_map *m = calloc(1, sizeof(*m));
	if (!m)
		abort();
	snprintf(m->name, sizeof(m->name), "%s", name);
	return m;
}

void route_map_entry_free(struct route_map_entry *e)
{
	for (struct route_condition *c = e->conditions, *next; c; c = next) {
		next = c->next;
		free(c);
	}
	free(e);
}

void route_map_free(struct route_map *m)
{
	for (unsigned i = 0; i < m->count; i++)
		route_map_entry_free(m->entries[i]);
	free(m->entries);
	free(m);
}

/* Where the entry of this number is, or would be. */
static unsigned place_of(const struct route_map *m, uint32_t sequence)
{
	unsigned low = 0, high = m->count;
	while (low < high) {
		unsigned middle = (low + high) / 2;
		if (m->entries[middle]->sequence < sequence)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void count_conditions(struct route_map *m, const struct route_map_entry *e, int sign)
{
	for (const struct route_condition *c = e->conditions; c; c = c->next) {
		m->prefix_conditions += sign * (c->match == ROUTE_MATCH_ADDRESS);
		m->interface_conditions += sign * (c->match == ROUTE_MATCH_INTERFACE);
	}
}

void route_map_put(struct route_map *m, struct route_map_entry *e)
{
	unsigned at = place_of(m, e->sequence);
	if (m->count == m->room) {
		m->room = m->room ? 2 * m->room : 4;
		m->entries = reallocarray(m->entries, m->room, sizeof(struct route_map_entry *));
		if (!m->entries)
			abort();
	}
	memmove(&m->entries[at + 1], &m->entries[at], (m->count - at) * sizeof(struct route_map_entry *));
	m->entries[at] = e;
	m->count++;
	e->map = m;
	m->fingerprint += e->fingerprint;
	count_conditions(m, e, 1);
}

struct route_map_entry *route_map_take(struct route_map *m, uint32_t sequence)
{
	unsigned at = place_of(m, sequence);
	if (at == m->count || m->entries[at]->sequence != sequence)
		return NULL;
	struct route_map_entry *e = m->entries[at];
	m->count--;
	memmove(&m->entries[at], &m->entries[at + 1], (m->count - at) * sizeof(struct route_map_entry *));
	m->fingerprint -= e->fingerprint;
	count_conditions(m, e, -1);
	return e;
}

struct route_map_entry *route_map_entry(struct route_map *m, uint32_t sequence)
{
	unsigned at = place_of(m, sequence);
	if (at < m->count && m->entries[at]->sequence == sequence)
		return m->entries[at];
	struct route_map_entry *e = calloc(1, sizeof(*e));
	if (!e)
		abort();
	e->sequence = sequence;
	route_map_put(m, e);
	return e;
}

/* Conditions of one kind stand together: they are alternatives. */
struct route_condition *route_map_condition(struct route_map_entry *e, enum route_match match)
{
	struct route_condition **at = &e->conditions;
	while (*at && (*at)->match <= match)
		at = &(*at)->next;
	struct route_condition *c = calloc(1, sizeof(*c));
	if (!c)
		abort();
	c->match = match;
	c->next = *at;
	*at = c;
	e->map->prefix_conditions += match == ROUTE_MATCH_ADDRESS;
	e->map->interface_conditions += match == ROUTE_MATCH_INTERFACE;
	return c;
}

/* The list that a condition names, and its fingerprint. */
static void resolve_list(struct route_condition *c, const struct filters *filters, uint64_t *fingerprint)
{
	uint64_t of_list = 0;
	if (c->match <= ROUTE_MATCH_SOURCE) {
		struct prefix_list *l = filters_prefix_list(filters, c->family, c->name);
		c->list = l;
		of_list = l ? l->fingerprint : 0;
	} else if (c->match == ROUTE_MATCH_AS_PATH) {
		struct text_list *l = filters_path_list(filters, c->name);
		c->list = l;
		of_list = l ? l->fingerprint : 0;
	} else if (c->match == ROUTE_MATCH_COMMUNITY) {
		struct community_list *l = filters_community_list(filters, c->name);
		c->list = l;
		of_list = l ? l->fingerprint : 0;
	}
	*fingerprint = fingerprint_number(*fingerprint, of_list);
}

static uint64_t add_condition(uint64_t f, const struct route_condition *c)
{
	f = fingerprint_text(fingerprint_number(f, c->match), c->name);
	return fingerprint_number(f, (uint64_t)c->family << 40 | (uint64_t)c->exact << 32 | c->number);
}

void route_map_resolve(struct route_map_entry *e, const struct filters *filters)
{
	uint64_t f = fingerprint_number(FINGERPRINT_NONE, (uint64_t)e->sequence << 1 | e->permit);
	f = fingerprint_add(f, &e->change, sizeof(e->change)); /* from calloc(): its gaps are zero */
	for (struct route_condition *c = e->conditions; c; c = c->next) {
		f = add_condition(f, c);
		resolve_list(c, filters, &f);
	}
	e->map->fingerprint += f - e->fingerprint;
	e->fingerprint = f;
}

static bool list_permits(const struct route_condition *c, const struct ip_prefix *p)
{
	return c->list && p->addr.family == c->family && prefix_list_permits(c->list, p);
}

static bool address_permitted(const struct route_condition *c, const struct ip_addr *a)
{
	struct ip_prefix host = {.addr = *a, .len = (uint8_t)(8 * ip_addr_size(a))};
	return list_permits(c, &host);
}

static bool holds(const struct route_condition *c, const struct route_facts *f)
{
	switch (c->match) {
	case ROUTE_MATCH_ADDRESS:
		return list_permits(c, f->prefix);
	case ROUTE_MATCH_NEXT_HOP:
		return address_permitted(c, &f->set->next_hop);
	case ROUTE_MATCH_SOURCE:
		return address_permitted(c, &f->source);
	case ROUTE_MATCH_AS_PATH:
		return c->list && text_list_permits(c->list, f->set->as_path);
	case ROUTE_MATCH_COMMUNITY:
		return c->list && community_list_permits(c->list, f->set->communities, c->exact);
	case ROUTE_MATCH_INTERFACE:
		return f->nameif && strcasecmp(f->nameif, c->name) == 0;
	case ROUTE_MATCH_METRIC:
		return attr_set_has(f->set, ATTR_MULTI_EXIT_DISC) && f->set->med == c->number;
	case ROUTE_MATCH_TAG:
		return f->set->tag == c->number;
	case ROUTE_MATCH_TYPE:
		return f->kind == c->number;
	case ROUTE_MATCHES:
		break;
	}
	return false;
}

/* Every kind of condition must hold, by one of its alternatives. */
static bool meets(const struct route_map_entry *e, const struct route_facts *facts)
{
	for (const struct route_condition *c = e->conditions; c;) {
		enum route_match match = c->match;
		bool held = false;
		for (; c && c->match == match; c = c->next)
			held = held || holds(c, facts);
		if (!held)
			return false;
	}
	return true;
}

const struct route_map_entry *route_map_find(const struct route_map *m, const struct route_facts *facts)
{
	for (unsigned i = 0; i < m->count; i++) {
		const struct route_map_entry *e = m->entries[i];
		if (meets(e, facts))
			return e->permit ? e : NULL;
	}
	return NULL;
}

static void change_path(const struct route_change *c, struct attr_set *set)
{
	uint32_t last = aspath_neighbor(set->as_path);
	if (c->prepend_last && last)
		attr_set_blob(&set->as_path, aspath_prepend(set->as_path, last, c->prepend_last));
	for (unsigned i = c->prepend_count; i > 0; i--)
		attr_set_blob(&set->as_path, aspath_prepend(set->as_path, c->prepend[i - 1], 1));
}

/* Goes to the limits of its 32 bits, not over them. */
static void change_metric(const struct route_change *c, struct attr_set *set)
{
	uint32_t before = attr_set_has(set, ATTR_MULTI_EXIT_DISC) ? set->med : 0;
	if (c->metric_how == ROUTE_METRIC_KEEP)
		return;
	set->present |= ATTR_BIT(ATTR_MULTI_EXIT_DISC);
	if (c->metric_how == ROUTE_METRIC_SET)
		set->med = c->metric;
	else if (c->metric_how == ROUTE_METRIC_ADD)
		set->med = before > UINT32_MAX - c->metric ? UINT32_MAX : before + c->metric;
	else
		set->med = before < c->metric ? 0 : before - c->metric;
}

/* RFC 1403 §4.3: automatic, complete, the length of the path, its first AS. */
static uint32_t automatic_tag(const struct attr_set *set)
{
	unsigned length = aspath_length(set->as_path);
	uint32_t as = aspath_neighbor(set->as_path);
	bool complete = set->origin == ORIGIN_IGP;
	return 1u << 31 | (uint32_t)complete << 30 | (length > 2 ? 2u : length) << 28 |
	       (as > UINT16_MAX ? BGP_AS_TRANS : as);
}

bool route_map_sets_next_hop(const struct route_map_entry *e, int family)
{
	return e->change.peer_address ||
	       (family == AF_INET ? e->change.next_hop : e->change.next_hop6).family;
}

static void change_next_hop(
    const struct route_map_entry *e, struct attr_set *set, int family, const struct ip_addr *peer)
{
	const struct route_change *c = &e->change;
	const struct ip_addr *hop = c->peer_address ? peer : family == AF_INET ? &c->next_hop : &c->next_hop6;
	if (hop->family != family)
		return;
	set->next_hop = ip_addr_from(hop->family, hop->bytes);
	memset(&set->link_local, 0, sizeof(set->link_local));
}

void route_map_apply(
    const struct route_map_entry *e, struct attr_set *set, int family, const struct ip_addr *peer)
{
	const struct route_change *c = &e->change;
	change_path(c, set);
	change_metric(c, set);
	change_next_hop(e, set, family, peer);
	if (c->community)
		attr_set_blob(&set->communities,
		    community_merge(set->communities, c->additive, c->communities, c->community_count));
	if (c->has_local_pref) {
		set->local_pref = c->local_pref;
		set->present |= ATTR_BIT(ATTR_LOCAL_PREF);
	}
	if (c->has_origin)
		set->origin = c->origin;
	if (c->has_weight)
		set->weight = c->weight;
	if (c->has_tag)
		set->tag = c->tag;
	if (c->automatic_tag)
		set->tag = automatic_tag(set);
}
