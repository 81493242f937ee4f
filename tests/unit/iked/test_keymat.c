/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of IKE and CHILD SAs and AUTH against a computation by another implementation (Python's hmac). */
#include "daemons/iked/auth.h"
#include "daemons/iked/keymat.h"
#include "tests/unit/iked/hex.h"
#include "tests/unit/unit.h"

static struct nonce ni, nr;
static uint8_t secret[256];

static const struct suite sha1_cbc = {.encr = ENCR_AES_CBC,
    .encr_bits = 128,
    .prf = PRF_HMAC_SHA1,
    .integ = INTEG_HMAC_SHA1_96,
    .group = DH_MODP_2048};

static struct keymat_input input(bool pfs)
{
	ni.size = 32;
	nr.size = 48;
	for (unsigned i = 0; i < 48; i++) {
		ni.data[i] = (uint8_t)i;
		nr.data[i] = (uint8_t)(100 + i);
	}
	for (unsigned i = 0; i < sizeof(secret); i++)
		secret[i] = (uint8_t)(7 * i);
	return (struct keymat_input){
	    .secret = pfs ? secret : NULL,
	    .secret_size = pfs ? sizeof(secret) : 0,
	    .ni = &ni,
	    .nr = &nr,
	    .spi_i = 0x0011223344556677,
	    .spi_r = 0x8899aabbccddeeff,
	};
}

static struct ike_keys first_keys(void)
{
	struct ike_keys keys;
	struct keymat_input in = input(true);
	CU_ASSERT(keymat_ike(&keys, &sha1_cbc, &in));
	return keys;
}

static void first(void)
{
	struct ike_keys k = first_keys();
	CU_ASSERT(hex_equal(k.d, 20, "6868c7f8ac1289cf954552383f3f187e91252eea"));
	CU_ASSERT(hex_equal(k.ai, 20, "abd817d03c14b1c369ceeb0ae2a397fa5a47a065"));
	CU_ASSERT(hex_equal(k.ar, 20, "441e08ba0c0218ede4706bd796fe533653a9107e"));
	CU_ASSERT(hex_equal(k.ei, 16, "f32726f96ced6c6c2b29cfe3e5ffb5c6"));
	CU_ASSERT(hex_equal(k.er, 16, "6664a60a918cee54c078ea22a3aa21a2"));
	CU_ASSERT(hex_equal(k.pi, 20, "0efc8b13c3fb2d0776afc1da229ddbe83a751724"));
	CU_ASSERT(hex_equal(k.pr, 20, "49a5440b38cf2c82a8fc40c5936826b43b2762f8"));
}

/* SKEYSEED with the old PRF (SHA-1, 20 bytes), expansion with the new one (SHA-256). */
static void rekey_to_another_prf(void)
{
	static const struct suite gcm = {
	    .encr = ENCR_AES_GCM_16, .encr_bits = 256, .prf = PRF_HMAC_SHA2_256, .group = DH_MODP_2048};
	struct ike_keys old = first_keys(), k;
	struct keymat_input in = input(true);
	CU_ASSERT(keymat_ike_rekey(&k, &gcm, &in, &old, PRF_HMAC_SHA1));
	CU_ASSERT(hex_equal(k.d, 32, "acd75def028aa5ca184a3bdf711c4d2fead29a40ab9f13cf650126df7cce7f81"));
	CU_ASSERT(
	    hex_equal(k.ei, 36, "6ab1cefd220cfe35469211566d604c7de89d1e2077b8e4beafc58475623c84cc16955461"));
	CU_ASSERT_EQUAL(k.integ_size, 0);
	CU_ASSERT(hex_equal(k.pi, 32, "77cf1abbef125605dbc2e65a238af21ad7f6d5238e527cac57ec0b65a771f726"));
}

static void child(void)
{
	struct ike_keys ike = first_keys();
	struct child_keys k;
	struct keymat_input in = input(true);
	CU_ASSERT(keymat_child(&k, &sha1_cbc, &in, &ike, PRF_HMAC_SHA1));
	CU_ASSERT(hex_equal(k.encr_i, 16, "8bfd7b161339c982a77de220a371b530"));
	CU_ASSERT(hex_equal(k.integ_i, 20, "6cf72753947ee7ef11fc0a0bf4feb266dfa5af7d"));
	CU_ASSERT(hex_equal(k.encr_r, 16, "cde1c83b9edf13769f227d7f809b1373"));
	CU_ASSERT(hex_equal(k.integ_r, 20, "f4fe965dea71e7135186c2bb8e03f1fcb2661776"));

	static const struct suite gcm = {.encr = ENCR_AES_GCM_16, .encr_bits = 128};
	in = input(false);
	CU_ASSERT(keymat_child(&k, &gcm, &in, &ike, PRF_HMAC_SHA1));
	CU_ASSERT_EQUAL(k.encr_size, 20);
	CU_ASSERT(hex_equal(k.encr_i, 20, "273f55f017b6d4aa973e78da16bc0531f5862405"));
	CU_ASSERT(hex_equal(k.encr_r, 20, "33ff0dfd14522b33176b90ca74f123a62e72c16f"));
}

static void unusable_suites(void)
{
	struct ike_keys k;
	struct keymat_input in = input(true);
	struct suite s = sha1_cbc;
	s.integ = 0; /* CBC without integrity */
	CU_ASSERT_FALSE(keymat_ike(&k, &s, &in));
	s = sha1_cbc;
	s.encr = ENCR_AES_GCM_16; /* AEAD with integrity */
	CU_ASSERT_FALSE(keymat_ike(&k, &s, &in));
	s = sha1_cbc;
	s.prf = 1;
	CU_ASSERT_FALSE(keymat_ike(&k, &s, &in));
	s = sha1_cbc;
	s.encr_bits = 64;
	CU_ASSERT_FALSE(keymat_ike(&k, &s, &in));
}

static void auth(void)
{
	struct ike_keys k = first_keys();
	struct ip_addr addr = ip_addr_v4(0xcb007101);
	struct ike_id id = ike_id_address(&addr);
	static const char message[] = "first message", key[] = "fddsFF123****";
	const struct auth_octets octets = {
	    .prf = PRF_HMAC_SHA1,
	    .message = (const uint8_t *)message,
	    .message_size = sizeof(message) - 1,
	    .peer_nonce = &nr,
	    .sk_p = k.pi,
	    .id = &id,
	};
	uint8_t out[64];
	CU_ASSERT_EQUAL(auth_shared_key(&octets, (const uint8_t *)key, sizeof(key) - 1, out), 20);
	CU_ASSERT(hex_equal(out, 20, "206dbf8b958e7729ff87f1041b2d279ac20611f2"));
}

static CU_TestInfo tests[] = {
    {"first IKE SA", first},
    {"rekey to another PRF", rekey_to_another_prf},
    {"CHILD SA", child},
    {"unusable suites", unusable_suites},
    {"AUTH", auth},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("keymat", tests);
}
