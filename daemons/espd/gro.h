/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Joins packets of one flow into super-packets that a TUN device with vnet header takes in one write: the
 * reverse of gso.h. Payloads stay where they were decrypted; a super-packet is a list of places.
 *
 * Only what can be cut up again into exactly the same packets is joined, and only after its checksums were
 * verified, because the kernel trusts what is written (the one thing not kept is the IPv4 identification
 * of packets with DF, which has no meaning: RFC 6864 §4). Packets of one flow never overtake each other.
 */
#pragma once
#include <linux/virtio_net.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>
#include "daemons/espd/inner.h"

#define GRO_FLOWS    16 /* super-packets under construction at the same time */
#define GRO_SEGMENTS 64

/* Takes a finished packet. iov[0] is empty and reserved for the vnet header; `count` includes it.
 * `packets` is how many were joined. */
typedef void gro_emit_fn(void *arg, void *sink, const struct virtio_net_hdr *vnet, struct iovec *iov,
    unsigned count, unsigned packets);

struct gro_flow {
	void *sink;
	uint8_t *head;     /* first packet, NULL: the place is free */
	struct inner in;   /* of the first packet */
	uint32_t header;   /* network and transport header, bytes */
	uint32_t step;     /* payload of the first packet, bytes */
	uint32_t size;     /* joined so far, bytes */
	uint32_t next_seq; /* TCP */
	uint16_t last_id;  /* IPv4 identification */
	unsigned segments;
	struct iovec iov[GRO_SEGMENTS + 1];
};

struct gro {
	gro_emit_fn *emit;
	void *arg;
	bool udp; /* the device takes UDP super-packets */
	struct gro_flow flows[GRO_FLOWS];
};

void gro_init(struct gro *g, gro_emit_fn *emit, void *arg);
/* Takes a packet for `sink`; its memory must stay until gro_flush(). */
void gro_add(struct gro *g, void *sink, uint8_t *pkt, const struct inner *in);
/* Hands out everything that was held back. */
void gro_flush(struct gro *g);
