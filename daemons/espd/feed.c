/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/feed.h"
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include "daemons/espd/espd.h"
#include "daemons/espd/ike_relay.h"
#include "daemons/espd/transport.h"
#include "daemons/espd/tunnels.h"
#include "lib/account.h"
#include "lib/daemon.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/sa_feed.h"

#define UNKNOWN_INTERVAL (LOOP_SEC / 4) /* between two reports of an unknown SPI */

struct feed {
	struct espd *espd;
	struct ipc_server *server;
	struct ipc_conn *iked;
	int64_t unknown_told;
};

static void answer_added(struct ipc_conn *conn, uint32_t id, const struct sa_spec *spec, const char *reason)
{
	struct wbuf w = {0};
	struct sa_id sa_id = sa_id_of(spec->direction, spec->spi, spec->tunnel);
	sa_id_pack(&w, &sa_id);
	wbuf_u8(&w, reason == NULL);
	wbuf_str(&w, reason);
	ipc_send_buf(conn, SA_ADDED, 0, id, &w);
	wbuf_free(&w);
}

static bool on_add(struct feed *feed, struct ipc_conn *conn, struct ipc_msg *msg)
{
	struct espd *espd = feed->espd;
	struct sa_spec spec;
	const char *reason;
	if (!sa_spec_unpack(&msg->body, &spec))
		return false;
	int64_t now = loop_now(espd->loop);
	struct sa *sa = sa_add(&espd->sas, &spec, now, &reason);
	answer_added(conn, msg->id, &spec, reason);
	if (sa == NULL) {
		log_error("%s: SA %08x refused: %s", spec.tunnel, spec.spi, reason);
	} else {
		sa->tunnel = tunnels_find(espd->tunnels, spec.tunnel);
		log_info("%s: %s SA %08x installed", spec.tunnel,
		    spec.direction == SA_IN ? "inbound" : "outbound", spec.spi);
		if (sa->tunnel != NULL && spec.direction == SA_OUT)
			tunnel_select(sa->tunnel, &espd->sas, now);
	}
	OPENSSL_cleanse(&spec, sizeof spec);
	return true;
}

static void remove_sa(struct espd *espd, struct sa *sa)
{
	struct tunnel *t = sa->tunnel;
	bool in_use = t != NULL && t->out == sa;
	sa->tunnel = NULL;
	if (in_use)
		tunnel_select(t, &espd->sas, loop_now(espd->loop));
	sa_remove(&espd->sas, sa);
}

static bool on_del(struct feed *feed, struct ipc_conn *conn, struct ipc_msg *msg)
{
	struct sa_id id;
	if (!sa_id_unpack(&msg->body, &id))
		return false;
	struct sa *sa = sa_find(&feed->espd->sas, &id);
	if (sa != NULL) {
		log_info("%s: SA %08x removed", sa->state->spec.tunnel, id.spi);
		remove_sa(feed->espd, sa);
	}
	return true;
}

static bool on_move(struct feed *feed, struct ipc_conn *conn, struct ipc_msg *msg)
{
	struct sa_move move;
	if (!sa_move_unpack(&msg->body, &move))
		return false;
	struct sa *sa = sa_find(&feed->espd->sas, &move.id);
	if (sa == NULL)
		return true;
	sa_move(sa, &move);
	if (sa->tunnel != NULL && sa->tunnel->out == sa)
		tunnel_select(sa->tunnel, &feed->espd->sas, loop_now(feed->espd->loop));
	return true;
}

static bool on_list(struct feed *feed, struct ipc_conn *conn, struct ipc_msg *msg)
{
	struct sa_db *db = &feed->espd->sas;
	for (struct sa *sa = sa_next(db, NULL); sa != NULL; sa = sa_next(db, sa)) {
		struct wbuf w = {0};
		struct sa_spec spec = sa->state->spec;
		memset(spec.encr_key, 0, sizeof spec.encr_key);
		memset(spec.auth_key, 0, sizeof spec.auth_key);
		sa_spec_pack(&w, &spec);
		ipc_send_buf(conn, SA_LISTED, 0, msg->id, &w);
		wbuf_free(&w);
	}
	ipc_send(conn, SA_LIST_END, 0, msg->id, NULL, 0);
	return true;
}

static bool on_usage(struct feed *feed, struct ipc_conn *conn, struct ipc_msg *msg)
{
	struct wbuf w = {0};
	struct sa_used used = {.spi = rbuf_u32(&msg->body), .idle_msec = UINT32_MAX};
	struct sa_id id = sa_id_of(SA_IN, used.spi, NULL);
	const struct sa *sa = sa_find(&feed->espd->sas, &id);
	if (!rbuf_ok(&msg->body))
		return false;
	if (sa != NULL) {
		used.packets = sa->state->packets;
		used.bytes = sa->state->bytes;
		if (sa->state->last_used != 0)
			used.idle_msec =
			    (uint32_t)((loop_now(feed->espd->loop) - sa->state->last_used) / LOOP_MSEC);
	}
	sa_used_pack(&w, &used);
	ipc_send_buf(conn, SA_USED, 0, msg->id, &w);
	wbuf_free(&w);
	return true;
}

