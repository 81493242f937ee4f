/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/settings.h"
#include "daemons/iked/credential.h"
#include "daemons/iked/trust.h"
#include <openssl/crypto.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define HALF_OPEN_MAX 512
#define FRAGMENT_MTU4 576 /* what every host takes whole, RFC 7383 §2.5.1 */
#define FRAGMENT_MTU6 1280

void settings_limit(struct settings *s, unsigned in_negotiation, unsigned cookies_at)
{
	unsigned max = HALF_OPEN_MAX * in_negotiation / 100;
	s->half_open_max = max ? max : 1;
	s->cookie_threshold = s->half_open_max * cookies_at / 100;
}

struct settings *settings_new(void)
{
	struct settings *s = calloc(1, sizeof(*s));
	if (!s)
		return NULL;
	s->nat_traversal = true;
	s->fragment_mtu4 = FRAGMENT_MTU4;
	s->fragment_mtu6 = FRAGMENT_MTU6;
	settings_limit(s, 100, 50);
	return s;
}

void settings_drop_peers(struct settings *s)
{
	for (unsigned i = 0; i < s->peer_count; i++)
		peer_settings_clear(&s->peer[i]);
	free(s->peer);
	s->peer = NULL;
	s->peer_count = 0;
}

void settings_free(struct settings *s)
{
	if (!s)
		return;
	settings_drop_peers(s);
	free(s);
}

struct shared_offer {
	unsigned references;
	struct proposal_list list;
};

static struct shared_offer *shared(struct proposal_list *offer)
{
	return (struct shared_offer *)(void *)((char *)offer - offsetof(struct shared_offer, list));
}

struct proposal_list *offer_new(void)
{
	struct shared_offer *s = calloc(1, sizeof(*s));
	if (!s)
		return NULL;
	s->references = 1;
	return &s->list;
}

struct proposal_list *offer_hold(struct proposal_list *offer)
{
	if (offer)
		shared(offer)->references++;
	return offer;
}

void offer_release(struct proposal_list *offer)
{
	if (offer && --shared(offer)->references == 0)
		free(shared(offer));
}

void peer_settings_clear(struct peer_settings *s)
{
	offer_release(s->esp);
	credential_release(s->credential);
	trust_release(s->trust);
	OPENSSL_cleanse(s, sizeof(*s));
}

void peer_settings_copy(struct peer_settings *to, const struct peer_settings *from)
{
	offer_hold(from->esp);
	credential_hold(from->credential);
	trust_hold(from->trust);
	peer_settings_clear(to);
	*to = *from;
}

static bool key_equal(const struct shared_key *a, const struct shared_key *b)
{
	return a->size == b->size && CRYPTO_memcmp(a->data, b->data, a->size) == 0;
}

static bool ppk_equal(const struct ppk_settings *a, const struct ppk_settings *b)
{
	return key_equal(&a->key, &b->key) && a->id_size == b->id_size && a->required == b->required &&
	       memcmp(a->id, b->id, a->id_size) == 0;
}

bool peer_settings_differ(const struct peer_settings *a, const struct peer_settings *b)
{
	return !ip_addr_equal(&a->local, &b->local) || !ip_addr_equal(&a->remote, &b->remote) ||
	       !ike_id_equal(&a->local_id, &b->local_id) || !key_equal(&a->local_key, &b->local_key) ||
	       !key_equal(&a->remote_key, &b->remote_key) || !ppk_equal(&a->ppk, &b->ppk) ||
	       !credential_equal(a->credential, b->credential) || !a->trust != !b->trust ||
	       a->udp_force != b->udp_force || a->ipv4 != b->ipv4 || a->ipv6 != b->ipv6;
}

bool peer_settings_usable(const struct peer_settings *s)
{
	return s->incomplete[0] == '\0' && !s->shutdown && s->local.family && s->remote.family;
}
