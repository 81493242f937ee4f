/* SPDX-License-Identifier: Apache-2.0 */
/* Lines, batches and sessions of operators. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "daemons/mgmtd/mgmtd.h"
#include "lib/log.h"
#include "tests/unit/mgmtd/operator.h"
#include "tests/unit/unit.h"

static void a_line_takes_effect_at_once(void)
{
	struct operator o;
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	CU_ASSERT_TRUE(operator_say(&o, ""));
	CU_ASSERT_STRING_EQUAL(o.prompt, "ciscoasa# ");
	CU_ASSERT_TRUE(operator_say(&o, "conf t"));
	CU_ASSERT_TRUE(operator_say(&o, "host gw1"));
	CU_ASSERT_STRING_EQUAL(o.prompt, "gw1(config)# ");
	CU_ASSERT_TRUE(operator_say(&o, "int gi0/0"));
	CU_ASSERT_STRING_EQUAL(o.prompt, "gw1(config-if)# ");
	CU_ASSERT_FALSE(operator_say(&o, "show conduit"));
	CU_ASSERT_STRING_EQUAL(o.error, "% Invalid input detected at '^' marker.");
	CU_ASSERT_PTR_NOT_NULL(strstr(o.text, "\"column\":8"));
	CU_ASSERT_TRUE(operator_shows(&o, "show running-config", "interface GigabitEthernet0/0\n"));
	CU_ASSERT_TRUE(operator_say(&o, "end"));
	CU_ASSERT_STRING_EQUAL(o.prompt, "gw1# ");
	ipc_close(o.conn);
	operator_end();
}

/* The configuration is saved line by line: what one line brings along would be a command of its own. */
static void a_line_is_one_line(void)
{
	struct operator o;
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	CU_ASSERT_TRUE(operator_say(&o, "configure terminal"));
	CU_ASSERT_TRUE(operator_say(&o, "interface Tunnel1"));
	CU_ASSERT_FALSE(operator_say(&o, "description to the cloud\nhostname gw9"));
	CU_ASSERT_PTR_NOT_NULL(strstr(o.error, "control character"));
	CU_ASSERT_FALSE(operator_say(&o, "nameif A\rB"));
	CU_ASSERT_FALSE(operator_say(&o, "hostname gw\0339"));
	CU_ASSERT_TRUE(operator_say(&o, "description to\tthe cloud"));
	CU_ASSERT_TRUE(operator_shows(&o, "show running-config", " description to the cloud\n"));
	CU_ASSERT_PTR_NULL(strstr(o.text, "gw9"));
	ipc_close(o.conn);
	operator_end();
}

/* What refers to an interface follows its name, with all that stands in its mode. */
static void a_new_name_leaves_nothing_behind(void)
{
	struct operator o;
	operator_begin("interface GigabitEthernet0/0\n nameif outside\nsla monitor 1\n"
		       " type echo protocol ipIcmpEcho 192.0.2.1 interface outside\n  frequency 5\n");
	operator_meet(&o, &operator_tool);
	CU_ASSERT_TRUE(operator_say(&o, "configure terminal"));
	CU_ASSERT_TRUE(operator_say(&o, "interface GigabitEthernet0/0"));
	CU_ASSERT_TRUE(operator_say(&o, "nameif WAN"));
	CU_ASSERT_TRUE(operator_shows(&o, "show running-config",
	    " type echo protocol ipIcmpEcho 192.0.2.1 interface WAN\n  frequency 5\n"));
	ipc_close(o.conn);
	operator_end();
}

