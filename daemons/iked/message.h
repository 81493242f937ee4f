/* SPDX-License-Identifier: Apache-2.0 */
/*
 * IKE messages: the header (RFC 7296 §3.1) and the whole message as two chains of payloads, the one in clear
 * and the one inside the Encrypted payload (sk.h).
 */
#pragma once
#include "daemons/iked/payload.h"

#define MESSAGE_HEADER_SIZE 28
#define MESSAGE_SIZE_MAX    8192 /* bytes of a message that we take; UDP delivers what is longer in fragments */
#define MESSAGE_VERSION     0x20

#define FLAG_INITIATOR 0x08
#define FLAG_VERSION   0x10
#define FLAG_RESPONSE  0x20

struct ike_header {
	uint64_t spi_i, spi_r;
	uint8_t next_payload;
	uint8_t version;
	uint8_t exchange;
	uint8_t flags;
	uint32_t id;
	uint32_t length; /* bytes, with the header */
};

struct ike_message {
	struct ike_header header;
	const uint8_t *data; /* as received */
	size_t size;
	struct payload_chain clear;
	struct payload_chain sealed; /* filled by sk_open() */
	enum payload_fault sealed_fault;
	uint8_t critical; /* type of an unknown critical payload */
	uint8_t plain[MESSAGE_SIZE_MAX];
};

/* The initiator's SPI may be 0 in a message that belongs to no SA (RFC 7296 §1.5). False when it is no IKEv2 header, or its length is not `size`. */
bool message_header_parse(struct ike_header *h, const uint8_t *data, size_t size);
/* Header and clear payloads. `data` must outlive `msg`. */
enum payload_fault message_parse(struct ike_message *msg, const uint8_t *data, size_t size);
bool message_is_response(const struct ike_message *msg);
/* Wipes what was decrypted. */
void message_wipe(struct ike_message *msg);

void message_header_write(struct wbuf *out, const struct ike_header *h);
/* A message in clear: header (lengths and first payload are filled in) and `chain`. */
bool message_build(struct wbuf *out, const struct ike_header *h, const struct payload_writer *chain);

const char *message_exchange_name(uint8_t exchange);
