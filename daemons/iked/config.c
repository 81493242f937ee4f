/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/config.h"
#include "daemons/iked/config_algorithm.h"
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utlist.h>

struct iked_model *config_model_new(void)
{
	return calloc(1, sizeof(struct iked_model));
}

#define FREE_LIST(list, type)                                                                                \
	do {                                                                                                 \
		struct type *element_, *next_;                                                               \
		DL_FOREACH_SAFE(list, element_, next_) {                                                     \
			OPENSSL_cleanse(element_, sizeof(*element_));                                        \
			free(element_);                                                                      \
		}                                                                                            \
	} while (0)

#define FREE_TABLE(table, type)                                                                              \
	do {                                                                                                 \
		struct type *element_, *next_;                                                               \
		HASH_ITER(hh, table, element_, next_) {                                                      \
			HASH_DEL(table, element_);                                                           \
			OPENSSL_cleanse(element_, sizeof(*element_));                                        \
			free(element_);                                                                      \
		}                                                                                            \
	} while (0)

void config_model_free(struct iked_model *m)
{
	if (!m)
		return;
	FREE_LIST(m->policies, config_policy);
	FREE_LIST(m->proposals, config_proposal);
	FREE_LIST(m->profiles, config_profile);
	FREE_TABLE(m->groups, config_group);
	FREE_TABLE(m->tunnels, config_tunnel);
	FREE_LIST(m->enabled, config_enabled);
	free(m);
}

/* ---- resolving ---- */

static void offer_policy(struct settings *s, const struct config_policy *policy, bool aead)
{
	struct proposal *p =
	    config_has_ciphers(policy->encryption, aead) ? proposal_add(&s->ike, PROTOCOL_IKE) : NULL;
	if (!p)
		return;
	config_add_ciphers(p, policy->encryption, aead);
	if (!aead)
		config_add_integrity(p, policy->integrity);
	config_add_prfs(p, policy->prf);
	config_add_groups(p, policy->group);
	s->ike_lifetime[s->ike.count - 1] = policy->lifetime;
}

/* ESN without a replay window would be of no use (RFC 4303 §3.3.3). */
static void offer_esp(const struct iked_model *m, struct proposal_list *list,
    const struct config_proposal *proposal, uint16_t pfs, bool aead)
{
	struct proposal *p =
	    config_has_ciphers(proposal->encryption, aead) ? proposal_add(list, PROTOCOL_ESP) : NULL;
	if (!p)
		return;
	config_add_ciphers(p, proposal->encryption, aead);
	if (!aead)
		config_add_integrity(p, proposal->integrity);
	if (pfs)
		proposal_transform(p, TRANSFORM_DH, pfs, 0);
	if (proposal->esn && m->replay_window)
		proposal_transform(p, TRANSFORM_ESN, 1, 0);
	proposal_transform(p, TRANSFORM_ESN, 0, 0);
}

struct config_proposal *config_proposal_named(const struct iked_model *m, const char *name)
{
	struct config_proposal *p;
	DL_FOREACH(m->proposals, p)
		if (strcmp(p->name, name) == 0)
			return p;
	return NULL;
}

struct config_profile *config_profile_named(const struct iked_model *m, const char *name, unsigned *index)
{
	struct config_profile *p;
	*index = 0;
	DL_FOREACH(m->profiles, p) {
		if (strcmp(p->name, name) == 0)
			return p;
		(*index)++;
	}
	return NULL;
}

static const struct config_group *find_group(const struct iked_model *m, const struct ip_addr *remote)
{
	char text[IP_ADDR_STRLEN];
	struct config_group *g;
	ip_addr_str(remote, text);
	HASH_FIND_STR(m->groups, text, g);
	return g;
}

static bool is_enabled(const struct iked_model *m, const char *nameif)
{
	const struct config_enabled *e;
	DL_FOREACH(m->enabled, e)
		if (strcasecmp(e->nameif, nameif) == 0)
			return true;
	return false;
}

