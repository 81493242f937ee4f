/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/espd/train.h"
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include "daemons/espd/gso.h"

static void put16(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v);
}

static uint32_t get16(const uint8_t *p)
{
	return (uint32_t)p[0] << 8 | p[1];
}

static uint32_t get32(const uint8_t *p)
{
	return get16(p) << 16 | get16(p + 2);
}

struct train *train_new(void)
{
	struct train *t = malloc(sizeof *t);
	if (t == NULL)
		abort();
	train_reset(t);
	return t;
}

void train_free(struct train *t)
{
	free(t);
}

void train_reset(struct train *t)
{
	t->count = 0;
	t->used = 0;
}

void train_append(struct train *t, const uint8_t *data, size_t size)
{
	if (t->count == TRAIN_PACKETS || t->used + size > TRAIN_BYTES)
		abort();
	memcpy(t->bytes + t->used, data, size);
	t->packets[t->count++] = (struct train_packet){t->bytes + t->used, size};
	t->used += size;
}

uint32_t train_random(uint32_t below)
{
	return (uint32_t)random() % below;
}

struct train_shape train_shape_random(uint32_t payload_max)
{
	return (struct train_shape){
	    .family = train_random(2) ? AF_INET : AF_INET6,
	    .proto = train_random(3) ? IPPROTO_TCP : IPPROTO_UDP,
	    .tos = (uint8_t)train_random(256),
	    .df = train_random(2) != 0,
	    .flags = 0x10,
	    .id = (uint16_t)train_random(65536),
	    .sport = (uint16_t)(1000 + train_random(4)),
	    .seq = (uint32_t)random() * 2,
	    .ack = (uint32_t)random(),
	    .options = train_random(3) * 12,
	    .payload = 1 + train_random(payload_max),
	};
}

size_t train_l4(const struct train_shape *shape)
{
	return shape->family == AF_INET ? 20 : 40;
}

size_t train_l4_size(const struct train_shape *shape)
{
	return shape->proto == IPPROTO_TCP ? 20 + shape->options : 8;
}

uint16_t train_sum(uint32_t sum, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i += 2) {
		sum += (uint32_t)data[i] << 8 | (i + 1 < size ? data[i + 1] : 0);
		sum = (sum & 0xffff) + (sum >> 16);
	}
	return (uint16_t)sum;
}

/* Sum of pseudo-header and transport part. */
static uint16_t transport_sum(const uint8_t *pkt, size_t size, size_t l4, uint8_t proto)
{
	bool v4 = pkt[0] >> 4 == 4;
	uint16_t sum = v4 ? train_sum(0, pkt + 12, 8) : train_sum(0, pkt + 8, 32);
	uint8_t tail[4] = {0, proto, (uint8_t)((size - l4) >> 8), (uint8_t)(size - l4)};
	return train_sum(train_sum(sum, tail, 4), pkt + l4, size - l4);
}

bool train_checksums_right(const uint8_t *pkt, size_t size)
{
	bool v4 = pkt[0] >> 4 == 4;
	if (v4 && train_sum(0, pkt, 20) != 0xffff)
		return false;
	return transport_sum(pkt, size, v4 ? 20 : 40, v4 ? pkt[9] : pkt[6]) == 0xffff;
}

static void fill_checksums(uint8_t *pkt, size_t size)
{
	bool v4 = pkt[0] >> 4 == 4;
	size_t l4 = v4 ? 20 : 40;
	uint8_t proto = v4 ? pkt[9] : pkt[6];
	uint8_t *check = pkt + l4 + (proto == IPPROTO_TCP ? 16 : 6);
	if (v4) {
		put16(pkt + 10, 0);
		put16(pkt + 10, 0xffff ^ train_sum(0, pkt, 20));
	}
	put16(check, 0);
	uint16_t sum = 0xffff ^ transport_sum(pkt, size, l4, proto);
	put16(check, sum == 0 && proto == IPPROTO_UDP ? 0xffff : sum);
}

