/* SPDX-License-Identifier: Apache-2.0 */
/* The state table against RFC 4271 §8.2.2, written down a second time in another form. */
#include "daemons/bgpd/fsm.h"
#include "tests/unit/unit.h"

#define I BGP_IDLE
#define C BGP_CONNECT
#define A BGP_ACTIVE
#define S BGP_OPENSENT
#define O BGP_OPENCONFIRM
#define E BGP_ESTABLISHED
#define X 16 /* ends in Idle as an FSM error */

/* Columns: Idle, Connect, Active, OpenSent, OpenConfirm, Established. */
static const unsigned char expected[FSM_EVENTS][BGP_STATES] = {
    [FSM_ManualStop] = {I, I, I, I, I, I},
    [FSM_AutomaticStart] = {C, C, C, X, X, X},
    [FSM_AutomaticStart_with_PassiveTcpEstablishment] = {A, X, A, X, X, X},
    [FSM_AutomaticStop] = {I, I, I, I, I, I},
    [FSM_ConnectRetryTimer_Expires] = {I, C, C, X, X, X},
    [FSM_HoldTimer_Expires] = {I, X, X, I, I, I},
    [FSM_KeepaliveTimer_Expires] = {I, X, X, X, O, E},
    [FSM_Tcp_CR_Acked] = {I, S, X, X, X, X},
    [FSM_TcpConnectionConfirmed] = {I, X, S, X, X, X},
    [FSM_TcpConnectionFails] = {I, A, A, A, I, I},
    [FSM_BGPOpen] = {I, X, X, O, X, X},
    [FSM_BGPHeaderErr] = {I, X, X, I, I, I},
    [FSM_BGPOpenMsgErr] = {I, X, X, I, I, X},
    [FSM_OpenCollisionDump] = {I, I, I, I, I, I},
    [FSM_NotifMsgVerErr] = {I, X, X, I, I, I},
    [FSM_NotifMsg] = {I, X, X, I, I, I},
    [FSM_KeepAliveMsg] = {I, X, X, X, E, E},
    [FSM_UpdateMsg] = {I, X, X, X, X, E},
    [FSM_UpdateMsgErr] = {I, X, X, X, X, I},
    [FSM_RouteRefreshMsg] = {I, X, X, X, X, E},
};

static void every_cell(void)
{
	for (unsigned event = 0; event < FSM_EVENTS; event++) {
		for (unsigned state = 0; state < BGP_STATES; state++) {
			bool error;
			unsigned next = fsm_next(state, event, &error);
			unsigned want = expected[event][state];
			bool same = want == X ? error && next == BGP_IDLE : !error && next == want;
			CU_ASSERT(same);
			if (!same)
				fprintf(stderr, "  %s in %s: %s%s\n", fsm_event_name(event),
				    fsm_state_name(state), fsm_state_name(next), error ? " (error)" : "");
		}
	}
}

static CU_TestInfo tests[] = {
    {"every cell", every_cell},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("bgpd fsm", tests);
}
