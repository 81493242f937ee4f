/* SPDX-License-Identifier: Apache-2.0 */
/* commit confirmed: changes that are taken back unless somebody confirms them in time. */
#include <string.h>
#include <unistd.h>
#include "lib/loop.h"
#include "tests/unit/mgmtd/operator.h"
#include "tests/unit/unit.h"

#define MINUTE (60 * LOOP_SEC)

static struct operator ann, bob;

static void meet(void)
{
	operator_meet_from(&ann, &operator_tool, "pts/1", "");
	operator_meet_from(&bob, &operator_tool, "pts/2", "");
	operator_say(&ann, ""); /* until then he is told nothing */
	operator_say(&bob, "");
}

static void part(void)
{
	ipc_close(ann.conn);
	ipc_close(bob.conn);
}

static void expect_running(const char *wanted, bool there)
{
	CU_ASSERT_EQUAL(operator_shows(&bob, "show running-config", wanted), there);
}

static void begin(void)
{
	operator_begin("hostname gw1\n");
	meet();
}

static void end(void)
{
	part();
	operator_end();
}

static void commit_session(void)
{
	CU_ASSERT_TRUE(operator_say(&ann, "configure session one"));
	CU_ASSERT_TRUE(operator_say(&ann, "hostname gw2"));
	CU_ASSERT_TRUE(operator_say(&ann, "interface Tunnel1"));
	CU_ASSERT_TRUE(operator_say(&ann, "commit confirmed 5"));
	expect_running("hostname gw2\n", true);
}

static void a_session_is_taken_back(void)
{
	begin();
	commit_session();
	CU_ASSERT_PTR_NOT_NULL(strstr(bob.notices, "are taken back in 5 minutes unless"));
	CU_ASSERT_TRUE(operator_paste(&bob, 0, "domain-name example.net\n"));
	bob.notices[0] = '\0';
	operator_pass(4 * MINUTE - 2 * LOOP_SEC);
	CU_ASSERT_PTR_NULL(strstr(bob.notices, "taken back"));
	operator_pass(4 * LOOP_SEC);
	CU_ASSERT_PTR_NOT_NULL(strstr(bob.notices, "are taken back in 1 minute unless"));
	CU_ASSERT_PTR_NOT_NULL(strstr(ann.notices, "are taken back in 1 minute unless"));
	expect_running("hostname gw2\n", true);
	operator_pass(MINUTE);
	CU_ASSERT_PTR_NOT_NULL(strstr(bob.notices, "have been taken back"));
	expect_running("hostname gw1\n", true);
	expect_running("interface Tunnel1", false);
	expect_running("example.net", true);
	CU_ASSERT_TRUE(operator_shows(&bob, "show configuration history", "not confirmed in time"));
	CU_ASSERT_NOT_EQUAL(access(operator_path("trial"), F_OK), 0);
	end();
}

static void confirmed_changes_stay(void)
{
	begin();
	commit_session();
	CU_ASSERT_TRUE(operator_shows(&bob, "show configuration session", "\"configuration_trial\""));
	CU_ASSERT_TRUE(operator_shows(&bob, "write memory", "WARNING: What is saved has changes on trial"));
	CU_ASSERT_TRUE(operator_say(&bob, "commit"));
	CU_ASSERT_PTR_NOT_NULL(strstr(ann.notices, "are confirmed by"));
	operator_pass(10 * MINUTE);
	expect_running("hostname gw2\n", true);
	CU_ASSERT_TRUE(operator_shows(&bob, "commit", "INFO: Nothing waits for it"));
	end();
}

