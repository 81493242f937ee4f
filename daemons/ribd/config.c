/* SPDX-License-Identifier: Apache-2.0 */
/* The operator's words into the model, and the model into force. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "cmd_ribd.h"
#include "daemons/ribd/client.h"
#include "daemons/ribd/dhcp.h"
#include "daemons/ribd/made.h"
#include "daemons/ribd/model.h"
#include "daemons/ribd/ribd.h"
#include "daemons/ribd/static.h"
#include "lib/cmd_owner.h"

#define DISTANCE_MAX 254

void *ribd_model_new(void *ctx)
{
	struct ribd_model *model = calloc(1, sizeof(*model));
	if (model)
		model->filter = (struct filter_rules){.off = true, .vpn_judged = true};
	return model;
}

void ribd_model_free(void *ctx, void *arg)
{
	struct ribd_model *model = arg;
	if (!model)
		return;
	free(model->ifaces);
	free(model->mtus);
	free(model->mac_ids);
	free(model->statics);
	free(model->slas);
	free(model->tracks);
	free(model);
}

/* 255 means "never" everywhere else. */
static uint8_t distance_of(uint32_t distance)
{
	return (uint8_t)(distance > DISTANCE_MAX ? DISTANCE_MAX : distance);
}

/* Interfaces ---------------------------------------------------------------------------------------- */

static struct iface_config *iface_new(struct ribd_model *model, const char *name)
{
	struct iface_config *more = realloc(model->ifaces, (model->iface_count + 1) * sizeof *more);
	if (!more)
		return NULL;
	model->ifaces = more;
	struct iface_config *c = &model->ifaces[model->iface_count++];
	*c = (struct iface_config){.security_level = -1};
	snprintf(c->name, sizeof c->name, "%s", name);
	return c;
}

/* The lines of an interface come one after another. */
static struct iface_config *iface_get(struct ribd_model *model, const char *name)
{
	struct iface_config *last = model->iface_count ? &model->ifaces[model->iface_count - 1] : NULL;
	if (last && strcasecmp(last->name, name) == 0)
		return last;
	for (size_t i = 0; i < model->iface_count; i++)
		if (strcasecmp(model->ifaces[i].name, name) == 0)
			return &model->ifaces[i];
	return iface_new(model, name);
}

/* The interface that the mode is in. */
static struct iface_config *iface_in(struct ribd_model *model, const struct cmd_call *call)
{
	static struct iface_config nowhere;
	struct iface_config *c = iface_get(model, cmd_in_interface(call)->interface);
	return c ? c : &nowhere;
}

void ribd_set_interface(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_interface *args)
{
	if (!iface_get(model, args->interface))
		cmd_fault(call->faults, call->line, "out of memory; try again");
}

void ribd_set_interface_device(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_interface_device *args)
{
	struct iface_config *c = iface_in(model, call);
	snprintf(c->device, sizeof c->device, "%s", args->device);
}

void ribd_set_interface_description(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_interface_description *args)
{
	struct iface_config *c = iface_in(model, call);
	snprintf(c->description, sizeof c->description, "%s", args->text);
}

void ribd_set_interface_shutdown(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_interface_shutdown *args)
{
	iface_in(model, call)->shutdown = true;
}

void ribd_set_interface_vlan(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_interface_vlan *args)
{
	struct iface_config *c = iface_in(model, call);
	char device[IF_NAMESIZE];
	if (!made_is_sub(c))
		cmd_fault(call->faults, call->line,
		    "only a sub-interface has a VLAN: enter \"interface %s.%u\" for it", c->name,
		    (unsigned)args->vlan);
	else if (!c->device[0] && !made_name(c, device))
		cmd_fault(call->faults, call->line,
		    "the name of the Linux device would be longer than %d: take a smaller number behind the "
		    "dot",
		    IF_NAMESIZE - 1);
	c->vlan = (uint16_t)args->vlan;
}

void ribd_set_interface_nameif(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_interface_nameif *args)
{
	struct iface_config *c = iface_in(model, call);
	snprintf(c->nameif, sizeof c->nameif, "%s", args->name);
}

void ribd_set_interface_security_level(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_interface_security_level *args)
{
	iface_in(model, call)->security_level = (int)args->level;
}

