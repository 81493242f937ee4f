/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/dh.h"
#include "daemons/iked/registry.h"
#include "tests/unit/iked/hex.h"
#include "tests/unit/unit.h"

static const uint16_t groups[] = {DH_MODP_1024, DH_MODP_1536, DH_MODP_2048, DH_MODP_3072, DH_MODP_4096,
    DH_ECP_256, DH_ECP_384, DH_ECP_521, DH_CURVE25519};
static const size_t sizes[] = {128, 192, 256, 384, 512, 64, 96, 132, 32};

static void both_ends_agree(void)
{
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		struct dh *a = dh_new(groups[i]), *b = dh_new(groups[i]);
		uint8_t one[DH_PUBLIC_MAX], two[DH_PUBLIC_MAX];
		size_t one_size, two_size;
		CU_ASSERT_EQUAL(dh_public_size(groups[i]), sizes[i]);
		CU_ASSERT(dh_shared(a, dh_public(b), sizes[i], one, &one_size));
		CU_ASSERT(dh_shared(b, dh_public(a), sizes[i], two, &two_size));
		/* MODP: padded to the group; ECP: the x coordinate (RFC 5903 §7) */
		bool point = groups[i] >= DH_ECP_256 && groups[i] <= DH_ECP_521;
		CU_ASSERT_EQUAL(one_size, point ? sizes[i] / 2 : sizes[i]);
		CU_ASSERT(one_size == two_size && memcmp(one, two, one_size) == 0);
		CU_ASSERT_EQUAL(dh_group_of(a), groups[i]);
		dh_free(a);
		dh_free(b);
	}
}

/* Values outside the group must not get as far as a shared secret (RFC 6989). */
static void bad_values(void)
{
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		struct dh *a = dh_new(groups[i]);
		uint8_t bad[DH_PUBLIC_MAX] = {0}, secret[DH_PUBLIC_MAX];
		size_t size;
		CU_ASSERT_FALSE(dh_shared(a, bad, sizes[i], secret, &size));
		CU_ASSERT_FALSE(dh_shared(a, bad, sizes[i] - 1, secret, &size));
		CU_ASSERT_FALSE(dh_shared(a, bad, 0, secret, &size));
		bad[sizes[i] - 1] = 1; /* y = 1; for a curve: (0, 1), which is not on it */
		if (groups[i] != DH_CURVE25519)
			CU_ASSERT_FALSE(dh_shared(a, bad, sizes[i], secret, &size));
		memset(bad, 0xff, sizeof(bad)); /* above p */
		if (groups[i] != DH_CURVE25519)
			CU_ASSERT_FALSE(dh_shared(a, bad, sizes[i], secret, &size));
		dh_free(a);
	}
}

static void unknown_groups(void)
{
	static const uint16_t unknown[] = {0, 1, 3, 24, 22, 999};
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		CU_ASSERT_PTR_NULL(dh_new(unknown[i]));
		CU_ASSERT_FALSE(dh_group_known(unknown[i]));
	}
}

static CU_TestInfo tests[] = {
    {"both ends agree", both_ends_agree},
    {"bad values", bad_values},
    {"unknown groups", unknown_groups},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("dh", tests);
}
