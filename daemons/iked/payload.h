/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chains of payloads (RFC 7296 §3.2) and the small payloads: Key Exchange, Nonce, Authentication, Delete.
 *
 * Reading: payload_chain_parse() cuts a chain into readers that point into the message. Each decoder takes
 * such a reader and answers false for anything that is not exactly what §3 draws.
 * Writing: a payload_writer links each payload to the one before it; the caller writes the body between
 * payload_begin() and payload_end().
 */
#pragma once
#include "daemons/iked/registry.h"
#include "lib/buf.h"

#define PAYLOADS_MAX   40
#define NONCE_SIZE     32 /* of ours, bytes: half of PRF's key or more for every PRF we know, §2.10 */
#define NONCE_SIZE_MIN 16
#define NONCE_SIZE_MAX 256

struct payload {
	uint8_t type;
	struct rbuf body; /* without the generic header */
};

struct payload_chain {
	unsigned count;
	uint32_t present; /* PAYLOAD_BIT() of each type we know */
	struct payload item[PAYLOADS_MAX];
};

enum payload_fault {
	PAYLOAD_OK,
	PAYLOAD_MALFORMED,        /* INVALID_SYNTAX */
	PAYLOAD_UNKNOWN_CRITICAL, /* UNSUPPORTED_CRITICAL_PAYLOAD, its type in `*critical` */
};

/* Reads a chain that begins with type `first`; an SK payload ends it. `critical` may be NULL. */
enum payload_fault payload_chain_parse(
    struct payload_chain *chain, uint8_t first, struct rbuf r, uint8_t *critical);
/* The first payload of that type, NULL when there is none. */
const struct payload *payload_find(const struct payload_chain *chain, uint8_t type);

struct payload_writer {
	struct wbuf buf;
	uint8_t first;  /* type of the first payload */
	size_t next_at; /* where the type of the next one goes */
	size_t start;   /* of the payload being written */
	unsigned count;
};

void payload_begin(struct payload_writer *w, uint8_t type);
void payload_end(struct payload_writer *w);
void payload_writer_free(struct payload_writer *w); /* wipes */

struct nonce {
	uint16_t size;
	uint8_t data[NONCE_SIZE_MAX];
};

/* Octet by octet; the shorter of two that agree so far is the lower (RFC 7296 §2.8.1). */
int nonce_cmp(const struct nonce *a, const struct nonce *b);
const struct nonce *nonce_lower(const struct nonce *a, const struct nonce *b);
bool nonce_decode(struct rbuf r, struct nonce *n);
void nonce_encode(struct payload_writer *w, const struct nonce *n);

struct ke {
	uint16_t group;
	const uint8_t *data; /* inside the message */
	size_t size;
};
bool ke_decode(struct rbuf r, struct ke *ke);
void ke_encode(struct payload_writer *w, uint16_t group, const uint8_t *data, size_t size);

struct auth_payload {
	uint8_t method;
	const uint8_t *data; /* inside the message */
	size_t size;
};
bool auth_decode(struct rbuf r, struct auth_payload *auth);
void auth_encode(struct payload_writer *w, uint8_t method, const uint8_t *data, size_t size);

#define DELETE_SPIS_MAX 16
struct delete_payload {
	uint8_t protocol;
	unsigned count; /* of `spi`; 0 for the IKE SA itself */
	uint32_t spi[DELETE_SPIS_MAX];
};
bool delete_decode(struct rbuf r, struct delete_payload *del);
void delete_encode_ike(struct payload_writer *w);
void delete_encode_esp(struct payload_writer *w, const uint32_t *spi, unsigned count);

void vendor_encode(struct payload_writer *w, const void *id, size_t size);
