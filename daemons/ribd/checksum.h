/* SPDX-License-Identifier: Apache-2.0 */
/* The sum over IP, ICMP and UDP (RFC 1071). */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Adds 16-bit words to `sum`; an odd last byte counts as followed by 0, so only the last piece may have one. */
uint32_t checksum_add(uint32_t sum, const uint8_t *data, size_t size);
/* What stands in the header, host byte order; 0 over a packet that carries its right sum. */
uint16_t checksum_end(uint32_t sum);
