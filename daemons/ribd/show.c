/* SPDX-License-Identifier: Apache-2.0 */
/* show interface, show ip address, show ipv6 interface, show nameif: records as shell/RECORDS.md has them. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "cmd_ribd.h"
#include "daemons/ribd/iface.h"
#include "daemons/ribd/kernel.h"
#include "daemons/ribd/link.h"
#include "daemons/ribd/made.h"
#include "daemons/ribd/ribd.h"
#include "lib/record.h"

/* One line of the list: a configured interface, a device, or both. */
struct shown {
	char name[IFACE_NAME_SIZE];
	const struct iface *iface; /* NULL: not configured */
	const struct link *link;   /* NULL: no device */
};

static void set_str(json_t *record, const char *member, const char *value)
{
	if (value && value[0])
		json_object_set_new(record, member, json_string(value));
}

static void set_int(json_t *record, const char *member, uint64_t value)
{
	json_object_set_new(record, member, json_integer((json_int_t)value));
}

static void set_bool(json_t *record, const char *member, bool value)
{
	json_object_set_new(record, member, json_boolean(value));
}

static void set_mac(json_t *record, const uint8_t *mac)
{
	char text[18];
	snprintf(text, sizeof text, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4],
	    mac[5]);
	set_str(record, "mac", text);
}

static bool is_tunnel(const struct shown *s)
{
	return strncasecmp(s->name, "Tunnel", 6) == 0;
}

static bool is_loopback(const struct shown *s)
{
	return strncasecmp(s->name, "Loopback", 8) == 0 || (s->link && s->link->k.loopback);
}

static void set_addresses(json_t *record, const struct shown *s)
{
	json_t *list = json_array();
	char text[IP_PREFIX_STRLEN];
	const struct ip_prefix *first = NULL;
	bool configured = s->iface && s->iface->config.ipv4.addr.family;
	for (unsigned i = 0; s->link && i < s->link->addr_count; i++) {
		const struct ip_prefix *addr = &s->link->addrs[i].addr;
		json_array_append_new(list, json_string(ip_prefix_str(addr, text)));
		if (!first && addr->addr.family == AF_INET)
			first = addr;
	}
	if (configured)
		first = &s->iface->config.ipv4;
	if (first)
		set_str(record, "address", ip_prefix_str(first, text));
	set_str(record, "method",
	    s->iface && s->iface->config.dhcp ? "DHCP"
	    : configured                      ? "CONFIG"
	    : first                           ? "manual"
					      : "unset");
	json_object_set_new(record, "addresses", list);
}

static void set_counters(json_t *record, const struct kernel_counters *c)
{
	const struct {
		const char *member;
		uint64_t value;
	} counters[] = {
	    {"in_packets", c->in_packets},
	    {"in_bytes", c->in_bytes},
	    {"out_packets", c->out_packets},
	    {"out_bytes", c->out_bytes},
	    {"in_errors", c->in_errors},
	    {"in_drops", c->in_drops},
	    {"in_crc", c->in_crc},
	    {"in_frame", c->in_frame},
	    {"in_overrun", c->in_overrun},
	    {"in_multicast", c->in_multicast},
	    {"out_errors", c->out_errors},
	    {"out_drops", c->out_drops},
	    {"out_collisions", c->out_collisions},
	};
	for (size_t i = 0; i < sizeof counters / sizeof counters[0]; i++)
		set_int(record, counters[i].member, counters[i].value);
}

static json_t *rate_object(const struct link_rate *rate)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I}", "in_pps", (json_int_t)(rate->in_packets + 0.5),
	    "in_bps", (json_int_t)(rate->in_bytes + 0.5), "out_pps", (json_int_t)(rate->out_packets + 0.5),
	    "out_bps", (json_int_t)(rate->out_bytes + 0.5), "drop_pps", (json_int_t)(rate->drops + 0.5));
}

