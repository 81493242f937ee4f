/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ipsec-mb back end. AES-GCM is one direct call per packet. AES-CBC with HMAC goes through the
 * multi-buffer scheduler, which works on up to sixteen packets side by side; for one or two packets that
 * costs more than it saves, and OpenSSL does them.
 */
#include "daemons/espd/crypto.h"
#include <intel-ipsec-mb.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include "daemons/espd/inner.h"
#include "lib/sa_feed.h"

#define GCM_SALT     4
#define GCM_NONCE    12
#define GCM_TAG      16
#define CHACHA20_KEY 32
#define DES_KEY      8
#define JOBS_MIN     3
#define HASH_BLOCK   128 /* the larger of the two block sizes */

struct mb_sa {
	struct crypto_sa base;
	struct IMB_MGR *manager;
	struct crypto_sa *openssl; /* CBC only: for few packets */
	unsigned key_bytes;
	IMB_HASH_ALG hash;
	uint8_t nonce[GCM_NONCE];
	uint8_t chacha_key[CHACHA20_KEY];
	_Alignas(64) struct gcm_key_data gcm;
	_Alignas(64) uint32_t enc_keys[15 * 4];
	_Alignas(64) uint32_t dec_keys[15 * 4];
	_Alignas(64) uint64_t des_keys[3][IMB_DES_KEY_SCHED_SIZE / 8];
	const void *des_key[3]; /* the schedules of the three keys */
	_Alignas(64) uint8_t ipad[64];
	_Alignas(64) uint8_t opad[64];
};

struct IMB_MGR *crypto_ipsecmb_manager_new(void)
{
	struct IMB_MGR *manager = alloc_mb_mgr(0);
	if (manager == NULL)
		return NULL;
	IMB_ARCH arch = IMB_ARCH_NONE;
	init_mb_mgr_auto(manager, &arch);
	if (imb_get_errno(manager) == 0 && arch != IMB_ARCH_NONE && arch != IMB_ARCH_NOAESNI)
		return manager;
	free_mb_mgr(manager);
	return NULL;
}

void crypto_ipsecmb_manager_free(struct IMB_MGR *manager)
{
	if (manager != NULL)
		free_mb_mgr(manager);
}

static void set_gcm(struct mb_sa *sa, const struct sa_spec *spec)
{
	switch (sa->key_bytes) {
	case 16:
		IMB_AES128_GCM_PRE(sa->manager, spec->encr_key, &sa->gcm);
		break;
	case 24:
		IMB_AES192_GCM_PRE(sa->manager, spec->encr_key, &sa->gcm);
		break;
	default:
		IMB_AES256_GCM_PRE(sa->manager, spec->encr_key, &sa->gcm);
		break;
	}
	memcpy(sa->nonce, spec->encr_key + sa->key_bytes, GCM_SALT);
}

static void hash_block(struct mb_sa *sa, const uint8_t *block, uint8_t *state)
{
	switch (sa->hash) {
	case IMB_AUTH_HMAC_SHA_1:
		IMB_SHA1_ONE_BLOCK(sa->manager, block, state);
		break;
	case IMB_AUTH_HMAC_SHA_256:
		IMB_SHA256_ONE_BLOCK(sa->manager, block, state);
		break;
	case IMB_AUTH_HMAC_SHA_384:
		IMB_SHA384_ONE_BLOCK(sa->manager, block, state);
		break;
	default:
		IMB_SHA512_ONE_BLOCK(sa->manager, block, state);
		break;
	}
}

/* The states of the hash after its first block, inner and outer (RFC 2104 §4). */
static void set_hmac(struct mb_sa *sa, const struct sa_spec *spec)
{
	uint8_t inner[HASH_BLOCK], outer[HASH_BLOCK];
	memset(inner, 0x36, sizeof inner);
	memset(outer, 0x5c, sizeof outer);
	for (unsigned i = 0; i < spec->auth_key_size; i++) {
		inner[i] ^= spec->auth_key[i];
		outer[i] ^= spec->auth_key[i];
	}
	hash_block(sa, inner, sa->ipad);
	hash_block(sa, outer, sa->opad);
	OPENSSL_cleanse(inner, sizeof inner);
	OPENSSL_cleanse(outer, sizeof outer);
}

static IMB_HASH_ALG hash_of(uint16_t auth)
{
	switch (auth) {
	case SA_AUTH_HMAC_SHA1_96:
		return IMB_AUTH_HMAC_SHA_1;
	case SA_AUTH_HMAC_SHA2_256_128:
		return IMB_AUTH_HMAC_SHA_256;
	case SA_AUTH_HMAC_SHA2_384_192:
		return IMB_AUTH_HMAC_SHA_384;
	default:
		return IMB_AUTH_HMAC_SHA_512;
	}
}

