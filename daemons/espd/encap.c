/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/encap.h"
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include "daemons/espd/crypto.h"
#include "daemons/espd/gso.h"
#include "daemons/espd/icmp.h"
#include "daemons/espd/raw.h"
#include "daemons/espd/sa.h"
#include "daemons/espd/stats.h"
#include "daemons/espd/tap.h"
#include "daemons/espd/tunnel.h"
#include "daemons/espd/udp.h"

#define READ_HEADROOM 256 /* headers of later segments and IV blocks grow to the left */
#define READ_TAILROOM 64  /* padding of the last segment */
#define SEND_BYTES    (256 << 10)
#define DRAIN_PACKETS 64 /* reads before a flush */
#define DRAIN_BYTES   (40 << 10)
#define DRAIN_ROUNDS  8 /* flushes before the others have their turn */
#define TRAILER       2 /* pad length, next header */
#define TRAILER_MAX   (CRYPTO_ALIGN_MAX + TRAILER)

struct encap {
	struct sa_db *db;
	struct udp *udp;
	struct raw *raw;
	encap_send_fn *send;
	void *send_arg;
	const struct tap *tap;
	unsigned points; /* that `tap` wants of this batch */
	/* The batch under construction: packets of one SA. */
	struct tunnel *tunnel;
	struct sa *sa;
	int64_t now;
	unsigned count;
	uint32_t used;  /* bytes of `out` */
	uint64_t bytes; /* inner bytes of the batch */
	struct transport_packet packets[TRANSPORT_BATCH];
	struct crypto_packet sealing[TRANSPORT_BATCH];
	uint8_t in[READ_HEADROOM + INNER_MAX + READ_TAILROOM];
	uint8_t out[SEND_BYTES];
};
_Static_assert(TRANSPORT_BATCH <= CRYPTO_BATCH, "a batch is sealed in one call");

static unsigned send_packets(
    void *arg, const struct transport_route *route, const struct transport_packet *packets, unsigned count)
{
	struct encap *e = arg;
	if (e->sa->state->spec.udp_encap)
		return udp_send(e->udp, route, packets, count);
	return raw_send(e->raw, route, packets, count);
}

struct encap *encap_new(struct sa_db *db, struct udp *udp, struct raw *raw)
{
	struct encap *e = calloc(1, sizeof *e);
	if (e == NULL)
		return NULL;
	e->db = db;
	e->udp = udp;
	e->raw = raw;
	e->tap = &tap_none;
	encap_set_send(e, send_packets, e);
	return e;
}

void encap_free(struct encap *e)
{
	free(e);
}

void encap_set_send(struct encap *e, encap_send_fn *send, void *arg)
{
	e->send = send;
	e->send_arg = arg;
}

void encap_set_tap(struct encap *e, const struct tap *tap)
{
	e->tap = tap;
}

static void drop(struct encap *e, enum drop_reason reason, const uint8_t *pkt, uint32_t size)
{
	e->tunnel->stats->drops[reason]++;
	if (e->points & TAP_DROP)
		tap_dropped_clear(e->tap, e->tunnel, reason, pkt, size);
}

static void drop_sealed(struct encap *e, enum drop_reason reason, const struct transport_packet *p)
{
	e->tunnel->stats->drops[reason]++;
	if (e->points & TAP_DROP)
		tap_dropped_sealed(e->tap, e->tunnel, reason, e->sa->state->spec.udp_encap, p);
}

/* Sends the batch. What the kernel refuses is counted and skipped, so that one packet never stops others;
 * a packet too big for the device makes the tunnel look at its MTU again. */
static void send_batch(struct encap *e)
{
	unsigned done = 0;
	while (done < e->count) {
		done += e->send(e->send_arg, &e->tunnel->route, e->packets + done, e->count - done);
		if (done >= e->count)
			break;
		bool too_big = errno == EMSGSIZE;
		drop_sealed(e, too_big ? DROP_OUT_TOO_BIG : DROP_OUT_SOCKET, &e->packets[done]);
		done++;
		if (too_big)
			tunnel_refresh_mtu(e->tunnel, 0, e->now);
	}
}

