/* SPDX-License-Identifier: Apache-2.0 */
/* crypto ipsec profile, and what holds for all of them. */
#include "cmd_iked.h"
#include "daemons/iked/config.h"
#include "daemons/iked/config_algorithm.h"
#include <stdio.h>

void iked_set_crypto_ipsec_profile(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_crypto_ipsec_profile *args)
{
	struct config_profile *p = calloc(1, sizeof(*p));
	if (!p)
		return;
	snprintf(p->name, sizeof(p->name), "%s", args->name);
	HASH_ADD_STR(m->profiles, name, p);
}

static struct config_profile *profile_of(struct iked_model *m, const struct cmd_call *call)
{
	return config_profile_named(m, cmd_in_ipsec_profile(call)->name);
}

void iked_set_ipsec_profile_set_ikev2_ipsec_proposal(struct iked_model *m, const struct cmd_call *call,
    const struct cmd_ipsec_profile_set_ikev2_ipsec_proposal *args)
{
	struct config_profile *p = profile_of(m, call);
	for (unsigned i = 0; p && i < args->proposals.count && i < CONFIG_PROPOSALS_MAX; i++)
		snprintf(p->proposal[p->proposals++], CONFIG_NAME_SIZE, "%s", args->proposals.name[i]);
}

void iked_set_ipsec_profile_set_ikev2_local_identity(struct iked_model *m, const struct cmd_call *call,
    const struct cmd_ipsec_profile_set_ikev2_local_identity *args)
{
	struct config_profile *p = profile_of(m, call);
	if (!p)
		return;
	p->identity.kind = CONFIG_IDENTITY_ADDRESS;
	if (args->has_hostname)
		p->identity.kind = CONFIG_IDENTITY_HOSTNAME;
	if (args->has_string)
		config_identity_text(&p->identity, ID_KEY_ID, args->string);
	if (args->has_mail)
		config_identity_text(&p->identity, ID_RFC822_ADDR, args->mail);
}

void iked_set_ipsec_profile_set_trustpoint(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_ipsec_profile_set_trustpoint *args)
{
	struct config_profile *p = profile_of(m, call);
	if (!p)
		return;
	snprintf(p->trustpoint, sizeof(p->trustpoint), "%s", args->name);
	p->chain = args->has_chain;
}

void iked_set_ipsec_profile_set_pfs(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_ipsec_profile_set_pfs *args)
{
	struct config_profile *p = profile_of(m, call);
	if (p)
		p->pfs_group = config_group_of(args->group);
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

void iked_set_ipsec_profile_set_nat_transparency_force(struct iked_model *m, const struct cmd_call *call,
    const struct cmd_ipsec_profile_set_nat_transparency_force *args)
{
	struct config_profile *p = profile_of(m, call);
	if (p)
		p->udp_force = true;
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
	m->global.seconds = args->seconds;
}

void iked_set_crypto_ipsec_security_association_lifetime_kilobytes(struct iked_model *m,
    const struct cmd_call *call, const struct cmd_crypto_ipsec_security_association_lifetime_kilobytes *args)
{
	m->global.kilobytes = args->has_kilobytes ? args->kilobytes : 0;
}

void iked_set_crypto_ipsec_security_association_replay(struct iked_model *m, const struct cmd_call *call,
    const struct cmd_crypto_ipsec_security_association_replay *args)
{
	m->global.replay_window = args->has_size ? (uint16_t)(64u << args->size) : 0;
}
