/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/rib.h"
#include "daemons/bgpd/aggregate.h"
#include "daemons/bgpd/bgp.h"
#include "daemons/bgpd/decide.h"
#include "daemons/bgpd/fib.h"
#include "daemons/bgpd/nexthop.h"
#include "daemons/bgpd/rib_out.h"
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#define FIRST_CHAINS 1024

static size_t key_size(enum bgp_family family)
{
	return family == BGP_IPV4_UNICAST ? 4 : 16;
}

struct rib *rib_new(struct bgp *bgp)
{
	struct rib *rib = calloc(1, sizeof(*rib));
	if (!rib)
		abort();
	rib->bgp = bgp;
	pool_init(&rib->paths, sizeof(struct rib_path));
	pool_init(&rib->outs, sizeof(struct rib_out));
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		struct rib_table *t = &rib->tables[f];
		pool_init(&t->dests, sizeof(struct rib_dest) + key_size(f));
		t->size = FIRST_CHAINS;
		t->chains = calloc(t->size, sizeof(*t->chains));
		t->version = 1;
		if (!t->chains)
			abort();
	}
	return rib;
}

static void drop_dest(struct rib *rib, struct rib_dest *d)
{
	for (struct rib_path *p = d->paths; p; p = p->next) {
		attr_put(p->attr);
		nexthop_put(rib->bgp, p->nexthop);
	}
	for (struct rib_out *o = d->outs; o; o = o->next)
		attr_put(o->attr);
}

void rib_free(struct rib *rib)
{
	for (unsigned f = 0; rib && f < BGP_FAMILIES; f++) {
		struct rib_table *t = &rib->tables[f];
		for (size_t i = 0; i < t->size; i++) {
			for (struct rib_dest *d = t->chains[i]; d; d = d->next)
				drop_dest(rib, d);
		}
		free(t->chains);
		pool_free(&t->dests);
	}
	if (rib) {
		pool_free(&rib->paths);
		pool_free(&rib->outs);
	}
	free(rib);
}

static struct rib_dest **chain_of(
    struct rib_table *t, enum bgp_family family, const uint8_t *key, uint8_t len)
{
	return &t->chains[blob_hash(key, key_size(family), len + 1) & (t->size - 1)];
}

/* A walk that is under way begins again: what it does to a destination, it may do twice. */
static void grow(struct rib *rib, struct rib_table *t, enum bgp_family family)
{
	struct rib_dest **old = t->chains;
	size_t old_size = t->size;
	t->size *= 2;
	t->chains = calloc(t->size, sizeof(*t->chains));
	if (!t->chains)
		abort();
	for (size_t i = 0; i < old_size; i++) {
		for (struct rib_dest *d = old[i], *next; d; d = next) {
			next = d->next;
			struct rib_dest **chain = chain_of(t, family, d->key, d->len);
			d->next = *chain;
			*chain = d;
		}
	}
	free(old);
	struct rib_walk *walk;
	DL_FOREACH(rib->walks, walk) {
		if (walk->family == family)
			walk->bucket = 0;
	}
}

struct rib_dest *rib_find(struct rib *rib, const struct ip_prefix *p)
{
	enum bgp_family family = bgp_family_of(&p->addr);
	struct rib_dest *d = *chain_of(&rib->tables[family], family, p->addr.bytes, p->len);
	while (d && (d->len != p->len || memcmp(d->key, p->addr.bytes, key_size(family)) != 0))
		d = d->next;
	return d;
}

struct rib_dest *rib_obtain(struct rib *rib, const struct ip_prefix *p)
{
	struct rib_dest *d = rib_find(rib, p);
	if (d)
		return d;
	enum bgp_family family = bgp_family_of(&p->addr);
	struct rib_table *t = &rib->tables[family];
	if (t->count >= t->size)
		grow(rib, t, family);
	d = pool_get(&t->dests);
	d->family = family;
	d->len = p->len;
	memcpy(d->key, p->addr.bytes, key_size(family));
	struct rib_dest **chain = chain_of(t, family, d->key, d->len);
	d->next = *chain;
	*chain = d;
	t->count++;
	t->dests_ever++;
	return d;
}

struct ip_prefix rib_dest_prefix(const struct rib_dest *d)
{
	struct ip_prefix p = {.addr.family = bgp_family_af(d->family), .len = d->len};
	memcpy(p.addr.bytes, d->key, key_size(d->family));
	return p;
}

void rib_dest_release(struct rib *rib, struct rib_dest *d)
{
	uint8_t busy = RIB_DEST_DIRTY | RIB_DEST_FIB_QUEUE | RIB_DEST_INSTALLED;
	if (d->paths || d->outs || (d->flags & busy))
		return;
	struct rib_table *t = &rib->tables[d->family];
	struct rib_dest **at = chain_of(t, d->family, d->key, d->len);
	while (*at != d)
		at = &(*at)->next;
	*at = d->next;
	t->count--;
	pool_put(&t->dests, d);
}

void rib_dest_touch(struct rib *rib, struct rib_dest *d)
{
	struct rib_queue *q = &rib->tables[d->family].dirty;
	if (d->flags & RIB_DEST_DIRTY)
		return;
	d->flags |= RIB_DEST_DIRTY;
	d->dirty_next = NULL;
	if (q->tail)
		q->tail->dirty_next = d;
	else
		q->head = d;
	q->tail = d;
	bgp_work(rib->bgp);
}

struct rib_path *rib_dest_best(const struct rib_dest *d)
{
	return d->paths && (d->paths->flags & RIB_PATH_BEST) ? d->paths : NULL;
}

struct rib_path *rib_path_of(const struct rib_dest *d, const struct rib_source *source)
{
	struct rib_path *p = d->paths;
	while (p && p->source != source)
		p = p->next;
	return p;
}