static void write_network(const struct train_shape *shape, uint8_t *out, size_t size)
{
	if (shape->family == AF_INET) {
		put32(out, 0x45000000u | (uint32_t)shape->tos << 16 | (uint32_t)size);
		put32(out + 4, (uint32_t)shape->id << 16 | (shape->df ? 0x4000 : 0));
		put32(out + 8, 0x40000000u | (uint32_t)shape->proto << 16);
		put32(out + 12, 0x0a000001);
		put32(out + 16, 0x0a000102);
		return;
	}
	put32(out, 0x60000000u | (uint32_t)shape->tos << 20 | 0x12345);
	put32(out + 4, (uint32_t)(size - 40) << 16 | (uint32_t)shape->proto << 8 | 64);
	memset(out + 8, 0xfd, 32);
}

size_t train_write(const struct train_shape *shape, uint8_t *out)
{
	size_t l4 = train_l4(shape), header = l4 + train_l4_size(shape);
	size_t size = header + shape->payload;
	memset(out, 0, header);
	write_network(shape, out, size);
	put16(out + l4, shape->sport);
	put16(out + l4 + 2, 5001);
	if (shape->proto == IPPROTO_TCP) {
		put32(out + l4 + 4, shape->seq);
		put32(out + l4 + 8, shape->ack);
		out[l4 + 12] = (uint8_t)((20 + shape->options) / 4 << 4);
		out[l4 + 13] = shape->flags;
		put16(out + l4 + 14, 0x1234);
		memset(out + l4 + 20, 1, shape->options);
	} else {
		put16(out + l4 + 4, (uint32_t)(size - l4));
	}
	for (size_t i = header; i < size; i++)
		out[i] = (uint8_t)random();
	fill_checksums(out, size);
	return size;
}

static void patch_tcp(uint8_t *tcp, uint32_t index, uint32_t step, bool last)
{
	put32(tcp + 4, get32(tcp + 4) + index * step);
	if (index != 0)
		tcp[13] &= 0x7f;
	if (!last)
		tcp[13] &= 0xf6;
}

static void cut_one(struct train *t, const uint8_t *pkt, size_t header, size_t from, size_t payload,
    uint32_t index, uint32_t step, bool last)
{
	uint8_t out[65536];
	bool v4 = pkt[0] >> 4 == 4;
	size_t l4 = v4 ? 20 : 40;
	memcpy(out, pkt, header);
	memcpy(out + header, pkt + from, payload);
	if (v4) {
		put16(out + 2, (uint32_t)(header + payload));
		put16(out + 4, get16(pkt + 4) + index);
	} else {
		put16(out + 4, (uint32_t)(header + payload - 40));
	}
	if ((v4 ? pkt[9] : pkt[6]) == IPPROTO_TCP)
		patch_tcp(out + l4, index, step, last);
	else
		put16(out + l4 + 4, (uint32_t)(header + payload - l4));
	fill_checksums(out, header + payload);
	train_append(t, out, header + payload);
}

void train_cut(struct train *t, const uint8_t *pkt, size_t size, const struct virtio_net_hdr *vnet)
{
	if (vnet->gso_type == VIRTIO_NET_HDR_GSO_NONE) {
		train_append(t, pkt, size);
		return;
	}
	bool v4 = pkt[0] >> 4 == 4;
	size_t l4 = v4 ? 20 : 40;
	size_t header = l4 + ((v4 ? pkt[9] : pkt[6]) == IPPROTO_TCP ? (size_t)(pkt[l4 + 12] >> 4) * 4 : 8);
	uint32_t index = 0;
	for (size_t from = header; from < size; from += vnet->gso_size, index++) {
		size_t left = size - from;
		size_t payload = left < vnet->gso_size ? left : vnet->gso_size;
		cut_one(t, pkt, header, from, payload, index, vnet->gso_size, payload == left);
	}
}

struct virtio_net_hdr train_super_header(const struct train_shape *shape, uint16_t step)
{
	uint8_t type = VIRTIO_NET_HDR_GSO_UDP_L4;
	if (shape->proto == IPPROTO_TCP)
		type = shape->family == AF_INET ? VIRTIO_NET_HDR_GSO_TCPV4 : VIRTIO_NET_HDR_GSO_TCPV6;
	return (struct virtio_net_hdr){
	    .flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
	    .gso_type = type,
	    .gso_size = step,
	    .csum_start = (uint16_t)train_l4(shape),
	    .csum_offset = shape->proto == IPPROTO_TCP ? 16 : 6,
	};
}
