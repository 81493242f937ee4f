/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/ike_relay.h"
#include <string.h>
#include "daemons/espd/config.h"
#include "daemons/espd/espd.h"
#include "daemons/espd/feed.h"
#include "daemons/espd/udp.h"
#include "lib/ipc.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/sa_feed.h"

#define MARKER       4
#define DATAGRAM_MAX 65507

void ike_relay_received(
    struct espd *espd, const struct transport_arrival *arrival, const uint8_t *data, uint32_t size)
{
	struct sa_ike_datagram datagram = {
	    .local = {.addr = ip_addr_from(AF_INET, &arrival->local), .port = 4500},
	    .remote = {.addr = ip_addr_from(AF_INET, &arrival->remote), .port = arrival->remote_port},
	    .data = data,
	    .size = size,
	};
	struct wbuf w = {0};
	sa_ike_datagram_pack(&w, &datagram);
	ipc_send_buf(feed_iked(espd->feed), SA_IKE_RECEIVED, 0, 0, &w);
	wbuf_free(&w);
}

void ike_relay_send(struct espd *espd, const struct sa_ike_datagram *datagram)
{
	uint8_t packet[DATAGRAM_MAX] = {0};
	if (datagram->size > sizeof packet - MARKER || datagram->remote.addr.family != AF_INET)
		return;
	struct transport_route route = {
	    .local = datagram->local.addr.v4,
	    .remote = datagram->remote.addr.v4,
	    .remote_port = datagram->remote.port,
	};
	memcpy(packet + MARKER, datagram->data, datagram->size);
	if (!udp_send_datagram(espd->udp, &route, packet, (uint32_t)datagram->size + MARKER))
		log_debug("IKE datagram not sent: %m");
}

void ike_relay_keep_alive(struct espd *espd, struct sa *sa, int64_t now)
{
	static const uint8_t keepalive = 0xff;
	const struct sa_spec *spec = &sa->state->spec;
	uint32_t interval = espd->model != NULL ? espd->model->global.keepalive : 0;
	int64_t last = sa->state->last_used > sa->kept_alive ? sa->state->last_used : sa->kept_alive;
	if (interval == 0 || !spec->udp_encap || spec->direction != SA_OUT ||
	    now - last < interval * LOOP_SEC)
		return;
	struct transport_route route = {
	    .local = spec->local.addr.v4,
	    .remote = spec->remote.addr.v4,
	    .remote_port = spec->remote.port,
	};
	sa->kept_alive = now;
	udp_send_datagram(espd->udp, &route, &keepalive, sizeof keepalive);
}
