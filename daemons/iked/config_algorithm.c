/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/config_algorithm.h"
#include "cmd_iked.h"

static const struct {
	uint16_t id, bits;
} ike_encryption[] = {
    [CMD_IKE_ENCRYPTION_AES_GCM_256] = {ENCR_AES_GCM_16, 256},
    [CMD_IKE_ENCRYPTION_AES_GCM_192] = {ENCR_AES_GCM_16, 192},
    [CMD_IKE_ENCRYPTION_AES_GCM] = {ENCR_AES_GCM_16, 128},
    [CMD_IKE_ENCRYPTION_CHACHA20_POLY1305] = {ENCR_CHACHA20_POLY1305, 0},
    [CMD_IKE_ENCRYPTION_AES_256] = {ENCR_AES_CBC, 256},
    [CMD_IKE_ENCRYPTION_AES_192] = {ENCR_AES_CBC, 192},
    [CMD_IKE_ENCRYPTION_AES] = {ENCR_AES_CBC, 128},
    [CMD_IKE_ENCRYPTION_3DES] = {ENCR_3DES, 0},
};
_Static_assert((int)CMD_IKE_ENCRYPTION_AES_GCM_256 == (int)CMD_ESP_ENCRYPTION_AES_GCM_256 &&
		   (int)CMD_IKE_ENCRYPTION_CHACHA20_POLY1305 == (int)CMD_ESP_ENCRYPTION_CHACHA20_POLY1305 &&
		   (int)CMD_IKE_ENCRYPTION_3DES == (int)CMD_ESP_ENCRYPTION_3DES,
    "IKE and ESP list the same ciphers");

static const uint16_t integrity[] = {
    [CMD_IKE_INTEGRITY_SHA512] = INTEG_HMAC_SHA2_512_256,
    [CMD_IKE_INTEGRITY_SHA384] = INTEG_HMAC_SHA2_384_192,
    [CMD_IKE_INTEGRITY_SHA256] = INTEG_HMAC_SHA2_256_128,
    [CMD_IKE_INTEGRITY_SHA] = INTEG_HMAC_SHA1_96,
    [CMD_IKE_INTEGRITY_NULL] = INTEG_NONE,
};
_Static_assert((int)CMD_IKE_INTEGRITY_SHA512 == (int)CMD_ESP_INTEGRITY_SHA_512 &&
		   (int)CMD_IKE_INTEGRITY_NULL == (int)CMD_ESP_INTEGRITY_NULL,
    "IKE and ESP list the same hashes");

static const uint16_t groups[] = {
    [CMD_IKE_GROUP_31] = DH_CURVE25519,
    [CMD_IKE_GROUP_21] = DH_ECP_521,
    [CMD_IKE_GROUP_20] = DH_ECP_384,
    [CMD_IKE_GROUP_19] = DH_ECP_256,
    [CMD_IKE_GROUP_16] = DH_MODP_4096,
    [CMD_IKE_GROUP_15] = DH_MODP_3072,
    [CMD_IKE_GROUP_14] = DH_MODP_2048,
    [CMD_IKE_GROUP_5] = DH_MODP_1536,
    [CMD_IKE_GROUP_2] = DH_MODP_1024,
};
_Static_assert(
    (int)CMD_IKE_GROUP_31 == (int)CMD_PFS_GROUP_GROUP31 && (int)CMD_IKE_GROUP_2 == (int)CMD_PFS_GROUP_GROUP2,
    "IKE and PFS list the same groups");

static const uint16_t prfs[] = {
    [CMD_IKE_PRF_SHA512] = PRF_HMAC_SHA2_512,
    [CMD_IKE_PRF_SHA384] = PRF_HMAC_SHA2_384,
    [CMD_IKE_PRF_SHA256] = PRF_HMAC_SHA2_256,
    [CMD_IKE_PRF_SHA] = PRF_HMAC_SHA1,
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void add_list(struct proposal *p, uint8_t type, uint32_t bits, const uint16_t *ids, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if ((bits & (1u << i)) && ids[i])
			proposal_transform(p, type, ids[i], 0);
}

bool config_add_ciphers(struct proposal *p, uint32_t bits, bool aead)
{
	for (size_t i = 0; i < COUNT(ike_encryption); i++)
		if ((bits & (1u << i)) && algorithm_is_aead(ike_encryption[i].id) == aead)
			proposal_transform(p, TRANSFORM_ENCR, ike_encryption[i].id, ike_encryption[i].bits);
	return p->count > 0;
}

bool config_has_ciphers(uint32_t bits, bool aead)
{
	struct proposal p = {0};
	return config_add_ciphers(&p, bits, aead);
}

void config_add_integrity(struct proposal *p, uint32_t bits)
{
	add_list(p, TRANSFORM_INTEG, bits, integrity, COUNT(integrity));
}

void config_add_prfs(struct proposal *p, uint32_t bits)
{
	add_list(p, TRANSFORM_PRF, bits, prfs, COUNT(prfs));
}

void config_add_groups(struct proposal *p, uint32_t bits)
{
	add_list(p, TRANSFORM_DH, bits, groups, COUNT(groups));
}

uint16_t config_group_of(unsigned word)
{
	return groups[word];
}
