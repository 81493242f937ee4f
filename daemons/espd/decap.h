/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inbound: from the network to a tunnel device.
 *
 *      delivered -> SPI, window -> batch of one SA -> open -> window again, padding, selectors, ECN, MSS
 *                -> joined (gro.h) -> one tun_write for many
 *
 * Packets are decrypted where they were received; that memory must stay until decap_flush().
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "daemons/espd/gro.h"
#include "daemons/espd/transport.h"

struct decap;
struct sa_db;
struct stats;
struct tap;

/* Asked about an ESP packet whose SPI is not known: true when its SA has come meanwhile. */
typedef bool decap_unknown_fn(void *arg, uint32_t spi, const struct transport_arrival *arrival);

/* Scratch memory of one worker for one direction; `nobody` counts what belongs to no tunnel. NULL when
 * memory is short. */
struct decap *decap_new(struct sa_db *db, struct stats *nobody, decap_unknown_fn *unknown, void *arg);
void decap_free(struct decap *d);

void decap_begin(struct decap *d, int64_t now);
/* Takes one ESP packet, from the SPI on, in writable memory. */
void decap_add(struct decap *d, const struct transport_arrival *arrival, uint8_t *esp, uint32_t size);
/* Decrypts and writes whatever is still waiting. */
void decap_flush(struct decap *d);

/* Shows packets to `tap` from now on. */
void decap_set_tap(struct decap *d, const struct tap *tap);

/* For tests: packets go to `emit` (sink: the struct tunnel) instead of the device. */
void decap_set_emit(struct decap *d, gro_emit_fn *emit, void *arg);
