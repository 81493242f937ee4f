/* SPDX-License-Identifier: Apache-2.0 */
/*
 * packet-tracer, as far as the kernel and its rules decide: the interface it comes in by, the route, the security levels. Each
 * phase is answered by what decides over real packets. What becomes of it in a tunnel is espd's part, why a tunnel is down
 * iked's; the shell puts them behind ours.
 */
#include <errno.h>
#include <jansson.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "cmd_ribd.h"
#include "daemons/ribd/judge.h"
#include "daemons/ribd/kernel_flow.h"
#include "daemons/ribd/ribd.h"
#include "daemons/ribd/verdict.h"
#include "lib/record.h"

struct reason {
	const char *reason; /* as show asp drop calls it; NULL: none */
	const char *text;
};

struct tracer {
	struct ribd *ribd;
	struct record_out *out;
	struct flow flow;
	bool detailed;
	const struct iface *in;
	const struct link *in_link, *out_link;
	struct flow_way way;
	struct reason drop;
	json_t *tunnels; /* names of those that are down and would be wanted */
};

static const struct reason interface_down = {"interface-down", "Interface is down"};
static const struct reason no_route = {"no-route", "No route to host"};
static const struct reason rpf_violated = {"rpf-violated", "Reverse-path verify failed"};
static const struct reason denied = {"acl-drop", "Flow is denied by configured rule"};

static json_t *phase(const char *name, const char *subtype)
{
	return json_pack("{s:s, s:s, s:s, s:[], s:[]}", "type", "tracer_phase", "phase", name, "subtype",
	    subtype, "config", "info");
}

static void add_line(json_t *record, const char *member, json_t *line)
{
	json_array_append_new(json_object_get(record, member), line);
}

static void send_phase(struct tracer *t, json_t *record)
{
	json_object_set_new(record, "result", json_string(t->drop.reason ? "drop" : "allow"));
	record_send(t->out, record);
}

static bool is_tunnel(const struct iface *iface)
{
	return iface && strncasecmp(iface->config.name, "Tunnel", 6) == 0;
}

static const char *name_of(const struct tracer *t, const struct link *link)
{
	const struct iface *iface = link ? iface_by_ifindex(&t->ribd->ifaces, link->k.ifindex) : NULL;
	if (iface && iface->config.nameif[0])
		return iface->config.nameif;
	return link ? link->k.device : "none";
}

static void note_tunnel(struct tracer *t, const struct iface *iface)
{
	size_t i;
	const json_t *known;
	if (!is_tunnel(iface))
		return;
	json_array_foreach(t->tunnels, i, known)
		if (strcmp(json_string_value(known), iface->config.name) == 0)
			return;
	json_array_append_new(t->tunnels, json_string(iface->config.name));
}

/* ---- where it comes in ---- */

static const char *up(bool is_up)
{
	return is_up ? "up" : "down";
}

static void input_phase(struct tracer *t)
{
	json_t *p = phase("INPUT-INTERFACE", "status");
	bool admin = t->in_link && t->in_link->k.up, line = t->in_link && t->in_link->k.running;
	if (!line) {
		t->drop = interface_down;
		note_tunnel(t, t->in);
	}
	add_line(p, "info",
	    json_sprintf("%s (%s) is %s, line protocol is %s", t->in->config.nameif, t->in->config.name,
		up(admin), up(line)));
	send_phase(t, p);
}

/* ---- the route ---- */

static void add_ways(struct tracer *t, json_t *p, const struct nexthop_set *set)
{
	char text[IP_ADDR_STRLEN];
	for (unsigned i = 0; i < set->out_count; i++) {
		const struct nexthop_out *out = &set->outs[i];
		const char *gateway = out->gateway.family ? ip_addr_str(&out->gateway, text) : "directly";
		add_line(p, "info",
		    json_sprintf("  way %u: %s through %s, weight %u", i + 1, gateway,
			name_of(t, link_find(&t->ribd->links, out->ifindex)), out->weight));
	}
}

