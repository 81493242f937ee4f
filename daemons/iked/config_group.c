/* SPDX-License-Identifier: Apache-2.0 */
/* tunnel-group: what is said about one peer. */
#include "cmd_iked.h"
#include "daemons/iked/config.h"
#include <stdio.h>
#include <string.h>

static struct config_group *group_named(struct iked_model *m, const char *name)
{
	struct config_group *g = config_group_named(m, name);
	if (g)
		return g;
	g = calloc(1, sizeof(*g));
	if (!g)
		return NULL;
	snprintf(g->name, sizeof(g->name), "%s", name);
	g->dpd = (struct dpd_settings){true, 10, 2};
	HASH_ADD_STR(m->groups, name, g);
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

void iked_set_tunnel_group_ikev2_ppk(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_tunnel_group_ikev2_ppk *args)
{
	struct config_group *g = group_named(m, cmd_in_tunnel_group(call)->name);
	if (!g)
		return;
	size_t size = strlen(args->id);
	set_key(&g->ppk.key, args->key);
	g->ppk.id_size = (uint8_t)(size < PPK_ID_MAX ? size : PPK_ID_MAX);
	memcpy(g->ppk.id, args->id, g->ppk.id_size);
	g->ppk.required = args->has_required;
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

void iked_set_tunnel_group_ikev2_remote_authentication_certificate(struct iked_model *m,
    const struct cmd_call *call, const struct cmd_tunnel_group_ikev2_remote_authentication_certificate *args)
{
	struct config_group *g = group_named(m, cmd_in_tunnel_group(call)->name);
	if (g)
		g->remote_certificate = true;
}

void iked_set_tunnel_group_ikev2_local_authentication_certificate(struct iked_model *m,
    const struct cmd_call *call, const struct cmd_tunnel_group_ikev2_local_authentication_certificate *args)
{
	struct config_group *g = group_named(m, cmd_in_tunnel_group(call)->name);
	if (g)
		snprintf(g->trustpoint, sizeof(g->trustpoint), "%s", args->trustpoint);
}

/* It is about certificates. A pre-shared key is found by the peer's address: whoever knows it is the peer. */
void iked_set_tunnel_group_peer_id_validate(
    struct iked_model *m, const struct cmd_call *call, const struct cmd_tunnel_group_peer_id_validate *args)
{
	static const enum id_validation validations[] = {
	    [CMD_PEER_ID_VALIDATE_REQ] = ID_VALIDATION_REQUIRED,
	    [CMD_PEER_ID_VALIDATE_CERT] = ID_VALIDATION_IF_THERE,
	    [CMD_PEER_ID_VALIDATE_NOCHECK] = ID_VALIDATION_NONE,
	};
	struct config_group *g = group_named(m, cmd_in_tunnel_group(call)->name);
	if (g)
		g->validation = validations[args->mode];
}
