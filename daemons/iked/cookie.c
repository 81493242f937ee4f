/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/cookie.h"
#include "daemons/iked/prf.h"
#include <openssl/crypto.h>
#include <string.h>

void cookie_refresh(
    struct cookie_secret *secret, int64_t now, void (*random)(void *arg, void *dst, size_t size), void *arg)
{
	if (secret->version && now - secret->born < COOKIE_LIFE_USEC)
		return;
	memcpy(secret->previous, secret->current, sizeof(secret->previous));
	random(arg, secret->current, sizeof(secret->current));
	if (secret->version == 0)
		memcpy(secret->previous, secret->current, sizeof(secret->previous));
	secret->version = secret->version == UINT8_MAX ? 1 : secret->version + 1;
	secret->born = now;
}

static bool cookie_under(const uint8_t *key, uint8_t version, const struct cookie_input *in, uint8_t *cookie)
{
	uint8_t mac[64];
	const struct prf_part parts[] = {
	    {&version, 1},
	    {&in->spi_i, sizeof(in->spi_i)},
	    {in->remote.bytes, ip_addr_size(&in->remote)},
	    {in->ni->data, in->ni->size},
	};
	if (!prf_hmac("SHA256", key, COOKIE_SECRET_SIZE, parts, 4, mac))
		return false;
	cookie[0] = version;
	memcpy(cookie + 1, mac, COOKIE_SIZE - 1);
	return true;
}

bool cookie_make(
    const struct cookie_secret *secret, const struct cookie_input *in, uint8_t cookie[COOKIE_SIZE])
{
	return cookie_under(secret->current, secret->version, in, cookie);
}

bool cookie_check(
    const struct cookie_secret *secret, const struct cookie_input *in, const uint8_t *cookie, size_t size)
{
	uint8_t expected[COOKIE_SIZE];
	if (size != COOKIE_SIZE)
		return false;
	const uint8_t *key = cookie[0] == secret->version ? secret->current : secret->previous;
	return cookie_under(key, cookie[0], in, expected) &&
	       CRYPTO_memcmp(expected, cookie, COOKIE_SIZE) == 0;
}
