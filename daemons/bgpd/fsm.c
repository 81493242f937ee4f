/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table has a cell for each state and event: what to do, and the state after it. An empty cell means
 * that the event is ignored in Idle and, in any other state, is a Finite State Machine Error that ends the
 * connection (RFC 4271 §6.6, §8.2.2; subcodes of RFC 6608).
 *
 * The connection that we open starts in Connect; the one that the neighbor may open waits in Active. Both run
 * through the same table.
 */
#include "daemons/bgpd/fsm.h"
#include "daemons/bgpd/bgp.h"
#include "daemons/bgpd/debug.h"
#include "daemons/bgpd/peer.h"
#include "daemons/bgpd/session.h"

typedef void fsm_action(struct session *s, const struct notify *n);

struct fsm_cell {
	fsm_action *action; /* NULL: see above */
	enum bgp_state next;
};

static const char *const state_names[BGP_STATES] = {
    [BGP_IDLE] = "Idle",
    [BGP_CONNECT] = "Connect",
    [BGP_ACTIVE] = "Active",
    [BGP_OPENSENT] = "OpenSent",
    [BGP_OPENCONFIRM] = "OpenConfirm",
    [BGP_ESTABLISHED] = "Established",
};

static const char *const event_names[FSM_EVENTS] = {
    [FSM_ManualStop] = "ManualStop",
    [FSM_AutomaticStart] = "AutomaticStart",
    [FSM_AutomaticStart_with_PassiveTcpEstablishment] = "AutomaticStart_with_PassiveTcpEstablishment",
    [FSM_AutomaticStop] = "AutomaticStop",
    [FSM_ConnectRetryTimer_Expires] = "ConnectRetryTimer_Expires",
    [FSM_HoldTimer_Expires] = "HoldTimer_Expires",
    [FSM_KeepaliveTimer_Expires] = "KeepaliveTimer_Expires",
    [FSM_Tcp_CR_Acked] = "Tcp_CR_Acked",
    [FSM_TcpConnectionConfirmed] = "TcpConnectionConfirmed",
    [FSM_TcpConnectionFails] = "TcpConnectionFails",
    [FSM_BGPOpen] = "BGPOpen",
    [FSM_BGPHeaderErr] = "BGPHeaderErr",
    [FSM_BGPOpenMsgErr] = "BGPOpenMsgErr",
    [FSM_OpenCollisionDump] = "OpenCollisionDump",
    [FSM_NotifMsgVerErr] = "NotifMsgVerErr",
    [FSM_NotifMsg] = "NotifMsg",
    [FSM_KeepAliveMsg] = "KeepAliveMsg",
    [FSM_UpdateMsg] = "UpdateMsg",
    [FSM_UpdateMsgErr] = "UpdateMsgErr",
    [FSM_RouteRefreshMsg] = "RouteRefreshMsg",
};

const char *fsm_state_name(enum bgp_state state)
{
	return state < BGP_STATES ? state_names[state] : "unknown";
}

const char *fsm_event_name(enum fsm_event event)
{
	return event < FSM_EVENTS ? event_names[event] : "unknown";
}

static void act_connect(struct session *s, const struct notify *n)
{
	session_connect(s);
}

static void act_reconnect(struct session *s, const struct notify *n)
{
	session_close(s);
	session_connect(s);
}

static void act_listen(struct session *s, const struct notify *n)
{
	session_close(s);
}

/* The TCP connection failed before there was a session: try again, later each time. */
static void act_connect_later(struct session *s, const struct notify *n)
{
	session_close(s);
	session_connect_later(s);
}

static void act_open(struct session *s, const struct notify *n)
{
	session_open(s);
}

static void act_agree(struct session *s, const struct notify *n)
{
	session_agree(s);
	session_keepalive(s);
}

static void act_keepalive(struct session *s, const struct notify *n)
{
	session_keepalive(s);
}

static void act_alive(struct session *s, const struct notify *n)
{
	session_restart_hold(s);
}

/* Without a word: the other side has gone, or has told why. */
static void act_end(struct session *s, const struct notify *n)
{
	if (s->loss == SESSION_LOSS_NONE)
		session_reason(s, SESSION_LOSS_TCP, "Peer closed the session");
	session_close(s);
}

