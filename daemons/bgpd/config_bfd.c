/* SPDX-License-Identifier: Apache-2.0 */
/* The operator's words about BFD into the model. */
#include <string.h>
#include "cmd_bgpd.h"
#include "daemons/bgpd/bfd_config.h"
#include "daemons/bgpd/config.h"

#define SET(sentence)                                                                                        \
	void bgpd_set_##sentence(                                                                            \
	    struct bgpd_model *model, const struct cmd_call *call, const struct cmd_##sentence *args)

static struct bfd_template *template_in(struct bgpd_model *model, const struct cmd_call *call)
{
	return bfd_config_template(&model->bfd, cmd_in_bfd_template(call)->name);
}

static struct bfd_iface *iface_in(struct bgpd_model *model, const struct cmd_call *call)
{
	return bfd_config_iface(&model->bfd, cmd_in_interface(call)->interface);
}

SET(bfd_template)
{
	bfd_config_template(&model->bfd, args->name)->multihop = args->has_multi_hop;
}

SET(bfd_template_interval)
{
	struct bfd_interval *i = &template_in(model, call)->interval;
	*i = (struct bfd_interval){.given = true,
	    .tx = args->has_tx ? args->tx : args->milliseconds,
	    .rx = args->has_tx ? args->rx : args->milliseconds,
	    .multiplier = (uint8_t)args->multiplier};
}

SET(bfd_template_authentication)
{
	struct bfd_auth *auth = &template_in(model, call)->auth;
	size_t size = strlen(args->key);
	if (args->has_encoding && args->encoding != 0)
		cmd_fault(call->faults, call->line,
		    "keys of encoding %u cannot be read: give the key as it is", args->encoding);
	auth->type = args->has_sha_1 ? BFD_AUTH_SHA1 : BFD_AUTH_METICULOUS_SHA1;
	auth->key_id = (uint8_t)args->id;
	auth->key_size = (uint8_t)(size < BFD_KEY_MAX ? size : BFD_KEY_MAX);
	memcpy(auth->key, args->key, auth->key_size);
}

static void add_map(struct bgpd_model *model, const struct ip_prefix *destination,
    const struct ip_prefix *source, const char *name)
{
	struct bfd_map *m = bfd_config_add_map(&model->bfd);
	m->destination = *destination;
	m->source = *source;
	ip_prefix_mask(&m->destination);
	ip_prefix_mask(&m->source);
	strncpy(m->template, name, sizeof m->template - 1);
}

SET(bfd_map_ipv4)
{
	add_map(model, &args->destination, &args->source, args->name);
}

SET(bfd_map_ipv6)
{
	add_map(model, &args->destination, &args->source, args->name);
}

SET(bfd_slow_timers)
{
	model->bfd.slow = args->milliseconds;
}

/* Only a place for what stands in it. */
SET(interface)
{
}

SET(interface_bfd_template)
{
	strncpy(iface_in(model, call)->template, args->name, BFD_NAME_MAX - 1);
}

SET(interface_bfd_interval)
{
	iface_in(model, call)->interval = (struct bfd_interval){
	    .given = true, .tx = args->tx, .rx = args->rx, .multiplier = (uint8_t)args->multiplier};
}

SET(bgp_neighbor_fall_over_bfd)
{
	struct peer_config *p = bgp_model_peer(model->bgp, &args->neighbor);
	p->fall_over = args->has_single_hop  ? PEER_FALL_OVER_SINGLE
		       : args->has_multi_hop ? PEER_FALL_OVER_MULTI
					     : PEER_FALL_OVER_AUTO;
}
