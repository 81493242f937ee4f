/* SPDX-License-Identifier: Apache-2.0 */
/* The Internet checksum (RFC 1071), as a running sum that is folded once at the end. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Adds `size` bytes to `sum`. Every part but the last must have an even size. */
uint64_t csum_add(uint64_t sum, const void *data, size_t size);
/* The 16-bit one's complement sum in memory order: compare with or store through memcpy(). Not inverted. */
uint16_t csum_fold(uint64_t sum);
/* Source, destination, protocol and upper-layer length of the IPv4 or IPv6 header at `ip` (RFC 793 §3.1,
 * RFC 8200 §8.1). `family` is AF_INET or AF_INET6. */
uint64_t csum_pseudo(int family, const uint8_t *ip, uint8_t proto, uint32_t l4_size);
/* Checksum `sum` (memory order, not inverted on the wire as ~sum) after 16 bits of the covered data changed from `from` to `to`
 * (RFC 1624 equation 3); all values as they stand in the packet. */
uint16_t csum_update16(uint16_t check, uint16_t from, uint16_t to);
/* Fills in the header checksum of the IPv4 header of `size` bytes. */
void csum_ipv4_header(uint8_t *ip, size_t size);
