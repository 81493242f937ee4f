/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/sk.h"
#include "daemons/iked/prf.h"
#include "lib/cipher.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

#define AEAD_IV     8
#define AEAD_SALT   4
#define AEAD_TAG    16
#define SK_HEADER   4
#define SKF_NUMBERS 4 /* Fragment Number and Total Fragments, RFC 7383 §2.5 */

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
	return algorithm_is_aead(suite->encr) ? AEAD_IV : algorithm_encr_block(suite->encr);
}

static size_t icv_size(const struct suite *suite)
{
	const struct integ_info *integ = algorithm_integ(suite->integ);
	return integ ? integ->icv_size : AEAD_TAG;
}

/* Padding and pad length behind `size` bytes: none is needed with AEAD, but the length byte is. */
static size_t pad_size(const struct suite *suite, size_t size)
{
	size_t block = algorithm_encr_block(suite->encr);
	return algorithm_is_aead(suite->encr) ? 1 : block - size % block;
}

/* Nonce of an AEAD: salt, which stands behind the key, and IV (RFC 5282 §4, RFC 7634 §2). */
static void aead_nonce(const struct sk_key *key, const uint8_t *iv, uint8_t nonce[AEAD_SALT + AEAD_IV])
{
	size_t size = algorithm_encr_key_size(key->suite->encr, key->suite->encr_bits);
	memcpy(nonce, key->encr + size - AEAD_SALT, AEAD_SALT);
	memcpy(nonce + AEAD_SALT, iv, AEAD_IV);
}

/* En- or decrypts `text` in place; with an AEAD `tag` is written or checked. */
static bool crypt(const struct sk_key *key, bool encrypt, const uint8_t *iv, const uint8_t *aad,
    size_t aad_size, uint8_t *text, size_t size, uint8_t *tag)
{
	bool aead = algorithm_is_aead(key->suite->encr);
	uint8_t nonce[AEAD_SALT + AEAD_IV];
	if (aead)
		aead_nonce(key, iv, nonce);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	const EVP_CIPHER *cipher = cipher_of(key->suite->encr, key->suite->encr_bits);
	int n;
	bool ok = ctx && EVP_CipherInit_ex(ctx, cipher, NULL, key->encr, aead ? nonce : iv, encrypt) &&
		  EVP_CIPHER_CTX_set_padding(ctx, 0) &&
		  (!aead || EVP_CipherUpdate(ctx, NULL, &n, aad, (int)aad_size)) &&
		  EVP_CipherUpdate(ctx, text, &n, text, (int)size) &&
		  (!aead || encrypt || EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, AEAD_TAG, tag)) &&
		  EVP_CipherFinal_ex(ctx, text + n, &n) &&
		  (!aead || !encrypt || EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, AEAD_TAG, tag));
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
	for (int i = AEAD_IV - 1; i >= 0; i--, count >>= 8)
		iv[i] = (uint8_t)count;
	return true;
}

/* What a message holds behind its header. `total` 0: the whole in an SK payload. */
static void write_head(struct wbuf *out, const struct ike_header *h, const struct sk_fragment *f, size_t body)
{
	struct ike_header full = *h;
	full.next_payload = f->total ? PAYLOAD_SKF : PAYLOAD_SK;
	full.length = (uint32_t)(MESSAGE_HEADER_SIZE + body);
	message_header_write(out, &full);
	wbuf_u8(out, f->first);
	wbuf_u8(out, 0);
	wbuf_u16(out, (uint16_t)body);
	if (f->total) {
		wbuf_u16(out, f->number);
		wbuf_u16(out, f->total);
	}
}

