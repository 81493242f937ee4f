/* SPDX-License-Identifier: Apache-2.0 */
/* UDP port 500. Port 4500 is espd's, which hands us what is for IKE (esp_client.h). */
#pragma once
#include "lib/ipaddr.h"
#include <stdbool.h>
#include <stddef.h>

struct loop;
struct udp;

typedef void udp_receive_fn(void *arg, const struct ip_endpoint *local, const struct ip_endpoint *remote,
    const uint8_t *data, size_t size);

/* Binds the port on all addresses; the local address of each datagram is known and can be chosen. NULL and
 * errno on failure. */
struct udp *udp_open(struct loop *loop, uint16_t port, udp_receive_fn *fn, void *arg);
/* False when the datagram was not taken; IKE sends it again by itself. */
bool udp_send(struct udp *udp, const struct ip_endpoint *local, const struct ip_endpoint *remote,
    const void *data, size_t size);
void udp_close(struct udp *udp);
