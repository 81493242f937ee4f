/* SPDX-License-Identifier: Apache-2.0 */
/* The EXEC commands, as the grammar declares them; fields as in shell/RECORDS.md. */
#include "cmd_bgpd.h"
#include "daemons/bgpd/bfd_packet.h"
#include "daemons/bgpd/bgpd.h"
#include "daemons/bgpd/nexthop.h"
#include "daemons/bgpd/peer.h"
#include "daemons/bgpd/show_paths.h"
#include "lib/record.h"
#include <stdlib.h>

static void set_int(json_t *o, const char *name, json_int_t value)
{
	json_object_set_new(o, name, json_integer(value));
}

static void set_text(json_t *o, const char *name, const char *value)
{
	json_object_set_new(o, name, json_string(value));
}

static void set_bool(json_t *o, const char *name, bool value)
{
	json_object_set_new(o, name, json_boolean(value));
}

static void set_address(json_t *o, const char *name, const struct ip_addr *a)
{
	char text[IP_ADDR_STRLEN];
	set_text(o, name, ip_addr_str(a, text));
}

static void set_router_id(json_t *o, const char *name, uint32_t id)
{
	struct ip_addr a = ip_addr_v4(id);
	set_address(o, name, &a);
}

static json_int_t seconds_since(const struct bgp *bgp, int64_t then)
{
	return (loop_now(bgp->loop) - then) / LOOP_SEC;
}

static int by_address(const void *a, const void *b)
{
	const struct peer *const *x = a, *const *y = b;
	return ip_addr_cmp(&(*x)->config.address, &(*y)->config.address);
}

/* In order of address; free() the array. */
static struct peer **sorted_peers(const struct bgp *bgp, size_t *count)
{
	struct peer **list = calloc(HASH_COUNT(bgp->peers) + 1, sizeof(*list));
	struct peer *p, *next;
	*count = 0;
	if (!list)
		abort();
	HASH_ITER(hh, bgp->peers, p, next)
		list[(*count)++] = p;
	qsort(list, *count, sizeof(*list), by_address);
	return list;
}

static uint32_t sum(const uint32_t counts[MESSAGE_TYPES])
{
	uint32_t total = 0;
	for (unsigned i = 0; i < MESSAGE_TYPES; i++)
		total += counts[i];
	return total;
}

struct table_counts {
	json_int_t multipath_networks, multipath_paths, used;
};

static struct table_counts count_table(const struct rib_table *t)
{
	struct table_counts c = {0};
	for (size_t i = 0; i < t->size; i++) {
		for (const struct rib_dest *d = t->chains[i]; d; d = d->next) {
			unsigned shared = 0;
			for (const struct rib_path *p = d->paths; p; p = p->next)
				shared += (p->flags & RIB_PATH_MULTIPATH) != 0;
			c.used += d->paths != NULL;
			c.multipath_networks += shared > 0;
			c.multipath_paths += shared;
		}
	}
	return c;
}

static void send_summary(struct bgp *bgp, struct record_out *out, enum bgp_family family)
{
	const struct rib_table *t = &bgp->rib->tables[family];
	struct table_counts c = count_table(t);
	json_t *o = json_pack("{s:s}", "type", "bgp_summary");
	set_router_id(o, "router_id", bgp->router_id);
	set_int(o, "local_as", bgp->model->as);
	set_int(o, "table_version", t->version);
	set_int(o, "networks", c.used);
	set_int(o, "network_bytes", c.used * t->dests.size);
	set_int(o, "paths", t->paths);
	set_int(o, "path_bytes", t->paths * bgp->rib->paths.size);
	if (c.multipath_networks) {
		set_int(o, "multipath_networks", c.multipath_networks);
		set_int(o, "multipath_paths", c.multipath_paths);
	}
	set_int(o, "attrs", attr_count());
	set_int(o, "best_attrs", attr_count());
	set_int(o, "attr_bytes", attr_count() * sizeof(struct attr));
	set_int(o, "as_paths", blob_count());
	set_int(o, "as_path_bytes", blob_count() * sizeof(struct blob));
	set_int(o, "prefixes_added", t->dests_ever);
	set_int(o, "prefixes_removed", t->dests_ever - t->count);
	set_int(o, "paths_added", t->paths_ever);
	set_int(o, "paths_removed", t->paths_ever - t->paths);
	record_send(out, o);
}

