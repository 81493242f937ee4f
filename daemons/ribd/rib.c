/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/rib.h"
#include <stdlib.h>
#include <string.h>
#include <utlist.h>
#include "daemons/ribd/debug.h"
#include "daemons/ribd/ecmp.h"
#include "daemons/ribd/fib.h"
#include "daemons/ribd/kernel.h"
#include "lib/log.h"

static struct rib_dest *dest_of(struct trie_node *node)
{
	return (struct rib_dest *)node;
}

static struct trie *table_of(const struct rib *rib, uint16_t family)
{
	return (struct trie *)&rib->table[family == AF_INET6];
}

struct rib *rib_new(struct kernel *kernel, const struct nexthop_ifaces *ifaces, void *ifaces_arg,
    const struct rib_listener *listener, void *listener_arg)
{
	struct rib *rib = calloc(1, sizeof *rib);
	if (!rib)
		return NULL;
	rib->kernel = kernel;
	rib->dirty_end = &rib->dirty;
	rib->listener = listener;
	rib->listener_arg = listener_arg;
	rib->ecmp = ecmp_new(kernel);
	rib->fib = fib_new(rib);
	rib->nexthops = rib->ecmp ? nexthop_table_new(rib, rib->ecmp, ifaces, ifaces_arg) : NULL;
	if (!rib->nexthops || !rib->fib) {
		rib_free(rib);
		return NULL;
	}
	return rib;
}

static void candidate_free(struct rib *rib, struct rib_candidate *c)
{
	DL_DELETE2(c->set->users, c, user_prev, user_next);
	nexthop_set_put(rib->nexthops, c->set);
	free(c);
}

static void dest_free(struct rib *rib, struct rib_dest *dest)
{
	trie_remove(table_of(rib, dest->v6 ? AF_INET6 : AF_INET), &dest->node);
	free(dest);
}

static void table_free(struct rib *rib, uint16_t family)
{
	for (struct rib_dest *dest = rib_first(rib, family), *next; dest; dest = next) {
		next = rib_next(dest);
		for (struct rib_candidate *c = dest->candidates, *after; c; c = after) {
			after = c->next;
			candidate_free(rib, c);
		}
		dest_free(rib, dest);
	}
}

void rib_free(struct rib *rib)
{
	if (!rib)
		return;
	table_free(rib, AF_INET);
	table_free(rib, AF_INET6);
	nexthop_table_free(rib->nexthops);
	fib_free(rib->fib);
	ecmp_free(rib->ecmp);
	free(rib);
}

struct rib_dest *rib_after(const struct rib *rib, const struct ip_prefix *prefix)
{
	struct trie *table = table_of(rib, prefix->addr.family);
	struct trie_node *node = trie_find(table, prefix), place;
	if (node)
		return dest_of(trie_next(node));
	trie_node_init(&place, prefix);
	trie_insert(table, &place);
	node = trie_next(&place);
	trie_remove(table, &place);
	return dest_of(node);
}

void rib_wake(struct rib *rib)
{
	if (rib->awake)
		return;
	rib->awake = true;
	rib->listener->wake(rib->listener_arg);
}

struct rib_dest *rib_dest_find(const struct rib *rib, const struct ip_prefix *prefix)
{
	return dest_of(trie_find(table_of(rib, prefix->addr.family), prefix));
}

struct rib_dest *rib_dest_get(struct rib *rib, const struct ip_prefix *prefix)
{
	struct rib_dest *dest = rib_dest_find(rib, prefix);
	if (dest)
		return dest;
	dest = calloc(1, sizeof *dest);
	if (!dest)
		return NULL;
	trie_node_init(&dest->node, prefix);
	dest->v6 = prefix->addr.family == AF_INET6;
	trie_insert(table_of(rib, prefix->addr.family), &dest->node);
	return dest;
}

void rib_dest_release(struct rib *rib, struct rib_dest *dest)
{
	if (dest && !dest->candidates && !dest->fib && !dest->watchers && !dest->dirty && !dest->told)
		dest_free(rib, dest);
}

