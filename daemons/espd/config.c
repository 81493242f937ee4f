/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/config.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utlist.h>
#include "cmd_espd.h"
#include "lib/cmd.h"
#include "lib/log.h"

#define TUNNEL_PREFIX "Tunnel"

struct espd_model *config_model_new(void)
{
	return calloc(1, sizeof(struct espd_model));
}

static void free_named(struct espd_named *list)
{
	struct espd_named *n, *next;
	LL_FOREACH_SAFE(list, n, next)
		free(n);
}

void config_model_free(struct espd_model *m)
{
	struct espd_interface *i, *next;
	if (m == NULL)
		return;
	LL_FOREACH_SAFE(m->interfaces, i, next)
		free(i);
	free_named(m->mtus);
	free_named(m->dfs);
	free(m);
}

static const uint32_t *find_named(const struct espd_named *list, const char *nameif)
{
	const struct espd_named *n;
	LL_FOREACH(list, n)
		if (nameif[0] != '\0' && strcasecmp(n->nameif, nameif) == 0)
			return &n->value;
	return NULL;
}

/* df-bit names either the tunnel or the outside interface that its packets leave by. */
static enum tunnel_df df_of(const struct espd_model *m, const struct espd_interface *i)
{
	const uint32_t *df = find_named(m->dfs, i->settings.nameif);
	if (df == NULL)
		df = find_named(m->dfs, i->source);
	return df != NULL ? (enum tunnel_df) * df : TUNNEL_DF_COPY;
}

static struct tunnel_settings resolve(const struct espd_model *m, const struct espd_interface *i)
{
	struct tunnel_settings s = i->settings;
	const uint32_t *mtu = find_named(m->mtus, s.nameif);
	s.mtu = mtu != NULL ? *mtu : 0;
	s.df = df_of(m, i);
	s.mss_max = m->mss_max;
	s.mss_min = m->mss_min;
	return s;
}

struct tunnel_settings *config_tunnels(const struct espd_model *m, unsigned *count)
{
	const struct espd_interface *i;
	unsigned total = 0;
	*count = 0;
	LL_COUNT(m->interfaces, i, total);
	struct tunnel_settings *all = calloc(total + 1, sizeof *all);
	if (all == NULL) {
		log_error("out of memory");
		return NULL;
	}
	LL_FOREACH(m->interfaces, i)
		all[(*count)++] = resolve(m, i);
	return all;
}

/* The tunnel that the line stands in, NULL for other kinds of interfaces. */
static struct espd_interface *interface_of(struct espd_model *m, const struct cmd_call *call)
{
	struct espd_interface *i;
	const char *name = cmd_in_interface(call)->interface;
	LL_FOREACH(m->interfaces, i)
		if (strcmp(i->settings.name, name) == 0)
			return i;
	return NULL;
}

static void add_named(struct espd_named **list, const char *nameif, uint32_t value)
{
	struct espd_named *n = calloc(1, sizeof *n);
	if (n == NULL)
		return;
	snprintf(n->nameif, sizeof n->nameif, "%s", nameif);
	n->value = value;
	LL_PREPEND(*list, n);
}

void espd_set_interface(
    struct espd_model *model, const struct cmd_call *call, const struct cmd_interface *args)
{
	if (strncmp(args->interface, TUNNEL_PREFIX, strlen(TUNNEL_PREFIX)) != 0)
		return;
	struct espd_interface *i = calloc(1, sizeof *i);
	if (i == NULL)
		return;
	snprintf(i->settings.name, sizeof i->settings.name, "%s", args->interface);
	LL_APPEND(model->interfaces, i);
}

void espd_set_interface_shutdown(
    struct espd_model *model, const struct cmd_call *call, const struct cmd_interface_shutdown *args)
{
	struct espd_interface *i = interface_of(model, call);
	if (i != NULL)
		i->settings.shutdown = true;
}

void espd_set_interface_nameif(
    struct espd_model *model, const struct cmd_call *call, const struct cmd_interface_nameif *args)
{
	struct espd_interface *i = interface_of(model, call);
	if (i != NULL)
		snprintf(i->settings.nameif, sizeof i->settings.nameif, "%s", args->name);
}

void espd_set_interface_tunnel_source_interface(struct espd_model *model, const struct cmd_call *call,
    const struct cmd_interface_tunnel_source_interface *args)
{
	struct espd_interface *i = interface_of(model, call);
	if (i != NULL)
		snprintf(i->source, sizeof i->source, "%s", args->ifname);
}

/* Where a tunnel leads and how it is protected reaches espd with its SAs. */
void espd_set_interface_tunnel_destination(struct espd_model *model, const struct cmd_call *call,
    const struct cmd_interface_tunnel_destination *args)
{
}

void espd_set_interface_tunnel_mode_ipsec(
    struct espd_model *model, const struct cmd_call *call, const struct cmd_interface_tunnel_mode_ipsec *args)
{
}

void espd_set_interface_tunnel_protection_ipsec_profile(struct espd_model *model, const struct cmd_call *call,
    const struct cmd_interface_tunnel_protection_ipsec_profile *args)
{
}

void espd_set_mtu(struct espd_model *model, const struct cmd_call *call, const struct cmd_mtu *args)
{
	if (call->line) /* the default is that of a device's own, which is not espd's affair */
		add_named(&model->mtus, args->ifname, args->bytes);
}

void espd_set_crypto_ipsec_df_bit(
    struct espd_model *model, const struct cmd_call *call, const struct cmd_crypto_ipsec_df_bit *args)
{
	static const enum tunnel_df policies[] = {
	    [CMD_DF_BIT_COPY_DF] = TUNNEL_DF_COPY,
	    [CMD_DF_BIT_CLEAR_DF] = TUNNEL_DF_CLEAR,
	    [CMD_DF_BIT_SET_DF] = TUNNEL_DF_SET,
	};
	add_named(&model->dfs, args->ifname, policies[args->policy]);
}

void espd_set_sysopt_connection_tcpmss(
    struct espd_model *model, const struct cmd_call *call, const struct cmd_sysopt_connection_tcpmss *args)
{
	if (args->has_minimum)
		model->mss_min = args->bytes;
	else
		model->mss_max = args->bytes;
}

void espd_set_crypto_ipsec_security_association_pmtu_aging(struct espd_model *model,
    const struct cmd_call *call, const struct cmd_crypto_ipsec_security_association_pmtu_aging *args)
{
	model->pmtu_aging = args->has_seconds ? args->seconds : 0;
}

void espd_set_crypto_isakmp_nat_traversal(
    struct espd_model *model, const struct cmd_call *call, const struct cmd_crypto_isakmp_nat_traversal *args)
{
	model->keepalive = args->seconds;
}
