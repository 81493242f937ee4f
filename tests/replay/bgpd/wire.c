/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/replay/bgpd/wire.h"
#include "daemons/bgpd/origin.h"
#include "lib/buf.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

struct conn {
	struct conn *next, *prev; /* of its host */
	struct wire_host *host;
	struct ip_addr remote;
	struct conn *far;
	const struct conn_handler *handler;
	void *arg;
	unsigned refs; /* the owner's, and one for each packet on its way here */
	bool open;
	struct wbuf raw; /* what a connection without handler has received */
	bool raw_closed;
};

enum packet_kind { PACKET_SYN, PACKET_ACCEPTED, PACKET_REFUSED, PACKET_DATA, PACKET_END };

struct packet {
	struct loop_timer *timer;
	enum packet_kind kind;
	struct conn *to;
	struct wire_host *host; /* of a SYN */
	size_t size;
	uint8_t data[];
};

static struct conn *conn_new(struct wire_host *host, const struct ip_addr *remote)
{
	struct conn *c = calloc(1, sizeof(*c));
	c->host = host;
	c->remote = *remote;
	c->refs = 1;
	c->open = true;
	DL_APPEND(host->conns, c);
	return c;
}

static void conn_release(struct conn *c)
{
	if (--c->refs > 0)
		return;
	wbuf_free(&c->raw);
	free(c);
}

static void conn_end(struct conn *c)
{
	if (!c->open)
		return;
	c->open = false;
	DL_DELETE(c->host->conns, c);
	if (c->far)
		conn_release(c->far);
	c->far = NULL;
	conn_release(c);
}

static void send_packet(struct wire *w, enum packet_kind kind, struct conn *to, struct wire_host *host,
    const void *data, size_t size);

static void deliver_syn(struct packet *p)
{
	struct wire_host *host = p->host;
	struct wire *w = host->wire;
	if (host->deaf)
		return;
	if (!host->transport.accepted) {
		send_packet(w, PACKET_REFUSED, p->to, NULL, NULL, 0);
		return;
	}
	struct conn *c = conn_new(host, &p->to->host->addr);
	c->far = p->to;
	p->to->refs++;
	p->to->far = c;
	c->refs++;
	send_packet(w, PACKET_ACCEPTED, p->to, NULL, NULL, 0);
	host->transport.accepted(host->transport.arg, c, &c->remote);
}

static void finish(struct conn *c, int error)
{
	const struct conn_handler *handler = c->handler;
	void *arg = c->arg;
	c->raw_closed = true;
	conn_end(c);
	if (handler)
		handler->closed(arg, error);
}

static void deliver(void *arg)
{
	struct packet *p = arg;
	struct conn *c = p->to;
	bool cut = c->host->wire->cut;
	loop_timer_free(p->timer);
	if (!cut && p->kind == PACKET_SYN && c->open) {
		deliver_syn(p);
	} else if (!cut && c->open) {
		if (p->kind == PACKET_REFUSED)
			finish(c, ECONNREFUSED);
		else if (p->kind == PACKET_END)
			finish(c, 0);
		else if (p->kind == PACKET_DATA && !c->handler)
			wbuf_bytes(&c->raw, p->data, p->size);
		else if (p->kind == PACKET_DATA)
			c->handler->received(c->arg, p->data, p->size);
		else if (p->kind == PACKET_ACCEPTED && c->handler)
			c->handler->connected(c->arg);
	}
	conn_release(c);
	free(p);
}

static void send_packet(struct wire *w, enum packet_kind kind, struct conn *to, struct wire_host *host,
    const void *data, size_t size)
{
	struct packet *p = malloc(sizeof(*p) + size);
	*p = (struct packet){.kind = kind, .to = to, .host = host, .size = size};
	if (size > 0)
		memcpy(p->data, data, size);
	to->refs++;
	p->timer = loop_timer_new(w->loop, deliver, p);
	loop_timer_set(p->timer, WIRE_LATENCY);
}

static struct wire_host *host_of(struct wire *w, const struct ip_addr *addr)
{
	for (unsigned i = 0; i < WIRE_HOSTS; i++) {
		if (ip_addr_equal(&w->hosts[i].addr, addr))
			return &w->hosts[i];
	}
	return NULL;
}

static struct conn *wire_connect(
    struct transport *t, const struct conn_params *p, const struct conn_handler *handler, void *arg)
{
	struct wire_host *host = (struct wire_host *)t;
	struct wire_host *to = host_of(host->wire, &p->remote);
	host->connects++;
	if (!to) {
		errno = EHOSTUNREACH;
		return NULL;
	}
	struct conn *c = conn_new(host, &p->remote);
	c->handler = handler;
	c->arg = arg;
	send_packet(host->wire, PACKET_SYN, c, to, NULL, 0);
	return c;
}