void rib_dest_prefix(const struct rib_dest *dest, struct ip_prefix *prefix)
{
	memset(prefix, 0, sizeof *prefix);
	prefix->addr = ip_addr_from(dest->v6 ? AF_INET6 : AF_INET, dest->node.key);
	prefix->len = dest->node.len;
}

struct rib_dest *rib_match(const struct rib *rib, const struct ip_addr *addr)
{
	return dest_of(trie_match(table_of(rib, addr->family), addr));
}

struct rib_dest *rib_dest_up(const struct rib_dest *dest)
{
	return dest_of(trie_up(&dest->node));
}

struct rib_dest *rib_first(const struct rib *rib, uint16_t family)
{
	return dest_of(trie_first(table_of(rib, family)));
}

struct rib_dest *rib_next(const struct rib_dest *dest)
{
	return dest_of(trie_next(&dest->node));
}

void rib_dest_touch(struct rib *rib, struct rib_dest *dest)
{
	struct ip_prefix prefix;
	rib_dest_prefix(dest, &prefix);
	/* Now, not when the destination is worked off: no route may go out by a way that is no more. */
	nexthop_prefix_changed(rib->nexthops, &prefix);
	if (dest->dirty)
		return;
	dest->dirty = true;
	dest->dirty_next = NULL;
	*rib->dirty_end = dest;
	rib->dirty_end = &dest->dirty_next;
	rib_wake(rib);
}

void rib_set_touch(struct rib *rib, struct nexthop_set *set)
{
	for (struct rib_candidate *c = set->users; c; c = c->user_next)
		rib_dest_touch(rib, c->dest);
}

/* Order of preference; source and instance make it total, so that equal tables look equal. */
static int candidate_cmp(const struct rib_candidate *a, const struct rib_candidate *b)
{
	if (a->attr.distance != b->attr.distance)
		return a->attr.distance < b->attr.distance ? -1 : 1;
	if (a->attr.metric != b->attr.metric)
		return a->attr.metric < b->attr.metric ? -1 : 1;
	if (a->source != b->source)
		return a->source < b->source ? -1 : 1;
	return a->instance < b->instance ? -1 : a->instance > b->instance;
}

static void candidate_insert(struct rib_dest *dest, struct rib_candidate *c)
{
	struct rib_candidate **at = &dest->candidates;
	while (*at && candidate_cmp(*at, c) < 0)
		at = &(*at)->next;
	c->next = *at;
	*at = c;
}

/* Where the candidate of a source hangs; the place holds NULL when there is none. */
static struct rib_candidate **candidate_find(struct rib_dest *dest, uint8_t source, uint32_t instance)
{
	struct rib_candidate **at = &dest->candidates;
	while (*at && ((*at)->source != source || (*at)->instance != instance))
		at = &(*at)->next;
	return at;
}

static struct rib_candidate *candidate_new(struct rib_dest *dest, uint8_t source, uint32_t instance)
{
	struct rib_candidate *c = calloc(1, sizeof *c);
	if (c) {
		c->dest = dest;
		c->source = source;
		c->instance = instance;
	}
	return c;
}

/* Takes the candidate off its destination; what was told about it is no longer true. */
static void candidate_unlink(struct rib_dest *dest, struct rib_candidate **at)
{
	struct rib_candidate *c = *at;
	*at = c->next;
	if (dest->best == c) {
		dest->best = NULL;
		dest->changed = true;
	}
}

/* The feed offers the same once more: no change, and the route keeps its age. */
static bool candidate_same(
    const struct rib_candidate *c, const struct rib_attr *attr, const struct nexthop_set *set)
{
	return c->set == set && c->attr.proto == attr->proto && c->attr.distance == attr->distance &&
	       c->attr.metric == attr->metric && c->attr.tag == attr->tag;
}

static void candidate_fill(
    struct rib *rib, struct rib_candidate *c, const struct rib_attr *attr, struct nexthop_set *set)
{
	if (c->set) {
		DL_DELETE2(c->set->users, c, user_prev, user_next);
		nexthop_set_put(rib->nexthops, c->set);
	}
	c->attr = *attr;
	c->set = set;
	DL_APPEND2(set->users, c, user_prev, user_next);
}

