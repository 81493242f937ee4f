/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/rib_feed.h"
#include <string.h>

#define ROUTES_PER_MESSAGE 512

static bool get_flag(struct rbuf *r)
{
	uint8_t v = rbuf_u8(r);
	if (v > 1)
		r->bad = true;
	return v == 1;
}

static bool whole(const struct rbuf *r)
{
	return rbuf_ok(r) && rbuf_left(r) == 0;
}

static void nexthop_pack(struct wbuf *w, const struct rib_nexthop *n)
{
	wbuf_ip_addr(w, &n->addr);
	wbuf_u32(w, n->ifindex);
	wbuf_u8(w, n->weight);
}

static void nexthop_unpack(struct rbuf *r, struct rib_nexthop *n)
{
	rbuf_ip_addr(r, &n->addr);
	n->ifindex = rbuf_u32(r);
	n->weight = rbuf_u8(r);
}

static void route_pack(struct wbuf *w, const struct rib_route *route)
{
	wbuf_u8(w, route->withdraw);
	wbuf_u8(w, route->proto);
	wbuf_u8(w, route->distance);
	wbuf_u32(w, route->metric);
	wbuf_u32(w, route->tag);
	wbuf_ip_prefix(w, &route->prefix);
	wbuf_u8(w, route->count);
	for (unsigned i = 0; i < route->count; i++)
		nexthop_pack(w, &route->nexthops[i]);
}

static void route_unpack(struct rbuf *r, struct rib_route *route)
{
	route->withdraw = get_flag(r);
	route->proto = rbuf_u8(r);
	route->distance = rbuf_u8(r);
	route->metric = rbuf_u32(r);
	route->tag = rbuf_u32(r);
	rbuf_ip_prefix(r, &route->prefix);
	route->count = rbuf_u8(r);
	if (route->count > RIB_NEXTHOPS_MAX || route->prefix.addr.family == 0)
		r->bad = true;
	for (unsigned i = 0; rbuf_ok(r) && i < route->count; i++)
		nexthop_unpack(r, &route->nexthops[i]);
}

size_t rib_routes_pack(struct wbuf *w, const struct rib_route *routes, size_t count)
{
	if (count > ROUTES_PER_MESSAGE)
		count = ROUTES_PER_MESSAGE;
	wbuf_u16(w, (uint16_t)count);
	for (size_t i = 0; i < count; i++)
		route_pack(w, &routes[i]);
	return count;
}

bool rib_routes_unpack(struct rbuf *r, void (*fn)(void *arg, const struct rib_route *route), void *arg)
{
	unsigned count = rbuf_u16(r);
	if (count > ROUTES_PER_MESSAGE)
		r->bad = true;
	for (unsigned i = 0; i < count && rbuf_ok(r); i++) {
		struct rib_route route = {0};
		route_unpack(r, &route);
		if (rbuf_ok(r))
			fn(arg, &route);
	}
	return whole(r);
}

void rib_nexthop_state_pack(struct wbuf *w, const struct rib_nexthop_state *s)
{
	wbuf_ip_addr(w, &s->addr);
	wbuf_u8(w, s->reachable);
	wbuf_u8(w, s->connected);
	wbuf_u32(w, s->metric);
	wbuf_u32(w, s->ifindex);
}

bool rib_nexthop_state_unpack(struct rbuf *r, struct rib_nexthop_state *s)
{
	*s = (struct rib_nexthop_state){0};
	rbuf_ip_addr(r, &s->addr);
	s->reachable = get_flag(r);
	s->connected = get_flag(r);
	s->metric = rbuf_u32(r);
	s->ifindex = rbuf_u32(r);
	return whole(r);
}

void rib_prefix_state_pack(struct wbuf *w, const struct rib_prefix_state *s)
{
	wbuf_ip_prefix(w, &s->prefix);
	wbuf_u8(w, s->present);
	wbuf_u8(w, s->proto);
	wbuf_u32(w, s->metric);
	wbuf_ip_addr(w, &s->gateway);
}

bool rib_prefix_state_unpack(struct rbuf *r, struct rib_prefix_state *s)
{
	*s = (struct rib_prefix_state){0};
	rbuf_ip_prefix(r, &s->prefix);
	s->present = get_flag(r);
	s->proto = rbuf_u8(r);
	s->metric = rbuf_u32(r);
	rbuf_ip_addr(r, &s->gateway);
	return whole(r);
}

void rib_iface_pack(struct wbuf *w, const struct rib_iface *i)
{
	wbuf_u8(w, i->gone);
	wbuf_u32(w, i->ifindex);
	wbuf_str(w, i->device);
	wbuf_str(w, i->name);
	wbuf_str(w, i->nameif);
	wbuf_u8(w, i->admin_up);
	wbuf_u8(w, i->running);
	wbuf_u32(w, i->mtu);
	wbuf_u8(w, i->count);
	for (unsigned n = 0; n < i->count; n++)
		wbuf_ip_prefix(w, &i->addrs[n]);
}

bool rib_iface_unpack(struct rbuf *r, struct rib_iface *i)
{
	*i = (struct rib_iface){0};
	i->gone = get_flag(r);
	i->ifindex = rbuf_u32(r);
	rbuf_str(r, i->device, sizeof(i->device));
	rbuf_str(r, i->name, sizeof(i->name));
	rbuf_str(r, i->nameif, sizeof(i->nameif));
	i->admin_up = get_flag(r);
	i->running = get_flag(r);
	i->mtu = rbuf_u32(r);
	i->count = rbuf_u8(r);
	if (i->count > RIB_IFACE_ADDRS_MAX) {
		i->count = 0;
		r->bad = true;
	}
	for (unsigned n = 0; n < i->count; n++)
		rbuf_ip_prefix(r, &i->addrs[n]);
	return whole(r);
}
