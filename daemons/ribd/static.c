/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/static.h"
#include <stdlib.h>
#include <string.h>
#include <uthash.h>
#include <utlist.h>
#include "daemons/ribd/nameif.h"
#include "daemons/ribd/rib.h"

struct static_key {
	struct ip_prefix prefix;
	uint32_t distance;
};

struct static_line {
	struct static_line *next, *prev;           /* of the route */
	struct static_line *name_next, *name_prev; /* of the name */
	struct static_route *route;
	struct static_name *name;                    /* NULL: Null0 */
	struct static_line *track_next, *track_prev; /* of those that follow an object */
	uint32_t track;                              /* 0: none */
	struct ip_addr gateway;
};

struct static_route {
	struct static_key key;
	struct static_line *lines;
	struct static_route *due_next; /* of the routes that are to be offered anew */
	bool due;
	UT_hash_handle hh;
};

struct static_name {
	struct static_line *lines;
	uint32_t ifindex; /* 0: there is no such interface, or it has no device */
	UT_hash_handle hh;
	char key[NAMEIF_KEY];
};

struct static_table {
	struct rib *rib;
	static_resolve_fn *resolve;
	static_track_fn *track;
	struct static_line *tracked;
	void *arg;
	struct static_route *routes;
	struct static_name *names;
	struct static_route *due;
};

struct static_table *static_table_new(
    struct rib *rib, static_resolve_fn *resolve, static_track_fn *track, void *arg)
{
	struct static_table *t = calloc(1, sizeof *t);
	if (t) {
		t->rib = rib;
		t->resolve = resolve;
		t->track = track;
		t->arg = arg;
	}
	return t;
}

static void *allocate(size_t size)
{
	void *p = calloc(1, size);
	if (!p)
		abort();
	return p;
}

/* Routes ---------------------------------------------------------------------------------------------- */

static struct static_key key_of(const struct static_config *config)
{
	return (struct static_key){.prefix = config->prefix, .distance = config->distance};
}

static struct static_route *route_find(const struct static_table *t, const struct static_config *config)
{
	struct static_key key = key_of(config);
	struct static_route *route;
	HASH_FIND(hh, t->routes, &key, sizeof key, route);
	return route;
}

static struct static_route *route_get(struct static_table *t, const struct static_config *config)
{
	struct static_route *route = route_find(t, config);
	if (route)
		return route;
	route = allocate(sizeof *route);
	route->key = key_of(config);
	HASH_ADD(hh, t->routes, key, sizeof route->key, route);
	return route;
}

static void route_free(struct static_table *t, struct static_route *route)
{
	HASH_DELETE(hh, t->routes, route);
	free(route);
}

static void route_touch(struct static_table *t, struct static_route *route)
{
	if (route->due)
		return;
	route->due = true;
	route->due_next = t->due;
	t->due = route;
}

/* Names ----------------------------------------------------------------------------------------------- */

static struct static_name *name_find(const struct static_table *t, const char *nameif)
{
	char key[NAMEIF_KEY];
	struct static_name *name;
	nameif_key(nameif, key);
	HASH_FIND_STR(t->names, key, name);
	return name;
}

static struct static_name *name_get(struct static_table *t, const char *nameif)
{
	struct static_name *name = name_find(t, nameif);
	if (name)
		return name;
	name = allocate(sizeof *name);
	nameif_key(nameif, name->key);
	name->ifindex = t->resolve(t->arg, name->key);
	HASH_ADD_STR(t->names, key, name);
	return name;
}

static void name_put(struct static_table *t, struct static_name *name)
{
	if (name->lines)
		return;
	HASH_DELETE(hh, t->names, name);
	free(name);
}

/* Lines ----------------------------------------------------------------------------------------------- */

static struct static_line *line_find(const struct static_table *t, const struct static_config *config)
{
	struct static_route *route = route_find(t, config);
	const struct static_name *name = config->nameif[0] ? name_find(t, config->nameif) : NULL;
	if (!route || (config->nameif[0] && !name))
		return NULL;
	for (struct static_line *line = route->lines; line; line = line->next)
		if (line->name == name && line->track == config->track &&
		    ip_addr_equal(&line->gateway, &config->gateway))
			return line;
	return NULL;
}