static void wire_adopt(
    struct conn *c, const struct conn_params *p, const struct conn_handler *handler, void *arg)
{
	c->handler = handler;
	c->arg = arg;
}

static size_t wire_write(struct conn *c, const void *data, size_t size)
{
	struct wire *w = c->host->wire;
	if (c->far) {
		uint8_t *copy = malloc(size);
		memcpy(copy, data, size);
		if (w->tap)
			w->tap(w->tap_arg, c->host, copy, size);
		send_packet(w, PACKET_DATA, c->far, NULL, copy, size);
		free(copy);
	}
	return size;
}

static void wire_close(struct conn *c)
{
	if (c->far && c->open)
		send_packet(c->host->wire, PACKET_END, c->far, NULL, NULL, 0);
	conn_end(c);
}

static void wire_ends(const struct conn *c, struct ip_endpoint *local, struct ip_endpoint *remote)
{
	*local = (struct ip_endpoint){.addr = c->host->addr};
	*remote = (struct ip_endpoint){0};
}

static bool wire_set_key(struct transport *t, const struct ip_addr *remote, const char *password)
{
	return true;
}

static const struct transport_ops transport_ops = {
    wire_connect, wire_adopt, wire_write, wire_close, wire_ends, wire_set_key};

/* ribd: every answer comes later, as from a socket. */
struct answer {
	struct wire_host *host;
	struct rib_nexthop_state state;
};

static void answer_nexthop(void *arg)
{
	struct answer *a = arg;
	if (a->host->bgp)
		nexthop_update(a->host->bgp, &a->state);
	free(a);
}

static void feed_nexthop_watch(void *arg, const struct ip_addr *addr, bool on)
{
	struct wire_host *host = arg;
	if (!on)
		return;
	struct answer *a = calloc(1, sizeof(*a));
	a->host = host;
	a->state = (struct rib_nexthop_state){
	    .addr = *addr, .reachable = !host->unreachable, .connected = true, .ifindex = 2};
	loop_defer(host->wire->loop, answer_nexthop, a);
}

static void feed_prefix_watch(void *arg, const struct ip_prefix *prefix, bool on)
{
}

/* ribd's static routes: a network and a default route. */
static void feed_redistribute(void *arg, enum rib_proto proto, enum bgp_family family, bool on)
{
	struct wire_host *host = arg;
	struct rib_route route = {.proto = RIB_PROTO_STATIC, .distance = 1, .count = 1};
	route.prefix = (struct ip_prefix){.addr = ip_addr_v4(0x0a420000), .len = 16};
	route.nexthops[0].addr = ip_addr_v4(0x0a0000fe);
	if (!on || proto != RIB_PROTO_STATIC || family != BGP_IPV4_UNICAST)
		return;
	origin_redistributed(host->bgp->origin, &route);
	route.prefix = (struct ip_prefix){.addr = ip_addr_v4(0)};
	origin_redistributed(host->bgp->origin, &route);
}

static bool feed_routes(void *arg, const struct rib_route *routes, size_t count)
{
	struct wire_host *host = arg;
	host->route_messages++;
	for (size_t i = 0; i < count; i++) {
		size_t at = 0;
		while (
		    at < host->route_count && !ip_prefix_equal(&host->routes[at].prefix, &routes[i].prefix))
			at++;
		if (!routes[i].withdraw && at < WIRE_ROUTES) {
			host->routes[at] = routes[i];
			host->route_count += at == host->route_count;
		} else if (routes[i].withdraw && at < host->route_count) {
			host->routes[at] = host->routes[--host->route_count];
		}
	}
	return true;
}

static void feed_end(void *arg)
{
	((struct wire_host *)arg)->ends++;
}

static void feed_hold(void *arg, uint32_t seconds)
{
	((struct wire_host *)arg)->hold = seconds;
}

static const struct feed_ops feed_ops = {
    feed_nexthop_watch, feed_prefix_watch, feed_redistribute, feed_routes, feed_end, feed_hold};

struct wire *wire_new(void)
{
	struct wire *w = calloc(1, sizeof(*w));
	w->loop = loop_new();
	for (unsigned i = 0; i < WIRE_HOSTS; i++) {
		w->hosts[i].wire = w;
		w->hosts[i].transport.ops = &transport_ops;
		w->hosts[i].addr = ip_addr_v4(0x0a000001u + i);
	}
	return w;
}

static void stop_host(struct wire_host *h)
{
	h->transport.accepted = NULL;
	bgp_free(h->bgp);
	h->bgp = NULL;
}

