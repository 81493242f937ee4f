/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/nexthop.h"
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "daemons/ribd/ecmp.h"
#include "daemons/ribd/resolve.h"
#include "daemons/ribd/rib.h"

struct nexthop_table {
	struct rib *rib;
	struct ecmp *ecmp;
	struct resolver resolver;
	struct nexthop *all;      /* by key */
	struct trie looked_up[2]; /* those without interface, by address */
	struct nexthop_set *sets; /* by family and members */
	struct nexthop *dirty;
};

#define SET_KEY offsetof(struct nexthop_set, family)

struct nexthop_table *nexthop_table_new(
    struct rib *rib, struct ecmp *ecmp, const struct nexthop_ifaces *ifaces, void *arg)
{
	struct nexthop_table *t = calloc(1, sizeof *t);
	if (t) {
		t->rib = rib;
		t->ecmp = ecmp;
		t->resolver = (struct resolver){rib, ifaces, arg};
	}
	return t;
}

/* Copies field by field into zeroed memory: the bytes are a hash key. */
static void key_make(struct nexthop_key *key, const struct ip_addr *addr, uint32_t ifindex)
{
	memset(key, 0, sizeof *key);
	key->addr.family = addr->family;
	memcpy(key->addr.bytes, addr->bytes, ip_addr_size(addr));
	key->ifindex = ifindex;
}

static struct trie *trie_of(struct nexthop_table *t, const struct ip_addr *addr)
{
	return &t->looked_up[addr->family == AF_INET6];
}

static void mark_dirty(struct nexthop_table *t, struct nexthop *nh)
{
	if (nh->dirty)
		return;
	nh->dirty = true;
	nh->dirty_next = t->dirty;
	t->dirty = nh;
	rib_wake(t->rib);
}

static void unmark_dirty(struct nexthop_table *t, struct nexthop *nh)
{
	struct nexthop **at = &t->dirty;
	while (nh->dirty && *at != nh)
		at = &(*at)->dirty_next;
	if (nh->dirty)
		*at = nh->dirty_next;
}

/* Takes the answer over; true when it differs in anything that somebody could see. */
static bool take_answer(struct nexthop *nh, const struct nexthop_answer *a)
{
	bool same_ways = nh->depth == a->depth && nh->out_count == a->count;
	for (unsigned i = 0; same_ways && i < a->count; i++)
		same_ways =
		    nexthop_out_equal(&nh->outs[i], &a->outs[i]) && nh->outs[i].weight == a->outs[i].weight;
	bool same = same_ways && nh->connected == a->connected && nh->metric == a->metric;
	nh->match = a->match;
	nh->via = a->via;
	if (same)
		return false;
	struct nexthop_out *outs = a->count ? malloc(a->count * sizeof *outs) : NULL;
	if (outs)
		memcpy(outs, a->outs, a->count * sizeof *outs);
	free(nh->outs);
	nh->outs = outs;
	nh->out_count = outs ? a->count : 0;
	nh->depth = nh->out_count ? a->depth : NEXTHOP_UNREACHABLE;
	nh->connected = a->connected;
	nh->metric = a->metric;
	return true;
}

static bool resolve_again(struct nexthop_table *t, struct nexthop *nh)
{
	struct nexthop_answer a;
	resolve(&t->resolver, nh, &a);
	return take_answer(nh, &a);
}

/* Next hops ----------------------------------------------------------------------------------------- */

struct nexthop *nexthop_find(struct nexthop_table *t, const struct ip_addr *addr, uint32_t ifindex)
{
	struct nexthop_key key;
	struct nexthop *nh;
	key_make(&key, addr, ifindex);
	HASH_FIND(hh, t->all, &key, sizeof key, nh);
	return nh;
}

struct nexthop *nexthop_get(struct nexthop_table *t, const struct ip_addr *addr, uint32_t ifindex)
{
	struct nexthop *nh = nexthop_find(t, addr, ifindex);
	if (nh) {
		nh->refs++;
		return nh;
	}
	nh = calloc(1, sizeof *nh);
	if (!nh)
		return NULL;
	key_make(&nh->key, addr, ifindex);
	nh->refs = 1;
	nh->depth = NEXTHOP_UNREACHABLE;
	HASH_ADD(hh, t->all, key, sizeof nh->key, nh);
	if (!ifindex) {
		struct ip_prefix host = {.addr = *addr, .len = (uint8_t)(8 * ip_addr_size(addr))};
		trie_node_init(&nh->node, &host);
		trie_insert(trie_of(t, addr), &nh->node);
	}
	resolve_again(t, nh);
	return nh;
}

