/* SPDX-License-Identifier: Apache-2.0 */
/* Two BFD sessions joined by a wire of some milliseconds, under the virtual clock; packets and what holds of the
 * configuration. */
#include "daemons/bgpd/bfd_session.h"
#include <stdlib.h>
#include <string.h>
#include "daemons/bgpd/bfd_config.h"
#include "tests/unit/unit.h"

#define MSEC  1000
#define DELAY (5 * LOOP_MSEC)

struct end {
	struct world *world;
	struct bfd_session session;
	struct end *other;
	bool cut; /* what it sends is lost */
	unsigned ups, downs;
	uint8_t packet[BFD_PACKET_MAX]; /* the last one */
	size_t size;
	int64_t sent_at;
	int64_t gap_min, gap_max;
};

struct world {
	struct loop *loop;
	struct end a, b;
};

struct flight {
	struct end *to;
	struct loop_timer *timer;
	size_t size;
	uint8_t data[BFD_PACKET_MAX];
};

static void arrive(void *arg)
{
	struct flight *f = arg;
	struct bfd_packet p;
	loop_timer_free(f->timer);
	CU_ASSERT_EQUAL(bfd_packet_decode(f->data, f->size, &p), BFD_SOUND);
	if (f->to->session.transmit)
		bfd_session_receive(&f->to->session, f->data, &p);
	free(f);
}

static void on_send(void *arg, const uint8_t *data, size_t size)
{
	struct end *e = arg;
	struct loop *loop = e->world->loop;
	int64_t gap = loop_now(loop) - e->sent_at;
	e->gap_min = gap < e->gap_min ? gap : e->gap_min;
	e->gap_max = gap > e->gap_max ? gap : e->gap_max;
	e->sent_at = loop_now(loop);
	memcpy(e->packet, data, size);
	e->size = size;
	if (e->cut)
		return;
	struct flight *f = calloc(1, sizeof *f);
	f->to = e->other;
	f->size = size;
	memcpy(f->data, data, size);
	f->timer = loop_timer_new(loop, arrive, f);
	loop_timer_set(f->timer, DELAY);
}

static void on_changed(void *arg, const struct bfd_session *s, enum bfd_state before)
{
	struct end *e = arg;
	e->ups += s->state == BFD_UP;
	e->downs += before == BFD_UP;
}

static const struct bfd_session_ops ops = {on_send, on_changed};

static struct bfd_timing timing(uint32_t tx, uint32_t rx, uint8_t multiplier)
{
	return (struct bfd_timing){
	    .min_tx = tx * MSEC, .min_rx = rx * MSEC, .slow = 1000 * MSEC, .multiplier = multiplier};
}

static void begin(struct world *w, struct bfd_timing ta, struct bfd_timing tb, const struct bfd_auth *aa,
    const struct bfd_auth *ab)
{
	static const struct bfd_auth none;
	memset(w, 0, sizeof *w);
	w->loop = loop_new();
	w->a = (struct end){.world = w, .other = &w->b, .gap_min = INT64_MAX};
	w->b = (struct end){.world = w, .other = &w->a, .gap_min = INT64_MAX};
	CU_ASSERT_TRUE_FATAL(bfd_session_begin(&w->a.session, w->loop, 1, &ta, aa ? aa : &none, &ops, &w->a));
	CU_ASSERT_TRUE_FATAL(bfd_session_begin(&w->b.session, w->loop, 2, &tb, ab ? ab : &none, &ops, &w->b));
}

static void advance(struct world *w, int64_t msec)
{
	loop_virtual_advance(w->loop, msec * LOOP_MSEC);
}

static void finish(struct world *w)
{
	bfd_session_end(&w->a.session);
	bfd_session_end(&w->b.session);
	loop_virtual_advance(w->loop, LOOP_SEC);
	loop_free(w->loop);
}

static void come_up(struct world *w)
{
	advance(w, 5000);
	CU_ASSERT_EQUAL_FATAL(w->a.session.state, BFD_UP);
	CU_ASSERT_EQUAL_FATAL(w->b.session.state, BFD_UP);
}

static void fresh_gaps(struct end *e)
{
	e->gap_min = INT64_MAX;
	e->gap_max = 0;
}

