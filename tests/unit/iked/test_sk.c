/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/notify.h"
#include "daemons/iked/sk.h"
#include "tests/unit/iked/hex.h"
#include "tests/unit/unit.h"
#include <string.h>

static const struct suite suites[] = {
    {.encr = ENCR_AES_CBC, .encr_bits = 128, .prf = PRF_HMAC_SHA1, .integ = INTEG_HMAC_SHA1_96},
    {.encr = ENCR_AES_CBC, .encr_bits = 192, .prf = PRF_HMAC_SHA2_256, .integ = INTEG_HMAC_SHA2_256_128},
    {.encr = ENCR_AES_CBC, .encr_bits = 256, .prf = PRF_HMAC_SHA2_384, .integ = INTEG_HMAC_SHA2_384_192},
    {.encr = ENCR_AES_CBC, .encr_bits = 256, .prf = PRF_HMAC_SHA2_512, .integ = INTEG_HMAC_SHA2_512_256},
    {.encr = ENCR_AES_GCM_16, .encr_bits = 128, .prf = PRF_HMAC_SHA1},
    {.encr = ENCR_AES_GCM_16, .encr_bits = 192, .prf = PRF_HMAC_SHA2_256},
    {.encr = ENCR_AES_GCM_16, .encr_bits = 256, .prf = PRF_HMAC_SHA2_512},
    {.encr = ENCR_CHACHA20_POLY1305, .prf = PRF_HMAC_SHA2_256},
    {.encr = ENCR_3DES, .prf = PRF_HMAC_SHA1, .integ = INTEG_HMAC_SHA1_96},
};

static struct ike_keys keys_of(const struct suite *suite)
{
	struct nonce ni = {.size = 32}, nr = {.size = 32, .data = {1}};
	const struct keymat_input in = {(const uint8_t *)"secret", 6, &ni, &nr, 1, 2};
	struct ike_keys keys;
	CU_ASSERT(keymat_ike(&keys, suite, &in));
	return keys;
}

static const struct ike_header header = {
    .spi_i = 1, .spi_r = 2, .exchange = EXCHANGE_INFORMATIONAL, .flags = FLAG_INITIATOR, .id = 7};

static bool seal(struct wbuf *out, const struct ike_keys *keys, const struct suite *suite, size_t size)
{
	struct payload_writer chain = {0};
	uint8_t data[64] = {0x5a};
	struct sk_key key = sk_key_of(keys, suite, true);
	if (size)
		notify_encode(&chain, NOTIFY_INITIAL_CONTACT, data, size);
	bool ok = sk_seal(out, &header, &chain, &key, 3);
	payload_writer_free(&chain);
	return ok;
}

static bool opens(const uint8_t *data, size_t size, const struct ike_keys *keys, const struct suite *suite,
    bool from_initiator, struct ike_message *msg)
{
	struct sk_key key = sk_key_of(keys, suite, from_initiator);
	return message_parse(msg, data, size) == PAYLOAD_OK && sk_open(msg, &key);
}

static void round_trip(void)
{
	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++)
		for (size_t size = 0; size < 40; size++) {
			struct ike_keys keys = keys_of(&suites[i]);
			struct wbuf out = {0};
			struct ike_message msg;
			struct notify n;
			CU_ASSERT(seal(&out, &keys, &suites[i], size));
			CU_ASSERT(opens(out.data, out.len, &keys, &suites[i], true, &msg));
			CU_ASSERT_EQUAL(msg.sealed_fault, PAYLOAD_OK);
			CU_ASSERT_EQUAL(msg.sealed.count, size ? 1 : 0);
			if (size)
				CU_ASSERT(notify_find(&msg.sealed, NOTIFY_INITIAL_CONTACT, &n) &&
					  n.size == size && n.data[0] == 0x5a);
			CU_ASSERT_FALSE(opens(out.data, out.len, &keys, &suites[i], false, &msg));
			wbuf_free(&out);
		}
}

/* Every bit, header included, is covered. */
static void no_bit_may_change(void)
{
	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
		struct ike_keys keys = keys_of(&suites[i]);
		struct wbuf out = {0};
		struct ike_message msg;
		unsigned accepted = 0;
		CU_ASSERT(seal(&out, &keys, &suites[i], 20));
		for (size_t bit = 0; bit < out.len * 8; bit++) {
			out.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
			accepted += opens(out.data, out.len, &keys, &suites[i], true, &msg);
			out.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
		}
		CU_ASSERT_EQUAL(accepted, 0);
		wbuf_free(&out);
	}
}

