/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/session.h"
#include "daemons/bgpd/bgp.h"
#include "daemons/bgpd/debug.h"
#include "daemons/bgpd/peer.h"
#include "daemons/bgpd/update.h"
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A connect that is not answered is given up and begun anew, so that a neighbor whose tunnel comes up a moment
 * after ours is met soon and not after TCP's own retransmission. */
#define CONNECT_FIRST     (250 * LOOP_MSEC)
#define CONNECT_DOUBLINGS 7 /* 32 s */
#define OPEN_HOLD         (60 * LOOP_SEC)
#define CONGESTED         (128u << 10)

static void on_retry(void *arg)
{
	fsm_event(arg, FSM_ConnectRetryTimer_Expires, NULL);
}

static void on_hold(void *arg)
{
	fsm_event(arg, FSM_HoldTimer_Expires, NULL);
}

static void on_keepalive(void *arg)
{
	fsm_event(arg, FSM_KeepaliveTimer_Expires, NULL);
}

void session_init(struct session *s, struct peer *peer, bool incoming)
{
	struct loop *loop = peer->bgp->loop;
	*s = (struct session){.peer = peer, .incoming = incoming, .message_max = BGP_MESSAGE_MAX};
	s->connect_retry = loop_timer_new(loop, on_retry, s);
	s->hold = loop_timer_new(loop, on_hold, s);
	s->keepalive = loop_timer_new(loop, on_keepalive, s);
}

void session_free(struct session *s)
{
	session_close(s);
	loop_timer_free(s->connect_retry);
	loop_timer_free(s->hold);
	loop_timer_free(s->keepalive);
	wbuf_free(&s->in);
	wbuf_free(&s->out);
}

void session_reason(struct session *s, enum session_loss loss, const char *fmt, ...)
{
	va_list ap;
	s->loss = loss;
	va_start(ap, fmt);
	vsnprintf(s->peer->last_reset, sizeof(s->peer->last_reset), fmt, ap);
	va_end(ap);
}

static void debug_notification(const struct session *s, bool sent, const struct notify *n)
{
	char text[320];
	bgp_debug(DEBUG_BGP, s, "%s NOTIFICATION %u/%u (%s) %u bytes", sent ? "sending" : "rcv", n->code,
	    n->subcode, notify_str(n, text, sizeof(text)), n->size);
}

static void receive_open(struct session *s, struct rbuf body)
{
	struct peer *p = s->peer;
	struct notify n;
	struct open_expect expect = {
	    .as = p->config.remote_as,
	    .own_as = peer_local_as(p),
	    .own_id = p->bgp->router_id,
	    .min_hold = peer_min_hold(p),
	};
	if (s->state != BGP_OPENSENT) {
		fsm_event(s, FSM_BGPOpen, NULL);
		return;
	}
	bool good = open_decode(body, &expect, &s->remote, &n);
	bgp_debug_open(s, false, &s->remote);
	if (good && (s->remote.caps.families & s->local.caps.families) == 0) {
		n = notify_make(NOTIFY_OPEN, OPEN_UNSUPPORTED_CAPABILITY, NULL, 0);
		good = false;
	}
	if (!good) {
		fsm_event(s, FSM_BGPOpenMsgErr, &n);
		return;
	}
	n = notify_cease(CEASE_COLLISION, NULL);
	fsm_event(s, peer_collides(s) ? FSM_OpenCollisionDump : FSM_BGPOpen, &n);
}

/* One in a second, or a neighbor that sends nothing else would fill the disk. */
static void log_malformed(struct session *s, const struct update *u)
{
	static const char *const actions[] = {"", "attribute discarded", "routes treated as withdrawn", ""};
	char address[IP_ADDR_STRLEN];
	int64_t now = loop_now(s->peer->bgp->loop);
	s->malformed++;
	if (s->malformed_at && now - s->malformed_at < LOOP_SEC)
		return;
	log_warn("%s: malformed UPDATE (number %" PRIu64 " of this session), attribute %s (%u): %s",
	    ip_addr_str(&s->peer->config.address, address), s->malformed, attr_type_name(u->attrs.type),
	    u->attrs.type, actions[u->attrs.action]);
	s->malformed_at = now;
}

