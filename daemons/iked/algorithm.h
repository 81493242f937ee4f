/* SPDX-License-Identifier: Apache-2.0 */
/* The algorithms that we know: sizes, OpenSSL's names, our names. Sizes in bytes. */
#pragma once
#include "daemons/iked/registry.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ALGORITHM_HASH_MAX 64 /* output and key of the largest PRF */
#define ALGORITHM_STRLEN   24
#define ALGORITHM_ENCR_MAX 36 /* 256-bit key and salt of an AEAD */

/* One of each kind, as negotiated for an IKE SA or a CHILD SA; 0 where the protocol has none. */
struct suite {
	uint16_t encr;
	uint16_t encr_bits;
	uint16_t prf;
	uint16_t integ;
	uint16_t group;
	bool esn;
};

struct integ_info {
	uint16_t id;
	const char *digest; /* OpenSSL's name */
	const char *name;   /* "SHA1", as the records of show commands have it */
	uint8_t key_size;
	uint8_t icv_size;
};

struct prf_info {
	uint16_t id;
	const char *digest;
	const char *name;
	uint8_t size; /* of output and preferred key */
};

/* NULL for what we do not know. */
const struct integ_info *algorithm_integ(uint16_t id);
const struct prf_info *algorithm_prf(uint16_t id);

bool algorithm_encr_known(uint16_t id, uint16_t bits);
bool algorithm_is_aead(uint16_t encr);
/* Key material of a cipher: key, and for AEAD the salt behind it. */
size_t algorithm_encr_key_size(uint16_t encr, uint16_t bits);
size_t algorithm_encr_block(uint16_t encr);     /* of CBC: block and IV */
const char *algorithm_encr_name(uint16_t encr); /* "AES-CBC" */
/* "AES-CBC-256", and "3DES" or "CHACHA20-POLY1305", which have one size; into `dst`. */
const char *algorithm_encr_str(uint16_t encr, uint16_t bits, char dst[ALGORITHM_STRLEN]);
