/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a capture looks at the packets: in the clear and as ESP, in both directions, and dropped.
 *
 * Which of these points are wanted is read once per batch; while none is, a packet costs one branch on a flag that lies
 * with what is being worked on anyway. ESP packets are shown with the outer headers that they have or get; those of
 * which this process does not know every field (identification, TTL of what arrived) have 0 there.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "daemons/espd/stats.h"
#include "daemons/espd/transport.h"

struct sa;
struct tunnel;

#define TAP_OUTER_MAX 28 /* IPv4 and UDP */

enum tap_point {
	TAP_CLEAR = 1,
	TAP_ESP = 2,
	TAP_DROP = 4,
};

struct tap_packet {
	enum tap_point point;
	bool out;
	enum drop_reason reason;     /* TAP_DROP */
	const struct tunnel *tunnel; /* NULL: of none */
	uint8_t outer[TAP_OUTER_MAX];
	uint32_t outer_size; /* 0: in the clear */
	const uint8_t *data; /* behind the outer headers */
	uint32_t size;       /* bytes that are there */
	uint32_t length;     /* bytes of the whole packet, outer headers included */
};

typedef void tap_fn(void *arg, const struct tap_packet *p);

struct tap {
	unsigned points; /* bits of enum tap_point that are wanted */
	tap_fn *fn;
	void *arg;
};
extern const struct tap tap_none;

void tap_clear(const struct tap *tap, const struct tunnel *t, bool out, const uint8_t *pkt, uint32_t size);
void tap_sealed(const struct tap *tap, const struct tunnel *t, bool udp,
    const struct transport_packet *packets, unsigned count);
void tap_arrived(const struct tap *tap, const struct sa *sa, const struct transport_arrival *arrival,
    const uint8_t *esp, uint32_t size);

void tap_dropped_clear(const struct tap *tap, const struct tunnel *t, enum drop_reason reason,
    const uint8_t *pkt, uint32_t size);
void tap_dropped_sealed(const struct tap *tap, const struct tunnel *t, enum drop_reason reason, bool udp,
    const struct transport_packet *p);
/* Of an ESP packet of `size` bytes `kept` are as they came. */
void tap_dropped_esp(const struct tap *tap, const struct sa *sa, enum drop_reason reason, const uint8_t *esp,
    uint32_t kept, uint32_t size);
void tap_dropped_stranger(const struct tap *tap, enum drop_reason reason,
    const struct transport_arrival *arrival, const uint8_t *esp, uint32_t size);