void nexthop_put(struct nexthop_table *t, struct nexthop *nh)
{
	if (--nh->refs)
		return;
	unmark_dirty(t, nh);
	HASH_DELETE(hh, t->all, nh);
	if (!nh->key.ifindex)
		trie_remove(trie_of(t, &nh->key.addr), &nh->node);
	free(nh->outs);
	free(nh);
}

void nexthop_each(struct nexthop_table *t, void (*fn)(void *arg, struct nexthop *nh), void *arg)
{
	struct nexthop *nh, *next;
	HASH_ITER(hh, t->all, nh, next) {
		fn(arg, nh);
	}
}

void nexthop_iface_changed(struct nexthop_table *t, uint32_t ifindex)
{
	for (struct nexthop *nh = t->all; nh; nh = nh->hh.next)
		if (nh->key.ifindex == ifindex)
			mark_dirty(t, nh);
}

void nexthop_prefix_changed(struct nexthop_table *t, const struct ip_prefix *prefix)
{
	struct trie *trie = &t->looked_up[prefix->addr.family == AF_INET6];
	for (struct trie_node *node = trie_first_in(trie, prefix); node; node = trie_next_in(node, prefix)) {
		struct nexthop *nh = (struct nexthop *)node;
		/* What is less specific than the way it has does not concern a next hop of depth 0. */
		if (nh->depth != 0 || prefix->len >= nh->match)
			mark_dirty(t, nh);
	}
}

/* Sets ---------------------------------------------------------------------------------------------- */

static size_t set_key_size(unsigned count)
{
	return offsetof(struct nexthop_set, member) + count * sizeof(struct nexthop_member) - SET_KEY;
}

static int member_cmp(const void *a, const void *b)
{
	const struct nexthop_member *x = a, *y = b;
	return x->nexthop < y->nexthop ? -1 : x->nexthop > y->nexthop;
}

/* Recomputes what the members add up to; true when the ways changed. */
static bool set_refresh(struct nexthop_set *set)
{
	struct nexthop_out outs[NEXTHOP_OUTS_MAX];
	unsigned count = 0;
	uint8_t depth = set->blackhole ? 0 : NEXTHOP_UNREACHABLE;
	if (set->blackhole)
		outs[count++] = (struct nexthop_out){.weight = 1};
	for (unsigned m = 0; m < set->count; m++) {
		const struct nexthop *hop = set->member[m].nexthop;
		for (unsigned i = 0; i < hop->out_count; i++)
			count = nexthop_outs_add(
			    outs, count, &hop->outs[i], set->member[m].weight * hop->outs[i].weight);
		if (hop->depth < depth)
			depth = hop->depth;
	}
	bool same = depth == set->depth && count == set->out_count;
	for (unsigned i = 0; same && i < count; i++)
		same = nexthop_out_equal(&outs[i], &set->outs[i]) && outs[i].weight == set->outs[i].weight;
	set->depth = depth;
	if (same)
		return false;
	struct nexthop_out *copy = count ? malloc(count * sizeof *copy) : NULL;
	if (copy)
		memcpy(copy, outs, count * sizeof *copy);
	free(set->outs);
	set->outs = copy;
	set->out_count = copy ? (uint16_t)count : 0;
	return true;
}

/* The key of a set in the room of `key`: members by pointer, equal ones merged. Each has a reference. */
static bool set_key(struct nexthop_table *t, struct nexthop_set *key, uint16_t family,
    const struct rib_nexthop *nexthops, unsigned count)
{
	key->family = family;
	key->blackhole = count == 0;
	for (unsigned i = 0; i < count; i++) {
		struct nexthop *nh = nexthop_get(t, &nexthops[i].addr, nexthops[i].ifindex);
		if (!nh)
			return false;
		unsigned at = 0;
		while (at < key->count && key->member[at].nexthop != nh)
			at++;
		if (at < key->count) {
			nexthop_put(t, nh);
			continue;
		}
		key->member[at].nexthop = nh;
		key->member[at].weight = nexthops[i].weight ? nexthops[i].weight : 1;
		key->count++;
	}
	qsort(key->member, key->count, sizeof key->member[0], member_cmp);
	return true;
}

static void set_members_put(struct nexthop_table *t, struct nexthop_set *set)
{
	for (unsigned i = 0; i < set->count; i++)
		nexthop_put(t, set->member[i].nexthop);
}

