/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/proposal.h"
#include "tests/unit/iked/hex.h"
#include "tests/unit/unit.h"

static void add(struct proposal_list *list, uint8_t protocol, uint16_t encr, uint16_t bits, uint16_t integ,
    uint16_t group)
{
	struct proposal *p = proposal_add(list, protocol);
	proposal_transform(p, TRANSFORM_ENCR, encr, bits);
	if (protocol == PROTOCOL_IKE)
		proposal_transform(p, TRANSFORM_PRF, PRF_HMAC_SHA2_256, 0);
	if (integ)
		proposal_transform(p, TRANSFORM_INTEG, integ, 0);
	if (group)
		proposal_transform(p, TRANSFORM_DH, group, 0);
	if (protocol == PROTOCOL_ESP)
		proposal_transform(p, TRANSFORM_ESN, 0, 0);
}

static bool through_the_wire(
    const struct proposal_list *list, uint64_t spi, uint8_t spi_size, struct proposal_list *out)
{
	struct payload_writer w = {0};
	proposal_encode(&w, list, spi, spi_size);
	bool ok = proposal_decode(rbuf_from(w.buf.data + 4, w.buf.len - 4), out);
	payload_writer_free(&w);
	return ok;
}

static void round_trip(void)
{
	struct proposal_list list = {0}, out;
	add(&list, PROTOCOL_ESP, ENCR_AES_GCM_16, 256, 0, DH_CURVE25519);
	add(&list, PROTOCOL_ESP, ENCR_AES_CBC, 128, INTEG_HMAC_SHA1_96, DH_MODP_2048);
	CU_ASSERT(through_the_wire(&list, 0x12345678, 4, &out));
	CU_ASSERT_EQUAL(out.count, 2);
	CU_ASSERT_EQUAL(out.proposal[0].spi, 0x12345678);
	CU_ASSERT_EQUAL(out.proposal[1].number, 2);
	CU_ASSERT_EQUAL(out.proposal[1].count, 4);
	CU_ASSERT_EQUAL(out.proposal[1].transform[0].key_bits, 128);
}

static void our_preference_decides(void)
{
	struct proposal_list ours = {0}, theirs = {0};
	struct proposal_choice choice;
	add(&ours, PROTOCOL_IKE, ENCR_AES_CBC, 256, INTEG_HMAC_SHA2_256_128, DH_ECP_256);
	add(&ours, PROTOCOL_IKE, ENCR_AES_CBC, 128, INTEG_HMAC_SHA1_96, DH_MODP_2048);
	add(&theirs, PROTOCOL_IKE, ENCR_AES_CBC, 128, INTEG_HMAC_SHA1_96, DH_MODP_2048);
	add(&theirs, PROTOCOL_IKE, ENCR_AES_CBC, 256, INTEG_HMAC_SHA2_256_128, DH_ECP_256);
	CU_ASSERT(proposal_select(&ours, &theirs, PROTOCOL_IKE, &choice));
	CU_ASSERT_EQUAL(choice.suite.group, DH_ECP_256);
	CU_ASSERT_EQUAL(choice.number, 2);
	CU_ASSERT_EQUAL(choice.ours, 0);

	/* several in one proposal: each kind by our order */
	ours = theirs = (struct proposal_list){0};
	add(&ours, PROTOCOL_IKE, ENCR_AES_CBC, 256, INTEG_HMAC_SHA2_256_128, DH_ECP_256);
	proposal_transform(&ours.proposal[0], TRANSFORM_ENCR, ENCR_AES_CBC, 128);
	add(&theirs, PROTOCOL_IKE, ENCR_AES_CBC, 128, INTEG_HMAC_SHA2_256_128, DH_MODP_2048);
	proposal_transform(&theirs.proposal[0], TRANSFORM_ENCR, ENCR_AES_CBC, 256);
	proposal_transform(&theirs.proposal[0], TRANSFORM_DH, DH_ECP_256, 0);
	CU_ASSERT(proposal_select(&ours, &theirs, PROTOCOL_IKE, &choice));
	CU_ASSERT_EQUAL(choice.suite.encr_bits, 256);
	CU_ASSERT_EQUAL(choice.suite.group, DH_ECP_256);
}

