/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/config.h"
#include "cmd_iked.h"
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utlist.h>

#define TUNNEL_PREFIX "Tunnel"

/* A new element at the end of a list of named things. */
#define APPEND_NEW(list, element)                                                                            \
	do {                                                                                                 \
		(element) = calloc(1, sizeof(*(element)));                                                   \
		if (element)                                                                                 \
			DL_APPEND(list, element);                                                            \
	} while (0)

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

void config_model_free(struct iked_model *m)
{
	if (!m)
		return;
	FREE_LIST(m->policies, config_policy);
	FREE_LIST(m->proposals, config_proposal);
	FREE_LIST(m->profiles, config_profile);
	FREE_LIST(m->groups, config_group);
	FREE_LIST(m->tunnels, config_tunnel);
	FREE_LIST(m->enabled, config_enabled);
	free(m);
}

/* ---- the words ---- */

static const struct {
	uint16_t id, bits;
} ike_encryption[] = {
    [CMD_IKE_ENCRYPTION_AES_GCM_256] = {ENCR_AES_GCM_16, 256},
    [CMD_IKE_ENCRYPTION_AES_GCM_192] = {ENCR_AES_GCM_16, 192},
    [CMD_IKE_ENCRYPTION_AES_GCM] = {ENCR_AES_GCM_16, 128},
    [CMD_IKE_ENCRYPTION_AES_256] = {ENCR_AES_CBC, 256},
    [CMD_IKE_ENCRYPTION_AES_192] = {ENCR_AES_CBC, 192},
    [CMD_IKE_ENCRYPTION_AES] = {ENCR_AES_CBC, 128},
};
_Static_assert((int)CMD_IKE_ENCRYPTION_AES_GCM_256 == (int)CMD_ESP_ENCRYPTION_AES_GCM_256 &&
		   (int)CMD_IKE_ENCRYPTION_AES == (int)CMD_ESP_ENCRYPTION_AES,
    "IKE and ESP list the same ciphers");

static const uint16_t integrity[] = {
    [CMD_IKE_INTEGRITY_SHA512] = INTEG_HMAC_SHA2_512_256,
    [CMD_IKE_INTEGRITY_SHA384] = INTEG_HMAC_SHA2_384_192,
    [CMD_IKE_INTEGRITY_SHA256] = INTEG_HMAC_SHA2_256_128,
    [CMD_IKE_INTEGRITY_SHA] = INTEG_HMAC_SHA1_96,
    [CMD_IKE_INTEGRITY_NULL] = INTEG_NONE,
};
_Static_assert((int)CMD_IKE_INTEGRITY_SHA512 == (int)CMD_ESP_INTEGRITY_SHA_512 &&
		   (int)CMD_IKE_INTEGRITY_NULL == (int)CMD_ESP_INTEGRITY_NULL,
    "IKE and ESP list the same hashes");

static const uint16_t groups[] = {
    [CMD_IKE_GROUP_31] = DH_CURVE25519,
    [CMD_IKE_GROUP_21] = DH_ECP_521,
    [CMD_IKE_GROUP_20] = DH_ECP_384,
    [CMD_IKE_GROUP_19] = DH_ECP_256,
    [CMD_IKE_GROUP_16] = DH_MODP_4096,
    [CMD_IKE_GROUP_15] = DH_MODP_3072,
    [CMD_IKE_GROUP_14] = DH_MODP_2048,
};
_Static_assert((int)CMD_IKE_GROUP_31 == (int)CMD_PFS_GROUP_GROUP31 &&
		   (int)CMD_IKE_GROUP_14 == (int)CMD_PFS_GROUP_GROUP14,
    "IKE and PFS list the same groups");

