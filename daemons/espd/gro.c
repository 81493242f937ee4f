/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/gro.h"
#include <netinet/in.h>
#include <string.h>
#include "daemons/espd/checksum.h"
#include "daemons/espd/gso.h"

#define TCP_SEQ    4
#define TCP_ACK    8
#define TCP_OFFSET 12
#define TCP_FLAGS  13
#define TCP_WINDOW 14
#define TCP_CHECK  16
#define TCP_URGENT 18
#define TCP_MIN    20
#define FLAG_PSH   0x08
#define FLAG_ACK   0x10
#define UDP_LENGTH 4
#define UDP_CHECK  6
#define UDP_HEADER 8
#define IPV4_ID    4
#define IPV4_FRAG  6
#define IPV4_TTL   8
#define IPV4_ADDRS 12
#define IPV6_HOPS  6 /* next header and hop limit */
#define IPV6_ADDRS 8

void gro_init(struct gro *g, gro_emit_fn *emit, void *arg)
{
	memset(g, 0, sizeof *g);
	g->emit = emit;
	g->arg = arg;
}

static bool checksums_hold(const uint8_t *pkt, const struct inner *in)
{
	if (in->family == AF_INET && csum_fold(csum_add(0, pkt, in->l4)) != 0xffff)
		return false;
	uint32_t size = in->size - in->l4;
	uint64_t sum = csum_pseudo(in->family, pkt, in->proto, size);
	return csum_fold(csum_add(sum, pkt + in->l4, size)) == 0xffff;
}

/* Size of the TCP header when the segment carries data and nothing out of the ordinary, else 0. */
static uint32_t tcp_header(const uint8_t *tcp, uint32_t size)
{
	if (size < TCP_MIN)
		return 0;
	uint32_t header = (uint32_t)(tcp[TCP_OFFSET] >> 4) * 4;
	if (header < TCP_MIN || header >= size || (tcp[TCP_OFFSET] & 0x0f) != 0)
		return 0;
	if ((tcp[TCP_FLAGS] & ~FLAG_PSH) != FLAG_ACK || inner_get16(tcp + TCP_URGENT) != 0)
		return 0;
	return header;
}

static uint32_t udp_header(const uint8_t *udp, uint32_t size)
{
	if (size <= UDP_HEADER || inner_get16(udp + UDP_LENGTH) != size || inner_get16(udp + UDP_CHECK) == 0)
		return 0;
	return UDP_HEADER;
}

/* Network and transport header of a packet that may be joined with others, 0 when it may not. */
static uint32_t joinable(const struct gro *g, const uint8_t *pkt, const struct inner *in)
{
	if (!in->plain)
		return 0;
	uint32_t size = in->size - in->l4;
	uint32_t header = 0;
	if (in->proto == IPPROTO_TCP)
		header = tcp_header(pkt + in->l4, size);
	else if (in->proto == IPPROTO_UDP && g->udp)
		header = udp_header(pkt + in->l4, size);
	return header != 0 && checksums_hold(pkt, in) ? in->l4 + header : 0;
}

static bool same_addresses(const struct gro_flow *f, const uint8_t *pkt, const struct inner *in)
{
	if (f->in.family != in->family)
		return false;
	if (in->family == AF_INET)
		return memcmp(f->head + IPV4_ADDRS, pkt + IPV4_ADDRS, 8) == 0;
	return memcmp(f->head + IPV6_ADDRS, pkt + IPV6_ADDRS, 32) == 0;
}

static bool same_flow(const struct gro_flow *f, const void *sink, const uint8_t *pkt, const struct inner *in)
{
	return f->sink == sink && f->in.proto == in->proto &&
	       memcmp(f->head + f->in.l4, pkt + in->l4, 4) == 0 && same_addresses(f, pkt, in);
}

static bool same_network(const struct gro_flow *f, const uint8_t *pkt)
{
	const uint8_t *head = f->head;
	if (f->in.family == AF_INET6)
		return memcmp(head, pkt, 4) == 0 && memcmp(head + IPV6_HOPS, pkt + IPV6_HOPS, 2) == 0;
	if (head[1] != pkt[1] || head[IPV4_TTL] != pkt[IPV4_TTL] ||
	    memcmp(head + IPV4_FRAG, pkt + IPV4_FRAG, 2) != 0)
		return false;
	return f->in.df || inner_get16(pkt + IPV4_ID) == (uint16_t)(f->last_id + 1);
}

static bool same_tcp(const struct gro_flow *f, const uint8_t *tcp, uint32_t header)
{
	const uint8_t *head = f->head + f->in.l4;
	return inner_get32(tcp + TCP_SEQ) == f->next_seq && memcmp(head + TCP_ACK, tcp + TCP_ACK, 5) == 0 &&
	       memcmp(head + TCP_WINDOW, tcp + TCP_WINDOW, 2) == 0 &&
	       memcmp(head + TCP_MIN, tcp + TCP_MIN, header - TCP_MIN) == 0;
}

static bool continues(const struct gro_flow *f, const uint8_t *pkt, const struct inner *in, uint32_t header)
{
	uint32_t payload = in->size - header;
	if (header != f->header || payload > f->step || f->segments == GRO_SEGMENTS ||
	    f->size + payload > INNER_MAX || !same_network(f, pkt))
		return false;
	return in->proto == IPPROTO_UDP || same_tcp(f, pkt + in->l4, header - in->l4);
}

static void write_lengths(struct gro_flow *f)
{
	if (f->in.family == AF_INET6) {
		inner_put16(f->head + 4, (uint16_t)(f->size - f->in.l4));
		return;
	}
	inner_put16(f->head + 2, (uint16_t)f->size);
	csum_ipv4_header(f->head, f->in.l4);
}

