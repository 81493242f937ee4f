/* SPDX-License-Identifier: Apache-2.0 */
/* crypto ikev2, crypto isakmp: what is offered for IKE SAs, and where IKE is spoken. */
#include "cmd_iked.h"
#include "daemons/iked/config.h"
#include <stdio.h>
#include <stdlib.h>
#include <utlist.h>

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
	CONFIG_APPEND_NEW(m->enabled, e);
	if (e)
		snprintf(e->nameif, sizeof(e->nameif), "%s", args->ifname);
}

/* espd sends the keepalives; what counts here is that address translators are looked for. */
void iked_set_crypto_isakmp_nat_traversal(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_crypto_isakmp_nat_traversal *args)
{
	m->nat_traversal = true;
}

void iked_set_crypto_ikev2_fragmentation(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_crypto_ikev2_fragmentation *args)
{
	m->fragmentation = true;
	m->fragment_mtu = args->has_bytes ? (uint16_t)args->bytes : 0;
}

/* What the lines name is admitted by the grammar; what counts here is a peer that asks for PFS by itself. */
void iked_set_crypto_ikev2_legacy_algorithms(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_crypto_ikev2_legacy_algorithms *args)
{
	m->legacy = true;
}