void rib_set(struct rib *rib, const struct ip_prefix *prefix, uint8_t source, uint32_t instance,
    const struct rib_attr *attr, struct nexthop_set *set)
{
	struct rib_dest *dest = rib_dest_get(rib, prefix);
	struct rib_candidate **at = dest ? candidate_find(dest, source, instance) : NULL;
	struct rib_candidate *c = at ? *at : NULL;
	if (c && candidate_same(c, attr, set)) {
		c->attr.round = attr->round;
		nexthop_set_put(rib->nexthops, set);
		return;
	}
	if (c)
		candidate_unlink(dest, at);
	else if (dest)
		c = candidate_new(dest, source, instance);
	if (!c) {
		log_error("no memory for a route");
		nexthop_set_put(rib->nexthops, set);
		rib_dest_release(rib, dest);
		return;
	}
	if (!dest->candidates && !c->set)
		rib->dest_count++;
	candidate_fill(rib, c, attr, set);
	candidate_insert(dest, c);
	rib_dest_touch(rib, dest);
}

static void dest_remove(struct rib *rib, struct rib_dest *dest, struct rib_candidate **at)
{
	struct rib_candidate *c = *at;
	candidate_unlink(dest, at);
	candidate_free(rib, c);
	if (!dest->candidates)
		rib->dest_count--;
	rib_dest_touch(rib, dest);
}

void rib_clear(struct rib *rib, const struct ip_prefix *prefix, uint8_t source, uint32_t instance)
{
	struct rib_dest *dest = rib_dest_find(rib, prefix);
	struct rib_candidate **at = dest ? candidate_find(dest, source, instance) : NULL;
	if (at && *at)
		dest_remove(rib, dest, at);
}

void rib_sweep(struct rib *rib, uint8_t source, uint8_t round)
{
	static const uint16_t families[] = {AF_INET, AF_INET6};
	for (int i = 0; i < 2; i++) {
		for (struct rib_dest *dest = rib_first(rib, families[i]); dest; dest = rib_next(dest)) {
			struct rib_candidate **at = candidate_find(dest, source, 0);
			if (*at && (*at)->attr.round != round)
				dest_remove(rib, dest, at);
		}
	}
}

static struct rib_candidate *dest_select(const struct rib_dest *dest)
{
	struct rib_candidate *c = dest->candidates;
	while (c && c->set->depth == NEXTHOP_UNREACHABLE)
		c = c->next;
	return c;
}

/* One touched destination: choose, tell the kernel, tell the listeners. */
static void dest_run(struct rib *rib, struct rib_dest *dest)
{
	struct rib_candidate *best = dest_select(dest);
	bool changed = best != dest->best || dest->changed;
	dest->best = best;
	dest->changed = false;
	fib_update(rib->fib, dest);
	if (changed) {
		uint8_t before = dest->told;
		dest->told = best ? best->attr.proto : 0;
		route_debug(dest, before);
		rib->listener->dest(rib->listener_arg, dest, before);
	}
	rib_dest_release(rib, dest);
}

static struct rib_dest *dirty_pop(struct rib *rib)
{
	struct rib_dest *dest = rib->dirty;
	if (!dest)
		return NULL;
	rib->dirty = dest->dirty_next;
	if (!rib->dirty)
		rib->dirty_end = &rib->dirty;
	dest->dirty_next = NULL;
	dest->dirty = false;
	return dest;
}

bool rib_run(struct rib *rib, size_t budget)
{
	bool more = true;
	rib->awake = true;
	while (budget && more) {
		more = false;
		while (nexthop_run(rib->nexthops))
			more = true;
		for (unsigned slice = 256; slice && budget; slice--, budget--) {
			struct rib_dest *dest = dirty_pop(rib);
			if (!dest)
				break;
			dest_run(rib, dest);
			more = true;
		}
	}
	kernel_flush(rib->kernel);
	rib->awake = false;
	if (rib->dirty)
		more = true;
	return more;
}
