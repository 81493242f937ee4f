/* SPDX-License-Identifier: Apache-2.0 */
/* The DHCP client against a server made of a few lines, under the virtual clock; messages and their frames. */
#include "daemons/ribd/dhcp_client.h"
#include <arpa/inet.h>
#include <string.h>
#include "daemons/ribd/dhcp_frame.h"
#include "lib/buf.h"
#include "lib/loop.h"
#include "tests/unit/unit.h"

#define ADDRESS htonl(0xc0000239) /* 192.0.2.57 */
#define SERVER  htonl(0xc0000201)
#define MASK    htonl(0xffffff00)
#define LEASE   3600

struct world {
	struct loop *loop;
	struct dhcp_client *client;
	struct dhcp_message last; /* that the client sent */
	unsigned sent;
	uint32_t from, to;
	enum dhcp_hearing hearing;
	bool leased;
	unsigned gained, lost;
};

static const struct dhcp_identity identity = {
    .mac = {2, 0, 0, 0, 0, 7}, .client_id = {1, 2, 0, 0, 0, 0, 7}, .client_id_size = 7, .hostname = "gw1"};

static void on_send(void *arg, const struct dhcp_message *m, uint32_t from, uint32_t to)
{
	struct world *w = arg;
	w->last = *m;
	w->from = from;
	w->to = to;
	w->sent++;
}

static void on_hear(void *arg, enum dhcp_hearing hearing)
{
	((struct world *)arg)->hearing = hearing;
}

static void on_lease(void *arg, const struct dhcp_lease *lease)
{
	struct world *w = arg;
	w->leased = lease != NULL;
	w->gained += lease != NULL;
	w->lost += lease == NULL;
}

static const struct dhcp_client_ops ops = {on_send, on_hear, on_lease};

static void begin(struct world *w, const struct dhcp_lease *lease)
{
	*w = (struct world){.loop = loop_new()};
	w->client = dhcp_client_new(w->loop, "outside", &identity, lease, &ops, w);
	CU_ASSERT_PTR_NOT_NULL_FATAL(w->client);
}

static void end(struct world *w)
{
	dhcp_client_free(w->client);
	loop_free(w->loop);
}

static enum dhcp_state state(const struct world *w)
{
	struct dhcp_status status;
	dhcp_client_status(w->client, &status);
	return status.state;
}

static void advance(struct world *w, int64_t seconds)
{
	loop_virtual_advance(w->loop, seconds * LOOP_SEC);
}

static struct dhcp_message answer(const struct world *w, enum dhcp_type type)
{
	struct dhcp_message m = {.type = type,
	    .reply = true,
	    .xid = w->last.xid,
	    .yiaddr = type == DHCP_NAK ? 0 : ADDRESS,
	    .server = SERVER,
	    .mask = MASK,
	    .router = SERVER,
	    .lease = LEASE};
	memcpy(m.mac, identity.mac, sizeof m.mac);
	return m;
}

/* The server says this, with every byte of it on the wire. */
static void say(struct world *w, const struct dhcp_message *m)
{
	struct dhcp_message heard;
	struct wbuf buf = {0};
	dhcp_message_encode(&buf, m);
	CU_ASSERT_TRUE_FATAL(dhcp_message_decode(buf.data, buf.len, &heard));
	wbuf_free(&buf);
	dhcp_client_message(w->client, &heard);
}

static void reply(struct world *w, enum dhcp_type type)
{
	struct dhcp_message m = answer(w, type);
	say(w, &m);
}

static void bind_it(struct world *w)
{
	begin(w, NULL);
	dhcp_client_link(w->client, true, false);
	reply(w, DHCP_OFFER);
	reply(w, DHCP_ACK);
	CU_ASSERT_EQUAL_FATAL(state(w), DHCP_BOUND);
}

