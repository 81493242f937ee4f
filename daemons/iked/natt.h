/* SPDX-License-Identifier: Apache-2.0 */
/* NAT detection and traversal, RFC 7296 §2.23. Keepalives (RFC 3948 §4) are espd's: it knows when nothing was sent. */
#pragma once
#include "daemons/iked/exchange.h"

#define NATT_PORT 4500
#define IKE_PORT  500

/* Both NAT_DETECTION notifications of a message of ours with this responder's SPI, 0 in a request. */
void natt_encode(const struct ike_sa *sa, struct payload_writer *w, uint64_t spi_r);
/* Reads them from a message that came in at `local` from `remote`; sets sa->nat_local, nat_remote and
 * udp_encap. A peer that sends none, or settings that forbid it, mean no NAT. */
void natt_detect(struct ike_sa *sa, const struct exchange *x);
/* The initiator goes to port 4500 for IKE_AUTH if a NAT was found. */
void natt_float(struct ike_sa *sa);
/* An authentic request came: follows a peer behind a NAT whose port has changed. */
void natt_follow(struct ike_sa *sa, const struct ip_endpoint *local, const struct ip_endpoint *remote);
