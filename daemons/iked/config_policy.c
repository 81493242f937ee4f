/* SPDX-License-Identifier: Apache-2.0 */
/* crypto ikev2, crypto isakmp: what is offered for IKE SAs, and where IKE is spoken. */
#include "cmd_iked.h"
#include "daemons/iked/config.h"
#include <ctype.h>
#include <stdlib.h>

void iked_set_crypto_ikev2_policy(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_crypto_ikev2_policy *args)
{
	struct config_policy *p = calloc(1, sizeof(*p));
	if (!p)
		return;
	p->priority = args->priority;
	HASH_ADD(hh, m->policies, priority, sizeof(p->priority), p);
}

static struct config_policy *policy_of(struct iked_model *m, const struct cmd_call *call)
{
	uint32_t priority = cmd_in_ikev2_policy(call)->priority;
	struct config_policy *p;
	HASH_FIND(hh, m->policies, &priority, sizeof(priority), p);
	return p;
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
	struct config_enabled *e = config_is_enabled(m, args->ifname) ? NULL : calloc(1, sizeof(*e));
	if (!e)
		return;
	for (size_t i = 0; args->ifname[i] && i + 1 < sizeof(e->nameif); i++)
		e->nameif[i] = (char)tolower((unsigned char)args->ifname[i]);
	HASH_ADD_STR(m->enabled, nameif, e);
}

/* espd sends the keepalives; what counts here is that address translators are looked for. */
void iked_set_crypto_isakmp_nat_traversal(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_crypto_isakmp_nat_traversal *args)
{
	m->global.nat_traversal = true;
}

void iked_set_crypto_ikev2_fragmentation(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_crypto_ikev2_fragmentation *args)
{
	m->global.fragmentation = true;
	m->global.fragment_mtu = args->has_bytes ? (uint16_t)args->bytes : 0;
}

void iked_set_crypto_ikev2_cookie_challenge(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_crypto_ikev2_cookie_challenge *args)
{
	m->global.cookies_never = args->has_never;
	m->global.cookies_at = args->has_percent ? (uint8_t)args->percent : 0;
}

void iked_set_crypto_ikev2_limit_max_in_negotiation_sa(struct iked_model *m, const struct cmd_call *call,
    const struct cmd_crypto_ikev2_limit_max_in_negotiation_sa *args)
{
	m->global.in_negotiation = (uint8_t)args->percent;
}

void iked_set_crypto_ikev2_trial_rekey(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_crypto_ikev2_trial_rekey *args)
{
	m->global.trial_seconds = args->seconds;
}

void iked_set_crypto_ikev2_limit_max_sa(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_crypto_ikev2_limit_max_sa *args)
{
	m->global.sa_max = args->count;
}

/* What the lines name is admitted by the grammar; what counts here is a peer that asks for PFS by itself. */
void iked_set_crypto_ikev2_legacy_algorithms(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_crypto_ikev2_legacy_algorithms *args)
{
	m->global.legacy = true;
}