static void expand_key(struct mb_sa *sa, const struct sa_spec *spec)
{
	switch (sa->key_bytes) {
	case 16:
		IMB_AES_KEYEXP_128(sa->manager, spec->encr_key, sa->enc_keys, sa->dec_keys);
		break;
	case 24:
		IMB_AES_KEYEXP_192(sa->manager, spec->encr_key, sa->enc_keys, sa->dec_keys);
		break;
	default:
		IMB_AES_KEYEXP_256(sa->manager, spec->encr_key, sa->enc_keys, sa->dec_keys);
		break;
	}
}

/* RFC 2451 §2.2: three DES keys behind each other. */
static void expand_des_keys(struct mb_sa *sa, const struct sa_spec *spec)
{
	for (unsigned i = 0; i < 3; i++) {
		IMB_DES_KEYSCHED(sa->manager, sa->des_keys[i], spec->encr_key + i * (size_t)DES_KEY);
		sa->des_key[i] = sa->des_keys[i];
	}
}

static bool set_cbc(struct mb_sa *sa, struct crypto_engine *engine, const struct crypto_suite *suite,
    const struct sa_spec *spec)
{
	sa->openssl = crypto_backend_openssl.sa_new(engine, suite, spec);
	if (sa->openssl == NULL)
		return false;
	sa->openssl->backend = &crypto_backend_openssl;
	sa->openssl->suite = suite;
	sa->openssl->esn = spec->esn;
	sa->hash = hash_of(spec->auth);
	sa->base.staged = true;
	if (spec->encr == SA_ENCR_3DES)
		expand_des_keys(sa, spec);
	else
		expand_key(sa, spec);
	set_hmac(sa, spec);
	return true;
}

static void mb_sa_free(struct crypto_sa *base)
{
	struct mb_sa *sa = (struct mb_sa *)base;
	crypto_sa_free(sa->openssl);
	OPENSSL_cleanse(sa, sizeof *sa);
	free(sa);
}

static struct crypto_sa *mb_sa_new(
    struct crypto_engine *engine, const struct crypto_suite *suite, const struct sa_spec *spec)
{
	struct mb_sa *sa = aligned_alloc(64, sizeof *sa);
	if (sa == NULL)
		return NULL;
	memset(sa, 0, sizeof *sa);
	sa->manager = crypto_engine_manager(engine);
	sa->key_bytes = spec->encr_key_bits / 8;
	if (suite->encr == SA_ENCR_CHACHA20_POLY1305) {
		memcpy(sa->chacha_key, spec->encr_key, CHACHA20_KEY);
		memcpy(sa->nonce, spec->encr_key + CHACHA20_KEY, GCM_SALT);
		return &sa->base;
	}
	if (suite->digest == NULL) {
		set_gcm(sa, spec);
		return &sa->base;
	}
	if (set_cbc(sa, engine, suite, spec))
		return &sa->base;
	mb_sa_free(&sa->base);
	return NULL;
}

static void gcm_encrypt(struct mb_sa *sa, struct crypto_packet *p, const uint8_t *aad, size_t aad_size)
{
	struct gcm_context_data ctx;
	uint8_t *text = crypto_text(sa->base.suite, p->esp);
	uint8_t *tag = text + p->size;
	switch (sa->key_bytes) {
	case 16:
		IMB_AES128_GCM_ENC(sa->manager, &sa->gcm, &ctx, text, p->clear, p->size, sa->nonce, aad,
		    aad_size, tag, GCM_TAG);
		break;
	case 24:
		IMB_AES192_GCM_ENC(sa->manager, &sa->gcm, &ctx, text, p->clear, p->size, sa->nonce, aad,
		    aad_size, tag, GCM_TAG);
		break;
	default:
		IMB_AES256_GCM_ENC(sa->manager, &sa->gcm, &ctx, text, p->clear, p->size, sa->nonce, aad,
		    aad_size, tag, GCM_TAG);
		break;
	}
}

static void gcm_decrypt(
    struct mb_sa *sa, struct crypto_packet *p, const uint8_t *aad, size_t aad_size, uint8_t *tag)
{
	struct gcm_context_data ctx;
	const uint8_t *text = crypto_text(sa->base.suite, p->esp);
	switch (sa->key_bytes) {
	case 16:
		IMB_AES128_GCM_DEC(sa->manager, &sa->gcm, &ctx, p->clear, text, p->size, sa->nonce, aad,
		    aad_size, tag, GCM_TAG);
		break;
	case 24:
		IMB_AES192_GCM_DEC(sa->manager, &sa->gcm, &ctx, p->clear, text, p->size, sa->nonce, aad,
		    aad_size, tag, GCM_TAG);
		break;
	default:
		IMB_AES256_GCM_DEC(sa->manager, &sa->gcm, &ctx, p->clear, text, p->size, sa->nonce, aad,
		    aad_size, tag, GCM_TAG);
		break;
	}
}

