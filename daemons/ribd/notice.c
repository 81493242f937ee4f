/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/notice.h"
#include <string.h>
#include "daemons/ribd/ribd.h"
#include "lib/ipc.h"

static void send_buf(struct ipc_conn *conn, uint16_t type, struct wbuf *w)
{
	if (wbuf_ok(w))
		ipc_send_buf(conn, type, 0, 0, w);
	wbuf_free(w);
}

void notice_nexthop(struct ipc_conn *conn, const struct nexthop *nh)
{
	struct wbuf w = {0};
	struct rib_nexthop_state state = {
	    .addr = nh->key.addr,
	    .reachable = nh->depth != NEXTHOP_UNREACHABLE,
	    .connected = nh->connected,
	    .metric = nh->metric,
	    .ifindex = nh->out_count ? nh->outs[0].ifindex : 0,
	};
	rib_nexthop_state_pack(&w, &state);
	send_buf(conn, RIB_NEXTHOP, &w);
}

void notice_prefix(struct ipc_conn *conn, const struct ip_prefix *prefix, const struct rib_candidate *best)
{
	struct wbuf w = {0};
	struct rib_prefix_state state = {.prefix = *prefix};
	if (best) {
		state.present = true;
		state.proto = best->attr.proto;
		state.metric = best->attr.metric;
		if (best->set->count)
			state.gateway = best->set->member[0].nexthop->key.addr;
	}
	rib_prefix_state_pack(&w, &state);
	send_buf(conn, RIB_PREFIX, &w);
}

void notice_redistributed(
    struct ipc_conn *conn, const struct ip_prefix *prefix, const struct rib_candidate *best)
{
	struct wbuf w = {0};
	struct rib_route route = {.prefix = *prefix, .withdraw = !best};
	if (best) {
		route.proto = best->attr.proto;
		route.distance = best->attr.distance;
		route.metric = best->attr.metric;
		route.tag = best->attr.tag;
		for (unsigned i = 0; i < best->set->count; i++) {
			const struct nexthop_member *m = &best->set->member[i];
			route.nexthops[route.count++] =
			    (struct rib_nexthop){m->nexthop->key.addr, m->nexthop->key.ifindex, m->weight};
		}
	}
	rib_routes_pack(&w, &route, 1);
	send_buf(conn, RIB_REDISTRIBUTED, &w);
}

void notice_describe(const struct ribd *ribd, const struct link *link, bool gone, struct rib_iface *out)
{
	const struct iface *iface = iface_by_ifindex(&ribd->ifaces, link->k.ifindex);
	memset(out, 0, sizeof *out);
	out->gone = gone;
	out->ifindex = link->k.ifindex;
	memcpy(out->device, link->k.device, sizeof out->device);
	iface_name(&ribd->ifaces, link, out->name, sizeof out->name);
	if (iface)
		memcpy(out->nameif, iface->config.nameif, sizeof out->nameif);
	out->admin_up = link->k.up;
	out->running = link->k.running;
	out->mtu = link->k.mtu;
	for (unsigned i = 0; i < link->addr_count && out->count < RIB_IFACE_ADDRS_MAX; i++)
		out->addrs[out->count++] = link->addrs[i].addr;
}

void notice_iface(struct ipc_conn *conn, const struct rib_iface *iface)
{
	struct wbuf w = {0};
	rib_iface_pack(&w, iface);
	send_buf(conn, RIB_IFACE, &w);
}

bool notice_iface_equal(const struct rib_iface *a, const struct rib_iface *b)
{
	bool same = a->admin_up == b->admin_up && a->running == b->running && a->mtu == b->mtu &&
		    a->count == b->count && strcmp(a->device, b->device) == 0 &&
		    strcmp(a->name, b->name) == 0 && strcmp(a->nameif, b->nameif) == 0;
	for (unsigned i = 0; same && i < a->count; i++)
		same = ip_prefix_equal(&a->addrs[i], &b->addrs[i]);
	return same;
}
