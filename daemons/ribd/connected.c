/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/connected.h"
#include <stdlib.h>
#include "daemons/ribd/link.h"
#include "daemons/ribd/rib.h"

static uint8_t host_len(const struct ip_prefix *p)
{
	return (uint8_t)(8 * ip_addr_size(&p->addr));
}

static void offer(
    struct rib *rib, const struct link *link, const struct ip_prefix *prefix, uint8_t source, uint32_t now)
{
	struct rib_attr attr = {
	    .proto = source == RIB_SOURCE_LOCAL ? RIB_PROTO_LOCAL : RIB_PROTO_CONNECTED,
	    .since = now,
	};
	struct rib_nexthop nh = {.ifindex = link->k.ifindex, .weight = 1};
	struct nexthop_set *set = nexthop_set_get(rib->nexthops, prefix->addr.family, &nh, 1);
	if (set)
		rib_set(rib, prefix, source, link->k.ifindex, &attr, set);
}

/* The host routes of addresses are local, everything else is a subnet. */
static void withdraw(struct rib *rib, const struct link *link, const struct ip_prefix *prefix)
{
	uint8_t source = prefix->len == host_len(prefix) ? RIB_SOURCE_LOCAL : RIB_SOURCE_CONNECTED;
	rib_clear(rib, prefix, source, link->k.ifindex);
}

static bool contains(const struct ip_prefix *list, unsigned count, const struct ip_prefix *prefix)
{
	for (unsigned i = 0; i < count; i++)
		if (ip_prefix_equal(&list[i], prefix))
			return true;
	return false;
}

/* The prefixes that the link's addresses make: at most two each. */
static unsigned wanted(const struct link *link, struct ip_prefix *list)
{
	unsigned count = 0;
	for (unsigned i = 0; i < link->addr_count; i++) {
		if (link->addrs[i].link_scope)
			continue;
		struct ip_prefix subnet = link->addrs[i].addr, host = subnet;
		ip_prefix_mask(&subnet);
		host.len = host_len(&host);
		if (!contains(list, count, &subnet))
			list[count++] = subnet;
		if (!contains(list, count, &host))
			list[count++] = host;
	}
	return count;
}

void connected_refresh(struct rib *rib, struct link *link, bool gone, uint32_t now)
{
	struct ip_prefix *list = calloc(2 * link->addr_count + 1, sizeof *list);
	if (!list)
		return;
	unsigned count = gone || !link->k.running ? 0 : wanted(link, list);
	for (unsigned i = 0; i < link->route_count; i++)
		if (!contains(list, count, &link->routes[i]))
			withdraw(rib, link, &link->routes[i]);
	for (unsigned i = 0; i < count; i++)
		if (!contains(link->routes, link->route_count, &list[i]))
			offer(rib, link, &list[i],
			    list[i].len == host_len(&list[i]) ? RIB_SOURCE_LOCAL : RIB_SOURCE_CONNECTED, now);
	free(link->routes);
	link->routes = list;
	link->route_count = count;
}