bool rib_path_stale(const struct rib_dest *d, const struct rib_path *path)
{
	return path->epoch != path->source->epoch[d->family];
}

static struct rib_path *add_path(struct rib *rib, struct rib_dest *d, struct rib_source *source)
{
	struct rib_path *p = pool_get(&rib->paths);
	p->source = source;
	p->since = loop_now(rib->bgp->loop) / LOOP_SEC;
	/* Behind the best, whose place at the front means something. */
	struct rib_path **at = rib_dest_best(d) ? &d->paths->next : &d->paths;
	p->next = *at;
	*at = p;
	source->paths[d->family]++;
	rib->tables[d->family].paths++;
	rib->tables[d->family].paths_ever++;
	return p;
}

bool rib_path_set(struct rib *rib, struct rib_dest *d, struct rib_source *source, struct attr *attr)
{
	struct rib_path *p = rib_path_of(d, source);
	source->total[d->family]++;
	if (p && p->attr == attr) {
		bool was_stale = rib_path_stale(d, p);
		p->epoch = source->epoch[d->family];
		attr_put(attr);
		if (was_stale)
			rib_dest_touch(rib, d);
		return false;
	}
	if (!p)
		p = add_path(rib, d, source);
	else if (p->flags)
		d->flags |= RIB_DEST_CHANGED;
	struct nexthop *old = p->nexthop;
	p->nexthop = source->peer ? nexthop_get(rib->bgp, &attr->set.next_hop) : NULL;
	nexthop_put(rib->bgp, old);
	attr_put(p->attr);
	p->attr = attr;
	p->epoch = source->epoch[d->family];
	rib_dest_touch(rib, d);
	return true;
}

void rib_path_remove(struct rib *rib, struct rib_dest *d, struct rib_path *path)
{
	struct rib_path **at = &d->paths;
	while (*at != path)
		at = &(*at)->next;
	*at = path->next;
	if (path->flags)
		d->flags |= RIB_DEST_CHANGED;
	path->source->paths[d->family]--;
	rib->tables[d->family].paths--;
	attr_put(path->attr);
	nexthop_put(rib->bgp, path->nexthop);
	pool_put(&rib->paths, path);
	rib_dest_touch(rib, d);
}

void rib_walk_start(struct rib *rib, struct rib_walk *walk, enum bgp_family family)
{
	rib_walk_stop(rib, walk);
	walk->family = family;
	walk->bucket = 0;
	walk->active = true;
	DL_APPEND(rib->walks, walk);
	bgp_work(rib->bgp);
}

void rib_walk_stop(struct rib *rib, struct rib_walk *walk)
{
	if (walk->active)
		DL_DELETE(rib->walks, walk);
	walk->active = false;
}

/* Visits whole chains until `budget` is used up; returns what is left of it. */
static unsigned walk_on(struct rib *rib, struct rib_walk *walk, unsigned budget)
{
	struct rib_table *t = &rib->tables[walk->family];
	while (budget > 0 && walk->bucket < t->size) {
		for (struct rib_dest *d = t->chains[walk->bucket], *next; d; d = next) {
			next = d->next;
			walk->visit(walk->arg, d);
			budget -= budget > 0;
		}
		walk->bucket++;
	}
	if (walk->bucket >= t->size) {
		rib_walk_stop(rib, walk);
		if (walk->done)
			walk->done(walk->arg);
	}
	return budget;
}

static void decide_dest(struct rib *rib, struct rib_dest *d)
{
	struct rib_table *t = &rib->tables[d->family];
	bool multipath;
	bool best = decide(bgp_decide_options(rib->bgp, d->family), d, &multipath);
	if (best)
		d->version = ++t->version;
	if (best)
		aggregates_note(rib->bgp->aggregates, d);
	if (best || multipath)
		fib_queue(rib->bgp, d);
	if (best)
		rib_out_export(rib->bgp, d);
}

static unsigned decide_dirty(struct rib *rib, struct rib_table *t, unsigned budget)
{
	while (budget > 0 && t->dirty.head && !t->deferred) {
		struct rib_dest *d = t->dirty.head;
		t->dirty.head = d->dirty_next;
		if (!t->dirty.head)
			t->dirty.tail = NULL;
		d->flags &= ~RIB_DEST_DIRTY;
		decide_dest(rib, d);
		rib_dest_release(rib, d);
		budget--;
	}
	return budget;
}

bool rib_run(struct rib *rib, unsigned budget)
{
	bool left = false;
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		struct rib_table *t = &rib->tables[f];
		budget = decide_dirty(rib, t, budget);
		left |= t->dirty.head && !t->deferred;
	}
	struct rib_walk *walk, *next;
	DL_FOREACH_SAFE(rib->walks, walk, next) {
		if (budget > 0)
			budget = walk_on(rib, walk, budget);
	}
	for (unsigned f = 0; f < BGP_FAMILIES; f++)
		left |= rib->tables[f].dirty.head && !rib->tables[f].deferred;
	return left || rib->walks;
}

static int by_prefix(const void *a, const void *b)
{
	return ip_prefix_cmp(a, b);
}

struct ip_prefix *rib_prefixes(struct rib *rib, enum bgp_family family, size_t *count)
{
	struct rib_table *t = &rib->tables[family];
	struct ip_prefix *list = malloc((t->count + 1) * sizeof(*list));
	*count = 0;
	for (size_t i = 0; list && i < t->size; i++) {
		for (struct rib_dest *d = t->chains[i]; d; d = d->next) {
			if (d->paths)
				list[(*count)++] = rib_dest_prefix(d);
		}
	}
	if (list)
		qsort(list, *count, sizeof(*list), by_prefix);
	return list;
}