struct nexthop_set *nexthop_set_get(
    struct nexthop_table *t, uint16_t family, const struct rib_nexthop *nexthops, unsigned count)
{
	if (count > NEXTHOP_OUTS_MAX)
		count = NEXTHOP_OUTS_MAX;
	struct nexthop_set *set = NULL, *key = calloc(1, sizeof *key + count * sizeof key->member[0]);
	if (!key)
		return NULL;
	bool complete = set_key(t, key, family, nexthops, count);
	if (complete)
		HASH_FIND(hh, t->sets, &key->family, set_key_size(key->count), set);
	if (set || !complete) {
		set_members_put(t, key);
		free(key);
		if (set)
			set->refs++;
		return set;
	}
	key->refs = 1;
	key->depth = NEXTHOP_UNREACHABLE;
	set_refresh(key);
	HASH_ADD_KEYPTR(hh, t->sets, &key->family, set_key_size(key->count), key);
	return key;
}

static void set_free(struct nexthop_table *t, struct nexthop_set *set)
{
	HASH_DELETE(hh, t->sets, set);
	if (set->group)
		ecmp_group_disown(t->ecmp, set->group);
	set_members_put(t, set);
	free(set->outs);
	free(set);
}

void nexthop_set_put(struct nexthop_table *t, struct nexthop_set *set)
{
	if (set && --set->refs == 0)
		set_free(t, set);
}

struct ecmp_group *nexthop_set_group(struct nexthop_table *t, struct nexthop_set *set)
{
	if (!set->group && set->out_count)
		set->group = ecmp_group_new(t->ecmp, set->family, set->outs, set->out_count);
	return set->group && set->group->installed ? set->group : NULL;
}

/* Brings the group into line with the set's ways. */
static void set_group_update(struct nexthop_table *t, struct nexthop_set *set)
{
	if (!set->group || !set->out_count)
		return;
	if (ecmp_group_set(t->ecmp, set->group, set->family, set->outs, set->out_count))
		rib_set_touch(t->rib, set);
}

void nexthop_groups_retry(struct nexthop_table *t)
{
	for (struct nexthop_set *set = t->sets; set; set = set->hh.next)
		if (set->group && (set->group->changed || !set->group->installed))
			set_group_update(t, set);
}

/* Running ------------------------------------------------------------------------------------------- */

static bool resolve_dirty(struct nexthop_table *t)
{
	bool any = t->dirty != NULL;
	while (t->dirty) {
		struct nexthop *nh = t->dirty;
		t->dirty = nh->dirty_next;
		nh->dirty = false;
		if (resolve_again(t, nh))
			nh->changed = nh->untold = true;
	}
	return any;
}

static bool has_changed_member(const struct nexthop_set *set)
{
	for (unsigned i = 0; i < set->count; i++)
		if (set->member[i].nexthop->changed)
			return true;
	return false;
}

/* Marks again whatever rests on the set. */
static void set_changed(struct nexthop_table *t, struct nexthop_set *set)
{
	uint8_t depth = set->depth;
	bool ways = set_refresh(set);
	if (depth != set->depth)
		rib_set_touch(t->rib, set);
	if (!ways)
		return;
	set->regroup = true;
	for (struct nexthop *nh = t->all; nh; nh = nh->hh.next)
		if (nh->via == set)
			mark_dirty(t, nh);
}

static void refresh_sets(struct nexthop_table *t)
{
	for (struct nexthop_set *set = t->sets; set; set = set->hh.next)
		if (has_changed_member(set))
			set_changed(t, set);
	for (struct nexthop *nh = t->all; nh; nh = nh->hh.next)
		nh->changed = false;
}

/* The group has lost what the set still has: the device was away in between. */
static bool group_lags(const struct nexthop_set *set)
{
	const struct ecmp_group *g = set->group;
	return g && set->out_count && !g->refused && (!g->installed || g->count != set->out_count);
}

bool nexthop_run(struct nexthop_table *t)
{
	bool any = false;
	/* The kernel hears of it only when nothing moves any more: until then a set may name a way that is gone. */
	while (resolve_dirty(t)) {
		any = true;
		refresh_sets(t);
	}
	if (!any)
		return false;
	for (struct nexthop_set *set = t->sets; set; set = set->hh.next) {
		if (set->regroup || group_lags(set))
			set_group_update(t, set);
		set->regroup = false;
	}
	for (struct nexthop *nh = t->all; nh; nh = nh->hh.next) {
		if (nh->untold && nh->watchers)
			t->rib->listener->nexthop(t->rib->listener_arg, nh);
		nh->untold = false;
	}
	return true;
}

void nexthop_table_free(struct nexthop_table *t)
{
	if (!t)
		return;
	struct nexthop *nh, *next;
	HASH_ITER(hh, t->all, nh, next) {
		HASH_DELETE(hh, t->all, nh);
		if (!nh->key.ifindex)
			trie_remove(trie_of(t, &nh->key.addr), &nh->node);
		free(nh->outs);
		free(nh);
	}
	free(t);
}
