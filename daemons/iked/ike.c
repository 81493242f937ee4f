/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/ike.h"
#include "daemons/iked/dpd.h"
#include "daemons/iked/ike_sa_init.h"
#include "daemons/iked/message.h"
#include "daemons/iked/exchange.h"
#include "daemons/iked/sa.h"
#include "daemons/iked/stranger.h"
#include "lib/log.h"
#include "lib/loop.h"
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#define LOG_PERIOD    (10 * LOOP_SEC)
#define LOG_BURST     10
#define CHILD_SPI_MIN 256 /* RFC 4303 §2.1 */

static void reap_due(void *arg)
{
	ike_sa_reap(arg);
}

struct ike *ike_new(struct loop *loop, const struct ike_env *env)
{
	struct ike *ike = calloc(1, sizeof(*ike));
	if (!ike)
		return NULL;
	ike->loop = loop;
	ike->env = *env;
	ike->reaper = loop_timer_new(loop, reap_due, ike);
	ike->settings = settings_new();
	if (ike->reaper && ike->settings)
		return ike;
	loop_timer_free(ike->reaper);
	settings_free(ike->settings);
	free(ike);
	return NULL;
}

/* Frees an SA and its CHILD SAs and leaves the data plane as it is. */
static void forget(struct ike_sa *sa)
{
	struct ike *ike = sa->ike;
	struct child_sa *child, *next;
	DL_FOREACH_SAFE(sa->children, child, next)
		child_sa_forget(child);
	ike_sa_forget(sa);
	DL_APPEND(ike->graveyard, sa);
}

static void forget_sas(struct peer *peer)
{
	struct ike_sa *sa, *next;
	DL_FOREACH_SAFE(peer->sas, sa, next)
		forget(sa);
	peer_free(peer);
}

void ike_free(struct ike *ike)
{
	if (!ike)
		return;
	struct peer *peer, *next;
	HASH_ITER(hh, ike->peers, peer, next)
		forget_sas(peer);
	for (peer = ike->stale_peers; peer; peer = next) {
		next = peer->stale_next;
		forget_sas(peer);
	}
	ike_sa_reap(ike);
	history_clear(&ike->strangers);
	child_linger_free(ike);
	loop_timer_free(ike->reaper);
	settings_free(ike->settings);
	OPENSSL_cleanse(&ike->cookies, sizeof(ike->cookies));
	free(ike);
}

/* The offer for IKE SAs is one for all peers. */
static void offer_changed(struct ike *ike)
{
	struct peer *peer, *next;
	HASH_ITER(hh, ike->peers, peer, next)
		peer_offer_changed(peer);
}

void ike_apply(struct ike *ike, struct settings *settings)
{
	struct settings *old = ike->settings;
	bool offer = !proposal_list_equal(&old->ike, &settings->ike);
	ike->settings = settings;
	settings_free(old);
	for (unsigned i = 0; i < settings->peer_count; i++)
		peer_apply(ike, &settings->peer[i]);
	settings_drop_peers(settings);
	if (offer)
		offer_changed(ike);
}

void ike_remove(struct ike *ike, const char *tunnel)
{
	struct peer *peer = peer_find(ike, tunnel);
	if (peer)
		peer_remove(peer, FAILURE_DELETED_BY_US, "no such tunnel in the configuration");
}

struct ike_sa *ike_find(struct ike *ike, uint64_t local_spi)
{
	struct ike_sa *sa;
	HASH_FIND(hh, ike->sas, &local_spi, sizeof(local_spi), sa);
	return sa;
}

uint64_t ike_new_spi(struct ike *ike)
{
	uint64_t spi = 0;
	while (spi == 0 || ike_find(ike, spi))
		ike->env.random(ike->env.arg, &spi, sizeof(spi));
	return spi;
}

uint32_t ike_new_child_spi(struct ike *ike)
{
	uint32_t spi = 0;
	while (spi < CHILD_SPI_MIN || child_sa_find(ike, spi))
		ike->env.random(ike->env.arg, &spi, sizeof(spi));
	return spi;
}

bool ike_may_log(struct ike *ike)
{
	int64_t period = loop_now(ike->loop) / LOG_PERIOD;
	if (ike->log_rate.second != period)
		ike->log_rate = (struct rate){.second = period};
	return ike->log_rate.count++ < LOG_BURST;
}

bool ike_rate(struct ike *ike, struct rate *rate, unsigned burst)
{
	int64_t second = loop_now(ike->loop) / LOOP_SEC;
	if (rate->second != second)
		*rate = (struct rate){.second = second};
	return rate->count++ < burst;
}

