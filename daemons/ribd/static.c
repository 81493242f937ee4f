/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/static.h"
#include <stdlib.h>
#include <string.h>
#include "daemons/ribd/rib.h"

struct static_table {
	struct rib *rib;
	static_resolve_fn *resolve;
	void *arg;
	struct static_config *lines; /* sorted: lines of one route stand together */
	size_t count;
};

struct static_table *static_table_new(struct rib *rib, static_resolve_fn *resolve, void *arg)
{
	struct static_table *t = calloc(1, sizeof *t);
	if (t) {
		t->rib = rib;
		t->resolve = resolve;
		t->arg = arg;
	}
	return t;
}

void static_table_free(struct static_table *t)
{
	if (t)
		free(t->lines);
	free(t);
}

static int route_cmp(const void *a, const void *b)
{
	const struct static_config *x = a, *y = b;
	int order = ip_prefix_cmp(&x->prefix, &y->prefix);
	return order ? order : (int)x->distance - (int)y->distance;
}

/* One past the last line of the route that starts at `at`. */
static size_t route_end(const struct static_config *lines, size_t count, size_t at)
{
	size_t end = at + 1;
	while (end < count && route_cmp(&lines[at], &lines[end]) == 0)
		end++;
	return end;
}

/* The next hops of the lines whose interface has a device; true for Null0. */
static bool collect(struct static_table *t, size_t at, size_t end, struct rib_nexthop *hops, unsigned *count)
{
	bool null0 = false;
	*count = 0;
	for (; at < end; at++) {
		const struct static_config *line = &t->lines[at];
		if (!line->nameif[0]) {
			null0 = true;
			continue;
		}
		uint32_t ifindex = t->resolve(t->arg, line->nameif);
		if (ifindex && *count < RIB_NEXTHOPS_MAX)
			hops[(*count)++] = (struct rib_nexthop){line->gateway, ifindex, 1};
	}
	return null0 && *count == 0;
}

static void offer(struct static_table *t, size_t at, size_t end, uint32_t now)
{
	const struct static_config *line = &t->lines[at];
	struct rib_nexthop hops[RIB_NEXTHOPS_MAX];
	unsigned count;
	bool null0 = collect(t, at, end, hops, &count);
	struct nexthop_set *set = NULL;
	if (count || null0)
		set = nexthop_set_get(t->rib->nexthops, line->prefix.addr.family, hops, count);
	if (!set) {
		rib_clear(t->rib, &line->prefix, RIB_SOURCE_STATIC, line->distance);
		return;
	}
	struct rib_attr attr = {.proto = RIB_PROTO_STATIC, .distance = line->distance, .since = now};
	rib_set(t->rib, &line->prefix, RIB_SOURCE_STATIC, line->distance, &attr, set);
}

void static_refresh(struct static_table *t, uint32_t now)
{
	for (size_t at = 0, end; at < t->count; at = end) {
		end = route_end(t->lines, t->count, at);
		offer(t, at, end, now);
	}
}

/* Routes of the old lines that no new line offers. */
static void withdraw_missing(struct static_table *t, const struct static_config *lines, size_t count)
{
	for (size_t at = 0; at < t->count; at = route_end(t->lines, t->count, at)) {
		const struct static_config *old = &t->lines[at];
		if (!count || !bsearch(old, lines, count, sizeof *lines, route_cmp))
			rib_clear(t->rib, &old->prefix, RIB_SOURCE_STATIC, old->distance);
	}
}

void static_apply(struct static_table *t, const struct static_config *lines, size_t count, uint32_t now)
{
	struct static_config *sorted = calloc(count ? count : 1, sizeof *sorted);
	if (!sorted)
		return;
	if (count)
		memcpy(sorted, lines, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, route_cmp);
	withdraw_missing(t, sorted, count);
	free(t->lines);
	t->lines = sorted;
	t->count = count;
	static_refresh(t, now);
}
