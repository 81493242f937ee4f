/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/lease.h"
#include <stdlib.h>
#include <string.h>
#include "daemons/ribd/dhcp.h"
#include "daemons/ribd/ribd.h"
#include "lib/log.h"

#define DISTANCE_DEFAULT 1

/* Routes ---------------------------------------------------------------------------------------------- */

static const struct ip_prefix everywhere = {.addr = {.family = AF_INET}};

static bool route_of(const struct ribd *ribd, const struct iface *iface, struct lease_route *route)
{
	const struct iface_config *c = &iface->config;
	const struct dhcp_lease *lease =
	    c->dhcp && c->setroute && iface->ifindex ? dhcp_lease_of(ribd->dhcp, c->name) : NULL;
	if (!lease || !lease->router || lease->router == lease->address)
		return false;
	*route = (struct lease_route){
	    iface->ifindex, lease->router, c->dhcp_distance ? c->dhcp_distance : DISTANCE_DEFAULT};
	return true;
}

static bool contains(const struct lease_route *list, size_t count, const struct lease_route *route)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].ifindex == route->ifindex && list[i].router == route->router &&
		    list[i].distance == route->distance)
			return true;
	return false;
}

static void offer(struct ribd *ribd, const struct lease_route *route)
{
	struct rib_nexthop hop = {
	    .addr = ip_addr_from(AF_INET, &route->router), .ifindex = route->ifindex, .weight = 1};
	struct rib_attr attr = {
	    .proto = RIB_PROTO_STATIC, .distance = route->distance, .since = ribd_now(ribd)};
	struct nexthop_set *set = nexthop_set_get(ribd->rib->nexthops, AF_INET, &hop, 1);
	if (set)
		rib_set(ribd->rib, &everywhere, RIB_SOURCE_DHCP, route->ifindex, &attr, set);
}

void lease_routes_refresh(struct ribd *ribd)
{
	struct lease_route *now = calloc(ribd->ifaces.count + 1, sizeof *now);
	size_t count = 0;
	if (!now)
		return;
	for (size_t i = 0; i < ribd->ifaces.count; i++)
		count += route_of(ribd, ribd->ifaces.all[i], &now[count]);
	for (size_t i = 0; i < ribd->lease_route_count; i++)
		if (!contains(now, count, &ribd->lease_routes[i]))
			rib_clear(ribd->rib, &everywhere, RIB_SOURCE_DHCP, ribd->lease_routes[i].ifindex);
	for (size_t i = 0; i < count; i++)
		if (!contains(ribd->lease_routes, ribd->lease_route_count, &now[i]))
			offer(ribd, &now[i]);
	free(ribd->lease_routes);
	ribd->lease_routes = now;
	ribd->lease_route_count = count;
}

/* Addresses ------------------------------------------------------------------------------------------- */

static void tell(const struct iface *iface, const struct dhcp_lease *lease, const struct ip_prefix *before)
{
	char text[IP_ADDR_STRLEN], mask[IP_ADDR_STRLEN], gateway[IP_ADDR_STRLEN];
	if (!lease) {
		log_notice("DHCP client interface %s: address released: %s", iface->config.nameif,
		    ip_addr_str(&before->addr, text));
		return;
	}
	struct in_addr bits = ip_len_mask((int)lease->len);
	struct ip_addr m = ip_addr_from(AF_INET, &bits), r = ip_addr_from(AF_INET, &lease->router);
	log_notice("DHCP client interface %s: Allocated ip = %s, mask = %s, gw = %s", iface->config.nameif,
	    ip_addr_str(&iface->config.ipv4.addr, text), ip_addr_str(&m, mask), ip_addr_str(&r, gateway));
}

void lease_changed(void *arg, const char *name, const struct dhcp_lease *lease)
{
	struct ribd *ribd = arg;
	struct iface *iface = iface_find(&ribd->ifaces, name);
	if (!iface || !iface->config.dhcp || ribd->stopping)
		return;
	struct ip_prefix before = iface->config.ipv4, now = {0};
	if (lease)
		now = (struct ip_prefix){
		    .addr = ip_addr_from(AF_INET, &lease->address), .len = (uint8_t)lease->len};
	iface->config.ipv4 = now;
	if (!ip_prefix_equal(&before, &now)) {
		struct link *link = link_find(&ribd->links, iface->ifindex);
		tell(iface, lease, &before);
		if (link)
			ribd_iface_changed(ribd, link);
	}
	lease_routes_refresh(ribd);
}
