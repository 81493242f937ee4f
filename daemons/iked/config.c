/* SPDX-License-Identifier: Apache-2.0 */
/* The model, and how a change gets into the one that is in force. */
#include "daemons/iked/config.h"
#include "lib/change_table.h"
#include "lib/cmd_owner.h"
#include <ctype.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

struct iked_model *config_model_new(void)
{
	struct iked_model *m = calloc(1, sizeof(struct iked_model));
	if (m)
		m->sources.nocase = true;
	return m;
}

/* Takes an object out of its table and wipes it. */
#define DROP(table, object)                                                                                  \
	do {                                                                                                 \
		HASH_DEL(table, object);                                                                     \
		OPENSSL_cleanse(object, sizeof(*(object)));                                                  \
		free(object);                                                                                \
	} while (0)

static void tunnel_drop(struct iked_model *m, struct config_tunnel *t)
{
	mention_drop(&m->sources, &t->of_source);
	mention_drop(&m->group_names, &t->of_group);
	mention_drop(&m->profile_names, &t->of_profile);
	if (t->due)
		DL_DELETE2(m->due, t, due_prev, due_next);
	DROP(m->tunnels, t);
}

static void profile_drop(struct iked_model *m, struct config_profile *p)
{
	for (unsigned i = 0; i < p->proposals; i++)
		mention_drop(&m->proposal_names, &p->of_proposal[i]);
	offer_release(p->esp);
	DROP(m->profiles, p);
}

#define DROP_ALL(table, type)                                                                                \
	while (table) {                                                                                      \
		struct type *first_ = (table);                                                               \
		DROP(table, first_);                                                                         \
	}

void config_model_free(struct iked_model *m)
{
	if (!m)
		return;
	while (m->tunnels)
		tunnel_drop(m, m->tunnels);
	while (m->profiles)
		profile_drop(m, m->profiles);
	DROP_ALL(m->policies, config_policy);
	DROP_ALL(m->proposals, config_proposal);
	DROP_ALL(m->groups, config_group);
	DROP_ALL(m->enabled, config_enabled);
	config_ca_free(&m->ca);
	free(m);
}

/* ---- names ---- */

struct config_proposal *config_proposal_named(const struct iked_model *m, const char *name)
{
	struct config_proposal *p;
	HASH_FIND_STR(m->proposals, name, p);
	return p;
}

struct config_profile *config_profile_named(const struct iked_model *m, const char *name)
{
	struct config_profile *p;
	HASH_FIND_STR(m->profiles, name, p);
	return p;
}

struct config_group *config_group_named(const struct iked_model *m, const char *name)
{
	struct config_group *g;
	HASH_FIND_STR(m->groups, name, g);
	return g;
}

bool config_is_enabled(const struct iked_model *m, const char *nameif)
{
	char key[RIB_NAMEIF_MAX] = "";
	const struct config_enabled *e;
	for (size_t i = 0; nameif[i] && i + 1 < sizeof(key); i++)
		key[i] = (char)tolower((unsigned char)nameif[i]);
	HASH_FIND_STR(m->enabled, key, e);
	return e != NULL;
}

bool config_listens(
    const struct iked_model *m, const struct interfaces *interfaces, const struct ip_addr *local)
{
	for (const struct config_enabled *e = m->enabled; e; e = e->hh.next)
		if (interfaces_has(interfaces, e->nameif, local))
			return true;
	return false;
}

/* ---- what follows from what ---- */

static void tunnel_due(struct iked_model *m, struct config_tunnel *t)
{
	if (t->due)
		return;
	t->due = true;
	DL_APPEND2(m->due, t, due_prev, due_next);
}

static void tunnels_due(struct iked_model *m, const struct mentions *names, const char *name)
{
	for (const struct mention *at = mentions_of(names, name); at; at = at->next)
		tunnel_due(m, at->by);
}

static void all_due(struct iked_model *m)
{
	for (struct config_tunnel *t = m->tunnels; t; t = t->hh.next)
		tunnel_due(m, t);
}

static void offer_due(struct iked_model *m, struct config_profile *p)
{
	offer_release(p->esp);
	p->esp = NULL;
	tunnels_due(m, &m->profile_names, p->name);
}

static void tunnel_enter(struct iked_model *m, struct config_tunnel *t)
{
	char address[IP_ADDR_STRLEN] = "";
	if (t->destination.family)
		ip_addr_str(&t->destination, address);
	mention_set(&m->sources, &t->of_source, t->source, t);
	mention_set(&m->group_names, &t->of_group, address, t);
	mention_set(&m->profile_names, &t->of_profile, t->profile, t);
	tunnel_due(m, t);
}

static void group_changed(struct iked_model *m, const struct config_group *g)
{
	tunnels_due(m, &m->group_names, g->name);
}

static void profile_enter(struct iked_model *m, struct config_profile *p)
{
	for (unsigned i = 0; i < p->proposals; i++)
		mention_set(&m->proposal_names, &p->of_proposal[i], p->proposal[i], p);
	m->hostname_profiles += p->identity.kind == CONFIG_IDENTITY_HOSTNAME;
	tunnels_due(m, &m->profile_names, p->name);
}

static void profile_leave(struct iked_model *m, struct config_profile *p)
{
	m->hostname_profiles -= p->identity.kind == CONFIG_IDENTITY_HOSTNAME;
	tunnels_due(m, &m->profile_names, p->name);
	profile_drop(m, p);
}

