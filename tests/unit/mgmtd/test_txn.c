/* SPDX-License-Identifier: Apache-2.0 */
/* Transactions over daemons that the test plays. */
#include <string.h>
#include <unistd.h>
#include "lib/log.h"
#include "lib/loop.h"
#include "tests/unit/mgmtd/world.h"
#include "tests/unit/unit.h"

#define ROUTE   "|route outside1 192.0.2.0 255.255.255.0 203.0.113.9 1"
#define POLICY  "|crypto ikev2 policy 10"
#define IFACE   "|interface GigabitEthernet0/0"
#define ADDRESS "interface GigabitEthernet0/0|ip address 203.0.113.1 255.255.255.255"

static void only_the_concerned_hear(void)
{
	struct world *w = world_new();
	struct fake_daemon *ribd = world_daemon(w, CMD_OWNER_RIBD);
	struct fake_daemon *bgpd = world_daemon(w, CMD_OWNER_BGPD);
	CU_ASSERT_STRING_EQUAL(ribd->heard, "FULL(0) APPLY ");
	CU_ASSERT_TRUE(world_change(w, ROUTE, NULL));
	CU_ASSERT_STRING_EQUAL(ribd->heard, "FULL(0) APPLY CHECK(1) APPLY ");
	CU_ASSERT_STRING_EQUAL(ribd->lines, "+route outside1 192.0.2.0 255.255.255.0 203.0.113.9 1;");
	CU_ASSERT_STRING_EQUAL(bgpd->heard, "FULL(0) APPLY ");
	CU_ASSERT_EQUAL(w->committed, 1);
	world_free(w);
}

/* Another spelling of what is configured: no message, no commit, no entry in the history. */
static void the_same_in_other_words_says_nothing(void)
{
	struct world *w = world_new();
	struct fake_daemon *ribd = world_daemon(w, CMD_OWNER_RIBD);
	world_change(w, IFACE, ADDRESS, ROUTE, NULL);
	unsigned committed = w->committed;
	ribd->heard[0] = '\0';
	CU_ASSERT_TRUE(world_change(w, "|interface gigabitethernet 0/0", ADDRESS,
	    "|route outside1 192.0.2.0 255.255.255.0 203.0.113.9", NULL));
	CU_ASSERT_TRUE(world_change(w, "no " ROUTE, ROUTE, NULL));
	CU_ASSERT_STRING_EQUAL(ribd->heard, "");
	CU_ASSERT_EQUAL(w->committed, committed);
	world_free(w);
}

static void a_fault_aborts_everywhere(void)
{
	struct world *w = world_new();
	struct fake_daemon *ribd = world_daemon(w, CMD_OWNER_RIBD);
	struct fake_daemon *iked = world_daemon(w, CMD_OWNER_IKED);
	iked->refuse = "crypto ikev2 policy 10";
	ribd->heard[0] = iked->heard[0] = '\0';
	CU_ASSERT_FALSE(world_change(w, ROUTE, POLICY, NULL));
	CU_ASSERT_STRING_EQUAL(world_fault(), "the daemon does not like it");
	CU_ASSERT_STRING_EQUAL(ribd->heard, "CHECK(1) ABORT ");
	CU_ASSERT_STRING_EQUAL(iked->heard, "CHECK(1) ABORT ");
	CU_ASSERT_TRUE(cmd_store_empty(w->store));
	CU_ASSERT_EQUAL(w->committed, 0);
	world_free(w);
}

/* Who wants to see what will change sees it when all agree, and before it does; of what is refused, nothing. */
static void a_change_is_shown_before_it_takes_effect(void)
{
	struct world *w = world_new();
	struct fake_daemon *ribd = world_daemon(w, CMD_OWNER_RIBD);
	w->looks = true;
	ribd->heard[0] = '\0';
	CU_ASSERT_TRUE(world_change(w, ROUTE, NULL));
	CU_ASSERT_STRING_EQUAL(w->looked, "CHECK(1) +route outside1 192.0.2.0 255.255.255.0 203.0.113.9 1;");
	CU_ASSERT_STRING_EQUAL(ribd->heard, "CHECK(1) APPLY ");
	w->looked[0] = '\0';
	CU_ASSERT_TRUE(world_change(w, ROUTE, NULL)); /* nothing new */
	ribd->refuse = "interface GigabitEthernet0/0";
	CU_ASSERT_FALSE(world_change(w, IFACE, NULL));
	CU_ASSERT_STRING_EQUAL(w->looked, "");
	world_free(w);
}

static void who_is_away_is_fed_when_he_comes(void)
{
	struct world *w = world_new();
	CU_ASSERT_TRUE(world_change(w, POLICY, ROUTE, NULL));
	struct fake_daemon *iked = world_daemon(w, CMD_OWNER_IKED);
	CU_ASSERT_STRING_EQUAL(iked->heard, "FULL(1) APPLY ");
	CU_ASSERT_STRING_EQUAL(iked->lines, "+crypto ikev2 policy 10;");
	world_daemon_dies(w, iked);
	CU_ASSERT_TRUE(world_change(w, "|crypto ikev2 policy 20", NULL));
	iked = world_daemon(w, CMD_OWNER_IKED);
	CU_ASSERT_STRING_EQUAL(iked->heard, "FULL(2) APPLY ");
	world_free(w);
}