static void a_batch_is_all_or_nothing(void)
{
	struct operator o;
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	CU_ASSERT_FALSE(operator_paste(&o, 0, "hostname gw1\nnonsense here\npager lines 5\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(o.text, "\"line\":2"));
	CU_ASSERT_FALSE(operator_shows(&o, "show running-config", "hostname gw1"));
	CU_ASSERT_TRUE(operator_paste(&o, 2, "hostname gw1\n")); /* check only */
	CU_ASSERT_FALSE(operator_shows(&o, "show running-config", "hostname gw1"));
	CU_ASSERT_TRUE(operator_paste(&o, 0, "hostname gw1\npager lines 5\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(o.text, "\"changed\":2"));
	CU_ASSERT_TRUE(operator_paste(&o, 0, "pager 5\nhostname gw1\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(o.text, "\"changed\":0"));
	CU_ASSERT_TRUE(operator_paste(&o, 1, "hostname gw2\n")); /* in place of all */
	CU_ASSERT_TRUE(operator_shows(&o, "show running-config", "pager lines 24"));
	ipc_close(o.conn);
	operator_end();
}

static void rollback_leads_back(void)
{
	struct operator o;
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	operator_paste(&o, 0, "hostname gw1\ninterface Tunnel1\n nameif A\n");
	operator_paste(&o, 0, "hostname gw2\nno interface Tunnel1\n");
	CU_ASSERT_TRUE(operator_shows(&o, "show configuration diff 1", "\"add\",\"line\":\"hostname gw2"));
	CU_ASSERT_TRUE(operator_say(&o, "rollback 1"));
	CU_ASSERT_TRUE(operator_shows(&o, "show running-config", " nameif A\n"));
	CU_ASSERT_TRUE(operator_shows(&o, "show running-config", "hostname gw1\n"));
	CU_ASSERT_FALSE(operator_say(&o, "rollback 9"));
	CU_ASSERT_TRUE(operator_shows(&o, "show configuration history", "rollback 1"));
	ipc_close(o.conn);
	operator_end();
}

static void one_bad_line_does_not_empty_the_start(void)
{
	struct operator o;
	operator_begin("hostname gw1\nthis is no command\npager lines 7\n");
	operator_meet(&o, &operator_tool);
	CU_ASSERT_TRUE(operator_shows(&o, "show running-config", "hostname gw1\n"));
	CU_ASSERT_TRUE(operator_shows(&o, "show running-config", "pager lines 7\n"));
	CU_ASSERT_TRUE(operator_shows(&o, "show logging", "startup-config:2: 'this is no command'"));
	ipc_close(o.conn);
	operator_end();
}

static void what_is_saved_is_started_with(void)
{
	struct operator o;
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	operator_paste(&o, 0,
	    "tunnel-group 192.0.2.1 type ipsec-l2l\ntunnel-group 192.0.2.1 ipsec-attributes\n"
	    " ikev2 local-authentication pre-shared-key a#b?c|d!e\n");
	CU_ASSERT_TRUE(operator_shows(&o, "show running-config", "pre-shared-key *****\n"));
	CU_ASSERT_TRUE(operator_shows(&o, "write memory", "[OK]"));
	CU_ASSERT_FALSE(operator_say(&o, "copy running-config tftp://192.0.2.1/gw1"));
	CU_ASSERT_PTR_NOT_NULL(strstr(o.error, "on this system only"));
	CU_ASSERT_TRUE(operator_shows(&o, "show running-config", ": Saved"));
	CU_ASSERT_FALSE(operator_shows(&o, "show startup-config", "a#b?c"));
	ipc_close(o.conn);
	operator_stop();
	CU_ASSERT_EQUAL(unlink(operator_path("running.log")), 0); /* as after a reboot */
	operator_start();
	operator_meet(&o, &operator_tool);
	CU_ASSERT_TRUE(operator_shows(&o, "more system:running-config", "pre-shared-key a#b?c|d!e\n"));
	CU_ASSERT_TRUE(operator_say(&o, "show configuration diff"));
	CU_ASSERT_STRING_EQUAL(o.text, "");
	ipc_close(o.conn);
	operator_end();
}

