/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/client.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>
#include "daemons/ribd/notice.h"
#include "daemons/ribd/ribd.h"
#include "lib/account.h"
#include "lib/daemon.h"
#include "lib/ipc.h"
#include "lib/log.h"
#include "lib/loop.h"

/* What the clients were told last of an interface. */
struct told {
	UT_hash_handle hh;
	uint32_t ifindex;
	struct rib_iface iface;
};

struct client {
	struct client_table *table;
	unsigned number;
	char role[16]; /* "" while the place is free */
	struct ipc_conn *conn;
	struct loop_timer *hold;
	uint32_t hold_seconds;
	uint8_t round;
	bool wants_ifaces;
	bool watches_only;       /* posternd may know the interfaces, and no more */
	uint8_t redistribute[2]; /* per family: bit n is enum rib_proto n */
	struct ip_prefix *prefixes;
	size_t prefix_count;
};

struct client_table {
	struct ribd *ribd;
	struct ipc_server *server;
	struct told *told;
	struct client client[RIB_CLIENTS_MAX];
};

static uint8_t source_of(const struct client *c)
{
	return (uint8_t)(RIB_SOURCE_CLIENT + c->number);
}

static unsigned bit_of(const struct client *c)
{
	return 1u << c->number;
}

/* Telling ------------------------------------------------------------------------------------------- */

void client_tell_nexthop(struct client_table *t, const struct nexthop *nh)
{
	for (int i = 0; i < RIB_CLIENTS_MAX; i++)
		if (nh->watchers & bit_of(&t->client[i]))
			notice_nexthop(t->client[i].conn, nh);
}

static bool wants_proto(const struct client *c, const struct rib_dest *dest, uint8_t proto)
{
	return proto && c->redistribute[dest->v6] & 1u << proto;
}

void client_tell_dest(struct client_table *t, const struct rib_dest *dest, uint8_t told_before)
{
	struct ip_prefix prefix;
	rib_dest_prefix(dest, &prefix);
	for (int i = 0; i < RIB_CLIENTS_MAX; i++) {
		struct client *c = &t->client[i];
		if (!c->conn)
			continue;
		if (dest->watchers & bit_of(c))
			notice_prefix(c->conn, &prefix, dest->best);
		if (wants_proto(c, dest, dest->told))
			notice_redistributed(c->conn, &prefix, dest->best);
		else if (wants_proto(c, dest, told_before))
			notice_redistributed(c->conn, &prefix, NULL);
	}
}

/* True when the interface is not what the clients were told last. */
static bool told_update(struct client_table *t, const struct rib_iface *iface)
{
	struct told *told;
	HASH_FIND(hh, t->told, &iface->ifindex, sizeof iface->ifindex, told);
	if (iface->gone) {
		if (told)
			HASH_DELETE(hh, t->told, told);
		free(told);
		return told != NULL;
	}
	if (told && notice_iface_equal(&told->iface, iface))
		return false;
	if (!told) {
		told = calloc(1, sizeof *told);
		if (!told)
			return true;
		told->ifindex = iface->ifindex;
		HASH_ADD(hh, t->told, ifindex, sizeof told->ifindex, told);
	}
	told->iface = *iface;
	return true;
}

void client_tell_iface(struct client_table *t, const struct link *link, bool gone)
{
	struct rib_iface iface;
	notice_describe(t->ribd, link, gone, &iface);
	if (!told_update(t, &iface))
		return;
	for (int i = 0; i < RIB_CLIENTS_MAX; i++)
		if (t->client[i].conn && t->client[i].wants_ifaces)
			notice_iface(t->client[i].conn, &iface);
}

/* Being told ---------------------------------------------------------------------------------------- */

static bool route_is_sound(const struct rib_route *r)
{
	size_t bits = 8 * ip_addr_size(&r->prefix.addr);
	return bits && r->prefix.len <= bits &&
	       (r->withdraw || (rib_proto_is_bgp(r->proto) && r->distance && r->distance < 255));
}

static void take_route(void *arg, const struct rib_route *r)
{
	struct client *c = arg;
	struct ribd *ribd = c->table->ribd;
	if (!route_is_sound(r)) {
		log_warn("%s sent a route that makes no sense; it is ignored", c->role);
		return;
	}
	if (r->withdraw) {
		rib_clear(ribd->rib, &r->prefix, source_of(c), 0);
		return;
	}
	struct rib_attr attr = {
	    .proto = r->proto,
	    .distance = r->distance,
	    .round = c->round,
	    .metric = r->metric,
	    .tag = r->tag,
	    .since = ribd_now(ribd),
	};
	struct nexthop_set *set =
	    nexthop_set_get(ribd->rib->nexthops, r->prefix.addr.family, r->nexthops, r->count);
	if (set)
		rib_set(ribd->rib, &r->prefix, source_of(c), 0, &attr, set);
}

static bool take_routes(struct client *c, struct rbuf *r)
{
	return rib_routes_unpack(r, take_route, c);
}

