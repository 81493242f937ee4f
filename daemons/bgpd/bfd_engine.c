/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/bfd_engine.h"
#include <arpa/inet.h>
#include <errno.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>
#include <uthash.h>
#include "daemons/bgpd/bfd_socket.h"
#include "lib/log.h"

struct entry {
	struct bfd_engine *engine;
	struct bfd_want want;
	struct bfd_session session;
	int fd;            /* to send */
	UT_hash_handle hh; /* by session.local_discr */
};

struct bfd_engine {
	struct loop *loop;
	bfd_event_fn *event;
	void *arg;
	struct entry *entries;
	struct {
		int fd;
		struct loop_io *io;
	} ears[BFD_COLUMNS];
	struct bfd_drops drops;
};

static unsigned column_of(uint16_t family, bool multihop)
{
	return (family == AF_INET6) + 2u * multihop;
}

static struct entry *find(const struct bfd_engine *e, const struct ip_addr *remote, bool multihop)
{
	for (struct entry *n = e->entries; n; n = n->hh.next)
		if (n->want.multihop == multihop && ip_addr_equal(&n->want.remote, remote))
			return n;
	return NULL;
}

static struct entry *find_discr(const struct bfd_engine *e, uint32_t discr)
{
	struct entry *n;
	HASH_FIND(hh, e->entries, &discr, sizeof discr, n);
	return n;
}

/* Sessions -------------------------------------------------------------------------------------------- */

static void on_send(void *arg, const uint8_t *data, size_t size)
{
	const struct entry *n = arg;
	bfd_socket_send(n->fd, &n->want.remote, n->want.multihop, data, size);
}

static void on_changed(void *arg, const struct bfd_session *s, enum bfd_state before)
{
	const struct entry *n = arg;
	const struct bfd_event event = {.remote = n->want.remote,
	    .multihop = n->want.multihop,
	    .before = (uint8_t)before,
	    .state = s->state,
	    .remote_state = s->remote_state,
	    .diag = s->diag};
	n->engine->event(n->engine->arg, &event);
}

static const struct bfd_session_ops session_ops = {on_send, on_changed};

static uint32_t new_discr(const struct bfd_engine *e)
{
	uint32_t discr = (uint32_t)HASH_COUNT(e->entries) + 1;
	for (int i = 0; i < 8; i++)
		if (getrandom(&discr, sizeof discr, GRND_NONBLOCK) == sizeof discr && discr &&
		    !find_discr(e, discr))
			return discr;
	while (!discr || find_discr(e, discr))
		discr++;
	return discr;
}

static void drop(struct entry *n)
{
	bfd_session_end(&n->session);
	if (n->fd >= 0)
		close(n->fd);
	HASH_DEL(n->engine->entries, n);
	OPENSSL_cleanse(n, sizeof *n);
	free(n);
}

/* Hearing --------------------------------------------------------------------------------------------- */

static enum bfd_drop drop_of(enum bfd_fault fault)
{
	static const enum bfd_drop drops[] = {[BFD_BAD_VERSION] = BFD_DROP_VERSION,
	    [BFD_BAD_LENGTH] = BFD_DROP_LENGTH,
	    [BFD_BAD_BITS] = BFD_DROP_BITS,
	    [BFD_BAD_DISCR] = BFD_DROP_DISCR};
	return drops[fault];
}

/* RFC 5881 §5: over one hop the TTL proves that the packet comes from the link. */
static bool heard(struct bfd_engine *e, const struct bfd_heard *h, bool multihop, enum bfd_drop *why)
{
	struct bfd_packet p;
	enum bfd_fault fault = bfd_packet_decode(h->data, h->size, &p);
	*why = BFD_DROP_TTL;
	if (!multihop && h->ttl != 255)
		return false;
	*why = fault ? drop_of(fault) : BFD_DROP_NO_ADJACENCY;
	if (fault)
		return false;
	struct entry *n = p.your_discr ? find_discr(e, p.your_discr) : find(e, &h->from, multihop);
	if (!n && !p.your_discr)
		*why = BFD_DROP_NOT_CONFIGURED;
	if (!n || n->want.multihop != multihop || !ip_addr_equal(&n->want.remote, &h->from) ||
	    (!multihop && n->want.ifindex && n->want.ifindex != h->ifindex))
		return false;
	*why = BFD_DROP_AUTH;
	return bfd_session_receive(&n->session, h->data, &p);
}

static void on_readable(struct bfd_engine *e, unsigned column)
{
	struct bfd_heard h;
	enum bfd_drop why;
	for (int i = 0; i < 64 && bfd_socket_hear(e->ears[column].fd, &h); i++)
		if (!heard(e, &h, column >= 2, &why))
			e->drops.count[why][column]++;
}

#define EAR(column)                                                                                          \
	static void on_readable_##column(void *arg, int events)                                              \
	{                                                                                                    \
		on_readable(arg, column);                                                                    \
	}
EAR(0)
EAR(1)
EAR(2)
EAR(3)