static void flush(struct encap *e)
{
	if (e->count == 0)
		return;
	if (e->sa->crypto->staged)
		crypto_seal(e->sa->crypto, e->sealing, e->count);
	if (e->points & TAP_ESP)
		tap_sealed(e->tap, e->tunnel, e->sa->state->spec.udp_encap, e->packets, e->count);
	send_batch(e);
	e->tunnel->stats->out_packets += e->count;
	e->tunnel->stats->out_bytes += e->bytes;
	sa_account(e->db, e->sa, e->count, e->bytes, e->now);
	e->count = 0;
	e->used = 0;
	e->bytes = 0;
}

static uint32_t padding(uint32_t size, uint32_t align)
{
	return (align - (size + TRAILER) % align) % align;
}

/* RFC 4303 §2.4: 1, 2, 3 …, then the pad length and the next header. Returns bytes written. */
static uint32_t write_trailer(uint8_t *at, uint32_t pad, uint8_t family)
{
	for (uint32_t i = 0; i < pad; i++)
		at[i] = (uint8_t)(i + 1);
	at[pad] = (uint8_t)pad;
	at[pad + 1] = family == AF_INET ? IPPROTO_IPIP : IPPROTO_IPV6;
	return pad + TRAILER;
}

/* Seals the segment where it lies. Its trailer takes the place of bytes of the next one for a moment. */
static bool seal_direct(
    struct encap *e, struct crypto_packet *p, const struct gso_segment *seg, uint8_t family)
{
	uint8_t saved[TRAILER_MAX];
	uint8_t *end = seg->data + seg->size;
	memcpy(saved, end, sizeof saved);
	write_trailer(end, p->size - seg->size - TRAILER, family);
	p->clear = seg->data;
	crypto_seal(e->sa->crypto, p, 1);
	memcpy(end, saved, sizeof saved);
	return p->ok;
}

static void stage(
    struct crypto_packet *p, const struct crypto_suite *suite, const struct gso_segment *seg, uint8_t family)
{
	p->clear = crypto_text(suite, p->esp);
	memcpy(p->clear, seg->data, seg->size);
	write_trailer(p->clear + seg->size, p->size - seg->size - TRAILER, family);
}

static void add_segment(struct encap *e, const struct gso_segment *seg, const struct inner *in)
{
	const struct crypto_suite *suite = e->sa->suite;
	uint32_t text = seg->size + padding(seg->size, suite->align) + TRAILER;
	uint32_t size = CRYPTO_HEADER + suite->iv_size + text + suite->icv_size;
	uint32_t gap = e->sa->state->spec.udp_encap ? 0 : TRANSPORT_HEADROOM;
	if (e->count == TRANSPORT_BATCH || e->used + gap + size > SEND_BYTES)
		flush(e);
	uint64_t sequence = sa_next_sequence(e->sa);
	if (sequence == 0) {
		drop(e, DROP_OUT_SEQUENCE, seg->data, seg->size);
		return;
	}
	struct crypto_packet *p = &e->sealing[e->count];
	*p = (struct crypto_packet){
	    .esp = e->out + e->used + gap,
	    .size = text,
	    .seq_hi = (uint32_t)(sequence >> 32),
	    .counter = sequence,
	};
	inner_put32(p->esp, e->sa->state->spec.spi);
	inner_put32(p->esp + 4, (uint32_t)sequence);
	if (e->sa->crypto->staged) {
		stage(p, suite, seg, in->family);
	} else if (!seal_direct(e, p, seg, in->family)) {
		drop(e, DROP_OUT_MALFORMED, seg->data, seg->size);
		return;
	}
	e->packets[e->count++] = (struct transport_packet){
	    .data = p->esp,
	    .size = size,
	    .tos = in->tos, /* DSCP is copied, and ECN: RFC 6040 §4.1, normal mode */
	    .df = tunnel_df(e->tunnel, in->df),
	};
	e->used += gap + size;
	e->bytes += seg->size;
}

