/* SPDX-License-Identifier: Apache-2.0 */
/*
 * BFD control packets into the decoder and into a session, with and without authentication; the clock goes on between them.
 *
 * Links: bgpd_protocol_dep, loop_virtual_dep.
 */
#include <stdlib.h>
#include <string.h>
#include "daemons/bgpd/bfd_session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_send(void *arg, const uint8_t *data, size_t size)
{
	struct bfd_packet p;
	if (bfd_packet_decode(data, size, &p) != BFD_SOUND)
		abort();
}

static void on_changed(void *arg, const struct bfd_session *s, enum bfd_state before)
{
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct bfd_session_ops ops = {on_send, on_changed};
	static const struct bfd_timing timing = {50000, 50000, 1000000, 3, {0}};
	if (size < 1)
		return 0;
	struct bfd_auth auth = {
	    .type = data[0] & 1 ? BFD_AUTH_SHA1 : BFD_AUTH_NONE, .key_id = 1, .key_size = 1, .key = "k"};
	struct loop *loop = loop_new();
	struct bfd_session s;
	if (!bfd_session_begin(&s, loop, 1, &timing, &auth, &ops, NULL))
		abort();
	data++;
	size--;
	while (size >= BFD_PACKET_SIZE) {
		uint8_t packet[BFD_PACKET_MAX] = {0};
		size_t take = size < sizeof packet ? size : sizeof packet;
		struct bfd_packet p;
		memcpy(packet, data, take);
		if (bfd_packet_decode(packet, take, &p) == BFD_SOUND)
			bfd_session_receive(&s, packet, &p);
		loop_virtual_advance(loop, LOOP_SEC);
		data += take;
		size -= take;
	}
	bfd_session_end(&s);
	loop_free(loop);
	return 0;
}
