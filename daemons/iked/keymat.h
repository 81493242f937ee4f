/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of an IKE SA (RFC 7296 §2.14, §2.18) and of a CHILD SA (§2.17). */
#pragma once
#include "daemons/iked/algorithm.h"
#include "daemons/iked/payload.h"

struct ike_keys {
	uint8_t prf_size;   /* SK_d, SK_pi, SK_pr */
	uint8_t integ_size; /* SK_ai, SK_ar; 0 with AEAD */
	uint8_t encr_size;  /* SK_ei, SK_er with salt */
	uint8_t d[ALGORITHM_HASH_MAX];
	uint8_t ai[ALGORITHM_HASH_MAX], ar[ALGORITHM_HASH_MAX];
	uint8_t ei[ALGORITHM_ENCR_MAX], er[ALGORITHM_ENCR_MAX];
	uint8_t pi[ALGORITHM_HASH_MAX], pr[ALGORITHM_HASH_MAX];
};

/* What both ends put into the keys. */
struct keymat_input {
	const uint8_t *secret; /* g^ir; NULL and 0 for a CHILD SA without PFS */
	size_t secret_size;
	const struct nonce *ni, *nr;
	uint64_t spi_i, spi_r;
};

/* Keys of a first IKE SA. */
bool keymat_ike(struct ike_keys *keys, const struct suite *suite, const struct keymat_input *in);
/* Keys of an IKE SA that replaces one with `old` keys under PRF `old_prf`. */
bool keymat_ike_rekey(struct ike_keys *keys, const struct suite *suite, const struct keymat_input *in,
    const struct ike_keys *old, uint16_t old_prf);
/* Mixes a post-quantum pre-shared key into SK_d, SK_pi and SK_pr (RFC 8784 §3). */
bool keymat_mix(struct ike_keys *keys, uint16_t prf, const uint8_t *ppk, size_t size);
void keymat_wipe(struct ike_keys *keys);

struct child_keys {
	size_t encr_size, integ_size;
	uint8_t encr_i[ALGORITHM_ENCR_MAX], integ_i[ALGORITHM_HASH_MAX]; /* initiator to responder */
	uint8_t encr_r[ALGORITHM_ENCR_MAX], integ_r[ALGORITHM_HASH_MAX];
};

/* `ike` and `prf` are of the IKE SA under which the CHILD SA is made. */
bool keymat_child(struct child_keys *keys, const struct suite *suite, const struct keymat_input *in,
    const struct ike_keys *ike, uint16_t prf);
void keymat_child_wipe(struct child_keys *keys);
