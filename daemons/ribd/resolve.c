/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/resolve.h"
#include <string.h>
#include "daemons/ribd/rib.h"

bool nexthop_out_equal(const struct nexthop_out *a, const struct nexthop_out *b)
{
	return a->ifindex == b->ifindex && a->onlink == b->onlink && ip_addr_equal(&a->gateway, &b->gateway);
}

unsigned nexthop_outs_add(
    struct nexthop_out *outs, unsigned count, const struct nexthop_out *out, unsigned weight)
{
	unsigned at = 0;
	while (at < count && !nexthop_out_equal(&outs[at], out))
		at++;
	if (at == NEXTHOP_OUTS_MAX)
		return count;
	unsigned sum = weight + (at < count ? outs[at].weight : 0);
	outs[at] = *out;
	outs[at].weight = sum > UINT8_MAX ? UINT8_MAX : (uint8_t)sum;
	return at < count ? count : count + 1;
}

/* A gateway says nothing on a point-to-point device, and the kernel would refuse some that ASA
 * configurations use there (the tunnel's own network address). */
static void out_through(const struct resolver *r, struct nexthop_out *out, uint32_t ifindex,
    const struct ip_addr *gateway, bool on_subnet)
{
	memset(out, 0, sizeof *out);
	out->ifindex = ifindex;
	out->weight = 1;
	if (!gateway->family || r->ifaces->point_to_point(r->arg, ifindex))
		return;
	out->gateway = *gateway;
	out->onlink = !on_subnet;
}

static void resolve_on_iface(const struct resolver *r, const struct nexthop *nh, struct nexthop_answer *a)
{
	const struct nexthop_key *key = &nh->key;
	if (!r->ifaces->running(r->arg, key->ifindex))
		return;
	bool on_subnet = key->addr.family && r->ifaces->on_subnet(r->arg, key->ifindex, &key->addr);
	out_through(r, &a->outs[0], key->ifindex, &key->addr, on_subnet);
	a->count = 1;
	a->depth = 0;
	a->connected = true;
}

/* The ways of a route that leads to `nh`, as ways to `nh`. */
static void take_ways(const struct resolver *r, const struct nexthop *nh, const struct rib_candidate *c,
    struct nexthop_answer *a)
{
	bool on_subnet = c->attr.proto == RIB_PROTO_CONNECTED;
	a->connected = on_subnet;
	for (unsigned m = 0; m < c->set->count; m++) {
		const struct nexthop *hop = c->set->member[m].nexthop;
		for (unsigned i = 0; hop->depth == 0 && i < hop->out_count; i++) {
			struct nexthop_out out = hop->outs[i];
			if (!hop->key.addr.family)
				out_through(r, &out, out.ifindex, &nh->key.addr, on_subnet);
			a->count =
			    nexthop_outs_add(a->outs, a->count, &out, c->set->member[m].weight * out.weight);
		}
		if (ip_addr_equal(&hop->key.addr, &nh->key.addr) && hop->key.ifindex)
			a->connected = true;
	}
	a->metric = c->attr.metric;
	a->match = c->dest->node.len;
}

static bool leads_on(const struct rib_candidate *c, uint8_t depth)
{
	return rib_proto_is_bgp(c->attr.proto) == (depth > 0) && c->set->depth == 0 && !c->set->blackhole;
}

/* The longest match at this depth; false also where the way ends in this machine or in Null0. */
static bool resolve_at_depth(
    const struct resolver *r, const struct nexthop *nh, uint8_t depth, struct nexthop_answer *a)
{
	for (struct rib_dest *dest = rib_match(r->rib, &nh->key.addr); dest; dest = rib_dest_up(dest)) {
		for (const struct rib_candidate *c = dest->candidates; c; c = c->next) {
			if (c->attr.proto == RIB_PROTO_LOCAL && c->set->depth == 0)
				return false;
			if (depth == 0 && c->set->blackhole && !rib_proto_is_bgp(c->attr.proto))
				return false;
			if (!leads_on(c, depth))
				continue;
			take_ways(r, nh, c, a);
			a->depth = depth;
			a->via = c->set;
			return a->count > 0;
		}
	}
	return false;
}

void resolve(const struct resolver *r, const struct nexthop *nh, struct nexthop_answer *a)
{
	memset(a, 0, offsetof(struct nexthop_answer, outs));
	a->depth = NEXTHOP_UNREACHABLE;
	if (nh->key.ifindex)
		resolve_on_iface(r, nh, a);
	else if (!resolve_at_depth(r, nh, 0, a))
		resolve_at_depth(r, nh, 1, a);
}
