/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/settings.h"
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#define HALF_OPEN_MAX 512
#define FRAGMENT_MTU4 576 /* what every host takes whole, RFC 7383 §2.5.1 */
#define FRAGMENT_MTU6 1280

struct settings *settings_new(void)
{
	struct settings *s = calloc(1, sizeof(*s));
	if (!s)
		return NULL;
	s->references = 1;
	s->nat_traversal = true;
	s->fragment_mtu4 = FRAGMENT_MTU4;
	s->fragment_mtu6 = FRAGMENT_MTU6;
	s->half_open_max = HALF_OPEN_MAX;
	s->cookie_threshold = HALF_OPEN_MAX / 2;
	return s;
}

struct settings *settings_hold(struct settings *s)
{
	s->references++;
	return s;
}

void settings_release(struct settings *s)
{
	if (!s || --s->references > 0)
		return;
	if (s->peer)
		OPENSSL_cleanse(s->peer, s->peer_count * sizeof(*s->peer));
	free(s->peer);
	free(s->esp);
	free(s);
}

static bool key_equal(const struct shared_key *a, const struct shared_key *b)
{
	return a->size == b->size && CRYPTO_memcmp(a->data, b->data, a->size) == 0;
}

bool peer_settings_differ(const struct peer_settings *a, const struct peer_settings *b)
{
	return !ip_addr_equal(&a->local, &b->local) || !ip_addr_equal(&a->remote, &b->remote) ||
	       !ike_id_equal(&a->local_id, &b->local_id) || !key_equal(&a->local_key, &b->local_key) ||
	       !key_equal(&a->remote_key, &b->remote_key) || a->ipv4 != b->ipv4 || a->ipv6 != b->ipv6;
}

bool peer_settings_usable(const struct peer_settings *s)
{
	return s->incomplete[0] == '\0' && !s->shutdown && s->local.family && s->remote.family;
}