static void chacha_encrypt(struct mb_sa *sa, struct crypto_packet *p, const uint8_t *aad, size_t aad_size)
{
	struct chacha20_poly1305_context_data ctx;
	uint8_t *text = crypto_text(sa->base.suite, p->esp);
	IMB_CHACHA20_POLY1305_INIT(sa->manager, sa->chacha_key, &ctx, sa->nonce, aad, aad_size);
	IMB_CHACHA20_POLY1305_ENC_UPDATE(sa->manager, sa->chacha_key, &ctx, text, p->clear, p->size);
	IMB_CHACHA20_POLY1305_ENC_FINALIZE(sa->manager, &ctx, text + p->size, GCM_TAG);
}

static void chacha_decrypt(
    struct mb_sa *sa, struct crypto_packet *p, const uint8_t *aad, size_t aad_size, uint8_t *tag)
{
	struct chacha20_poly1305_context_data ctx;
	const uint8_t *text = crypto_text(sa->base.suite, p->esp);
	IMB_CHACHA20_POLY1305_INIT(sa->manager, sa->chacha_key, &ctx, sa->nonce, aad, aad_size);
	IMB_CHACHA20_POLY1305_DEC_UPDATE(sa->manager, sa->chacha_key, &ctx, p->clear, text, p->size);
	IMB_CHACHA20_POLY1305_DEC_FINALIZE(sa->manager, &ctx, tag, GCM_TAG);
}

static void aead_seal(struct mb_sa *sa, struct crypto_packet *p)
{
	uint8_t aad[12];
	uint8_t *iv = p->esp + CRYPTO_HEADER;
	inner_put32(iv, (uint32_t)(p->counter >> 32));
	inner_put32(iv + 4, (uint32_t)p->counter);
	memcpy(sa->nonce + GCM_SALT, iv, GCM_NONCE - GCM_SALT);
	size_t aad_size = crypto_aad(&sa->base, p, aad);
	if (sa->base.suite->encr == SA_ENCR_CHACHA20_POLY1305)
		chacha_encrypt(sa, p, aad, aad_size);
	else
		gcm_encrypt(sa, p, aad, aad_size);
	p->ok = true;
}

static void aead_open(struct mb_sa *sa, struct crypto_packet *p)
{
	uint8_t aad[12], tag[GCM_TAG], received[GCM_TAG];
	memcpy(sa->nonce + GCM_SALT, p->esp + CRYPTO_HEADER, GCM_NONCE - GCM_SALT);
	memcpy(received, crypto_text(sa->base.suite, p->esp) + p->size, GCM_TAG);
	size_t aad_size = crypto_aad(&sa->base, p, aad);
	if (sa->base.suite->encr == SA_ENCR_CHACHA20_POLY1305)
		chacha_decrypt(sa, p, aad, aad_size, tag);
	else
		gcm_decrypt(sa, p, aad, aad_size, tag);
	p->ok = CRYPTO_memcmp(tag, received, GCM_TAG) == 0;
}

/* Puts the number's high half behind the ciphertext, where it is hashed and then overwritten by the ICV. */
static size_t hashed_size(const struct mb_sa *sa, const struct crypto_packet *p)
{
	size_t size = CRYPTO_HEADER + sa->base.suite->iv_size + p->size;
	if (!sa->base.esn)
		return size;
	inner_put32(p->esp + size, p->seq_hi);
	return size + 4;
}

static void fill_job(struct mb_sa *sa, IMB_JOB *job, struct crypto_packet *p)
{
	bool des = sa->base.suite->encr == SA_ENCR_3DES;
	job->enc_keys = des ? (const void *)sa->des_key : sa->enc_keys;
	job->dec_keys = des ? (const void *)sa->des_key : sa->dec_keys;
	job->key_len_in_bytes = des ? 3 * DES_KEY : sa->key_bytes;
	job->cipher_mode = des ? IMB_CIPHER_DES3 : IMB_CIPHER_CBC;
	job->hash_alg = sa->hash;
	job->src = p->esp;
	job->iv_len_in_bytes = sa->base.suite->iv_size;
	job->hash_start_src_offset_in_bytes = 0;
	job->msg_len_to_hash_in_bytes = hashed_size(sa, p);
	job->auth_tag_output_len_in_bytes = sa->base.suite->icv_size;
	job->u.HMAC._hashed_auth_key_xor_ipad = sa->ipad;
	job->u.HMAC._hashed_auth_key_xor_opad = sa->opad;
	job->user_data = p;
}