/* What a daemon finds faulty in the whole is left out; the rest takes effect. */
static void one_line_does_not_starve_a_daemon(void)
{
	struct world *w = world_new();
	CU_ASSERT_TRUE(world_change(w, POLICY, "|crypto ikev2 policy 20", NULL));
	w->daemons[CMD_OWNER_IKED].refuse = "crypto ikev2 policy 20";
	struct fake_daemon *iked = world_daemon(w, CMD_OWNER_IKED);
	CU_ASSERT_STRING_EQUAL(iked->heard, "FULL(2) ABORT FULL(1) APPLY ");
	CU_ASSERT_STRING_EQUAL(iked->lines, "+crypto ikev2 policy 10;");
	world_free(w);
}

static void silence_is_a_fault_after_five_seconds(void)
{
	struct world *w = world_new();
	struct fake_daemon *ribd = world_daemon(w, CMD_OWNER_RIBD);
	ribd->mute = true;
	CU_ASSERT_FALSE(world_change(w, ROUTE, NULL));
	CU_ASSERT_FALSE(world_done());
	loop_virtual_advance(w->loop, 5 * LOOP_SEC);
	world_settle(w);
	CU_ASSERT_TRUE(world_done());
	CU_ASSERT_PTR_NOT_NULL(strstr(world_fault(), "does not answer"));
	CU_ASSERT_TRUE(cmd_store_empty(w->store));
	CU_ASSERT_PTR_NULL(ribd->conn); /* its connection was given up */
	CU_ASSERT_TRUE(world_change(w, ROUTE, NULL));
	world_free(w);
}

/* kill -9 between CHECK and its answer: the daemon is passed over. */
static void death_in_the_middle_holds_nobody_up(void)
{
	struct world *w = world_new();
	struct fake_daemon *ribd = world_daemon(w, CMD_OWNER_RIBD);
	ribd->mute = true;
	world_change(w, ROUTE, NULL);
	world_daemon_dies(w, ribd);
	CU_ASSERT_TRUE(world_done());
	CU_ASSERT_EQUAL(w->committed, 1);
	world_free(w);
}

static void undo_leads_back(void)
{
	struct world *w = world_new();
	world_change(w, "|hostname gw1", NULL);
	CU_ASSERT_TRUE(world_change(w, "|hostname gw2", IFACE, ADDRESS, NULL));
	CU_ASSERT_STRING_EQUAL(w->undo, "-interface GigabitEthernet0/0;+hostname gw1;");
	CU_ASSERT_TRUE(world_change(w, "no " IFACE, NULL));
	CU_ASSERT_STRING_EQUAL(
	    w->undo, "+interface GigabitEthernet0/0;+ip address 203.0.113.1 255.255.255.255;");
	CU_ASSERT_EQUAL(w->own_checks, 2);
	world_free(w);
}

static void descriptors_outlive_their_daemon(void)
{
	struct world *w = world_new();
	struct fake_daemon *espd = world_daemon(w, CMD_OWNER_ESPD);
	struct wbuf name = {0};
	wbuf_str(&name, "sa-1");
	CU_ASSERT_TRUE(espd->state_end);
	ipc_send_fd(espd->conn, IPC_STATE_PUT, 0, &name, STDIN_FILENO);
	ipc_send_fd(espd->conn, IPC_STATE_PUT, 0, &name, STDIN_FILENO);
	world_settle(w);
	CU_ASSERT_EQUAL(attach_kept(w->attach, CMD_OWNER_ESPD), 1);
	world_daemon_dies(w, espd);
	espd = world_daemon(w, CMD_OWNER_ESPD);
	CU_ASSERT_EQUAL(espd->given, 1);
	ipc_send_buf(espd->conn, IPC_STATE_DROP, 0, 0, &name);
	world_settle(w);
	CU_ASSERT_EQUAL(attach_kept(w->attach, CMD_OWNER_ESPD), 0);
	wbuf_free(&name);
	world_free(w);
}

static void a_stranger_gets_no_role(void)
{
	struct world *w = world_new();
	w->refuse_roles = true;
	struct fake_daemon *ribd = world_daemon(w, CMD_OWNER_RIBD);
	CU_ASSERT_STRING_EQUAL(ribd->heard, "");
	CU_ASSERT_PTR_NULL(ribd->conn);
	world_free(w);
}

static CU_TestInfo tests[] = {
    {"only the concerned hear", only_the_concerned_hear},
    {"the same in other words says nothing", the_same_in_other_words_says_nothing},
    {"a fault aborts everywhere", a_fault_aborts_everywhere},
    {"a change is shown before it takes effect", a_change_is_shown_before_it_takes_effect},
    {"who is away is fed when he comes", who_is_away_is_fed_when_he_comes},
    {"one line does not starve a daemon", one_line_does_not_starve_a_daemon},
    {"silence is a fault after five seconds", silence_is_a_fault_after_five_seconds},
    {"death in the middle holds nobody up", death_in_the_middle_holds_nobody_up},
    {"undo leads back", undo_leads_back},
    {"descriptors outlive their daemon", descriptors_outlive_their_daemon},
    {"a stranger gets no role", a_stranger_gets_no_role},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	log_open("test", LOG_LEVEL_ERROR);
	return unit_main("mgmtd-txn", tests);
}
