/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/show_paths.h"
#include "daemons/bgpd/aggregate.h"
#include "daemons/bgpd/aggregate.h"
#include "daemons/bgpd/aspath.h"
#include "daemons/bgpd/community.h"
#include "daemons/bgpd/nexthop.h"
#include "daemons/bgpd/peer.h"
#include "daemons/bgpd/rib_out.h"
#include "lib/record.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLICE     256 /* prefixes between two looks at the operator's backlog */
#define TEXT_SIZE 4096

/* An answer under way. The prefixes are those of the moment it began; paths are looked up as they are now. */
struct listing {
	struct bgp *bgp;
	struct record_out *out;
	enum show_paths_what what;
	struct show_filter filter;
	struct ip_addr peer; /* not a pointer: a neighbor may go while the operator reads */
	struct ip_prefix *prefixes;
	size_t count, at;
	struct loop_timer *timer;
};

static void set_int(json_t *o, const char *name, json_int_t value)
{
	json_object_set_new(o, name, json_integer(value));
}

static void set_text(json_t *o, const char *name, const char *value)
{
	json_object_set_new(o, name, json_string(value));
}

static void set_flag(json_t *o, const char *name, bool value)
{
	if (value)
		json_object_set_new(o, name, json_true());
}

static json_t *new_path(const struct ip_prefix *prefix, const struct attr_set *set)
{
	static const char *const origins[] = {"igp", "egp", "incomplete"};
	char text[TEXT_SIZE], hop[IP_ADDR_STRLEN];
	json_t *o = json_pack("{s:s, s:s}", "type", "bgp_path", "prefix", ip_prefix_str(prefix, text));
	set_text(o, "next_hop", ip_addr_str(&set->next_hop, hop));
	set_text(o, "as_path", aspath_str(set->as_path, text, sizeof(text)));
	set_text(o, "origin", origins[set->origin <= ORIGIN_INCOMPLETE ? set->origin : ORIGIN_INCOMPLETE]);
	if (attr_set_has(set, ATTR_MULTI_EXIT_DISC))
		set_int(o, "metric", set->med);
	if (attr_set_has(set, ATTR_LOCAL_PREF))
		set_int(o, "local_pref", set->local_pref);
	set_int(o, "weight", set->weight);
	return o;
}

static json_t *describe_path(const struct bgp *bgp, const struct rib_dest *d, struct rib_path *path)
{
	struct ip_prefix prefix = rib_dest_prefix(d);
	char address[IP_ADDR_STRLEN];
	json_t *o = new_path(&prefix, &path->attr->set);
	uint8_t reason = path->reason;
	bool usable = decide_usable(d, path); /* sets the reason where it is not */
	path->reason = usable ? reason : path->reason;
	set_flag(o, "valid", usable);
	set_flag(o, "best", path->flags & RIB_PATH_BEST);
	set_flag(o, "multipath", path->flags & RIB_PATH_MULTIPATH);
	set_flag(o, "internal", path->source->kind == RIB_SOURCE_IBGP);
	set_flag(
	    o, "suppressed", (path->flags & RIB_PATH_BEST) && aggregates_suppress(bgp->aggregates, d, path));
	set_flag(o, "stale", rib_path_stale(d, path));
	set_flag(o, "local", !path->source->peer);
	if (path->source->peer)
		set_text(o, "from", ip_addr_str(&path->source->address, address));
	return o;
}

bool show_active(const struct bgp *bgp, struct record_out *out)
{
	if (bgp->model->as)
		return true;
	record_send(out, json_pack("{s:s, s:b}", "type", "bgp_summary", "active", 0));
	record_done(out);
	return false;
}

static void send_slice(struct listing *l, const struct rib_dest *d, const struct peer *peer)
{
	if (l->what == SHOW_PATHS_TO) {
		const struct rib_out *told = peer ? rib_out_of(peer, d) : NULL;
		if (!told)
			return;
		struct ip_prefix prefix = rib_dest_prefix(d);
		json_t *o = new_path(&prefix, &told->attr->set);
		set_flag(o, "valid", true);
		set_flag(o, "best", true);
		record_send(l->out, o);
		return;
	}
	for (struct rib_path *p = d->paths; p; p = p->next) {
		if (l->what == SHOW_PATHS_ALL ? show_filter_passes(&l->filter, l->bgp, d, p)
					      : peer && p->source == &peer->source)
			record_send(l->out, describe_path(l->bgp, d, p));
	}
}

static void listing_end(struct listing *l)
{
	record_done(l->out);
	show_filter_clear(&l->filter);
	loop_timer_free(l->timer);
	free(l->prefixes);
	free(l);
}

static void listing_resume(void *arg, struct record_out *out)
{
	struct listing *l = arg;
	loop_timer_set(l->timer, 0);
}

