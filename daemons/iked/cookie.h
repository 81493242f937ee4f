/* SPDX-License-Identifier: Apache-2.0 */
/* Cookies against floods of IKE_SA_INIT, RFC 7296 §2.6. The secret changes every minute; the one before it
 * still counts. */
#pragma once
#include "daemons/iked/payload.h"
#include "lib/ipaddr.h"

#define COOKIE_SIZE        33 /* version and SHA-256 */
#define COOKIE_SECRET_SIZE 32
#define COOKIE_LIFE_USEC   INT64_C(60000000)
#define COOKIE_SIZE_MAX    64 /* of a peer's, §2.6 */

struct cookie_secret {
	uint8_t version;
	int64_t born; /* loop time, 0: none yet */
	uint8_t current[COOKIE_SECRET_SIZE];
	uint8_t previous[COOKIE_SECRET_SIZE];
};

/* What a cookie is bound to. */
struct cookie_input {
	uint64_t spi_i;
	struct ip_addr remote;
	const struct nonce *ni;
};

/* Rotates the secret when it is old. `random` fills the new one. */
void cookie_refresh(
    struct cookie_secret *secret, int64_t now, void (*random)(void *arg, void *dst, size_t size), void *arg);
bool cookie_make(
    const struct cookie_secret *secret, const struct cookie_input *in, uint8_t cookie[COOKIE_SIZE]);
bool cookie_check(
    const struct cookie_secret *secret, const struct cookie_input *in, const uint8_t *cookie, size_t size);
