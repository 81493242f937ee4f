/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The packets of a capture, in memory of a fixed size that may outlive the process.
 *
 * An entry is its head, padded to 8 bytes, and what was kept of the packet. Places are counted from the first byte
 * ever written, so that a reader who comes back finds out whether his place has been taken meanwhile.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#define CAPTURE_NOWHERE 0xff /* `interface` of what no interface was asked for */

enum capture_direction {
	CAPTURE_UNKNOWN,
	CAPTURE_IN,
	CAPTURE_OUT,
};

struct capture_entry {
	int64_t at;        /* microseconds since the epoch */
	uint32_t length;   /* of the packet, link header included, bytes */
	uint32_t captured; /* of it kept here */
	uint16_t reason;   /* why it was dropped: the owner's number */
	uint8_t link;      /* bytes of link header in front, 0 none */
	uint8_t direction; /* enum capture_direction */
	uint8_t interface; /* of the capture's list, or CAPTURE_NOWHERE */
	uint8_t zero[3];
};

struct capture_ring_state {
	uint64_t head, tail; /* places */
	uint64_t packets;    /* between them */
	uint64_t bytes;      /* of packets, between them */
	uint64_t lost;       /* wanted, but there was no room, or too little time */
	bool full;           /* something had no room, and nothing gives way */
};

struct capture_ring {
	struct capture_ring_state *state;
	uint8_t *data;
	uint32_t size; /* bytes of data */
};

/* Lays the ring over `size` bytes; what a predecessor left there is kept if it is whole. False when they are too few. */
bool capture_ring_attach(struct capture_ring *ring, void *memory, size_t size);
/* Bytes of memory for a ring that holds `size` bytes. */
size_t capture_ring_memory(uint32_t size);
void capture_ring_clear(struct capture_ring *ring);
/* Adds a packet that lies in `parts`, of which entry->captured bytes are taken. Without room the oldest go if
 * `circular`, else it is lost. */
void capture_ring_put(struct capture_ring *ring, const struct capture_entry *entry, const struct iovec *parts,
    unsigned count, bool circular);
/* Reads the entry at place `*at`, or the oldest when that has gone, and moves `*at` behind it. At most `room` bytes of
 * the packet go into `packet`. False at the end. */
bool capture_ring_next(
    const struct capture_ring *ring, uint64_t *at, struct capture_entry *entry, uint8_t *packet, size_t room);