/* §6.8.7: packets keep to the slower of both wishes, up to a quarter earlier; ten minutes without a false alarm. */
static void test_up(void)
{
	struct world w;
	begin(&w, timing(50, 60, 3), timing(80, 50, 5), NULL, NULL);
	come_up(&w);
	CU_ASSERT_FALSE(w.a.session.polling);
	CU_ASSERT_EQUAL(bfd_session_interval(&w.a.session), 50 * MSEC);
	CU_ASSERT_EQUAL(bfd_session_interval(&w.b.session), 80 * MSEC);
	CU_ASSERT_EQUAL(bfd_session_detection(&w.a.session), 5 * 80 * MSEC);
	CU_ASSERT_EQUAL(bfd_session_detection(&w.b.session), 3 * 50 * MSEC);
	advance(&w, 100);
	fresh_gaps(&w.a);
	fresh_gaps(&w.b);
	advance(&w, 600 * 1000);
	CU_ASSERT(w.a.gap_min >= 37 * LOOP_MSEC && w.a.gap_max <= 50 * LOOP_MSEC);
	CU_ASSERT(w.b.gap_min >= 60 * LOOP_MSEC && w.b.gap_max <= 80 * LOOP_MSEC);
	CU_ASSERT(w.a.gap_max - w.a.gap_min > 5 * LOOP_MSEC); /* there is jitter */
	CU_ASSERT_EQUAL(w.a.ups, 1);
	CU_ASSERT_EQUAL(w.a.downs + w.b.downs, 0);
	finish(&w);
}

static void test_silence(void)
{
	struct world w;
	begin(&w, timing(50, 50, 3), timing(50, 50, 3), NULL, NULL);
	come_up(&w);
	w.b.cut = true;
	int64_t cut_at = loop_now(w.loop);
	advance(&w, 90);
	CU_ASSERT_EQUAL(w.a.session.state, BFD_UP);
	advance(&w, 70);
	CU_ASSERT_EQUAL(w.a.session.state, BFD_DOWN);
	CU_ASSERT_EQUAL(w.a.session.diag, BFD_DIAG_TIME_EXPIRED);
	CU_ASSERT(w.a.session.changed_at - cut_at <= 155 * LOOP_MSEC);
	/* The other end, which hears all the time, learns it from the packet that says so. */
	advance(&w, 10);
	CU_ASSERT_EQUAL(w.b.session.state, BFD_DOWN);
	CU_ASSERT_EQUAL(w.b.session.diag, BFD_DIAG_NEIGHBOR_DOWN);
	/* Slow again (§6.8.3). */
	fresh_gaps(&w.a);
	advance(&w, 20000);
	CU_ASSERT(w.a.gap_min >= 500 * LOOP_MSEC);
	w.b.cut = false;
	advance(&w, 5000);
	CU_ASSERT_EQUAL(w.a.session.state, BFD_UP);
	CU_ASSERT_EQUAL(w.b.session.state, BFD_UP);
	CU_ASSERT_EQUAL(w.a.ups, 2);
	finish(&w);
}

/* §6.8.16: the end of one side is no fault of the path, and the other one says that it was told. */
static void test_admin_down(void)
{
	struct world w;
	begin(&w, timing(50, 50, 3), timing(50, 50, 3), NULL, NULL);
	come_up(&w);
	bfd_session_end(&w.b.session);
	advance(&w, 10);
	CU_ASSERT_EQUAL(w.a.session.state, BFD_DOWN);
	CU_ASSERT_EQUAL(w.a.session.remote_state, BFD_ADMIN_DOWN);
	CU_ASSERT_EQUAL(w.a.session.diag, BFD_DIAG_NEIGHBOR_DOWN);
	finish(&w);
}

