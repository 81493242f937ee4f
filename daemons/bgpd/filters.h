/* SPDX-License-Identifier: Apache-2.0 */
/* All lists and route maps of a configuration, by name. */
#pragma once
#include "daemons/bgpd/nlri.h"
#include "daemons/bgpd/route_map.h"

struct filters {
	struct prefix_list *prefix_lists[BGP_FAMILIES];
	struct text_list *path_lists;
	struct community_list *community_lists;
	struct route_map *route_maps;
};

void filters_clear(struct filters *f);
bool filters_empty(const struct filters *f);
/* Every list is there: route maps look them up. */
void filters_resolve(struct filters *f);

/* NULL: there is none of this name. `family` is AF_INET or AF_INET6. */
struct prefix_list *filters_prefix_list(const struct filters *f, int family, const char *name);
struct text_list *filters_path_list(const struct filters *f, const char *name);
struct community_list *filters_community_list(const struct filters *f, const char *name);
struct route_map *filters_route_map(const struct filters *f, const char *name);

/* The same, made when it is not there. */
struct prefix_list *filters_obtain_prefix_list(struct filters *f, int family, const char *name);
struct text_list *filters_obtain_path_list(struct filters *f, const char *name);
/* NULL: there is one of the other kind. */
struct community_list *filters_obtain_community_list(struct filters *f, const char *name, bool expanded);
struct route_map *filters_obtain_route_map(struct filters *f, const char *name);
