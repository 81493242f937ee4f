/* SPDX-License-Identifier: Apache-2.0 */
/* IP and UDP around a DHCP message, for the time when there is no address for a socket of its own. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wbuf;

#define DHCP_FRAME_HEADERS 28

/* From no address to everybody: the packet without the link's header. */
void dhcp_frame_encode(struct wbuf *w, const uint8_t *message, size_t size);
/* A packet from a server to a client; its message lies in `packet`. `summed`: the UDP checksum is there already (on a
 * link inside this machine it may not be). NULL when it is another packet or damaged. */
const uint8_t *dhcp_frame_decode(const uint8_t *packet, size_t packet_size, bool summed, size_t *size);