static void what_is_erased_was_confirmed(void)
{
	struct operator o;
	operator_begin("hostname gw1\n");
	operator_meet_from(&o, &operator_shell, "pts/1", "");
	CU_ASSERT_TRUE(operator_say(&o, "enable"));
	CU_ASSERT_TRUE(operator_say(&o, "write memory"));
	CU_ASSERT_TRUE(operator_shows(&o, "show running-config", ": Saved"));
	CU_ASSERT_FALSE(operator_say(&o, "write erase"));
	CU_ASSERT_PTR_NOT_NULL(strstr(o.error, "\"write erase /noconfirm\" does not ask"));
	CU_ASSERT_FALSE(operator_say(&o, "reload"));
	o.secret = "n";
	CU_ASSERT_TRUE(operator_shows(&o, "write erase", "Erase configuration in flash memory? [confirm]"));
	CU_ASSERT_TRUE(operator_shows(&o, "show running-config", ": Saved"));
	CU_ASSERT_TRUE(operator_say(&o, "show startup-config"));
	o.secret = "";
	CU_ASSERT_TRUE(operator_shows(&o, "write erase", "[OK]"));
	CU_ASSERT_FALSE(operator_shows(&o, "show running-config", ": Saved"));
	CU_ASSERT_FALSE(operator_say(&o, "show startup-config"));
	CU_ASSERT_TRUE(operator_say(&o, "write memory"));
	CU_ASSERT_FALSE(operator_shows(&o, "write erase /noconfirm", "[confirm]"));
	CU_ASSERT_FALSE(operator_shows(&o, "show running-config", ": Saved"));
	ipc_close(o.conn);
	operator_end();
}

static void what_is_cleared_was_confirmed(void)
{
	struct operator o;
	operator_begin("hostname gw1\n");
	operator_meet_from(&o, &operator_shell, "pts/1", "");
	o.secret = "n";
	CU_ASSERT_TRUE(operator_say(&o, "enable"));
	CU_ASSERT_TRUE(operator_shows(&o, "clear configure all", "[confirm]"));
	CU_ASSERT_TRUE(operator_shows(&o, "show running-config", "hostname gw1\n"));
	CU_ASSERT_FALSE(operator_shows(&o, "clear configure hostname", "[confirm]"));
	CU_ASSERT_FALSE(operator_shows(&o, "show running-config", "hostname gw1\n"));
	CU_ASSERT_TRUE(operator_say(&o, "rollback 1"));
	CU_ASSERT_TRUE(operator_say(&o, "configure session work"));
	CU_ASSERT_FALSE(operator_shows(&o, "clear configure all", "[confirm]"));
	CU_ASSERT_TRUE(operator_say(&o, "abort"));
	CU_ASSERT_FALSE(operator_shows(&o, "clear configure all /noconfirm", "[confirm]"));
	CU_ASSERT_FALSE(operator_shows(&o, "show running-config", "hostname gw1\n"));
	CU_ASSERT_TRUE(operator_say(&o, "rollback 1"));
	o.secret = "";
	CU_ASSERT_TRUE(operator_shows(&o, "clear configure all", "[confirm]"));
	CU_ASSERT_FALSE(operator_shows(&o, "show running-config", "hostname gw1\n"));
	CU_ASSERT_TRUE(operator_shows(&o, "show configuration history", "clear configure all"));
	ipc_close(o.conn);
	operator_end();
}

/* Nobody is there to answer: what a script says is meant. */
static void tools_are_not_asked(void)
{
	struct operator o;
	operator_begin("hostname gw1\n");
	operator_meet(&o, &operator_tool);
	CU_ASSERT_TRUE(operator_say(&o, "write memory"));
	CU_ASSERT_FALSE(operator_shows(&o, "write erase", "[confirm]"));
	CU_ASSERT_FALSE(operator_say(&o, "show startup-config"));
	CU_ASSERT_FALSE(operator_shows(&o, "clear configure all", "[confirm]"));
	CU_ASSERT_FALSE(operator_shows(&o, "show running-config", "hostname gw1\n"));
	CU_ASSERT_FALSE(operator_shows(&o, "reload", "[confirm]"));
	CU_ASSERT_TRUE(operator_mgmtd->reload);
	ipc_close(o.conn);
	operator_end();
}

