/* SPDX-License-Identifier: Apache-2.0 */
/* The UDP sockets of BFD. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lib/ipaddr.h"

#define BFD_PORT          3784 /* RFC 5881 §4 */
#define BFD_PORT_MULTIHOP 4784 /* RFC 5883 §5 */

struct bfd_heard {
	struct ip_addr from;
	uint32_t ifindex;
	int ttl; /* as it arrived */
	size_t size;
	uint8_t data[128];
};

/* What arrives at the port of this kind. The descriptor, or -1 and errno. */
int bfd_socket_open_ear(uint16_t family, bool multihop);
/* For one session: TTL 255, a source port of its own between 49152 and 65535; `device` "" where the table says. */
int bfd_socket_open(const struct ip_addr *local, const char *device);
/* False when nothing is there. */
bool bfd_socket_hear(int fd, struct bfd_heard *h);
/* What cannot be sent is lost like a packet on its way: that is what BFD finds out about. */
void bfd_socket_send(int fd, const struct ip_addr *to, bool multihop, const uint8_t *data, size_t size);
