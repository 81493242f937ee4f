/* SPDX-License-Identifier: Apache-2.0 */
/* Random packets, and a slow, plain way to cut super-packets up, against which the fast one is held. */
#pragma once
#include <linux/virtio_net.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TRAIN_PACKETS 2048
#define TRAIN_BYTES   (1u << 21)

struct train_packet {
	uint8_t *data;
	size_t size;
};

struct train {
	unsigned count;
	size_t used;
	struct train_packet packets[TRAIN_PACKETS];
	uint8_t bytes[TRAIN_BYTES];
};

/* What a random packet is made of; see train_shape_random(). */
struct train_shape {
	int family;
	uint8_t proto;
	uint8_t tos;
	bool df;
	uint8_t flags; /* TCP */
	uint16_t id;
	uint16_t sport;
	uint32_t seq;
	uint32_t ack;
	uint32_t options; /* bytes of TCP options */
	uint32_t payload; /* bytes */
};

struct train *train_new(void);
void train_free(struct train *t);
void train_reset(struct train *t);
/* Copies a packet to the end of the train. */
void train_append(struct train *t, const uint8_t *data, size_t size);

uint32_t train_random(uint32_t below);
struct train_shape train_shape_random(uint32_t payload_max);
/* Writes the packet with right checksums; its size. `out` has room for 65535 bytes. */
size_t train_write(const struct train_shape *shape, uint8_t *out);
/* Offset of the transport header; the header of the transport is train_l4_size() long. */
size_t train_l4(const struct train_shape *shape);
size_t train_l4_size(const struct train_shape *shape);

/* The checksum bit by bit: two bytes at a time, folded at every step. Over correct data it is 0xffff. */
uint16_t train_sum(uint32_t sum, const uint8_t *data, size_t size);
bool train_checksums_right(const uint8_t *pkt, size_t size);

/* Cuts up what a vnet header announces, one freshly built packet per segment. */
void train_cut(struct train *t, const uint8_t *pkt, size_t size, const struct virtio_net_hdr *vnet);

/* The vnet header of the train's super-packet, cut into segments of `step` bytes of payload. */
struct virtio_net_hdr train_super_header(const struct train_shape *shape, uint16_t step);