static void test_lease(void)
{
	struct world w;
	begin(&w, NULL);
	advance(&w, 100);
	CU_ASSERT_EQUAL(w.sent, 0); /* the link is down */
	dhcp_client_link(w.client, true, false);
	CU_ASSERT_EQUAL(state(&w), DHCP_SELECTING);
	CU_ASSERT_EQUAL(w.last.type, DHCP_DISCOVER);
	CU_ASSERT_EQUAL(w.to, INADDR_BROADCAST);
	CU_ASSERT_EQUAL(w.hearing, DHCP_HEAR_LINK);
	reply(&w, DHCP_OFFER);
	CU_ASSERT_EQUAL(state(&w), DHCP_REQUESTING);
	CU_ASSERT_EQUAL(w.last.type, DHCP_REQUEST);
	CU_ASSERT_EQUAL(w.last.requested, ADDRESS);
	CU_ASSERT_EQUAL(w.last.server, SERVER);
	CU_ASSERT_EQUAL(w.last.ciaddr, 0);
	reply(&w, DHCP_ACK);
	const struct dhcp_lease *lease = dhcp_client_lease(w.client);
	CU_ASSERT_PTR_NOT_NULL_FATAL(lease);
	CU_ASSERT_EQUAL(lease->address, ADDRESS);
	CU_ASSERT_EQUAL(lease->len, 24);
	CU_ASSERT_EQUAL(lease->router, SERVER);
	CU_ASSERT_EQUAL(lease->renewal, LEASE / 2);
	CU_ASSERT_EQUAL(lease->rebinding, LEASE / 8 * 7);
	CU_ASSERT_EQUAL(w.hearing, DHCP_DEAF);
	CU_ASSERT_EQUAL(w.gained, 1);
	end(&w);
}

/* RFC 2131 §4.1: 4, 8, 16 … 64 seconds, each one more or less; the way back to DISCOVER when nobody acknowledges. */
static void test_retries(void)
{
	static const int at[] = {4, 12, 28, 60, 124, 188};
	struct world w;
	begin(&w, NULL);
	dhcp_client_link(w.client, true, false);
	int now = 0;
	for (unsigned i = 0; i < sizeof at / sizeof at[0]; i++) {
		int slack = (int)i + 1;
		advance(&w, at[i] - slack - now - 1);
		CU_ASSERT_EQUAL(w.sent, i + 1);
		advance(&w, 2 * slack + 1);
		CU_ASSERT_EQUAL(w.sent, i + 2);
		now = at[i] + slack;
	}
	reply(&w, DHCP_OFFER);
	CU_ASSERT_EQUAL(state(&w), DHCP_REQUESTING);
	uint32_t xid = w.last.xid;
	advance(&w, 70);
	CU_ASSERT_EQUAL(state(&w), DHCP_SELECTING);
	CU_ASSERT_EQUAL(w.last.type, DHCP_DISCOVER);
	CU_ASSERT_NOT_EQUAL(w.last.xid, xid);
	end(&w);
}

static void test_renewal(void)
{
	struct world w;
	bind_it(&w);
	advance(&w, LEASE / 2 - 1);
	CU_ASSERT_EQUAL(state(&w), DHCP_BOUND);
	advance(&w, 1);
	CU_ASSERT_EQUAL(state(&w), DHCP_RENEWING);
	CU_ASSERT_EQUAL(w.to, SERVER);
	CU_ASSERT_EQUAL(w.from, ADDRESS);
	CU_ASSERT_EQUAL(w.last.ciaddr, ADDRESS);
	CU_ASSERT_EQUAL(w.last.requested, 0);
	CU_ASSERT_EQUAL(w.last.server, 0);
	CU_ASSERT_EQUAL(w.hearing, DHCP_HEAR_ADDRESS);
	reply(&w, DHCP_ACK);
	CU_ASSERT_EQUAL(state(&w), DHCP_BOUND);
	CU_ASSERT_EQUAL(w.gained, 2);
	advance(&w, LEASE / 2);
	CU_ASSERT_EQUAL(state(&w), DHCP_RENEWING);
	end(&w);
}

static void test_server_gone(void)
{
	struct world w;
	bind_it(&w);
	advance(&w, LEASE / 2);
	unsigned sent = w.sent;
	advance(&w, LEASE / 8 * 3 - 1); /* halves of what is left, a minute at least */
	CU_ASSERT_EQUAL(state(&w), DHCP_RENEWING);
	CU_ASSERT(w.sent - sent >= 4 && w.sent - sent <= 6);
	advance(&w, 1);
	CU_ASSERT_EQUAL(state(&w), DHCP_REBINDING);
	CU_ASSERT_EQUAL(w.to, INADDR_BROADCAST);
	CU_ASSERT_EQUAL(w.from, ADDRESS);
	advance(&w, LEASE / 8 - 1);
	CU_ASSERT_TRUE(w.leased);
	advance(&w, 1);
	CU_ASSERT_EQUAL(w.lost, 1);
	CU_ASSERT_EQUAL(state(&w), DHCP_SELECTING);
	CU_ASSERT_PTR_NULL(dhcp_client_lease(w.client));
	end(&w);
}

