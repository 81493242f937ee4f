/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts and rights: who comes in, what he may, what a wrong password costs. */
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "daemons/mgmtd/history.h"
#include "daemons/mgmtd/mgmtd.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "tests/unit/mgmtd/operator.h"
#include "tests/unit/unit.h"

#define OWNER "correct-horse"

static void set(struct operator* o, const char *line)
{
	CU_ASSERT_TRUE(operator_say(o, "configure terminal"));
	if (!operator_say(o, line))
		printf("\n%s: %s\n", line, o->error);
	CU_ASSERT_EQUAL(o->status, 0);
}

static bool logged(struct operator* o, const char *text)
{
	return operator_shows(o, "show logging", text);
}

/* A shell session that has said who it is. */
static void log_in(struct operator* s, const char *name, const char *password)
{
	operator_meet(s, &operator_shell);
	CU_ASSERT_TRUE(operator_say(s, ""));
	s->name = name;
	s->secret = password;
	CU_ASSERT_TRUE(operator_say(s, "login"));
}

/* Without waiting for the answer. */
static void begin_to_say(struct operator* o, const char *line)
{
	struct wbuf w = {0};
	wbuf_str(&w, "");
	wbuf_str(&w, line);
	ipc_send_buf(o->conn, IPC_COMMAND, 0, ++o->id, &w);
	wbuf_free(&w);
	operator_pass(2000);
}

static const char *own_name(void)
{
	return getpwuid(geteuid())->pw_name;
}

static void passwords_become_hashes(void)
{
	struct operator o;
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	set(&o, "username alice password wonderland privilege 15");
	set(&o, "username bob password builder1");
	set(&o, "username carol nopassword privilege 3");
	set(&o, "enable password levelfive level 5");
	CU_ASSERT_TRUE(operator_shows(&o, "show running-config username",
	    "username alice password ***** pbkdf2 privilege 15\nusername bob password ***** pbkdf2\n"
	    "username carol nopassword privilege 3\n"));
	CU_ASSERT_TRUE(
	    operator_shows(&o, "show running-config enable", "enable password ***** level 5 pbkdf2\n"));
	CU_ASSERT_TRUE(
	    operator_shows(&o, "more system:running-config", "username bob password $sha512$5000$"));
	CU_ASSERT_PTR_NULL(strstr(o.text, "builder1"));
	unsigned changes = history_get(operator_mgmtd->history, 0)->changes;
	set(&o, "username alice password wonderland privilege 15"); /* the same again */
	set(&o, "username alice password ***** pbkdf2 privilege 15");
	CU_ASSERT_EQUAL(history_get(operator_mgmtd->history, 0)->changes, changes);
	set(&o, "no username bob");
	CU_ASSERT_FALSE(operator_shows(&o, "show running-config username", "bob"));
	CU_ASSERT_FALSE(logged(&o, "wonderland"));
	ipc_close(o.conn);
	operator_end();
}

