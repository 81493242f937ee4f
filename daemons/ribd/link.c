/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/link.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void link_free(struct link *link)
{
	free(link->addrs);
	free(link->routes);
	free(link);
}

void link_table_free(struct link_table *t)
{
	while (t->all)
		link_remove(t, t->all);
}

struct link *link_find(const struct link_table *t, uint32_t ifindex)
{
	struct link *link;
	HASH_FIND(hh, t->all, &ifindex, sizeof ifindex, link);
	return link;
}

struct link *link_find_device(const struct link_table *t, const char *device)
{
	struct link *link;
	size_t size = strlen(device);
	HASH_FIND(hh_device, t->by_device, device, size, link);
	return link;
}

static void leave_device(struct link_table *t, struct link *link)
{
	HASH_DELETE(hh_device, t->by_device, link);
	t->made -= link->k.made;
}

struct link *link_update(struct link_table *t, const struct kernel_link *k)
{
	struct link *link = link_find(t, k->ifindex);
	if (link) {
		leave_device(t, link);
	} else {
		link = calloc(1, sizeof *link);
		if (!link)
			return NULL;
		link->k.ifindex = k->ifindex;
		HASH_ADD(hh, t->all, k.ifindex, sizeof k->ifindex, link);
	}
	link->k = *k;
	link->seen = true;
	HASH_ADD_KEYPTR(hh_device, t->by_device, link->k.device, strlen(link->k.device), link);
	t->made += link->k.made;
	return link;
}

void link_remove(struct link_table *t, struct link *link)
{
	leave_device(t, link);
	HASH_DELETE(hh, t->all, link);
	link_free(link);
}

struct kernel_addr *link_addr_find(const struct link *link, const struct ip_prefix *addr)
{
	for (unsigned i = 0; i < link->addr_count; i++)
		if (ip_prefix_equal(&link->addrs[i].addr, addr))
			return &link->addrs[i];
	return NULL;
}

bool link_addr_update(struct link *link, const struct kernel_addr *addr, bool gone)
{
	struct kernel_addr *have = link_addr_find(link, &addr->addr);
	if (gone) {
		if (!have)
			return false;
		*have = link->addrs[--link->addr_count];
		return true;
	}
	if (have) {
		*have = *addr;
		return false;
	}
	struct kernel_addr *more = realloc(link->addrs, (link->addr_count + 1) * sizeof *more);
	if (!more)
		return false;
	link->addrs = more;
	link->addrs[link->addr_count++] = *addr;
	return true;
}

bool link_on_subnet(const struct link *link, const struct ip_addr *addr)
{
	bool inside = false;
	for (unsigned i = 0; i < link->addr_count; i++) {
		const struct ip_prefix *own = &link->addrs[i].addr;
		struct ip_prefix subnet = *own;
		if (own->addr.family != addr->family)
			continue;
		if (ip_addr_equal(&own->addr, addr))
			return false;
		ip_prefix_mask(&subnet);
		inside |= ip_prefix_contains(&subnet, addr);
	}
	return inside;
}

bool link_is_numbered(const struct link *link)
{
	static const char *const kinds[] = {"", "veth", "macvlan", "ipvlan"};
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (link->k.ethernet && !link->k.loopback && strcmp(link->k.kind, kinds[i]) == 0)
			return true;
	return false;
}

int link_name_cmp(const char *a, const char *b)
{
	return strverscmp(a, b);
}

/* Exponential averages: one figure each instead of five minutes of samples. */
static void fold(struct link_rate *rate, const struct link_rate *now, double weight)
{
	rate->in_packets += (now->in_packets - rate->in_packets) * weight;
	rate->in_bytes += (now->in_bytes - rate->in_bytes) * weight;
	rate->out_packets += (now->out_packets - rate->out_packets) * weight;
	rate->out_bytes += (now->out_bytes - rate->out_bytes) * weight;
	rate->drops += (now->drops - rate->drops) * weight;
}

static double per_second(uint64_t now, uint64_t before, double interval)
{
	return now > before ? (double)(now - before) / interval : 0;
}

void link_sample(struct link *link, double interval)
{
	const struct kernel_counters *c = &link->k.counters, *old = &link->sampled;
	if (link->has_sample) {
		struct link_rate now = {
		    .in_packets = per_second(c->in_packets, old->in_packets, interval),
		    .in_bytes = per_second(c->in_bytes, old->in_bytes, interval),
		    .out_packets = per_second(c->out_packets, old->out_packets, interval),
		    .out_bytes = per_second(c->out_bytes, old->out_bytes, interval),
		    .drops = per_second(c->in_drops, old->in_drops, interval),
		};
		fold(&link->minute, &now, 1 - exp(-interval / 60));
		fold(&link->five_minutes, &now, 1 - exp(-interval / 300));
	}
	link->sampled = *c;
	link->has_sample = true;
}
