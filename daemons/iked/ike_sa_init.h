/* SPDX-License-Identifier: Apache-2.0 */
/* IKE_SA_INIT, RFC 7296 §1.2. */
#pragma once
#include "daemons/iked/exchange.h"

/* Initiator: sends the request that fits the state of sa->setup (cookie, group). */
void ike_sa_init_send(struct ike_sa *sa);
/* Responder: a request came; it may belong to an SA that exists, or make one. */
void ike_sa_init_request(struct ike *ike, const struct ip_endpoint *local, const struct ip_endpoint *remote,
    const uint8_t *data, size_t size);