static const char *down_reason(const struct peer *p)
{
	enum peer_block block = peer_blocked(p);
	return block != PEER_READY ? peer_block_text(block) : p->last_reset;
}

static json_t *neighbor_row(const struct peer *p, enum bgp_family family)
{
	const struct rib_table *t = &p->bgp->rib->tables[family];
	json_t *o = json_pack("{s:s}", "type", "bgp_neighbor_row");
	set_address(o, "neighbor", &p->config.address);
	set_int(o, "remote_as", p->config.remote_as);
	set_int(o, "received", sum(p->received));
	set_int(o, "sent", sum(p->sent));
	set_int(o, "table_version", p->session ? t->version : 1);
	set_int(o, "in_queue", 0);
	set_int(o, "out_queue", p->families[family].queued);
	set_text(o, "state", fsm_state_name(peer_state(p)));
	set_bool(o, "admin_down", p->config.shutdown);
	set_bool(o, "prefix_limit", p->over_limit);
	if (p->changed_at)
		set_int(o, "up_down_seconds", seconds_since(p->bgp, p->changed_at));
	if (p->session)
		set_int(o, "prefixes", p->source.paths[family]);
	else
		set_text(o, "reason", down_reason(p));
	if (p->config.description[0])
		set_text(o, "description", p->config.description);
	return o;
}

static void summary(struct bgp *bgp, struct record_out *out, enum bgp_family family)
{
	size_t count;
	if (!show_active(bgp, out))
		return;
	send_summary(bgp, out, family);
	struct peer **list = sorted_peers(bgp, &count);
	for (size_t i = 0; i < count; i++) {
		if (list[i]->config.families[family].active)
			record_send(out, neighbor_row(list[i], family));
	}
	free(list);
	record_done(out);
}

void bgpd_exec_show_bgp_summary(
    struct bgpd *bgpd, struct cmd_call *call, const struct cmd_show_bgp_summary *args)
{
	summary(bgpd->bgp, call->out, BGP_IPV4_UNICAST);
}

void bgpd_exec_show_bgp_ipv6_summary(
    struct bgpd *bgpd, struct cmd_call *call, const struct cmd_show_bgp_ipv6_summary *args)
{
	summary(bgpd->bgp, call->out, BGP_IPV6_UNICAST);
}

/* The longest prefix that holds the address. */
static struct ip_prefix covering(struct bgp *bgp, const struct ip_addr *address)
{
	struct ip_prefix p = {.addr = *address, .len = 8 * ip_addr_size(address)};
	const struct rib_dest *d = rib_find(bgp->rib, &p);
	while (!(d && d->paths) && p.len > 0) {
		p.len--;
		ip_prefix_mask(&p);
		d = rib_find(bgp->rib, &p);
	}
	if (!(d && d->paths))
		p = (struct ip_prefix){.addr = *address, .len = 8 * ip_addr_size(address)};
	return p;
}

static void show_one(struct bgp *bgp, struct record_out *out, struct ip_prefix prefix)
{
	ip_prefix_mask(&prefix);
	show_prefix(bgp, out, &prefix);
}

void bgpd_exec_show_bgp(struct bgpd *bgpd, struct cmd_call *call, const struct cmd_show_bgp *args)
{
	struct bgp *bgp = bgpd->bgp;
	if (!show_active(bgp, call->out))
		return;
	if (args->has_mask)
		show_one(bgp, call->out, (struct ip_prefix){.addr = args->address, .len = args->mask});
	else if (args->has_prefix || args->has_address)
		show_one(bgp, call->out, args->has_prefix ? args->prefix : covering(bgp, &args->address));
	else
		show_paths(bgp, call->out, BGP_IPV4_UNICAST, SHOW_PATHS_ALL, NULL, NULL);
}

