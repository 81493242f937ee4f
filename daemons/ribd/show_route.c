/* SPDX-License-Identifier: Apache-2.0 */
/*
 * show route, show ipv6 route. The table may hold a million routes and changes while it is printed, so the
 * answer goes on from the last prefix that was sent, as fast as the operator reads.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "cmd_ribd.h"
#include "daemons/ribd/ribd.h"
#include "lib/loop.h"
#include "lib/record.h"

#define SLICE 5000 /* destinations looked at in one go; others are served between */

struct route_answer {
	struct ribd *ribd;
	struct record_out *out;
	uint16_t family;
	uint32_t protos;  /* bit n: enum rib_proto n is wanted */
	uint32_t ifindex; /* 0: any */
	bool started;
	struct ip_prefix cursor;  /* the last one that was looked at */
	size_t count;             /* of what is going to be sent */
	struct loop_timer *slice; /* the rest, after the others; NULL: one route alone */
};

static const char *const proto_names[] = {
    [RIB_PROTO_CONNECTED] = "connected",
    [RIB_PROTO_LOCAL] = "local",
    [RIB_PROTO_STATIC] = "static",
    [RIB_PROTO_EBGP] = "ebgp",
    [RIB_PROTO_IBGP] = "ibgp",
    [RIB_PROTO_BGP_LOCAL] = "bgp-local",
};

#define PROTO_BIT(proto) (1u << RIB_PROTO_##proto)
#define PROTOS_BGP       (PROTO_BIT(EBGP) | PROTO_BIT(IBGP) | PROTO_BIT(BGP_LOCAL))
#define PROTOS_CONNECTED (PROTO_BIT(CONNECTED) | PROTO_BIT(LOCAL))

static bool leads_through(const struct nexthop_set *set, uint32_t ifindex)
{
	for (unsigned i = 0; i < set->out_count; i++)
		if (set->outs[i].ifindex == ifindex)
			return true;
	return false;
}

static bool is_chosen(const struct route_answer *a, const struct rib_dest *dest)
{
	return dest->best && a->protos & 1u << dest->best->attr.proto &&
	       (!a->ifindex || leads_through(dest->best->set, a->ifindex));
}

static json_t *hop_object(const struct ribd *ribd, const struct nexthop_member *member)
{
	const struct nexthop *nh = member->nexthop;
	uint32_t ifindex = nh->key.ifindex ? nh->key.ifindex : nh->out_count ? nh->outs[0].ifindex : 0;
	const struct iface *iface = iface_by_ifindex(&ribd->ifaces, ifindex);
	const struct link *link = link_find(&ribd->links, ifindex);
	char text[IP_ADDR_STRLEN];
	json_t *hop = json_object();
	if (nh->key.addr.family)
		json_object_set_new(hop, "gateway", json_string(ip_addr_str(&nh->key.addr, text)));
	if (iface && iface->config.nameif[0])
		json_object_set_new(hop, "interface", json_string(iface->config.nameif));
	else if (link)
		json_object_set_new(hop, "interface", json_string(link->k.device));
	if (link)
		json_object_set_new(hop, "device", json_string(link->k.device));
	if (member->weight > 1)
		json_object_set_new(hop, "weight", json_integer(member->weight));
	json_object_set_new(hop, "active", json_boolean(nh->depth != NEXTHOP_UNREACHABLE));
	return hop;
}

/* Members of a set stand in no order that an operator would know. */
static int member_cmp(const void *a, const void *b)
{
	const struct nexthop_member *x = a, *y = b;
	int order = ip_addr_cmp(&x->nexthop->key.addr, &y->nexthop->key.addr);
	return order ? order : (int)x->nexthop->key.ifindex - (int)y->nexthop->key.ifindex;
}

static json_t *hop_list(const struct ribd *ribd, const struct nexthop_set *set)
{
	json_t *list = json_array();
	struct nexthop_member sorted[NEXTHOP_OUTS_MAX];
	memcpy(sorted, set->member, set->count * sizeof sorted[0]);
	if (set->count)
		qsort(sorted, set->count, sizeof sorted[0], member_cmp);
	for (unsigned i = 0; i < set->count; i++)
		json_array_append_new(list, hop_object(ribd, &sorted[i]));
	return list;
}

static void send_route(const struct route_answer *a, const struct rib_dest *dest)
{
	const struct rib_candidate *best = dest->best;
	struct ip_prefix prefix;
	char text[IP_PREFIX_STRLEN];
	rib_dest_prefix(dest, &prefix);
	json_t *record = json_pack("{s:s, s:s, s:s, s:i, s:I}", "type", "route", "prefix",
	    ip_prefix_str(&prefix, text), "proto", proto_names[best->attr.proto], "distance",
	    best->attr.distance, "metric", (json_int_t)best->attr.metric);
	if (!prefix.len)
		json_object_set_new(record, "default", json_true());
	if (rib_proto_is_bgp(best->attr.proto))
		json_object_set_new(
		    record, "age_seconds", json_integer(ribd_now(a->ribd) - best->attr.since));
	if (best->attr.tag)
		json_object_set_new(record, "tag", json_integer(best->attr.tag));
	if (best->set->blackhole)
		json_object_set_new(record, "null0", json_true());
	json_object_set_new(record, "nexthops", hop_list(a->ribd, best->set));
	record_send(a->out, record);
}

