/* SPDX-License-Identifier: Apache-2.0 */
/* What the two ways of carrying ESP have in common: IP protocol 50 (raw.h) and UDP port 4500 (udp.h). */
#pragma once
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#define TRANSPORT_BATCH    64
#define TRANSPORT_HEADROOM 20        /* before each packet to send: the outer IPv4 header of raw.h */
#define TRANSPORT_BUFFER   (4 << 20) /* asked for in the kernel, bytes */

struct transport_packet { /* to send */
	uint8_t *data;
	uint32_t size;
	uint8_t tos;
	bool df;
};

struct transport_route {
	struct in_addr local;
	struct in_addr remote;
	uint16_t remote_port; /* host order; UDP only */
};

struct transport_arrival { /* received */
	struct in_addr local;
	struct in_addr remote;
	uint16_t remote_port;
	uint8_t tos;
};

typedef void transport_deliver_fn(
    void *arg, const struct transport_arrival *arrival, uint8_t *data, uint32_t size);

/* What the path told: packets towards `remote` that carry `spi` must not exceed `mtu` (0: not said). */
struct transport_trouble {
	struct in_addr remote;
	uint32_t spi; /* host order, 0 when the quoted part is too short */
	uint32_t mtu; /* outer packet, bytes */
};

/* Takes the next message from a socket's error queue; false when it is empty. `trouble->mtu` is 0 unless it
 * says that packets are too big. */
bool transport_read_error(int fd, struct transport_trouble *trouble);
/* Socket buffers as large as the kernel allows. */
void transport_grow_buffers(int fd);