static void what_is_no_password_is_refused(void)
{
	static const char *const bad[] = {"username alice password ab", "enable password short",
	    "username alice password 2KFQnbNIdI.2KYOU encrypted", "username alice password nothash pbkdf2",
	    "username al password longenough", "username alice attributes",
	    "aaa authentication ssh console TACACS LOCAL"};
	struct operator o;
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	operator_say(&o, "configure terminal");
	for (unsigned i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CU_ASSERT_FALSE(operator_say(&o, bad[i]));
	CU_ASSERT_PTR_NOT_NULL(strstr(o.error, "use LOCAL"));
	ipc_close(o.conn);
	operator_end();
}

static void login_gives_name_and_level(void)
{
	struct operator o, s;
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	set(&o, "username alice password wonderland privilege 15");
	set(&o, "username guest password guestguest privilege 1");
	operator_meet(&s, &operator_shell);
	CU_ASSERT_TRUE(operator_say(&s, ""));
	CU_ASSERT_STRING_EQUAL(s.prompt, "ciscoasa> ");
	s.name = "alice";
	s.secret = "wonderland";
	CU_ASSERT_TRUE(operator_say(&s, "login"));
	CU_ASSERT_STRING_EQUAL(s.prompt, "ciscoasa# ");
	CU_ASSERT_TRUE(operator_shows(&s, "show curpriv", "\"username\":\"alice\",\"privilege\":15"));
	set(&s, "hostname gw1");
	CU_ASSERT_STRING_EQUAL(history_get(operator_mgmtd->history, 0)->author, "alice");
	s.name = "guest";
	s.secret = "guestguest";
	CU_ASSERT_TRUE(operator_say(&s, "login"));
	CU_ASSERT_STRING_EQUAL(s.prompt, "gw1> ");
	CU_ASSERT_FALSE(operator_say(&s, "hostname gw2"));
	ipc_close(s.conn);
	ipc_close(o.conn);
	operator_end();
}

/* A client that skips the shell's own checks is no better off. */
static void levels_are_enforced(void)
{
	struct operator o, s;
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	set(&o, "username netop password operator5 privilege 5");
	log_in(&s, "netop", "operator5");
	CU_ASSERT_STRING_EQUAL(s.prompt, "ciscoasa# ");
	CU_ASSERT_TRUE(operator_say(&s, "show clock"));
	CU_ASSERT_FALSE(operator_say(&s, "configure terminal"));
	CU_ASSERT_STRING_EQUAL(s.error, "Command authorization failed");
	CU_ASSERT_FALSE(operator_say(&s, "show running-config"));
	CU_ASSERT_FALSE(operator_say(&s, "more system:running-config"));
	CU_ASSERT_FALSE(operator_say(&s, "write memory"));
	CU_ASSERT_FALSE(operator_paste(&s, 0, "hostname gw9\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(s.error, "Command authorization failed"));
	CU_ASSERT_FALSE(operator_shows(&o, "show running-config", "gw9"));
	CU_ASSERT_TRUE(logged(&o, "of level 5 may not: write memory"));
	ipc_close(s.conn);
	ipc_close(o.conn);
	operator_end();
}

static void privilege_moves_commands(void)
{
	struct operator o, s;
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	set(&o, "username netop password operator5 privilege 5");
	set(&o, "privilege show level 5 mode exec command running-config");
	set(&o, "privilege cmd level 5 mode exec command configure");
	set(&o, "privilege cmd level 5 mode configure command interface");
	set(&o, "privilege show level 15 mode exec command version");
	CU_ASSERT_TRUE(operator_shows(
	    &o, "show running-config privilege", "privilege cmd level 5 mode configure command interface\n"));
	log_in(&s, "netop", "operator5");
	CU_ASSERT_TRUE(operator_say(&s, "show running-config"));
	CU_ASSERT_FALSE(operator_say(&s, "show version"));
	CU_ASSERT_TRUE(operator_say(&s, "configure terminal"));
	CU_ASSERT_FALSE(operator_say(&s, "hostname gw9"));
	CU_ASSERT_TRUE(operator_say(&s, "interface Tunnel1"));
	CU_ASSERT_TRUE(operator_say(&s, "nameif CLOUD"));
	CU_ASSERT_FALSE(operator_say(&s, "hostname gw9")); /* leaves the interface */
	ipc_close(s.conn);
	ipc_close(o.conn);
	operator_end();
}

/* Every command with the level it needs, as configured or not. */
static void privilege_is_shown(void)
{
	struct operator o;
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	set(&o, "privilege show level 5 mode exec command running-config");
	CU_ASSERT_TRUE(operator_shows(
	    &o, "show running-config privilege", "privilege show level 5 mode exec command running-config"));
	CU_ASSERT_FALSE(operator_shows(&o, "show running-config privilege", "curpriv"));
	CU_ASSERT_TRUE(operator_shows(
	    &o, "show running-config all privilege", "privilege show level 0 mode exec command curpriv\n"));
	CU_ASSERT_TRUE(operator_shows(
	    &o, "show privilege all", "privilege cmd level 15 mode configure command username\n"));
	CU_ASSERT_FALSE(operator_shows(&o, "show privilege level 5", "curpriv"));
	CU_ASSERT_TRUE(operator_shows(&o, "show privilege level 5", "command running-config\n"));
	CU_ASSERT_STRING_EQUAL(o.text, "privilege show level 5 mode exec command running-config\n");
	CU_ASSERT_TRUE(operator_shows(&o, "show running-config privilege command BANNER",
	    "privilege cmd level 15 mode configure command banner\n"));
	ipc_close(o.conn);
	operator_end();
}

static void enable_asks_for_the_password_of_its_level(void)
{
	struct operator o, s;
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	set(&o, "enable password " OWNER);
	set(&o, "enable password levelfive level 5");
	operator_meet(&s, &operator_shell);
	CU_ASSERT_TRUE(operator_say(&s, ""));
	CU_ASSERT_FALSE(operator_say(&s, "show running-config"));
	s.secret = "levelfive";
	CU_ASSERT_TRUE(operator_say(&s, "enable 5"));
	CU_ASSERT_TRUE(operator_shows(&s, "show curpriv", "\"privilege\":5"));
	s.secret = OWNER;
	CU_ASSERT_TRUE(operator_say(&s, "enable"));
	CU_ASSERT_TRUE(operator_shows(&s, "show curpriv", "\"privilege\":15"));
	CU_ASSERT_TRUE(operator_say(&s, "enable 3")); /* down, without a password */
	CU_ASSERT_TRUE(operator_shows(&s, "show curpriv", "\"privilege\":3"));
	CU_ASSERT_TRUE(operator_say(&s, "disable"));
	CU_ASSERT_STRING_EQUAL(s.prompt, "ciscoasa> ");
	ipc_close(s.conn);
	ipc_close(o.conn);
	operator_end();
}

static void a_wrong_password_is_slow_and_logged(void)
{
	struct operator o, s, other;
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	set(&o, "enable password " OWNER);
	operator_meet(&s, &operator_shell);
	operator_meet(&other, &operator_shell);
	CU_ASSERT_TRUE(operator_say(&s, ""));
	CU_ASSERT_TRUE(operator_say(&other, ""));
	s.secret = "wrong-wrong";
	operator_patience = 7 * LOOP_SEC + 10 * LOOP_MSEC; /* 1 + 2 + 4 */
	CU_ASSERT_FALSE(operator_say(&s, "enable"));
	CU_ASSERT_STRING_EQUAL(s.error, "Access denied.");
	CU_ASSERT_PTR_NOT_NULL(
	    strstr(s.text, "Invalid password\nPassword: \nInvalid password\nPassword: \n"));
	operator_patience = 2000;
	CU_ASSERT_TRUE(logged(&o, "gave a wrong password for level 15, failure 3 in a row"));
	CU_ASSERT_FALSE(logged(&o, "wrong-wrong"));

	begin_to_say(&s, "enable"); /* a fourth failure, under way: nobody of this user is even asked */
	other.secret = OWNER;
	CU_ASSERT_FALSE(operator_say(&other, "enable"));
	CU_ASSERT_STRING_EQUAL(other.error, "Too many failed logins: try again in 8 seconds");
	operator_pass(9 * LOOP_SEC);
	ipc_close(s.conn);
	operator_pass(20 * LOOP_SEC);
	CU_ASSERT_TRUE(operator_say(&other, "enable"));
	CU_ASSERT_STRING_EQUAL(other.prompt, "ciscoasa# ");
	ipc_close(other.conn);
	ipc_close(o.conn);
	operator_end();
}

static void an_endless_password_is_none(void)
{
	static char endless[300];
	struct operator o, s;
	memset(endless, 'x', sizeof(endless) - 1);
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	set(&o, "enable password " OWNER);
	operator_meet(&s, &operator_shell);
	CU_ASSERT_TRUE(operator_say(&s, ""));
	s.secret = endless;
	CU_ASSERT_FALSE(operator_say(&s, "enable"));
	CU_ASSERT_STRING_EQUAL(s.error, "Access denied.");
	ipc_close(s.conn);
	ipc_close(o.conn);
	operator_end();
}

static void an_abandoned_question_ends(void)
{
	struct operator o, s;
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	set(&o, "enable password " OWNER);
	operator_meet(&s, &operator_shell);
	CU_ASSERT_TRUE(operator_say(&s, ""));
	s.secret = "wrong-wrong";
	s.done = false;
	begin_to_say(&s, "enable");
	CU_ASSERT_FALSE(s.done); /* the wrong answer is held back */
	ipc_send(s.conn, IPC_CANCEL, 0, s.id, NULL, 0);
	operator_pass(2000);
	CU_ASSERT_TRUE(s.done);
	CU_ASSERT_TRUE(operator_say(&s, "show clock"));
	ipc_close(s.conn);
	ipc_close(o.conn);
	operator_end();
}

static void users_are_locked(void)
{
	struct operator o, s;
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	set(&o, "username netop password operator5 privilege 5");
	set(&o, "aaa local authentication attempts max-fail 2");
	operator_meet(&s, &operator_shell);
	CU_ASSERT_TRUE(operator_say(&s, ""));
	s.name = "netop";
	s.secret = "wrong-wrong";
	operator_patience = 8 * LOOP_SEC;
	CU_ASSERT_FALSE(operator_say(&s, "login"));
	s.secret = "operator5";
	operator_patience = 60 * LOOP_SEC;
	CU_ASSERT_FALSE(operator_say(&s, "login"));
	operator_pass(20 * LOOP_SEC);
	operator_patience = 2000;
	CU_ASSERT_TRUE(operator_shows(&o, "show aaa local user locked", "\"user\":\"netop\""));
	CU_ASSERT_TRUE(operator_say(&o, "clear aaa local user lockout username netop"));
	CU_ASSERT_TRUE(logged(&o, "executes: clear aaa local user lockout username netop"));
	CU_ASSERT_TRUE(operator_say(&s, "login"));
	ipc_close(s.conn);
	ipc_close(o.conn);
	operator_end();
}

static void the_console_asks_who_it_is(void)
{
	struct operator o, s;
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	set(&o, "username alice password wonderland privilege 15");
	set(&o, "username vpnuser password tunneling privilege 15");
	set(&o, "username vpnuser attributes");
	CU_ASSERT_TRUE(operator_say(&o, "service-type remote-access"));
	set(&o, "aaa authentication serial console LOCAL");
	set(&o, "aaa authorization exec LOCAL");
	operator_meet_from(&s, &operator_shell, "ttyS0", "");
	s.name = "alice";
	s.secret = "wonderland";
	CU_ASSERT_TRUE(operator_say(&s, ""));
	CU_ASSERT_PTR_NOT_NULL(strstr(s.text, "Username: \nPassword: \n"));
	CU_ASSERT_STRING_EQUAL(s.prompt, "ciscoasa> ");
	CU_ASSERT_TRUE(logged(&o, "(shell on ttyS0 as claimed, process "));
	ipc_close(s.conn);
	set(&o, "aaa authorization exec LOCAL auto-enable");
	operator_meet_from(&s, &operator_shell, "ttyS0", "");
	s.name = "alice";
	s.secret = "wonderland";
	CU_ASSERT_TRUE(operator_say(&s, ""));
	CU_ASSERT_STRING_EQUAL(s.prompt, "ciscoasa# ");
	ipc_close(s.conn);
	operator_meet_from(&s, &operator_shell, "ttyS0", "");
	s.name = "vpnuser";
	s.secret = "tunneling";
	CU_ASSERT_FALSE(operator_say(&s, ""));
	CU_ASSERT_STRING_EQUAL(s.prompt, ""); /* the session is over */
	ipc_close(s.conn);
	operator_meet_from(&s, &operator_shell, "pts/1", "192.0.2.7"); /* sshd has asked */
	CU_ASSERT_TRUE(operator_say(&s, ""));
	ipc_close(s.conn);
	ipc_close(o.conn);
	operator_end();
}

/* Who is turned away without a question is told so again when he goes on. */
static void nobody_waits_for_a_question_that_does_not_come(void)
{
	struct operator o, s, other;
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	set(&o, "username alice password wonderland privilege 15");
	set(&o, "aaa authentication serial console LOCAL");
	operator_meet_from(&s, &operator_shell, "ttyS0", "");
	s.name = "alice";
	s.secret = "wrong-wrong";
	begin_to_say(&s, "");
	operator_meet_from(&other, &operator_shell, "ttyS1", "");
	CU_ASSERT_FALSE(operator_say(&other, ""));
	CU_ASSERT_PTR_NOT_NULL(strstr(other.error, "Too many failed logins"));
	CU_ASSERT_FALSE(operator_say(&other, "show clock"));
	CU_ASSERT_STRING_EQUAL(other.error, "Access denied.");
	ipc_close(other.conn);
	ipc_close(s.conn);
	ipc_close(o.conn);
	operator_end();
}

static void who_is_known_by_name_has_his_rights(void)
{
	struct operator o, s;
	char line[128], wanted[128];
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	snprintf(line, sizeof(line), "username %s password wonderland privilege 7", own_name());
	set(&o, line);
	set(&o, "aaa authentication enable console LOCAL");
	operator_meet_from(&s, &operator_shell, "pts/1", "2001:db8::7");
	CU_ASSERT_TRUE(operator_say(&s, ""));
	CU_ASSERT_STRING_EQUAL(s.prompt, "ciscoasa> ");
	CU_ASSERT_FALSE(operator_say(&s, "enable 15"));
	s.secret = "wonderland";
	CU_ASSERT_TRUE(operator_say(&s, "enable"));
	CU_ASSERT_TRUE(operator_shows(&s, "show curpriv", "\"privilege\":7"));
	snprintf(wanted, sizeof(wanted), "%s (shell on pts/1 from 2001:db8::7 as claimed, process %d)",
	    own_name(), (int)getpid());
	CU_ASSERT_TRUE(logged(&o, wanted));
	ipc_close(s.conn);
	set(&o, "aaa authorization exec LOCAL auto-enable");
	operator_meet_from(&s, &operator_shell, "pts/1", "not an address");
	CU_ASSERT_TRUE(operator_say(&s, ""));
	CU_ASSERT_STRING_EQUAL(s.prompt, "ciscoasa# ");
	CU_ASSERT_FALSE(logged(&o, "not an address"));
	ipc_close(s.conn);
	ipc_close(o.conn);
	operator_end();
}

static void operators_are_told(void)
{
	struct operator o, s;
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	set(&o, "hostname gw1");
	set(&o, "domain-name example.net");
	set(&o, "banner motd Welcome to $(hostname).$(domain), $(nobody)");
	set(&o, "banner motd Second line");
	set(&o, "banner login Who is it?");
	set(&o, "banner exec Be careful");
	operator_meet(&s, &operator_shell);
	CU_ASSERT_TRUE(operator_say(&s, ""));
	CU_ASSERT_PTR_NOT_NULL(
	    strstr(s.text, "Welcome to gw1.example.net, $(nobody)\nSecond line\nBe careful\n"));
	CU_ASSERT_PTR_NULL(strstr(s.text, "Who is it?"));
	CU_ASSERT_TRUE(operator_say(&s, ""));
	CU_ASSERT_STRING_EQUAL(s.text, ""); /* once */
	ipc_close(s.conn);
	set(&o, "username alice password wonderland");
	set(&o, "aaa authentication serial console LOCAL");
	operator_meet(&s, &operator_shell);
	s.name = "alice";
	s.secret = "wonderland";
	CU_ASSERT_TRUE(operator_say(&s, ""));
	CU_ASSERT_PTR_NOT_NULL(strstr(s.text, "Second line\nWho is it?\nUsername: \nPassword: \n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(s.text, "Be careful\n"));
	CU_ASSERT_TRUE(operator_say(&o, ""));
	CU_ASSERT_PTR_NULL(strstr(o.text, "Welcome")); /* tools are not told */
	ipc_close(s.conn);
	ipc_close(o.conn);
	operator_end();
}

/* What a stored configuration of an ASA holds beside its users. */
static void a_stored_configuration_is_taken(void)
{
	static const char text[] =
	    "enable password $sha512$5000$c3Nzc3Nzc3Nzc3Nzc3Nzcw==$K72t4GdB0PbDu/47NTpgeQ== pbkdf2\n"
	    "passwd telnetpw\naaa authentication ssh console LOCAL\naaa authentication http console LOCAL\n"
	    "aaa authentication login-history\naaa authorization exec LOCAL auto-enable\n"
	    "aaa authorization command LOCAL\naaa proxy-limit disable\n"
	    "username admin password $sha512$5000$c3Nzc3Nzc3Nzc3Nzc3Nzcw==$K72t4GdB0PbDu/47NTpgeQ== pbkdf2 "
	    "privilege 15\nusername admin attributes\n service-type admin\n vpn-group-policy P\n";
	struct operator o, s;
	operator_begin(text);
	operator_meet(&o, &operator_tool);
	CU_ASSERT_TRUE(logged(&o, " 0 refused"));
	CU_ASSERT_TRUE(
	    operator_shows(&o, "show running-config aaa", "aaa authentication ssh console LOCAL\n"));
	CU_ASSERT_FALSE(operator_shows(&o, "show running-config", "telnetpw"));
	operator_meet_from(&s, &operator_shell, "pts/1", "192.0.2.7");
	CU_ASSERT_TRUE(operator_say(&s, ""));
	s.secret = "cisco-asa-form";
	CU_ASSERT_TRUE(operator_say(&s, "enable"));
	s.name = "admin";
	CU_ASSERT_TRUE(operator_say(&s, "login"));
	CU_ASSERT_TRUE(operator_shows(&s, "show curpriv", "\"username\":\"admin\",\"privilege\":15"));
	ipc_close(s.conn);
	ipc_close(o.conn);
	operator_end();
}

static CU_TestInfo tests[] = {
    {"passwords become hashes", passwords_become_hashes},
    {"what is no password is refused", what_is_no_password_is_refused},
    {"login gives name and level", login_gives_name_and_level},
    {"levels are enforced", levels_are_enforced},
    {"privilege moves commands", privilege_moves_commands},
    {"privilege is shown", privilege_is_shown},
    {"enable asks for the password of its level", enable_asks_for_the_password_of_its_level},
    {"a wrong password is slow and logged", a_wrong_password_is_slow_and_logged},
    {"an endless password is none", an_endless_password_is_none},
    {"an abandoned question ends", an_abandoned_question_ends},
    {"users are locked", users_are_locked},
    {"the console asks who it is", the_console_asks_who_it_is},
    {"nobody waits for a question that does not come", nobody_waits_for_a_question_that_does_not_come},
    {"who is known by name has his rights", who_is_known_by_name_has_his_rights},
    {"operators are told", operators_are_told},
    {"a stored configuration is taken", a_stored_configuration_is_taken},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	log_open("test", LOG_LEVEL_INFO);
	return unit_main("mgmtd-account", tests);
}
