/* SPDX-License-Identifier: Apache-2.0 */
/* show route, show ipv6 route. */
#include <stdio.h>
#include <string.h>
#include "lib/ipaddr.h"
#include "shell/duration.h"
#include "shell/field.h"
#include "shell/layout.h"
#include "shell/render.h"

static const char legend[] =
    "\n"
    "Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP\n"
    "       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area\n"
    "       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2\n"
    "       E1 - OSPF external type 1, E2 - OSPF external type 2, V - VPN\n"
    "       i - IS-IS, su - IS-IS summary, L1 - IS-IS level-1, L2 - IS-IS level-2\n"
    "       ia - IS-IS inter area, * - candidate default, U - per-user static route\n"
    "       o - ODR, P - periodic downloaded static route, + - replicated route\n"
    "       SI - Static InterVRF, BI - BGP InterVRF\n";

struct proto_words {
	const char *proto, *code;
	bool attached; /* "is directly connected" */
	bool learned;  /* printed with age, without interface */
};

static const struct proto_words protos[] = {
    {"connected", "C", true, false},
    {"local", "L", true, false},
    {"static", "S", false, false},
    {"ebgp", "B", false, true},
    {"ibgp", "B", false, true},
    {"bgp-local", "B", false, true},
};

static const struct proto_words *find_proto(const json_t *route)
{
	const char *name = field_str(route, "proto", "");
	for (size_t i = 0; i < sizeof(protos) / sizeof(protos[0]); i++) {
		if (strcmp(protos[i].proto, name) == 0)
			return &protos[i];
	}
	return &protos[2];
}

/* Address and mask, never a length, for IPv4. */
static void destination_text(const char *prefix, char *dst, size_t size)
{
	struct ip_prefix p;
	char addr[IP_ADDR_STRLEN], mask[IP_ADDR_STRLEN];
	if (!ip_prefix_parse(prefix, &p) || p.addr.family != AF_INET) {
		snprintf(dst, size, "%s", prefix);
		return;
	}
	struct in_addr bits = ip_len_mask(p.len);
	struct ip_addr m = ip_addr_from(AF_INET, &bits);
	snprintf(dst, size, "%s %s", ip_addr_str(&p.addr, addr), ip_addr_str(&m, mask));
}

static void print_via(
    struct render *r, const json_t *route, const struct proto_words *proto, const json_t *hop)
{
	char age[DURATION_STRLEN];
	const char *interface = field_str(hop, "interface", "");
	if (proto->attached || !field_set(hop, "gateway"))
		output_printf(r->out, "is directly connected, %s", interface);
	else
		output_printf(r->out, "[%d/%d] via %s", (int)field_int(route, "distance", 0),
		    (int)field_int(route, "metric", 0), field_str(hop, "gateway", ""));
	if (proto->learned)
		output_printf(r->out, ", %s", duration_routing(field_int(route, "age_seconds", 0), age));
	else if (!proto->attached && field_set(hop, "gateway"))
		output_printf(r->out, ", %s", interface);
	output_text(r->out, "\n");
}

/* The ways each on a line of their own below the prefix. */
static void print_route6(struct render *r, json_t *route)
{
	const struct proto_words *proto = find_proto(route);
	const json_t *hops = json_object_get(route, "nexthops");
	output_printf(r->out, "%-4s%s [%d/%d]\n", proto->code, field_str(route, "prefix", ""),
	    (int)field_int(route, "distance", 0), (int)field_int(route, "metric", 0));
	if (json_array_size(hops) == 0)
		output_text(r->out, "     via Null0, directly connected\n");
	for (size_t i = 0; i < json_array_size(hops); i++) {
		const json_t *hop = json_array_get(hops, i);
		const char *interface = field_str(hop, "interface", "");
		if (proto->attached || !field_set(hop, "gateway"))
			output_printf(r->out, "     via %s, %s\n", interface,
			    strcmp(proto->code, "L") == 0 ? "receive" : "directly connected");
		else
			output_printf(r->out, "     via %s, %s\n", field_str(hop, "gateway", ""), interface);
	}
}

static void print_route(struct render *r, json_t *route)
{
	if (strchr(field_str(route, "prefix", ""), ':')) {
		print_route6(r, route);
		return;
	}
	char destination[2 * IP_ADDR_STRLEN], head[2 * IP_ADDR_STRLEN + 16];
	const struct proto_words *proto = find_proto(route);
	const json_t *hops = json_object_get(route, "nexthops");
	destination_text(field_str(route, "prefix", ""), destination, sizeof(destination));
	int width = snprintf(head, sizeof(head), "%s%-*s%s ", proto->code, 9 - (int)strlen(proto->code),
	    field_bool(route, "default") ? "*" : "", destination);
	output_text(r->out, head);
	if (json_array_size(hops) == 0)
		output_text(r->out, "is directly connected, Null0\n");
	for (size_t i = 0; i < json_array_size(hops); i++) {
		if (i > 0)
			output_printf(r->out, "%*s", width, "");
		print_via(r, route, proto, json_array_get(hops, i));
	}
}

static void print_table6(struct render *r, json_t *table)
{
	layout_text(r->out, "\nIPv6 Routing Table - default - {count} entries\n", table);
	output_text(r->out, "Codes: C - Connected, L - Local, S - Static, B - BGP\n\n");
}

static void print_table(struct render *r, json_t *table)
{
	render_keep_header(r, table);
	if (field_int(table, "family", 4) == 6) {
		print_table6(r, table);
		return;
	}
	output_text(r->out, legend);
	if (field_set(table, "default_gateway"))
		layout_text(r->out,
		    "Gateway of last resort is {default_gateway} to network {default_network|0.0.0.0}\n\n",
		    table);
	else
		output_text(r->out, "Gateway of last resort is not set\n\n");
}

const struct render_entry render_route[] = {
    {"route_table", print_table, NULL},
    {"route", print_route, NULL},
    {NULL, NULL, NULL},
};
