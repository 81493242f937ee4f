/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What belongs to no SA of ours, from a configured peer: it has lost its SAs, or we have. Nothing of this is
 * authenticated, so nothing of it changes an SA: the peer is told, or looked after (dpd.h), and neither often
 * (RFC 7296 §1.5, §2.4, §2.21.4).
 */
#pragma once
#include "daemons/iked/message.h"
#include "lib/ipaddr.h"

struct ike;

/* An IKE message, `h` its header. */
void stranger_message(struct ike *ike, const struct ike_header *h, const struct ip_endpoint *local,
    const struct ip_endpoint *remote, const uint8_t *data, size_t size);
/* An ESP packet with an SPI (host byte order) that the data plane does not know. The port of `remote` is where the peer
 * takes IKE messages. */
void stranger_esp(
    struct ike *ike, uint32_t spi, const struct ip_endpoint *local, const struct ip_endpoint *remote);
