/* SPDX-License-Identifier: Apache-2.0 */
/* HMACs of RFC 2202 and RFC 4231; prf+ against a computation by another implementation (Python's hmac). */
#include "daemons/iked/prf.h"
#include "daemons/iked/registry.h"
#include "tests/unit/iked/hex.h"
#include "tests/unit/unit.h"

static void rfc_vectors(void)
{
	static const struct {
		uint16_t prf;
		const char *mac;
	} vectors[] = {
	    /* key "Jefe", data "what do ya want for nothing?" */
	    {PRF_HMAC_SHA1, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
	    {PRF_HMAC_SHA2_256, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
	    {PRF_HMAC_SHA2_384, "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69"
				"e2c78b3239ecfab21649"},
	    {PRF_HMAC_SHA2_512, "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a"
				"994a6d034f65f8f0e6fd"
				"caeab1a34d4a6b4b636e070a38bce737"},
	};
	static const char text[] = "what do ya want for nothing?";
	/* in three parts, as IKE feeds it */
	const struct prf_part parts[] = {{text, 4}, {text + 4, 0}, {text + 4, sizeof(text) - 5}};
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		uint8_t out[64];
		CU_ASSERT(prf(vectors[i].prf, (const uint8_t *)"Jefe", 4, parts, 3, out));
		CU_ASSERT(hex_equal(out, strlen(vectors[i].mac) / 2, vectors[i].mac));
	}
}

static void plus(void)
{
	uint8_t out[70];
	const struct prf_part seed = {"seed", 4};
	CU_ASSERT(prf_plus(PRF_HMAC_SHA1, (const uint8_t *)"key", 3, &seed, 1, out, sizeof(out)));
	CU_ASSERT(hex_equal(out, sizeof(out),
	    "0a4dd4d286ae93c5e1d24f24f3756216b533dd67ad15d19cef25f483bcc5300fd5487404a2c5000664d807a67dba048c"
	    "69ac2269"
	    "39eb01a5b44c634ad5b79dcd667a4120a8ea"));
}

static void limits(void)
{
	static uint8_t out[255 * 20 + 1];
	const struct prf_part seed = {"seed", 4};
	CU_ASSERT(prf_plus(PRF_HMAC_SHA1, (const uint8_t *)"key", 3, &seed, 1, out, 255 * 20));
	CU_ASSERT_FALSE(prf_plus(PRF_HMAC_SHA1, (const uint8_t *)"key", 3, &seed, 1, out, sizeof(out)));
	CU_ASSERT_FALSE(prf(999, (const uint8_t *)"key", 3, &seed, 1, out));
}

static CU_TestInfo tests[] = {
    {"RFC vectors", rfc_vectors},
    {"prf+", plus},
    {"limits", limits},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("prf", tests);
}
