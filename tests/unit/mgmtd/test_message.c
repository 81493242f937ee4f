/* SPDX-License-Identifier: Apache-2.0 */
/* Log lines as an ASA's syslog messages. */
#include "daemons/mgmtd/message.h"
#include "tests/unit/unit.h"

static const char *formatted(const char *line, bool timestamp)
{
	static char text[MESSAGE_SIZE];
	struct message m;
	message_parse(&m, line);
	return message_format(&m, timestamp ? MESSAGE_STAMP_DATE : MESSAGE_STAMP_NONE, text, sizeof(text));
}

static const char *sent(enum message_stamp stamp, const char *id)
{
	static char text[MESSAGE_SIZE];
	struct message m;
	message_parse(&m, "2026-11-02T04:00:00.000Z espd notice Tunnel1: line protocol up");
	return message_wire(&m, 20, stamp, id, text, sizeof(text));
}

/* Facility 20, severity 5 (RFC 3164 §4.1.1: facility * 8 + severity), then what an ASA sends. */
static void test_wire(void)
{
	CU_ASSERT_STRING_EQUAL(sent(MESSAGE_STAMP_NONE, ""), "<165>%ASA-5-411001: Tunnel1: line protocol up");
	CU_ASSERT_STRING_EQUAL(
	    sent(MESSAGE_STAMP_NONE, "gw1"), "<165>gw1 : %ASA-5-411001: Tunnel1: line protocol up");
	CU_ASSERT_STRING_EQUAL(sent(MESSAGE_STAMP_DATE, ""),
	    "<165>Nov 02 2026 04:00:00: %ASA-5-411001: Tunnel1: line protocol up");
	CU_ASSERT_STRING_EQUAL(sent(MESSAGE_STAMP_DATE, "gw1"),
	    "<165>Nov 02 2026 04:00:00 gw1 : %ASA-5-411001: Tunnel1: line protocol up");
	CU_ASSERT_STRING_EQUAL(sent(MESSAGE_STAMP_RFC5424, ""),
	    "<165>2026-11-02T04:00:00Z: %ASA-5-411001: Tunnel1: line protocol up");
	CU_ASSERT_STRING_EQUAL(sent(MESSAGE_STAMP_RFC5424, "10.1.1.1"),
	    "<165>2026-11-02T04:00:00Z 10.1.1.1 : %ASA-5-411001: Tunnel1: line protocol up");
}

static void test_event(void)
{
	static const char line[] =
	    "2026-11-22T14:02:11.120Z iked  notice Tunnel1: IKE SA established with 192.0.2.1:500";
	struct message m;
	message_parse(&m, line);
	CU_ASSERT_EQUAL(m.at, 1795356131);
	CU_ASSERT_STRING_EQUAL(m.program, "iked");
	CU_ASSERT_EQUAL(m.severity, 5);
	CU_ASSERT_STRING_EQUAL(formatted(line, true),
	    "Nov 22 2026 14:02:11: %ASA-5-750006: Tunnel1: IKE SA established with 192.0.2.1:500");
	CU_ASSERT_STRING_EQUAL(
	    formatted(line, false), "%ASA-5-750006: Tunnel1: IKE SA established with 192.0.2.1:500");
}

static void test_ike_sa_down(void)
{
	CU_ASSERT_STRING_EQUAL(
	    formatted("2026-11-02T04:00:00.000Z iked  notice Tunnel1#3: IKE SA is gone: deleted by the peer",
		false),
	    "%ASA-5-750007: Tunnel1#3: IKE SA is gone: deleted by the peer");
}

/* As login.c words it. */
static void test_wrong_password(void)
{
	CU_ASSERT_STRING_EQUAL(
	    formatted("2026-11-02T04:00:00.000Z mgmtd warn  guest (shell, process 7) gave a wrong "
		      "password for level 15, failure 3 in a row",
		false),
	    "%ASA-4-308001: guest (shell, process 7) gave a wrong password for level 15, failure 3 in a row");
}

/* The same words from another process are another event. */
static void test_class(void)
{
	CU_ASSERT_STRING_EQUAL(formatted("2026-11-02T04:00:00.000Z bgpd info  neighbor 192.0.2.1 Up", true),
	    "Nov 02 2026 04:00:00: %ASA-6-418018: neighbor 192.0.2.1 Up");
	CU_ASSERT_STRING_EQUAL(formatted("2026-11-02T04:00:00.000Z espd error cannot Up", false),
	    "%ASA-3-402000: espd: cannot Up");
	CU_ASSERT_STRING_EQUAL(formatted("2026-11-02T04:00:00.000Z mgmtd warn  something else", false),
	    "%ASA-4-199000: mgmtd: something else");
}

/* A sanitizer's report, an empty line, and one that ends in the middle of its head. */
static void test_foreign(void)
{
	CU_ASSERT_STRING_EQUAL(formatted("==7== ERROR: %s", true), "%ASA-3-199000: ==7== ERROR: %s");
	CU_ASSERT_STRING_EQUAL(formatted("", true), "%ASA-3-199000: ");
	CU_ASSERT_STRING_EQUAL(
	    formatted("2026-11-02T04:00:00.000Z espd", true), "%ASA-3-199000: 2026-11-02T04:00:00.000Z espd");
}

static void test_empty_text(void)
{
	CU_ASSERT_STRING_EQUAL(
	    formatted("2026-11-02T04:00:00.000Z espd info  ", false), "%ASA-6-402000: espd: ");
}

static CU_TestInfo tests[] = {
    {"an IKE SA goes down", test_ike_sa_down},
    {"an event with a number", test_event},
    {"a wrong password", test_wrong_password},
    {"any other is of its class", test_class},
    {"lines of another form", test_foreign},
    {"no text", test_empty_text},
    {"what a log host gets", test_wire},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("mgmtd-message", tests);
}
