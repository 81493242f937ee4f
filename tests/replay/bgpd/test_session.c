/* SPDX-License-Identifier: Apache-2.0 */
/* Two speakers and their sessions: begin, collision, expiry, NOTIFICATION, configuration changes. */
#include "tests/replay/bgpd/wire.h"
#include "tests/unit/unit.h"
#include <string.h>

static const int only_first[] = {0, -1}, only_second[] = {1, -1};
static const uint32_t as_first[] = {65001}, as_second[] = {65002};

static struct wire *pair(void)
{
	struct wire *w = wire_new();
	wire_start(w, 0, wire_model(w, 0, 65001, only_second, as_second), false);
	wire_start(w, 1, wire_model(w, 1, 65002, only_first, as_first), false);
	return w;
}

static void both_ends_meet_quickly(void)
{
	struct wire *w = pair();
	wire_advance(w, 200 * LOOP_MSEC);
	CU_ASSERT(wire_established(w, 0, 1));
	CU_ASSERT(wire_established(w, 1, 0));
	/* The collision left one connection, opened by the higher identifier. */
	CU_ASSERT(wire_peer(w, 0, 1)->session == &wire_peer(w, 0, 1)->in);
	CU_ASSERT(wire_peer(w, 1, 0)->session == &wire_peer(w, 1, 0)->out);
	CU_ASSERT_EQUAL(wire_peer(w, 0, 1)->out.state, BGP_IDLE);
	CU_ASSERT_EQUAL(wire_peer(w, 1, 0)->in.state, BGP_IDLE);
	wire_advance(w, 600 * LOOP_SEC);
	CU_ASSERT_EQUAL(wire_peer(w, 0, 1)->established, 1);
	CU_ASSERT_EQUAL(wire_peer(w, 0, 1)->dropped, 0);
	wire_free(w);
}

static void late_neighbor_is_met_soon(void)
{
	struct wire *w = wire_new();
	wire_start(w, 0, wire_model(w, 0, 65001, only_second, as_second), false);
	w->hosts[1].deaf = true;
	wire_advance(w, 400 * LOOP_MSEC);
	CU_ASSERT_EQUAL(peer_state(wire_peer(w, 0, 1)), BGP_CONNECT);
	w->hosts[1].deaf = false;
	wire_start(w, 1, wire_model(w, 1, 65002, only_first, as_first), false);
	wire_advance(w, 200 * LOOP_MSEC);
	CU_ASSERT(wire_established(w, 0, 1));
	wire_free(w);
}

static void refused_connects_slow_down(void)
{
	struct wire *w = wire_new();
	wire_start(w, 0, wire_model(w, 0, 65001, only_second, as_second), false);
	wire_advance(w, 60 * LOOP_SEC);
	CU_ASSERT(w->hosts[0].connects >= 5);
	CU_ASSERT(w->hosts[0].connects <= 12);
	wire_free(w);
}

static void silence_ends_the_session(void)
{
	struct wire *w = pair();
	wire_advance(w, LOOP_SEC);
	w->cut = true;
	wire_advance(w, 170 * LOOP_SEC);
	CU_ASSERT(wire_established(w, 0, 1));
	wire_advance(w, 11 * LOOP_SEC);
	CU_ASSERT(!wire_established(w, 0, 1));
	CU_ASSERT_STRING_EQUAL(wire_peer(w, 0, 1)->last_reset, "BGP Notification sent, Hold Timer Expired");
	CU_ASSERT_EQUAL(wire_peer(w, 0, 1)->source.retained[0], false);
	w->cut = false;
	wire_advance(w, 40 * LOOP_SEC);
	CU_ASSERT(wire_established(w, 0, 1));
	wire_free(w);
}

static void shutdown_tells_why(void)
{
	struct wire *w = pair();
	wire_advance(w, LOOP_SEC);
	struct bgp_model *m = wire_model(w, 1, 65002, only_first, as_first);
	bgp_model_peer(m, &w->hosts[0].addr)->shutdown = true;
	bgp_configure(w->hosts[1].bgp, m);
	wire_advance(w, 100 * LOOP_MSEC);
	CU_ASSERT(!wire_established(w, 0, 1));
	CU_ASSERT_STRING_EQUAL(
	    wire_peer(w, 0, 1)->last_reset, "BGP Notification received, Cease/Administrative Shutdown");
	wire_advance(w, 60 * LOOP_SEC);
	CU_ASSERT(!wire_established(w, 0, 1));
	bgp_configure(w->hosts[1].bgp, wire_model(w, 1, 65002, only_first, as_first));
	wire_advance(w, LOOP_SEC);
	CU_ASSERT(wire_established(w, 0, 1));
	wire_free(w);
}

