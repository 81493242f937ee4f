/* SPDX-License-Identifier: Apache-2.0 */
/* Settings for the engine: no names any more that point elsewhere, no defaults left open. */
#include "daemons/iked/config.h"
#include "daemons/iked/config_algorithm.h"
#include "daemons/iked/credential.h"
#include "daemons/iked/trust.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

/* ---- policies ---- */

static void offer_policy(struct iked_model *m, const struct config_policy *policy, bool aead)
{
	struct proposal *p =
	    config_has_ciphers(policy->encryption, aead) ? proposal_add(&m->ike, PROTOCOL_IKE) : NULL;
	if (!p)
		return;
	config_add_ciphers(p, policy->encryption, aead);
	if (!aead)
		config_add_integrity(p, policy->integrity);
	config_add_prfs(p, policy->prf);
	config_add_groups(p, policy->group);
	m->ike_lifetime[m->ike.count - 1] = policy->lifetime;
}

static bool usable(const struct config_policy *p)
{
	return config_has_ciphers(p->encryption, true) || config_has_ciphers(p->encryption, false);
}

/* The policies of the highest priority, as many as an offer can hold. */
static unsigned first_policies(const struct iked_model *m, const struct config_policy *first[PROPOSALS_MAX])
{
	unsigned count = 0;
	for (const struct config_policy *p = m->policies; p; p = p->hh.next) {
		unsigned at = count;
		if (!usable(p) || (count == PROPOSALS_MAX && p->priority > first[count - 1]->priority))
			continue;
		count += count < PROPOSALS_MAX;
		at = count - 1;
		for (; at > 0 && first[at - 1]->priority > p->priority; at--)
			first[at] = first[at - 1];
		first[at] = p;
	}
	return count;
}

static void offer_policies(struct iked_model *m)
{
	const struct config_policy *first[PROPOSALS_MAX];
	bool was_none = m->ike.count == 0;
	m->ike = (struct proposal_list){0};
	memset(m->ike_lifetime, 0, sizeof(m->ike_lifetime));
	unsigned count = first_policies(m, first);
	for (unsigned i = 0; i < count; i++) {
		offer_policy(m, first[i], true);
		offer_policy(m, first[i], false);
	}
	m->policies_due = false;
	if (was_none != (m->ike.count == 0))
		config_interface_changed(m, NULL); /* all were incomplete, or are now */
}

/* ---- profiles ---- */

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
	if (proposal->esn && m->global.replay_window)
		proposal_transform(p, TRANSFORM_ESN, 1, 0);
	proposal_transform(p, TRANSFORM_ESN, 0, 0);
}

/* What the profile offers; one list for all of its tunnels. */
static struct proposal_list *offer_of(const struct iked_model *m, struct config_profile *profile)
{
	if (profile->esp)
		return profile->esp;
	profile->esp = offer_new();
	for (unsigned i = 0; profile->esp && i < profile->proposals; i++) {
		const struct config_proposal *p = config_proposal_named(m, profile->proposal[i]);
		if (!p)
			continue;
		offer_esp(m, profile->esp, p, profile->pfs_group, true);
		offer_esp(m, profile->esp, p, profile->pfs_group, false);
	}
	return profile->esp;
}

static void resolve_profile(
    const struct iked_model *m, struct config_profile *profile, struct peer_settings *p)
{
	p->esp = offer_hold(offer_of(m, profile));
	p->pfs_group = profile->pfs_group;
	p->responder_only = profile->responder_only;
	p->udp_force = profile->udp_force;
	p->lifetime_seconds = profile->seconds ? profile->seconds : m->global.seconds;
	p->lifetime_kilobytes = profile->kilobytes ? profile->kilobytes : m->global.kilobytes;
	if (profile->kilobytes_unlimited)
		p->lifetime_kilobytes = 0;
}

/* ---- tunnels ---- */

/* The trustpoint that proves us, NULL where a key does: a key in the tunnel group is nearer than a profile's trustpoint. */
static const char *own_trustpoint(const struct config_group *group, const struct config_profile *profile)
{
	if (group->trustpoint[0])
		return group->trustpoint;
	return profile && profile->trustpoint[0] && !group->local.size ? profile->trustpoint : NULL;
}

/* With a certificate, `crypto isakmp identity auto` is its subject. */
static void resolve_certificates(struct iked_model *m, const struct config_group *group,
    const struct config_profile *profile, char gap[INCOMPLETE_SIZE], struct peer_settings *p)
{
	const char *name = own_trustpoint(group, profile);
	bool chain = profile && profile->chain;
	p->validation = group->validation;
	if (name)
		p->credential = config_credential(&m->ca, name, chain, gap, INCOMPLETE_SIZE);
	if (p->credential && config_identity_is_auto(m, profile))
		p->local_id = *credential_subject(p->credential);
	if (group->remote_certificate)
		p->trust = config_trust(&m->ca);
}