static void act_notified(struct session *s, const struct notify *n)
{
	char text[320];
	session_reason(
	    s, SESSION_LOSS_RECEIVED, "BGP Notification received, %s", notify_str(n, text, sizeof(text)));
	session_close(s);
}

/* It does not know our capabilities: the next attempt goes without them (RFC 5492 §5). */
static void act_version_error(struct session *s, const struct notify *n)
{
	s->peer->no_caps |= n->subcode != OPEN_UNSUPPORTED_VERSION;
	act_notified(s, n);
}

static void act_notify(struct session *s, const struct notify *n)
{
	char text[320];
	enum session_loss loss = n->code == NOTIFY_CEASE ? SESSION_LOSS_ADMIN : SESSION_LOSS_SENT;
	const char *better = s->peer->stop_reason;
	if (better)
		session_reason(s, loss, "%s", better);
	else
		session_reason(s, loss, "BGP Notification sent, %s", notify_str(n, text, sizeof(text)));
	session_notify(s, n);
	session_close(s);
}

static void act_hold_expired(struct session *s, const struct notify *n)
{
	struct notify expired = notify_make(NOTIFY_HOLD_TIMER, 0, NULL, 0);
	act_notify(s, &expired);
}

static void act_fsm_error(struct session *s, const struct notify *n)
{
	static const uint8_t subcodes[BGP_STATES] = {
	    [BGP_OPENSENT] = FSM_UNEXPECTED_IN_OPENSENT,
	    [BGP_OPENCONFIRM] = FSM_UNEXPECTED_IN_OPENCONFIRM,
	    [BGP_ESTABLISHED] = FSM_UNEXPECTED_IN_ESTABLISHED,
	};
	struct notify error = notify_make(NOTIFY_FSM, subcodes[s->state], NULL, 0);
	act_notify(s, &error);
}

