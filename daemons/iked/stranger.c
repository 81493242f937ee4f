/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/stranger.h"
#include "daemons/iked/dpd.h"
#include "daemons/iked/ike.h"
#include "daemons/iked/notify.h"
#include "daemons/iked/peer.h"
#include "daemons/iked/sa.h"
#include <utlist.h>

#define ANSWER_RATE 20 /* unauthenticated messages of ours a second */

static void send_error(struct ike *ike, const struct ike_header *h, const struct ip_endpoint *local,
    const struct ip_endpoint *remote, uint16_t type, const void *data, size_t size)
{
	struct payload_writer w = {0};
	struct wbuf out = {0};
	notify_encode(&w, type, data, size);
	if (message_build(&out, h, &w))
		ike->env.send(ike->env.arg, local, remote, out.data, out.len);
	ike->counters.out_notifies++;
	payload_writer_free(&w);
	wbuf_free(&out);
}

/* The peer uses an IKE SA that we do not know; our answer has its SPIs and message ID (§1.5). */
static void tell_unknown_sa(struct ike *ike, const struct ike_header *h, const struct ip_endpoint *local,
    const struct ip_endpoint *remote)
{
	struct ike_header answer = {
	    .spi_i = h->spi_i, .spi_r = h->spi_r, .exchange = EXCHANGE_INFORMATIONAL, .id = h->id};
	answer.flags = FLAG_RESPONSE | (h->flags & FLAG_INITIATOR ? 0 : FLAG_INITIATOR);
	send_error(ike, &answer, local, remote, NOTIFY_INVALID_IKE_SPI, NULL, 0);
}

/* The SA whose outbound ESP SPI a peer does not know. Who does not see our packets cannot guess it. */
static struct ike_sa *sa_with_child(struct peer *peer, uint32_t spi_out)
{
	struct ike_sa *sa;
	DL_FOREACH(peer->sas, sa)
		if (child_sa_by_out(sa, spi_out))
			return sa;
	return NULL;
}

/* INVALID_SPI in an INFORMATIONAL request whose own SPIs mean nothing (§1.5). */
static void heard_invalid_spi(struct peer *peer, const struct ike_message *msg)
{
	struct notify n;
	if (!notify_find(&msg->clear, NOTIFY_INVALID_SPI, &n))
		return;
	struct rbuf r = rbuf_from(n.data, n.size);
	struct ike_sa *sa = sa_with_child(peer, rbuf_u32(&r));
	if (sa && rbuf_ok(&r))
		dpd_hint(sa, notify_name(NOTIFY_INVALID_SPI));
}

void stranger_message(struct ike *ike, const struct ike_header *h, const struct ip_endpoint *local,
    const struct ip_endpoint *remote, const uint8_t *data, size_t size)
{
	struct ike_message msg;
	struct peer *peer = peer_by_address(ike, &local->addr, &remote->addr);
	ike->counters.invalid_spi++;
	if ((h->flags & FLAG_RESPONSE) || message_parse(&msg, data, size) != PAYLOAD_OK)
		return;
	bool sealed = msg.clear.present & (PAYLOAD_BIT(PAYLOAD_SK) | PAYLOAD_BIT(PAYLOAD_SKF));
	if (sealed || !peer)
		history_dropped(ike, peer, FAILURE_UNKNOWN_SPI, local, remote);
	if (!peer)
		return;
	/* An unprotected message is never answered: two ends would go on for ever. */
	if (!sealed)
		heard_invalid_spi(peer, &msg);
	else if (ike_rate(ike, &ike->answer_rate, ANSWER_RATE))
		tell_unknown_sa(ike, h, local, remote);
}

/* §1.5: the SPIs mean nothing, the message is a request that nobody answers. */
static void tell_unknown_esp(
    struct ike *ike, uint32_t spi, const struct ip_endpoint *local, const struct ip_endpoint *remote)
{
	const struct ike_header h = {
	    .spi_i = ike_new_spi(ike), .exchange = EXCHANGE_INFORMATIONAL, .flags = FLAG_INITIATOR};
	const uint8_t data[4] = {
	    (uint8_t)(spi >> 24), (uint8_t)(spi >> 16), (uint8_t)(spi >> 8), (uint8_t)spi};
	send_error(ike, &h, local, remote, NOTIFY_INVALID_SPI, data, sizeof(data));
}

void stranger_esp(
    struct ike *ike, uint32_t spi, const struct ip_endpoint *local, const struct ip_endpoint *remote)
{
	struct peer *peer = peer_by_address(ike, &local->addr, &remote->addr);
	struct ike_sa *sa;
	bool up = false;
	if (!peer)
		return;
	DL_FOREACH(peer->sas, sa) {
		if (!ike_sa_is_up(sa) || sa->redundant)
			continue;
		up = true;
		dpd_hint(sa, "ESP packet of an unknown SPI");
	}
	if (!up && ike_rate(ike, &ike->answer_rate, ANSWER_RATE))
		tell_unknown_esp(ike, spi, local, remote);
}
