/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/password.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>

#define ITERATIONS     5000
#define ITERATIONS_MAX 1000000
#define SALT_SIZE      16
#define HASH_SIZE      32
#define PREFIX         "$sha512$"
/* Base64 of 16 and of 32 bytes, padding included. */
#define SALT_CHARS 24
#define HASH_CHARS 44

static bool derive(const char *password, const uint8_t *salt, int iterations, uint8_t *out)
{
	return PKCS5_PBKDF2_HMAC(password, (int)strlen(password), salt, SALT_SIZE, iterations, EVP_sha512(),
		   HASH_SIZE, out) == 1;
}

bool password_hash(const char *password, char *hash)
{
	uint8_t salt[SALT_SIZE], out[HASH_SIZE];
	char salt64[SALT_CHARS + 1], out64[HASH_CHARS + 1];
	if (RAND_bytes(salt, sizeof(salt)) != 1 || !derive(password, salt, ITERATIONS, out))
		return false;
	EVP_EncodeBlock((uint8_t *)salt64, salt, sizeof(salt));
	EVP_EncodeBlock((uint8_t *)out64, out, sizeof(out));
	snprintf(hash, PASSWORD_HASH_SIZE, PREFIX "%d$%s$%s", ITERATIONS, salt64, out64);
	return true;
}

struct parsed_hash {
	int iterations;
	uint8_t salt[SALT_SIZE];
	uint8_t out[HASH_SIZE];
};

static bool decode(const char *text, size_t chars, uint8_t *dst, size_t size)
{
	uint8_t block[HASH_CHARS];
	if (strlen(text) != chars || EVP_DecodeBlock(block, (const uint8_t *)text, (int)chars) < (int)size)
		return false;
	memcpy(dst, block, size);
	return true;
}

static bool parse(const char *text, struct parsed_hash *p)
{
	char salt64[SALT_CHARS + 1], out64[HASH_CHARS + 1];
	int end = 0;
	if (sscanf(text, PREFIX "%7d$%24[^$]$%44[^$]%n", &p->iterations, salt64, out64, &end) != 3 ||
	    text[end] != '\0' || p->iterations < 1 || p->iterations > ITERATIONS_MAX)
		return false;
	return decode(salt64, SALT_CHARS, p->salt, SALT_SIZE) && decode(out64, HASH_CHARS, p->out, HASH_SIZE);
}

bool password_is_hash(const char *text)
{
	struct parsed_hash p;
	return parse(text, &p);
}

bool password_verify(const char *hash, const char *password)
{
	struct parsed_hash p;
	uint8_t out[HASH_SIZE];
	if (!parse(hash, &p) || !derive(password, p.salt, p.iterations, out))
		return false;
	return CRYPTO_memcmp(out, p.out, HASH_SIZE) == 0;
}