static void equal_configuration_changes_nothing(void)
{
	struct wire *w = pair();
	wire_advance(w, LOOP_SEC);
	unsigned messages = wire_peer(w, 0, 1)->sent[MESSAGE_UPDATE];
	bgp_configure(w->hosts[0].bgp, wire_model(w, 0, 65001, only_second, as_second));
	wire_advance(w, LOOP_SEC);
	CU_ASSERT_EQUAL(wire_peer(w, 0, 1)->established, 1);
	CU_ASSERT_EQUAL(wire_peer(w, 0, 1)->sent[MESSAGE_UPDATE], messages);
	CU_ASSERT(wire_established(w, 0, 1));
	wire_free(w);
}

static void wrong_as_is_refused(void)
{
	static const uint32_t wrong[] = {65009};
	struct wire *w = wire_new();
	wire_start(w, 0, wire_model(w, 0, 65001, only_second, wrong), false);
	wire_start(w, 1, wire_model(w, 1, 65002, only_first, as_first), false);
	wire_advance(w, 10 * LOOP_SEC);
	CU_ASSERT(!wire_established(w, 0, 1));
	CU_ASSERT(wire_peer(w, 0, 1)->sent[MESSAGE_NOTIFICATION] > 0);
	CU_ASSERT(wire_peer(w, 0, 1)->sent[MESSAGE_OPEN] < 30);
	CU_ASSERT_PTR_NOT_NULL(strstr(wire_peer(w, 0, 1)->last_reset, "Bad Peer AS"));
	wire_free(w);
}

static void unreachable_neighbor_is_left_alone(void)
{
	struct wire *w = wire_new();
	w->hosts[0].unreachable = true;
	wire_start(w, 0, wire_model(w, 0, 65001, only_second, as_second), false);
	wire_advance(w, 10 * LOOP_SEC);
	CU_ASSERT_EQUAL(w->hosts[0].connects, 0);
	CU_ASSERT_EQUAL(peer_blocked(wire_peer(w, 0, 1)), PEER_UNREACHABLE);
	wire_start(w, 1, wire_model(w, 1, 65002, only_first, as_first), false);
	struct rib_nexthop_state state = {
	    .addr = w->hosts[1].addr, .reachable = true, .connected = true, .ifindex = 2};
	nexthop_update(w->hosts[0].bgp, &state);
	wire_advance(w, 200 * LOOP_MSEC);
	CU_ASSERT(wire_established(w, 0, 1));
	wire_free(w);
}

static void lost_interface_ends_the_session(void)
{
	struct wire *w = pair();
	wire_advance(w, LOOP_SEC);
	struct rib_iface iface = *bgp_iface(w->hosts[0].bgp, 2);
	iface.running = false;
	bgp_iface_update(w->hosts[0].bgp, &iface);
	CU_ASSERT(!wire_established(w, 0, 1));
	iface.running = true;
	bgp_iface_update(w->hosts[0].bgp, &iface);
	wire_advance(w, LOOP_SEC);
	CU_ASSERT(wire_established(w, 0, 1));
	wire_free(w);
}

/* The bytes of a NOTIFICATION in what came back, or 0/0. */
static unsigned notification(const struct conn *c)
{
	size_t size;
	const uint8_t *data = wire_raw_received(c, &size);
	while (size >= BGP_HEADER_SIZE + 2) {
		size_t length = data[16] << 8 | data[17];
		if (data[18] == MESSAGE_NOTIFICATION)
			return data[19] << 8 | data[20];
		if (length < BGP_HEADER_SIZE || length > size)
			break;
		data += length;
		size -= length;
	}
	return 0;
}

struct bad_message {
	const char *name;
	const char *data;
	size_t size;
	unsigned expected;
};

#define MARKER "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
#define BAD(what, bytes, code)                                                                               \
	{                                                                                                    \
		what, bytes, sizeof(bytes) - 1, code                                                         \
	}

