/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/ecmp.h"
#include <stdlib.h>
#include <string.h>
#include "lib/log.h"

struct ecmp {
	struct kernel *kernel;
	uint32_t next_id;
	struct ecmp_leg *legs; /* by what they are */
	struct ecmp_leg *legs_by_id;
	struct ecmp_group *groups; /* by id */
};

#define LEG_KEY_SIZE (sizeof(struct kernel_leg) - offsetof(struct kernel_leg, ifindex))

struct ecmp *ecmp_new(struct kernel *kernel)
{
	struct ecmp *e = calloc(1, sizeof *e);
	if (e) {
		e->kernel = kernel;
		e->next_id = ECMP_ID_FIRST;
	}
	return e;
}

static struct ecmp_leg *leg_by_id(struct ecmp *e, uint32_t id)
{
	struct ecmp_leg *leg;
	HASH_FIND(hh_id, e->legs_by_id, &id, sizeof id, leg);
	return leg;
}

static struct ecmp_group *group_by_id(struct ecmp *e, uint32_t id)
{
	struct ecmp_group *g;
	HASH_FIND(hh, e->groups, &id, sizeof id, g);
	return g;
}

static uint32_t id_new(struct ecmp *e)
{
	uint32_t id;
	do {
		id = e->next_id;
		e->next_id = id == ECMP_ID_LAST ? ECMP_ID_FIRST : id + 1;
	} while (leg_by_id(e, id) || group_by_id(e, id));
	return id;
}

/* Copies field by field into zeroed memory: the bytes are a hash key. */
static void leg_key(
    struct kernel_leg *key, uint16_t family, uint32_t ifindex, const struct ip_addr *gateway, bool onlink)
{
	memset(key, 0, sizeof *key);
	key->ifindex = ifindex;
	key->family = gateway->family ? gateway->family : family;
	key->gateway.family = gateway->family;
	memcpy(key->gateway.bytes, gateway->bytes, ip_addr_size(gateway));
	key->onlink = onlink;
}

static struct ecmp_leg *leg_add(struct ecmp *e, const struct kernel_leg *key, uint32_t id)
{
	struct ecmp_leg *leg = calloc(1, sizeof *leg);
	if (!leg)
		return NULL;
	memcpy(&leg->leg, key, sizeof *key);
	leg->leg.id = id;
	HASH_ADD(hh, e->legs, leg.ifindex, LEG_KEY_SIZE, leg);
	HASH_ADD(hh_id, e->legs_by_id, leg.id, sizeof id, leg);
	return leg;
}

static void leg_free(struct ecmp *e, struct ecmp_leg *leg)
{
	if (leg->installed)
		kernel_nexthop_del(e->kernel, leg->leg.id);
	HASH_DELETE(hh, e->legs, leg);
	HASH_DELETE(hh_id, e->legs_by_id, leg);
	free(leg);
}

static void leg_unref(struct ecmp *e, struct ecmp_leg *leg)
{
	if (--leg->refs == 0)
		leg_free(e, leg);
}

static struct ecmp_leg *leg_get(struct ecmp *e, uint16_t family, const struct nexthop_out *out)
{
	struct kernel_leg key;
	struct ecmp_leg *leg;
	leg_key(&key, family, out->ifindex, &out->gateway, out->onlink);
	HASH_FIND(hh, e->legs, &key.ifindex, LEG_KEY_SIZE, leg);
	if (!leg)
		leg = leg_add(e, &key, id_new(e));
	if (leg)
		leg->refs++;
	return leg;
}

static void members_unref(struct ecmp *e, struct ecmp_member *member, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		leg_unref(e, member[i].leg);
	free(member);
}

static int member_cmp(const void *a, const void *b)
{
	const struct ecmp_member *x = a, *y = b;
	return x->leg->leg.id < y->leg->leg.id ? -1 : x->leg->leg.id > y->leg->leg.id;
}

/* The legs of these ways, each with a reference, in order of id. */
static struct ecmp_member *members_of(
    struct ecmp *e, uint16_t family, const struct nexthop_out *outs, unsigned count, unsigned *made)
{
	struct ecmp_member *member = calloc(count ? count : 1, sizeof *member);
	*made = 0;
	for (unsigned i = 0; member && i < count; i++) {
		struct ecmp_leg *leg = leg_get(e, family, &outs[i]);
		if (!leg)
			continue;
		member[(*made)++] = (struct ecmp_member){leg, outs[i].weight ? outs[i].weight : 1};
	}
	if (*made)
		qsort(member, *made, sizeof *member, member_cmp);
	return member;
}