/* Line by line: what was typed since configuration mode was entered, and what follows. */
static void typed_lines_are_taken_back(void)
{
	begin();
	CU_ASSERT_TRUE(operator_say(&ann, "configure terminal"));
	CU_ASSERT_TRUE(operator_say(&ann, "domain-name first.example"));
	CU_ASSERT_TRUE(operator_say(&ann, "commit"));
	CU_ASSERT_TRUE(operator_say(&ann, "hostname gw2"));
	CU_ASSERT_TRUE(operator_paste(&bob, 0, "pager lines 7\n"));
	CU_ASSERT_TRUE(operator_say(&ann, "hostname gw3"));
	CU_ASSERT_TRUE(operator_say(&ann, "commit confirmed 2"));
	CU_ASSERT_STRING_EQUAL(ann.prompt, "gw3(config)# ");
	CU_ASSERT_FALSE(operator_say(&bob, "commit confirmed 3"));
	CU_ASSERT_TRUE(operator_say(&ann, "interface Tunnel1"));
	operator_pass(MINUTE);
	CU_ASSERT_TRUE(operator_say(&ann, "commit confirmed 2")); /* a minute more */
	operator_pass(MINUTE + 30 * LOOP_SEC);
	expect_running("hostname gw3\n", true);
	operator_pass(31 * LOOP_SEC);
	expect_running("hostname gw1\n", true);
	expect_running("interface Tunnel1", false);
	expect_running("pager lines 7", true);
	expect_running("first.example", true);
	end();
}

static void abort_takes_back_at_once(void)
{
	begin();
	CU_ASSERT_TRUE(operator_say(&ann, "commit confirmed 60"));
	CU_ASSERT_TRUE(operator_say(&ann, "configure terminal"));
	CU_ASSERT_TRUE(operator_say(&ann, "hostname gw2"));
	CU_ASSERT_TRUE(operator_say(&bob, "abort"));
	expect_running("hostname gw1\n", true);
	CU_ASSERT_FALSE(operator_say(&bob, "abort"));
	end();
}

/* As after kill -9: nothing is ended in good order, the next one goes on. */
static void the_next_posternd_takes_back(void)
{
	begin();
	commit_session();
	part();
	operator_stop();
	CU_ASSERT_EQUAL(access(operator_path("trial"), F_OK), 0);
	operator_start();
	meet();
	expect_running("hostname gw2\n", true);
	operator_pass(6 * MINUTE);
	expect_running("hostname gw1\n", true);
	expect_running("interface Tunnel1", false);
	end();
}

static void a_new_start_forgets_it(void)
{
	begin();
	commit_session();
	part();
	operator_stop();
	CU_ASSERT_EQUAL(unlink(operator_path("running.log")), 0); /* as after a reboot */
	operator_start();
	meet();
	CU_ASSERT_NOT_EQUAL(access(operator_path("trial"), F_OK), 0);
	CU_ASSERT_TRUE(operator_say(&bob, "show configuration session"));
	CU_ASSERT_PTR_NULL(strstr(bob.text, "configuration_trial"));
	end();
}

/* Saved while on trial: a restart in good order, or a reboot, does not make it permanent. */
static void what_was_saved_is_taken_back(void)
{
	begin();
	commit_session();
	CU_ASSERT_TRUE(operator_say(&bob, "write memory"));
	part();
	operator_stop();
	CU_ASSERT_EQUAL(unlink(operator_path("running.log")), 0);
	operator_start();
	meet();
	expect_running("hostname gw2\n", true);
	operator_pass(4 * MINUTE);
	expect_running("hostname gw2\n", true);
	operator_pass(MINUTE + LOOP_SEC);
	CU_ASSERT_PTR_NOT_NULL(strstr(bob.notices, "the saved configuration still has them"));
	expect_running("hostname gw1\n", true);
	expect_running("interface Tunnel1", false);
	end();
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"a session is taken back", a_session_is_taken_back},
	    {"confirmed changes stay", confirmed_changes_stay},
	    {"typed lines are taken back", typed_lines_are_taken_back},
	    {"abort takes back at once", abort_takes_back_at_once},
	    {"the next posternd takes back", the_next_posternd_takes_back},
	    {"a new start forgets it", a_new_start_forgets_it},
	    {"what was saved is taken back", what_was_saved_is_taken_back},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("mgmtd-trial", tests);
}