/* §6.8.3: a longer interval only after the neighbor's Final, a shorter detection time likewise; no false alarm. */
static void test_change(void)
{
	struct world w;
	begin(&w, timing(50, 50, 3), timing(50, 50, 3), NULL, NULL);
	come_up(&w);
	struct bfd_timing slower = timing(500, 500, 3), faster = timing(50, 50, 3);
	bfd_session_set_timing(&w.a.session, &slower);
	CU_ASSERT_TRUE(w.a.session.polling);
	CU_ASSERT_EQUAL(bfd_session_interval(&w.a.session), 50 * MSEC);
	advance(&w, 200);
	CU_ASSERT_FALSE(w.a.session.polling);
	CU_ASSERT_EQUAL(bfd_session_interval(&w.a.session), 500 * MSEC);
	CU_ASSERT_EQUAL(bfd_session_interval(&w.b.session), 500 * MSEC);
	advance(&w, 5000);
	bfd_session_set_timing(&w.a.session, &faster);
	CU_ASSERT_EQUAL(bfd_session_detection(&w.a.session), 3 * 500 * MSEC);
	advance(&w, 5000);
	CU_ASSERT_EQUAL(bfd_session_detection(&w.a.session), 3 * 50 * MSEC);
	CU_ASSERT_EQUAL(w.a.downs + w.b.downs, 0);
	CU_ASSERT_EQUAL(w.a.session.state, BFD_UP);
	finish(&w);
}

static struct bfd_auth key(uint8_t type, const char *text)
{
	struct bfd_auth auth = {.type = type, .key_id = 7, .key_size = (uint8_t)strlen(text)};
	memcpy(auth.key, text, auth.key_size);
	return auth;
}

static void test_authentication(void)
{
	struct bfd_auth good = key(BFD_AUTH_METICULOUS_SHA1, "secret"), plain = key(BFD_AUTH_SHA1, "secret"),
			bad = key(BFD_AUTH_METICULOUS_SHA1, "Secret");
	struct world w;
	struct bfd_packet p;
	begin(&w, timing(50, 50, 3), timing(50, 50, 3), &good, &good);
	come_up(&w);
	advance(&w, 10000);
	CU_ASSERT_EQUAL(w.a.downs, 0);
	/* The same packet once more is none of this session's. */
	CU_ASSERT_EQUAL(bfd_packet_decode(w.b.packet, w.b.size, &p), BFD_SOUND);
	advance(&w, 20);
	CU_ASSERT_FALSE(bfd_session_receive(&w.a.session, w.b.packet, &p));
	finish(&w);
	begin(&w, timing(50, 50, 3), timing(50, 50, 3), &good, &bad);
	advance(&w, 20000);
	CU_ASSERT_EQUAL(w.a.session.state, BFD_DOWN);
	finish(&w);
	begin(&w, timing(50, 50, 3), timing(50, 50, 3), &good, NULL);
	advance(&w, 20000);
	CU_ASSERT_EQUAL(w.a.session.state, BFD_DOWN);
	CU_ASSERT_EQUAL(w.b.session.state, BFD_DOWN);
	finish(&w);
	begin(&w, timing(50, 50, 3), timing(50, 50, 3), &plain, &plain);
	come_up(&w);
	finish(&w);
}

static void test_packet(void)
{
	uint8_t data[BFD_PACKET_MAX];
	struct bfd_auth auth = key(BFD_AUTH_SHA1, "k"), none = {0};
	struct bfd_packet got, p = {.state = BFD_UP,
				   .diag = BFD_DIAG_TIME_EXPIRED,
				   .poll = true,
				   .multiplier = 3,
				   .my_discr = 1,
				   .your_discr = 2,
				   .min_tx = 50000,
				   .min_rx = 60000,
				   .sequence = 99};
	CU_ASSERT_EQUAL(bfd_packet_encode(data, &p, NULL), BFD_PACKET_SIZE);
	CU_ASSERT_EQUAL(bfd_packet_decode(data, BFD_PACKET_SIZE, &got), BFD_SOUND);
	CU_ASSERT_TRUE(got.poll && !got.final && got.state == BFD_UP && got.min_rx == 60000 && got.diag == 1);
	CU_ASSERT_TRUE(bfd_packet_verify(data, &none, &got));
	CU_ASSERT_FALSE(bfd_packet_verify(data, &auth, &got));
	for (size_t size = 0; size < BFD_PACKET_SIZE; size++)
		CU_ASSERT_EQUAL(bfd_packet_decode(data, size, &got), BFD_BAD_LENGTH);
	static const struct {
		unsigned at;
		uint8_t value;
		enum bfd_fault fault;
	} rows[] = {{0, 0x00, BFD_BAD_VERSION}, {0, 0x40, BFD_BAD_VERSION}, {3, 23, BFD_BAD_LENGTH},
	    {3, 25, BFD_BAD_LENGTH}, {2, 0, BFD_BAD_BITS}, {1, 0xc1, BFD_BAD_BITS}, {7, 0, BFD_BAD_DISCR},
	    {11, 0, BFD_BAD_DISCR}};
	for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		uint8_t bad[BFD_PACKET_MAX];
		memcpy(bad, data, sizeof bad);
		bad[rows[i].at] = rows[i].value;
		CU_ASSERT_EQUAL(bfd_packet_decode(bad, BFD_PACKET_SIZE, &got), rows[i].fault);
	}
	CU_ASSERT_EQUAL(bfd_packet_encode(data, &p, &auth), BFD_PACKET_MAX);
	CU_ASSERT_EQUAL(bfd_packet_decode(data, BFD_PACKET_MAX, &got), BFD_SOUND);
	CU_ASSERT_TRUE(bfd_packet_verify(data, &auth, &got));
	CU_ASSERT_EQUAL(got.sequence, 99);
	for (unsigned i = 4; i < BFD_PACKET_MAX; i++) {
		data[i] ^= 1;
		if (i != 27) /* reserved, and yet under the hash */
			CU_ASSERT_FALSE(bfd_packet_verify(data, &auth, &got));
		data[i] ^= 1;
	}
}

