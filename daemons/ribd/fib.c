/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/fib.h"
#include <stdlib.h>
#include "daemons/ribd/ecmp.h"
#include "daemons/ribd/kernel.h"
#include "daemons/ribd/rib.h"
#include "lib/log.h"

struct fib {
	struct rib *rib;
	size_t stale;
	struct rib_dest *retry; /* through dirty_next, marked dirty */
};

struct fib *fib_new(struct rib *rib)
{
	struct fib *fib = calloc(1, sizeof *fib);
	if (fib)
		fib->rib = rib;
	return fib;
}

void fib_free(struct fib *fib)
{
	free(fib);
}

size_t fib_stale(const struct fib *fib)
{
	return fib->stale;
}

static void stale_clear(struct fib *fib, struct rib_dest *dest)
{
	if (dest->stale)
		fib->stale--;
	dest->stale = false;
}

/* The kernel makes connected and local routes itself, from the addresses. */
static bool is_kernels_own(const struct rib_candidate *best)
{
	return best->attr.proto == RIB_PROTO_CONNECTED || best->attr.proto == RIB_PROTO_LOCAL;
}

static void retry_later(struct fib *fib, struct rib_dest *dest)
{
	if (dest->dirty)
		return;
	dest->dirty = true;
	dest->dirty_next = fib->retry;
	fib->retry = dest;
}

static void point_at(struct fib *fib, struct rib_dest *dest, struct ecmp_group *group)
{
	struct ecmp_group *old = dest->fib;
	if (group) {
		ecmp_group_ref(group);
		dest->fib_epoch = group->epoch;
	}
	dest->fib = group;
	if (old)
		ecmp_group_unref(fib->rib->ecmp, old);
}

void fib_update(struct fib *fib, struct rib_dest *dest)
{
	if (dest->stale && !dest->best)
		return;
	stale_clear(fib, dest);
	bool wanted = dest->best && !is_kernels_own(dest->best);
	struct ecmp_group *group = wanted ? nexthop_set_group(fib->rib->nexthops, dest->best->set) : NULL;
	if (group == dest->fib && (!group || group->epoch == dest->fib_epoch))
		return;
	struct ip_prefix prefix;
	rib_dest_prefix(dest, &prefix);
	if (group)
		kernel_route_set(fib->rib->kernel, &prefix, group->id);
	else
		kernel_route_del(fib->rib->kernel, &prefix);
	point_at(fib, dest, group);
	if (wanted && !group)
		retry_later(fib, dest);
}

static void adopt_leg(void *arg, const struct kernel_leg *leg)
{
	struct fib *fib = arg;
	ecmp_adopt_leg(fib->rib->ecmp, leg);
}

static void adopt_group(void *arg, const struct kernel_group *group)
{
	struct fib *fib = arg;
	ecmp_adopt_group(fib->rib->ecmp, group);
}

static void adopt_route(void *arg, const struct ip_prefix *prefix, uint32_t id)
{
	struct fib *fib = arg;
	struct ecmp_group *group = ecmp_adopt_route(fib->rib->ecmp, id);
	struct rib_dest *dest = rib_dest_get(fib->rib, prefix);
	if (!group || !dest || dest->fib) {
		log_warn("a route of an earlier process is not understood and goes");
		kernel_route_del(fib->rib->kernel, prefix);
		if (group)
			ecmp_group_unref(fib->rib->ecmp, group);
		rib_dest_release(fib->rib, dest);
		return;
	}
	dest->fib = group;
	dest->fib_epoch = group->epoch;
	dest->stale = true;
	fib->stale++;
}

int fib_adopt(struct fib *fib)
{
	static const struct kernel_found found = {adopt_leg, adopt_group, adopt_route};
	return kernel_dump_fib(fib->rib->kernel, &found, fib);
}

static void sweep_table(struct fib *fib, uint16_t family)
{
	for (struct rib_dest *dest = rib_first(fib->rib, family); dest; dest = rib_next(dest)) {
		if (!dest->stale)
			continue;
		stale_clear(fib, dest);
		rib_dest_touch(fib->rib, dest);
	}
}

void fib_sweep(struct fib *fib)
{
	if (fib->stale) {
		log_debug("%zu routes of the earlier process are not confirmed", fib->stale);
		sweep_table(fib, AF_INET);
		sweep_table(fib, AF_INET6);
	}
	ecmp_sweep(fib->rib->ecmp);
	rib_wake(fib->rib);
}

void fib_refused(struct fib *fib, const struct ip_prefix *prefix)
{
	struct rib_dest *dest = rib_dest_find(fib->rib, prefix);
	if (!dest || !dest->fib)
		return;
	/* What the kernel has instead is not known: make it nothing, then start anew. */
	kernel_route_del(fib->rib->kernel, prefix);
	point_at(fib, dest, NULL);
	retry_later(fib, dest);
}

void fib_retry(struct fib *fib)
{
	struct rib_dest *dest = fib->retry;
	fib->retry = NULL;
	while (dest) {
		struct rib_dest *next = dest->dirty_next;
		dest->dirty = false;
		rib_dest_touch(fib->rib, dest);
		dest = next;
	}
}

void fib_withdraw_all(struct fib *fib)
{
	ecmp_withdraw_all(fib->rib->ecmp);
	kernel_flush(fib->rib->kernel);
}