static void what_does_not_meet(void)
{
	struct proposal_list ours = {0}, theirs = {0};
	struct proposal_choice choice;
	add(&ours, PROTOCOL_ESP, ENCR_AES_CBC, 128, INTEG_HMAC_SHA1_96, DH_MODP_2048);
	add(&theirs, PROTOCOL_ESP, ENCR_AES_CBC, 128, INTEG_HMAC_SHA1_96, 0); /* no PFS */
	CU_ASSERT_FALSE(proposal_select(&ours, &theirs, PROTOCOL_ESP, &choice));
	theirs = (struct proposal_list){0};
	add(&theirs, PROTOCOL_ESP, ENCR_AES_CBC, 256, INTEG_HMAC_SHA1_96, DH_MODP_2048);
	CU_ASSERT_FALSE(proposal_select(&ours, &theirs, PROTOCOL_ESP, &choice));
	theirs = (struct proposal_list){0};
	add(&theirs, PROTOCOL_IKE, ENCR_AES_CBC, 128, INTEG_HMAC_SHA1_96, DH_MODP_2048);
	CU_ASSERT_FALSE(proposal_select(&ours, &theirs, PROTOCOL_ESP, &choice));
}

/* NONE on one side and nothing on the other are the same (RFC 7296 §3.3.3). */
static void none_is_nothing(void)
{
	struct proposal_list ours = {0}, theirs = {0};
	struct proposal_choice choice;
	add(&ours, PROTOCOL_ESP, ENCR_AES_GCM_16, 128, 0, 0);
	add(&theirs, PROTOCOL_ESP, ENCR_AES_GCM_16, 128, 0, 0);
	proposal_transform(&theirs.proposal[0], TRANSFORM_INTEG, INTEG_NONE, 0);
	proposal_transform(&theirs.proposal[0], TRANSFORM_DH, DH_NONE, 0);
	CU_ASSERT(proposal_select(&ours, &theirs, PROTOCOL_ESP, &choice));
	CU_ASSERT_EQUAL(choice.suite.integ, 0);
	CU_ASSERT_EQUAL(choice.suite.group, 0);
}

static void answers(void)
{
	struct proposal_list ours = {0}, answer = {0};
	struct proposal_choice choice;
	add(&ours, PROTOCOL_IKE, ENCR_AES_CBC, 128, INTEG_HMAC_SHA1_96, DH_MODP_2048);
	proposal_transform(&ours.proposal[0], TRANSFORM_DH, DH_ECP_256, 0);
	answer = ours; /* two groups: not a choice */
	CU_ASSERT_FALSE(proposal_accept(&ours, &answer, PROTOCOL_IKE, &choice));
	answer = (struct proposal_list){0};
	add(&answer, PROTOCOL_IKE, ENCR_AES_CBC, 128, INTEG_HMAC_SHA1_96, DH_ECP_256);
	CU_ASSERT(proposal_accept(&ours, &answer, PROTOCOL_IKE, &choice));
	add(&answer, PROTOCOL_IKE, ENCR_AES_CBC, 128, INTEG_HMAC_SHA1_96, DH_ECP_256);
	CU_ASSERT_FALSE(proposal_accept(&ours, &answer, PROTOCOL_IKE, &choice));
	answer = (struct proposal_list){0};
	add(&answer, PROTOCOL_IKE, ENCR_AES_CBC, 256, INTEG_HMAC_SHA1_96, DH_ECP_256);
	CU_ASSERT_FALSE(proposal_accept(&ours, &answer, PROTOCOL_IKE, &choice));
}

static void wire(void)
{
	static const struct {
		const char *what, *bytes;
		bool good;
		unsigned usable;
	} cases[] = {
	    {"empty", "", false, 0},
	    {"header only", "00000008", false, 0},
	    {"no transforms", "0000000801010000", true, 1},
	    {"a byte behind a transform", "0000001001010001000000080100000300", false, 0},
	    {"unknown cipher is passed over", "00000010010100010000000801000002", true, 1},
	    {"unknown kind makes the proposal unusable", "00000010010100010000000809000003", true, 0},
	    {"transform longer than proposal", "00000010010100010000000c0100000c", false, 0},
	    {"transform shorter than its header", "0000001001010001000000070100000c", false, 0},
	    {"more transforms than there are", "00000010010100020000000801000003", false, 0},
	    {"SPI longer than proposal", "0000000801010800", false, 0},
	    {"proposal longer than payload", "0000001801010000", false, 0},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t data[64];
		struct proposal_list list;
		size_t size = hex(cases[i].bytes, data);
		CU_ASSERT_EQUAL(proposal_decode(rbuf_from(data, size), &list), cases[i].good);
		if (cases[i].good)
			CU_ASSERT_EQUAL(list.count, cases[i].usable);
	}
}

static CU_TestInfo tests[] = {
    {"round trip", round_trip},
    {"our preference decides", our_preference_decides},
    {"what does not meet", what_does_not_meet},
    {"NONE is nothing", none_is_nothing},
    {"answers", answers},
    {"wire", wire},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("proposal", tests);
}