static const struct bad_message bad_messages[] = {
    BAD("marker", "\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\x13\4", 0x0101),
    BAD("short length", MARKER "\0\x12\4", 0x0102),
    BAD("long KEEPALIVE", MARKER "\0\x14\4\0", 0x0102),
    BAD("type", MARKER "\0\x13\x09", 0x0103),
    BAD("version", MARKER "\0\x1d\1\3\xfd\xea\0\xb4\1\1\1\1\0", 0x0201),
    BAD("AS", MARKER "\0\x1d\1\4\xfd\xeb\0\xb4\1\1\1\1\0", 0x0202),
    BAD("identifier", MARKER "\0\x1d\1\4\xfd\xea\0\xb4\0\0\0\0\0", 0x0203),
    BAD("parameter", MARKER "\0\x20\1\4\xfd\xea\0\xb4\1\1\1\1\3\1\1\0", 0x0204),
    BAD("hold time", MARKER "\0\x1d\1\4\xfd\xea\0\2\1\1\1\1\0", 0x0206),
    BAD("no common family", MARKER "\0\x25\1\4\xfd\xea\0\xb4\1\1\1\1\x08\2\6\1\4\0\x19\0\1", 0x0207),
    BAD("KEEPALIVE in OpenSent", MARKER "\0\x13\4", 0x0501),
    BAD("UPDATE in OpenSent", MARKER "\0\x17\2\0\0\0\0", 0x0501),
};

static void bad_messages_get_their_code(void)
{
	for (unsigned i = 0; i < sizeof(bad_messages) / sizeof(bad_messages[0]); i++) {
		const struct bad_message *bad = &bad_messages[i];
		struct wire *w = wire_new();
		w->hosts[1].deaf = true;
		wire_start(w, 0, wire_model(w, 0, 65001, only_second, as_second), false);
		wire_advance(w, 100 * LOOP_MSEC);
		struct conn *c = wire_raw(w, 1, 0);
		wire_advance(w, 100 * LOOP_MSEC);
		wire_raw_send(c, bad->data, bad->size);
		wire_advance(w, 100 * LOOP_MSEC);
		CU_ASSERT_EQUAL(notification(c), bad->expected);
		if (notification(c) != bad->expected)
			fprintf(stderr, "  %s: %04x\n", bad->name, notification(c));
		CU_ASSERT(wire_raw_closed(c));
		wire_raw_close(c);
		wire_free(w);
	}
}

static void open_in_pieces(void)
{
	static const uint8_t open[] = MARKER "\0\x1d\1\4\xfd\xea\0\xb4\1\1\1\1\0";
	struct wire *w = wire_new();
	w->hosts[1].deaf = true;
	wire_start(w, 0, wire_model(w, 0, 65001, only_second, as_second), false);
	wire_advance(w, 100 * LOOP_MSEC);
	struct conn *c = wire_raw(w, 1, 0);
	wire_advance(w, 100 * LOOP_MSEC);
	for (unsigned i = 0; i < sizeof(open) - 1; i++)
		wire_raw_send(c, open + i, 1);
	wire_advance(w, 100 * LOOP_MSEC);
	CU_ASSERT_EQUAL(wire_peer(w, 0, 1)->in.state, BGP_OPENCONFIRM);
	wire_raw_send(c, MARKER "\0\x13\4", 19);
	wire_advance(w, 100 * LOOP_MSEC);
	CU_ASSERT(wire_established(w, 0, 1));
	CU_ASSERT_EQUAL(wire_peer(w, 0, 1)->session->attrs.as_size, 2);
	wire_raw_close(c);
	wire_free(w);
}

static CU_TestInfo tests[] = {
    {"both ends meet quickly", both_ends_meet_quickly},
    {"late neighbor is met soon", late_neighbor_is_met_soon},
    {"refused connects slow down", refused_connects_slow_down},
    {"silence ends the session", silence_ends_the_session},
    {"shutdown tells why", shutdown_tells_why},
    {"equal configuration changes nothing", equal_configuration_changes_nothing},
    {"wrong AS is refused", wrong_as_is_refused},
    {"unreachable neighbor is left alone", unreachable_neighbor_is_left_alone},
    {"lost interface ends the session", lost_interface_ends_the_session},
    {"bad messages get their code", bad_messages_get_their_code},
    {"OPEN in pieces", open_in_pieces},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("bgpd session replay", tests);
}