static void set_driver(json_t *record, const struct link *link)
{
	struct kernel_ethtool e;
	kernel_ethtool(link->k.device, &e);
	set_str(record, "driver", e.driver[0] ? e.driver : link->k.kind);
	if (e.speed && link->k.running)
		set_int(record, "speed_mbps", e.speed);
	if ((e.half || e.full) && link->k.running)
		set_str(record, "duplex", e.half ? "half" : "full");
}

static void set_link(json_t *record, const struct shown *s)
{
	const struct link *link = s->link;
	set_str(record, "device", link->k.device);
	if (is_tunnel(s))
		set_str(record, "driver", link->k.kind);
	else
		set_driver(record, link);
	if (link->k.ethernet)
		set_mac(record, link->k.mac);
	set_int(record, "number", link->k.ifindex);
	set_counters(record, &link->k.counters);
	json_object_set_new(record, "rate_1m", rate_object(&link->minute));
	json_object_set_new(record, "rate_5m", rate_object(&link->five_minutes));
}

/* What IPsec takes of the MTU of the way out: espd sets the tunnel's MTU to what it leaves. Unknown while there is no
 * SA, and where the tunnel's MTU is configured. */
static uint32_t overhead_of(const struct ribd *ribd, const struct shown *s, const struct iface *source)
{
	const struct link *out = source ? link_find(&ribd->links, source->ifindex) : NULL;
	bool known = out && s->link && s->link->k.running && !s->iface->config.tunnel_mtu_set;
	return known && out->k.mtu > s->link->k.mtu ? out->k.mtu - s->link->k.mtu : 0;
}

static void set_tunnel(json_t *record, const struct ribd *ribd, const struct shown *s)
{
	const struct iface_config *c = &s->iface->config;
	const struct iface *source = iface_by_nameif(&ribd->ifaces, c->tunnel_source);
	uint32_t overhead = overhead_of(ribd, s, source);
	char text[IP_ADDR_STRLEN];
	if (overhead)
		set_int(record, "tunnel_overhead", overhead);
	set_str(record, "tunnel_source", c->tunnel_source);
	if (source && source->config.ipv4.addr.family)
		set_str(record, "tunnel_source_address", ip_addr_str(&source->config.ipv4.addr, text));
	set_str(record, "tunnel_destination", c->tunnel_destination);
	set_str(record, "tunnel_mode", c->tunnel_mode);
	set_str(record, "tunnel_profile", c->tunnel_profile);
}

/* ASA's factory levels: an interface called inside is trusted, any other is not. */
static int security_level(const struct iface_config *c)
{
	if (c->security_level >= 0)
		return c->security_level;
	return strcasecmp(c->nameif, "inside") == 0 ? 100 : 0;
}

static const char *reason_of(const struct ribd *ribd, const struct shown *s, bool admin_up)
{
	const char *missing = s->iface && !s->link ? made_missing(&ribd->ifaces, s->iface) : NULL;
	if (missing)
		return missing;
	if (!s->link)
		return is_tunnel(s) ? "the tunnel device does not exist" : "there is no such device";
	if (!admin_up || s->link->k.running)
		return NULL;
	return is_tunnel(s) ? "no IPsec SA is installed" : "there is no carrier";
}

static void send_interface(const struct ribd *ribd, struct record_out *out, const struct shown *s)
{
	const struct iface_config *c = s->iface ? &s->iface->config : NULL;
	bool admin_up = s->link ? s->link->k.up : c && !c->shutdown;
	json_t *record = json_pack("{s:s, s:s}", "type", "interface", "name", s->name);
	set_str(record, "nameif", c ? c->nameif : NULL);
	set_str(record, "kind", is_tunnel(s) ? "tunnel" : is_loopback(s) ? "loopback" : "ethernet");
	if (c && c->vlan)
		set_int(record, "vlan", c->vlan);
	set_bool(record, "admin_up", admin_up);
	set_bool(record, "line_up", s->link && s->link->k.running);
	if (c && c->nameif[0])
		set_int(record, "security_level", (uint64_t)security_level(c));
	set_str(record, "description", c ? c->description : NULL);
	set_int(record, "mtu", s->link ? s->link->k.mtu : c && c->mtu ? c->mtu : 1500);
	set_addresses(record, s);
	if (s->link)
		set_link(record, s);
	if (c && is_tunnel(s))
		set_tunnel(record, ribd, s);
	set_str(record, "reason", reason_of(ribd, s, admin_up));
	record_send(out, record);
}