static void proposal_changed(struct iked_model *m, const struct config_proposal *p)
{
	for (const struct mention *at = mentions_of(&m->proposal_names, p->name); at; at = at->next)
		offer_due(m, at->by);
}

static void enabled_changed(struct iked_model *m, const struct config_enabled *e)
{
	config_interface_changed(m, e->nameif);
}

void config_interface_changed(struct iked_model *m, const char *nameif)
{
	if (nameif)
		tunnels_due(m, &m->sources, nameif);
	else
		all_due(m);
}

static bool identity_differs(const struct config_identity *a, const struct config_identity *b)
{
	return a->kind != b->kind || !ike_id_equal(&a->text, &b->text);
}

static void host_due(struct iked_model *m)
{
	if (m->global.identity.kind != CONFIG_IDENTITY_HOSTNAME && m->hostname_profiles == 0)
		return;
	for (struct config_tunnel *t = m->tunnels; t; t = t->hh.next)
		if (config_identity_is_hostname(m, config_profile_named(m, t->profile)))
			tunnel_due(m, t);
}

static void change_global(struct iked_model *m, const struct config_global *now)
{
	struct config_global old = m->global;
	m->global = *now;
	/* ESN without a replay window is not offered */
	for (struct config_profile *p = m->profiles; p && old.replay_window != now->replay_window;
	     p = p->hh.next)
		offer_due(m, p);
	if (old.replay_window != now->replay_window || old.seconds != now->seconds ||
	    old.kilobytes != now->kilobytes || identity_differs(&old.identity, &now->identity))
		all_due(m);
	else if (strcmp(old.hostname, now->hostname) != 0 || strcmp(old.domain, now->domain) != 0)
		host_due(m);
}

static void enabled_leave(struct iked_model *m, struct config_enabled *e)
{
	enabled_changed(m, e);
	DROP(m->enabled, e);
}

static void policy_enter(struct iked_model *m, const struct config_policy *p)
{
	m->policies_due = true;
}

static void policy_leave(struct iked_model *m, struct config_policy *p)
{
	policy_enter(m, p);
	DROP(m->policies, p);
}

static void group_leave(struct iked_model *m, struct config_group *g)
{
	group_changed(m, g);
	DROP(m->groups, g);
}

static void proposal_leave(struct iked_model *m, struct config_proposal *p)
{
	proposal_changed(m, p);
	DROP(m->proposals, p);
}

static void change_tunnels(struct iked_model *m, struct iked_model *before, struct iked_model *after)
{
	CHANGE_TABLE(
	    m->tunnels, before->tunnels, after->tunnels, config_tunnel, tunnel_drop, tunnel_enter, m);
	CHANGE_TABLE(
	    m->enabled, before->enabled, after->enabled, config_enabled, enabled_leave, enabled_changed, m);
}

static void change_crypto(struct iked_model *m, struct iked_model *before, struct iked_model *after)
{
	CHANGE_TABLE(
	    m->policies, before->policies, after->policies, config_policy, policy_leave, policy_enter, m);
	CHANGE_TABLE(m->groups, before->groups, after->groups, config_group, group_leave, group_changed, m);
	CHANGE_TABLE(
	    m->profiles, before->profiles, after->profiles, config_profile, profile_leave, profile_enter, m);
	CHANGE_TABLE(m->proposals, before->proposals, after->proposals, config_proposal, proposal_leave,
	    proposal_changed, m);
}

static void key_leave(struct config_ca *ca, struct config_key *k)
{
	HASH_DEL(ca->keys, k);
	config_key_free(k);
}

static void trustpoint_leave(struct config_ca *ca, struct config_trustpoint *t)
{
	HASH_DEL(ca->trustpoints, t);
	config_trustpoint_free(t);
}

static void crl_leave(struct config_ca *ca, struct config_crl *c)
{
	HASH_DEL(ca->crls, c);
	config_crl_free(c);
}

/* What is made of them is made once, of all. */
static void enters(const struct config_ca *ca, const void *object)
{
}

/* Certificates change rarely: all tunnels are looked at then. */
static void change_ca(struct iked_model *m, struct config_ca *before, struct config_ca *after)
{
	struct config_ca *ca = &m->ca;
	bool changed = before->keys || before->trustpoints || before->crls || after->keys ||
		       after->trustpoints || after->crls;
	CHANGE_TABLE(ca->keys, before->keys, after->keys, config_key, key_leave, enters, ca);
	CHANGE_TABLE(ca->trustpoints, before->trustpoints, after->trustpoints, config_trustpoint,
	    trustpoint_leave, enters, ca);
	CHANGE_TABLE(ca->crls, before->crls, after->crls, config_crl, crl_leave, enters, ca);
	if (!changed)
		return;
	config_ca_changed(ca);
	all_due(m);
}

void config_change(struct iked_model *m, const struct cmd_change *change,
    void (*gone)(void *arg, const char *tunnel), void *arg)
{
	struct iked_model *before = change->before, *after = change->after;
	if (change->settings)
		change_global(m, &after->global);
	change_crypto(m, before, after);
	change_ca(m, &before->ca, &after->ca);
	change_tunnels(m, before, after);
	for (const struct config_tunnel *t = before->tunnels, *own; t; t = t->hh.next) {
		HASH_FIND_STR(m->tunnels, t->name, own);
		if (!own)
			gone(arg, t->name);
	}
}