static void receive_update(struct session *s, struct rbuf body)
{
	struct update u;
	struct notify n;
	if (s->state != BGP_ESTABLISHED) {
		fsm_event(s, FSM_UpdateMsg, NULL);
		return;
	}
	if (update_decode(body, &s->attrs, &u, &n)) {
		if (u.attrs.action != ATTR_OK)
			log_malformed(s, &u);
		fsm_event(s, FSM_UpdateMsg, NULL);
		peer_update(s, &u);
	} else {
		fsm_event(s, FSM_UpdateMsgErr, &n);
	}
	update_clear(&u);
}

static void receive_notification(struct session *s, struct rbuf body)
{
	struct notify n;
	if (!notify_decode(body, &n))
		n = notify_make(NOTIFY_CEASE, 0, NULL, 0);
	debug_notification(s, false, &n);
	bool version = n.code == NOTIFY_OPEN &&
		       (n.subcode == OPEN_UNSUPPORTED_VERSION || n.subcode == OPEN_UNSUPPORTED_PARAMETER ||
			   n.subcode == OPEN_UNSUPPORTED_CAPABILITY);
	fsm_event(s, version ? FSM_NotifMsgVerErr : FSM_NotifMsg, &n);
}

/* RFC 7313 §5: a wrong length is an error only where the enhanced procedure was agreed on; unknown families and
 * subtypes are ignored. */
static void receive_refresh(struct session *s, struct rbuf body)
{
	enum bgp_family family;
	bool enhanced = s->local.caps.enhanced_refresh && s->remote.caps.enhanced_refresh;
	size_t size = rbuf_left(&body);
	if (s->state == BGP_ESTABLISHED && enhanced && size != 4) {
		struct notify n = notify_make(NOTIFY_ROUTE_REFRESH, 1, body.pos, size);
		fsm_event(s, FSM_UpdateMsgErr, &n);
		return;
	}
	fsm_event(s, FSM_RouteRefreshMsg, NULL);
	uint16_t afi = rbuf_u16(&body);
	uint8_t kind = rbuf_u8(&body);
	uint8_t safi = rbuf_u8(&body);
	bool known = rbuf_ok(&body) && bgp_family_from_wire(afi, safi, &family);
	if (s->state != BGP_ESTABLISHED || !known || !(s->families & BGP_FAMILY_BIT(family)))
		return;
	bgp_debug(DEBUG_BGP_EVENTS, s, "rcv ROUTE-REFRESH for %s, kind %u", bgp_family_name(family), kind);
	if (kind == REFRESH_REQUEST || (enhanced && kind <= REFRESH_END))
		peer_refresh(s, family, kind);
}

static void receive_message(struct session *s, enum message_type type, struct rbuf body)
{
	s->peer->received[type]++;
	bgp_debug_message(s, false, type, rbuf_left(&body));
	switch (type) {
	case MESSAGE_OPEN:
		receive_open(s, body);
		break;
	case MESSAGE_UPDATE:
		receive_update(s, body);
		break;
	case MESSAGE_NOTIFICATION:
		receive_notification(s, body);
		break;
	case MESSAGE_KEEPALIVE:
		fsm_event(s, FSM_KeepAliveMsg, NULL);
		break;
	case MESSAGE_ROUTE_REFRESH:
		receive_refresh(s, body);
		break;
	case MESSAGE_TYPES:
		break;
	}
}

/* Handles every whole message at `data`; returns the bytes used. Stops when the connection has gone. */
static size_t receive_all(struct session *s, const uint8_t *data, size_t size)
{
	const struct conn *conn = s->conn;
	size_t used = 0;
	while (s->conn == conn) {
		enum message_type type;
		size_t length;
		struct notify n;
		enum header_verdict verdict =
		    message_header(data + used, size - used, s->message_max, &type, &length, &n);
		if (verdict == HEADER_BAD)
			fsm_event(s, FSM_BGPHeaderErr, &n);
		if (verdict != HEADER_OK || length > size - used)
			break;
		receive_message(s, type, rbuf_from(data + used + BGP_HEADER_SIZE, length - BGP_HEADER_SIZE));
		used += length;
	}
	return used;
}