void ribd_set_interface_ip_address(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_interface_ip_address *args)
{
	struct iface_config *c = iface_in(model, call);
	if (args->has_dhcp &&
	    (strncasecmp(c->name, "Tunnel", 6) == 0 || strncasecmp(c->name, "Loopback", 8) == 0))
		cmd_fault(call->faults, call->line,
		    "%s is no Ethernet interface, only those can ask a DHCP server: give the address, \"ip "
		    "address A.B.C.D MASK\"",
		    c->name);
	c->dhcp = args->has_dhcp;
	c->setroute = args->has_setroute;
	if (args->has_address)
		c->ipv4 = (struct ip_prefix){.addr = args->address, .len = args->mask};
}

void ribd_set_interface_dhcp_client_route_distance(struct ribd_model *model, const struct cmd_call *call,
    const struct cmd_interface_dhcp_client_route_distance *args)
{
	iface_in(model, call)->dhcp_distance = distance_of(args->distance);
}

void ribd_set_dhcp_client_client_id_interface(struct ribd_model *model, const struct cmd_call *call,
    const struct cmd_dhcp_client_client_id_interface *args)
{
	struct dhcp_mac_id *more = reallocarray(model->mac_ids, model->mac_id_count + 1, sizeof *more);
	if (!more) {
		cmd_fault(call->faults, call->line, "out of memory; try again");
		return;
	}
	model->mac_ids = more;
	snprintf(more[model->mac_id_count++].nameif, RIB_NAMEIF_MAX, "%s", args->ifname);
}

void ribd_set_dhcp_client_broadcast_flag(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_dhcp_client_broadcast_flag *args)
{
	model->dhcp_broadcast = true;
}

void ribd_set_interface_ipv6_address(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_interface_ipv6_address *args)
{
	struct iface_config *c = iface_in(model, call);
	if (c->ipv6_count == IFACE_IPV6_MAX) {
		cmd_fault(call->faults, call->line,
		    "an interface has at most %d IPv6 addresses: remove one with \"no ipv6 address\"",
		    IFACE_IPV6_MAX);
		return;
	}
	c->ipv6[c->ipv6_count++] = args->prefix;
}

void ribd_set_interface_tunnel_source_interface(struct ribd_model *model, const struct cmd_call *call,
    const struct cmd_interface_tunnel_source_interface *args)
{
	struct iface_config *c = iface_in(model, call);
	snprintf(c->tunnel_source, sizeof c->tunnel_source, "%s", args->ifname);
}

void ribd_set_interface_tunnel_destination(struct ribd_model *model, const struct cmd_call *call,
    const struct cmd_interface_tunnel_destination *args)
{
	ip_addr_str(&args->address, iface_in(model, call)->tunnel_destination);
}

void ribd_set_interface_tunnel_mode_ipsec(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_interface_tunnel_mode_ipsec *args)
{
	struct iface_config *c = iface_in(model, call);
	const char *family = args->family == CMD_TUNNEL_FAMILY_IPV6 ? "ipv6" : "ipv4";
	snprintf(c->tunnel_mode, sizeof c->tunnel_mode, "ipsec %s", family);
}

void ribd_set_interface_tunnel_protection_ipsec_profile(struct ribd_model *model, const struct cmd_call *call,
    const struct cmd_interface_tunnel_protection_ipsec_profile *args)
{
	struct iface_config *c = iface_in(model, call);
	snprintf(c->tunnel_profile, sizeof c->tunnel_profile, "%s", args->profile);
}

void ribd_set_mtu(struct ribd_model *model, const struct cmd_call *call, const struct cmd_mtu *args)
{
	if (!call->line) { /* the default of the interface that the call is about */
		iface_in(model, call)->default_mtu = args->bytes;
		return;
	}
	struct mtu_config *more = realloc(model->mtus, (model->mtu_count + 1) * sizeof *more);
	if (!more) {
		cmd_fault(call->faults, call->line, "out of memory; try again");
		return;
	}
	model->mtus = more;
	struct mtu_config *mtu = &model->mtus[model->mtu_count++];
	snprintf(mtu->nameif, sizeof mtu->nameif, "%s", args->ifname);
	mtu->mtu = args->bytes;
}

/* Security levels ----------------------------------------------------------------------------------- */