static void open_ear(struct bfd_engine *e, unsigned column)
{
	static loop_io_fn *const readable[BFD_COLUMNS] = {
	    on_readable_0, on_readable_1, on_readable_2, on_readable_3};
	if (e->ears[column].io)
		return;
	e->ears[column].fd = bfd_socket_open_ear(column & 1 ? AF_INET6 : AF_INET, column >= 2);
	if (e->ears[column].fd >= 0)
		e->ears[column].io = loop_io_new(e->loop, e->ears[column].fd, LOOP_READ, readable[column], e);
	if (!e->ears[column].io)
		log_error("BFD cannot be heard: %s", strerror(errno));
}

/* Life ------------------------------------------------------------------------------------------------ */

static bool same_session(const struct bfd_want *a, const struct bfd_want *b)
{
	return ip_addr_equal(&a->local, &b->local) && a->ifindex == b->ifindex &&
	       CRYPTO_memcmp(&a->auth, &b->auth, sizeof a->auth) == 0;
}

static bool begin(struct entry *n)
{
	struct bfd_engine *e = n->engine;
	n->fd = bfd_socket_open(&n->want.local, n->want.device);
	if (n->fd < 0) {
		char text[IP_ADDR_STRLEN];
		log_warn(
		    "BFD cannot be sent from %s: %s", ip_addr_str(&n->want.local, text), strerror(errno));
	}
	return bfd_session_begin(
	    &n->session, e->loop, new_discr(e), &n->want.timing, &n->want.auth, &session_ops, n);
}

void bfd_engine_put(struct bfd_engine *e, const struct bfd_want *want)
{
	struct entry *n = find(e, &want->remote, want->multihop);
	if (n && same_session(&n->want, want)) {
		n->want.timing = want->timing;
		bfd_session_set_timing(&n->session, &want->timing);
		return;
	}
	if (n)
		drop(n);
	open_ear(e, column_of(want->remote.family, want->multihop));
	n = calloc(1, sizeof *n);
	if (!n)
		abort();
	n->engine = e;
	n->want = *want;
	if (!begin(n))
		abort();
	HASH_ADD(hh, e->entries, session.local_discr, sizeof n->session.local_discr, n);
}

void bfd_engine_remove(struct bfd_engine *e, const struct ip_addr *remote, bool multihop)
{
	struct entry *n = find(e, remote, multihop);
	if (n)
		drop(n);
}

struct bfd_engine *bfd_engine_new(struct loop *loop, bfd_event_fn *event, void *arg)
{
	struct bfd_engine *e = calloc(1, sizeof *e);
	if (!e)
		return NULL;
	e->loop = loop;
	e->event = event;
	e->arg = arg;
	for (unsigned c = 0; c < BFD_COLUMNS; c++)
		e->ears[c].fd = -1;
	return e;
}

void bfd_engine_free(struct bfd_engine *e)
{
	struct entry *n, *next;
	if (!e)
		return;
	HASH_ITER(hh, e->entries, n, next)
		drop(n);
	for (unsigned c = 0; c < BFD_COLUMNS; c++) {
		loop_io_free(e->ears[c].io);
		if (e->ears[c].fd >= 0)
			close(e->ears[c].fd);
	}
	free(e);
}

/* Asked ----------------------------------------------------------------------------------------------- */

size_t bfd_engine_count(const struct bfd_engine *e)
{
	return HASH_COUNT(e->entries);
}

static int64_t ago(const struct entry *n, int64_t when)
{
	return when ? loop_now(n->engine->loop) - when : -1;
}

static void describe(const struct entry *n, struct bfd_status *st)
{
	const struct bfd_session *s = &n->session;
	*st = (struct bfd_status){.want = n->want,
	    .state = s->state,
	    .remote_state = s->remote_state,
	    .diag = s->diag,
	    .polling = s->polling,
	    .local_discr = s->local_discr,
	    .remote_discr = s->remote_discr,
	    .remote_min_rx = s->remote_min_rx,
	    .remote_min_tx = s->remote_min_tx,
	    .interval = bfd_session_interval(s),
	    .detection = bfd_session_detection(s),
	    .remote_multiplier = s->remote_multiplier,
	    .last = s->last,
	    .received = s->received,
	    .sent = s->sent,
	    .expired = s->expired,
	    .ups = s->ups,
	    .since = ago(n, s->changed_at),
	    .received_ago = ago(n, s->received_at),
	    .sent_ago = ago(n, s->sent_at)};
	memset(st->want.auth.key, 0, sizeof st->want.auth.key);
}

size_t bfd_engine_status(const struct bfd_engine *e, struct bfd_status *list, size_t max)
{
	size_t count = 0;
	for (const struct entry *n = e->entries; n && count < max; n = n->hh.next)
		describe(n, &list[count++]);
	return count;
}

void bfd_engine_drops(const struct bfd_engine *e, struct bfd_drops *drops)
{
	*drops = e->drops;
}
