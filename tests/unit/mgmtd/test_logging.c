/* SPDX-License-Identifier: Apache-2.0 */
/* The lines `logging …`: how they are kept, which messages go where, and what `show logging` says. */
#include <stdio.h>
#include <string.h>
#include "lib/log.h"
#include "tests/unit/mgmtd/operator.h"
#include "tests/unit/unit.h"

static struct operator o;

static void begin(const char *lines)
{
	operator_begin(NULL);
	operator_meet(&o, &operator_tool);
	CU_ASSERT_TRUE(operator_say(&o, "configure terminal"));
	CU_ASSERT_TRUE(operator_paste(&o, 0, lines));
}

static void end(void)
{
	ipc_close(o.conn);
	operator_end();
}

/* A line that a session is told of is one that posternd logs, as 111008. */
static void change(const char *line)
{
	CU_ASSERT_TRUE(operator_say(&o, line));
}

static bool logged(const char *wanted)
{
	return operator_shows(&o, "show logging", wanted);
}

static void what_is_kept(void)
{
	static const char lines[] =
	    "logging enable\nlogging timestamp rfc5424\nlogging trap 6\n"
	    "logging host inside 10.1.1.1\nlogging host inside 10.1.1.2 TCP/1470\n"
	    "logging host dmz 10.1.1.3 udp/5514 permit-hostdown\n"
	    "logging host dmz 2001:db8::1 6/601\nlogging permit-hostdown\n"
	    "logging facility 17\nlogging queue 100\nlogging device-id ipaddress inside\n"
	    "no logging message 302013\nlogging message 302014 level 7\n"
	    "no logging message 302014\n";
	static const char *const shown[] = {"logging enable", "logging timestamp rfc5424",
	    "logging trap informational", "logging host inside 10.1.1.1\"",
	    "logging host inside 10.1.1.2 6/1470", "logging host dmz 10.1.1.3 17/5514 permit-hostdown",
	    "logging host dmz 2001:db8::1 6/601", "logging permit-hostdown", "logging facility 17",
	    "logging queue 100", "logging device-id ipaddress inside", "no logging message 302013",
	    "no logging message 302014", "logging message 302014 level debugging"};
	begin(lines);
	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
		char text[128];
		snprintf(text, sizeof(text), "%.*s", (int)strcspn(shown[i], "\""), shown[i]);
		CU_ASSERT_TRUE(operator_shows(&o, "show running-config logging", text));
	}
	change("logging message 302013");
	change("no logging message 302014 level 7");
	change("no logging device-id");
	change("no logging host inside 10.1.1.2");
	CU_ASSERT_FALSE(operator_shows(&o, "show running-config logging", "302013"));
	CU_ASSERT_FALSE(operator_shows(&o, "show running-config logging", "debugging"));
	CU_ASSERT_FALSE(operator_shows(&o, "show running-config logging", "device-id"));
	CU_ASSERT_FALSE(operator_shows(&o, "show running-config logging", "10.1.1.2"));
	CU_ASSERT_TRUE(operator_shows(&o, "show running-config logging", "no logging message 302014"));
	end();
}

static void what_is_refused(void)
{
	static const char *const lines[] = {"logging host inside 10.1.1.1 tcp/0",
	    "logging host inside 10.1.1.1 udp/65536", "logging host inside 10.1.1.1 sctp/514",
	    "logging host inside 10.1.1.1 tcp/1470 secure", "logging host inside 10.1.1.1 format emblem",
	    "logging queue 8193", "logging facility 15", "logging device-id string abcdefghijklmnopq"};
	begin("logging enable\n");
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		CU_ASSERT_FALSE(operator_say(&o, lines[i]));
	end();
}

static void a_number_off_and_on(void)
{
	begin("logging buffered 7\n");
	change("hostname heard");
	CU_ASSERT_TRUE(logged("hostname heard"));
	change("no logging message 111008");
	change("hostname unheard");
	CU_ASSERT_FALSE(logged("unheard"));
	change("logging message 111008");
	change("hostname again");
	CU_ASSERT_TRUE(logged("hostname again"));
	end();
}

static void a_number_of_another_level(void)
{
	begin("logging buffered errors\n");
	change("hostname quiet");
	CU_ASSERT_FALSE(logged("quiet"));
	change("logging message 111008 level errors");
	change("hostname loud");
	CU_ASSERT_TRUE(
	    logged("\"severity\": 3, \"number\": 111008") || logged("\"severity\":3,\"number\":111008"));
	CU_ASSERT_TRUE(logged("loud"));
	end();
}

static bool counts(const char *command, const char *member, int value)
{
	char a[64], b[64];
	snprintf(a, sizeof(a), "\"%s\": %d", member, value);
	snprintf(b, sizeof(b), "\"%s\":%d", member, value);
	return operator_shows(&o, command, a) || operator_shows(&o, command, b);
}

/* Without ribd no interface leads anywhere: messages wait, then they are dropped and counted. */
static void hosts_without_a_way(void)
{
	begin("logging enable\nlogging trap notifications\nlogging queue 2\nlogging host inside 10.1.1.1\n");
	CU_ASSERT_TRUE(counts("show logging queue", "limit", 2));
	for (int i = 0; i < 5; i++)
		change(i % 2 ? "hostname a" : "hostname b");
	CU_ASSERT_TRUE(counts("show logging queue", "waiting", 2));
	CU_ASSERT_TRUE(counts("show logging queue", "most", 2));
	CU_ASSERT_FALSE(counts("show logging queue", "dropped", 0));
	CU_ASSERT_TRUE(counts("show logging setting", "sent", 0));
	CU_ASSERT_FALSE(operator_shows(&o, "show logging setting", "log_line"));
	change("no logging host inside 10.1.1.1");
	CU_ASSERT_TRUE(counts("show logging queue", "waiting", 0));
	end();
}

/* Another line of the same host leaves what waits. */
static void hosts_keep_their_queue(void)
{
	begin("logging enable\nlogging trap notifications\nlogging host inside 10.1.1.1\n");
	change("hostname a");
	CU_ASSERT_FALSE(counts("show logging queue", "waiting", 0));
	change("logging host inside 10.1.1.1 17/514");
	CU_ASSERT_FALSE(counts("show logging queue", "waiting", 0));
	change("logging host inside 10.1.1.1 17/515");
	CU_ASSERT_TRUE(counts("show logging queue", "most", 0) || counts("show logging queue", "most", 1));
	end();
}

static void logging_must_be_enabled(void)
{
	begin("logging trap debugging\nlogging host inside 10.1.1.1\n");
	change("hostname a");
	CU_ASSERT_TRUE(counts("show logging setting", "trap_messages", 0));
	change("logging enable");
	change("hostname b");
	CU_ASSERT_FALSE(counts("show logging setting", "trap_messages", 0));
	end();
}

static CU_TestInfo tests[] = {
    {"what is kept", what_is_kept},
    {"what is refused", what_is_refused},
    {"a number off and on", a_number_off_and_on},
    {"a number of another level", a_number_of_another_level},
    {"hosts without a way", hosts_without_a_way},
    {"hosts keep their queue", hosts_keep_their_queue},
    {"logging must be enabled", logging_must_be_enabled},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	log_open("mgmtd", LOG_LEVEL_INFO);
	return unit_main("mgmtd-logging", tests);
}
