/* SPDX-License-Identifier: Apache-2.0 */
/* The AUTH payload, RFC 7296 §2.15: what it covers, and what it is with a shared key. */
#pragma once
#include "daemons/iked/id.h"
#include "daemons/iked/keymat.h"

/* What one end signs. */
struct auth_octets {
	uint16_t prf;
	const uint8_t *message; /* its own first message, header included */
	size_t message_size;
	const struct nonce *peer_nonce;
	const uint8_t *sk_p; /* SK_pi of the initiator, SK_pr of the responder */
	const struct ike_id *id;
};

/* The octets themselves, for signatures; appended to `out`. */
bool auth_octets_write(const struct auth_octets *octets, struct wbuf *out);

/* AUTH = prf (prf (key, "Key Pad for IKEv2"), octets) into `out` (ALGORITHM_HASH_MAX bytes); its size, 0 on
 * failure. */
size_t auth_shared_key(const struct auth_octets *octets, const uint8_t *key, size_t key_size, uint8_t *out);
