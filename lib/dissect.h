/* SPDX-License-Identifier: Apache-2.0 */
/* What the headers of a packet say, as members of a record: the capture_packet of shell/RECORDS.md. */
#pragma once
#include <jansson.h>
#include <stdint.h>

/* Adds what can be read from the `size` bytes at `packet`, of which the first `link` (0: none) are an Ethernet header.
 * A header that is cut off, or not what it should be, is left out with what follows it. */
void dissect(json_t *record, const uint8_t *packet, uint32_t size, unsigned link);
