/* SPDX-License-Identifier: Apache-2.0 */
/* configure session: a configuration of its own, merged into the running one by `commit`. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "lib/loop.h"
#include "tests/unit/mgmtd/operator.h"
#include "tests/unit/unit.h"

#define TUNNEL "interface Tunnel1\n nameif A\n ip address 169.254.10.2 255.255.255.252\n"

static struct operator ann, bob;

static void begin(void)
{
	operator_begin("hostname gw1\n" TUNNEL);
	operator_meet_from(&ann, &operator_tool, "pts/1", "");
	operator_meet_from(&bob, &operator_tool, "pts/2", "");
}

static void end(void)
{
	ipc_close(ann.conn);
	ipc_close(bob.conn);
	operator_end();
}

static void expect_running(const char *wanted, bool there)
{
	CU_ASSERT_EQUAL(operator_shows(&bob, "show running-config", wanted), there);
}

static void nothing_applies_before_commit(void)
{
	begin();
	CU_ASSERT_TRUE(operator_say(&ann, "configure session one"));
	CU_ASSERT_STRING_EQUAL(ann.prompt, "gw1(config-s)# ");
	CU_ASSERT_TRUE(operator_say(&ann, "hostname gw2"));
	CU_ASSERT_STRING_EQUAL(ann.prompt, "gw1(config-s)# ");
	CU_ASSERT_TRUE(operator_say(&ann, "interface Tunnel1"));
	CU_ASSERT_STRING_EQUAL(ann.prompt, "gw1(config-s-if)# ");
	CU_ASSERT_TRUE(operator_say(&ann, "no ip address"));
	CU_ASSERT_FALSE(operator_say(&ann, "nonsense here"));
	expect_running("hostname gw1\n", true);
	CU_ASSERT_TRUE(
	    operator_shows(&ann, "show configuration session", "\"add\",\"line\":\"hostname gw2\""));
	CU_ASSERT_TRUE(operator_shows(
	    &ann, "show configuration diff", "\"remove\",\"line\":\" ip address 169.254.10.2"));
	CU_ASSERT_TRUE(operator_shows(&bob, "show configuration history", "\"count\":0}"));
	CU_ASSERT_TRUE(operator_say(&ann, "commit comment ticket 4711"));
	CU_ASSERT_STRING_EQUAL(ann.prompt, "gw2# ");
	expect_running("hostname gw2\n", true);
	expect_running("169.254.10.2", false);
	CU_ASSERT_TRUE(
	    operator_shows(&bob, "show configuration history", "\"lines\":2,\"comment\":\"ticket 4711\""));
	CU_ASSERT_TRUE(operator_say(&bob, "rollback 1"));
	expect_running("169.254.10.2", true);
	end();
}

static void texts_go_into_the_session(void)
{
	begin();
	CU_ASSERT_TRUE(operator_say(&ann, "configure session one"));
	CU_ASSERT_TRUE(operator_paste(&ann, 0, "configure terminal\nhostname gw2\npager lines 7\nend\n"));
	CU_ASSERT_FALSE(operator_paste(&ann, 0, "pager lines 8\nnonsense\n"));
	CU_ASSERT_TRUE(operator_say(&ann, "clear configure interface Tunnel1"));
	expect_running("hostname gw1\n", true);
	CU_ASSERT_TRUE(
	    operator_shows(&ann, "show configuration diff", "\"remove\",\"line\":\"interface Tunnel1\""));
	CU_ASSERT_PTR_NOT_NULL(strstr(ann.text, "\"add\",\"line\":\"pager lines 7\""));
	CU_ASSERT_TRUE(operator_say(&ann, "rollback 0"));
	CU_ASSERT_TRUE(operator_say(&ann, "show configuration diff"));
	CU_ASSERT_STRING_EQUAL(ann.text, "");
	CU_ASSERT_TRUE(operator_shows(&ann, "commit", "changes nothing"));
	end();
}

/* A text is a transaction already: it must not go into the running configuration instead of a session. */
static void a_text_begins_no_session(void)
{
	begin();
	CU_ASSERT_FALSE(operator_paste(&ann, 0, "configure session one\nhostname gw2\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(ann.text, "give it by itself"));
	expect_running("hostname gw1\n", true);
	end();
}

static void it_stays_when_its_operator_goes(void)
{
	begin();
	CU_ASSERT_TRUE(operator_say(&ann, "configure session one"));
	CU_ASSERT_TRUE(operator_say(&ann, "hostname gw2"));
	CU_ASSERT_FALSE(operator_say(&bob, "configure session one"));
	CU_ASSERT_PTR_NOT_NULL(strstr(bob.error, "is in session one"));
	CU_ASSERT_FALSE(operator_say(&bob, "abort one"));
	ipc_close(ann.conn);
	operator_pass(2000);
	CU_ASSERT_TRUE(operator_shows(&bob, "show configuration session", "\"lines\":1}"));
	CU_ASSERT_TRUE(operator_shows(&bob, "configure session one", "goes on, with 1 changed line"));
	CU_ASSERT_TRUE(operator_say(&bob, "end"));
	CU_ASSERT_STRING_EQUAL(bob.prompt, "gw1# ");
	CU_ASSERT_TRUE(operator_say(&bob, "configure session one"));
	CU_ASSERT_TRUE(operator_say(&bob, "abort"));
	CU_ASSERT_STRING_EQUAL(bob.prompt, "gw1# ");
	CU_ASSERT_TRUE(operator_say(&bob, "show configuration session"));
	CU_ASSERT_PTR_NOT_NULL(strstr(bob.text, "\"count\":0}"));
	CU_ASSERT_FALSE(operator_say(&bob, "abort"));
	expect_running("hostname gw1\n", true);
	operator_meet(&ann, &operator_tool);
	end();
}

static void there_are_not_too_many(void)
{
	begin();
	CU_ASSERT_FALSE(operator_say(&ann, "configure session a/b"));
	CU_ASSERT_TRUE(operator_say(&ann, "configure session one"));
	CU_ASSERT_TRUE(operator_say(&ann, "configure session two"));
	CU_ASSERT_TRUE(operator_say(&ann, "configure session three"));
	CU_ASSERT_FALSE(operator_say(&ann, "configure session four"));
	CU_ASSERT_PTR_NOT_NULL(strstr(ann.error, "one two three"));
	CU_ASSERT_TRUE(operator_say(&ann, "abort one"));
	CU_ASSERT_TRUE(operator_say(&ann, "configure session four"));
	end();
}

/* Others change the configuration meanwhile: elsewhere, the same line to the same, the same line otherwise. */
static void others_changes_are_merged(void)
{
	begin();
	CU_ASSERT_TRUE(operator_say(&ann, "configure session one"));
	CU_ASSERT_TRUE(
	    operator_paste(&ann, 0, "hostname gw2\npager lines 7\ninterface Tunnel1\n nameif B\n"));
	CU_ASSERT_TRUE(operator_paste(
	    &bob, 0, "domain-name example.net\npager lines 7\ninterface Tunnel2\n nameif C\n"));
	CU_ASSERT_TRUE(operator_shows(&ann, "show configuration diff", "\"add\",\"line\":\"hostname gw2\""));
	CU_ASSERT_PTR_NULL(strstr(ann.text, "example.net"));
	CU_ASSERT_PTR_NULL(strstr(ann.text, "pager"));
	CU_ASSERT_TRUE(operator_paste(&bob, 0, "hostname gw3\n"));
	CU_ASSERT_FALSE(operator_say(&ann, "commit"));
	CU_ASSERT_PTR_NOT_NULL(
	    strstr(ann.text, "changed meanwhile by others to \"hostname gw3\", here to \"hostname gw2\""));
	expect_running("nameif B", false);
	CU_ASSERT_TRUE(operator_say(&ann, "commit force"));
	expect_running("hostname gw2\n", true);
	expect_running("nameif B", true);
	expect_running("example.net", true);
	expect_running("nameif C", true);
	end();
}

static void a_mode_that_is_gone_is_a_conflict(void)
{
	begin();
	CU_ASSERT_TRUE(operator_say(&ann, "configure session one"));
	CU_ASSERT_TRUE(operator_paste(&ann, 0, "interface Tunnel1\n description x\n"));
	CU_ASSERT_TRUE(operator_paste(&bob, 0, "no interface Tunnel1\n"));
	CU_ASSERT_FALSE(operator_say(&ann, "commit"));
	CU_ASSERT_PTR_NOT_NULL(strstr(ann.text, "to \"(removed)\", here to \"interface Tunnel1\""));
	CU_ASSERT_TRUE(operator_say(&ann, "abort"));
	CU_ASSERT_TRUE(operator_say(&bob, "rollback 1"));
	CU_ASSERT_TRUE(operator_say(&ann, "configure session one"));
	CU_ASSERT_TRUE(operator_paste(&ann, 0, "no interface Tunnel1\n"));
	CU_ASSERT_TRUE(operator_paste(&bob, 0, "interface Tunnel1\n description y\n"));
	CU_ASSERT_FALSE(operator_say(&ann, "commit"));
	CU_ASSERT_TRUE(operator_say(&ann, "commit force"));
	expect_running("interface Tunnel1", false);
	end();
}

static void faults_of_the_whole_are_told_at_commit(void)
{
	begin();
	CU_ASSERT_TRUE(operator_paste(
	    &bob, 0, "crypto ipsec profile P\ninterface Tunnel1\n tunnel protection ipsec profile P\n"));
	CU_ASSERT_TRUE(operator_say(&ann, "configure session one"));
	CU_ASSERT_TRUE(operator_say(&ann, "no crypto ipsec profile P"));
	CU_ASSERT_FALSE(operator_say(&ann, "commit"));
	CU_ASSERT_PTR_NOT_NULL(strstr(ann.error, "nothing was changed: correct these lines"));
	CU_ASSERT_STRING_EQUAL(ann.prompt, "gw1(config-s)# ");
	CU_ASSERT_TRUE(operator_say(&ann, "interface Tunnel1"));
	CU_ASSERT_TRUE(operator_say(&ann, "no tunnel protection ipsec profile"));
	CU_ASSERT_TRUE(operator_say(&ann, "commit"));
	expect_running("profile P", false);
	end();
}

static void restart(void)
{
	ipc_close(ann.conn);
	ipc_close(bob.conn);
	operator_stop();
	operator_start();
	operator_meet(&ann, &operator_tool);
	operator_meet(&bob, &operator_tool);
}

/* However posternd ends: the next one has the running configuration, the session what it had changed of another. */
static void it_outlives_posternd(void)
{
	struct stat st;
	begin();
	CU_ASSERT_TRUE(operator_say(&bob, "configure session empty"));
	CU_ASSERT_TRUE(operator_say(&bob, "end"));
	operator_pass(LOOP_SEC);
	CU_ASSERT_TRUE(operator_say(&ann, "configure session one"));
	CU_ASSERT_TRUE(operator_say(&ann, "hostname wrong"));
	CU_ASSERT_TRUE(operator_say(&ann, "hostname gw2"));
	CU_ASSERT_TRUE(operator_say(&ann, "interface Tunnel1"));
	CU_ASSERT_TRUE(operator_say(&ann, "description to the cloud"));
	CU_ASSERT_TRUE(operator_paste(&bob, 0, "pager lines 7\n"));
	CU_ASSERT_EQUAL(stat(operator_path("sessions/one.session"), &st), 0);
	CU_ASSERT_EQUAL(st.st_mode & 0777, 0600);
	restart();
	CU_ASSERT_TRUE(
	    operator_shows(&bob, "show configuration session one", "\"add\",\"line\":\"hostname gw2\""));
	CU_ASSERT_PTR_NOT_NULL(strstr(bob.text, "\"add\",\"line\":\" description to the cloud\""));
	CU_ASSERT_PTR_NULL(strstr(bob.text, "wrong"));
	CU_ASSERT_TRUE(operator_say(&bob, "show configuration session"));
	CU_ASSERT_PTR_NOT_NULL_FATAL(strstr(bob.text, "empty"));
	CU_ASSERT_PTR_NOT_NULL(strstr(strstr(bob.text, "empty"), "one"));
	restart(); /* once more: the file that was written anew is as good */
	CU_ASSERT_TRUE(operator_shows(&ann, "configure session one", "goes on, with 2 changed lines"));
	CU_ASSERT_TRUE(operator_say(&ann, "commit"));
	expect_running("hostname gw2\n", true);
	expect_running("pager lines 7\n", true);
	expect_running("description to the cloud\n", true);
	CU_ASSERT_NOT_EQUAL(access(operator_path("sessions/one.session"), F_OK), 0);
	CU_ASSERT_TRUE(operator_say(&ann, "abort empty"));
	restart();
	CU_ASSERT_TRUE(operator_say(&bob, "show configuration session"));
	CU_ASSERT_PTR_NULL(strstr(bob.text, "begun_at"));
	end();
}

/* A line that was not written whole is not followed; what cannot be read at all hinders nobody. */
static void a_torn_file_is_read_up_to_there(void)
{
	begin();
	CU_ASSERT_TRUE(operator_say(&ann, "configure session one"));
	CU_ASSERT_TRUE(operator_say(&ann, "hostname gw2"));
	FILE *f = fopen(operator_path("sessions/one.session"), "a");
	fputs("+pager lines 7\n+domain-na", f);
	fclose(f);
	f = fopen(operator_path("sessions/two.session"), "w");
	fputs(": author nobody\n+hostn", f);
	fclose(f);
	restart();
	CU_ASSERT_TRUE(
	    operator_shows(&bob, "show configuration session one", "\"add\",\"line\":\"hostname gw2\""));
	CU_ASSERT_PTR_NULL(strstr(bob.text, "pager"));
	CU_ASSERT_FALSE(operator_say(&bob, "show configuration session two"));
	CU_ASSERT_TRUE(operator_say(&bob, "configure session one"));
	CU_ASSERT_TRUE(operator_say(&bob, "commit"));
	expect_running("hostname gw2\n", true);
	end();
}

/* As the startup configuration has them: keys in clear, passwords hashed. */
static void passwords_are_not_written(void)
{
	char text[8192];
	begin();
	CU_ASSERT_TRUE(operator_say(&ann, "configure session one"));
	operator_patience = 5 * LOOP_SEC;
	CU_ASSERT_TRUE(operator_say(&ann, "username carol password Secret-of-Carol privilege 15"));
	FILE *f = fopen(operator_path("sessions/one.session"), "r");
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	CU_ASSERT_PTR_NULL(strstr(text, "Secret-of-Carol"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "username carol"));
	CU_ASSERT_TRUE(operator_say(&ann, "commit"));
	expect_running("username carol password ***** pbkdf2", true);
	end();
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"nothing applies before commit", nothing_applies_before_commit},
	    {"texts go into the session", texts_go_into_the_session},
	    {"a text begins no session", a_text_begins_no_session},
	    {"it stays when its operator goes", it_stays_when_its_operator_goes},
	    {"there are not too many", there_are_not_too_many},
	    {"others' changes are merged", others_changes_are_merged},
	    {"a mode that is gone is a conflict", a_mode_that_is_gone_is_a_conflict},
	    {"faults of the whole are told at commit", faults_of_the_whole_are_told_at_commit},
	    {"it outlives posternd", it_outlives_posternd},
	    {"a torn file is read up to there", a_torn_file_is_read_up_to_there},
	    {"passwords are not written", passwords_are_not_written},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("mgmtd-candidate", tests);
}
