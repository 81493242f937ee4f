/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/message.h"
#include "tests/unit/unit.h"
#include <string.h>

static void keepalive_bytes(void)
{
	struct wbuf w = {0};
	message_keepalive(&w);
	CU_ASSERT_EQUAL_FATAL(w.len, 19);
	CU_ASSERT(memcmp(w.data + 14, "\xff\xff\0\x13\4", 5) == 0);
	wbuf_free(&w);
}

static void headers(void)
{
	struct wbuf w = {0};
	enum message_type type;
	size_t length;
	struct notify n;
	message_refresh(&w, BGP_IPV6_UNICAST, REFRESH_REQUEST);
	CU_ASSERT_EQUAL(message_header(w.data, w.len, BGP_MESSAGE_MAX, &type, &length, &n), HEADER_OK);
	CU_ASSERT(type == MESSAGE_ROUTE_REFRESH && length == 23);
	CU_ASSERT(memcmp(w.data + 19, "\0\2\0\1", 4) == 0);
	CU_ASSERT_EQUAL(message_header(w.data, 18, BGP_MESSAGE_MAX, &type, &length, &n), HEADER_INCOMPLETE);
	wbuf_set_u16(&w, 16, 4097);
	CU_ASSERT_EQUAL(message_header(w.data, w.len, BGP_MESSAGE_MAX, &type, &length, &n), HEADER_BAD);
	CU_ASSERT(n.code == NOTIFY_MESSAGE_HEADER && n.subcode == HEADER_BAD_LENGTH);
	CU_ASSERT(n.size == 2 && memcmp(n.data, "\x10\1", 2) == 0);
	wbuf_set_u8(&w, 18, MESSAGE_UPDATE);
	CU_ASSERT_EQUAL(message_header(w.data, w.len, BGP_EXTENDED_MAX, &type, &length, &n), HEADER_OK);
	wbuf_set_u8(&w, 18, MESSAGE_OPEN); /* RFC 8654 §3: never longer than 4096 */
	CU_ASSERT_EQUAL(message_header(w.data, w.len, BGP_EXTENDED_MAX, &type, &length, &n), HEADER_BAD);
	wbuf_free(&w);
}

static void notification_text(void)
{
	char text[320];
	struct notify n = notify_cease(CEASE_ADMIN_SHUTDOWN, "moving the\nrack"), back;
	CU_ASSERT_STRING_EQUAL(
	    notify_str(&n, text, sizeof(text)), "Cease/Administrative Shutdown \"moving the.rack\"");
	struct wbuf w = {0};
	notify_encode(&w, &n);
	CU_ASSERT(notify_decode(rbuf_from(w.data, w.len), &back));
	CU_ASSERT(back.size == n.size && memcmp(back.data, n.data, n.size) == 0);
	CU_ASSERT(!notify_decode(rbuf_from("\6", 1), &back));
	wbuf_free(&w);
	/* A length that lies is cut to what is there. */
	n = notify_make(NOTIFY_CEASE, CEASE_ADMIN_RESET,
	    "\xff"
	    "abc",
	    4);
	CU_ASSERT_STRING_EQUAL(notify_str(&n, text, sizeof(text)), "Cease/Administrative Reset \"abc\"");
	n = notify_make(99, 3, NULL, 0);
	CU_ASSERT_STRING_EQUAL(notify_str(&n, text, sizeof(text)), "Unknown Error 99/3");
	n = notify_make(NOTIFY_UPDATE, UPDATE_MALFORMED_AS_PATH, NULL, 0);
	CU_ASSERT_STRING_EQUAL(notify_str(&n, text, sizeof(text)), "UPDATE Message Error/Malformed AS_PATH");
}

static CU_TestInfo tests[] = {
    {"KEEPALIVE bytes", keepalive_bytes},
    {"headers", headers},
    {"NOTIFICATION text", notification_text},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("bgpd message", tests);
}
