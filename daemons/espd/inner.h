/* SPDX-License-Identifier: Apache-2.0 */
/* What the data plane must know of a clear-text packet: family, sizes, where the upper layer begins. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INNER_MAX      65535
#define INNER_ECN_MASK 0x03
#define INNER_ECN_NOT  0x00
#define INNER_ECN_ECT1 0x01
#define INNER_ECN_ECT0 0x02
#define INNER_ECN_CE   0x03

struct inner {
	uint8_t family; /* AF_INET or AF_INET6 */
	uint8_t proto;  /* upper layer; 0 in a fragment other than the first */
	uint8_t tos;    /* DSCP and ECN */
	bool df;        /* IPv6: always */
	bool fragment;  /* first or later fragment */
	bool plain;     /* neither fragment, nor IPv4 options, nor IPv6 extension headers */
	uint16_t l4;    /* where the upper layer begins, bytes */
	uint32_t size;  /* of the whole packet, from its own header, bytes */
};

/* Reads the headers of the packet in the first `size` bytes of `pkt`. False when they are not a whole IPv4
 * or IPv6 packet; surplus bytes behind it are allowed (traffic flow confidentiality, RFC 4303 §2.7). */
bool inner_parse(struct inner *in, const uint8_t *pkt, size_t size);

/* Replaces the ECN field, keeping an IPv4 header checksum right. */
void inner_set_ecn(struct inner *in, uint8_t *pkt, uint8_t ecn);

/* The ECN field after decapsulation (RFC 6040 §4.2); -1 when the packet must be dropped. */
int inner_ecn_merge(uint8_t outer, uint8_t inner);

static inline uint16_t inner_get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t inner_get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline void inner_put16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static inline void inner_put32(uint8_t *p, uint32_t v)
{
	inner_put16(p, (uint16_t)(v >> 16));
	inner_put16(p + 2, (uint16_t)v);
}