static void answer_too_big(struct encap *e, const uint8_t *pkt, const struct inner *in)
{
	static const struct virtio_net_hdr plain;
	uint8_t answer[ICMP_ANSWER_MAX];
	size_t size = icmp_too_big(answer, pkt, in, e->tunnel->mtu);
	struct iovec iov[2] = {{0}, {.iov_base = answer, .iov_len = size}};
	drop(e, DROP_OUT_TOO_BIG, pkt, in->size);
	if (size != 0 && tun_write(&e->tunnel->tun, &plain, iov, 2))
		e->tunnel->stats->pmtus_sent++;
}

/* The packet lies in `pkt` with READ_HEADROOM before and READ_TAILROOM behind it. */
static void process(struct encap *e, const struct virtio_net_hdr *vnet, uint8_t *pkt, uint32_t size)
{
	struct inner in;
	struct gso gso;
	if (!inner_parse(&in, pkt, size)) {
		drop(e, DROP_OUT_MALFORMED, pkt, size);
		return;
	}
	if (!sa_selects(e->sa, pkt, &in)) {
		drop(e, DROP_OUT_SELECTOR, pkt, size);
		return;
	}
	mss_clamp(&e->tunnel->mss, pkt, &in, (vnet->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) != 0);
	if (!gso_begin(&gso, pkt, &in, vnet)) {
		drop(e, DROP_OUT_MALFORMED, pkt, size);
		return;
	}
	if (gso_largest(&gso) > e->tunnel->mtu) {
		answer_too_big(e, pkt, &in);
		return;
	}
	struct gso_segment seg;
	while (gso_next(&gso, &seg)) {
		if (e->points & TAP_CLEAR)
			tap_clear(e->tap, e->tunnel, true, seg.data, seg.size);
		add_segment(e, &seg, &in);
	}
}

/* False while nothing can be sent on this tunnel. */
static bool begin(struct encap *e, struct tunnel *t, int64_t now)
{
	e->tunnel = t;
	e->sa = t->out;
	e->now = now;
	e->points = e->tap->points;
	if (t->out != NULL && !sa_usable(t->out, now))
		tunnel_select(t, e->db, now);
	e->sa = t->out;
	return e->sa != NULL;
}

/* Reads and cuts up one batch; false when the device is empty. */
static bool fill(struct encap *e, bool sending)
{
	uint32_t bytes = 0;
	uint8_t *pkt = e->in + READ_HEADROOM;
	for (unsigned n = 0; n < DRAIN_PACKETS && bytes < DRAIN_BYTES; n++) {
		struct virtio_net_hdr vnet;
		ssize_t got = tun_read(&e->tunnel->tun, &vnet, pkt, INNER_MAX);
		if (got <= 0)
			return false;
		if (sending)
			process(e, &vnet, pkt, (uint32_t)got);
		else
			drop(e, DROP_NO_SA, pkt, (uint32_t)got);
		bytes += (uint32_t)got;
	}
	return true;
}

void encap_drain(struct encap *e, struct tunnel *t, int64_t now)
{
	bool more = true;
	for (unsigned round = 0; more && round < DRAIN_ROUNDS; round++) {
		bool sending = begin(e, t, now);
		more = fill(e, sending);
		flush(e);
	}
}

void encap_packet(struct encap *e, struct tunnel *t, const struct virtio_net_hdr *vnet, const uint8_t *pkt,
    uint32_t size, int64_t now)
{
	if (!begin(e, t, now)) {
		drop(e, DROP_NO_SA, pkt, size);
		return;
	}
	memcpy(e->in + READ_HEADROOM, pkt, size);
	process(e, vnet, e->in + READ_HEADROOM, size);
	flush(e);
}
