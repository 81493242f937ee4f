/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One handler per sentence; each only sets. What is on by default (`@positive` in the grammar) starts off here
 * and is set by its handler, which is called for defaults too.
 */
#include "daemons/bgpd/config.h"
#include "cmd_bgpd.h"
#include <stdlib.h>
#include <string.h>

#define SET(sentence)                                                                                        \
	void bgpd_set_##sentence(                                                                            \
	    struct bgpd_model *model, const struct cmd_call *call, const struct cmd_##sentence *args)

struct bgpd_model *config_model_new(void)
{
	struct bgpd_model *m = calloc(1, sizeof(*m));
	if (!m)
		abort();
	m->bgp = bgp_model_new();
	m->bgp->log_neighbor_changes = m->bgp->enforce_first_as = m->bgp->fast_external_fallover = false;
	m->bgp->reflect_between_clients = false;
	return m;
}

void config_model_free(struct bgpd_model *m)
{
	if (!m)
		return;
	bgp_model_free(m->bgp);
	bfd_config_clear(&m->bfd);
	free(m);
}

static enum bgp_family family_of(const struct cmd_call *call)
{
	return cmd_in_router_af(call)->family == CMD_ADDRESS_FAMILY_IPV6 ? BGP_IPV6_UNICAST
									 : BGP_IPV4_UNICAST;
}

static struct bgp_family_config *family(struct bgpd_model *model, const struct cmd_call *call)
{
	return &model->bgp->families[family_of(call)];
}

static struct peer_config *peer(struct bgpd_model *model, const struct ip_addr *address)
{
	return bgp_model_peer(model->bgp, address);
}

static struct peer_family_config *peer_family(
    struct bgpd_model *model, const struct cmd_call *call, const struct ip_addr *address)
{
	return &peer(model, address)->families[family_of(call)];
}

static void set_name(char dst[FILTER_NAME_MAX], const char *name)
{
	strncpy(dst, name, FILTER_NAME_MAX - 1);
}

SET(router_bgp)
{
	model->bgp->as = args->as;
}

SET(bgp_router_id)
{
	model->bgp->router_id = ntohl(args->address.v4.s_addr);
	if (model->bgp->router_id == 0)
		cmd_fault(call->faults, call->line,
		    "the router ID must not be 0.0.0.0: give an address of this router");
}

SET(bgp_log_neighbor_changes)
{
	model->bgp->log_neighbor_changes = true;
}

SET(bgp_always_compare_med)
{
	model->bgp->always_compare_med = true;
}

SET(bgp_deterministic_med)
{
	model->bgp->deterministic_med = true;
}

SET(bgp_bestpath_compare_routerid)
{
	model->bgp->compare_routerid = true;
}

SET(bgp_bestpath_med_missing_as_worst)
{
	model->bgp->med_missing_as_worst = true;
}

SET(bgp_bestpath_as_path_multipath_relax)
{
	model->bgp->multipath_relax = true;
}

SET(bgp_default_local_preference)
{
	model->bgp->local_pref = args->preference;
}

SET(bgp_enforce_first_as)
{
	model->bgp->enforce_first_as = true;
}

SET(bgp_cluster_id)
{
	model->bgp->cluster_id = args->has_number ? args->number : ntohl(args->address.v4.s_addr);
}

SET(bgp_client_to_client_reflection)
{
	model->bgp->reflect_between_clients = true;
}

SET(bgp_maxas_limit)
{
	model->bgp->maxas_limit = args->limit;
}

SET(bgp_fast_external_fallover)
{
	model->bgp->fast_external_fallover = true;
}

/* Graceful restart is offered to every neighbor with or without this line: it takes effect only where both sides
 * know it, and without it a restart of this daemon would cost traffic. */
SET(bgp_graceful_restart)
{
	model->bgp->graceful_restart = true;
}

SET(bgp_graceful_restart_restart_time)
{
	model->bgp->restart_time = args->seconds;
}

SET(bgp_graceful_restart_stalepath_time)
{
	model->bgp->stalepath_time = args->seconds;
}

/* RFC 4271 §4.2: zero, or at least three seconds. */
static void check_timers(const struct cmd_call *call, uint32_t keepalive, uint32_t hold)
{
	if (hold == 1 || hold == 2)
		cmd_fault(call->faults, call->line,
		    "a hold time of %u s is not allowed: use 0, or 3 and above", hold);
	else if (hold != 0 && keepalive >= hold)
		cmd_fault(call->faults, call->line,
		    "keepalives must come before the hold time ends: use at most %u", hold / 3);
}

SET(bgp_timers_bgp)
{
	check_timers(call, args->keepalive, args->hold);
	model->bgp->keepalive = args->keepalive;
	model->bgp->hold = args->hold;
	model->bgp->min_hold = args->minimum;
}

