/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/esp_client.h"
#include "daemons/iked/child.h"
#include "daemons/iked/peer.h"
#include "daemons/iked/sa.h"
#include "daemons/iked/stranger.h"
#include "lib/ipc.h"
#include "lib/log.h"
#include "lib/loop.h"
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#define WAITING_MAX 8192 /* messages for an espd that is away */
#define STRANGERS_USEC                                                                                       \
	(30 * LOOP_SEC) /* SAs that nobody knows carry traffic that long, until new ones are made */

struct waiting {
	struct waiting *prev, *next;
	uint16_t type;
	struct wbuf body;
};

struct listed {
	struct sa_id id;
	char tunnel[IF_NAMESIZE];
};

struct esp_client {
	struct loop *loop;
	struct ipc_link *link;
	struct ike *ike; /* NULL until it is attached */
	struct waiting *waiting;
	unsigned waiting_count;
	struct listed *listed; /* answer to SA_LIST so far */
	unsigned listed_count;
	int64_t asked_at; /* when SA_LIST went out */
	struct loop_timer *strangers;
	bool spare_strangers;
};

/* ---- to espd ---- */

/* Sends, or keeps for later what must not be lost. Frees the body. */
static void client_send(struct esp_client *c, uint16_t type, struct wbuf *body)
{
	struct ipc_conn *conn = ipc_link_conn(c->link);
	if (wbuf_ok(body) && !(conn && ipc_send_buf(conn, type, 0, 0, body)) &&
	    c->waiting_count < WAITING_MAX) {
		struct waiting *w = calloc(1, sizeof(*w));
		if (w) {
			w->type = type;
			w->body = *body;
			*body = (struct wbuf){0};
			DL_APPEND(c->waiting, w);
			c->waiting_count++;
		}
	}
	wbuf_free(body);
}

static void drop_waiting(struct esp_client *c, struct waiting *w)
{
	DL_DELETE(c->waiting, w);
	c->waiting_count--;
	wbuf_free(&w->body);
	free(w);
}

void esp_client_sa_add(struct esp_client *c, const struct sa_spec *spec)
{
	struct wbuf w = {0};
	sa_spec_pack(&w, spec);
	client_send(c, SA_ADD, &w);
	/* Before the answer that lets the peer send by this SA. */
	ipc_flush(ipc_link_conn(c->link));
}

void esp_client_sa_del(struct esp_client *c, const struct sa_id *id)
{
	struct wbuf w = {0};
	sa_id_pack(&w, id);
	client_send(c, SA_DEL, &w);
}

void esp_client_sa_move(struct esp_client *c, const struct sa_move *move)
{
	struct wbuf w = {0};
	sa_move_pack(&w, move);
	client_send(c, SA_MOVE, &w);
}

bool esp_client_sa_usage(struct esp_client *c, uint32_t spi)
{
	struct wbuf w = {0};
	wbuf_u32(&w, spi);
	bool asked = ipc_send_buf(ipc_link_conn(c->link), SA_USAGE, 0, 0, &w);
	wbuf_free(&w);
	return asked;
}

void esp_client_ike_send(struct esp_client *c, const struct ip_endpoint *local,
    const struct ip_endpoint *remote, const uint8_t *data, size_t size)
{
	const struct sa_ike_datagram datagram = {
	    .local = *local, .remote = *remote, .data = data, .size = size};
	struct wbuf w = {0};
	sa_ike_datagram_pack(&w, &datagram);
	ipc_send_buf(ipc_link_conn(c->link), SA_IKE_SEND, 0, 0, &w); /* IKE sends again what is lost */
	wbuf_free(&w);
}

/* ---- reconciliation ---- */

static void ask_list(struct esp_client *c)
{
	struct ipc_conn *conn = ipc_link_conn(c->link);
	if (!conn || !c->ike)
		return;
	c->listed_count = 0;
	c->asked_at = loop_now(c->loop);
	ipc_send(conn, SA_LIST, 0, 0, NULL, 0);
}

static bool is_listed(const struct esp_client *c, const struct sa_id *id)
{
	for (unsigned i = 0; i < c->listed_count; i++)
		if (sa_id_equal(&c->listed[i].id, id))
			return true;
	return false;
}

static bool has_child(const struct esp_client *c, const char *tunnel)
{
	const struct peer *peer = peer_find(c->ike, tunnel);
	return peer && peer_child(peer);
}

/* SAs that the engine does not know: at once away where the tunnel has others, else a little later. */
static bool remove_strangers(struct esp_client *c)
{
	bool spared = false;
	for (unsigned i = 0; i < c->listed_count; i++) {
		const struct listed *l = &c->listed[i];
		if (ike_knows_sa(c->ike, &l->id))
			continue;
		if (c->spare_strangers && peer_find(c->ike, l->tunnel) && !has_child(c, l->tunnel)) {
			spared = true;
			continue;
		}
		log_info("%s: removing SA 0x%x, which belongs to nothing", l->tunnel, l->id.spi);
		esp_client_sa_del(c, &l->id);
	}
	return spared;
}

static void replace_lost(struct esp_client *c)
{
	struct child_sa *child, *next;
	HASH_ITER(hh, c->ike->children, child, next) {
		if (child->made_at >= c->asked_at || child->out_at >= c->asked_at)
			continue;
		struct sa_id in = sa_id_of(SA_IN, child->spi_in, NULL);
		struct sa_id out = sa_id_of(SA_OUT, child->spi_out, child->sa->peer->tunnel);
		if (!is_listed(c, &in))
			ike_sa_lost(c->ike, &in);
		else if (child->outbound && !is_listed(c, &out))
			ike_sa_lost(c->ike, &out);
	}
}