static struct ip_addr addr(const char *text)
{
	struct ip_addr a;
	CU_ASSERT_TRUE_FATAL(ip_addr_parse(text, &a));
	return a;
}

static void test_config(void)
{
	struct bfd_config c = {0};
	struct bfd_timing t;
	struct bfd_auth auth;
	struct ip_addr remote = addr("192.0.2.9"), own = addr("198.51.100.1"), other = addr("198.51.100.2");
	CU_ASSERT_TRUE(bfd_config_empty(&c));
	bfd_config_single(&c, "Tunnel1", &t, &auth);
	CU_ASSERT(t.min_tx == 300 * MSEC && t.multiplier == 3 && auth.type == BFD_AUTH_NONE);
	struct bfd_template *far = bfd_config_template(&c, "FAR");
	far->multihop = true;
	far->interval = (struct bfd_interval){.given = true, .tx = 100, .rx = 200, .multiplier = 4};
	far->auth = key(BFD_AUTH_SHA1, "k");
	struct bfd_map *m = bfd_config_add_map(&c);
	CU_ASSERT_TRUE(ip_prefix_parse("192.0.2.0/24", &m->destination));
	CU_ASSERT_TRUE(ip_prefix_parse("198.51.100.1/32", &m->source));
	strcpy(m->template, "FAR");
	bfd_config_multi(&c, &remote, &own, &t, &auth);
	CU_ASSERT(t.min_tx == 100 * MSEC && t.min_rx == 200 * MSEC && t.multiplier == 4);
	CU_ASSERT_EQUAL(auth.type, BFD_AUTH_SHA1);
	bfd_config_multi(&c, &remote, &other, &t, &auth);
	CU_ASSERT(t.min_tx == 300 * MSEC && auth.type == BFD_AUTH_NONE);
	struct bfd_iface *i = bfd_config_iface(&c, "Tunnel1");
	strcpy(i->template, "FAR"); /* of the other kind */
	bfd_config_single(&c, "tunnel1", &t, &auth);
	CU_ASSERT(t.min_tx == 300 * MSEC && auth.type == BFD_AUTH_NONE);
	far->multihop = false;
	bfd_config_single(&c, "tunnel1", &t, &auth);
	CU_ASSERT(t.min_tx == 100 * MSEC && auth.type == BFD_AUTH_SHA1);
	c.slow = 2000;
	bfd_config_single(&c, "eth0", &t, &auth);
	CU_ASSERT_EQUAL(t.slow, 2000 * MSEC);
	bfd_config_clear(&c);
	CU_ASSERT_TRUE(bfd_config_empty(&c));
}

int main(void)
{
	CU_TestInfo tests[] = {{"up", test_up}, {"silence", test_silence}, {"admin down", test_admin_down},
	    {"other times", test_change}, {"authentication", test_authentication}, {"packet", test_packet},
	    {"configuration", test_config}, CU_TEST_INFO_NULL};
	return unit_main("bgpd-bfd", tests);
}
