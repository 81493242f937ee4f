/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `debug crypto ikev2 …` and `debug crypto ipsec` print, in an ASA's manner. The number behind PROTO is the level
 * from which on a message is printed: 1 outcomes and refusals, 2 messages, 3 their payloads, 4 decisions, 5 states.
 *
 * Of keys, nonces, Diffie-Hellman values, AUTH and certificates only the sizes are printed, never what they are.
 */
#pragma once
#include "daemons/iked/message.h"
#include "lib/debug.h"
#include "lib/ipaddr.h"

struct ike_sa;

/* A datagram that has come in or goes out (`sent`); what is no IKE message is not printed. */
void ike_debug_packet(bool sent, const struct ip_endpoint *local, const struct ip_endpoint *remote,
    const uint8_t *data, size_t size);
/* A message in the clear, before it is sealed or after it was opened: where to or from, and its payloads. */
void ike_debug_message(
    const struct ike_sa *sa, bool sent, const struct ike_header *h, const struct payload_chain *chain);

/* A line about an SA: `depth` as above, the text behind "IKEv2-PROTO-depth: (Tunnel1#4): ". */
#define ike_debug(sa, depth, ...) ike_debug_in(DEBUG_IKEV2_PROTOCOL, sa, depth, "PROTO", __VA_ARGS__)
/* The same for timers, and for what a predecessor process left. */
#define ike_debug_timer(sa, depth, ...) ike_debug_in(DEBUG_IKEV2_TIMER, sa, depth, "TIMER", __VA_ARGS__)
#define ike_debug_ha(sa, depth, ...)    ike_debug_in(DEBUG_IKEV2_HA, sa, depth, "HA", __VA_ARGS__)

#define ike_debug_in(area, sa, depth, name, ...)                                                             \
	do {                                                                                                 \
		if (debug_on(area, depth))                                                                   \
			ike_debug_line(area, sa, depth, name, __VA_ARGS__);                                  \
	} while (0)
void ike_debug_line(enum debug_area area, const struct ike_sa *sa, unsigned depth, const char *name,
    const char *fmt, ...) __attribute__((format(printf, 5, 6)));
