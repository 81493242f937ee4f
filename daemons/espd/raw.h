/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ESP directly over IPv4, protocol 50. One socket receives; another, which writes its own IP headers and so
 * can choose DF and TOS per packet, sends.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "daemons/espd/transport.h"

struct raw;

/* Needs CAP_NET_RAW. NULL with errno set. */
struct raw *raw_open(void);
void raw_close(struct raw *raw);
int raw_fd(const struct raw *raw); /* of the receiving socket */

/* Sends packets of one SA, writing TRANSPORT_HEADROOM bytes in front of each. Returns how many went out;
 * when fewer than `count`, errno says why the next one did not (EMSGSIZE: larger than the device takes). */
unsigned raw_send(struct raw *raw, const struct transport_route *route,
    const struct transport_packet *packets, unsigned count);
/* As udp_receive(). */
bool raw_receive(struct raw *raw, transport_deliver_fn *deliver, void *arg);