/* The mode is the whole effect: what is inside asks for its family. */
SET(bgp_address_family)
{
}

SET(bgp_neighbor_remote_as)
{
	peer(model, &args->neighbor)->remote_as = args->as;
}

SET(bgp_neighbor_description)
{
	struct peer_config *p = peer(model, &args->neighbor);
	strncpy(p->description, args->text, sizeof(p->description) - 1);
}

SET(bgp_neighbor_local_as)
{
	struct peer_config *p = peer(model, &args->neighbor);
	p->local_as = args->as;
	p->local_as_no_prepend = args->has_no_prepend;
	p->local_as_replace = args->has_replace_as;
}

SET(bgp_neighbor_ebgp_multihop)
{
	struct peer_config *p = peer(model, &args->neighbor);
	p->has_multihop = true;
	p->multihop = args->ttl;
	if (p->ttl_security)
		cmd_fault(
		    call->faults, call->line, "ttl-security is set for this neighbor: remove one of the two");
}

SET(bgp_neighbor_disable_connected_check)
{
	peer(model, &args->neighbor)->disable_connected_check = true;
}

SET(bgp_neighbor_ttl_security_hops)
{
	struct peer_config *p = peer(model, &args->neighbor);
	p->ttl_security = args->hops;
	if (p->has_multihop)
		cmd_fault(call->faults, call->line,
		    "ebgp-multihop is set for this neighbor: remove one of the two");
}

SET(bgp_neighbor_shutdown)
{
	peer(model, &args->neighbor)->shutdown = true;
}

SET(bgp_neighbor_password)
{
	struct peer_config *p = peer(model, &args->neighbor);
	if (args->has_encoding && args->encoding != 0)
		cmd_fault(call->faults, call->line,
		    "keys of encoding %u cannot be read: give the key as it is", args->encoding);
	strncpy(p->password, args->key, sizeof(p->password) - 1);
}

SET(bgp_neighbor_timers)
{
	struct peer_config *p = peer(model, &args->neighbor);
	check_timers(call, args->keepalive, args->hold);
	p->has_timers = true;
	p->keepalive = args->keepalive;
	p->hold = args->hold;
	p->min_hold = args->minimum;
}

SET(bgp_neighbor_update_source)
{
	struct peer_config *p = peer(model, &args->neighbor);
	strncpy(p->update_source, args->ifname, sizeof(p->update_source) - 1);
}

SET(bgp_neighbor_transport_connection_mode)
{
	peer(model, &args->neighbor)->passive = args->mode == CMD_CONNECTION_MODE_PASSIVE;
}

SET(bgp_neighbor_advertisement_interval)
{
	peer_family(model, call, &args->neighbor)->advertisement_interval = args->seconds;
}

SET(bgp_neighbor_activate)
{
	peer_family(model, call, &args->neighbor)->active = true;
}

SET(bgp_neighbor_next_hop_self)
{
	peer_family(model, call, &args->neighbor)->next_hop_self = true;
}

SET(bgp_neighbor_weight)
{
	peer_family(model, call, &args->neighbor)->weight = args->weight;
}

SET(bgp_neighbor_send_community)
{
	peer_family(model, call, &args->neighbor)->communities = args->has_standard ? SEND_STANDARD
								 : args->has_extended
								     ? SEND_EXTENDED
								     : SEND_STANDARD | SEND_EXTENDED;
}

SET(bgp_neighbor_as_override)
{
	peer_family(model, call, &args->neighbor)->as_override = true;
}

SET(bgp_neighbor_route_reflector_client)
{
	peer_family(model, call, &args->neighbor)->reflector_client = true;
}

SET(bgp_neighbor_ha_mode_graceful_restart)
{
	peer(model, &args->neighbor)->no_graceful_restart = args->has_disable;
}

SET(bgp_neighbor_default_originate)
{
	peer_family(model, call, &args->neighbor)->default_originate = true;
}

SET(bgp_neighbor_allowas_in)
{
	peer_family(model, call, &args->neighbor)->allowas_in = args->count;
}

static struct policy_filters *filters_of(struct bgpd_model *model, const struct cmd_call *call,
    const struct ip_addr *address, enum policy_direction direction)
{
	return &peer_family(model, call, address)->filters[direction];
}

SET(bgp_neighbor_prefix_list_in)
{
	set_name(filters_of(model, call, &args->neighbor, POLICY_IN)->prefix_list_name, args->name);
}

SET(bgp_neighbor_prefix_list_out)
{
	set_name(filters_of(model, call, &args->neighbor, POLICY_OUT)->prefix_list_name, args->name);
}

