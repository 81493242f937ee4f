/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/worker.h"
#include <stdlib.h>
#include "daemons/espd/decap.h"
#include "daemons/espd/encap.h"
#include "daemons/espd/espd.h"
#include "daemons/espd/feed.h"
#include "daemons/espd/ike_relay.h"
#include "daemons/espd/raw.h"
#include "daemons/espd/tunnels.h"
#include "daemons/espd/udp.h"
#include "lib/log.h"
#include "lib/loop.h"

#define RECEIVE_ROUNDS 16 /* batches before the others have their turn */
#define NON_ESP_MARKER 4  /* bytes of zero before IKE (RFC 3948 §2.2) */

struct worker {
	struct espd *espd;
	struct encap *encap;
	struct decap *decap;
	struct loop_io *udp_io;
	struct loop_io *raw_io;
	bool polled; /* iked's messages have been looked at in this batch */
};

struct watch { /* one device */
	struct worker *worker;
	struct tunnel *tunnel;
	struct loop_io *io;
};

static void on_device(void *arg, int events)
{
	struct watch *watch = arg;
	encap_drain(watch->worker->encap, watch->tunnel, loop_now(watch->worker->espd->loop));
}

/* iked hands a new SA over before it tells the peer, but the peer's first packet may be here before we have looked at
 * iked's message: that is done now, once in a batch, as all packets of a batch have been here before. */
static bool unknown_spi(void *arg, uint32_t spi, const struct transport_arrival *arrival)
{
	struct worker *w = arg;
	struct sa_id id = sa_id_of(SA_IN, spi, NULL);
	if (!w->polled)
		feed_poll(w->espd->feed);
	w->polled = true;
	if (sa_find(&w->espd->sas, &id) != NULL)
		return true;
	feed_unknown_spi(w->espd->feed, spi, arrival);
	return false;
}

static void end_batch(struct worker *w)
{
	decap_flush(w->decap);
	w->polled = false;
}

/* Two peers may have chosen the same SPI; their addresses differ. */
static struct sa *reported_sa(struct worker *w, const struct transport_trouble *trouble)
{
	struct sa_db *db = &w->espd->sas;
	for (struct sa *sa = sa_next(db, NULL); sa != NULL; sa = sa_next(db, sa))
		if (sa->id.spi == trouble->spi && sa->id.direction == SA_OUT && sa->tunnel != NULL &&
		    sa->tunnel->route.remote.s_addr == trouble->remote.s_addr)
			return sa;
	return NULL;
}

/* A path report counts only when it quotes an outbound SA of ours; others may be forged. */
static void take_report(struct worker *w, const struct transport_trouble *trouble)
{
	if (trouble->mtu == 0)
		return;
	struct sa *sa = reported_sa(w, trouble);
	if (sa == NULL) {
		w->espd->nobody->icmp_invalid++;
		return;
	}
	sa->tunnel->stats->pmtus_received++;
	if (!pmtu_report(&sa->tunnel->pmtu, trouble->mtu, loop_now(w->espd->loop)))
		return;
	tunnel_fit(sa->tunnel);
	log_info("%s: path MTU %u, tunnel MTU %u", sa->tunnel->settings.name, pmtu_outer(&sa->tunnel->pmtu),
	    sa->tunnel->mtu);
}

static void take_reports(struct worker *w, int fd)
{
	struct transport_trouble trouble;
	while (transport_read_error(fd, &trouble))
		take_report(w, &trouble);
}

static void deliver_udp(void *arg, const struct transport_arrival *arrival, uint8_t *data, uint32_t size)
{
	struct worker *w = arg;
	if (size > NON_ESP_MARKER && inner_get32(data) == 0)
		ike_relay_received(w->espd, arrival, data + NON_ESP_MARKER, size - NON_ESP_MARKER);
	else if (size != 1 || data[0] != 0xff) /* a lone 0xff keeps a NAT's mapping alive */
		decap_add(w->decap, arrival, data, size);
}

static void deliver_raw(void *arg, const struct transport_arrival *arrival, uint8_t *data, uint32_t size)
{
	struct worker *w = arg;
	decap_add(w->decap, arrival, data, size);
}

static void on_udp(void *arg, int events)
{
	struct worker *w = arg;
	decap_begin(w->decap, loop_now(w->espd->loop));
	unsigned round = 0;
	while (round < RECEIVE_ROUNDS && udp_receive(w->espd->udp, deliver_udp, w)) {
		end_batch(w);
		round++;
	}
	if (round == 0)
		take_reports(w, udp_fd(w->espd->udp));
}

static void on_raw(void *arg, int events)
{
	struct worker *w = arg;
	decap_begin(w->decap, loop_now(w->espd->loop));
	unsigned round = 0;
	while (round < RECEIVE_ROUNDS && raw_receive(w->espd->raw, deliver_raw, w)) {
		end_batch(w);
		round++;
	}
	if (round == 0)
		take_reports(w, raw_fd(w->espd->raw));
}

struct worker *worker_new(struct espd *espd)
{
	struct worker *w = calloc(1, sizeof *w);
	if (w == NULL)
		return NULL;
	w->espd = espd;
	w->encap = encap_new(&espd->sas, espd->udp, espd->raw);
	w->decap = decap_new(&espd->sas, espd->nobody, unknown_spi, w);
	if (w->encap != NULL)
		encap_set_tap(w->encap, &espd->tap);
	if (w->decap != NULL)
		decap_set_tap(w->decap, &espd->tap);
	w->udp_io = loop_io_new(espd->loop, udp_fd(espd->udp), LOOP_READ, on_udp, w);
	w->raw_io = loop_io_new(espd->loop, raw_fd(espd->raw), LOOP_READ, on_raw, w);
	if (w->encap != NULL && w->decap != NULL && w->udp_io != NULL && w->raw_io != NULL)
		return w;
	worker_free(w);
	return NULL;
}

void worker_free(struct worker *w)
{
	if (w == NULL)
		return;
	loop_io_free(w->udp_io);
	loop_io_free(w->raw_io);
	encap_free(w->encap);
	decap_free(w->decap);
	free(w);
}

void worker_watch(struct worker *w, struct tunnel *t)
{
	struct watch *watch = calloc(1, sizeof *watch);
	if (watch == NULL)
		return;
	watch->worker = w;
	watch->tunnel = t;
	watch->io = loop_io_new(w->espd->loop, t->tun.fd, LOOP_READ, on_device, watch);
	t->watch = watch;
}

void worker_unwatch(struct worker *w, struct tunnel *t)
{
	struct watch *watch = t->watch;
	if (watch == NULL)
		return;
	loop_io_free(watch->io);
	free(watch);
	t->watch = NULL;
}