static void cut_short(void)
{
	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
		struct ike_keys keys = keys_of(&suites[i]);
		struct wbuf out = {0};
		struct ike_message msg;
		CU_ASSERT(seal(&out, &keys, &suites[i], 20));
		for (size_t size = MESSAGE_HEADER_SIZE + 4; size < out.len; size++) {
			wbuf_set_u32(&out, 24, (uint32_t)size); /* lengths agree with what is there */
			wbuf_set_u16(&out, 30, (uint16_t)(size - MESSAGE_HEADER_SIZE));
			CU_ASSERT_FALSE(opens(out.data, size, &keys, &suites[i], true, &msg));
		}
		wbuf_free(&out);
	}
}

/* The IV of AES-GCM is the count that the caller gives: two messages never share one. */
static void gcm_iv_counts(void)
{
	struct ike_keys keys = keys_of(&suites[4]);
	struct payload_writer chain = {0};
	struct sk_key key = sk_key_of(&keys, &suites[4], true);
	for (uint64_t count = 0; count < 3; count++) {
		struct wbuf out = {0};
		CU_ASSERT(sk_seal(&out, &header, &chain, &key, count));
		CU_ASSERT_EQUAL(out.data[MESSAGE_HEADER_SIZE + 4 + 7], count);
		wbuf_free(&out);
	}
}

/* A fragment of exactly the room that there is fills its message; no bit of it, the numbers included, may change. */
static void fragments(void)
{
	static const uint8_t data[512] = {0x5a};
	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
		struct ike_keys keys = keys_of(&suites[i]);
		struct sk_key key = sk_key_of(&keys, &suites[i], true);
		for (size_t size = 150; size < 182; size++) {
			struct sk_fragment f = {2, 3, 0, data, sk_fragment_room(&suites[i], size)}, got;
			struct wbuf out = {0};
			struct ike_message msg;
			CU_ASSERT(sk_seal_fragment(&out, &header, &f, &key, 3));
			CU_ASSERT(out.len <= size && out.len + 16 > size);
			CU_ASSERT(message_parse(&msg, out.data, out.len) == PAYLOAD_OK);
			CU_ASSERT(sk_open_fragment(&msg, &key, &got) && got.number == 2 && got.total == 3 &&
				  got.first == 0 && got.size == f.size &&
				  memcmp(got.data, data, f.size) == 0);
			CU_ASSERT_FALSE(sk_open(&msg, &key));
			unsigned accepted = 0;
			for (size_t bit = 0; size == 150 && bit < out.len * 8; bit++) {
				out.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
				accepted += message_parse(&msg, out.data, out.len) == PAYLOAD_OK &&
					    sk_open_fragment(&msg, &key, &got);
				out.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
			}
			CU_ASSERT_EQUAL(accepted, 0);
			wbuf_free(&out);
		}
		CU_ASSERT_EQUAL(sk_fragment_room(&suites[i], MESSAGE_HEADER_SIZE + 8), 0);
	}
}

/* RFC 7634 appendix B: N(SET_WINDOW_SIZE) in an INFORMATIONAL request. */
static void chacha_vector(void)
{
	static const char *const message = "c0c1c2c3c4c5c6c7d0d1d2d3d4d5d6d72e2025000000000900000045"
					   "29000029"
					   "1011121314151617"
					   "610394701f8d017f7c12924889"
					   "6b71bfe25236efd7cdc67066906315b2";
	static const struct suite suite = {.encr = ENCR_CHACHA20_POLY1305, .prf = PRF_HMAC_SHA2_256};
	static const uint8_t window[4] = {0, 0, 0, 10};
	uint8_t expected[128], encr[36];
	size_t size = hex(message, expected);
	for (uint8_t i = 0; i < sizeof(encr); i++)
		encr[i] = (uint8_t)(0x80 + i);
	const struct sk_key key = {&suite, encr, NULL};
	const struct ike_header h = {.spi_i = UINT64_C(0xc0c1c2c3c4c5c6c7),
	    .spi_r = UINT64_C(0xd0d1d2d3d4d5d6d7),
	    .exchange = EXCHANGE_INFORMATIONAL,
	    .id = 9};
	struct payload_writer chain = {0};
	struct wbuf out = {0};
	notify_encode(&chain, NOTIFY_SET_WINDOW_SIZE, window, sizeof(window));
	CU_ASSERT(sk_seal(&out, &h, &chain, &key, UINT64_C(0x1011121314151617)));
	CU_ASSERT(out.len == size && memcmp(out.data, expected, size) == 0);
	struct ike_message msg;
	CU_ASSERT(message_parse(&msg, out.data, out.len) == PAYLOAD_OK && sk_open(&msg, &key));
	payload_writer_free(&chain);
	wbuf_free(&out);
}

static CU_TestInfo tests[] = {
    {"ChaCha20-Poly1305 vector", chacha_vector},
    {"fragments", fragments},
    {"round trip", round_trip},
    {"no bit may change", no_bit_may_change},
    {"cut short", cut_short},
    {"GCM IV counts", gcm_iv_counts},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("sk", tests);
}
