/* SPDX-License-Identifier: Apache-2.0 */
/* show interface [ip brief | detail], show ip address, show ipv6 interface, show nameif, show arp, show ipv6 neighbor. */
#include <string.h>
#include "lib/ipaddr.h"
#include "shell/field.h"
#include "shell/layout.h"
#include "shell/render.h"

static const struct layout_line ethernet_lines[] = {
    {NULL, "Interface {name} \"{nameif|}\", is {admin_text}, line protocol is {line_text}\n"},
    {"speed_mbps", "  Hardware is {driver|Ethernet}, BW {speed_mbps} Mbps, DLY 10 usec\n"},
    {"!speed_mbps", "  Hardware is {driver|Ethernet}, BW Unknown Speed-Capability, DLY 10 usec\n"},
    {"duplex_text", "\tAuto-Duplex({duplex_text}), Auto-Speed({speed_mbps} Mbps)\n"},
    {"!duplex_text", "\tAuto-Duplex, Auto-Speed\n"},
    {NULL, "\tInput flow control is unsupported, output flow control is unsupported\n"},
    {"vlan", "\tVLAN identifier {vlan}\n"},
    {"description", "\tDescription: {description}\n"},
    {"!nameif", "\tAvailable but not configured via nameif\n"},
    {"nameif", "\tMAC address {mac:m|0000.0000.0000}, MTU {mtu}\n"},
    {"!nameif", "\tMAC address {mac:m|0000.0000.0000}, MTU not set\n"},
    {"address_text", "\tIP address {address_text}, subnet mask {mask_text}\n"},
    {"!address_text", "\tIP address unassigned\n"},
    {NULL, "\t{in_packets} packets input, {in_bytes} bytes, {in_no_buffer} no buffer\n"},
    {NULL, "\tReceived {in_multicast} broadcasts, 0 runts, 0 giants\n"},
    {NULL, "\t{in_errors} input errors, {in_crc} CRC, {in_frame} frame, {in_overrun} overrun, 0 ignored, 0 "
	   "abort\n"},
    {NULL, "\t0 pause input, 0 resume input\n"},
    {NULL, "\t0 L2 decode drops\n"},
    {NULL, "\t{out_packets} packets output, {out_bytes} bytes, 0 underruns\n"},
    {NULL, "\t0 pause output, 0 resume output\n"},
    {NULL, "\t{out_errors} output errors, {out_collisions} collisions, 0 interface resets\n"},
    {NULL, "\t0 late collisions, 0 deferred\n"},
    {NULL, "\t{in_drops} input reset drops, {out_drops} output reset drops\n"},
    {NULL, "\tinput queue (blocks free curr/low): hardware (0/0)\n"},
    {NULL, "\toutput queue (blocks free curr/low): hardware (0/0)\n"},
    {NULL, NULL},
};

static const struct layout_line traffic_lines[] = {
    {NULL, "  Traffic Statistics for \"{nameif}\":\n"},
    {NULL, "\t{in_packets} packets input, {in_bytes} bytes\n"},
    {NULL, "\t{out_packets} packets output, {out_bytes} bytes\n"},
    {NULL, "\t{drops} packets dropped\n"},
    {NULL, "      1 minute input rate {rate_1m.in_pps} pkts/sec,  {rate_1m.in_bps} bytes/sec\n"},
    {NULL, "      1 minute output rate {rate_1m.out_pps} pkts/sec,  {rate_1m.out_bps} bytes/sec\n"},
    {NULL, "      1 minute drop rate, {rate_1m.drop_pps} pkts/sec\n"},
    {NULL, "      5 minute input rate {rate_5m.in_pps} pkts/sec,  {rate_5m.in_bps} bytes/sec\n"},
    {NULL, "      5 minute output rate {rate_5m.out_pps} pkts/sec,  {rate_5m.out_bps} bytes/sec\n"},
    {NULL, "      5 minute drop rate, {rate_5m.drop_pps} pkts/sec\n"},
    {NULL, NULL},
};

static const struct layout_line tunnel_lines[] = {
    {NULL, "Interface {name} \"{nameif|}\", is {admin_text}, line protocol is {line_text}\n"},
    {NULL, "  Hardware is Virtual Tunnel, MAC address N/A, MTU {mtu}\n"},
    {"description", "\tDescription: {description}\n"},
    {"!nameif", "\tAvailable but not configured via nameif\n"},
    {"address_text", "\tIP address {address_text}, subnet mask {mask_text}\n"},
    {"!address_text", "\tIP address unassigned\n"},
    {NULL, "  Tunnel Interface Information:\n"},
    {NULL, "\tSource interface: {tunnel_source|Not defined}\tIP address: {tunnel_source_address|0.0.0.0}\n"},
    {NULL, "\tDestination IP address: {tunnel_destination|0.0.0.0}\n"},
    {NULL, "\tMode: {tunnel_mode|Not defined}\tIPsec profile: {tunnel_profile|Not defined}\n"},
    {NULL, NULL},
};

