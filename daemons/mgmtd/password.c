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
#define HASH_SIZE      16 /* of the ones made here */
#define HASH_SIZE_MAX  64 /* one block of SHA-512 */
#define PREFIX         "$sha512$"
/* Base64 of so many bytes, padding included. */
#define BASE64_CHARS(size) (((size) + 2) / 3 * 4)

struct parsed_hash {
	int iterations;
	uint8_t salt[SALT_SIZE];
	uint8_t out[HASH_SIZE_MAX];
	size_t size; /* of `out` */
};

static bool derive(const char *password, const struct parsed_hash *p, uint8_t *out)
{
	return PKCS5_PBKDF2_HMAC(password, (int)strlen(password), p->salt, SALT_SIZE, p->iterations,
		   EVP_sha512(), (int)p->size, out) == 1;
}

bool password_hash(const char *password, char *hash)
{
	struct parsed_hash p = {.iterations = ITERATIONS, .size = HASH_SIZE};
	char salt64[BASE64_CHARS(SALT_SIZE) + 1], out64[BASE64_CHARS(HASH_SIZE) + 1];
	if (RAND_bytes(p.salt, SALT_SIZE) != 1 || !derive(password, &p, p.out))
		return false;
	EVP_EncodeBlock((uint8_t *)salt64, p.salt, SALT_SIZE);
	EVP_EncodeBlock((uint8_t *)out64, p.out, HASH_SIZE);
	snprintf(hash, PASSWORD_HASH_SIZE, PREFIX "%d$%s$%s", ITERATIONS, salt64, out64);
	return true;
}

/* Bytes that `text` stands for; 0 when it is no base64 or more than `room`. */
static size_t decode(const char *text, uint8_t *dst, size_t room)
{
	uint8_t block[BASE64_CHARS(HASH_SIZE_MAX)];
	size_t chars = strlen(text), padding = 0;
	if (chars == 0 || chars > sizeof(block))
		return 0;
	int size = EVP_DecodeBlock(block, (const uint8_t *)text, (int)chars);
	while (padding < 2 && text[chars - 1 - padding] == '=')
		padding++;
	if (size <= (int)padding || (size_t)size - padding > room)
		return 0;
	memcpy(dst, block, (size_t)size - padding);
	return (size_t)size - padding;
}

static bool parse(const char *text, struct parsed_hash *p)
{
	char salt64[BASE64_CHARS(SALT_SIZE) + 1], out64[BASE64_CHARS(HASH_SIZE_MAX) + 1];
	int end = 0;
	if (sscanf(text, PREFIX "%7d$%24[^$]$%88[^$]%n", &p->iterations, salt64, out64, &end) != 3 ||
	    text[end] != '\0' || p->iterations < 1 || p->iterations > ITERATIONS_MAX)
		return false;
	p->size = decode(out64, p->out, sizeof(p->out));
	return decode(salt64, p->salt, SALT_SIZE) == SALT_SIZE && p->size >= HASH_SIZE;
}

bool password_is_hash(const char *text)
{
	struct parsed_hash p;
	return parse(text, &p);
}

bool password_verify(const char *hash, const char *password)
{
	struct parsed_hash p;
	uint8_t out[HASH_SIZE_MAX];
	if (!parse(hash, &p) || !derive(password, &p, out))
		return false;
	return CRYPTO_memcmp(out, p.out, p.size) == 0;
}