static bool members_equal(const struct ecmp_group *g, const struct ecmp_member *member, unsigned count)
{
	if (g->count != count)
		return false;
	for (unsigned i = 0; i < count; i++)
		if (g->member[i].leg != member[i].leg || g->member[i].weight != member[i].weight)
			return false;
	return true;
}

static struct ecmp_group *group_add(struct ecmp *e, uint32_t id)
{
	struct ecmp_group *g = calloc(1, sizeof *g);
	if (g) {
		g->id = id;
		HASH_ADD(hh, e->groups, id, sizeof g->id, g);
	}
	return g;
}

static void group_free(struct ecmp *e, struct ecmp_group *g)
{
	if (g->installed)
		kernel_nexthop_del(e->kernel, g->id);
	HASH_DELETE(hh, e->groups, g);
	members_unref(e, g->member, g->count);
	free(g);
}

/* Sends the legs that the kernel does not have, and learns at once which of them it refuses. */
static void legs_install(struct ecmp *e, struct ecmp_group *g)
{
	bool sent = false;
	for (unsigned i = 0; i < g->count; i++) {
		struct ecmp_leg *leg = g->member[i].leg;
		if (leg->installed)
			continue;
		leg->installed = true;
		kernel_leg_set(e->kernel, &leg->leg);
		sent = true;
	}
	if (sent)
		kernel_flush(e->kernel);
}

static bool group_install(struct ecmp *e, struct ecmp_group *g)
{
	struct kernel_group k = {.id = g->id};
	legs_install(e, g);
	for (unsigned i = 0; i < g->count && k.count < KERNEL_GROUP_MAX; i++) {
		if (!g->member[i].leg->installed)
			continue;
		k.member[k.count].leg = g->member[i].leg->leg.id;
		k.member[k.count++].weight = g->member[i].weight;
	}
	g->changed = k.count < g->count;
	if (!k.count)
		return false;
	bool was_lost = !g->installed;
	g->installed = true;
	g->refused = false;
	kernel_group_set(e->kernel, &k);
	return was_lost;
}

/* A group that a predecessor left, or that waits for its last route, with exactly these members. */
static struct ecmp_group *group_unowned(struct ecmp *e, const struct ecmp_member *member, unsigned count)
{
	for (struct ecmp_group *g = e->groups; g; g = g->hh.next)
		if (!g->owned && g->installed && members_equal(g, member, count))
			return g;
	return NULL;
}

struct ecmp_group *ecmp_group_new(
    struct ecmp *e, uint16_t family, const struct nexthop_out *outs, unsigned count)
{
	unsigned made;
	struct ecmp_member *member = members_of(e, family, outs, count, &made);
	if (!member)
		return NULL;
	struct ecmp_group *g = group_unowned(e, member, made);
	if (g) {
		members_unref(e, member, made);
	} else {
		g = group_add(e, id_new(e));
		if (!g) {
			members_unref(e, member, made);
			return NULL;
		}
		g->member = member;
		g->count = made;
		group_install(e, g);
	}
	g->owned = true;
	g->refs++;
	return g;
}

bool ecmp_group_set(
    struct ecmp *e, struct ecmp_group *g, uint16_t family, const struct nexthop_out *outs, unsigned count)
{
	unsigned made;
	struct ecmp_member *member = members_of(e, family, outs, count, &made);
	if (!member)
		return false;
	if (g->installed && !g->changed && members_equal(g, member, made)) {
		members_unref(e, member, made);
		return false;
	}
	struct ecmp_member *old = g->member;
	unsigned old_count = g->count;
	g->member = member;
	g->count = made;
	bool remade = group_install(e, g);
	members_unref(e, old, old_count);
	return remade;
}

void ecmp_group_ref(struct ecmp_group *g)
{
	g->refs++;
}

void ecmp_group_unref(struct ecmp *e, struct ecmp_group *g)
{
	if (--g->refs == 0)
		group_free(e, g);
}

void ecmp_group_disown(struct ecmp *e, struct ecmp_group *g)
{
	g->owned = false;
	ecmp_group_unref(e, g);
}

