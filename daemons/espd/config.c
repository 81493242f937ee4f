/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/config.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>
#include "cmd_espd.h"
#include "lib/change_table.h"
#include "lib/cmd.h"
#include "lib/cmd_owner.h"

#define TUNNEL_PREFIX "Tunnel"

struct espd_model *config_model_new(void)
{
	struct espd_model *m = calloc(1, sizeof(struct espd_model));
	if (m != NULL)
		m->names.nocase = m->sources.nocase = true;
	return m;
}

static void interface_drop(struct espd_model *m, struct espd_interface *i)
{
	mention_drop(&m->names, &i->of_name);
	mention_drop(&m->sources, &i->of_source);
	if (i->due)
		DL_DELETE2(m->due, i, due_prev, due_next);
	HASH_DEL(m->interfaces, i);
	free(i);
}

static void named_drop(struct espd_named **table, struct espd_named *n)
{
	HASH_DEL(*table, n);
	free(n);
}

void config_model_free(struct espd_model *m)
{
	if (m == NULL)
		return;
	while (m->interfaces != NULL)
		interface_drop(m, m->interfaces);
	while (m->mtus != NULL)
		named_drop(&m->mtus, m->mtus);
	while (m->dfs != NULL)
		named_drop(&m->dfs, m->dfs);
	free(m);
}

/* ---- names ---- */

static const char *folded(const char *nameif, char dst[TUNNEL_NAMEIF_MAX])
{
	size_t len = 0;
	for (; nameif[len] != '\0' && len + 1 < TUNNEL_NAMEIF_MAX; len++)
		dst[len] = (char)tolower((unsigned char)nameif[len]);
	dst[len] = '\0';
	return dst;
}

static const uint32_t *find_named(const struct espd_named *table, const char *nameif)
{
	char key[TUNNEL_NAMEIF_MAX];
	const struct espd_named *n;
	folded(nameif, key);
	HASH_FIND_STR(table, key, n);
	return n != NULL ? &n->value : NULL;
}

/* ---- what follows from what ---- */

static void interface_due(struct espd_model *m, struct espd_interface *i)
{
	if (i->due)
		return;
	i->due = true;
	DL_APPEND2(m->due, i, due_prev, due_next);
}

static void interface_enter(struct espd_model *m, struct espd_interface *i)
{
	mention_set(&m->names, &i->of_name, i->settings.nameif, i);
	mention_set(&m->sources, &i->of_source, i->source, i);
	interface_due(m, i);
}

static void mtu_changed(struct espd_model *m, const struct espd_named *n)
{
	for (const struct mention *at = mentions_of(&m->names, n->nameif); at != NULL; at = at->next)
		interface_due(m, at->by);
}

/* df-bit names either the tunnel or the outside interface that its packets leave by. */
static void df_changed(struct espd_model *m, const struct espd_named *n)
{
	mtu_changed(m, n);
	for (const struct mention *at = mentions_of(&m->sources, n->nameif); at != NULL; at = at->next)
		interface_due(m, at->by);
}

static void change_global(struct espd_model *m, const struct espd_global *now)
{
	bool same = m->global.mss_max == now->mss_max && m->global.mss_min == now->mss_min;
	m->global = *now;
	for (struct espd_interface *i = m->interfaces; i != NULL && !same; i = i->hh.next)
		interface_due(m, i);
}

static void mtu_leave(struct espd_model *m, struct espd_named *n)
{
	mtu_changed(m, n);
	named_drop(&m->mtus, n);
}

static void df_leave(struct espd_model *m, struct espd_named *n)
{
	df_changed(m, n);
	named_drop(&m->dfs, n);
}

void config_change(struct espd_model *m, const struct cmd_change *change,
    void (*gone)(void *arg, const char *tunnel), void *arg)
{
	struct espd_model *before = change->before, *after = change->after;
	if (change->settings)
		change_global(m, &after->global);
	CHANGE_TABLE(m->interfaces, before->interfaces, after->interfaces, espd_interface, interface_drop,
	    interface_enter, m);
	CHANGE_TABLE(m->mtus, before->mtus, after->mtus, espd_named, mtu_leave, mtu_changed, m);
	CHANGE_TABLE(m->dfs, before->dfs, after->dfs, espd_named, df_leave, df_changed, m);
	for (const struct espd_interface *i = before->interfaces, *own; i != NULL; i = i->hh.next) {
		HASH_FIND_STR(m->interfaces, i->settings.name, own);
		if (own == NULL)
			gone(arg, i->settings.name);
	}
}

static enum tunnel_df df_of(const struct espd_model *m, const struct espd_interface *i)
{
	const uint32_t *df = find_named(m->dfs, i->settings.nameif);
	if (df == NULL)
		df = find_named(m->dfs, i->source);
	return df != NULL ? (enum tunnel_df) * df : TUNNEL_DF_COPY;
}

bool config_next_due(struct espd_model *m, struct tunnel_settings *settings)
{
	struct espd_interface *i = m->due;
	if (i == NULL)
		return false;
	const uint32_t *mtu = find_named(m->mtus, i->settings.nameif);
	*settings = i->settings;
	settings->mtu = mtu != NULL ? *mtu : 0;
	settings->df = df_of(m, i);
	settings->mss_max = m->global.mss_max;
	settings->mss_min = m->global.mss_min;
	DL_DELETE2(m->due, i, due_prev, due_next);
	i->due = false;
	return true;
}

/* ---- handlers ---- */

/* The tunnel that the line stands in, NULL for other kinds of interfaces. */
static struct espd_interface *interface_of(struct espd_model *m, const struct cmd_call *call)
{
	struct espd_interface *i;
	const char *name = cmd_in_interface(call)->interface;
	HASH_FIND_STR(m->interfaces, name, i);
	return i;
}

static void add_named(struct espd_named **table, const char *nameif, uint32_t value)
{
	struct espd_named *n = find_named(*table, nameif) == NULL ? calloc(1, sizeof *n) : NULL;
	if (n == NULL)
		return;
	folded(nameif, n->nameif);
	n->value = value;
	HASH_ADD_STR(*table, nameif, n);
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
	HASH_ADD_STR(model->interfaces, settings.name, i);
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
		model->global.mss_min = args->bytes;
	else
		model->global.mss_max = args->bytes;
}

void espd_set_crypto_ipsec_security_association_pmtu_aging(struct espd_model *model,
    const struct cmd_call *call, const struct cmd_crypto_ipsec_security_association_pmtu_aging *args)
{
	model->global.pmtu_aging = args->has_seconds ? args->seconds : 0;
}

void espd_set_crypto_isakmp_nat_traversal(
    struct espd_model *model, const struct cmd_call *call, const struct cmd_crypto_isakmp_nat_traversal *args)
{
	model->global.keepalive = args->seconds;
}
