/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Encrypted payload, RFC 7296 §3.14: AES-CBC with an HMAC over the whole message, or an AEAD (AES-GCM, RFC 5282;
 * ChaCha20-Poly1305, RFC 7634) with the message up to the IV as associated data. The Encrypted Fragment payload
 * (RFC 7383 §2.5) is the same with two numbers in front of the IV.
 */
#pragma once
#include "daemons/iked/keymat.h"
#include "daemons/iked/message.h"

/* Keys of one direction; they point into an ike_keys. */
struct sk_key {
	const struct suite *suite;
	const uint8_t *encr;
	const uint8_t *integ;
};

/* `from_initiator`: the direction from the IKE SA's original initiator. */
struct sk_key sk_key_of(const struct ike_keys *keys, const struct suite *suite, bool from_initiator);

/* A whole message: header, and `chain` inside an SK payload. `count` must differ for each message sealed
 * under the key: it becomes the IV of an AEAD. An AES-CBC IV is random. */
bool sk_seal(struct wbuf *out, const struct ike_header *h, const struct payload_writer *chain,
    const struct sk_key *key, uint64_t count);
/* Verifies and decrypts into msg->plain, then reads the chain. False: not authentic, or no SK payload; what
 * is wrong with an authentic content stands in msg->sealed_fault. */
bool sk_open(struct ike_message *msg, const struct sk_key *key);

/* A part of a message that travels in several. */
struct sk_fragment {
	uint16_t number, total; /* from 1 */
	uint8_t first;          /* type of the message's first payload, 0 in all fragments but the first */
	const uint8_t *data;    /* content: a piece of the chain of payloads */
	size_t size;
};

/* One of them as a message of its own. */
bool sk_seal_fragment(struct wbuf *out, const struct ike_header *h, const struct sk_fragment *f,
    const struct sk_key *key, uint64_t count);
/* Bytes of content that a fragment of `size` bytes, header included, has room for; 0: none. */
size_t sk_fragment_room(const struct suite *suite, size_t size);
/* Verifies and decrypts into msg->plain, where f->data points. False: not authentic, or no SKF payload. */
bool sk_open_fragment(struct ike_message *msg, const struct sk_key *key, struct sk_fragment *f);