static void line_add(struct static_table *t, const struct static_config *config)
{
	if (line_find(t, config))
		return;
	struct static_line *line = allocate(sizeof *line);
	line->gateway = config->gateway;
	line->track = config->track;
	if (line->track)
		DL_APPEND2(t->tracked, line, track_prev, track_next);
	line->route = route_get(t, config);
	DL_APPEND(line->route->lines, line);
	route_touch(t, line->route);
	if (!config->nameif[0])
		return;
	line->name = name_get(t, config->nameif);
	DL_APPEND2(line->name->lines, line, name_prev, name_next);
}

static void line_remove(struct static_table *t, struct static_line *line)
{
	if (!line)
		return;
	DL_DELETE(line->route->lines, line);
	if (line->track)
		DL_DELETE2(t->tracked, line, track_prev, track_next);
	route_touch(t, line->route);
	if (line->name) {
		DL_DELETE2(line->name->lines, line, name_prev, name_next);
		name_put(t, line->name);
	}
	free(line);
}

/* Offers ---------------------------------------------------------------------------------------------- */

/* The next hops of the lines whose interface has a device; true for Null0. */
static bool collect(
    const struct static_table *t, const struct static_route *route, struct rib_nexthop *hops, unsigned *count)
{
	bool null0 = false;
	*count = 0;
	for (const struct static_line *line = route->lines; line; line = line->next) {
		uint32_t ifindex = line->name ? line->name->ifindex : 0;
		if (line->track && !t->track(t->arg, line->track))
			continue;
		null0 |= !line->name;
		if (ifindex && *count < RIB_NEXTHOPS_MAX)
			hops[(*count)++] = (struct rib_nexthop){line->gateway, ifindex, 1};
	}
	return null0 && *count == 0;
}

static void offer(struct static_table *t, const struct static_route *route, uint32_t now)
{
	const struct static_key *key = &route->key;
	struct rib_nexthop hops[RIB_NEXTHOPS_MAX];
	unsigned count;
	bool null0 = collect(t, route, hops, &count);
	struct nexthop_set *set = NULL;
	if (count || null0)
		set = nexthop_set_get(t->rib->nexthops, key->prefix.addr.family, hops, count);
	if (!set) {
		rib_clear(t->rib, &key->prefix, RIB_SOURCE_STATIC, key->distance);
		return;
	}
	struct rib_attr attr = {.proto = RIB_PROTO_STATIC, .distance = (uint8_t)key->distance, .since = now};
	rib_set(t->rib, &key->prefix, RIB_SOURCE_STATIC, key->distance, &attr, set);
}

static void offer_due(struct static_table *t, uint32_t now)
{
	for (struct static_route *route = t->due, *next; route; route = next) {
		next = route->due_next;
		route->due = false;
		offer(t, route, now);
		if (!route->lines)
			route_free(t, route);
	}
	t->due = NULL;
}

size_t static_tracked(const struct static_table *t, uint32_t number)
{
	size_t count = 0;
	for (const struct static_line *line = t->tracked; line; line = line->track_next)
		count += line->track == number;
	return count;
}

void static_track_changed(struct static_table *t, uint32_t number, uint32_t now)
{
	for (struct static_line *line = t->tracked; line; line = line->track_next)
		if (line->track == number)
			route_touch(t, line->route);
	offer_due(t, now);
}

void static_refresh(struct static_table *t, uint32_t now)
{
	for (struct static_name *name = t->names; name; name = name->hh.next) {
		uint32_t ifindex = t->resolve(t->arg, name->key);
		if (ifindex == name->ifindex)
			continue;
		name->ifindex = ifindex;
		for (struct static_line *line = name->lines; line; line = line->name_next)
			route_touch(t, line->route);
	}
	offer_due(t, now);
}

void static_change(struct static_table *t, const struct static_config *before, size_t before_count,
    const struct static_config *after, size_t after_count, uint32_t now)
{
	for (size_t i = 0; i < before_count; i++)
		line_remove(t, line_find(t, &before[i]));
	for (size_t i = 0; i < after_count; i++)
		line_add(t, &after[i]);
	offer_due(t, now);
}

void static_table_free(struct static_table *t)
{
	struct static_route *route, *next;
	if (!t)
		return;
	HASH_ITER(hh, t->routes, route, next) {
		while (route->lines)
			line_remove(t, route->lines);
		route_free(t, route);
	}
	free(t);
}