void ike_datagram(struct ike *ike, const struct ip_endpoint *local, const struct ip_endpoint *remote,
    const uint8_t *data, size_t size)
{
	struct ike_header h;
	ike->counters.in_packets++;
	ike->counters.in_octets += size;
	if (!message_header_parse(&h, data, size)) {
		ike->counters.in_drops++;
		history_dropped(ike, NULL, FAILURE_MALFORMED, local, remote);
		return;
	}
	if (h.exchange == EXCHANGE_IKE_SA_INIT && !(h.flags & FLAG_RESPONSE)) {
		ike_sa_init_request(ike, local, remote, data, size);
		return;
	}
	struct ike_sa *sa = ike_find(ike, h.flags & FLAG_INITIATOR ? h.spi_r : h.spi_i);
	/* The peer's SPI is fixed once IKE_SA_INIT is through. */
	bool ours = sa && (sa->state == IKE_SA_INIT_SENT || (h.spi_i == sa->spi_i && h.spi_r == sa->spi_r));
	if (ours)
		exchange_receive(sa, local, remote, data, size);
	else if (h.exchange != EXCHANGE_IKE_SA_INIT)
		stranger_message(ike, &h, local, remote, data, size);
}

/* ---- what the data plane tells ---- */

static struct child_sa *child_of(struct ike *ike, const struct sa_id *id)
{
	struct child_sa *child;
	if (id->direction == SA_IN)
		return child_sa_find(ike, id->spi);
	for (child = ike->children; child; child = child->hh.next)
		if (child->spi_out == id->spi && strcmp(child->sa->peer->tunnel, id->tunnel) == 0)
			return child;
	return NULL;
}

void ike_sa_used(struct ike *ike, const struct sa_used *used)
{
	struct child_sa *child = child_sa_find(ike, used->spi);
	if (child)
		dpd_used(child->sa, used->idle_msec);
}

/* The pair is of no more use: away with it, and a new one. */
static void child_spent(struct child_sa *child, const char *why)
{
	struct ike_sa *sa = child->sa;
	log_warn("%s: CHILD SA 0x%x %s", ike_sa_label(sa), child->spi_in, why);
	child->want_delete = true;
	ike_sa_continue(sa);
}

void ike_sa_expired(struct ike *ike, const struct sa_id *id, bool hard)
{
	struct child_sa *child = child_of(ike, id);
	if (!child || child->state != CHILD_INSTALLED)
		return;
	if (hard) {
		child_spent(child, "has reached the end of its life before it was rekeyed");
		return;
	}
	child->want_rekey = true;
	ike_sa_continue(child->sa);
}

void ike_sa_refused(struct ike *ike, const struct sa_id *id, const char *reason)
{
	struct child_sa *child = child_of(ike, id);
	if (!child)
		return;
	peer_failed(child->sa->peer, FAILURE_DATA_PLANE, "the data plane refuses the SA: %s", reason);
	history_sa(child->sa, HISTORY_CHILD_REFUSED, FAILURE_DATA_PLANE, child->sa->peer->failure.text);
	child_spent(child, "is refused by the data plane");
}

bool ike_knows_sa(struct ike *ike, const struct sa_id *id)
{
	return child_of(ike, id) || (id->direction == SA_IN && child_lingers(ike, id->spi));
}

void ike_sa_lost(struct ike *ike, const struct sa_id *id)
{
	struct child_sa *child = child_of(ike, id);
	if (!child || child->state != CHILD_INSTALLED)
		return;
	log_warn("%s: the data plane has lost CHILD SA 0x%x; it is rekeyed", ike_sa_label(child->sa),
	    child->spi_in);
	child->want_rekey = true;
	ike_sa_continue(child->sa);
}

void ike_hold(struct ike *ike)
{
	ike->held = true;
}

void ike_release(struct ike *ike)
{
	struct peer *peer, *next;
	ike->held = false;
	HASH_ITER(hh, ike->peers, peer, next)
		peer_start(peer);
}

/* ---- the operator ---- */

void ike_clear(struct ike *ike, const struct ip_addr *remote)
{
	struct peer *peer, *next_peer;
	HASH_ITER(hh, ike->peers, peer, next_peer) {
		struct ike_sa *sa, *next;
		if (remote && !ip_addr_equal(&peer->settings->remote, remote))
			continue;
		DL_FOREACH_SAFE(peer->sas, sa, next)
			ike_sa_delete(sa, FAILURE_DELETED_BY_US);
		peer->undone = 0; /* with all gone, a dispute over which SA stays is over as well */
		peer->dropped_at = 0;
		peer_retry_now(peer);
	}
}

void ike_stop(struct ike *ike)
{
	ike->stopping = true;
	ike_clear(ike, NULL);
}

bool ike_is_quiet(const struct ike *ike)
{
	return ike->sas == NULL;
}
