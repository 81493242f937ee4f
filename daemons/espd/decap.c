/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/decap.h"
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include "daemons/espd/crypto.h"
#include "daemons/espd/mss.h"
#include "daemons/espd/sa.h"
#include "daemons/espd/stats.h"
#include "daemons/espd/tap.h"
#include "daemons/espd/tunnel.h"

#define TRAILER 2 /* pad length, next header */

struct decap {
	struct sa_db *db;
	struct stats *nobody;
	decap_unknown_fn *unknown;
	void *unknown_arg;
	int64_t now;
	const struct tap *tap;
	unsigned points; /* that `tap` wants of this batch */
	/* The batch under construction: packets of one SA. */
	struct sa *sa;
	unsigned count;
	struct crypto_packet packets[CRYPTO_BATCH];
	uint64_t sequences[CRYPTO_BATCH];
	uint8_t tos[CRYPTO_BATCH];
	struct gro gro;
};

static struct stats *stats_for(const struct decap *d, const struct sa *sa)
{
	return sa != NULL && sa->tunnel != NULL ? sa->tunnel->stats : d->nobody;
}

/* Once it has been opened, or that was tried, only `kept` bytes are as they came. */
static void drop(struct decap *d, enum drop_reason reason, const uint8_t *esp, uint32_t kept, uint32_t size)
{
	stats_for(d, d->sa)->drops[reason]++;
	if (d->points & TAP_DROP)
		tap_dropped_esp(d->tap, d->sa, reason, esp, kept, size);
}

static void drop_opened(struct decap *d, enum drop_reason reason, const struct crypto_packet *p)
{
	const struct crypto_suite *suite = d->sa->suite;
	uint32_t kept = CRYPTO_HEADER + suite->iv_size;
	drop(d, reason, p->esp, kept, kept + p->size + suite->icv_size);
}

static void drop_inner(struct decap *d, enum drop_reason reason, const uint8_t *clear, uint32_t size)
{
	stats_for(d, d->sa)->drops[reason]++;
	if (d->points & TAP_DROP)
		tap_dropped_clear(d->tap, d->sa->tunnel, reason, clear, size);
}

static void drop_stranger(struct decap *d, enum drop_reason reason, const struct transport_arrival *arrival,
    const uint8_t *esp, uint32_t size)
{
	d->nobody->drops[reason]++;
	if (d->points & TAP_DROP)
		tap_dropped_stranger(d->tap, reason, arrival, esp, size);
}

static void write_device(void *arg, void *sink, const struct virtio_net_hdr *vnet, struct iovec *iov,
    unsigned count, unsigned packets)
{
	const struct decap *d = arg;
	struct tunnel *t = sink;
	if (tun_write(&t->tun, vnet, iov, count))
		return;
	t->stats->drops[DROP_IN_DEVICE] += packets;
	if (d->points & TAP_DROP)
		tap_dropped_clear(d->tap, t, DROP_IN_DEVICE, iov[1].iov_base, (uint32_t)iov[1].iov_len);
}

struct decap *decap_new(struct sa_db *db, struct stats *nobody, decap_unknown_fn *unknown, void *arg)
{
	struct decap *d = calloc(1, sizeof *d);
	if (d == NULL)
		return NULL;
	d->db = db;
	d->nobody = nobody;
	d->unknown = unknown;
	d->unknown_arg = arg;
	d->tap = &tap_none;
	decap_set_emit(d, write_device, d);
	return d;
}

void decap_free(struct decap *d)
{
	free(d);
}

void decap_set_emit(struct decap *d, gro_emit_fn *emit, void *arg)
{
	gro_init(&d->gro, emit, arg);
}

void decap_set_tap(struct decap *d, const struct tap *tap)
{
	d->tap = tap;
}

void decap_begin(struct decap *d, int64_t now)
{
	d->now = now;
	d->points = d->tap->points;
}

/* The inner packet's size once trailer and padding are off, or the reason to drop it. */
static int strip_trailer(const uint8_t *clear, uint32_t size, uint8_t *next)
{
	uint32_t pad = clear[size - 2];
	*next = clear[size - 1];
	if (pad + TRAILER > size)
		return -DROP_IN_PAD;
	const uint8_t *at = clear + size - TRAILER - pad;
	for (uint32_t i = 0; i < pad; i++)
		if (at[i] != i + 1)
			return -DROP_IN_PAD;
	return (int)(size - TRAILER - pad);
}

/* Checks the opened packet; 0 when it may go on, else the reason to drop it. */
static int check_inner(struct decap *d, uint8_t *clear, int size, uint8_t next, uint8_t tos, struct inner *in)
{
	if (next != IPPROTO_IPIP && next != IPPROTO_IPV6)
		return DROP_IN_PROTOCOL;
	if (!inner_parse(in, clear, (size_t)size))
		return DROP_IN_LENGTH;
	if ((in->family == AF_INET) != (next == IPPROTO_IPIP))
		return DROP_IN_VERSION;
	if (!sa_selects(d->sa, clear, in))
		return DROP_IN_SELECTOR;
	int ecn = inner_ecn_merge(tos, in->tos);
	if (ecn < 0)
		return DROP_IN_ECN;
	if (ecn != (in->tos & INNER_ECN_MASK))
		inner_set_ecn(in, clear, (uint8_t)ecn);
	return 0;
}

