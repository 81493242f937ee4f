/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Encryption and authentication of ESP packets, in batches, behind one interface with two back ends:
 * OpenSSL, always there, and ipsec-mb, which works on many packets at once.
 *
 *      esp
 *      | SPI | sequence | IV | ciphertext (payload, padding, pad length, next header) | ICV |
 *                            |<------------------- size ----------------------------->|
 *
 * Sealing reads `clear` and writes behind the ESP header, which the caller has filled in; `clear` may lie
 * elsewhere (nothing is copied then) or be the place of the ciphertext itself. A suite that is `staged`
 * pays off only for several packets in one call, so its packets are put in place and sealed together.
 * Opening is the reverse; `clear` may again be the place of the ciphertext.
 *
 * One crypto_engine belongs to one worker, and so does every crypto_sa made with it.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sa_spec;
struct crypto_engine;
struct crypto_backend;

#define CRYPTO_BATCH     64 /* packets in one call at most */
#define CRYPTO_HEADROOM  16 /* bytes before `clear` that sealing may overwrite */
#define CRYPTO_TAILROOM  4  /* bytes of the ICV's place at least; every ICV is longer */
#define CRYPTO_HEADER    8  /* SPI and sequence number */
#define CRYPTO_IV_MAX    16
#define CRYPTO_ICV_MAX   32
#define CRYPTO_ALIGN_MAX 16

/* What a pair of transforms means for the packet. */
struct crypto_suite {
	uint16_t encr;      /* enum sa_encr */
	uint16_t auth;      /* enum sa_auth */
	uint8_t iv_size;    /* bytes */
	uint8_t icv_size;   /* bytes */
	uint8_t align;      /* of the ciphertext, bytes */
	uint8_t auth_key;   /* bytes */
	const char *digest; /* OpenSSL's name of the hash, NULL for an AEAD */
};

struct crypto_packet {
	uint8_t *esp;
	uint8_t *clear;
	uint32_t size;    /* of the ciphertext, bytes; a multiple of the suite's alignment */
	uint32_t seq_hi;  /* with ESN: covered by the ICV, not sent */
	uint64_t counter; /* sealing: makes the IV; never the same twice with one key */
	bool ok;          /* opening: authentic; sealing: done */
	void *user;       /* the caller's */
};

struct crypto_sa {
	const struct crypto_backend *backend;
	const struct crypto_suite *suite;
	bool esn;
	bool staged;
};

struct crypto_backend {
	const char *name;
	/* NULL when the suite or the key size is not this back end's, or the processor's. */
	struct crypto_sa *(*sa_new)(
	    struct crypto_engine *engine, const struct crypto_suite *suite, const struct sa_spec *spec);
	void (*sa_free)(struct crypto_sa *sa);
	void (*seal)(struct crypto_sa *sa, struct crypto_packet *packets, unsigned count);
	void (*open)(struct crypto_sa *sa, struct crypto_packet *packets, unsigned count);
};

enum crypto_choice {
	CRYPTO_FASTEST,
	CRYPTO_OPENSSL,
	CRYPTO_IPSECMB,
};

/* NULL when the choice is not built in or memory is short. */
struct crypto_engine *crypto_engine_new(enum crypto_choice choice);
void crypto_engine_free(struct crypto_engine *engine);

/* The suite of a specification, NULL when there is none or a key has the wrong size. */
const struct crypto_suite *crypto_suite_find(const struct sa_spec *spec);

/* Keys ready for use in spec->direction. NULL when the suite is unknown or memory is short. The keys are
 * wiped by crypto_sa_free(). */
struct crypto_sa *crypto_sa_new(struct crypto_engine *engine, const struct sa_spec *spec);
void crypto_sa_free(struct crypto_sa *sa);

static inline void crypto_seal(struct crypto_sa *sa, struct crypto_packet *packets, unsigned count)
{
	sa->backend->seal(sa, packets, count);
}

static inline void crypto_open(struct crypto_sa *sa, struct crypto_packet *packets, unsigned count)
{
	sa->backend->open(sa, packets, count);
}

/* Where the ciphertext of a packet begins. */
static inline uint8_t *crypto_text(const struct crypto_suite *suite, uint8_t *esp)
{
	return esp + CRYPTO_HEADER + suite->iv_size;
}

/* For the back ends. */
extern const struct crypto_backend crypto_backend_openssl;
extern const struct crypto_backend crypto_backend_ipsecmb;
struct IMB_MGR *crypto_ipsecmb_manager_new(void);
void crypto_ipsecmb_manager_free(struct IMB_MGR *manager);
struct IMB_MGR *crypto_engine_manager(struct crypto_engine *engine);
/* The associated data of an AEAD (RFC 4106 §5) in `aad` (12 bytes); its size. */
size_t crypto_aad(const struct crypto_sa *sa, const struct crypto_packet *p, uint8_t *aad);
/* The block of the cipher (8 or 16 bytes) whose encryption is the CBC IV: distinct for each packet, hence
 * unpredictable once encrypted. */
void crypto_counter_block(const struct crypto_packet *p, uint8_t *block, size_t size);