static void test_refused(void)
{
	struct world w;
	bind_it(&w);
	advance(&w, LEASE / 2);
	reply(&w, DHCP_NAK);
	CU_ASSERT_EQUAL(w.lost, 1);
	advance(&w, 0);
	CU_ASSERT_EQUAL(w.last.type, DHCP_DISCOVER);
	/* A server that offers and refuses is asked less and less often. */
	reply(&w, DHCP_OFFER);
	reply(&w, DHCP_NAK);
	CU_ASSERT_EQUAL(state(&w), DHCP_INIT);
	advance(&w, 1);
	CU_ASSERT_EQUAL(state(&w), DHCP_INIT);
	advance(&w, 1);
	CU_ASSERT_EQUAL(state(&w), DHCP_SELECTING);
	end(&w);
}

static void test_link_away(void)
{
	struct world w;
	bind_it(&w);
	dhcp_client_link(w.client, false, false);
	CU_ASSERT_EQUAL(state(&w), DHCP_INIT_REBOOT);
	advance(&w, 60);
	CU_ASSERT_TRUE(w.leased);
	dhcp_client_link(w.client, true, false);
	CU_ASSERT_EQUAL(state(&w), DHCP_REBOOTING);
	CU_ASSERT_EQUAL(w.last.requested, ADDRESS);
	CU_ASSERT_EQUAL(w.last.server, 0);
	CU_ASSERT_EQUAL(w.from, 0);
	reply(&w, DHCP_ACK);
	CU_ASSERT_EQUAL(state(&w), DHCP_BOUND);
	CU_ASSERT_EQUAL(w.lost, 0);
	/* Nobody answers there: the lease holds for the rest of its time (§3.2). */
	dhcp_client_link(w.client, false, false);
	dhcp_client_link(w.client, true, false);
	advance(&w, 40);
	CU_ASSERT_EQUAL(state(&w), DHCP_BOUND);
	CU_ASSERT_EQUAL(w.lost, 0);
	/* Away until its end. */
	dhcp_client_link(w.client, false, false);
	advance(&w, LEASE);
	CU_ASSERT_EQUAL(w.lost, 1);
	CU_ASSERT_EQUAL(state(&w), DHCP_INIT);
	end(&w);
}

/* Another process has had the lease; the link has been up all the time, or who knows. */
static void test_successor(void)
{
	struct dhcp_lease lease = {.address = ADDRESS,
	    .server = SERVER,
	    .len = 24,
	    .seconds = 600,
	    .renewal = 300,
	    .rebinding = 500};
	struct world w;
	begin(&w, &lease);
	CU_ASSERT_PTR_NOT_NULL(dhcp_client_lease(w.client));
	dhcp_client_link(w.client, true, true);
	CU_ASSERT_EQUAL(w.sent, 0);
	CU_ASSERT_EQUAL(state(&w), DHCP_BOUND);
	advance(&w, 300);
	CU_ASSERT_EQUAL(state(&w), DHCP_RENEWING);
	end(&w);
	begin(&w, &lease);
	dhcp_client_link(w.client, true, false);
	CU_ASSERT_EQUAL(state(&w), DHCP_REBOOTING);
	end(&w);
}

static void test_infinite(void)
{
	struct world w;
	begin(&w, NULL);
	dhcp_client_link(w.client, true, false);
	reply(&w, DHCP_OFFER);
	struct dhcp_message m = answer(&w, DHCP_ACK);
	m.lease = DHCP_INFINITE;
	say(&w, &m);
	advance(&w, INT64_C(400) * 24 * 3600);
	CU_ASSERT_EQUAL(state(&w), DHCP_BOUND);
	CU_ASSERT_EQUAL(w.lost, 0);
	end(&w);
}

static void test_release(void)
{
	struct world w;
	bind_it(&w);
	dhcp_client_release(w.client);
	CU_ASSERT_EQUAL(w.last.type, DHCP_RELEASE);
	CU_ASSERT_EQUAL(w.last.ciaddr, ADDRESS);
	CU_ASSERT_EQUAL(w.last.server, SERVER);
	CU_ASSERT_EQUAL(w.to, SERVER);
	end(&w);
	begin(&w, NULL);
	dhcp_client_release(w.client);
	CU_ASSERT_EQUAL(w.sent, 0);
	end(&w);
}