bool sk_seal_fragment(struct wbuf *out, const struct ike_header *h, const struct sk_fragment *f,
    const struct sk_key *key, uint64_t count)
{
	size_t iv = iv_size(key->suite), icv = icv_size(key->suite), start = out->len;
	size_t text_size = f->size + pad_size(key->suite, f->size);
	size_t head = SK_HEADER + (f->total ? SKF_NUMBERS : 0),
	       size = MESSAGE_HEADER_SIZE + head + iv + text_size + icv;
	if (size > MESSAGE_SIZE_MAX)
		return false;
	write_head(out, h, f, size - MESSAGE_HEADER_SIZE);
	wbuf_zero(out, iv + text_size + icv);
	if (!wbuf_ok(out))
		return false;
	uint8_t *data = out->data + start, *iv_at = data + MESSAGE_HEADER_SIZE + head, *text = iv_at + iv;
	if (f->size)
		memcpy(text, f->data, f->size);
	text[text_size - 1] = (uint8_t)(text_size - f->size - 1);
	uint8_t mac[ALGORITHM_HASH_MAX];
	if (!make_iv(key, count, iv_at) ||
	    !crypt(key, true, iv_at, data, MESSAGE_HEADER_SIZE + head, text, text_size, text + text_size))
		return false;
	if (algorithm_is_aead(key->suite->encr))
		return true;
	if (!integrity(key, data, size - icv, mac))
		return false;
	memcpy(text + text_size, mac, icv);
	return true;
}

bool sk_seal(struct wbuf *out, const struct ike_header *h, const struct payload_writer *chain,
    const struct sk_key *key, uint64_t count)
{
	const struct sk_fragment whole = {
	    .first = chain->first, .data = chain->buf.data, .size = chain->buf.len};
	return wbuf_ok(&chain->buf) && sk_seal_fragment(out, h, &whole, key, count);
}

size_t sk_fragment_room(const struct suite *suite, size_t size)
{
	size_t around = MESSAGE_HEADER_SIZE + SK_HEADER + SKF_NUMBERS + iv_size(suite) + icv_size(suite);
	size_t block = algorithm_is_aead(suite->encr) ? 1 : algorithm_encr_block(suite->encr);
	if (size < around + block)
		return 0;
	return (size - around) / block * block - 1; /* the pad length */
}

/* Checks the ICV of a CBC suite and decrypts; an AEAD does both in one. `text` lies in msg->plain. */
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
	memcpy(mac, icv, AEAD_TAG);
	return crypt(key, false, iv, msg->data, aad, text, size, mac);
}

/* What follows `head` bytes of the payload, into msg->plain; its size without padding comes back in f->size. False:
 * not authentic. */
static bool open_text(struct ike_message *msg, const struct payload *p, size_t head, const struct sk_key *key,
    struct sk_fragment *f)
{
	size_t iv = iv_size(key->suite), icv = icv_size(key->suite), left = rbuf_left(&p->body);
	bool blocks = !algorithm_is_aead(key->suite->encr);
	if (left < head + iv + 1 + icv || (blocks && (left - head - iv - icv) % iv != 0))
		return false;
	size_t size = left - head - iv - icv;
	const uint8_t *iv_at = p->body.pos + head;
	memcpy(msg->plain, iv_at + iv, size);
	if (!unseal(msg, key, iv_at, msg->plain, size, iv_at + iv + size))
		return false;
	uint8_t pad = msg->plain[size - 1];
	if ((size_t)pad + 1 > size)
		msg->sealed_fault = PAYLOAD_MALFORMED;
	f->first = p->body.pos[-SK_HEADER];
	f->data = msg->plain;
	f->size = msg->sealed_fault == PAYLOAD_OK ? size - pad - 1 : 0;
	return true;
}

bool sk_open_fragment(struct ike_message *msg, const struct sk_key *key, struct sk_fragment *f)
{
	const struct payload *p = payload_find(&msg->clear, PAYLOAD_SKF);
	struct rbuf numbers = p ? p->body : rbuf_from(NULL, 0);
	f->number = rbuf_u16(&numbers);
	f->total = rbuf_u16(&numbers);
	return rbuf_ok(&numbers) && open_text(msg, p, SKF_NUMBERS, key, f);
}

bool sk_open(struct ike_message *msg, const struct sk_key *key)
{
	const struct payload *sk = payload_find(&msg->clear, PAYLOAD_SK);
	struct sk_fragment whole;
	if (!sk || !open_text(msg, sk, 0, key, &whole))
		return false;
	if (msg->sealed_fault == PAYLOAD_OK)
		msg->sealed_fault = payload_chain_parse(
		    &msg->sealed, whole.first, rbuf_from(whole.data, whole.size), &msg->critical);
	return true;
}