static int shown_cmp(const void *a, const void *b)
{
	return link_name_cmp(((const struct shown *)a)->name, ((const struct shown *)b)->name);
}

/* Every configured interface, and the numbered devices that are not. The caller frees the list. */
static struct shown *shown_all(const struct ribd *ribd, size_t *count)
{
	struct shown *list = calloc(ribd->ifaces.count + HASH_COUNT(ribd->links.all) + 1, sizeof *list);
	*count = 0;
	for (size_t i = 0; list && i < ribd->ifaces.count; i++) {
		struct shown *s = &list[(*count)++];
		s->iface = ribd->ifaces.all[i];
		s->link = link_find(&ribd->links, s->iface->ifindex);
		snprintf(s->name, sizeof s->name, "%s", s->iface->config.name);
	}
	for (const struct link *link = ribd->links.all; list && link; link = link->hh.next) {
		if (!link_is_numbered(link) || iface_by_ifindex(&ribd->ifaces, link->k.ifindex))
			continue;
		struct shown *s = &list[(*count)++];
		s->link = link;
		iface_name(&ribd->ifaces, link, s->name, sizeof s->name);
	}
	if (*count)
		qsort(list, *count, sizeof *list, shown_cmp);
	return list;
}

static bool is_called(const struct shown *s, const char *name)
{
	return strcasecmp(s->name, name) == 0 || (s->link && strcmp(s->link->k.device, name) == 0) ||
	       (s->iface && s->iface->config.nameif[0] && strcasecmp(s->iface->config.nameif, name) == 0);
}

/* `name` NULL: all of them. */
static void send_interfaces(struct ribd *ribd, struct record_out *out, const char *view, const char *name)
{
	size_t count, chosen = 0;
	kernel_dump_links(ribd->kernel); /* counters of this moment */
	struct shown *list = shown_all(ribd, &count);
	for (size_t i = 0; list && i < count; i++)
		if (!name || is_called(&list[i], name))
			list[chosen++] = list[i];
	if (name && !chosen) {
		record_fail(out, "%% there is no interface %s", name);
		free(list);
		return;
	}
	record_send(out, json_pack("{s:s, s:I, s:s}", "type", "interface_list", "count", (json_int_t)chosen,
			     "view", view));
	for (size_t i = 0; i < chosen; i++)
		send_interface(ribd, out, &list[i]);
	free(list);
	record_done(out);
}

void ribd_exec_show_interface(struct ribd *ribd, struct cmd_call *call, const struct cmd_show_interface *args)
{
	send_interfaces(ribd, call->out, args->has_detail ? "detail" : "full",
	    args->has_interface ? args->interface : NULL);
}

void ribd_exec_show_interface_ip_brief(
    struct ribd *ribd, struct cmd_call *call, const struct cmd_show_interface_ip_brief *args)
{
	send_interfaces(ribd, call->out, "brief", NULL);
}

void ribd_exec_show_ip_address(
    struct ribd *ribd, struct cmd_call *call, const struct cmd_show_ip_address *args)
{
	send_interfaces(ribd, call->out, "address", args->has_interface ? args->interface : NULL);
}

void ribd_exec_show_ipv6_interface(
    struct ribd *ribd, struct cmd_call *call, const struct cmd_show_ipv6_interface *args)
{
	send_interfaces(ribd, call->out, args->has_brief ? "ipv6-brief" : "ipv6",
	    args->has_interface ? args->interface : NULL);
}

void ribd_exec_show_nameif(struct ribd *ribd, struct cmd_call *call, const struct cmd_show_nameif *args)
{
	send_interfaces(ribd, call->out, "nameif", NULL);
}
