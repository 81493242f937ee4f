/* SPDX-License-Identifier: Apache-2.0 */
/* All lists and route maps of a configuration, by name. */
#pragma once
#include "daemons/bgpd/nlri.h"
#include "daemons/bgpd/route_map.h"

enum filter_kind {
	FILTER_PREFIX4,
	FILTER_PREFIX6,
	FILTER_PATH,
	FILTER_COMMUNITY,
	FILTER_MAP,
	FILTER_KINDS,
};

struct filters {
	struct prefix_list *prefix_lists[BGP_FAMILIES];
	struct text_list *path_lists;
	struct community_list *community_lists;
	struct route_map *route_maps;
	struct mentions in_entries[FILTER_KINDS]; /* of lists, by entries of route maps; of those in force */
};

void filters_clear(struct filters *f);

/* Puts a change into those in force: entries of prefix lists and route maps and whole other lists, as they were and as
 * they are now, which are taken out of `after`. What is not in force any more goes into `old` (zeroed), to be cleared
 * when nobody points to it. `changed` hears of each list and map that is another one now. */
void filters_change(struct filters *f, struct filters *before, struct filters *after, struct filters *old,
    void (*changed)(void *arg, enum filter_kind kind, const char *name), void *arg);

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