void wire_free(struct wire *w)
{
	for (unsigned i = 0; i < WIRE_HOSTS; i++)
		stop_host(&w->hosts[i]);
	w->cut = true;
	while (loop_virtual_step(w->loop))
		;
	for (unsigned i = 0; i < WIRE_HOSTS; i++) {
		while (w->hosts[i].conns)
			conn_end(w->hosts[i].conns);
	}
	loop_free(w->loop);
	free(w);
}

void wire_advance(struct wire *w, int64_t usec)
{
	loop_virtual_advance(w->loop, usec);
}

struct bgp_model *wire_model(
    struct wire *w, unsigned host, uint32_t as, const int *others, const uint32_t *ases)
{
	struct bgp_model *m = bgp_model_new();
	m->as = as;
	for (unsigned i = 0; others[i] >= 0; i++) {
		struct peer_config *p = bgp_model_peer(m, &w->hosts[others[i]].addr);
		p->remote_as = ases[i];
		p->families[BGP_IPV4_UNICAST].active = true;
	}
	return m;
}

void wire_start(struct wire *w, unsigned host, struct bgp_model *model, bool restarting)
{
	struct wire_host *h = &w->hosts[host];
	struct rib_iface iface = {
	    .ifindex = 2, .device = "eth0", .admin_up = true, .running = true, .count = 1};
	iface.addrs[0] = (struct ip_prefix){.addr = h->addr, .len = 24};
	h->bgp = bgp_new(w->loop, &h->transport, &feed_ops, h, restarting);
	bgp_iface_update(h->bgp, &iface);
	bgp_configure(h->bgp, model);
	bgp_feed_up(h->bgp);
}

/* Ends of connections leave as from a kernel that cleans up; what bgp_free() writes does not. */
void wire_kill(struct wire *w, unsigned host)
{
	struct wire_host *h = &w->hosts[host];
	while (h->conns) {
		struct conn *c = h->conns;
		if (c->far)
			send_packet(w, PACKET_END, c->far, NULL, NULL, 0);
		const struct conn_handler *handler = c->handler;
		void *arg = c->arg;
		conn_end(c);
		if (handler)
			handler->closed(arg, ECONNRESET);
	}
	size_t kept = h->route_count;
	stop_host(h);
	h->route_count = kept;
}

void wire_reset(struct wire *w, unsigned host)
{
	struct wire_host *h = &w->hosts[host];
	struct conn *c, *next;
	DL_FOREACH_SAFE(h->conns, c, next) {
		if (c->far)
			send_packet(w, PACKET_END, c->far, NULL, NULL, 0);
		c->refs++;
		finish(c, ECONNRESET);
		conn_release(c);
	}
}

struct conn *wire_raw(struct wire *w, unsigned from, unsigned to)
{
	struct conn *c = conn_new(&w->hosts[from], &w->hosts[to].addr);
	c->refs++; /* the test's */
	send_packet(w, PACKET_SYN, c, &w->hosts[to], NULL, 0);
	return c;
}

void wire_raw_send(struct conn *c, const void *data, size_t size)
{
	wire_write(c, data, size);
}

const uint8_t *wire_raw_received(const struct conn *c, size_t *size)
{
	*size = c->raw.len;
	return c->raw.data;
}

bool wire_raw_closed(const struct conn *c)
{
	return c->raw_closed;
}

void wire_raw_close(struct conn *c)
{
	wire_close(c);
	conn_release(c);
}

struct peer *wire_peer(struct wire *w, unsigned host, unsigned other)
{
	return peer_find(w->hosts[host].bgp, &w->hosts[other].addr);
}

bool wire_established(struct wire *w, unsigned host, unsigned other)
{
	struct peer *p = wire_peer(w, host, other);
	return p && p->session && p->session->state == BGP_ESTABLISHED;
}

void wire_network(struct wire *w, unsigned host, const char *prefix, bool present)
{
	struct rib_prefix_state state = {.present = present, .proto = RIB_PROTO_STATIC};
	ip_prefix_parse(prefix, &state.prefix);
	origin_prefix(w->hosts[host].bgp->origin, &state);
}

const struct rib_route *wire_route(struct wire *w, unsigned host, const char *prefix)
{
	struct ip_prefix p;
	ip_prefix_parse(prefix, &p);
	for (size_t i = 0; i < w->hosts[host].route_count; i++) {
		if (ip_prefix_equal(&w->hosts[host].routes[i].prefix, &p))
			return &w->hosts[host].routes[i];
	}
	return NULL;
}

struct rib_dest *wire_dest(struct wire *w, unsigned host, const char *prefix)
{
	struct ip_prefix p;
	ip_prefix_parse(prefix, &p);
	return rib_find(w->hosts[host].bgp->rib, &p);
}