static void send_header(const struct route_answer *a, size_t count)
{
	struct ip_prefix everything = {.addr.family = a->family};
	const struct rib_dest *dest = rib_dest_find(a->ribd->rib, &everything);
	char text[IP_ADDR_STRLEN];
	json_t *record = json_pack("{s:s, s:i, s:I}", "type", "route_table", "family",
	    a->family == AF_INET ? 4 : 6, "count", (json_int_t)count);
	if (dest && dest->best && dest->best->set->count) {
		const struct ip_addr *gateway = &dest->best->set->member[0].nexthop->key.addr;
		json_object_set_new(record, "default_gateway", json_string(ip_addr_str(gateway, text)));
		json_object_set_new(
		    record, "default_network", json_string(a->family == AF_INET ? "0.0.0.0" : "::"));
	}
	record_send(a->out, record);
}

static void answer_end(struct route_answer *a)
{
	record_done(a->out);
	loop_timer_free(a->slice);
	free(a);
}

static struct rib_dest *next_dest(const struct route_answer *a)
{
	return a->started ? rib_after(a->ribd->rib, &a->cursor) : rib_first(a->ribd->rib, a->family);
}

static void keep_place(struct route_answer *a, const struct rib_dest *dest)
{
	rib_dest_prefix(dest, &a->cursor);
	a->started = true;
}

static void answer_go_on(void *arg, struct record_out *out)
{
	struct route_answer *a = arg;
	unsigned looked_at = 0;
	for (struct rib_dest *dest = next_dest(a); dest && !record_cancelled(out); dest = rib_next(dest)) {
		if (is_chosen(a, dest))
			send_route(a, dest);
		if (record_congested(out)) {
			keep_place(a, dest);
			record_on_drained(out, answer_go_on, a);
			return;
		}
		if (++looked_at == SLICE) {
			keep_place(a, dest);
			loop_timer_set(a->slice, 0);
			return;
		}
	}
	answer_end(a);
}

static void next_slice(void *arg)
{
	struct route_answer *a = arg;
	answer_go_on(a, a->out);
}

/* The header comes first and has their number. */
static void count_slice(void *arg)
{
	struct route_answer *a = arg;
	unsigned looked_at = 0;
	for (struct rib_dest *dest = next_dest(a); dest && !record_cancelled(a->out); dest = rib_next(dest)) {
		a->count += is_chosen(a, dest);
		if (++looked_at == SLICE) {
			keep_place(a, dest);
			loop_timer_set(a->slice, 0);
			return;
		}
	}
	send_header(a, a->count);
	a->started = false;
	loop_timer_free(a->slice);
	a->slice = loop_timer_new(a->ribd->loop, next_slice, a);
	answer_go_on(a, a->out);
}

static void answer_table(struct route_answer *a)
{
	a->slice = loop_timer_new(a->ribd->loop, count_slice, a);
	count_slice(a);
}

/* The route that an address takes, or with `exact` that route and no other. */
static void answer_one(struct route_answer *a, const struct ip_prefix *prefix, bool exact)
{
	struct rib_dest *dest =
	    exact ? rib_dest_find(a->ribd->rib, prefix) : rib_match(a->ribd->rib, &prefix->addr);
	while (dest && !dest->best && !exact)
		dest = rib_dest_up(dest);
	bool found = dest && dest->best;
	send_header(a, found);
	if (found)
		send_route(a, dest);
	answer_end(a);
}

static uint32_t protos_of(bool bgp, bool statics, bool connected)
{
	if (bgp)
		return PROTOS_BGP;
	if (statics)
		return PROTO_BIT(STATIC);
	return connected ? PROTOS_CONNECTED : ~0u;
}

void ribd_exec_show_route(struct ribd *ribd, struct cmd_call *call, const struct cmd_show_route *args)
{
	const struct iface *iface = args->has_ifname ? iface_by_nameif(&ribd->ifaces, args->ifname) : NULL;
	struct ip_prefix one = {.addr = args->address, .len = args->mask};
	struct route_answer *a = calloc(1, sizeof *a);
	if (!a || (args->has_ifname && (!iface || !iface->ifindex))) {
		record_fail(call->out, a ? "%% interface %s has no device" : "out of memory", args->ifname);
		free(a);
		return;
	}
	a->ribd = ribd;
	a->out = call->out;
	a->family = AF_INET;
	a->ifindex = iface ? iface->ifindex : 0;
	a->protos = protos_of(args->has_bgp, args->has_static, args->has_connected);
	if (args->has_address)
		answer_one(a, &one, args->has_mask);
	else
		answer_table(a);
}

void ribd_exec_show_ipv6_route(
    struct ribd *ribd, struct cmd_call *call, const struct cmd_show_ipv6_route *args)
{
	struct ip_prefix address = {.addr = args->address, .len = 128};
	struct route_answer *a = calloc(1, sizeof *a);
	if (!a) {
		record_fail(call->out, "out of memory");
		return;
	}
	*a = (struct route_answer){.ribd = ribd, .out = call->out, .family = AF_INET6};
	a->protos = protos_of(args->has_bgp, args->has_static, args->has_connected);
	if (args->has_address || args->has_prefix)
		answer_one(a, args->has_prefix ? &args->prefix : &address, args->has_prefix);
	else
		answer_table(a);
}