void bgpd_exec_show_bgp_ipv6(struct bgpd *bgpd, struct cmd_call *call, const struct cmd_show_bgp_ipv6 *args)
{
	struct bgp *bgp = bgpd->bgp;
	if (!show_active(bgp, call->out))
		return;
	if (args->has_prefix || args->has_address)
		show_one(bgp, call->out, args->has_prefix ? args->prefix : covering(bgp, &args->address));
	else
		show_paths(bgp, call->out, BGP_IPV6_UNICAST, SHOW_PATHS_ALL, NULL, NULL);
}

static struct peer *neighbor_named(struct bgp *bgp, const struct ip_addr *address, struct record_out *out)
{
	struct peer *p = peer_find(bgp, address);
	char text[IP_ADDR_STRLEN];
	if (!p)
		record_fail(
		    out, "%s is no BGP neighbor: see \"show bgp summary\"", ip_addr_str(address, text));
	return p;
}

static enum bgp_family main_family(const struct peer *p)
{
	return p->config.families[BGP_IPV4_UNICAST].active ? BGP_IPV4_UNICAST : BGP_IPV6_UNICAST;
}

void bgpd_exec_show_bgp_neighbors_advertised_routes(
    struct bgpd *bgpd, struct cmd_call *call, const struct cmd_show_bgp_neighbors_advertised_routes *args)
{
	struct peer *p = neighbor_named(bgpd->bgp, &args->neighbor, call->out);
	if (p)
		show_paths(bgpd->bgp, call->out, main_family(p), SHOW_PATHS_TO, p, NULL);
}

void bgpd_exec_show_bgp_neighbors_routes(
    struct bgpd *bgpd, struct cmd_call *call, const struct cmd_show_bgp_neighbors_routes *args)
{
	struct peer *p = neighbor_named(bgpd->bgp, &args->neighbor, call->out);
	if (p)
		show_paths(bgpd->bgp, call->out, main_family(p), SHOW_PATHS_FROM, p, NULL);
}

static void set_capability(json_t *o, const char *name, bool advertised, bool received)
{
	if (advertised || received)
		set_text(o, name, !received ? "advertised" : !advertised ? "received" : "both");
}

static json_t *capabilities(const struct peer *p)
{
	static const struct caps none;
	struct open_message ours = peer_open(p);
	const struct caps *a = p->session ? &p->session->local.caps : &ours.caps;
	const struct caps *b = p->session ? &p->session->remote.caps : &none;
	json_t *o = json_object();
	set_capability(o, "route_refresh", a->refresh, b->refresh);
	set_capability(o, "four_octet_as", a->as4, b->as4);
	set_capability(o, "ipv4_unicast", a->families & BGP_FAMILY_BIT(BGP_IPV4_UNICAST),
	    b->families & BGP_FAMILY_BIT(BGP_IPV4_UNICAST));
	set_capability(o, "ipv6_unicast", a->families & BGP_FAMILY_BIT(BGP_IPV6_UNICAST),
	    b->families & BGP_FAMILY_BIT(BGP_IPV6_UNICAST));
	set_capability(o, "graceful_restart", a->graceful, b->graceful);
	return o;
}

static json_t *message_counts(const struct peer *p)
{
	static const struct {
		enum message_type type;
		const char *sent, *received;
	} rows[] = {
	    {MESSAGE_OPEN, "open_sent", "open_received"},
	    {MESSAGE_NOTIFICATION, "notification_sent", "notification_received"},
	    {MESSAGE_UPDATE, "update_sent", "update_received"},
	    {MESSAGE_KEEPALIVE, "keepalive_sent", "keepalive_received"},
	    {MESSAGE_ROUTE_REFRESH, "refresh_sent", "refresh_received"},
	};
	json_t *o = json_object();
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		set_int(o, rows[i].sent, p->sent[rows[i].type]);
		set_int(o, rows[i].received, p->received[rows[i].type]);
	}
	return o;
}

