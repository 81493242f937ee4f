/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/dhcp_frame.h"
#include <netinet/in.h>
#include "daemons/ribd/checksum.h"
#include "daemons/ribd/dhcp_message.h"
#include "lib/buf.h"

#define IP_HEADER  20
#define UDP_HEADER 8
#define TTL        64

/* Over the pseudo header of RFC 768 as well: both addresses, the protocol and the length. */
static uint16_t udp_checksum(const uint8_t *ip, const uint8_t *udp, size_t size)
{
	return checksum_end(checksum_add(checksum_add(IPPROTO_UDP + (uint32_t)size, ip + 12, 8), udp, size));
}

void dhcp_frame_encode(struct wbuf *w, const uint8_t *message, size_t size)
{
	size_t ip = w->len, udp = ip + IP_HEADER;
	wbuf_u8(w, 0x45);
	wbuf_u8(w, 0x10); /* low delay, as BOOTP always had */
	wbuf_u16(w, (uint16_t)(DHCP_FRAME_HEADERS + size));
	wbuf_u32(w, 0);
	wbuf_u8(w, TTL);
	wbuf_u8(w, IPPROTO_UDP);
	wbuf_u16(w, 0);
	wbuf_u32(w, INADDR_ANY);
	wbuf_u32(w, INADDR_BROADCAST);
	wbuf_u16(w, DHCP_CLIENT_PORT);
	wbuf_u16(w, DHCP_SERVER_PORT);
	wbuf_u16(w, (uint16_t)(UDP_HEADER + size));
	wbuf_u16(w, 0);
	wbuf_bytes(w, message, size);
	if (!wbuf_ok(w))
		return;
	wbuf_set_u16(w, ip + 10, checksum_end(checksum_add(0, w->data + ip, IP_HEADER)));
	uint16_t sum = udp_checksum(w->data + ip, w->data + udp, UDP_HEADER + size);
	wbuf_set_u16(w, udp + 6, sum ? sum : 0xffff);
}

/* The UDP part of the packet, empty when it is no whole UDP packet. */
static struct rbuf udp_part(const uint8_t *packet, size_t packet_size)
{
	struct rbuf none = {0};
	size_t header = packet_size >= IP_HEADER ? (size_t)(packet[0] & 0xf) * 4 : 0;
	if (header < IP_HEADER || header > packet_size || packet[0] >> 4 != 4)
		return none;
	size_t total = (size_t)packet[2] << 8 | packet[3];
	unsigned fragment = ((unsigned)packet[6] << 8 | packet[7]) & 0x3fff;
	if (packet[9] != IPPROTO_UDP || fragment || total < header || total > packet_size ||
	    checksum_end(checksum_add(0, packet, header)) != 0)
		return none;
	return rbuf_from(packet + header, total - header);
}

const uint8_t *dhcp_frame_decode(const uint8_t *packet, size_t packet_size, bool summed, size_t *size)
{
	struct rbuf r = udp_part(packet, packet_size);
	const uint8_t *udp = r.pos;
	uint16_t from = rbuf_u16(&r), to = rbuf_u16(&r), length = rbuf_u16(&r), sum = rbuf_u16(&r);
	if (!rbuf_ok(&r) || from != DHCP_SERVER_PORT || to != DHCP_CLIENT_PORT || length < UDP_HEADER)
		return NULL;
	*size = length - UDP_HEADER;
	if (*size > rbuf_left(&r) || (summed && sum && udp_checksum(packet, udp, length) != 0))
		return NULL;
	return r.pos;
}
