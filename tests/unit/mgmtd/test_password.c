/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include "daemons/mgmtd/password.h"
#include "tests/unit/unit.h"

static void a_password_fits_its_hash_only(void)
{
	char hash[PASSWORD_HASH_SIZE], other[PASSWORD_HASH_SIZE];
	CU_ASSERT_TRUE(password_hash("correct horse", hash));
	CU_ASSERT_TRUE(password_hash("correct horse", other));
	CU_ASSERT_STRING_NOT_EQUAL(hash, other); /* salted */
	CU_ASSERT_TRUE(password_is_hash(hash));
	CU_ASSERT_TRUE(password_verify(hash, "correct horse"));
	CU_ASSERT_TRUE(password_verify(other, "correct horse"));
	CU_ASSERT_FALSE(password_verify(hash, "correct horse "));
	CU_ASSERT_FALSE(password_verify(hash, ""));
	CU_ASSERT_PTR_NULL(strstr(hash, "horse"));
}

/* PBKDF2-HMAC-SHA512 of "password", salt of sixteen 's', 1000 rounds, worked out with Python's hashlib. */
static void the_derivation_is_the_standard_one(void)
{
	static const char hash[] =
	    "$sha512$1000$c3Nzc3Nzc3Nzc3Nzc3Nzcw==$xROR2BiXiMtoHKWxO7jWW1PhUTDrAmikqvZf04zv/fM=";
	CU_ASSERT_TRUE(password_verify(hash, "password"));
	CU_ASSERT_FALSE(password_verify(hash, "Password"));
}

/* As an ASA prints it: five thousand rounds, a hash of sixteen bytes; worked out with Python's hashlib. */
static void a_hash_of_an_asa_is_understood(void)
{
	static const char hash[] = "$sha512$5000$c3Nzc3Nzc3Nzc3Nzc3Nzcw==$K72t4GdB0PbDu/47NTpgeQ==";
	char ours[PASSWORD_HASH_SIZE];
	CU_ASSERT_TRUE(password_verify(hash, "cisco-asa-form"));
	CU_ASSERT_FALSE(password_verify(hash, "cisco-asa-forn"));
	CU_ASSERT_TRUE(password_hash("cisco-asa-form", ours));
	CU_ASSERT_EQUAL(strlen(ours), strlen(hash));
}

static void malformed_hashes_fit_nothing(void)
{
	static const char *const bad[] = {"", "$sha512$", "$sha512$0$c3Nzc3Nzc3Nzc3Nzc3Nzcw==$AAAA",
	    "$sha512$1000$c3Nzc3Nzc3Nzc3Nzc3Nzcw==$", "$sha512$1000$c3Nzc3Nzc3Nzc3Nzc3Nzcw==$c3Nzcw==",
	    "$sha512$1000$c3Nzcw==$K72t4GdB0PbDu/47NTpgeQ==", "$sha512$-1$c3Nzc3Nzc3Nzc3Nzc3Nzcw==$x",
	    "password"};
	for (unsigned i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		CU_ASSERT_FALSE(password_is_hash(bad[i]));
		CU_ASSERT_FALSE(password_verify(bad[i], ""));
	}
}

static CU_TestInfo tests[] = {
    {"a password fits its hash only", a_password_fits_its_hash_only},
    {"the derivation is the standard one", the_derivation_is_the_standard_one},
    {"a hash of an ASA is understood", a_hash_of_an_asa_is_understood},
    {"malformed hashes fit nothing", malformed_hashes_fit_nothing},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("mgmtd-password", tests);
}