/* What keeps the tunnel from coming up, in words; "" when nothing does. */
static void find_gap(const struct iked_model *m, const struct config_tunnel *t, const struct settings *s,
    struct peer_settings *p)
{
	char text[IP_ADDR_STRLEN];
	unsigned index;
	const struct config_profile *profile = config_profile_named(m, t->profile, &index);
	const struct config_group *group = find_group(m, &t->destination);
	if (!t->source[0])
		snprintf(p->incomplete, INCOMPLETE_SIZE, "no tunnel source");
	else if (!t->destination.family)
		snprintf(p->incomplete, INCOMPLETE_SIZE, "no tunnel destination");
	else if (!t->profile[0])
		snprintf(p->incomplete, INCOMPLETE_SIZE, "no tunnel protection");
	else if (!profile)
		snprintf(p->incomplete, INCOMPLETE_SIZE, "there is no ipsec profile %.60s", t->profile);
	else if (s->esp[index].count == 0)
		snprintf(
		    p->incomplete, INCOMPLETE_SIZE, "ipsec profile %.40s has no usable proposal", t->profile);
	else if (!group || !group->local.size || !group->remote.size)
		snprintf(p->incomplete, INCOMPLETE_SIZE, "tunnel-group %s lacks a pre-shared key",
		    ip_addr_str(&t->destination, text));
	else if (!is_enabled(m, t->source))
		snprintf(p->incomplete, INCOMPLETE_SIZE, "ikev2 is not enabled on %.48s", t->source);
	else if (s->ike.count == 0)
		snprintf(p->incomplete, INCOMPLETE_SIZE, "there is no ikev2 policy");
}

static void resolve_profile(
    const struct iked_model *m, const struct config_profile *profile, struct peer_settings *p)
{
	p->pfs_group = profile->pfs_group;
	p->responder_only = profile->responder_only;
	p->lifetime_seconds = profile->seconds ? profile->seconds : m->seconds;
	p->lifetime_kilobytes = profile->kilobytes ? profile->kilobytes : m->kilobytes;
	if (profile->kilobytes_unlimited)
		p->lifetime_kilobytes = 0;
}

static void resolve_tunnel(const struct iked_model *m, const struct interfaces *interfaces,
    const struct config_tunnel *t, const struct settings *s, struct peer_settings *p)
{
	unsigned index;
	const struct config_profile *profile = config_profile_named(m, t->profile, &index);
	const struct config_group *group = find_group(m, &t->destination);
	memcpy(p->tunnel, t->name, sizeof(p->tunnel));
	p->shutdown = t->shutdown;
	p->remote = t->destination;
	p->local = interfaces_address(interfaces, t->source, NULL);
	p->ipv6 = t->ipv6;
	p->ipv4 = !t->ipv6;
	p->replay_window = m->replay_window;
	p->local_id = config_identity_of(m, profile);
	if (profile) {
		resolve_profile(m, profile, p);
		p->esp = &s->esp[index];
	}
	if (group) {
		p->local_key = group->local;
		p->remote_key = group->remote;
		p->dpd = group->dpd;
	}
	find_gap(m, t, s, p);
}

static void resolve_esp(const struct iked_model *m, struct settings *s)
{
	const struct config_profile *profile;
	unsigned n = 0;
	DL_FOREACH(m->profiles, profile) {
		for (unsigned i = 0; i < profile->proposals; i++) {
			const struct config_proposal *p = config_proposal_named(m, profile->proposal[i]);
			if (!p)
				continue;
			offer_esp(m, &s->esp[n], p, profile->pfs_group, true);
			offer_esp(m, &s->esp[n], p, profile->pfs_group, false);
		}
		n++;
	}
}

struct settings *config_resolve(const struct iked_model *m, const struct interfaces *interfaces)
{
	struct settings *s = settings_new();
	const struct config_policy *policy;
	const struct config_profile *profile;
	const struct config_tunnel *t;
	if (!s)
		return NULL;
	s->nat_traversal = m->nat_traversal;
	s->legacy = m->legacy;
	if (!m->fragmentation)
		s->fragment_mtu4 = s->fragment_mtu6 = 0;
	else if (m->fragment_mtu)
		s->fragment_mtu4 = s->fragment_mtu6 = m->fragment_mtu;
	DL_FOREACH(m->policies, policy) {
		offer_policy(s, policy, true);
		offer_policy(s, policy, false);
	}
	DL_COUNT(m->profiles, profile, s->esp_count);
	s->peer_count = HASH_COUNT(m->tunnels);
	s->esp = calloc(s->esp_count + 1, sizeof(*s->esp));
	s->peer = calloc(s->peer_count + 1, sizeof(*s->peer));
	if (!s->esp || !s->peer) {
		s->peer_count = 0;
		settings_release(s);
		return NULL;
	}
	resolve_esp(m, s);
	unsigned n = 0;
	for (t = m->tunnels; t; t = t->hh.next)
		resolve_tunnel(m, interfaces, t, s, &s->peer[n++]);
	return s;
}

bool config_listens(
    const struct iked_model *m, const struct interfaces *interfaces, const struct ip_addr *local)
{
	const struct config_enabled *e;
	DL_FOREACH(m->enabled, e)
		if (interfaces_has(interfaces, e->nameif, local))
			return true;
	return false;
}
