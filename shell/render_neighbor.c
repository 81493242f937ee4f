/* SPDX-License-Identifier: Apache-2.0 */
/* show bgp neighbors. */
#include <stdio.h>
#include <string.h>
#include "shell/field.h"
#include "shell/layout.h"
#include "shell/render.h"

static const struct layout_line head_lines[] = {
    {NULL, "\nBGP neighbor is {neighbor},  context single_vf,  remote AS {remote_as}, {link_text} link\n"},
    {"description", " Description: {description}\n"},
    {NULL, "  BGP version 4, remote router ID {router_id|0.0.0.0}\n"},
    {"up", "  BGP state = {state}, up for {up_seconds:r}\n"},
    {"!up", "  BGP state = {state_text}\n"},
    {"up", "  Last read {last_read_seconds:r|never}, last write {last_write_seconds:r|never}, hold time is "
	   "{hold_seconds}, keepalive interval is {keepalive_seconds} seconds\n"},
    {NULL, "  Neighbor sessions:\n    {session_count} active, is not multisession capable (disabled)\n"},
    {NULL, NULL},
};

static const struct layout_line capability_lines[] = {
    {NULL, "  Neighbor capabilities:\n"},
    {"capabilities.route_refresh", "    Route refresh: {refresh_text}\n"},
    {"capabilities.four_octet_as", "    Four-octets ASN Capability: {four_octet_text}\n"},
    {"capabilities.ipv4_unicast", "    Address family IPv4 Unicast: {ipv4_text}\n"},
    {"capabilities.ipv6_unicast", "    Address family IPv6 Unicast: {ipv6_text}\n"},
    {"capabilities.graceful_restart", "    Graceful Restart Capability: {restart_text}\n"},
    {NULL, "    Multisession Capability:\n"},
    {NULL, NULL},
};

static const struct layout_line message_lines[] = {
    {NULL, "  Message statistics:\n"},
    {NULL, "    InQ depth is {in_queue}\n    OutQ depth is {out_queue}\n\n"},
    {NULL, "                   Sent       Rcvd\n"},
    {NULL, "    Opens:         {messages.open_sent:<10} {messages.open_received}\n"},
    {NULL, "    Notifications: {messages.notification_sent:<10} {messages.notification_received}\n"},
    {NULL, "    Updates:       {messages.update_sent:<10} {messages.update_received}\n"},
    {NULL, "    Keepalives:    {messages.keepalive_sent:<10} {messages.keepalive_received}\n"},
    {NULL, "    Route Refresh: {messages.refresh_sent:<10} {messages.refresh_received}\n"},
    {NULL, "    Total:         {total_sent:<10} {total_received}\n"},
    {NULL, "  Default minimum time between advertisement runs is {advertisement_seconds} seconds\n"},
    {NULL, NULL},
};

static const struct layout_line family_lines[] = {
    {NULL, "\n For address family: {family}\n"},
    {NULL, "  Session: {neighbor}\n"},
    {NULL, "  BGP table version {table_version}, neighbor version {neighbor_version}/0\n"},
    {NULL, "  Output queue size : {out_queue}\n  Index 1\n  1 update-group member\n"},
    {NULL, NULL},
};

static const struct layout_line activity_lines[] = {
    {"soft_reconfiguration", "  Inbound soft reconfiguration allowed\n"},
    {NULL, "                           Sent       Rcvd\n"},
    {NULL, "  Prefix activity:         ----       ----\n"},
    {"bytes", "    Prefixes Current:      {sent:<10} {received:<10} (Consumes {bytes} bytes)\n"},
    {"!bytes", "    Prefixes Current:      {sent:<10} {received}\n"},
    {NULL, "    Prefixes Total:        {sent_total:<10} {received_total}\n"},
    {NULL, "    Implicit Withdraw:     {implicit_sent:<10} {implicit_received}\n"},
    {NULL, "    Explicit Withdraw:     {explicit_sent:<10} {explicit_received}\n"},
    {NULL, "    Used as bestpath:      n/a        {bestpath}\n"},
    {NULL, "    Used as multipath:     n/a        {multipath}\n"},
    {NULL, "\n                             Outbound    Inbound\n"},
    {NULL, "  Local Policy Denied Prefixes:    --------    -------\n"},
    {NULL, NULL},
};

static const struct layout_line family_tail_lines[] = {
    {NULL, "    Total:                      {denied_sent:<11} {denied_received}\n"},
    {"nlri_max", "  Number of NLRIs in the update sent: max {nlri_max}, min {nlri_min}\n"},
    {NULL, NULL},
};