/* A route that would be better, had it a way that is up. */
static void add_waiting(
    struct tracer *t, json_t *p, const struct rib_dest *dest, const struct rib_candidate *c)
{
	char text[IP_PREFIX_STRLEN];
	struct ip_prefix prefix;
	rib_dest_prefix(dest, &prefix);
	for (unsigned i = 0; i < c->set->count; i++) {
		const struct nexthop *nh = c->set->member[i].nexthop;
		const struct link *link = link_find(&t->ribd->links, nh->key.ifindex);
		if (nh->depth != NEXTHOP_UNREACHABLE || !link)
			continue;
		add_line(p, "info",
		    json_sprintf("The route %s through %s is not in use: its line protocol is %s",
			ip_prefix_str(&prefix, text), name_of(t, link), up(link->k.running)));
		note_tunnel(t, iface_by_ifindex(&t->ribd->ifaces, link->k.ifindex));
	}
}

/* The table's routes to the destination, from the most specific to the one that is in use. */
static void add_routes(struct tracer *t, json_t *p)
{
	char text[IP_PREFIX_STRLEN];
	struct ip_prefix prefix;
	for (struct rib_dest *dest = rib_match(t->ribd->rib, &t->flow.destination); dest;
	     dest = rib_dest_up(dest)) {
		for (const struct rib_candidate *c = dest->candidates; c; c = c->next)
			if (c != dest->best && c->set->depth == NEXTHOP_UNREACHABLE)
				add_waiting(t, p, dest, c);
		if (!dest->best)
			continue;
		rib_dest_prefix(dest, &prefix);
		unsigned ways = dest->best->set->out_count;
		add_line(p, "info",
		    json_sprintf(ways > 1 ? "Route %s, %u equal ways: the flow's addresses and ports choose"
					  : "Route %s",
			ip_prefix_str(&prefix, text), ways));
		if (t->detailed)
			add_ways(t, p, dest->best->set);
		return;
	}
}

static void judge_way(struct tracer *t, json_t *p)
{
	char text[IP_ADDR_STRLEN];
	const struct ip_addr *hop = t->way.gateway.family ? &t->way.gateway : &t->flow.destination;
	if (t->way.error == EXDEV)
		t->drop = rpf_violated;
	else if (t->way.error || (t->way.type != RTN_UNICAST && t->way.type != RTN_LOCAL))
		t->drop = no_route;
	if (t->drop.reason)
		add_line(p, "info",
		    json_sprintf("No way to %s: %s", ip_addr_str(&t->flow.destination, text),
			t->way.error ? strerror(t->way.error) : "the route leads nowhere"));
	else if (t->way.type == RTN_LOCAL)
		add_line(p, "info",
		    json_sprintf("Found next-hop %s using egress ifc  identity", ip_addr_str(hop, text)));
	else
		add_line(p, "info",
		    json_sprintf("Found next-hop %s using egress ifc  %s", ip_addr_str(hop, text),
			name_of(t, t->out_link)));
}

static bool route_phase(struct tracer *t)
{
	json_t *p = phase("INPUT-ROUTE-LOOKUP", "Resolve Egress Interface");
	if (!kernel_flow_way(&t->flow, &t->way)) {
		json_decref(p);
		return false;
	}
	if (!t->way.error && t->way.type == RTN_UNICAST)
		t->out_link = link_find(&t->ribd->links, t->way.ifindex);
	judge_way(t, p);
	add_routes(t, p);
	send_phase(t, p);
	return true;
}

/* ---- the security levels ---- */

static const struct filter_iface *find_judged(
    const struct filter_iface *list, size_t count, const struct link *link)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].device, link->k.device) == 0)
			return &list[i];
	return NULL;
}

static void add_levels(
    json_t *p, const struct tracer *t, const struct filter_iface *in, const struct filter_iface *out)
{
	if (in && out)
		add_line(p, "config",
		    json_sprintf("security-level %d (%s) to security-level %d (%s)", in->level,
			name_of(t, t->in_link), out->level, name_of(t, t->out_link)));
}