static void listing_run(void *arg)
{
	struct listing *l = arg;
	const struct peer *peer = l->peer.family ? peer_find(l->bgp, &l->peer) : NULL;
	for (unsigned i = 0; i < SLICE && l->at < l->count; i++) {
		const struct rib_dest *d = rib_find(l->bgp->rib, &l->prefixes[l->at++]);
		if (d)
			send_slice(l, d, peer);
	}
	if (l->at == l->count || record_cancelled(l->out))
		listing_end(l);
	else if (record_congested(l->out))
		record_on_drained(l->out, listing_resume, l);
	else
		loop_timer_set(l->timer, 0);
}

static void send_head(struct bgp *bgp, struct record_out *out, enum bgp_family family,
    const struct peer *peer, enum show_paths_what what)
{
	struct ip_addr id = ip_addr_v4(bgp->router_id);
	char text[IP_ADDR_STRLEN];
	json_t *o = json_pack("{s:s}", "type", "bgp_table");
	set_int(o, "table_version", bgp->rib->tables[family].version);
	set_text(o, "router_id", ip_addr_str(&id, text));
	set_int(o, "local_as", bgp->model->as);
	if (what == SHOW_PATHS_FROM)
		set_int(o, "total", peer->source.paths[family]);
	else if (what == SHOW_PATHS_TO)
		set_int(o, "total", peer->families[family].advertised);
	record_send(out, o);
}

void show_paths(struct bgp *bgp, struct record_out *out, enum bgp_family family, enum show_paths_what what,
    const struct peer *peer, struct show_filter *filter)
{
	struct listing *l = calloc(1, sizeof(*l));
	if (!l)
		abort();
	send_head(bgp, out, family, peer, what);
	*l = (struct listing){.bgp = bgp, .out = out, .what = what};
	if (filter)
		l->filter = *filter;
	if (peer)
		l->peer = peer->config.address;
	l->prefixes = rib_prefixes(bgp->rib, family, &l->count);
	l->timer = loop_timer_new(bgp->loop, listing_run, l);
	listing_run(l);
}

static json_t *advertised_to(struct bgp *bgp, const struct rib_dest *d)
{
	json_t *list = json_array();
	char text[IP_ADDR_STRLEN];
	for (const struct rib_out *o = d->outs; o; o = o->next) {
		if (rib_out_of(o->peer, d))
			json_array_append_new(list, json_string(ip_addr_str(&o->peer->config.address, text)));
	}
	return list;
}

static void add_communities(json_t *o, const struct attr_set *set)
{
	char text[TEXT_SIZE];
	if (set->communities)
		set_text(o, "communities", community_str(set->communities, text, sizeof(text)));
	if (set->large)
		set_text(o, "large_communities", community_large_str(set->large, text, sizeof(text)));
	if (set->extended)
		set_text(
		    o, "extended_communities", community_extended_str(set->extended, text, sizeof(text)));
}

static json_t *describe_in_full(struct bgp *bgp, const struct rib_dest *d, struct rib_path *path)
{
	const struct attr_set *set = &path->attr->set;
	json_t *o = describe_path(bgp, d, path);
	char text[64], id[IP_ADDR_STRLEN];
	struct ip_addr router = ip_addr_v4(path->source->peer ? path->source->router_id : bgp->router_id);
	set_text(o, "peer_id", ip_addr_str(&router, id));
	if (set->aggregator_as) {
		struct ip_addr by = ip_addr_v4(set->aggregator_id);
		snprintf(text, sizeof(text), "%u %s", set->aggregator_as, ip_addr_str(&by, id));
		set_text(o, "aggregator", text);
	}
	add_communities(o, set);
	set_int(o, "local_pref_effective", set->local_pref);
	if (path->nexthop)
		set_int(o, "igp_metric", path->nexthop->state.metric);
	set_flag(o, "atomic", attr_set_has(set, ATTR_ATOMIC_AGGREGATE));
	set_int(o, "age_seconds", loop_now(bgp->loop) / LOOP_SEC - path->since);
	if (!(path->flags & RIB_PATH_BEST))
		set_text(o, "reason", decide_reason_name(path->reason));
	return o;
}

void show_prefix(struct bgp *bgp, struct record_out *out, const struct ip_prefix *prefix)
{
	struct rib_dest *d = rib_find(bgp->rib, prefix);
	char text[IP_PREFIX_STRLEN];
	json_t *o = json_pack("{s:s, s:s}", "type", "bgp_prefix", "prefix", ip_prefix_str(prefix, text));
	unsigned count = 0, shared = 0;
	for (const struct rib_path *p = d ? d->paths : NULL; p; p = p->next) {
		count++;
		shared += (p->flags & RIB_PATH_MULTIPATH) != 0;
	}
	set_int(o, "version", d ? d->version : 0);
	set_int(o, "paths", count);
	if (d && rib_dest_best(d)) {
		set_int(o, "best", 1);
		json_object_set_new(o, "advertised_to", advertised_to(bgp, d));
	}
	if (shared > 0)
		set_text(o, "multipath", rib_dest_best(d)->source->kind == RIB_SOURCE_IBGP ? "iBGP" : "eBGP");
	set_text(o, "table", "default");
	record_send(out, o);
	for (struct rib_path *p = d ? d->paths : NULL; p; p = p->next)
		record_send(out, describe_in_full(bgp, d, p));
	record_done(out);
}