static void count_used(const struct peer *p, enum bgp_family family, json_int_t *best, json_int_t *multipath)
{
	const struct rib_table *t = &p->bgp->rib->tables[family];
	*best = *multipath = 0;
	for (size_t i = 0; i < t->size; i++) {
		for (const struct rib_dest *d = t->chains[i]; d; d = d->next) {
			const struct rib_path *path = rib_path_of(d, &p->source);
			*best += path && (path->flags & RIB_PATH_BEST);
			*multipath += path && (path->flags & RIB_PATH_MULTIPATH);
		}
	}
}

static uint32_t sum_denied(const uint32_t counts[POLICY_VERDICTS])
{
	uint32_t total = 0;
	for (unsigned i = POLICY_PASS + 1; i < POLICY_VERDICTS; i++)
		total += i == POLICY_NO_PATH ? 0 : counts[i];
	return total;
}

/* One entry per reason that has occurred, in either direction. That there is no path at all is no decision of ours. */
static json_t *denied_reasons(const struct peer_family *f)
{
	json_t *list = json_array();
	for (unsigned i = POLICY_PASS + 1; i < POLICY_VERDICTS; i++) {
		if (i == POLICY_NO_PATH || (!f->denied_in[i] && !f->denied_out[i]))
			continue;
		json_t *o = json_pack("{s:s}", "reason", policy_verdict_text(i));
		if (i >= POLICY_FIRST_OUTWARD)
			set_int(o, "sent", f->denied_out[i]);
		if (i <= POLICY_LAST_INWARD)
			set_int(o, "received", f->denied_in[i]);
		json_array_append_new(list, o);
	}
	return list;
}

static void add_filter(
    json_t *list, const char *kind, enum policy_direction direction, const char *name, const void *defined)
{
	if (!name[0])
		return;
	json_t *o = json_pack("{s:s, s:s, s:s}", "kind", kind, "direction",
	    direction == POLICY_IN ? "in" : "out", "name", name);
	set_bool(o, "defined", defined != NULL);
	json_array_append_new(list, o);
}

static json_t *filters(const struct peer_family_config *c)
{
	json_t *list = json_array();
	for (unsigned d = 0; d < POLICY_DIRECTIONS; d++) {
		const struct policy_filters *f = &c->filters[d];
		add_filter(list, "prefix-list", d, f->prefix_list_name, f->prefix_list);
		add_filter(list, "filter-list", d, f->path_list_name, f->path_list);
		add_filter(list, "route-map", d, f->route_map_name, f->route_map);
	}
	return list;
}

static json_t *family_record(const struct peer *p, enum bgp_family family)
{
	const struct peer_family *f = &p->families[family];
	uint32_t version = p->bgp->rib->tables[family].version;
	json_int_t best, multipath;
	json_t *o = json_pack("{s:s}", "family", bgp_family_name(family));
	count_used(p, family, &best, &multipath);
	set_int(o, "table_version", version);
	set_int(o, "neighbor_version", f->queued ? version - 1 : version);
	set_int(o, "sent", f->advertised);
	set_int(o, "received", p->source.paths[family]);
	set_int(o, "sent_total", f->announced_out);
	set_int(o, "received_total", p->source.total[family]);
	set_int(o, "explicit_sent", f->withdrawn_out);
	set_int(o, "explicit_received", f->withdrawn_in);
	set_int(o, "bestpath", best);
	set_int(o, "multipath", multipath);
	set_int(o, "implicit_sent", f->replaced_out);
	set_int(o, "implicit_received", f->replaced_in);
	set_int(o, "denied_sent", sum_denied(f->denied_out));
	set_int(o, "denied_received", sum_denied(f->denied_in));
	json_object_set_new(o, "denied", denied_reasons(f));
	json_object_set_new(o, "filters", filters(&p->config.families[family]));
	set_bool(o, "soft_reconfiguration", f->received != NULL);
	set_int(o, "nlri_max", f->nlri_max);
	set_int(o, "nlri_min", f->nlri_min);
	set_int(o, "bytes", p->source.paths[family] * p->bgp->rib->paths.size);
	return o;
}

