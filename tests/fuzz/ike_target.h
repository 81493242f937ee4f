/* SPDX-License-Identifier: Apache-2.0 */
/* An IKE engine with one peer and no world around it, for the harnesses. */
#pragma once
#include "daemons/iked/ike.h"
#include "daemons/iked/sa.h"
#include "lib/log.h"
#include "lib/loop.h"
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

struct ike_target {
	struct loop *loop;
	struct ike *ike;
	struct ip_endpoint local, remote;
	uint8_t next; /* of the predictable random numbers */
	uint32_t serial;
};

static void target_send(void *arg, const struct ip_endpoint *local, const struct ip_endpoint *remote,
    const uint8_t *data, size_t size)
{
}

static void target_sa_add(void *arg, const struct sa_spec *spec)
{
}

static void target_sa_del(void *arg, const struct sa_id *id)
{
}

static void target_sa_move(void *arg, const struct sa_move *move)
{
}

static bool target_sa_usage(void *arg, uint32_t spi)
{
	return false;
}

static void target_random(void *arg, void *dst, size_t size)
{
	struct ike_target *t = arg;
	memset(dst, ++t->next, size);
	uint32_t serial = (uint32_t)(t->serial += 0x9e3779b9u);
	memcpy(dst, &serial, size < sizeof(serial) ? size : sizeof(serial));
}

static void target_keep(void *arg, uint64_t spi, const uint8_t *data, size_t size)
{
}

static void target_notice(void *arg, const char *text)
{
}

static struct settings *target_settings(const struct ike_target *t)
{
	struct settings *s = settings_new();
	struct proposal *p = proposal_add(&s->ike, PROTOCOL_IKE);
	proposal_transform(p, TRANSFORM_ENCR, ENCR_AES_CBC, 128);
	proposal_transform(p, TRANSFORM_PRF, PRF_HMAC_SHA1, 0);
	proposal_transform(p, TRANSFORM_INTEG, INTEG_HMAC_SHA1_96, 0);
	proposal_transform(p, TRANSFORM_DH, DH_CURVE25519, 0);
	proposal_transform(p, TRANSFORM_DH, DH_ECP_256, 0);
	s->peer = calloc(1, sizeof(*s->peer));
	s->peer_count = 1;
	struct peer_settings *peer = s->peer;
	peer->esp = offer_new();
	p = proposal_add(peer->esp, PROTOCOL_ESP);
	proposal_transform(p, TRANSFORM_ENCR, ENCR_AES_GCM_16, 128);
	proposal_transform(p, TRANSFORM_DH, DH_CURVE25519, 0);
	proposal_transform(p, TRANSFORM_ESN, 0, 0);
	strcpy(peer->tunnel, "Tunnel1");
	peer->local = t->local.addr;
	peer->remote = t->remote.addr;
	peer->local_key.size = peer->remote_key.size = 3;
	peer->lifetime_seconds = 3600;
	peer->ipv4 = true;
	return s;
}

static inline struct ike_target *ike_target_new(void)
{
	struct ike_target *t = calloc(1, sizeof(*t));
	const struct ike_env env = {target_send, target_sa_add, target_sa_del, target_sa_move,
	    target_sa_usage, target_random, target_keep, target_notice, t};
	log_open("fuzz", LOG_LEVEL_ERROR);
	t->loop = loop_new();
	t->local = (struct ip_endpoint){.addr = ip_addr_v4(0xcb007101), .port = 500};
	t->remote = (struct ip_endpoint){.addr = ip_addr_v4(0xc63364bf), .port = 500};
	t->ike = ike_new(t->loop, &env);
	ike_apply(t->ike, target_settings(t));
	return t;
}

static inline struct peer *ike_target_peer(struct ike_target *t)
{
	return peer_find(t->ike, "Tunnel1");
}

/* Our own attempt, if one is under way. */
static inline struct ike_sa *ike_target_attempt(struct ike_target *t)
{
	struct ike_sa *sa;
	DL_FOREACH(ike_target_peer(t)->sas, sa)
		if (sa->state == IKE_SA_INIT_SENT)
			return sa;
	return NULL;
}

/* An SA that is up, made without a peer when there is none. */
static inline struct ike_sa *ike_target_up(struct ike_target *t)
{
	struct ike_sa *sa;
	struct nonce n = {.size = 32};
	const struct keymat_input in = {(const uint8_t *)"secret", 6, &n, &n, 1, 2};
	DL_FOREACH(ike_target_peer(t)->sas, sa)
		if (ike_sa_is_up(sa))
			return sa;
	sa = ike_sa_new(ike_target_peer(t), true, ike_new_spi(t->ike), 77, &t->local, &t->remote);
	if (!sa)
		return NULL;
	sa->suite = (struct suite){ENCR_AES_GCM_16, 128, PRF_HMAC_SHA1, 0, DH_CURVE25519, false};
	sa->window.next_out = 2;
	sa->window.next_in = 0;
	if (!keymat_ike(&sa->keys, &sa->suite, &in))
		abort();
	ike_sa_established(sa, true);
	return sa;
}