static const struct layout_line detail_lines[] = {
    {NULL, "  Control Point Interface States:\n"},
    {NULL, "\tInterface number is {number}\n"},
    {NULL, "\tInterface config status is {config_text}\n"},
    {NULL, "\tInterface state is {state_text}\n"},
    {"reason", "\tLine protocol is down because {reason}\n"},
    {"tunnel_overhead", "\tIPsec MTU Overhead : {tunnel_overhead}\n"},
    {NULL, NULL},
};

static const char brief_head[] =
    "Interface                  IP-Address      OK? Method Status                Protocol\n";
static const char brief_row[] =
    "{name:<26} {address_text:<15|unassigned} YES {method:<6|unset} {admin_text:<21} {line_text:<4}\n";
static const char nameif_head[] = "Interface                Name                     Security\n";
static const char nameif_row[] = "{name:<24} {nameif:<24} {security_level:>8}\n";

static const char address_head[] =
    "Interface                Name                   IP address      Subnet mask     Method \n";
static const char address_row[] =
    "{name:<24} {nameif:<22} {address_text:<15} {mask_text:<15} {method:<6|CONFIG} \n";

static void derive_address(json_t *iface)
{
	struct ip_prefix p;
	char text[IP_ADDR_STRLEN];
	if (!ip_prefix_parse(field_str(iface, "address", ""), &p) || p.addr.family != AF_INET)
		return;
	struct in_addr bits = ip_len_mask(p.len);
	struct ip_addr mask = ip_addr_from(AF_INET, &bits);
	render_derive(iface, "address_text", "%s", ip_addr_str(&p.addr, text));
	render_derive(iface, "mask_text", "%s", ip_addr_str(&mask, text));
}

static void derive_interface(json_t *iface)
{
	bool admin = field_bool(iface, "admin_up"), line = field_bool(iface, "line_up");
	render_derive(iface, "admin_text", "%s", !admin ? "administratively down" : line ? "up" : "down");
	render_derive(iface, "line_text", "%s", admin && line ? "up" : "down");
	render_derive(iface, "config_text", "%s", admin ? "active" : "not active");
	render_derive(iface, "state_text", "%s", admin && line ? "active" : "not active");
	if (field_set(iface, "duplex") && field_set(iface, "speed_mbps"))
		render_derive(iface, "duplex_text", "%s-duplex",
		    strcmp(field_str(iface, "duplex", ""), "half") == 0 ? "Half" : "Full");
	json_object_set_new(
	    iface, "drops", json_integer(field_int(iface, "in_drops", 0) + field_int(iface, "out_drops", 0)));
	derive_address(iface);
}

static void print_full(struct render *r, const json_t *iface)
{
	bool tunnel = strcmp(field_str(iface, "kind", ""), "tunnel") == 0;
	layout_print(r->out, tunnel ? tunnel_lines : ethernet_lines, iface);
	if (!tunnel && field_set(iface, "nameif"))
		layout_print(r->out, traffic_lines, iface);
	if (strcmp(field_str(r->header, "view", "full"), "detail") == 0)
		layout_print(r->out, detail_lines, iface);
}

/* Its addresses of the family, one of the link alone or not. */
static unsigned count_ipv6(const json_t *iface, bool link)
{
	unsigned count = 0;
	size_t i;
	json_t *text;
	struct ip_prefix p;
	json_array_foreach(json_object_get(iface, "addresses"), i, text)
		count += ip_prefix_parse(json_string_value(text), &p) && p.addr.family == AF_INET6 &&
			 IN6_IS_ADDR_LINKLOCAL(&p.addr.v6) == link;
	return count;
}

static void print_ipv6(struct render *r, const json_t *iface, bool link)
{
	char addr[IP_ADDR_STRLEN], subnet[IP_PREFIX_STRLEN];
	size_t i;
	json_t *text;
	json_array_foreach(json_object_get(iface, "addresses"), i, text) {
		struct ip_prefix p, net;
		if (!ip_prefix_parse(json_string_value(text), &p) || p.addr.family != AF_INET6 ||
		    IN6_IS_ADDR_LINKLOCAL(&p.addr.v6) != link)
			continue;
		net = p;
		ip_prefix_mask(&net);
		ip_addr_str(&p.addr, addr);
		if (link)
			output_printf(r->out, "  IPv6 is enabled, link-local address is %s\n", addr);
		else
			output_printf(r->out, "    %s, subnet is %s\n", addr, ip_prefix_str(&net, subnet));
	}
}

