/* SPDX-License-Identifier: Apache-2.0 */
/* Bounds the maximum segment size that the SYNs of a TCP connection announce (RFC 9293 §3.7.1). */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "daemons/espd/inner.h"

struct mss_bounds {
	uint16_t max_v4; /* 0: no bound */
	uint16_t max_v6;
	uint16_t min; /* smaller ones are raised to this, 0: no bound; never above the maximum */
};

/* Bounds for packets of at most `mtu` bytes, further lowered to `max` when that is not 0. */
struct mss_bounds mss_bounds_of(uint32_t mtu, uint32_t max, uint32_t min);
/* Changes the option of a SYN or SYN+ACK; any other packet stays as it is. `partial`: the checksum holds the
 * pseudo-header sum only, and is completed later. True when it was changed. */
bool mss_clamp(const struct mss_bounds *bounds, uint8_t *pkt, const struct inner *in, bool partial);