/* What is somebody else's or makes no sense changes nothing. */
static void test_strangers(void)
{
	struct world w;
	begin(&w, NULL);
	dhcp_client_link(w.client, true, false);
	struct dhcp_message m = answer(&w, DHCP_OFFER);
	m.xid++;
	say(&w, &m);
	m = answer(&w, DHCP_OFFER);
	m.mac[5]++;
	say(&w, &m);
	m = answer(&w, DHCP_OFFER);
	m.server = 0;
	say(&w, &m);
	reply(&w, DHCP_ACK);
	CU_ASSERT_EQUAL(state(&w), DHCP_SELECTING);
	reply(&w, DHCP_OFFER);
	static const uint32_t bad[] = {0, 0x7f000001, 0xe0000001, 0xffffffff};
	for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		m = answer(&w, DHCP_ACK);
		m.yiaddr = htonl(bad[i]);
		say(&w, &m);
	}
	m = answer(&w, DHCP_ACK);
	m.mask = htonl(0xff00ff00);
	say(&w, &m);
	m = answer(&w, DHCP_ACK);
	m.lease = 0;
	say(&w, &m);
	CU_ASSERT_EQUAL(state(&w), DHCP_REQUESTING);
	m = answer(&w, DHCP_ACK);
	m.mask = 0; /* the class's */
	m.renewal = 5000;
	m.rebinding = 4000; /* both nonsense */
	say(&w, &m);
	CU_ASSERT_EQUAL(dhcp_client_lease(w.client)->len, 24);
	CU_ASSERT_EQUAL(dhcp_client_lease(w.client)->renewal, LEASE / 2);
	end(&w);
}

static void test_overload(void)
{
	uint8_t packet[300] = {2, 1, 6, 0};
	struct dhcp_message m;
	static const uint8_t cookie[] = {0x63, 0x82, 0x53, 0x63, 52, 1, 3, 255};
	static const uint8_t type[] = {53, 1, 5, 255}, lease[] = {51, 4, 0, 0, 1, 0, 255};
	memcpy(packet + 236, cookie, sizeof cookie);
	memcpy(packet + 44, lease, sizeof lease);
	memcpy(packet + 108, type, sizeof type);
	CU_ASSERT_TRUE(dhcp_message_decode(packet, sizeof packet, &m));
	CU_ASSERT_EQUAL(m.type, DHCP_ACK);
	CU_ASSERT_EQUAL(m.lease, 256);
	packet[242] = 1; /* the file field alone */
	CU_ASSERT_TRUE(dhcp_message_decode(packet, sizeof packet, &m));
	CU_ASSERT_EQUAL(m.lease, 0);
	packet[242] = 2; /* sname alone: no type */
	CU_ASSERT_FALSE(dhcp_message_decode(packet, sizeof packet, &m));
	for (size_t size = 0; size < 240; size++)
		CU_ASSERT_FALSE(dhcp_message_decode(packet, size, &m));
}

static void test_frame(void)
{
	static const uint8_t message[] = {1, 2, 3, 4, 5};
	struct wbuf w = {0};
	size_t size;
	dhcp_frame_encode(&w, message, sizeof message);
	CU_ASSERT_EQUAL_FATAL(w.len, DHCP_FRAME_HEADERS + sizeof message);
	CU_ASSERT_PTR_NULL(dhcp_frame_decode(w.data, w.len, true, &size)); /* a client's */
	w.data[21] = 67;
	w.data[23] = 68; /* exchanging the ports leaves the sum as it was */
	const uint8_t *got = dhcp_frame_decode(w.data, w.len, true, &size);
	CU_ASSERT_PTR_NOT_NULL_FATAL(got);
	CU_ASSERT_EQUAL(size, sizeof message);
	CU_ASSERT_EQUAL(memcmp(got, message, size), 0);
	w.data[30] ^= 1;
	CU_ASSERT_PTR_NULL(dhcp_frame_decode(w.data, w.len, true, &size));
	CU_ASSERT_PTR_NOT_NULL(dhcp_frame_decode(w.data, w.len, false, &size));
	for (size_t cut = 0; cut < w.len; cut++)
		CU_ASSERT_PTR_NULL(dhcp_frame_decode(w.data, cut, false, &size));
	w.data[8] ^= 1;
	CU_ASSERT_PTR_NULL(dhcp_frame_decode(w.data, w.len, false, &size));
	wbuf_free(&w);
}

int main(void)
{
	CU_TestInfo tests[] = {{"a lease", test_lease}, {"retries", test_retries}, {"renewal", test_renewal},
	    {"the server is gone", test_server_gone}, {"refused", test_refused},
	    {"the link is away", test_link_away}, {"a successor", test_successor},
	    {"without end", test_infinite}, {"release", test_release}, {"strangers", test_strangers},
	    {"option overload", test_overload}, {"frame", test_frame}, CU_TEST_INFO_NULL};
	return unit_main("ribd-dhcp", tests);
}
