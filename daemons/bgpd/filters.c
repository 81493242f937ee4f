/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/filters.h"
#include "lib/change_table.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#define CLEAR(head, type, release)                                                                           \
	do {                                                                                                 \
		struct type *at, *next;                                                                      \
		HASH_ITER(hh, head, at, next) {                                                              \
			HASH_DEL(head, at);                                                                  \
			release(at);                                                                         \
		}                                                                                            \
	} while (0)

/* FILTER_KINDS: it is not about a list. */
static enum filter_kind list_kind(const struct route_condition *c)
{
	if (c->match <= ROUTE_MATCH_SOURCE)
		return c->family == AF_INET6 ? FILTER_PREFIX6 : FILTER_PREFIX4;
	return c->match == ROUTE_MATCH_AS_PATH     ? FILTER_PATH
	       : c->match == ROUTE_MATCH_COMMUNITY ? FILTER_COMMUNITY
						   : FILTER_KINDS;
}

static void forget_lists(struct filters *f, struct route_map_entry *e)
{
	for (struct route_condition *at = e->conditions; at; at = at->next)
		if (list_kind(at) != FILTER_KINDS)
			mention_drop(&f->in_entries[list_kind(at)], &at->mention);
}

void filters_clear(struct filters *f)
{
	for (const struct route_map *m = f->route_maps; m; m = m->hh.next)
		for (unsigned i = 0; i < m->count; i++)
			forget_lists(f, m->entries[i]);
	CLEAR(f->route_maps, route_map, route_map_free);
	for (unsigned i = 0; i < BGP_FAMILIES; i++)
		CLEAR(f->prefix_lists[i], prefix_list, prefix_list_free);
	CLEAR(f->path_lists, text_list, text_list_free);
	CLEAR(f->community_lists, community_list, community_list_free);
}

static enum bgp_family table_of(int family)
{
	return family == AF_INET6 ? BGP_IPV6_UNICAST : BGP_IPV4_UNICAST;
}

struct prefix_list *filters_prefix_list(const struct filters *f, int family, const char *name)
{
	struct prefix_list *l;
	HASH_FIND_STR(f->prefix_lists[table_of(family)], name, l);
	return l;
}

struct text_list *filters_path_list(const struct filters *f, const char *name)
{
	struct text_list *l;
	HASH_FIND_STR(f->path_lists, name, l);
	return l;
}

struct community_list *filters_community_list(const struct filters *f, const char *name)
{
	struct community_list *l;
	HASH_FIND_STR(f->community_lists, name, l);
	return l;
}

struct route_map *filters_route_map(const struct filters *f, const char *name)
{
	struct route_map *m;
	HASH_FIND_STR(f->route_maps, name, m);
	return m;
}

struct prefix_list *filters_obtain_prefix_list(struct filters *f, int family, const char *name)
{
	struct prefix_list *l = filters_prefix_list(f, family, name);
	if (l)
		return l;
	l = prefix_list_new(name);
	HASH_ADD_STR(f->prefix_lists[table_of(family)], name, l);
	return l;
}

struct text_list *filters_obtain_path_list(struct filters *f, const char *name)
{
	struct text_list *l = filters_path_list(f, name);
	if (l)
		return l;
	l = text_list_new(name, text_of_path);
	HASH_ADD_STR(f->path_lists, name, l);
	return l;
}

struct community_list *filters_obtain_community_list(struct filters *f, const char *name, bool expanded)
{
	struct community_list *l = filters_community_list(f, name);
	if (l)
		return (l->expanded != NULL) == expanded ? l : NULL;
	l = community_list_new(name, expanded);
	HASH_ADD_STR(f->community_lists, name, l);
	return l;
}

struct route_map *filters_obtain_route_map(struct filters *f, const char *name)
{
	struct route_map *m = filters_route_map(f, name);
	if (m)
		return m;
	m = route_map_new(name);
	HASH_ADD_STR(f->route_maps, name, m);
	return m;
}

/* ---- a change ---- */

struct changed_list {
	enum filter_kind kind;
	char name[FILTER_NAME_MAX];
};

struct filters_change {
	struct filters *f, *old;
	struct changed_list *lists; /* one may be there twice */
	size_t list_count;
	struct route_map *due; /* maps that have changed */
};

static void note(struct filters_change *c, enum filter_kind kind, const char *name)
{
	/* grown to the next power of two: the count itself tells when */
	if ((c->list_count & (c->list_count - 1)) == 0)
		c->lists = reallocarray(
		    c->lists, c->list_count ? 2 * c->list_count : 1, sizeof(struct changed_list));
	if (!c->lists)
		abort();
	struct changed_list *l = &c->lists[c->list_count++];
	l->kind = kind;
	snprintf(l->name, sizeof(l->name), "%s", name);
}

static enum filter_kind prefix_kind(enum bgp_family family)
{
	return family == BGP_IPV6_UNICAST ? FILTER_PREFIX6 : FILTER_PREFIX4;
}

static void bury_prefix_list(struct filters_change *c, enum bgp_family family, struct prefix_list *l)
{
	HASH_DEL(c->f->prefix_lists[family], l);
	HASH_ADD_STR(c->old->prefix_lists[family], name, l);
}

static void leave_prefix_list(struct filters_change *c, enum bgp_family family, const struct prefix_list *l)
{
	struct prefix_list *own = filters_prefix_list(c->f, bgp_family_af(family), l->name);
	if (!own)
		return;
	note(c, prefix_kind(family), l->name);
	if (own == l) /* all leave */
		bury_prefix_list(c, family, own);
	else
		prefix_list_subtract(own, l);
}