static void level_phase(struct tracer *t)
{
	struct filter_iface *list = calloc(t->ribd->ifaces.count + 1, sizeof *list);
	size_t count = list ? judge_ifaces(t->ribd, list) : 0;
	const struct filter_iface *in = find_judged(list, count, t->in_link),
				  *out = find_judged(list, count, t->out_link);
	struct verdict v = verdict_of(&t->ribd->filter_rules, in, out);
	json_t *p = phase("ACCESS-LIST", "security-level");
	if (!v.allowed && !filter_in_force(t->ribd->filter))
		v = (struct verdict){true, "the kernel has not taken the rules: the log has why"};
	if (!v.allowed)
		t->drop = denied;
	add_levels(p, t, in, out);
	add_line(p, "info", json_string(v.rule));
	send_phase(t, p);
	free(list);
}

/* ---- the whole ---- */

static void set_status(json_t *r, const char *side, const char *name, const struct link *link)
{
	char member[32];
	snprintf(member, sizeof member, "%s_interface", side);
	json_object_set_new(r, member, json_string(name));
	snprintf(member, sizeof member, "%s_status", side);
	json_object_set_new(r, member, json_string(up(link && link->k.up)));
	snprintf(member, sizeof member, "%s_line_status", side);
	json_object_set_new(r, member, json_string(up(link && link->k.running)));
}

static void send_result(struct tracer *t)
{
	json_t *r =
	    json_pack("{s:s, s:s}", "type", "tracer_result", "action", t->drop.reason ? "drop" : "allow");
	const struct iface *out =
	    t->out_link ? iface_by_ifindex(&t->ribd->ifaces, t->out_link->k.ifindex) : NULL;
	set_status(r, "input", t->in->config.nameif, t->in_link);
	if (t->out_link)
		set_status(r, "output", name_of(t, t->out_link), t->out_link);
	else if (!t->drop.reason)
		json_object_set_new(r, "output_interface", json_string("identity"));
	if (is_tunnel(out))
		json_object_set_new(r, "tunnel", json_string(out->config.name));
	if (t->drop.reason) {
		json_object_set_new(r, "reason", json_string(t->drop.reason));
		json_object_set_new(r, "text", json_string(t->drop.text));
	}
	json_object_set(r, "tunnels_down", t->tunnels);
	record_send(t->out, r);
}

static void run(struct tracer *t)
{
	input_phase(t);
	if (!t->drop.reason && !route_phase(t)) {
		record_fail(t->out, "The kernel cannot be asked for the route: %s", strerror(errno));
		return;
	}
	if (!t->drop.reason && t->out_link)
		level_phase(t);
	send_result(t);
	record_done(t->out);
}

static void trace(
    struct ribd *ribd, struct cmd_call *call, const char *nameif, const struct flow *flow, bool detailed)
{
	struct tracer t = {.ribd = ribd, .out = call->out, .flow = *flow, .detailed = detailed};
	t.in = iface_by_nameif(&ribd->ifaces, nameif);
	if (!t.in || flow->source.family != flow->destination.family) {
		record_fail(call->out,
		    t.in ? "Both addresses must be of the same IP version%s"
			 : "There is no interface named %s",
		    t.in ? "" : nameif);
		return;
	}
	t.in_link = t.in->ifindex ? link_find(&ribd->links, t.in->ifindex) : NULL;
	t.flow.ifindex = t.in->ifindex;
	t.tunnels = json_array();
	run(&t);
	json_decref(t.tunnels);
}

void ribd_exec_packet_tracer(struct ribd *ribd, struct cmd_call *call, const struct cmd_packet_tracer *args)
{
	const struct flow flow = {.source = args->source,
	    .destination = args->destination,
	    .protocol = args->has_tcp ? IPPROTO_TCP : IPPROTO_UDP,
	    .source_port = (uint16_t)args->sport,
	    .destination_port = (uint16_t)args->dport};
	trace(ribd, call, args->ifname, &flow, args->has_detailed);
}

void ribd_exec_packet_tracer_icmp(
    struct ribd *ribd, struct cmd_call *call, const struct cmd_packet_tracer_icmp *args)
{
	const struct flow flow = {.source = args->source,
	    .destination = args->destination,
	    .protocol = args->source.family == AF_INET6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP};
	trace(ribd, call, args->ifname, &flow, args->has_detailed);
}