static void strangers_due(void *arg)
{
	struct esp_client *c = arg;
	c->spare_strangers = false;
	ask_list(c);
}

static void on_listed(struct esp_client *c, struct rbuf *body)
{
	struct sa_spec spec;
	if (!sa_spec_unpack(body, &spec))
		return;
	struct listed *more = realloc(c->listed, (c->listed_count + 1) * sizeof(*more));
	if (!more)
		return;
	c->listed = more;
	struct listed *l = &c->listed[c->listed_count++];
	l->id = sa_id_of(spec.direction, spec.spi, spec.tunnel);
	memcpy(l->tunnel, spec.tunnel, sizeof(l->tunnel));
}

static void on_list_end(struct esp_client *c, struct rbuf *body)
{
	if (!c->ike)
		return;
	replace_lost(c);
	if (remove_strangers(c))
		loop_timer_set(c->strangers, STRANGERS_USEC);
	free(c->listed);
	c->listed = NULL;
	c->listed_count = 0;
}

/* ---- from espd ---- */

static void on_added(struct esp_client *c, struct rbuf *body)
{
	char reason[128];
	struct sa_id id;
	sa_id_unpack(body, &id);
	bool ok = rbuf_u8(body);
	if (rbuf_str(body, reason, sizeof(reason)) && !ok && c->ike)
		ike_sa_refused(c->ike, &id, reason);
}

static void on_used(struct esp_client *c, struct rbuf *body)
{
	struct sa_used used;
	if (sa_used_unpack(body, &used) && c->ike)
		ike_sa_used(c->ike, &used);
}

static void on_expire(struct esp_client *c, struct rbuf *body)
{
	struct sa_id id;
	sa_id_unpack(body, &id);
	bool hard = rbuf_u8(body);
	if (rbuf_ok(body) && c->ike)
		ike_sa_expired(c->ike, &id, hard);
}

static void on_ike_received(struct esp_client *c, struct rbuf *body)
{
	struct sa_ike_datagram d;
	if (sa_ike_datagram_unpack(body, &d) && c->ike)
		ike_datagram(c->ike, &d.local, &d.remote, d.data, d.size);
}

static void on_tunnel(struct esp_client *c, struct rbuf *body)
{
	char tunnel[IF_NAMESIZE];
	if (!rbuf_str(body, tunnel, sizeof(tunnel)) || !c->ike)
		return;
	uint8_t present = rbuf_u8(body);
	struct peer *peer = peer_find(c->ike, tunnel);
	if (rbuf_ok(body) && peer)
		peer_device(peer, present);
}

static void on_unknown_spi(struct esp_client *c, struct rbuf *body)
{
	struct ip_endpoint from, to;
	uint32_t spi = rbuf_u32(body);
	rbuf_ip_endpoint(body, &from);
	rbuf_ip_endpoint(body, &to);
	if (rbuf_ok(body) && c->ike)
		stranger_esp(c->ike, spi, &to, &from);
}

static const struct {
	uint16_t type;
	void (*fn)(struct esp_client *c, struct rbuf *body);
} messages[] = {
    {SA_ADDED, on_added},
    {SA_LISTED, on_listed},
    {SA_LIST_END, on_list_end},
    {SA_USED, on_used},
    {SA_EXPIRE, on_expire},
    {SA_IKE_RECEIVED, on_ike_received},
    {SA_TUNNEL, on_tunnel},
    {SA_UNKNOWN_SPI, on_unknown_spi},
};

static void on_message(void *arg, struct ipc_conn *conn, struct ipc_msg *msg)
{
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++)
		if (messages[i].type == msg->type)
			messages[i].fn(arg, &msg->body);
}

static void on_established(void *arg, struct ipc_conn *conn)
{
	struct esp_client *c = arg;
	struct waiting *w, *next;
	DL_FOREACH_SAFE(c->waiting, w, next) {
		ipc_send_buf(conn, w->type, 0, 0, &w->body);
		drop_waiting(c, w);
	}
	ask_list(c);
}

static void on_closed(void *arg, struct ipc_conn *conn, const char *reason)
{
	log_info("espd is away: %s", reason ? reason : "closed");
}

static const struct ipc_handler handler = {
    .established = on_established,
    .message = on_message,
    .closed = on_closed,
};

struct esp_client *esp_client_new(struct loop *loop, const char *path, const struct ipc_self *self)
{
	struct esp_client *c = calloc(1, sizeof(*c));
	if (!c)
		return NULL;
	c->loop = loop;
	c->spare_strangers = true;
	c->strangers = loop_timer_new(loop, strangers_due, c);
	c->link = c->strangers ? ipc_link_new(loop, path, self, &handler, c) : NULL;
	if (c->link)
		return c;
	esp_client_free(c);
	return NULL;
}

void esp_client_free(struct esp_client *c)
{
	if (!c)
		return;
	ipc_link_free(c->link);
	loop_timer_free(c->strangers);
	while (c->waiting)
		drop_waiting(c, c->waiting);
	free(c->listed);
	free(c);
}

void esp_client_attach(struct esp_client *c, struct ike *ike)
{
	c->ike = ike;
	ask_list(c);
}