static void change_prefix_lists(struct filters_change *c, const struct filters *before,
    const struct filters *after, enum bgp_family family)
{
	struct prefix_list *l, *next, *own;
	int af = bgp_family_af(family);
	HASH_ITER(hh, before->prefix_lists[family], l, next)
		leave_prefix_list(c, family, l);
	HASH_ITER(hh, after->prefix_lists[family], l, next) {
		prefix_list_join(filters_obtain_prefix_list(c->f, af, l->name), l);
		note(c, prefix_kind(family), l->name);
	}
	HASH_ITER(hh, before->prefix_lists[family], l, next) {
		own = filters_prefix_list(c->f, af, l->name);
		if (own && own->count == 0)
			bury_prefix_list(c, family, own);
	}
}

static void enter_path_list(struct filters_change *c, const struct text_list *l)
{
	note(c, FILTER_PATH, l->name);
}

static void leave_path_list(struct filters_change *c, struct text_list *l)
{
	note(c, FILTER_PATH, l->name);
	HASH_DEL(c->f->path_lists, l);
	HASH_ADD_STR(c->old->path_lists, name, l);
}

static void enter_community_list(struct filters_change *c, const struct community_list *l)
{
	note(c, FILTER_COMMUNITY, l->name);
}

static void leave_community_list(struct filters_change *c, struct community_list *l)
{
	note(c, FILTER_COMMUNITY, l->name);
	HASH_DEL(c->f->community_lists, l);
	HASH_ADD_STR(c->old->community_lists, name, l);
}

static void change_text_lists(struct filters_change *c, struct filters *before, struct filters *after)
{
	struct filters *f = c->f;
	CHANGE_TABLE(f->path_lists, before->path_lists, after->path_lists, text_list, leave_path_list,
	    enter_path_list, c);
	CHANGE_TABLE(f->community_lists, before->community_lists, after->community_lists, community_list,
	    leave_community_list, enter_community_list, c);
}

static void map_due(struct filters_change *c, struct route_map *m)
{
	if (m->due)
		return;
	m->due = true;
	m->due_next = c->due;
	c->due = m;
}

static void entry_leaves(struct filters_change *c, struct route_map *m, uint32_t sequence)
{
	struct route_map_entry *e = route_map_take(m, sequence);
	if (!e)
		return;
	forget_lists(c->f, e);
	route_map_put(filters_obtain_route_map(c->old, m->name), e);
	map_due(c, m);
}

static void entry_enters(struct filters_change *c, struct route_map *m, struct route_map_entry *e)
{
	for (struct route_condition *at = e->conditions; at; at = at->next)
		if (list_kind(at) != FILTER_KINDS)
			mention_set(&c->f->in_entries[list_kind(at)], &at->mention, at->name, e);
	route_map_put(m, e);
	route_map_resolve(e, c->f);
	map_due(c, m);
}

static void change_maps(struct filters_change *c, const struct filters *before, const struct filters *after)
{
	struct route_map *m, *next, *own;
	HASH_ITER(hh, before->route_maps, m, next) {
		own = filters_route_map(c->f, m->name);
		for (unsigned i = m->count; own && i > 0; i--)
			entry_leaves(c, own, m->entries[i - 1]->sequence);
	}
	HASH_ITER(hh, after->route_maps, m, next) {
		own = filters_obtain_route_map(c->f, m->name);
		while (m->count > 0)
			entry_enters(c, own, route_map_take(m, m->entries[m->count - 1]->sequence));
	}
}

/* Entries of route maps that name a list which is another one now. */
static void resolve_entries(struct filters_change *c, const struct changed_list *l)
{
	for (const struct mention *at = mentions_of(&c->f->in_entries[l->kind], l->name); at; at = at->next) {
		struct route_map_entry *e = at->by;
		route_map_resolve(e, c->f);
		map_due(c, e->map);
	}
}

/* A map that has lost its last entry; its entries are buried under its name already. */
static void bury_map(struct filters_change *c, struct route_map *m)
{
	struct route_map *grave = filters_route_map(c->old, m->name);
	if (m->count > 0)
		return;
	HASH_DEL(c->f->route_maps, m);
	if (grave) {
		HASH_DEL(c->old->route_maps, grave);
		while (grave->count > 0)
			route_map_put(m, route_map_take(grave, grave->entries[0]->sequence));
		route_map_free(grave);
	}
	HASH_ADD_STR(c->old->route_maps, name, m);
}

void filters_change(struct filters *f, struct filters *before, struct filters *after, struct filters *old,
    void (*changed)(void *arg, enum filter_kind kind, const char *name), void *arg)
{
	struct filters_change c = {.f = f, .old = old};
	change_prefix_lists(&c, before, after, BGP_IPV4_UNICAST);
	change_prefix_lists(&c, before, after, BGP_IPV6_UNICAST);
	change_text_lists(&c, before, after);
	change_maps(&c, before, after);
	for (size_t i = 0; i < c.list_count; i++)
		resolve_entries(&c, &c.lists[i]);
	for (struct route_map *m = c.due; m; m = m->due_next) {
		m->due = false;
		bury_map(&c, m);
	}
	for (size_t i = 0; i < c.list_count; i++)
		changed(arg, c.lists[i].kind, c.lists[i].name);
	for (const struct route_map *m = c.due; m; m = m->due_next)
		changed(arg, FILTER_MAP, m->name);
	free(c.lists);
}
