/* SPDX-License-Identifier: Apache-2.0 */
/* What this system calls itself: crypto isakmp identity, hostname, domain-name. */
#include "cmd_iked.h"
#include "daemons/iked/config.h"
#include <stdio.h>

void config_identity_text(struct config_identity *identity, uint8_t type, const char *text)
{
	identity->kind = CONFIG_IDENTITY_TEXT;
	identity->text = ike_id_text(type, text);
}

static struct ike_id host_identity(const struct config_global *m)
{
	char name[sizeof(m->hostname) + sizeof(m->domain)];
	snprintf(name, sizeof(name), m->domain[0] ? "%s.%s" : "%s", m->hostname, m->domain);
	return ike_id_text(ID_FQDN, name);
}

static const struct config_identity *identity_in_force(
    const struct iked_model *m, const struct config_profile *profile)
{
	bool own = profile && profile->identity.kind != CONFIG_IDENTITY_UNSET;
	return own ? &profile->identity : &m->global.identity;
}

bool config_identity_is_auto(const struct iked_model *m, const struct config_profile *profile)
{
	return identity_in_force(m, profile)->kind == CONFIG_IDENTITY_UNSET;
}

bool config_identity_is_hostname(const struct iked_model *m, const struct config_profile *profile)
{
	return identity_in_force(m, profile)->kind == CONFIG_IDENTITY_HOSTNAME;
}

struct ike_id config_identity_of(const struct iked_model *m, const struct config_profile *profile)
{
	const struct config_identity *identity = identity_in_force(m, profile);
	switch (identity->kind) {
	case CONFIG_IDENTITY_HOSTNAME:
		return host_identity(&m->global);
	case CONFIG_IDENTITY_TEXT:
		return identity->text;
	default:
		return (struct ike_id){0};
	}
}

void iked_set_crypto_isakmp_identity(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_crypto_isakmp_identity *args)
{
	m->global.identity.kind = args->has_hostname  ? CONFIG_IDENTITY_HOSTNAME
				  : args->has_address ? CONFIG_IDENTITY_ADDRESS
						      : CONFIG_IDENTITY_UNSET;
	if (args->has_string)
		config_identity_text(&m->global.identity, ID_KEY_ID, args->string);
}

void iked_set_hostname(struct iked_model *m, const struct cmd_call *call, const struct cmd_hostname *args)
{
	snprintf(m->global.hostname, sizeof(m->global.hostname), "%s", args->name);
}

void iked_set_domain_name(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_domain_name *args)
{
	snprintf(m->global.domain, sizeof(m->global.domain), "%s", args->name);
}