SET(bgp_neighbor_filter_list_in)
{
	set_name(filters_of(model, call, &args->neighbor, POLICY_IN)->path_list_name, args->name);
}

SET(bgp_neighbor_filter_list_out)
{
	set_name(filters_of(model, call, &args->neighbor, POLICY_OUT)->path_list_name, args->name);
}

SET(bgp_neighbor_route_map_in)
{
	set_name(filters_of(model, call, &args->neighbor, POLICY_IN)->route_map_name, args->name);
}

SET(bgp_neighbor_route_map_out)
{
	set_name(filters_of(model, call, &args->neighbor, POLICY_OUT)->route_map_name, args->name);
}

SET(bgp_neighbor_remove_private_as)
{
	struct peer_family_config *f = peer_family(model, call, &args->neighbor);
	f->remove_private = true;
	f->remove_private_all = args->has_all;
	f->remove_private_replace = args->has_replace_as;
}

SET(bgp_neighbor_soft_reconfiguration_inbound)
{
	peer_family(model, call, &args->neighbor)->soft_reconfiguration = true;
}

SET(bgp_neighbor_maximum_prefix)
{
	struct peer_family_config *f = peer_family(model, call, &args->neighbor);
	f->max_prefix = args->count;
	f->max_prefix_threshold = args->threshold;
	f->max_prefix_warning_only = args->has_warning_only;
	f->max_prefix_restart = args->has_minutes ? args->minutes : 0;
}

static void set_map(struct policy_map *m, bool has, const char *name)
{
	if (has)
		set_name(m->name, name);
}

/* The mode is that of the other family. */
static bool misplaced(const struct cmd_call *call, enum bgp_family family)
{
	if (family_of(call) == family)
		return false;
	cmd_fault(call->faults, call->line,
	    "this is a prefix of the other address family: enter \"address-family %s unicast\" for it",
	    family == BGP_IPV6_UNICAST ? "ipv6" : "ipv4");
	return true;
}

SET(bgp_network)
{
	struct ip_prefix prefix = {.addr = args->address, .len = args->mask};
	if (misplaced(call, BGP_IPV4_UNICAST))
		return;
	ip_prefix_mask(&prefix);
	set_map(&bgp_model_network(model->bgp, &prefix)->map, args->has_map, args->map);
}

SET(bgp_network_ipv6)
{
	struct ip_prefix prefix = args->prefix;
	if (misplaced(call, BGP_IPV6_UNICAST))
		return;
	ip_prefix_mask(&prefix);
	set_map(&bgp_model_network(model->bgp, &prefix)->map, args->has_map, args->map);
}

SET(bgp_redistribute_connected)
{
	struct bgp_family_config *f = family(model, call);
	f->redistribute_connected = true;
	f->has_connected_metric = args->has_metric;
	f->connected_metric = args->metric;
	set_map(&f->connected_map, args->has_map, args->map);
}

SET(bgp_redistribute_static)
{
	struct bgp_family_config *f = family(model, call);
	f->redistribute_static = true;
	f->has_static_metric = args->has_metric;
	f->static_metric = args->metric;
	set_map(&f->static_map, args->has_map, args->map);
}

SET(bgp_default_information_originate)
{
	family(model, call)->default_information = true;
}

SET(bgp_maximum_paths)
{
	family(model, call)->maximum_paths = args->paths;
}

SET(bgp_maximum_paths_ibgp)
{
	family(model, call)->maximum_paths_ibgp = args->paths;
}

SET(bgp_distance_bgp)
{
	struct bgp_family_config *f = family(model, call);
	f->distance_external = args->external;
	f->distance_internal = args->internal;
	f->distance_local = args->local;
}

#define SET_AGGREGATE(prefix_given)                                                                          \
	do {                                                                                                 \
		struct ip_prefix prefix = prefix_given;                                                      \
		ip_prefix_mask(&prefix);                                                                     \
		struct aggregate_config *a = bgp_model_aggregate(model->bgp, &prefix);                       \
		a->as_set = args->has_as_set;                                                                \
		a->summary_only = args->has_summary_only;                                                    \
		set_map(&a->suppress, args->has_suppress, args->suppress);                                   \
		set_map(&a->advertise, args->has_advertise, args->advertise);                                \
		set_map(&a->attribute, args->has_attribute, args->attribute);                                \
	} while (0)

SET(bgp_aggregate_address)
{
	if (!misplaced(call, BGP_IPV4_UNICAST))
		SET_AGGREGATE(((struct ip_prefix){.addr = args->address, .len = args->mask}));
}

SET(bgp_aggregate_ipv6)
{
	if (!misplaced(call, BGP_IPV6_UNICAST))
		SET_AGGREGATE(args->prefix);
}
