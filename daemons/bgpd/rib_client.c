/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/rib_client.h"
#include "daemons/bgpd/fib.h"
#include "daemons/bgpd/nexthop.h"
#include "daemons/bgpd/origin.h"
#include <stdlib.h>

#define BACKLOG_PAUSE (1u << 20) /* bytes for ribd at which routes wait */

struct rib_client {
	struct bgp *bgp;
	struct ipc_link *link;
	struct ipc_conn
	    *conn; /* NULL while ribd is away: what is asked then is asked again when it is back */
	bool paused;
};

struct rib_client *rib_client_new(void)
{
	struct rib_client *c = calloc(1, sizeof(*c));
	if (!c)
		abort();
	return c;
}

void rib_client_free(struct rib_client *c)
{
	if (!c)
		return;
	ipc_link_free(c->link);
	free(c);
}

static void send_and_free(struct rib_client *c, enum rib_msg type, struct wbuf *w)
{
	ipc_send_buf(c->conn, type, 0, 0, w);
	wbuf_free(w);
}

static void nexthop_watch(void *arg, const struct ip_addr *addr, bool on)
{
	struct wbuf w = {0};
	wbuf_u8(&w, on);
	wbuf_ip_addr(&w, addr);
	send_and_free(arg, RIB_NEXTHOP_WATCH, &w);
}

static void prefix_watch(void *arg, const struct ip_prefix *prefix, bool on)
{
	struct wbuf w = {0};
	wbuf_u8(&w, on);
	wbuf_ip_prefix(&w, prefix);
	send_and_free(arg, RIB_PREFIX_WATCH, &w);
}

static void redistribute(void *arg, enum rib_proto proto, enum bgp_family family, bool on)
{
	struct wbuf w = {0};
	wbuf_u8(&w, on);
	wbuf_u8(&w, proto);
	wbuf_u8(&w, family == BGP_IPV4_UNICAST ? 4 : 6);
	send_and_free(arg, RIB_REDISTRIBUTE, &w);
}

static void drained(void *arg, struct ipc_conn *conn)
{
	struct rib_client *c = arg;
	c->paused = false;
	fib_resume(c->bgp);
}

static bool routes(void *arg, const struct rib_route *list, size_t count)
{
	struct rib_client *c = arg;
	if (!c->conn || c->paused)
		return false;
	while (count > 0) {
		struct wbuf w = {0};
		size_t packed = rib_routes_pack(&w, list, count);
		send_and_free(c, RIB_ROUTES, &w);
		list += packed;
		count -= packed;
	}
	if (ipc_backlog(c->conn) > BACKLOG_PAUSE) {
		c->paused = true;
		ipc_on_drained(c->conn, drained, c);
	}
	return true;
}

static void routes_end(void *arg)
{
	struct rib_client *c = arg;
	ipc_send(c->conn, RIB_ROUTES_END, 0, 0, NULL, 0);
}

static void hold(void *arg, uint32_t seconds)
{
	struct wbuf w = {0};
	wbuf_u32(&w, seconds);
	send_and_free(arg, RIB_ROUTES_HOLD, &w);
}

const struct feed_ops rib_client_feed = {
    .nexthop_watch = nexthop_watch,
    .prefix_watch = prefix_watch,
    .redistribute = redistribute,
    .routes = routes,
    .routes_end = routes_end,
    .hold = hold,
};

static bool take_nexthop(struct rib_client *c, struct rbuf *r)
{
	struct rib_nexthop_state state;
	if (!rib_nexthop_state_unpack(r, &state))
		return false;
	nexthop_update(c->bgp, &state);
	return true;
}

static bool take_prefix(struct rib_client *c, struct rbuf *r)
{
	struct rib_prefix_state state;
	if (!rib_prefix_state_unpack(r, &state))
		return false;
	origin_prefix(c->bgp->origin, &state);
	return true;
}

static void take_route(void *arg, const struct rib_route *route)
{
	struct rib_client *c = arg;
	origin_redistributed(c->bgp->origin, route);
}

static bool take_redistributed(struct rib_client *c, struct rbuf *r)
{
	return rib_routes_unpack(r, take_route, c);
}

static bool take_iface(struct rib_client *c, struct rbuf *r)
{
	struct rib_iface iface;
	if (!rib_iface_unpack(r, &iface))
		return false;
	bgp_iface_update(c->bgp, &iface);
	return true;
}

static bool take_nothing(struct rib_client *c, struct rbuf *r)
{
	return true;
}

static const struct {
	enum rib_msg type;
	bool (*take)(struct rib_client *c, struct rbuf *r);
} messages[] = {
    {RIB_NEXTHOP, take_nexthop},
    {RIB_PREFIX, take_prefix},
    {RIB_REDISTRIBUTED, take_redistributed},
    {RIB_IFACE, take_iface},
    {RIB_IFACE_END, take_nothing},
};

static void on_message(void *arg, struct ipc_conn *conn, struct ipc_msg *msg)
{
	for (unsigned i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		if (messages[i].type != msg->type)
			continue;
		if (!messages[i].take(arg, &msg->body))
			log_error("ribd: malformed message of type %u", msg->type);
		return;
	}
}

static void on_established(void *arg, struct ipc_conn *conn)
{
	struct rib_client *c = arg;
	c->conn = conn;
	c->paused = false;
	ipc_send(conn, RIB_IFACE_WATCH, 0, 0, NULL, 0);
	bgp_feed_up(c->bgp);
}

static void on_closed(void *arg, struct ipc_conn *conn, const char *reason)
{
	struct rib_client *c = arg;
	c->conn = NULL;
	log_notice("connection to ribd lost: %s", reason);
}

void rib_client_start(
    struct rib_client *c, struct bgp *bgp, struct loop *loop, const char *path, const struct ipc_self *self)
{
	static const struct ipc_handler handler = {
	    .established = on_established, .message = on_message, .closed = on_closed};
	c->bgp = bgp;
	c->link = ipc_link_new(loop, path, self, &handler, c);
}
