/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/gso.h"
#include <netinet/in.h>
#include <string.h>
#include "daemons/espd/checksum.h"

#define TCP_SEQ    4
#define TCP_OFFSET 12
#define TCP_FLAGS  13
#define TCP_CHECK  16
#define TCP_MIN    20
#define TCP_FIN    0x01
#define TCP_PSH    0x08
#define TCP_CWR    0x80
#define UDP_LENGTH 4
#define UDP_CHECK  6
#define UDP_HEADER 8

static void store_check(uint8_t *at, uint8_t proto, uint64_t sum)
{
	uint16_t check = (uint16_t)~csum_fold(sum);
	if (check == 0 && proto == IPPROTO_UDP)
		check = 0xffff; /* zero would mean "none" (RFC 768) */
	memcpy(at, &check, sizeof check);
}

/* Completes a checksum of which only the pseudo-header part is in its place. */
static bool complete_check(uint8_t *pkt, const struct inner *in, const struct virtio_net_hdr *vnet)
{
	uint32_t start = vnet->csum_start;
	uint32_t at = start + vnet->csum_offset;
	if (start < in->l4 || at + 2 > in->size)
		return false;
	store_check(pkt + at, in->proto, csum_add(0, pkt + start, in->size - start));
	return true;
}

static uint32_t transport_header(const uint8_t *pkt, const struct inner *in, uint8_t gso_type)
{
	uint32_t left = in->size - in->l4;
	switch (gso_type & ~VIRTIO_NET_HDR_GSO_ECN) {
	case VIRTIO_NET_HDR_GSO_TCPV4:
	case VIRTIO_NET_HDR_GSO_TCPV6:
		if (in->proto != IPPROTO_TCP || left < TCP_MIN)
			return 0;
		uint32_t size = (uint32_t)(pkt[in->l4 + TCP_OFFSET] >> 4) * 4;
		return size < TCP_MIN || size > left ? 0 : size;
	case VIRTIO_NET_HDR_GSO_UDP_L4:
		return in->proto != IPPROTO_UDP || left < UDP_HEADER ? 0 : UDP_HEADER;
	default:
		return 0;
	}
}

static bool begin_super(struct gso *g, const struct virtio_net_hdr *vnet)
{
	uint32_t transport = transport_header(g->pkt, &g->in, vnet->gso_type);
	g->header = g->in.l4 + transport;
	if (transport == 0 || g->in.fragment || vnet->gso_size == 0 || g->header > GSO_HEADER_MAX)
		return false;
	g->super = true;
	g->step = vnet->gso_size;
	g->next = g->header;
	g->addresses = csum_pseudo(g->in.family, g->pkt, g->in.proto, 0);
	memcpy(g->model, g->pkt, g->header);
	return true;
}

bool gso_begin(struct gso *g, uint8_t *pkt, const struct inner *in, const struct virtio_net_hdr *vnet)
{
	g->pkt = pkt;
	g->in = *in;
	g->super = false;
	g->index = 0;
	g->next = 0;
	if (vnet->gso_type != VIRTIO_NET_HDR_GSO_NONE)
		return begin_super(g, vnet);
	if ((vnet->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) != 0)
		return complete_check(pkt, in, vnet);
	return true;
}

uint32_t gso_largest(const struct gso *g)
{
	uint32_t one = g->header + g->step;
	return g->super && one < g->in.size ? one : g->in.size;
}

static void write_network(const struct gso *g, uint8_t *pkt, uint32_t size)
{
	if (g->in.family == AF_INET6) {
		inner_put16(pkt + 4, (uint16_t)(size - 40));
		return;
	}
	inner_put16(pkt + 2, (uint16_t)size);
	inner_put16(pkt + 4, (uint16_t)(inner_get16(g->model + 4) + g->index));
	csum_ipv4_header(pkt, (size_t)(pkt[0] & 0x0f) * 4);
}

static void write_tcp(const struct gso *g, uint8_t *tcp, bool last)
{
	inner_put32(tcp + TCP_SEQ, inner_get32(g->model + g->in.l4 + TCP_SEQ) + g->index * g->step);
	if (g->index != 0)
		tcp[TCP_FLAGS] &= (uint8_t)~TCP_CWR;
	if (!last)
		tcp[TCP_FLAGS] &= (uint8_t) ~(TCP_FIN | TCP_PSH);
}

static void write_transport(const struct gso *g, uint8_t *l4, uint32_t size, bool last)
{
	size_t check = TCP_CHECK;
	if (g->in.proto == IPPROTO_TCP) {
		write_tcp(g, l4, last);
	} else {
		inner_put16(l4 + UDP_LENGTH, (uint16_t)size);
		check = UDP_CHECK;
	}
	memset(l4 + check, 0, 2);
	store_check(l4 + check, g->in.proto, csum_add(g->addresses + htonl(size), l4, size));
}

static bool next_super(struct gso *g, struct gso_segment *seg)
{
	if (g->next >= g->in.size && g->index != 0)
		return false;
	uint32_t left = g->in.size - g->next;
	uint32_t payload = left < g->step ? left : g->step;
	seg->data = g->pkt + g->next - g->header;
	seg->size = g->header + payload;
	memcpy(seg->data, g->model, g->header);
	write_network(g, seg->data, seg->size);
	write_transport(g, seg->data + g->in.l4, seg->size - g->in.l4, payload == left);
	g->next += payload;
	g->index++;
	return true;
}

bool gso_next(struct gso *g, struct gso_segment *seg)
{
	if (g->super)
		return next_super(g, seg);
	if (g->index != 0)
		return false;
	g->index = 1;
	seg->data = g->pkt;
	seg->size = g->in.size;
	return true;
}
