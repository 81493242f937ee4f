/* SPDX-License-Identifier: Apache-2.0 */
/* crypto ipsec ikev2 ipsec-proposal: what is offered for ESP. */
#include "cmd_iked.h"
#include "daemons/iked/config.h"
#include <stdio.h>

void iked_set_crypto_ipsec_ikev2_ipsec_proposal(struct iked_model *m, const struct cmd_call *call,
    const struct cmd_crypto_ipsec_ikev2_ipsec_proposal *args)
{
	struct config_proposal *p = calloc(1, sizeof(*p));
	if (!p)
		return;
	snprintf(p->name, sizeof(p->name), "%s", args->name);
	HASH_ADD_STR(m->proposals, name, p);
}

static struct config_proposal *proposal_of(struct iked_model *m, const struct cmd_call *call)
{
	return config_proposal_named(m, cmd_in_ipsec_proposal(call)->name);
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

void iked_set_ipsec_proposal_protocol_esp_esn(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_ipsec_proposal_protocol_esp_esn *args)
{
	struct config_proposal *p = proposal_of(m, call);
	if (p)
		p->esn = true;
}
