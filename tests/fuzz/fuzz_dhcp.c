/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a DHCP server can send, as a packet on the link and as a datagram, into the decoders and a client in each of its
 * states. What was accepted is also written and read again.
 *
 * Links: ribd_core_dep, loop_virtual_dep.
 */
#include <stdlib.h>
#include <string.h>
#include "daemons/ribd/dhcp_client.h"
#include "daemons/ribd/dhcp_frame.h"
#include "lib/buf.h"
#include "lib/loop.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t xid;

static void on_send(void *arg, const struct dhcp_message *m, uint32_t from, uint32_t to)
{
	xid = m->xid;
}

static void on_hear(void *arg, enum dhcp_hearing hearing)
{
}

static void on_lease(void *arg, const struct dhcp_lease *lease)
{
	if (lease && (lease->len == 0 || lease->len > 32 || lease->renewal > lease->rebinding ||
			 lease->rebinding > lease->seconds))
		abort();
}

static void write_again(const struct dhcp_message *m)
{
	struct wbuf w = {0};
	struct dhcp_message again;
	dhcp_message_encode(&w, m);
	if (!dhcp_message_decode(w.data, w.len, &again) || again.type != m->type || again.xid != m->xid ||
	    again.lease != m->lease || again.router != m->router)
		abort();
	wbuf_free(&w);
}

/* The same answer to each of the client's questions. */
static void converse(struct dhcp_message *m)
{
	static const struct dhcp_client_ops ops = {on_send, on_hear, on_lease};
	struct loop *loop = loop_new();
	struct dhcp_identity id = {.client_id_size = 7};
	memcpy(id.mac, m->mac, sizeof id.mac);
	struct dhcp_client *c = dhcp_client_new(loop, "fuzz", &id, NULL, &ops, NULL);
	dhcp_client_link(c, true, false);
	for (int i = 0; i < 8; i++) {
		m->xid = xid;
		if (i == 0)
			m->type = DHCP_OFFER;
		else if (i == 1)
			m->type = DHCP_ACK;
		dhcp_client_message(c, m);
		loop_virtual_step(loop);
	}
	dhcp_client_free(c);
	loop_free(loop);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dhcp_message m;
	if (size < 1)
		return 0;
	const uint8_t *message = data + 1;
	size--;
	if (data[0] & 1)
		message = dhcp_frame_decode(message, size, data[0] & 2, &size);
	if (!message || !dhcp_message_decode(message, size, &m))
		return 0;
	write_again(&m);
	if (m.reply)
		converse(&m);
	return 0;
}