static bool take_routes_end(struct client *c, struct rbuf *r)
{
	loop_timer_stop(c->hold);
	rib_sweep(c->table->ribd->rib, source_of(c), c->round);
	if (strcmp(c->role, "bgpd") == 0)
		c->table->ribd->feed_complete = true;
	ribd_sweep_when_complete(c->table->ribd);
	return true;
}

static bool take_routes_hold(struct client *c, struct rbuf *r)
{
	c->hold_seconds = rbuf_u32(r);
	return rbuf_ok(r);
}

static bool take_nexthop_watch(struct client *c, struct rbuf *r)
{
	struct nexthop_table *nexthops = c->table->ribd->rib->nexthops;
	struct ip_addr addr;
	bool on = rbuf_u8(r);
	rbuf_ip_addr(r, &addr);
	if (!rbuf_ok(r) || !addr.family)
		return false;
	struct nexthop *nh = nexthop_find(nexthops, &addr, 0);
	bool watched = nh && nh->watchers & bit_of(c);
	if (on && !watched)
		nh = nexthop_get(nexthops, &addr, 0);
	if (on && nh) {
		nh->watchers |= bit_of(c);
		notice_nexthop(c->conn, nh);
	} else if (watched) {
		nh->watchers &= ~bit_of(c);
		nexthop_put(nexthops, nh);
	}
	return true;
}

static bool prefix_remember(struct client *c, const struct ip_prefix *prefix)
{
	struct ip_prefix *more = realloc(c->prefixes, (c->prefix_count + 1) * sizeof *more);
	if (!more)
		return false;
	c->prefixes = more;
	c->prefixes[c->prefix_count++] = *prefix;
	return true;
}

static void prefix_forget(struct client *c, const struct ip_prefix *prefix)
{
	for (size_t i = 0; i < c->prefix_count; i++) {
		if (ip_prefix_equal(&c->prefixes[i], prefix)) {
			c->prefixes[i] = c->prefixes[--c->prefix_count];
			return;
		}
	}
}

static void prefix_unwatch(struct client *c, const struct ip_prefix *prefix)
{
	struct rib *rib = c->table->ribd->rib;
	struct rib_dest *dest = rib_dest_find(rib, prefix);
	if (!dest)
		return;
	dest->watchers &= (uint8_t)~bit_of(c);
	rib_dest_release(rib, dest);
}

static bool take_prefix_watch(struct client *c, struct rbuf *r)
{
	struct ip_prefix prefix;
	bool on = rbuf_u8(r);
	rbuf_ip_prefix(r, &prefix);
	if (!rbuf_ok(r) || !prefix.addr.family)
		return false;
	ip_prefix_mask(&prefix);
	if (!on) {
		prefix_forget(c, &prefix);
		prefix_unwatch(c, &prefix);
		return true;
	}
	struct rib_dest *dest = rib_dest_get(c->table->ribd->rib, &prefix);
	if (!dest)
		return false;
	if (!(dest->watchers & bit_of(c)) && prefix_remember(c, &prefix))
		dest->watchers |= (uint8_t)bit_of(c);
	notice_prefix(c->conn, &prefix, dest->best);
	return true;
}

static bool take_redistribute(struct client *c, struct rbuf *r)
{
	struct rib *rib = c->table->ribd->rib;
	bool on = rbuf_u8(r);
	uint8_t proto = rbuf_u8(r), family = rbuf_u8(r);
	if (!rbuf_ok(r) || proto < RIB_PROTO_CONNECTED || proto > RIB_PROTO_BGP_LOCAL ||
	    (family != 4 && family != 6))
		return false;
	uint8_t *mask = &c->redistribute[family == 6];
	bool was_on = *mask & 1u << proto;
	*mask = (uint8_t)(on ? *mask | 1u << proto : *mask & ~(1u << proto));
	if (on == was_on)
		return true;
	for (struct rib_dest *dest = rib_first(rib, family == 6 ? AF_INET6 : AF_INET); dest;
	     dest = rib_next(dest)) {
		struct ip_prefix prefix;
		if (dest->told != proto)
			continue;
		rib_dest_prefix(dest, &prefix);
		notice_redistributed(c->conn, &prefix, on ? dest->best : NULL);
	}
	return true;
}

static bool take_iface_watch(struct client *c, struct rbuf *r)
{
	struct link_table *links = &c->table->ribd->links;
	c->wants_ifaces = true;
	for (struct link *link = links->all; link; link = link->hh.next) {
		struct rib_iface iface;
		notice_describe(c->table->ribd, link, false, &iface);
		told_update(c->table, &iface);
		notice_iface(c->conn, &iface);
	}
	ipc_send(c->conn, RIB_IFACE_END, 0, 0, NULL, 0);
	return true;
}

static const struct {
	uint16_t type;
	bool (*take)(struct client *c, struct rbuf *r);
} messages[] = {
    {RIB_ROUTES, take_routes},
    {RIB_ROUTES_END, take_routes_end},
    {RIB_ROUTES_HOLD, take_routes_hold},
    {RIB_NEXTHOP_WATCH, take_nexthop_watch},
    {RIB_PREFIX_WATCH, take_prefix_watch},
    {RIB_REDISTRIBUTE, take_redistribute},
    {RIB_IFACE_WATCH, take_iface_watch},
};

