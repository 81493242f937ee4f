/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who may begin an IKE SA with us (RFC 7296 §2.6, RFC 8019 §4). A first message costs a Diffie-Hellman operation and
 * memory for an SA that is half-open until its IKE_AUTH. Of those there is a limit, in all and for each source, and
 * well below both limits a cookie is asked for: who gives a false address never gets it. Sources are counted by prefix
 * (IPv4: the address, IPv6: /64) in a table of fixed size; two that fall into one slot only meet their cookies earlier.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct exchange;
struct ike;
struct initiator_key;
struct peer;

#define ADMISSION_SLOTS     1024
#define ADMISSION_SOURCE    64 /* half-open SAs that one source may have */
#define ADMISSION_COOKIE_AT 8  /* of them, from which on it must show a cookie */

struct admission {
	uint64_t salt; /* nobody else can tell who shares a slot; 0: not drawn yet */
	uint16_t half_open[ADMISSION_SLOTS];
};

/* The peer of a parsed IKE_SA_INIT request; NULL: it is dropped, counted, and answered with a cookie if need be. */
struct peer *admission_check(struct ike *ike, const struct exchange *x);
/* An SA of the peer's becomes half-open, or is that no more. */
void admission_count(struct ike *ike, const struct initiator_key *key, bool half_open);
