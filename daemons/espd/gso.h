/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cuts what a TUN device with vnet header hands over into packets as they would have been on a wire:
 * segments of a TCP or UDP super-packet, checksums completed.
 *
 *      | header | payload 0 | payload 1 | payload 2 |        as read
 *      |<- segment 0 ------>|
 *               |   header' |<- payload 1            segment 1, its header over the tail of payload 0
 *
 * Each segment is therefore valid only until the next gso_next(), and nothing but headers is copied.
 */
#pragma once
#include <linux/virtio_net.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "daemons/espd/inner.h"

#define GSO_HEADER_MAX 192

/* Missing in the kernel headers of Debian 12. */
#ifndef VIRTIO_NET_HDR_GSO_UDP_L4
#define VIRTIO_NET_HDR_GSO_UDP_L4 5
#endif

struct gso {
	uint8_t *pkt;
	struct inner in;
	bool super;      /* more than one segment is possible */
	uint32_t header; /* network and transport header, bytes */
	uint32_t step;   /* payload of each segment but the last, bytes */
	uint32_t next;   /* offset of the next payload */
	unsigned index;
	uint64_t addresses;            /* part of the pseudo-header sum that all segments share */
	uint8_t model[GSO_HEADER_MAX]; /* the header as it was read */
};

struct gso_segment {
	uint8_t *data;
	uint32_t size; /* bytes */
};

/* Prepares the packet at `pkt`, whose headers `in` describes. False when vnet header and packet do not fit
 * together; nothing has been changed then. */
bool gso_begin(struct gso *g, uint8_t *pkt, const struct inner *in, const struct virtio_net_hdr *vnet);
/* The next packet; false when there is none left. */
bool gso_next(struct gso *g, struct gso_segment *seg);
/* The size of the largest packet that will come, bytes. */
uint32_t gso_largest(const struct gso *g);