static void on_received(void *arg, const uint8_t *data, size_t size)
{
	struct session *s = arg;
	const struct conn *conn = s->conn;
	s->read_at = loop_now(s->peer->bgp->loop);
	if (s->in.len == 0) {
		size_t used = receive_all(s, data, size);
		if (s->conn == conn)
			wbuf_bytes(&s->in, data + used, size - used);
		return;
	}
	wbuf_bytes(&s->in, data, size);
	size_t used = receive_all(s, s->in.data, s->in.len);
	if (s->conn != conn || used == 0)
		return;
	memmove(s->in.data, s->in.data + used, s->in.len - used);
	s->in.len -= used;
}

static void on_connected(void *arg)
{
	struct session *s = arg;
	fsm_event(s, FSM_Tcp_CR_Acked, NULL);
}

static void on_writable(void *arg)
{
	struct session *s = arg;
	session_flush(s);
	bgp_work(s->peer->bgp);
}

static void on_closed(void *arg, int error)
{
	struct session *s = arg;
	s->conn = NULL;
	if (s->state >= BGP_OPENSENT)
		session_reason(s, SESSION_LOSS_TCP, "Peer closed the session%s%s", error ? ": " : "",
		    error ? strerror(error) : "");
	else if (error)
		session_reason(s, SESSION_LOSS_TCP, "TCP connection failed: %s", strerror(error));
	bgp_debug(
	    DEBUG_BGP_EVENTS, s, "TCP connection closed: %s", error ? strerror(error) : "by the neighbor");
	fsm_event(s, FSM_TcpConnectionFails, NULL);
}

static const struct conn_handler handler = {on_connected, on_received, on_writable, on_closed};

static int64_t retry_delay(const struct session *s)
{
	unsigned doublings = s->retries < CONNECT_DOUBLINGS ? s->retries : CONNECT_DOUBLINGS;
	return loop_jitter(s->peer->bgp->loop, CONNECT_FIRST << doublings, 20);
}

void session_connect(struct session *s)
{
	struct transport *t = s->peer->bgp->transport;
	struct conn_params params = peer_conn_params(s->peer);
	s->loss = SESSION_LOSS_NONE;
	s->conn = t->ops->connect(t, &params, &handler, s);
	if (!s->conn)
		session_reason(s, SESSION_LOSS_TCP, "TCP connection failed: %s", strerror(errno));
	loop_timer_set(s->connect_retry, retry_delay(s));
	bgp_debug(DEBUG_BGP_EVENTS, s, "open active, TCP connection attempt %u%s%s, given up after %lld ms",
	    s->retries + 1, s->conn ? "" : " fails at once: ", s->conn ? "" : s->peer->last_reset,
	    (long long)(loop_timer_left(s->connect_retry) / LOOP_MSEC));
	s->retries++;
}

void session_connect_later(struct session *s)
{
	if (!s->incoming && !s->peer->config.passive)
		loop_timer_set(s->connect_retry, retry_delay(s));
}

void session_accept(struct session *s, struct conn *c)
{
	struct transport *t = s->peer->bgp->transport;
	struct conn_params params = peer_conn_params(s->peer);
	s->loss = SESSION_LOSS_NONE;
	s->conn = c;
	t->ops->adopt(c, &params, &handler, s);
	fsm_event(s, FSM_TcpConnectionConfirmed, NULL);
}