static void a_name_is_told_when_it_leads_nowhere(void)
{
	struct operator o;
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	CU_ASSERT_TRUE(operator_say(&o, "configure terminal"));
	CU_ASSERT_TRUE(operator_shows(
	    &o, "route wan 0 0 192.0.2.1", "WARNING: There is no interface name (nameif) \"wan\""));
	CU_ASSERT_TRUE(operator_say(&o, "interface GigabitEthernet0/0"));
	CU_ASSERT_TRUE(operator_say(&o, "nameif WAN"));
	CU_ASSERT_FALSE(operator_shows(&o, "crypto ikev2 enable wan", "WARNING"));
	CU_ASSERT_TRUE(operator_say(&o, "interface GigabitEthernet0/0"));
	CU_ASSERT_TRUE(operator_say(&o, "nameif out"));
	CU_ASSERT_TRUE(operator_shows(&o, "show running-config", "route out 0.0.0.0 0.0.0.0 192.0.2.1 1"));
	CU_ASSERT_TRUE(operator_say(&o, "interface GigabitEthernet0/1"));
	CU_ASSERT_FALSE(operator_say(&o, "nameif out"));
	CU_ASSERT_STRING_EQUAL(o.error, "Name \"out\" has been assigned to interface GigabitEthernet0/0");
	ipc_close(o.conn);
	operator_end();
}

/* Requests sent ahead are carried out in their order, and a peer that leaves takes nothing down. */
static void requests_queue(void)
{
	struct operator o, gone;
	struct wbuf w = {0};
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	operator_meet(&gone, &operator_tool);
	wbuf_str(&w, "");
	wbuf_str(&w, "configure terminal");
	for (unsigned i = 0; i < 5; i++)
		ipc_send_buf(gone.conn, IPC_COMMAND, 0, i + 1, &w);
	ipc_close(gone.conn);
	ipc_send_buf(o.conn, IPC_COMMAND, 0, 1, &w);
	wbuf_reset(&w);
	wbuf_str(&w, "");
	wbuf_str(&w, "hostname gw7");
	ipc_send_buf(o.conn, IPC_COMMAND, 0, 2, &w);
	wbuf_free(&w);
	operator_pass(2000);
	CU_ASSERT_STRING_EQUAL(o.prompt, "gw7(config)# ");
	ipc_close(o.conn);
	operator_end();
}

static void a_forwarded_command_without_its_daemon_says_so(void)
{
	struct operator o;
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	CU_ASSERT_FALSE(operator_say(&o, "show route"));
	CU_ASSERT_PTR_NOT_NULL(strstr(o.error, "ribd is not running"));
	ipc_close(o.conn);
	operator_end();
}

static CU_TestInfo tests[] = {
    {"a line takes effect at once", a_line_takes_effect_at_once},
    {"a line is one line", a_line_is_one_line},
    {"a new name leaves nothing behind", a_new_name_leaves_nothing_behind},
    {"a batch is all or nothing", a_batch_is_all_or_nothing},
    {"rollback leads back", rollback_leads_back},
    {"one bad line does not empty the start", one_bad_line_does_not_empty_the_start},
    {"what is saved is started with", what_is_saved_is_started_with},
    {"what is erased was confirmed", what_is_erased_was_confirmed},
    {"what is cleared was confirmed", what_is_cleared_was_confirmed},
    {"tools are not asked", tools_are_not_asked},
    {"a name is told when it leads nowhere", a_name_is_told_when_it_leads_nowhere},
    {"requests queue", requests_queue},
    {"a forwarded command without its daemon says so", a_forwarded_command_without_its_daemon_says_so},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	log_open("test", LOG_LEVEL_INFO);
	return unit_main("mgmtd-session", tests);
}