/* Drops the members that the kernel has dropped; the last one takes group and routes with it. */
static void group_shrink(struct ecmp *e, struct ecmp_group *g)
{
	unsigned kept = 0;
	for (unsigned i = 0; i < g->count; i++) {
		if (g->member[i].leg->installed)
			g->member[kept++] = g->member[i];
		else
			leg_unref(e, g->member[i].leg);
	}
	g->count = kept;
	if (!kept && g->installed) {
		g->installed = false;
		g->epoch++;
	}
}

void ecmp_device_lost(struct ecmp *e, uint32_t ifindex)
{
	bool any = false;
	for (struct ecmp_leg *leg = e->legs; leg; leg = leg->hh.next) {
		if (leg->leg.ifindex != ifindex || !leg->installed)
			continue;
		leg->installed = false;
		kernel_nexthop_del(e->kernel, leg->leg.id);
		any = true;
	}
	if (!any)
		return;
	for (struct ecmp_group *g = e->groups; g; g = g->hh.next)
		group_shrink(e, g);
	kernel_flush(e->kernel);
}

void ecmp_refused(struct ecmp *e, uint32_t id)
{
	struct ecmp_leg *leg = leg_by_id(e, id);
	struct ecmp_group *g = leg ? NULL : group_by_id(e, id);
	if (leg)
		leg->installed = false;
	if (g && g->installed) {
		g->installed = false;
		g->refused = true;
		g->epoch++;
	}
}

static void id_reserve(struct ecmp *e, uint32_t id)
{
	if (id >= e->next_id && id < ECMP_ID_LAST)
		e->next_id = id + 1;
}

void ecmp_adopt_leg(struct ecmp *e, const struct kernel_leg *found)
{
	struct kernel_leg key;
	struct ecmp_leg *leg;
	leg_key(&key, found->family, found->ifindex, &found->gateway, found->onlink);
	HASH_FIND(hh, e->legs, &key.ifindex, LEG_KEY_SIZE, leg);
	if (!leg)
		leg = leg_add(e, &key, found->id);
	if (!leg)
		return;
	leg->installed = true;
	id_reserve(e, found->id);
}

void ecmp_adopt_group(struct ecmp *e, const struct kernel_group *found)
{
	struct ecmp_group *g = group_by_id(e, found->id) ? NULL : group_add(e, found->id);
	if (!g)
		return;
	g->member = calloc(found->count ? found->count : 1, sizeof *g->member);
	for (unsigned i = 0; g->member && i < found->count; i++) {
		struct ecmp_leg *leg = leg_by_id(e, found->member[i].leg);
		if (!leg)
			continue;
		leg->refs++;
		g->member[g->count++] = (struct ecmp_member){leg, found->member[i].weight};
	}
	if (g->count)
		qsort(g->member, g->count, sizeof *g->member, member_cmp);
	g->installed = true;
	id_reserve(e, found->id);
}

struct ecmp_group *ecmp_adopt_route(struct ecmp *e, uint32_t id)
{
	struct ecmp_group *g = group_by_id(e, id);
	if (g)
		g->refs++;
	return g;
}

void ecmp_sweep(struct ecmp *e)
{
	for (struct ecmp_group *g = e->groups, *next; g; g = next) {
		next = g->hh.next;
		if (!g->refs)
			group_free(e, g);
	}
	for (struct ecmp_leg *leg = e->legs, *next; leg; leg = next) {
		next = leg->hh.next;
		if (!leg->refs)
			leg_free(e, leg);
	}
}

void ecmp_withdraw_all(struct ecmp *e)
{
	for (struct ecmp_group *g = e->groups; g; g = g->hh.next) {
		if (g->installed)
			kernel_nexthop_del(e->kernel, g->id);
		g->installed = false;
		g->epoch++;
	}
	for (struct ecmp_leg *leg = e->legs; leg; leg = leg->hh.next) {
		if (leg->installed)
			kernel_nexthop_del(e->kernel, leg->leg.id);
		leg->installed = false;
	}
}

void ecmp_free(struct ecmp *e)
{
	if (!e)
		return;
	struct ecmp_group *g, *next_group;
	struct ecmp_leg *leg, *next_leg;
	HASH_ITER(hh, e->groups, g, next_group) {
		HASH_DELETE(hh, e->groups, g);
		free(g->member);
		free(g);
	}
	HASH_CLEAR(hh_id, e->legs_by_id);
	HASH_ITER(hh, e->legs, leg, next_leg) {
		HASH_DELETE(hh, e->legs, leg);
		free(leg);
	}
	free(e);
}
