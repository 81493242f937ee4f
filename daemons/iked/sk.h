/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Encrypted payload, RFC 7296 §3.14: AES-CBC with an HMAC over the whole message, or AES-GCM (RFC 5282)
 * with the message up to the payload's generic header as associated data.
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
 * under the key: it becomes the IV of AES-GCM. An AES-CBC IV is random. */
bool sk_seal(struct wbuf *out, const struct ike_header *h, const struct payload_writer *chain,
    const struct sk_key *key, uint64_t count);
/* Verifies and decrypts into msg->plain, then reads the chain. False: not authentic, or no SK payload; what
 * is wrong with an authentic content stands in msg->sealed_fault. */
bool sk_open(struct ike_message *msg, const struct sk_key *key);
