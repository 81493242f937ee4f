/* SPDX-License-Identifier: Apache-2.0 */
/* "Too big" towards the sender of an inner packet: RFC 792 with RFC 1191 §4, RFC 4443 §3.2. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "daemons/espd/inner.h"

#define ICMP_ANSWER_MAX 1280

/* Writes the answer to a packet that exceeds `mtu` into `out` (ICMP_ANSWER_MAX bytes). Its size, or 0 when
 * the packet must not be answered: itself an ICMP error, a later fragment, to or from a multicast address, or IPv4 without DF. */
size_t icmp_too_big(uint8_t *out, const uint8_t *pkt, const struct inner *in, uint32_t mtu);
