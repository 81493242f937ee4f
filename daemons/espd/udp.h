/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UDP port 4500: ESP in UDP (RFC 3948), many packets per system call. Towards the network a run of packets
 * of one size is one message that the kernel cuts up (UDP_SEGMENT); from the network such a run arrives as
 * one (UDP_GRO). Where the kernel has neither, packets go singly, still many per call.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "daemons/espd/transport.h"

struct udp;

/* Binds the port on all addresses. NULL with errno set. */
struct udp *udp_open(uint16_t port);
void udp_close(struct udp *udp);
int udp_fd(const struct udp *udp);

/* Sends packets of one SA; those of equal size should lie one behind the other. Returns how many went out;
 * when fewer than `count`, errno says why the next one did not (EMSGSIZE: larger than the device takes). */
unsigned udp_send(struct udp *udp, const struct transport_route *route,
    const struct transport_packet *packets, unsigned count);
/* Sends one datagram to wherever. False with errno set. */
bool udp_send_datagram(struct udp *udp, const struct transport_route *route, const void *data, uint32_t size);

/* Receives what is there, at most a batch, and delivers each datagram. The memory stays as it is until the
 * next call. False when nothing was there. */
bool udp_receive(struct udp *udp, transport_deliver_fn *deliver, void *arg);