static void job_ended(IMB_JOB *job)
{
	if (job != NULL)
		((struct crypto_packet *)job->user_data)->ok = job->status == IMB_STATUS_COMPLETED;
}

static void finish_jobs(struct mb_sa *sa)
{
	IMB_JOB *job;
	while ((job = IMB_FLUSH_JOB(sa->manager)) != NULL)
		job_ended(job);
}

static void cbc_seal(struct mb_sa *sa, struct crypto_packet *packets, unsigned count)
{
	static const uint8_t zero[CRYPTO_IV_MAX];
	size_t block = sa->base.suite->iv_size;
	for (unsigned i = 0; i < count; i++) {
		struct crypto_packet *p = &packets[i];
		IMB_JOB *job = IMB_GET_NEXT_JOB(sa->manager);
		p->ok = false;
		crypto_counter_block(p, p->esp + CRYPTO_HEADER, block);
		fill_job(sa, job, p);
		job->cipher_direction = IMB_DIR_ENCRYPT;
		job->chain_order = IMB_ORDER_CIPHER_HASH;
		job->dst = p->esp + CRYPTO_HEADER;
		job->iv = zero;
		job->cipher_start_src_offset_in_bytes = CRYPTO_HEADER;
		job->msg_len_to_cipher_in_bytes = block + p->size;
		job->auth_tag_output = p->esp + CRYPTO_HEADER + block + p->size;
		job_ended(IMB_SUBMIT_JOB_NOCHECK(sa->manager));
	}
	finish_jobs(sa);
}

struct tags {
	uint8_t received[CRYPTO_BATCH][CRYPTO_ICV_MAX];
	uint8_t computed[CRYPTO_BATCH][CRYPTO_ICV_MAX];
};

static void submit_open(struct mb_sa *sa, struct crypto_packet *p, uint8_t *tag)
{
	IMB_JOB *job = IMB_GET_NEXT_JOB(sa->manager);
	p->ok = false;
	fill_job(sa, job, p);
	job->cipher_direction = IMB_DIR_DECRYPT;
	job->chain_order = IMB_ORDER_HASH_CIPHER;
	job->dst = p->clear;
	job->iv = p->esp + CRYPTO_HEADER;
	job->cipher_start_src_offset_in_bytes = CRYPTO_HEADER + sa->base.suite->iv_size;
	job->msg_len_to_cipher_in_bytes = p->size;
	job->auth_tag_output = tag;
	job_ended(IMB_SUBMIT_JOB_NOCHECK(sa->manager));
}

static void cbc_open(struct mb_sa *sa, struct crypto_packet *packets, unsigned count)
{
	struct tags tags;
	size_t icv_size = sa->base.suite->icv_size;
	for (unsigned i = 0; i < count; i++) {
		const uint8_t *text = crypto_text(sa->base.suite, packets[i].esp);
		/* cppcheck-suppress uninitvar ; this call is what fills it */
		memcpy(tags.received[i], text + packets[i].size, icv_size);
		submit_open(sa, &packets[i], tags.computed[i]);
	}
	finish_jobs(sa);
	for (unsigned i = 0; i < count; i++)
		if (packets[i].ok)
			packets[i].ok = CRYPTO_memcmp(tags.computed[i], tags.received[i], icv_size) == 0;
}

static void mb_seal(struct crypto_sa *base, struct crypto_packet *packets, unsigned count)
{
	struct mb_sa *sa = (struct mb_sa *)base;
	if (sa->openssl == NULL) {
		for (unsigned i = 0; i < count; i++)
			aead_seal(sa, &packets[i]);
	} else if (count < JOBS_MIN) {
		crypto_seal(sa->openssl, packets, count);
	} else {
		cbc_seal(sa, packets, count);
	}
}

static void mb_open(struct crypto_sa *base, struct crypto_packet *packets, unsigned count)
{
	struct mb_sa *sa = (struct mb_sa *)base;
	if (sa->openssl == NULL) {
		for (unsigned i = 0; i < count; i++)
			aead_open(sa, &packets[i]);
	} else if (count < JOBS_MIN) {
		crypto_open(sa->openssl, packets, count);
	} else {
		cbc_open(sa, packets, count);
	}
}

const struct crypto_backend crypto_backend_ipsecmb = {
    .name = "ipsec-mb",
    .sa_new = mb_sa_new,
    .sa_free = mb_sa_free,
    .seal = mb_seal,
    .open = mb_open,
};
