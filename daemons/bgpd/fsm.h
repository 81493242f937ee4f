/* SPDX-License-Identifier: Apache-2.0 */
/* The state machine of one connection (RFC 4271 §8): states, events, and the table in fsm.c. */
#pragma once
#include "daemons/bgpd/notify.h"

struct session;

enum bgp_state {
	BGP_IDLE,
	BGP_CONNECT,
	BGP_ACTIVE,
	BGP_OPENSENT,
	BGP_OPENCONFIRM,
	BGP_ESTABLISHED,
	BGP_STATES,
};

/* Numbers and names are those of RFC 4271 §8.1; RouteRefreshMsg is RFC 2918's. */
enum fsm_event {
	FSM_ManualStop,
	FSM_AutomaticStart,
	FSM_AutomaticStart_with_PassiveTcpEstablishment,
	FSM_AutomaticStop,
	FSM_ConnectRetryTimer_Expires,
	FSM_HoldTimer_Expires,
	FSM_KeepaliveTimer_Expires,
	FSM_Tcp_CR_Acked,
	FSM_TcpConnectionConfirmed,
	FSM_TcpConnectionFails,
	FSM_BGPOpen,
	FSM_BGPHeaderErr,
	FSM_BGPOpenMsgErr,
	FSM_OpenCollisionDump,
	FSM_NotifMsgVerErr,
	FSM_NotifMsg,
	FSM_KeepAliveMsg,
	FSM_UpdateMsg,
	FSM_UpdateMsgErr,
	FSM_RouteRefreshMsg,
	FSM_EVENTS,
};

/* Hands an event to a session. `n`: the NOTIFICATION that was received or is to be sent, where the event has
 * one; NULL otherwise. */
void fsm_event(struct session *s, enum fsm_event event, const struct notify *n);
const char *fsm_state_name(enum bgp_state state); /* "OpenSent" */
const char *fsm_event_name(enum fsm_event event);

/* What the table says, for tests: the next state, and whether the pair is an FSM error. */
enum bgp_state fsm_next(enum bgp_state state, enum fsm_event event, bool *error);