/* Leaves the pseudo-header sum in the checksum's place, as whoever completes it expects. */
static void write_super(struct gro_flow *f, struct virtio_net_hdr *vnet)
{
	bool tcp = f->in.proto == IPPROTO_TCP;
	uint32_t size = f->size - f->in.l4;
	uint8_t *l4 = f->head + f->in.l4;
	write_lengths(f);
	if (!tcp)
		inner_put16(l4 + UDP_LENGTH, (uint16_t)size);
	uint16_t partial = csum_fold(csum_pseudo(f->in.family, f->head, f->in.proto, size));
	vnet->csum_offset = tcp ? TCP_CHECK : UDP_CHECK;
	memcpy(l4 + vnet->csum_offset, &partial, sizeof partial);
	vnet->flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
	vnet->csum_start = f->in.l4;
	vnet->hdr_len = (uint16_t)f->header;
	vnet->gso_size = (uint16_t)f->step;
	vnet->gso_type = VIRTIO_NET_HDR_GSO_UDP_L4;
	if (tcp)
		vnet->gso_type =
		    f->in.family == AF_INET ? VIRTIO_NET_HDR_GSO_TCPV4 : VIRTIO_NET_HDR_GSO_TCPV6;
}

static void emit_flow(struct gro *g, struct gro_flow *f)
{
	struct virtio_net_hdr vnet = {0};
	if (f->segments > 1)
		write_super(f, &vnet);
	else
		vnet.flags = VIRTIO_NET_HDR_F_DATA_VALID;
	g->emit(g->arg, f->sink, &vnet, f->iov, f->segments + 1, f->segments);
	f->head = NULL;
}

static void emit_single(struct gro *g, void *sink, uint8_t *pkt, const struct inner *in)
{
	struct virtio_net_hdr vnet = {0};
	struct iovec iov[2] = {{0}, {.iov_base = pkt, .iov_len = in->size}};
	g->emit(g->arg, sink, &vnet, iov, 2, 1);
}

static struct gro_flow *find_flow(struct gro *g, const void *sink, const uint8_t *pkt, const struct inner *in)
{
	for (unsigned i = 0; i < GRO_FLOWS; i++) {
		struct gro_flow *f = &g->flows[i];
		if (f->head != NULL && same_flow(f, sink, pkt, in))
			return f;
	}
	return NULL;
}

static struct gro_flow *free_flow(struct gro *g)
{
	for (unsigned i = 0; i < GRO_FLOWS; i++)
		if (g->flows[i].head == NULL)
			return &g->flows[i];
	gro_flush(g);
	return &g->flows[0];
}

/* Notes what the next packet of the flow must look like; a short packet or PSH ends the super-packet. */
static void packet_joined(struct gro *g, struct gro_flow *f, const uint8_t *pkt, const struct inner *in)
{
	uint32_t payload = in->size - f->header;
	bool push = in->proto == IPPROTO_TCP && (pkt[in->l4 + TCP_FLAGS] & FLAG_PSH) != 0;
	if (in->family == AF_INET)
		f->last_id = inner_get16(pkt + IPV4_ID);
	if (in->proto == IPPROTO_TCP)
		f->next_seq = inner_get32(pkt + in->l4 + TCP_SEQ) + payload;
	if (push)
		f->head[f->in.l4 + TCP_FLAGS] |= FLAG_PSH;
	if (push || payload < f->step)
		emit_flow(g, f);
}

static void begin_flow(struct gro *g, void *sink, uint8_t *pkt, const struct inner *in, uint32_t header)
{
	struct gro_flow *f = free_flow(g);
	f->sink = sink;
	f->head = pkt;
	f->in = *in;
	f->header = header;
	f->step = in->size - header;
	f->size = in->size;
	f->segments = 1;
	f->iov[1] = (struct iovec){.iov_base = pkt, .iov_len = in->size};
	packet_joined(g, f, pkt, in);
}

static void join_flow(struct gro *g, struct gro_flow *f, uint8_t *pkt, const struct inner *in)
{
	uint32_t payload = in->size - f->header;
	f->segments++;
	f->iov[f->segments] = (struct iovec){.iov_base = pkt + f->header, .iov_len = payload};
	f->size += payload;
	packet_joined(g, f, pkt, in);
}

/* What cannot be joined goes out behind everything between the same two addresses. */
static void pass(struct gro *g, void *sink, uint8_t *pkt, const struct inner *in)
{
	for (unsigned i = 0; i < GRO_FLOWS; i++) {
		struct gro_flow *f = &g->flows[i];
		if (f->head != NULL && f->sink == sink && same_addresses(f, pkt, in))
			emit_flow(g, f);
	}
	emit_single(g, sink, pkt, in);
}

void gro_add(struct gro *g, void *sink, uint8_t *pkt, const struct inner *in)
{
	uint32_t header = joinable(g, pkt, in);
	if (header == 0) {
		pass(g, sink, pkt, in);
		return;
	}
	struct gro_flow *f = find_flow(g, sink, pkt, in);
	if (f != NULL && continues(f, pkt, in, header)) {
		join_flow(g, f, pkt, in);
		return;
	}
	if (f != NULL)
		emit_flow(g, f);
	begin_flow(g, sink, pkt, in, header);
}

void gro_flush(struct gro *g)
{
	for (unsigned i = 0; i < GRO_FLOWS; i++)
		if (g->flows[i].head != NULL)
			emit_flow(g, &g->flows[i]);
}