void session_open(struct session *s)
{
	loop_timer_stop(s->connect_retry);
	s->malformed = 0;
	s->malformed_at = 0;
	s->opened_at = loop_now(s->peer->bgp->loop);
	s->local = peer_open(s->peer);
	bgp_debug_open(s, true, &s->local);
	size_t before = s->out.len;
	open_encode(&s->out, &s->local, !s->peer->no_caps);
	bgp_debug_message(s, true, MESSAGE_OPEN, s->out.len - before - BGP_HEADER_SIZE);
	s->peer->sent[MESSAGE_OPEN]++;
	loop_timer_set(s->hold, OPEN_HOLD);
	session_flush(s);
}

void session_agree(struct session *s)
{
	const struct caps *ours = &s->local.caps, *theirs = &s->remote.caps;
	uint16_t hold = s->local.hold_time;
	s->hold_time = s->remote.hold_time < hold ? s->remote.hold_time : hold;
	uint16_t keepalive = peer_keepalive(s->peer);
	s->keepalive_time = keepalive < s->hold_time / 3 ? keepalive : s->hold_time / 3;
	s->families = ours->families & theirs->families;
	s->attrs.ebgp = peer_ebgp(s->peer);
	s->attrs.as_size = !s->peer->no_caps && theirs->as4 ? 4 : 2;
	bool extended = ours->extended_message && theirs->extended_message;
	s->message_max = extended ? BGP_EXTENDED_MAX : BGP_MESSAGE_MAX;
	session_restart_hold(s);
}

void session_notify(struct session *s, const struct notify *n)
{
	size_t before = s->out.len;
	message_notification(&s->out, n);
	debug_notification(s, true, n);
	bgp_debug_message(s, true, MESSAGE_NOTIFICATION, s->out.len - before - BGP_HEADER_SIZE);
	s->peer->sent[MESSAGE_NOTIFICATION]++;
	session_flush(s);
}

void session_close(struct session *s)
{
	loop_timer_stop(s->connect_retry);
	loop_timer_stop(s->hold);
	loop_timer_stop(s->keepalive);
	if (s->conn)
		s->peer->bgp->transport->ops->close(s->conn);
	s->conn = NULL;
	s->in.len = 0;
	wbuf_reset(&s->out);
	s->out_sent = 0;
	s->message_max = BGP_MESSAGE_MAX;
}

void session_keepalive(struct session *s)
{
	/* In OpenConfirm this one answers the OPEN and is sent even without a hold time. */
	message_keepalive(&s->out);
	bgp_debug_message(s, true, MESSAGE_KEEPALIVE, 0);
	s->peer->sent[MESSAGE_KEEPALIVE]++;
	session_flush(s);
	if (s->keepalive_time > 0) /* 75 to 100 % of the interval, RFC 4271 §10 */
		loop_timer_set(
		    s->keepalive, loop_jitter(s->peer->bgp->loop, s->keepalive_time * LOOP_SEC * 7 / 8, 14));
}

void session_restart_hold(struct session *s)
{
	if (s->hold_time > 0)
		loop_timer_set(s->hold, s->hold_time * LOOP_SEC);
	else
		loop_timer_stop(s->hold);
}

bool session_congested(const struct session *s)
{
	return s->out.len - s->out_sent > CONGESTED;
}

void session_flush(struct session *s)
{
	if (!s->conn || s->out.len == s->out_sent)
		return;
	s->out_sent +=
	    s->peer->bgp->transport->ops->write(s->conn, s->out.data + s->out_sent, s->out.len - s->out_sent);
	s->written_at = loop_now(s->peer->bgp->loop);
	if (s->out_sent == s->out.len) {
		wbuf_reset(&s->out);
		s->out_sent = 0;
	}
}

void session_refresh(struct session *s, enum bgp_family family, enum refresh_kind kind)
{
	message_refresh(&s->out, family, kind);
	bgp_debug(DEBUG_BGP_EVENTS, s, "sending ROUTE-REFRESH for %s, kind %u", bgp_family_name(family),
	    (unsigned)kind);
	bgp_debug_message(s, true, MESSAGE_ROUTE_REFRESH, 4);
	s->peer->sent[MESSAGE_ROUTE_REFRESH]++;
	session_flush(s);
}
