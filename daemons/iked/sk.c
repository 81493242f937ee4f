/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/sk.h"
#include "daemons/iked/prf.h"
#include "lib/cipher.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

#define GCM_IV    8
#define GCM_SALT  4
#define GCM_TAG   16
#define SK_HEADER 4

struct sk_key sk_key_of(const struct ike_keys *keys, const struct suite *suite, bool from_initiator)
{
	return (struct sk_key){
	    .suite = suite,
	    .encr = from_initiator ? keys->ei : keys->er,
	    .integ = from_initiator ? keys->ai : keys->ar,
	};
}

static size_t iv_size(const struct suite *suite)
{
	return algorithm_is_aead(suite->encr) ? GCM_IV : algorithm_encr_block(suite->encr);
}

static size_t icv_size(const struct suite *suite)
{
	const struct integ_info *integ = algorithm_integ(suite->integ);
	return integ ? integ->icv_size : GCM_TAG;
}

/* Padding and pad length behind `size` bytes: none is needed with AEAD, but the length byte is. */
static size_t pad_size(const struct suite *suite, size_t size)
{
	size_t block = algorithm_encr_block(suite->encr);
	return algorithm_is_aead(suite->encr) ? 1 : block - size % block;
}

/* Nonce of GCM: salt, which stands behind the key, and IV (RFC 5282 §4). */
static void gcm_nonce(const struct sk_key *key, const uint8_t *iv, uint8_t nonce[GCM_SALT + GCM_IV])
{
	memcpy(nonce, key->encr + key->suite->encr_bits / 8, GCM_SALT);
	memcpy(nonce + GCM_SALT, iv, GCM_IV);
}

/* En- or decrypts `text` in place; with GCM `tag` is written or checked. */
static bool crypt(const struct sk_key *key, bool encrypt, const uint8_t *iv, const uint8_t *aad,
    size_t aad_size, uint8_t *text, size_t size, uint8_t *tag)
{
	bool gcm = algorithm_is_aead(key->suite->encr);
	uint8_t nonce[GCM_SALT + GCM_IV];
	if (gcm)
		gcm_nonce(key, iv, nonce);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	const EVP_CIPHER *cipher = cipher_of(key->suite->encr, key->suite->encr_bits);
	int n;
	bool ok = ctx && EVP_CipherInit_ex(ctx, cipher, NULL, key->encr, gcm ? nonce : iv, encrypt) &&
		  EVP_CIPHER_CTX_set_padding(ctx, 0) &&
		  (!gcm || EVP_CipherUpdate(ctx, NULL, &n, aad, (int)aad_size)) &&
		  EVP_CipherUpdate(ctx, text, &n, text, (int)size) &&
		  (!gcm || encrypt || EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, GCM_TAG, tag)) &&
		  EVP_CipherFinal_ex(ctx, text + n, &n) &&
		  (!gcm || !encrypt || EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, GCM_TAG, tag));
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

static bool integrity(const struct sk_key *key, const uint8_t *data, size_t size, uint8_t *out)
{
	const struct integ_info *integ = algorithm_integ(key->suite->integ);
	const struct prf_part part = {data, size};
	return prf_hmac(integ->digest, key->integ, integ->key_size, &part, 1, out);
}

static bool make_iv(const struct sk_key *key, uint64_t count, uint8_t *iv)
{
	if (!algorithm_is_aead(key->suite->encr))
		return RAND_bytes(iv, (int)iv_size(key->suite)) == 1;
	for (int i = GCM_IV - 1; i >= 0; i--, count >>= 8)
		iv[i] = (uint8_t)count;
	return true;
}

bool sk_seal(struct wbuf *out, const struct ike_header *h, const struct payload_writer *chain,
    const struct sk_key *key, uint64_t count)
{
	size_t iv = iv_size(key->suite), icv = icv_size(key->suite), inner = chain->buf.len;
	size_t text_size = inner + pad_size(key->suite, inner);
	size_t body = SK_HEADER + iv + text_size + icv, start = out->len;
	struct ike_header full = *h;
	full.next_payload = PAYLOAD_SK;
	full.length = (uint32_t)(MESSAGE_HEADER_SIZE + body);
	if (!wbuf_ok(&chain->buf) || full.length > MESSAGE_SIZE_MAX)
		return false;
	message_header_write(out, &full);
	wbuf_u8(out, chain->first);
	wbuf_u8(out, 0);
	wbuf_u16(out, (uint16_t)body);
	wbuf_zero(out, iv + text_size + icv);
	if (!wbuf_ok(out))
		return false;
	uint8_t *data = out->data + start, *iv_at = data + MESSAGE_HEADER_SIZE + SK_HEADER,
		*text = iv_at + iv;
	if (inner)
		memcpy(text, chain->buf.data, inner);
	text[text_size - 1] = (uint8_t)(text_size - inner - 1);
	uint8_t mac[ALGORITHM_HASH_MAX];
	if (!make_iv(key, count, iv_at) || !crypt(key, true, iv_at, data, MESSAGE_HEADER_SIZE + SK_HEADER,
					       text, text_size, text + text_size))
		return false;
	if (algorithm_is_aead(key->suite->encr))
		return true;
	if (!integrity(key, data, full.length - icv, mac))
		return false;
	memcpy(text + text_size, mac, icv);
	return true;
}

/* Checks the ICV of a CBC suite and decrypts; GCM does both in one. `text` lies in msg->plain. */
static bool unseal(struct ike_message *msg, const struct sk_key *key, const uint8_t *iv, uint8_t *text,
    size_t size, const uint8_t *icv)
{
	size_t icv_bytes = icv_size(key->suite), aad = (size_t)(iv - msg->data);
	uint8_t mac[ALGORITHM_HASH_MAX];
	if (!algorithm_is_aead(key->suite->encr)) {
		if (!integrity(key, msg->data, msg->size - icv_bytes, mac) ||
		    CRYPTO_memcmp(mac, icv, icv_bytes) != 0)
			return false;
		return crypt(key, false, iv, NULL, 0, text, size, NULL);
	}
	memcpy(mac, icv, GCM_TAG);
	return crypt(key, false, iv, msg->data, aad, text, size, mac);
}

bool sk_open(struct ike_message *msg, const struct sk_key *key)
{
	const struct payload *sk = payload_find(&msg->clear, PAYLOAD_SK);
	if (!sk)
		return false;
	size_t iv = iv_size(key->suite), icv = icv_size(key->suite), left = rbuf_left(&sk->body);
	bool blocks = !algorithm_is_aead(key->suite->encr);
	if (left < iv + 1 + icv || (blocks && (left - iv - icv) % iv != 0))
		return false;
	size_t size = left - iv - icv;
	const uint8_t *iv_at = sk->body.pos;
	memcpy(msg->plain, iv_at + iv, size);
	if (!unseal(msg, key, iv_at, msg->plain, size, iv_at + iv + size))
		return false;
	uint8_t pad = msg->plain[size - 1];
	uint8_t first = iv_at[-SK_HEADER];
	if ((size_t)pad + 1 > size) {
		msg->sealed_fault = PAYLOAD_MALFORMED;
		return true;
	}
	struct rbuf inner = rbuf_from(msg->plain, size - pad - 1);
	msg->sealed_fault = payload_chain_parse(&msg->sealed, first, inner, &msg->critical);
	return true;
}