static const struct fsm_cell table[BGP_STATES][FSM_EVENTS] =
    {
	[BGP_IDLE] =
	    {
		[FSM_AutomaticStart] = {act_connect, BGP_CONNECT},
		[FSM_AutomaticStart_with_PassiveTcpEstablishment] = {act_listen, BGP_ACTIVE},
	    },
	[BGP_CONNECT] =
	    {
		[FSM_ManualStop] = {act_end, BGP_IDLE},
		[FSM_AutomaticStop] = {act_end, BGP_IDLE},
		[FSM_AutomaticStart] = {act_reconnect, BGP_CONNECT},
		[FSM_ConnectRetryTimer_Expires] = {act_reconnect, BGP_CONNECT},
		[FSM_Tcp_CR_Acked] = {act_open, BGP_OPENSENT},
		[FSM_TcpConnectionFails] = {act_connect_later, BGP_ACTIVE},
		[FSM_OpenCollisionDump] = {act_end, BGP_IDLE},
	    },
	[BGP_ACTIVE] =
	    {
		[FSM_ManualStop] = {act_end, BGP_IDLE},
		[FSM_AutomaticStop] = {act_end, BGP_IDLE},
		[FSM_AutomaticStart] = {act_reconnect, BGP_CONNECT},
		[FSM_AutomaticStart_with_PassiveTcpEstablishment] = {act_listen, BGP_ACTIVE},
		[FSM_ConnectRetryTimer_Expires] = {act_connect, BGP_CONNECT},
		[FSM_TcpConnectionConfirmed] = {act_open, BGP_OPENSENT},
		[FSM_TcpConnectionFails] = {act_connect_later, BGP_ACTIVE},
		[FSM_OpenCollisionDump] = {act_end, BGP_IDLE},
	    },
	[BGP_OPENSENT] =
	    {
		[FSM_ManualStop] = {act_notify, BGP_IDLE},
		[FSM_AutomaticStop] = {act_notify, BGP_IDLE},
		[FSM_HoldTimer_Expires] = {act_hold_expired, BGP_IDLE},
		[FSM_TcpConnectionFails] = {act_connect_later, BGP_ACTIVE},
		[FSM_BGPOpen] = {act_agree, BGP_OPENCONFIRM},
		[FSM_BGPHeaderErr] = {act_notify, BGP_IDLE},
		[FSM_BGPOpenMsgErr] = {act_notify, BGP_IDLE},
		[FSM_OpenCollisionDump] = {act_notify, BGP_IDLE},
		[FSM_NotifMsgVerErr] = {act_version_error, BGP_IDLE},
		[FSM_NotifMsg] = {act_notified, BGP_IDLE},
	    },
	[BGP_OPENCONFIRM] =
	    {
		[FSM_ManualStop] = {act_notify, BGP_IDLE},
		[FSM_AutomaticStop] = {act_notify, BGP_IDLE},
		[FSM_HoldTimer_Expires] = {act_hold_expired, BGP_IDLE},
		[FSM_KeepaliveTimer_Expires] = {act_keepalive, BGP_OPENCONFIRM},
		[FSM_TcpConnectionFails] = {act_end, BGP_IDLE},
		[FSM_BGPHeaderErr] = {act_notify, BGP_IDLE},
		[FSM_BGPOpenMsgErr] = {act_notify, BGP_IDLE},
		[FSM_OpenCollisionDump] = {act_notify, BGP_IDLE},
		[FSM_NotifMsgVerErr] = {act_version_error, BGP_IDLE},
		[FSM_NotifMsg] = {act_notified, BGP_IDLE},
		[FSM_KeepAliveMsg] = {act_alive, BGP_ESTABLISHED},
	    },
	[BGP_ESTABLISHED] =
	    {
		[FSM_ManualStop] = {act_notify, BGP_IDLE},
		[FSM_AutomaticStop] = {act_notify, BGP_IDLE},
		[FSM_HoldTimer_Expires] = {act_hold_expired, BGP_IDLE},
		[FSM_KeepaliveTimer_Expires] = {act_keepalive, BGP_ESTABLISHED},
		[FSM_TcpConnectionFails] = {act_end, BGP_IDLE},
		[FSM_BGPHeaderErr] = {act_notify, BGP_IDLE},
		[FSM_OpenCollisionDump] = {act_notify, BGP_IDLE},
		[FSM_NotifMsgVerErr] = {act_notified, BGP_IDLE},
		[FSM_NotifMsg] = {act_notified, BGP_IDLE},
		[FSM_KeepAliveMsg] = {act_alive, BGP_ESTABLISHED},
		[FSM_UpdateMsg] = {act_alive, BGP_ESTABLISHED},
		[FSM_UpdateMsgErr] = {act_notify, BGP_IDLE},
		[FSM_RouteRefreshMsg] = {act_alive, BGP_ESTABLISHED},
	    },
};

static struct fsm_cell cell_of(enum bgp_state state, enum fsm_event event)
{
	struct fsm_cell cell = table[state][event];
	if (!cell.action)
		cell = (struct fsm_cell){state == BGP_IDLE ? NULL : act_fsm_error, BGP_IDLE};
	return cell;
}

enum bgp_state fsm_next(enum bgp_state state, enum fsm_event event, bool *error)
{
	struct fsm_cell cell = cell_of(state, event);
	*error = cell.action == act_fsm_error;
	return cell.next;
}

/* The one place where a session changes its state. */
static void change_state(struct session *s, enum bgp_state next, enum fsm_event event)
{
	enum bgp_state before = s->state;
	char address[IP_ADDR_STRLEN];
	s->state = next;
	if (before == next)
		return;
	bgp_debug_state(s, before, next, event);
	log_debug("%s %s: %s -> %s (%s)", ip_addr_str(&s->peer->config.address, address),
	    s->incoming ? "in" : "out", state_names[before], state_names[next], event_names[event]);
	if (next == BGP_ESTABLISHED)
		peer_session_up(s);
	else if (before == BGP_ESTABLISHED)
		peer_session_down(s);
	if (next == BGP_IDLE)
		peer_session_idle(s);
}

void fsm_event(struct session *s, enum fsm_event event, const struct notify *n)
{
	struct fsm_cell cell = cell_of(s->state, event);
	if (!cell.action)
		return;
	cell.action(s, n);
	change_state(s, cell.next, event);
}
