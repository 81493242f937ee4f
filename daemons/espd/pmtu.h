/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a tunnel's path takes. The outer MTU is that of the route towards the peer, lowered by what the path
 * reported (RFC 4301 §8.2); the inner MTU is what remains after encapsulation. It is put on the tunnel
 * device, so that the kernel fragments or answers "too big" before a packet is ever encrypted.
 *
 * A report belongs to the path and outlives a rekey: the new SA takes the same way.
 */
#pragma once
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

struct crypto_suite;

#define PMTU_DEFAULT     1500
#define PMTU_FLOOR       576 /* nothing smaller is believed (RFC 791: every host takes that much) */
#define PMTU_INNER_FLOOR 68

struct pmtu {
	uint32_t media;  /* MTU of the route, bytes */
	uint32_t path;   /* reported by the path, 0: nothing was */
	int64_t learned; /* loop time of that report */
};

/* A new path: what the kernel knows of it is taken over, with what it has learnt. From then on only what quotes
 * packets of ours counts, and the report is forgotten as configured, not when the kernel forgets. */
void pmtu_begin(struct pmtu *p, struct in_addr local, struct in_addr remote, int64_t now);
/* Asks the kernel for the MTU of the route; true when it is another one than before. */
bool pmtu_probe(struct pmtu *p, struct in_addr local, struct in_addr remote);
/* A report for packets of this tunnel; true when it lowers the path MTU. */
bool pmtu_report(struct pmtu *p, uint32_t mtu, int64_t now);
/* Forgets a report older than `aging` seconds (0: never); true when it did. */
bool pmtu_age(struct pmtu *p, uint32_t aging, int64_t now);
/* Seconds until the report is forgotten, 0 when there is none or it stays. */
uint32_t pmtu_age_left(const struct pmtu *p, uint32_t aging, int64_t now);
/* The outer MTU in force. */
uint32_t pmtu_outer(const struct pmtu *p);
/* Largest inner packet whose encapsulation fits in `outer` bytes. */
uint32_t pmtu_inner(uint32_t outer, const struct crypto_suite *suite, bool udp_encap);
/* Outer headers, ESP header, IV, pad length, next header and ICV, bytes: what every packet costs. */
uint32_t pmtu_overhead(const struct crypto_suite *suite, bool udp_encap);