static const struct layout_line tail_lines[] = {
    {"route_to_peer", "\n  Address tracking is enabled, the RIB does have a route to {neighbor}\n"},
    {"!route_to_peer", "\n  Address tracking is enabled, the RIB does not have a route to {neighbor}\n"},
    {NULL, "  Connections established {established}; dropped {dropped}\n"},
    {"reset_text", "  Last reset {last_reset_seconds:r}, due to {reset_text}\n"},
    {"!reset_text", "  Last reset never\n"},
    {"multihop_text", "  External BGP neighbor may be up to {multihop} hops away.\n"},
    {"password", "  TCP MD5 signature is enabled\n"},
    {"bfd", "  BFD is configured. BFD peer is {bfd}. Using BFD to detect fast fallover\n"},
    {"local_port", "  Local host: {local_address}, Local port: {local_port}\n"
		   "  Foreign host: {neighbor}, Foreign port: {remote_port}\n"},
    {NULL, "  Transport(tcp) path-mtu-discovery is enabled\n"},
    {"graceful_restart", "  Graceful-Restart is enabled\n"},
    {"!graceful_restart", "  Graceful-Restart is disabled\n"},
    {NULL, NULL},
};

struct capability_words {
	const char *path, *member, *both;
};

/* "advertised and received(new)" and the like. */
static void derive_capabilities(json_t *n)
{
	static const struct capability_words words[] = {
	    {"capabilities.route_refresh", "refresh_text", "advertised and received(new)"},
	    {"capabilities.four_octet_as", "four_octet_text", "advertised and received"},
	    {"capabilities.ipv4_unicast", "ipv4_text", "advertised and received"},
	    {"capabilities.ipv6_unicast", "ipv6_text", "advertised and received"},
	    {"capabilities.graceful_restart", "restart_text", "advertised and received"},
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const char *value = field_str(n, words[i].path, "");
		render_derive(n, words[i].member, "%s", strcmp(value, "both") == 0 ? words[i].both : value);
	}
}

static json_int_t sum_of(const json_t *n, const char *direction)
{
	static const char *const kinds[] = {"open", "notification", "update", "keepalive", "refresh"};
	json_int_t sum = 0;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		char path[64];
		snprintf(path, sizeof(path), "messages.%s_%s", kinds[i], direction);
		sum += field_int(n, path, 0);
	}
	return sum;
}

static void derive_neighbor(json_t *n)
{
	const char *state = field_str(n, "state", "Idle");
	bool up = strcmp(state, "Established") == 0, external = field_bool(n, "external");
	json_object_set_new(n, "up", json_boolean(up));
	json_object_set_new(n, "session_count", json_integer(up));
	json_object_set_new(n, "total_sent", json_integer(sum_of(n, "sent")));
	json_object_set_new(n, "total_received", json_integer(sum_of(n, "received")));
	json_object_set_new(n, "multihop_text", json_boolean(external && field_int(n, "multihop", 1) > 1));
	render_derive(n, "link_text", "%s", external ? "external" : "internal");
	render_derive(n, "state_text", "%s%s", state, field_bool(n, "admin_down") ? " (Admin)" : "");
	if (field_get(n, "last_reset_seconds"))
		render_derive(n, "reset_text", "%s", field_str(n, "last_reset_reason", "unknown reason"));
	derive_capabilities(n);
}

/* "Route map for incoming advertisements is IN". */
static void print_filters(struct render *r, json_t *filters)
{
	size_t i;
	json_t *filter;
	json_array_foreach(filters, i, filter) {
		bool in = strcmp(field_str(filter, "direction", ""), "in") == 0;
		const char *kind = field_str(filter, "kind", "");
		if (strcmp(kind, "route-map") == 0)
			render_derive(
			    filter, "what", "Route map for %s advertisements", in ? "incoming" : "outgoing");
		else
			render_derive(filter, "what", "%s update %s filter list",
			    in ? "Incoming" : "Outgoing",
			    strcmp(kind, "prefix-list") == 0 ? "prefix" : "AS path");
		render_derive(filter, "note", "%s",
		    field_bool(filter, "defined") ? "" : ", which is not defined: nothing passes");
		layout_text(r->out, "  {what} is {name}{note}\n", filter);
	}
}

static void print_denied(struct render *r, json_t *reasons)
{
	size_t i;
	json_t *reason;
	json_array_foreach(reasons, i, reason) {
		render_derive(reason, "reason_text", "%s:", field_str(reason, "reason", ""));
		layout_text(r->out, "    {reason_text:<27} {sent:<11|n/a} {received|n/a}\n", reason);
	}
}

static void print_neighbor(struct render *r, json_t *n)
{
	size_t i;
	json_t *family;
	derive_neighbor(n);
	layout_print(r->out, head_lines, n);
	if (field_bool(n, "up"))
		layout_print(r->out, capability_lines, n);
	layout_print(r->out, message_lines, n);
	json_array_foreach(json_object_get(n, "families"), i, family) {
		render_derive(family, "neighbor", "%s", field_str(n, "neighbor", ""));
		json_object_set(family, "out_queue", json_object_get(n, "out_queue"));
		layout_print(r->out, family_lines, family);
		print_filters(r, json_object_get(family, "filters"));
		layout_print(r->out, activity_lines, family);
		print_denied(r, json_object_get(family, "denied"));
		layout_print(r->out, family_tail_lines, family);
	}
	layout_print(r->out, tail_lines, n);
}

const struct render_entry render_neighbor[] = {
    {"bgp_neighbor", print_neighbor, NULL},
    {NULL, NULL, NULL},
};
