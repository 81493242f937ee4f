/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/auth.h"
#include "daemons/iked/prf.h"
#include <openssl/crypto.h>

/* prf (SK_p, RestOfIDPayload) */
static bool hash_id(const struct auth_octets *octets, size_t prf_size, uint8_t *out)
{
	struct wbuf body = {0};
	ike_id_body(&body, octets->id);
	const struct prf_part part = {body.data, body.len};
	bool ok = wbuf_ok(&body) && prf(octets->prf, octets->sk_p, prf_size, &part, 1, out);
	wbuf_free(&body);
	return ok;
}

bool auth_octets_write(const struct auth_octets *octets, struct wbuf *out)
{
	uint8_t id_hash[ALGORITHM_HASH_MAX];
	const struct prf_info *info = algorithm_prf(octets->prf);
	if (!info || !hash_id(octets, info->size, id_hash))
		return false;
	wbuf_bytes(out, octets->message, octets->message_size);
	wbuf_bytes(out, octets->peer_nonce->data, octets->peer_nonce->size);
	wbuf_bytes(out, id_hash, info->size);
	return wbuf_ok(out);
}

size_t auth_shared_key(const struct auth_octets *octets, const uint8_t *key, size_t key_size, uint8_t *out)
{
	static const char pad[] = "Key Pad for IKEv2";
	const struct prf_info *info = algorithm_prf(octets->prf);
	uint8_t id_hash[ALGORITHM_HASH_MAX], padded[ALGORITHM_HASH_MAX];
	const struct prf_part pad_part = {pad, sizeof(pad) - 1};
	if (!info || !hash_id(octets, info->size, id_hash) ||
	    !prf(octets->prf, key, key_size, &pad_part, 1, padded))
		return 0;
	const struct prf_part parts[] = {
	    {octets->message, octets->message_size},
	    {octets->peer_nonce->data, octets->peer_nonce->size},
	    {id_hash, info->size},
	};
	bool ok = prf(octets->prf, padded, info->size, parts, 3, out);
	OPENSSL_cleanse(padded, sizeof(padded));
	return ok ? info->size : 0;
}