static bool on_ike_send(struct feed *feed, struct ipc_conn *conn, struct ipc_msg *msg)
{
	struct sa_ike_datagram datagram;
	if (!sa_ike_datagram_unpack(&msg->body, &datagram))
		return false;
	ike_relay_send(feed->espd, &datagram);
	return true;
}

static const struct {
	uint16_t type;
	bool (*fn)(struct feed *feed, struct ipc_conn *conn, struct ipc_msg *msg); /* false: malformed */
} messages[] = {
    {SA_ADD, on_add},
    {SA_DEL, on_del},
    {SA_MOVE, on_move},
    {SA_LIST, on_list},
    {SA_USAGE, on_usage},
    {SA_IKE_SEND, on_ike_send},
};

static void on_closed(void *arg, struct ipc_conn *conn, const char *reason)
{
	struct feed *feed = arg;
	if (feed->iked == conn)
		feed->iked = NULL;
}

static void hang_up(struct feed *feed, struct ipc_conn *conn)
{
	on_closed(feed, conn, NULL);
	ipc_close(conn);
}

static void on_message(void *arg, struct ipc_conn *conn, struct ipc_msg *msg)
{
	struct feed *feed = arg;
	for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
		if (messages[i].type != msg->type)
			continue;
		if (!messages[i].fn(feed, conn, msg)) {
			log_error("message %u of iked is malformed", msg->type);
			hang_up(feed, conn);
		}
		return;
	}
	log_warn("unknown message %u of iked", msg->type);
}

static void on_established(void *arg, struct ipc_conn *conn)
{
	struct feed *feed = arg;
	if (strcmp(ipc_peer_role(conn), "iked") != 0 || !account_uid_is_ours(ipc_peer_uid(conn))) {
		log_warn(
		    "refused a peer of role %s, user %u", ipc_peer_role(conn), (unsigned)ipc_peer_uid(conn));
		ipc_close(conn);
		return;
	}
	feed->iked = conn;
	struct tunnels *tunnels = feed->espd->tunnels;
	for (struct tunnel *t = tunnels_next(tunnels, NULL); t != NULL; t = tunnels_next(tunnels, t))
		feed_tunnel(feed, t->settings.name, true);
}

static const struct ipc_handler handler = {
    .established = on_established,
    .message = on_message,
    .closed = on_closed,
};

struct feed *feed_open(struct espd *espd)
{
	struct feed *feed = calloc(1, sizeof *feed);
	if (feed == NULL)
		return NULL;
	feed->espd = espd;
	/* Whoever may connect is asked for his credentials in on_established(). */
	feed->server = ipc_listen(espd->loop, daemon_path(espd->daemon, "espd.sock"), 0666,
	    daemon_self(espd->daemon), &handler, feed);
	if (feed->server != NULL)
		return feed;
	free(feed);
	return NULL;
}

void feed_close(struct feed *feed)
{
	if (feed == NULL)
		return;
	ipc_server_free(feed->server);
	free(feed);
}

struct ipc_conn *feed_iked(struct feed *feed)
{
	return feed->iked;
}

void feed_poll(struct feed *feed)
{
	ipc_poll(feed->iked);
}

void feed_tunnel(struct feed *feed, const char *tunnel, bool present)
{
	struct wbuf w = {0};
	wbuf_str(&w, tunnel);
	wbuf_u8(&w, present);
	ipc_send_buf(feed->iked, SA_TUNNEL, 0, 0, &w);
	wbuf_free(&w);
}

void feed_expire(struct feed *feed, const struct sa *sa, bool hard)
{
	struct wbuf w = {0};
	sa_id_pack(&w, &sa->id);
	wbuf_u8(&w, hard);
	ipc_send_buf(feed->iked, SA_EXPIRE, 0, 0, &w);
	wbuf_free(&w);
}

static struct ip_endpoint endpoint(struct in_addr addr, uint16_t port)
{
	return (struct ip_endpoint){.addr = ip_addr_from(AF_INET, &addr), .port = port};
}

void feed_unknown_spi(struct feed *feed, uint32_t spi, const struct transport_arrival *arrival)
{
	int64_t now = loop_now(feed->espd->loop);
	if (feed->unknown_told != 0 && now - feed->unknown_told < UNKNOWN_INTERVAL)
		return;
	feed->unknown_told = now;
	uint16_t port = arrival->remote_port;
	struct ip_endpoint from = endpoint(arrival->remote, port != 0 ? port : 500);
	struct ip_endpoint to = endpoint(arrival->local, port != 0 ? 4500 : 500);
	struct wbuf w = {0};
	wbuf_u32(&w, spi);
	wbuf_ip_endpoint(&w, &from);
	wbuf_ip_endpoint(&w, &to);
	ipc_send_buf(feed->iked, SA_UNKNOWN_SPI, 0, 0, &w);
	wbuf_free(&w);
}
