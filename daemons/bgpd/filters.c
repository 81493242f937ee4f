/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/filters.h"
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

void filters_clear(struct filters *f)
{
	CLEAR(f->route_maps, route_map, route_map_free);
	for (unsigned i = 0; i < BGP_FAMILIES; i++)
		CLEAR(f->prefix_lists[i], prefix_list, prefix_list_free);
	CLEAR(f->path_lists, text_list, text_list_free);
	CLEAR(f->community_lists, community_list, community_list_free);
}

bool filters_empty(const struct filters *f)
{
	return !f->route_maps && !f->prefix_lists[BGP_IPV4_UNICAST] && !f->prefix_lists[BGP_IPV6_UNICAST] &&
	       !f->path_lists && !f->community_lists;
}

void filters_resolve(struct filters *f)
{
	struct route_map *m, *next;
	HASH_ITER(hh, f->route_maps, m, next)
		route_map_resolve(m, f);
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
