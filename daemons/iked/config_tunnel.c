/* SPDX-License-Identifier: Apache-2.0 */
/* interface TunnelN. */
#include "cmd_iked.h"
#include "daemons/iked/config.h"
#include <stdio.h>
#include <string.h>

#define TUNNEL_PREFIX "Tunnel"

static struct config_tunnel *tunnel_of(struct iked_model *m, const struct cmd_call *call)
{
	struct config_tunnel *t;
	HASH_FIND_STR(m->tunnels, cmd_in_interface(call)->interface, t);
	return t;
}

void iked_set_interface(struct iked_model *m, const struct cmd_call *call, const struct cmd_interface *args)
{
	if (strncmp(args->interface, TUNNEL_PREFIX, strlen(TUNNEL_PREFIX)) != 0)
		return;
	struct config_tunnel *t = calloc(1, sizeof(*t));
	if (!t)
		return;
	snprintf(t->name, sizeof(t->name), "%s", args->interface);
	HASH_ADD_STR(m->tunnels, name, t);
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