/* Coming and going ---------------------------------------------------------------------------------- */

static void forget_nexthop(void *arg, struct nexthop *nh)
{
	struct client *c = arg;
	if (!(nh->watchers & bit_of(c)))
		return;
	nh->watchers &= ~bit_of(c);
	nexthop_put(c->table->ribd->rib->nexthops, nh);
}

/* Its watches end with the connection, its routes do not. */
static void forget_watches(struct client *c)
{
	nexthop_each(c->table->ribd->rib->nexthops, forget_nexthop, c);
	for (size_t i = 0; i < c->prefix_count; i++)
		prefix_unwatch(c, &c->prefixes[i]);
	free(c->prefixes);
	c->prefixes = NULL;
	c->prefix_count = 0;
	c->redistribute[0] = c->redistribute[1] = 0;
	c->wants_ifaces = false;
}

static void lose(struct client *c)
{
	c->conn = NULL;
	forget_watches(c);
	loop_timer_set(c->hold, c->hold_seconds * LOOP_SEC);
}

/* The time is over: what an earlier connection brought and this one, if there is one, has not. */
static void on_hold_over(void *arg)
{
	struct client *c = arg;
	log_debug("routes of %s that were not sent again go", c->role);
	if (!c->conn)
		c->round++;
	rib_sweep(c->table->ribd->rib, source_of(c), c->round);
}

static struct client *client_for(struct client_table *t, const char *role)
{
	struct client *free_place = NULL;
	for (int i = 0; i < RIB_CLIENTS_MAX; i++) {
		struct client *c = &t->client[i];
		if (strcmp(c->role, role) == 0)
			return c;
		if (!c->role[0] && !free_place)
			free_place = c;
	}
	if (free_place)
		snprintf(free_place->role, sizeof free_place->role, "%s", role);
	return free_place;
}

static void on_established(void *arg, struct ipc_conn *conn)
{
	struct client_table *t = arg;
	struct client *c = client_for(t, ipc_peer_role(conn));
	if (!c) {
		log_warn("%s is one client too many", ipc_peer_role(conn));
		ipc_close(conn);
		return;
	}
	if (c->conn) {
		ipc_close(c->conn);
		forget_watches(c);
	}
	c->conn = conn;
	c->watches_only = !account_uid_is_ours(ipc_peer_uid(conn));
	c->round++;
	ipc_set_arg(conn, c);
	log_debug("%s is connected", c->role);
}

static void on_message(void *arg, struct ipc_conn *conn, struct ipc_msg *msg)
{
	struct client *c = arg;
	for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
		if (messages[i].type != msg->type || (c->watches_only && msg->type != RIB_IFACE_WATCH))
			continue;
		if (messages[i].take(c, &msg->body))
			return;
		break;
	}
	log_warn("%s sent a message that cannot be read (type %u)", c->role, msg->type);
	ipc_close(conn);
	lose(c);
}

static void on_closed(void *arg, struct ipc_conn *conn, const char *reason)
{
	struct client *c = arg;
	lose(c);
	log_debug("%s is gone (%s); its routes stay for %u s", c->role, reason ? reason : "closed",
	    c->hold_seconds);
}

static bool allow(const struct ipc_conn *conn)
{
	return account_uid_is_ours(ipc_peer_uid(conn)) || account_uid_is_engine(ipc_peer_uid(conn));
}

static const struct ipc_handler handler = {
    .allow = allow,
    .established = on_established,
    .message = on_message,
    .closed = on_closed,
};

struct client_table *client_table_new(struct ribd *ribd)
{
	struct client_table *t = calloc(1, sizeof *t);
	if (!t)
		return NULL;
	t->ribd = ribd;
	for (unsigned i = 0; i < RIB_CLIENTS_MAX; i++) {
		struct client *c = &t->client[i];
		c->table = t;
		c->number = i;
		c->hold_seconds = RIBD_HOLD_SECONDS;
		c->hold = loop_timer_new(ribd->loop, on_hold_over, c);
	}
	/* Whoever may connect is asked for his credentials. */
	t->server = ipc_listen(
	    ribd->loop, daemon_path(ribd->daemon, "ribd.sock"), 0666, daemon_self(ribd->daemon), &handler, t);
	if (t->server)
		return t;
	client_table_free(t);
	return NULL;
}

void client_table_free(struct client_table *t)
{
	if (!t)
		return;
	ipc_server_free(t->server);
	struct told *told, *next;
	HASH_ITER(hh, t->told, told, next) {
		HASH_DELETE(hh, t->told, told);
		free(told);
	}
	for (unsigned i = 0; i < RIB_CLIENTS_MAX; i++) {
		loop_timer_free(t->client[i].hold);
		free(t->client[i].prefixes);
	}
	free(t);
}
