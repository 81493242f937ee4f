/* SPDX-License-Identifier: Apache-2.0 */
/* IKE on UDP port 4500, which ESP shares (RFC 3948 §2.2): to and from iked, without the non-ESP marker. */
#pragma once
#include <stdint.h>

struct espd;
struct sa;
struct sa_ike_datagram;
struct transport_arrival;

void ike_relay_received(
    struct espd *espd, const struct transport_arrival *arrival, const uint8_t *data, uint32_t size);
void ike_relay_send(struct espd *espd, const struct sa_ike_datagram *datagram);
/* A NAT keepalive (RFC 3948 §4) for an outbound SA in UDP that has been silent as long as configured. */
void ike_relay_keep_alive(struct espd *espd, struct sa *sa, int64_t now);