static void add_session(json_t *o, const struct peer *p)
{
	const struct session *s = p->session;
	struct ip_endpoint local, remote;
	p->bgp->transport->ops->ends(s->conn, &local, &remote);
	set_router_id(o, "router_id", s->remote.router_id);
	set_int(o, "up_seconds", seconds_since(p->bgp, p->changed_at));
	set_int(o, "last_read_seconds", seconds_since(p->bgp, s->read_at));
	set_int(o, "last_write_seconds", seconds_since(p->bgp, s->written_at));
	set_address(o, "local_address", &local.addr);
	set_int(o, "local_port", local.port);
	set_int(o, "remote_port", remote.port);
}

static void add_history(json_t *o, const struct peer *p)
{
	set_int(o, "established", p->established);
	set_int(o, "dropped", p->dropped);
	if (p->reset_at)
		set_int(o, "last_reset_seconds", seconds_since(p->bgp, p->reset_at));
	const char *reason = p->session ? p->last_reset : down_reason(p);
	if (reason[0])
		set_text(o, "last_reset_reason", reason);
}

/* Whether `bgp graceful-restart` is configured or not; not where a neighbor takes no capabilities, nor with
 * `ha-mode graceful-restart disable`. */
static bool announces_graceful_restart(const struct peer *p)
{
	return p->session ? p->session->local.caps.graceful : peer_open(p).caps.graceful;
}

static json_t *neighbor(const struct peer *p)
{
	const struct peer_family *f = p->families;
	json_t *families = json_array();
	json_t *o = json_pack("{s:s}", "type", "bgp_neighbor");
	set_address(o, "neighbor", &p->config.address);
	set_int(o, "remote_as", p->config.remote_as);
	set_int(o, "local_as", peer_local_as(p));
	set_bool(o, "external", peer_ebgp(p));
	set_int(o, "version", 4);
	set_text(o, "state", fsm_state_name(peer_state(p)));
	set_bool(o, "admin_down", p->config.shutdown);
	set_int(o, "hold_seconds", p->session ? p->session->hold_time : peer_hold(p));
	set_int(o, "keepalive_seconds", p->session ? p->session->keepalive_time : peer_keepalive(p));
	if (p->config.description[0])
		set_text(o, "description", p->config.description);
	if (p->session)
		add_session(o, p);
	json_object_set_new(o, "capabilities", capabilities(p));
	set_int(o, "in_queue", 0);
	set_int(o, "out_queue", f[BGP_IPV4_UNICAST].queued + f[BGP_IPV6_UNICAST].queued);
	json_object_set_new(o, "messages", message_counts(p));
	set_int(o, "advertisement_seconds", p->config.families[main_family(p)].advertisement_interval);
	for (unsigned i = 0; i < BGP_FAMILIES; i++) {
		if (p->config.families[i].active)
			json_array_append_new(families, family_record(p, i));
	}
	json_object_set_new(o, "families", families);
	add_history(o, p);
	if (p->config.has_multihop)
		set_int(o, "multihop", p->config.multihop);
	set_bool(o, "route_to_peer", p->nexthop->state.reachable);
	set_bool(o, "graceful_restart", announces_graceful_restart(p));
	set_bool(o, "password", p->config.password[0] != '\0');
	if (p->bfd_watched)
		set_text(o, "bfd", bfd_state_str(p->bfd_state));
	return o;
}

void bgpd_exec_show_bgp_neighbors(
    struct bgpd *bgpd, struct cmd_call *call, const struct cmd_show_bgp_neighbors *args)
{
	size_t count;
	if (!show_active(bgpd->bgp, call->out))
		return;
	if (args->has_neighbor) {
		struct peer *p = neighbor_named(bgpd->bgp, &args->neighbor, call->out);
		if (!p)
			return;
		record_send(call->out, neighbor(p));
		record_done(call->out);
		return;
	}
	struct peer **list = sorted_peers(bgpd->bgp, &count);
	for (size_t i = 0; i < count; i++)
		record_send(call->out, neighbor(list[i]));
	free(list);
	record_done(call->out);
}
