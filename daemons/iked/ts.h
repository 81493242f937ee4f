/* SPDX-License-Identifier: Apache-2.0 */
/* Traffic selectors: payloads TSi and TSr (RFC 7296 §3.13) and narrowing (§2.9). */
#pragma once
#include "daemons/iked/payload.h"
#include "lib/ipaddr.h"

#define TS_MAX 16

struct ts {
	uint8_t protocol; /* 0 any */
	uint16_t port_low, port_high;
	struct ip_addr low, high;
};

struct ts_list {
	unsigned count;
	struct ts ts[TS_MAX];
};

/* 0.0.0.0-255.255.255.255, or the IPv6 equal. */
struct ts ts_any(int family);
/* The selectors of a tunnel: all of IPv4, or of IPv6, or of both. */
struct ts_list ts_list_any(bool ipv4, bool ipv6);

/* False for a malformed payload; selectors of a type that we do not know are passed over. */
bool ts_decode(struct rbuf r, struct ts_list *list);
void ts_encode(struct payload_writer *w, uint8_t payload, const struct ts_list *list);

/* What both `ours` and `theirs` hold; false when that is nothing. */
bool ts_narrow(const struct ts_list *ours, const struct ts_list *theirs, struct ts_list *out);
bool ts_list_within(const struct ts_list *inner, const struct ts_list *outer);