/* One packet that passed the integrity check and the window. Returns inner bytes, 0 when dropped. */
static uint32_t pass_inner(struct decap *d, const struct crypto_packet *p, uint8_t tos)
{
	uint8_t *clear = p->clear;
	struct inner in;
	uint8_t next;
	struct tunnel *t = d->sa->tunnel;
	int size = strip_trailer(clear, p->size, &next);
	if (size < 0) {
		drop_opened(d, (enum drop_reason) - size, p);
		return 0;
	}
	if (next == IPPROTO_NONE) {
		stats_for(d, d->sa)->dummies++;
		return 0;
	}
	int reason = check_inner(d, clear, size, next, tos, &in);
	if (reason == 0 && t == NULL)
		reason = DROP_IN_DEVICE;
	if (reason != 0) {
		drop_inner(d, (enum drop_reason)reason, clear, (uint32_t)size);
		return 0;
	}
	if (d->points & TAP_CLEAR)
		tap_clear(d->tap, t, false, clear, in.size);
	mss_clamp(&t->mss, clear, &in, false);
	d->gro.udp = t->tun.uso;
	gro_add(&d->gro, t, clear, &in);
	t->stats->in_packets++;
	t->stats->in_bytes += in.size;
	return in.size;
}

/* Opens the batch. The window is asked again, because two copies may lie in one batch. */
static void open_batch(struct decap *d)
{
	uint64_t bytes = 0, packets = 0;
	if (d->count == 0)
		return;
	crypto_open(d->sa->crypto, d->packets, d->count);
	for (unsigned i = 0; i < d->count; i++) {
		struct crypto_packet *p = &d->packets[i];
		if (!p->ok) {
			drop_opened(d, DROP_IN_AUTH, p);
		} else if (!replay_mark(&d->sa->state->replay, d->sequences[i])) {
			drop_opened(d, DROP_IN_REPLAY, p);
		} else {
			bytes += pass_inner(d, p, d->tos[i]);
			packets++;
		}
	}
	d->count = 0;
	if (packets != 0)
		sa_account(d->db, d->sa, packets, bytes, d->now);
}

/* Makes `spi` the SA of the batch; false when there is none. */
static bool choose_sa(struct decap *d, uint32_t spi)
{
	if (d->sa != NULL && d->sa->state->spec.spi == spi)
		return true;
	struct sa_id id = sa_id_of(SA_IN, spi, NULL);
	open_batch(d);
	d->sa = sa_find(d->db, &id);
	return d->sa != NULL;
}

/* Bytes of ciphertext, 0 when the packet cannot be one of this suite. */
static uint32_t text_size(const struct crypto_suite *suite, uint32_t size)
{
	uint32_t fixed = CRYPTO_HEADER + suite->iv_size + suite->icv_size;
	if (size < fixed + suite->align || (size - fixed) % suite->align != 0)
		return 0;
	return size - fixed;
}

void decap_add(struct decap *d, const struct transport_arrival *arrival, uint8_t *esp, uint32_t size)
{
	if (size < CRYPTO_HEADER) {
		drop_stranger(d, DROP_IN_SHORT, arrival, esp, size);
		return;
	}
	uint32_t spi = inner_get32(esp);
	if (!choose_sa(d, spi) && !(d->unknown(d->unknown_arg, spi, arrival) && choose_sa(d, spi))) {
		drop_stranger(d, DROP_UNKNOWN_SPI, arrival, esp, size);
		return;
	}
	if (d->points & TAP_ESP)
		tap_arrived(d->tap, d->sa, arrival, esp, size);
	uint32_t text = text_size(d->sa->suite, size);
	if (text == 0) {
		drop(d, DROP_IN_SHORT, esp, size, size);
		return;
	}
	if (!sa_usable(d->sa, d->now)) {
		drop(d, DROP_IN_EXPIRED, esp, size, size);
		return;
	}
	uint64_t sequence = replay_full(&d->sa->state->replay, inner_get32(esp + 4), d->sa->state->spec.esn);
	if (!replay_check(&d->sa->state->replay, sequence)) {
		drop(d, DROP_IN_REPLAY, esp, size, size);
		return;
	}
	if (d->count == CRYPTO_BATCH)
		open_batch(d);
	d->sequences[d->count] = sequence;
	d->tos[d->count] = arrival->tos;
	d->packets[d->count++] = (struct crypto_packet){
	    .esp = esp,
	    .clear = crypto_text(d->sa->suite, esp),
	    .size = text,
	    .seq_hi = (uint32_t)(sequence >> 32),
	};
}

void decap_flush(struct decap *d)
{
	open_batch(d);
	gro_flush(&d->gro);
	d->sa = NULL; /* it may be gone when the next batch comes */
}
