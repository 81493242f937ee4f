/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Passwords of users and of the privileged EXEC mode.
 *
 * Kept as PBKDF2-HMAC-SHA512 (RFC 8018 §5.2) in the form that an ASA prints, "$sha512$ITERATIONS$SALT$HASH"
 * with salt and hash in base64. A hash has 16 bytes, as an ASA's; up to 64 are understood.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define PASSWORD_HASH_SIZE 144 /* bytes, terminator included */
#define PASSWORD_MAX       127 /* characters */

/* Hashes with a new salt into `hash` (PASSWORD_HASH_SIZE bytes). */
bool password_hash(const char *password, char *hash);
bool password_is_hash(const char *text);
/* Compares in constant time; false also for a malformed hash. */
bool password_verify(const char *hash, const char *password);
