/* SPDX-License-Identifier: Apache-2.0 */
/* The Notify payload, RFC 7296 §3.10. */
#pragma once
#include "daemons/iked/payload.h"

struct notify {
	uint8_t protocol;
	uint16_t type;
	uint32_t spi;        /* of 4 bytes, as REKEY_SA has it; else 0 */
	const uint8_t *data; /* inside the message */
	size_t size;
};

bool notify_decode(struct rbuf r, struct notify *n);
/* The first notification of `type` in a chain. */
bool notify_find(const struct payload_chain *chain, uint16_t type, struct notify *n);
/* The first notification that is an error (type below 16384). */
bool notify_find_error(const struct payload_chain *chain, struct notify *n);

void notify_encode(struct payload_writer *w, uint16_t type, const void *data, size_t size);
/* With an SPI of ESP: REKEY_SA, CHILD_SA_NOT_FOUND. */
void notify_encode_esp(struct payload_writer *w, uint16_t type, uint32_t spi);
void notify_encode_u16(struct payload_writer *w, uint16_t type, uint16_t value);

/* "NO_PROPOSAL_CHOSEN"; a number in words for what the RFC does not name. */
const char *notify_name(uint16_t type);