/* What keeps the tunnel from coming up, in words; "" when nothing does. */
static void find_gap(const struct iked_model *m, const struct config_tunnel *t,
    const struct config_group *group, const char *gap, struct peer_settings *p)
{
	char text[IP_ADDR_STRLEN];
	if (!t->source[0])
		snprintf(p->incomplete, INCOMPLETE_SIZE, "no tunnel source");
	else if (!t->destination.family)
		snprintf(p->incomplete, INCOMPLETE_SIZE, "no tunnel destination");
	else if (!t->profile[0])
		snprintf(p->incomplete, INCOMPLETE_SIZE, "no tunnel protection");
	else if (!config_profile_named(m, t->profile))
		snprintf(p->incomplete, INCOMPLETE_SIZE, "there is no ipsec profile %.60s", t->profile);
	else if (!p->esp || p->esp->count == 0)
		snprintf(
		    p->incomplete, INCOMPLETE_SIZE, "ipsec profile %.40s has no usable proposal", t->profile);
	else if (!group ||
		 (!own_trustpoint(group, config_profile_named(m, t->profile)) && !group->local.size) ||
		 (!group->remote_certificate && !group->remote.size))
		snprintf(p->incomplete, INCOMPLETE_SIZE, "tunnel-group %s lacks a pre-shared key",
		    ip_addr_str(&t->destination, text));
	else if (gap[0])
		snprintf(p->incomplete, INCOMPLETE_SIZE, "%s", gap);
	else if (group->remote_certificate && !group->remote.size && trust_is_empty(p->trust))
		snprintf(p->incomplete, INCOMPLETE_SIZE, "no trustpoint has the certificate of a CA");
	else if (!config_is_enabled(m, t->source))
		snprintf(p->incomplete, INCOMPLETE_SIZE, "ikev2 is not enabled on %.48s", t->source);
	else if (m->ike.count == 0)
		snprintf(p->incomplete, INCOMPLETE_SIZE, "there is no ikev2 policy");
}

static void resolve_tunnel(struct iked_model *m, const struct interfaces *interfaces,
    const struct config_tunnel *t, struct peer_settings *p)
{
	char address[IP_ADDR_STRLEN], gap[INCOMPLETE_SIZE] = "";
	struct config_profile *profile = config_profile_named(m, t->profile);
	const struct config_group *group = config_group_named(m, ip_addr_str(&t->destination, address));
	memcpy(p->tunnel, t->name, sizeof(p->tunnel));
	p->shutdown = t->shutdown;
	p->remote = t->destination;
	p->local = interfaces_address(interfaces, t->source, NULL);
	p->ipv6 = t->ipv6;
	p->ipv4 = !t->ipv6;
	p->replay_window = m->global.replay_window;
	p->local_id = config_identity_of(m, profile);
	if (profile)
		resolve_profile(m, profile, p);
	if (group) {
		p->local_key = group->local;
		p->remote_key = group->remote;
		p->ppk = group->ppk;
		p->dpd = group->dpd;
	}
	if (group)
		resolve_certificates(m, group, profile, gap, p);
	find_gap(m, t, group, gap, p);
}

struct settings *config_resolve(struct iked_model *m, const struct interfaces *interfaces)
{
	struct settings *s = settings_new();
	struct config_tunnel *t;
	if (!s)
		return NULL;
	if (m->policies_due)
		offer_policies(m);
	s->nat_traversal = m->global.nat_traversal;
	s->legacy = m->global.legacy;
	settings_limit(s, m->global.in_negotiation, m->global.cookies_at);
	s->cookies_never = m->global.cookies_never;
	s->sa_max = m->global.sa_max;
	s->trial_seconds = m->global.trial_seconds;
	if (!m->global.fragmentation)
		s->fragment_mtu4 = s->fragment_mtu6 = 0;
	else if (m->global.fragment_mtu)
		s->fragment_mtu4 = s->fragment_mtu6 = m->global.fragment_mtu;
	s->ike = m->ike;
	memcpy(s->ike_lifetime, m->ike_lifetime, sizeof(s->ike_lifetime));
	unsigned count;
	DL_COUNT2(m->due, t, count, due_next);
	s->peer = calloc(count + 1, sizeof(*s->peer));
	if (!s->peer) {
		settings_free(s);
		return NULL;
	}
	while ((t = m->due)) {
		resolve_tunnel(m, interfaces, t, &s->peer[s->peer_count++]);
		DL_DELETE2(m->due, t, due_prev, due_next);
		t->due = false;
	}
	return s;
}