/* As an ASA, only what has a name and speaks IPv6. */
static void print_ipv6_full(struct render *r, const json_t *iface)
{
	unsigned links = count_ipv6(iface, true), globals = count_ipv6(iface, false);
	if (!field_set(iface, "nameif") || links + globals == 0)
		return;
	layout_text(r->out, "{nameif} is {admin_text}, line protocol is {line_text}\n", iface);
	if (links == 0)
		output_text(r->out, "  IPv6 is enabled, without link-local address\n");
	print_ipv6(r, iface, true);
	if (globals == 0)
		output_text(r->out, "  No global unicast address is configured\n");
	else
		output_text(r->out, "  Global unicast address(es):\n");
	print_ipv6(r, iface, false);
}

static void print_ipv6_brief(struct render *r, const json_t *iface)
{
	char addr[IP_ADDR_STRLEN];
	size_t i;
	json_t *text;
	struct ip_prefix p;
	if (!field_set(iface, "nameif"))
		return;
	layout_text(r->out, "{nameif} [{admin_text}/{line_text}]\n", iface);
	if (count_ipv6(iface, true) + count_ipv6(iface, false) == 0)
		output_text(r->out, "    unassigned\n");
	json_array_foreach(json_object_get(iface, "addresses"), i, text)
		if (ip_prefix_parse(json_string_value(text), &p) && p.addr.family == AF_INET6)
			output_printf(r->out, "    %s\n", ip_addr_str(&p.addr, addr));
}

/* ASA has two tables: what is configured, and what is in force, where one of a pair has taken over. Here
 * they are the same. The second one stands behind the last interface. */
static void print_addresses(struct render *r, const json_t *iface)
{
	json_t *seen = json_object_get(r->header, "seen"), *row;
	size_t i;
	if (field_set(iface, "nameif") && field_set(iface, "address_text"))
		layout_text(r->out, address_row, iface);
	json_array_append(seen, (json_t *)(uintptr_t)iface);
	if ((int64_t)json_array_size(seen) < field_int(r->header, "count", 0))
		return;
	output_printf(r->out, "Current IP Addresses:\n%s", address_head);
	json_array_foreach(seen, i, row)
		if (field_set(row, "nameif") && field_set(row, "address_text"))
			layout_text(r->out, address_row, row);
}

static void print_interface(struct render *r, json_t *iface)
{
	const char *view = field_str(r->header, "view", "full");
	derive_interface(iface);
	if (strcmp(view, "brief") == 0)
		layout_text(r->out, brief_row, iface);
	else if (strcmp(view, "address") == 0)
		print_addresses(r, iface);
	else if (strcmp(view, "ipv6") == 0)
		print_ipv6_full(r, iface);
	else if (strcmp(view, "ipv6-brief") == 0)
		print_ipv6_brief(r, iface);
	else if (strcmp(view, "nameif") != 0)
		print_full(r, iface);
	else if (field_set(iface, "nameif"))
		layout_text(r->out, nameif_row, iface);
}

static void print_list(struct render *r, json_t *header)
{
	const char *view = field_str(header, "view", "full");
	render_keep_header(r, header);
	if (strcmp(view, "brief") == 0)
		output_text(r->out, brief_head);
	else if (strcmp(view, "nameif") == 0)
		output_text(r->out, nameif_head);
	else if (strcmp(view, "address") == 0) {
		json_object_set_new(r->header, "seen", json_array());
		output_printf(r->out, "System IP Addresses:\n%s", address_head);
	}
}

static void print_arp(struct render *r, json_t *entry)
{
	layout_text(r->out, "\t{interface} {address} {mac:m|0000.0000.0000} {age_seconds|-}\n", entry);
}

static void print_neighbor_list(struct render *r, json_t *list)
{
	output_text(
	    r->out, "IPv6 Address                              Age Link-layer Addr State Interface\n");
}

/* The age in minutes. */
static void print_neighbor(struct render *r, json_t *entry)
{
	static const char *const states[][2] = {
	    {"reachable", "REACH"}, {"stale", "STALE"}, {"delay", "DELAY"}, {"probe", "PROBE"}};
	const char *state = field_str(entry, "state", "");
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (strcmp(states[i][0], state) == 0)
			state = states[i][1];
	render_derive(entry, "state_text", "%s", state);
	if (field_get(entry, "age_seconds"))
		render_derive(entry, "minutes", "%lld", (long long)(field_int(entry, "age_seconds", 0) / 60));
	layout_text(r->out,
	    "{address:<39} {minutes:>5|-} {mac:m|0000.0000.0000}  {state_text:<5} {interface}\n", entry);
}

const struct render_entry render_interface[] = {
    {"interface_list", print_list, NULL},
    {"interface", print_interface, NULL},
    {"arp", print_arp, NULL},
    {"ipv6_neighbor_list", print_neighbor_list, NULL},
    {"ipv6_neighbor", print_neighbor, NULL},
    {NULL, NULL, NULL},
};
