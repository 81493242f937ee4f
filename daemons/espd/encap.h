/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Outbound: from a tunnel device to the network.
 *
 *      tun_read -> checks, MSS -> gso_next -> trailer, seal -> transmit buffer -> one send for all of it
 *
 * Drain, then flush: super-packets are read and cut up until the device is empty or a batch is full, then
 * what is in the transmit buffer goes out together. A segment is sealed from where it was read straight into
 * that buffer; suites that are faster many at a time are put there first and sealed at the flush.
 */
#pragma once
#include <linux/virtio_net.h>
#include <stdbool.h>
#include <stdint.h>
#include "daemons/espd/transport.h"

struct encap;
struct raw;
struct sa_db;
struct tap;
struct tunnel;
struct udp;

/* Scratch memory of one worker for one direction. NULL when memory is short. */
struct encap *encap_new(struct sa_db *db, struct udp *udp, struct raw *raw);
void encap_free(struct encap *e);

/* Takes packets from the device until it is empty or has had its share; `now` is loop time. */
void encap_drain(struct encap *e, struct tunnel *t, int64_t now);

/* For tests: processes one packet as if it had been read, and flushes. `size` at most INNER_MAX. */
void encap_packet(struct encap *e, struct tunnel *t, const struct virtio_net_hdr *vnet, const uint8_t *pkt,
    uint32_t size, int64_t now);
/* Shows packets to `tap` from now on. */
void encap_set_tap(struct encap *e, const struct tap *tap);

/* For tests: packets go to `send` instead of the network. */
typedef unsigned encap_send_fn(
    void *arg, const struct transport_route *route, const struct transport_packet *packets, unsigned count);
void encap_set_send(struct encap *e, encap_send_fn *send, void *arg);