void ribd_set_same_security_traffic_permit_inter_interface(struct ribd_model *model,
    const struct cmd_call *call, const struct cmd_same_security_traffic_permit_inter_interface *args)
{
	model->filter.between_equal = true;
}

void ribd_set_same_security_traffic_permit_intra_interface(struct ribd_model *model,
    const struct cmd_call *call, const struct cmd_same_security_traffic_permit_intra_interface *args)
{
	model->filter.same_way_out = true;
}

void ribd_set_security_level_enforcement(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_security_level_enforcement *args)
{
	model->filter.off = false;
}

void ribd_set_sysopt_connection_permit_vpn(struct ribd_model *model, const struct cmd_call *call,
    const struct cmd_sysopt_connection_permit_vpn *args)
{
	model->filter.vpn_judged = false;
}

/* Static routes ------------------------------------------------------------------------------------- */

static struct static_config *new_static(struct ribd_model *model)
{
	if (model->static_count == model->static_room) {
		size_t room = model->static_room ? 2 * model->static_room : 16;
		struct static_config *more = reallocarray(model->statics, room, sizeof *more);
		if (!more)
			return NULL;
		model->statics = more;
		model->static_room = room;
	}
	return &model->statics[model->static_count++];
}

static void add_static(struct ribd_model *model, const struct cmd_call *call, const char *nameif,
    const struct ip_prefix *prefix, const struct ip_addr *gateway, uint32_t distance, uint32_t track)
{
	struct static_config *s = new_static(model);
	if (!s) {
		cmd_fault(call->faults, call->line, "out of memory; try again");
		return;
	}
	*s = (struct static_config){.prefix = *prefix, .distance = distance_of(distance)};
	s->track = (uint16_t)track;
	if (gateway)
		s->gateway = *gateway;
	snprintf(s->nameif, sizeof s->nameif, "%s", nameif);
	ip_prefix_mask(&s->prefix);
}

void ribd_set_route(struct ribd_model *model, const struct cmd_call *call, const struct cmd_route *args)
{
	struct ip_prefix prefix = {.addr = args->destination, .len = args->mask};
	add_static(model, call, args->ifname, &prefix, &args->gateway, args->metric,
	    args->has_track ? args->track : 0);
}

void ribd_set_route_null0(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_route_null0 *args)
{
	struct ip_prefix prefix = {.addr = args->destination, .len = args->mask};
	add_static(model, call, "", &prefix, NULL, args->metric, 0);
}

void ribd_set_ipv6_route(
    struct ribd_model *model, const struct cmd_call *call, const struct cmd_ipv6_route *args)
{
	add_static(model, call, args->ifname, &args->prefix, &args->gateway, args->metric, 0);
}

/* Into force ---------------------------------------------------------------------------------------- */

/* `mtu` names an interface by its nameif, wherever in the configuration that stands. A tunnel's is espd's, which
 * knows the overhead. */
static void spread_mtu(const struct ribd *ribd, struct iface_config *c)
{
	bool tunnel = strncasecmp(c->name, "Tunnel", 6) == 0;
	uint32_t mtu = c->nameif[0] ? mtu_get(&ribd->mtus, c->nameif) : 0;
	c->tunnel_mtu_set = tunnel && mtu;
	c->mtu = tunnel ? 0 : mtu ? mtu : c->default_mtu;
}

/* Interfaces whose own lines have not changed, but the `mtu` line that names them. */
static void follow_mtus(struct ribd *ribd, const struct mtu_config *lines, size_t count)
{
	struct iface_table *t = &ribd->ifaces;
	for (size_t i = 0; i < count; i++)
		for (const struct mention *m = mentions_of(&t->by_nameif, lines[i].nameif); m; m = m->next) {
			struct iface *iface = m->by;
			spread_mtu(ribd, &iface->config);
			iface_reconcile_one(t, iface);
		}
}