static const uint16_t prfs[] = {
    [CMD_IKE_PRF_SHA512] = PRF_HMAC_SHA2_512,
    [CMD_IKE_PRF_SHA384] = PRF_HMAC_SHA2_384,
    [CMD_IKE_PRF_SHA256] = PRF_HMAC_SHA2_256,
    [CMD_IKE_PRF_SHA] = PRF_HMAC_SHA1,
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- resolving ---- */

static void add_list(struct proposal *p, uint8_t type, uint32_t bits, const uint16_t *ids, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if ((bits & (1u << i)) && ids[i])
			proposal_transform(p, type, ids[i], 0);
}

/* Ciphers of one kind; false when there is none: AEAD and others go into separate proposals (RFC 7296 §3.3). */
static bool add_ciphers(struct proposal *p, uint32_t bits, bool aead)
{
	for (size_t i = 0; i < COUNT(ike_encryption); i++)
		if ((bits & (1u << i)) && algorithm_is_aead(ike_encryption[i].id) == aead)
			proposal_transform(p, TRANSFORM_ENCR, ike_encryption[i].id, ike_encryption[i].bits);
	return p->count > 0;
}

static bool has_kind(uint32_t bits, bool aead)
{
	struct proposal p = {0};
	return add_ciphers(&p, bits, aead);
}

static void offer_policy(struct settings *s, const struct config_policy *policy, bool aead)
{
	struct proposal *p = has_kind(policy->encryption, aead) ? proposal_add(&s->ike, PROTOCOL_IKE) : NULL;
	if (!p)
		return;
	add_ciphers(p, policy->encryption, aead);
	if (!aead)
		add_list(p, TRANSFORM_INTEG, policy->integrity, integrity, COUNT(integrity));
	add_list(p, TRANSFORM_PRF, policy->prf, prfs, COUNT(prfs));
	add_list(p, TRANSFORM_DH, policy->group, groups, COUNT(groups));
	s->ike_lifetime[s->ike.count - 1] = policy->lifetime;
}

static void offer_esp(
    struct proposal_list *list, const struct config_proposal *proposal, uint16_t pfs, bool aead)
{
	struct proposal *p = has_kind(proposal->encryption, aead) ? proposal_add(list, PROTOCOL_ESP) : NULL;
	if (!p)
		return;
	add_ciphers(p, proposal->encryption, aead);
	if (!aead)
		add_list(p, TRANSFORM_INTEG, proposal->integrity, integrity, COUNT(integrity));
	if (pfs)
		proposal_transform(p, TRANSFORM_DH, pfs, 0);
	proposal_transform(p, TRANSFORM_ESN, 0, 0);
}

static const struct config_proposal *find_proposal(const struct iked_model *m, const char *name)
{
	const struct config_proposal *p;
	DL_FOREACH(m->proposals, p)
		if (strcmp(p->name, name) == 0)
			return p;
	return NULL;
}

static const struct config_profile *find_profile(
    const struct iked_model *m, const char *name, unsigned *index)
{
	const struct config_profile *p;
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
	const struct config_group *g;
	ip_addr_str(remote, text);
	DL_FOREACH(m->groups, g)
		if (strcmp(g->name, text) == 0)
			return g;
	return NULL;
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
	const struct config_profile *profile = find_profile(m, t->profile, &index);
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
	const struct config_profile *profile = find_profile(m, t->profile, &index);
	const struct config_group *group = find_group(m, &t->destination);
	memcpy(p->tunnel, t->name, sizeof(p->tunnel));
	p->shutdown = t->shutdown;
	p->remote = t->destination;
	p->local = interfaces_address(interfaces, t->source, NULL);
	p->ipv6 = t->ipv6;
	p->ipv4 = !t->ipv6;
	p->replay_window = m->replay_window;
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
			const struct config_proposal *p = find_proposal(m, profile->proposal[i]);
			if (!p)
				continue;
			offer_esp(&s->esp[n], p, profile->pfs_group, true);
			offer_esp(&s->esp[n], p, profile->pfs_group, false);
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
	DL_FOREACH(m->policies, policy) {
		offer_policy(s, policy, true);
		offer_policy(s, policy, false);
	}
	DL_COUNT(m->profiles, profile, s->esp_count);
	DL_COUNT(m->tunnels, t, s->peer_count);
	s->esp = calloc(s->esp_count + 1, sizeof(*s->esp));
	s->peer = calloc(s->peer_count + 1, sizeof(*s->peer));
	if (!s->esp || !s->peer) {
		s->peer_count = 0;
		settings_release(s);
		return NULL;
	}
	resolve_esp(m, s);
	unsigned n = 0;
	DL_FOREACH(m->tunnels, t)
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

/* ---- handlers: crypto ikev2 ---- */

static int by_priority(const struct config_policy *a, const struct config_policy *b)
{
	return (a->priority > b->priority) - (a->priority < b->priority);
}

void iked_set_crypto_ikev2_policy(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_crypto_ikev2_policy *args)
{
	struct config_policy *p = calloc(1, sizeof(*p));
	if (!p)
		return;
	p->priority = args->priority;
	DL_INSERT_INORDER(m->policies, p, by_priority);
}

static struct config_policy *policy_of(struct iked_model *m, const struct cmd_call *call)
{
	struct config_policy *p;
	DL_FOREACH(m->policies, p)
		if (p->priority == cmd_in_ikev2_policy(call)->priority)
			return p;
	return NULL;
}

void iked_set_ikev2_policy_encryption(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_ikev2_policy_encryption *args)
{
	struct config_policy *p = policy_of(m, call);
	if (p)
		p->encryption = args->algorithms;
}

void iked_set_ikev2_policy_integrity(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_ikev2_policy_integrity *args)
{
	struct config_policy *p = policy_of(m, call);
	if (p)
		p->integrity = args->algorithms;
}

void iked_set_ikev2_policy_group(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_ikev2_policy_group *args)
{
	struct config_policy *p = policy_of(m, call);
	if (p)
		p->group = args->groups;
}

void iked_set_ikev2_policy_prf(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_ikev2_policy_prf *args)
{
	struct config_policy *p = policy_of(m, call);
	if (p)
		p->prf = args->algorithms;
}

void iked_set_ikev2_policy_lifetime_seconds(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_ikev2_policy_lifetime_seconds *args)
{
	struct config_policy *p = policy_of(m, call);
	if (p)
		p->lifetime = args->has_seconds ? args->seconds : 0;
}

void iked_set_crypto_ikev2_enable(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_crypto_ikev2_enable *args)
{
	struct config_enabled *e;
	APPEND_NEW(m->enabled, e);
	if (e)
		snprintf(e->nameif, sizeof(e->nameif), "%s", args->ifname);
}

/* Both words mean the address: with pre-shared keys there is nothing else. */
void iked_set_crypto_isakmp_identity(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_crypto_isakmp_identity *args)
{
}

/* espd sends the keepalives; what counts here is that address translators are looked for. */
void iked_set_crypto_isakmp_nat_traversal(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_crypto_isakmp_nat_traversal *args)
{
	m->nat_traversal = true;
}

/* ---- handlers: crypto ipsec ---- */

void iked_set_crypto_ipsec_ikev2_ipsec_proposal(struct iked_model *m, const struct cmd_call *call,
    const struct cmd_crypto_ipsec_ikev2_ipsec_proposal *args)
{
	struct config_proposal *p;
	APPEND_NEW(m->proposals, p);
	if (p)
		snprintf(p->name, sizeof(p->name), "%s", args->name);
}

static struct config_proposal *proposal_of(struct iked_model *m, const struct cmd_call *call)
{
	return (struct config_proposal *)find_proposal(m, cmd_in_ipsec_proposal(call)->name);
}

void iked_set_ipsec_proposal_protocol_esp_encryption(struct iked_model *m, const struct cmd_call *call,
    const struct cmd_ipsec_proposal_protocol_esp_encryption *args)
{
	struct config_proposal *p = proposal_of(m, call);
	if (p)
		p->encryption = args->algorithms;
}

void iked_set_ipsec_proposal_protocol_esp_integrity(struct iked_model *m, const struct cmd_call *call,
    const struct cmd_ipsec_proposal_protocol_esp_integrity *args)
{
	struct config_proposal *p = proposal_of(m, call);
	if (p)
		p->integrity = args->algorithms;
}

void iked_set_crypto_ipsec_profile(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_crypto_ipsec_profile *args)
{
	struct config_profile *p;
	APPEND_NEW(m->profiles, p);
	if (p)
		snprintf(p->name, sizeof(p->name), "%s", args->name);
}

static struct config_profile *profile_of(struct iked_model *m, const struct cmd_call *call)
{
	unsigned index;
	return (struct config_profile *)find_profile(m, cmd_in_ipsec_profile(call)->name, &index);
}

void iked_set_ipsec_profile_set_ikev2_ipsec_proposal(struct iked_model *m, const struct cmd_call *call,
    const struct cmd_ipsec_profile_set_ikev2_ipsec_proposal *args)
{
	struct config_profile *p = profile_of(m, call);
	for (unsigned i = 0; p && i < args->proposals.count && i < CONFIG_PROPOSALS_MAX; i++)
		snprintf(p->proposal[p->proposals++], CONFIG_NAME_SIZE, "%s", args->proposals.name[i]);
}

/* The address is the only form. */
void iked_set_ipsec_profile_set_ikev2_local_identity(struct iked_model *m, const struct cmd_call *call,
    const struct cmd_ipsec_profile_set_ikev2_local_identity *args)
{
}

void iked_set_ipsec_profile_set_pfs(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_ipsec_profile_set_pfs *args)
{
	struct config_profile *p = profile_of(m, call);
	if (p)
		p->pfs_group = groups[args->group];
}

void iked_set_ipsec_profile_set_security_association_lifetime_kilobytes(struct iked_model *m,
    const struct cmd_call *call,
    const struct cmd_ipsec_profile_set_security_association_lifetime_kilobytes *args)
{
	struct config_profile *p = profile_of(m, call);
	if (!p)
		return;
	p->kilobytes = args->has_kilobytes ? args->kilobytes : 0;
	p->kilobytes_unlimited = args->has_unlimited;
}

void iked_set_ipsec_profile_set_security_association_lifetime_seconds(struct iked_model *m,
    const struct cmd_call *call,
    const struct cmd_ipsec_profile_set_security_association_lifetime_seconds *args)
{
	struct config_profile *p = profile_of(m, call);
	if (p)
		p->seconds = args->seconds;
}

void iked_set_ipsec_profile_responder_only(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_ipsec_profile_responder_only *args)
{
	struct config_profile *p = profile_of(m, call);
	if (p)
		p->responder_only = true;
}

void iked_set_crypto_ipsec_security_association_lifetime_seconds(struct iked_model *m,
    const struct cmd_call *call, const struct cmd_crypto_ipsec_security_association_lifetime_seconds *args)
{
	m->seconds = args->seconds;
}

void iked_set_crypto_ipsec_security_association_lifetime_kilobytes(struct iked_model *m,
    const struct cmd_call *call, const struct cmd_crypto_ipsec_security_association_lifetime_kilobytes *args)
{
	m->kilobytes = args->has_kilobytes ? args->kilobytes : 0;
}

void iked_set_crypto_ipsec_security_association_replay(struct iked_model *m, const struct cmd_call *call,
    const struct cmd_crypto_ipsec_security_association_replay *args)
{
	m->replay_window = args->has_size ? (uint16_t)(64u << args->size) : 0;
}

/* ---- handlers: tunnel-group ---- */

static struct config_group *group_named(struct iked_model *m, const char *name)
{
	struct config_group *g;
	DL_FOREACH(m->groups, g)
		if (strcmp(g->name, name) == 0)
			return g;
	APPEND_NEW(m->groups, g);
	if (g) {
		snprintf(g->name, sizeof(g->name), "%s", name);
		g->dpd = (struct dpd_settings){true, 10, 2};
	}
	return g;
}

void iked_set_tunnel_group_type(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_tunnel_group_type *args)
{
	group_named(m, args->name);
}

void iked_set_tunnel_group_ipsec_attributes(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_tunnel_group_ipsec_attributes *args)
{
	group_named(m, args->name);
}

static void set_key(struct shared_key *key, const char *text)
{
	size_t size = strlen(text);
	key->size = (uint16_t)(size < SHARED_KEY_MAX ? size : SHARED_KEY_MAX);
	memcpy(key->data, text, key->size);
}

void iked_set_tunnel_group_ikev2_remote_authentication_pre_shared_key(struct iked_model *m,
    const struct cmd_call *call,
    const struct cmd_tunnel_group_ikev2_remote_authentication_pre_shared_key *args)
{
	struct config_group *g = group_named(m, cmd_in_tunnel_group(call)->name);
	if (g)
		set_key(&g->remote, args->key);
}

void iked_set_tunnel_group_ikev2_local_authentication_pre_shared_key(struct iked_model *m,
    const struct cmd_call *call,
    const struct cmd_tunnel_group_ikev2_local_authentication_pre_shared_key *args)
{
	struct config_group *g = group_named(m, cmd_in_tunnel_group(call)->name);
	if (g)
		set_key(&g->local, args->key);
}

void iked_set_tunnel_group_isakmp_keepalive(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_tunnel_group_isakmp_keepalive *args)
{
	struct config_group *g = group_named(m, cmd_in_tunnel_group(call)->name);
	if (!g)
		return;
	g->dpd.enabled = !args->has_disable && !args->has_infinite;
	if (args->has_seconds)
		g->dpd.threshold = args->seconds;
	if (args->retry)
		g->dpd.retry = args->retry;
}

/* Keys are found by the peer's address, so any identity that knows the key is the peer's. */
void iked_set_tunnel_group_peer_id_validate(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_tunnel_group_peer_id_validate *args)
{
}

/* ---- handlers: interface ---- */

static struct config_tunnel *tunnel_of(struct iked_model *m, const struct cmd_call *call)
{
	struct config_tunnel *t;
	DL_FOREACH(m->tunnels, t)
		if (strcmp(t->name, cmd_in_interface(call)->interface) == 0)
			return t;
	return NULL;
}

void iked_set_interface(struct iked_model *m, const struct cmd_call *call, const struct cmd_interface *args)
{
	struct config_tunnel *t;
	if (strncmp(args->interface, TUNNEL_PREFIX, strlen(TUNNEL_PREFIX)) != 0)
		return;
	APPEND_NEW(m->tunnels, t);
	if (t)
		snprintf(t->name, sizeof(t->name), "%s", args->interface);
}

void iked_set_interface_shutdown(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_interface_shutdown *args)
{
	struct config_tunnel *t = tunnel_of(m, call);
	if (t)
		t->shutdown = true;
}

void iked_set_interface_tunnel_source_interface(struct iked_model *m, const struct cmd_call *call,
    const struct cmd_interface_tunnel_source_interface *args)
{
	struct config_tunnel *t = tunnel_of(m, call);
	if (t)
		snprintf(t->source, sizeof(t->source), "%s", args->ifname);
}

void iked_set_interface_tunnel_destination(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_interface_tunnel_destination *args)
{
	struct config_tunnel *t = tunnel_of(m, call);
	if (t)
		t->destination = args->address;
}

void iked_set_interface_tunnel_mode_ipsec(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_interface_tunnel_mode_ipsec *args)
{
	struct config_tunnel *t = tunnel_of(m, call);
	if (!t)
		return;
	t->mode = true;
	t->ipv6 = args->family == CMD_TUNNEL_FAMILY_IPV6;
}

void iked_set_interface_tunnel_protection_ipsec_profile(struct iked_model *m, const struct cmd_call *call,
    const struct cmd_interface_tunnel_protection_ipsec_profile *args)
{
	struct config_tunnel *t = tunnel_of(m, call);
	if (t)
		snprintf(t->profile, sizeof(t->profile), "%s", args->profile);
}