/* True when names or devices are others than before. */
static bool apply_ifaces(struct ribd *ribd, const struct ribd_model *before, const struct ribd_model *after)
{
	for (size_t i = 0; i < before->mtu_count; i++)
		mtu_remove(&ribd->mtus, before->mtus[i].nameif);
	for (size_t i = 0; i < after->mtu_count; i++)
		mtu_put(&ribd->mtus, after->mtus[i].nameif, after->mtus[i].mtu);
	for (size_t i = 0; i < after->iface_count; i++)
		spread_mtu(ribd, &after->ifaces[i]);
	dhcp_change(ribd->dhcp, before->ifaces, before->iface_count, after->ifaces, after->iface_count);
	bool moved = iface_change(
	    &ribd->ifaces, before->ifaces, before->iface_count, after->ifaces, after->iface_count);
	made_refresh(&ribd->ifaces);
	follow_mtus(ribd, before->mtus, before->mtu_count);
	follow_mtus(ribd, after->mtus, after->mtu_count);
	return moved;
}

/* Clients and routes hear of the interfaces that have changed. */
static void tell_ifaces(struct ribd *ribd, const struct ribd_model *after)
{
	for (size_t i = 0; i < after->iface_count; i++) {
		const struct iface *iface = iface_find(&ribd->ifaces, after->ifaces[i].name);
		struct link *link = iface ? link_find(&ribd->links, iface->ifindex) : NULL;
		if (link)
			ribd_iface_changed(ribd, link);
	}
}

/* True when the name or the security level of an interface differs: routes and filters go by them. */
static bool others_called(const struct ribd_model *before, const struct ribd_model *after)
{
	if (before->iface_count != after->iface_count)
		return true;
	for (size_t i = 0; i < after->iface_count; i++) {
		const struct iface_config *a = &before->ifaces[i], *b = &after->ifaces[i];
		if (strcasecmp(a->name, b->name) != 0 || strcmp(a->nameif, b->nameif) != 0 ||
		    a->security_level != b->security_level)
			return true;
	}
	return false;
}

static bool has_sla(const struct ribd_model *model, uint32_t number)
{
	for (size_t i = 0; i < model->sla_count; i++)
		if (model->slas[i].number == number)
			return true;
	return false;
}

static bool has_track(const struct ribd_model *model, uint32_t number)
{
	for (size_t i = 0; i < model->track_count; i++)
		if (model->tracks[i].number == number)
			return true;
	return false;
}

/* Before the static routes, which ask whether the objects are up. */
static void apply_tracking(struct ribd *ribd, const struct ribd_model *before, const struct ribd_model *after)
{
	for (size_t i = 0; i < before->sla_count; i++)
		if (!has_sla(after, before->slas[i].number))
			sla_remove(ribd->slas, before->slas[i].number);
	for (size_t i = 0; i < after->sla_count; i++)
		sla_put(ribd->slas, &after->slas[i]);
	for (size_t i = 0; i < before->track_count; i++)
		if (!has_track(after, before->tracks[i].number))
			track_remove(&ribd->tracks, before->tracks[i].number);
	for (size_t i = 0; i < after->track_count; i++)
		track_put(&ribd->tracks, &after->tracks[i], sla_reachable(ribd->slas, after->tracks[i].sla));
}

static void apply_settings(struct ribd *ribd, const struct ribd_model *after)
{
	ribd->filter_rules = after->filter;
	dhcp_set_broadcast(ribd->dhcp, after->dhcp_broadcast);
}

void ribd_model_apply(void *ctx, struct cmd_change *change)
{
	struct ribd *ribd = ctx;
	const struct ribd_model *before = change->before, *after = change->after;
	if (change->settings)
		apply_settings(ribd, after);
	dhcp_change_ids(
	    ribd->dhcp, before->mac_ids, before->mac_id_count, after->mac_ids, after->mac_id_count);
	bool moved = apply_ifaces(ribd, before, after);
	apply_tracking(ribd, before, after);
	static_change(ribd->statics, before->statics, before->static_count, after->statics,
	    after->static_count, ribd_now(ribd));
	bool ifaces = before->iface_count || after->iface_count;
	if (!ribd->configured)
		ribd_ifaces_changed(ribd);
	else if (moved)
		ribd_ifaces_moved(ribd);
	else if (change->settings || others_called(before, after))
		ribd_names_changed(ribd);
	tell_ifaces(ribd, after);
	if (ifaces || !ribd->configured) {
		ribd->configured = true;
		ribd_leases_follow(ribd);
	}
	ribd_sweep_when_complete(ribd);
}
