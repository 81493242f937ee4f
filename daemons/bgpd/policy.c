/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/policy.h"
#include "daemons/bgpd/aggregate.h"
#include "daemons/bgpd/aspath.h"
#include "daemons/bgpd/bgp.h"
#include "daemons/bgpd/community.h"
#include "daemons/bgpd/nexthop.h"
#include "daemons/bgpd/peer.h"
#include <string.h>

static bool next_hop_plausible(const struct peer *p, const struct attr_set *set)
{
	const struct ip_addr *hop = &set->next_hop;
	if (ip_addr_is_any(hop) || bgp_is_own_address(p->bgp, hop))
		return false;
	if (hop->family == AF_INET6)
		return !IN6_IS_ADDR_MULTICAST(&hop->v6) && !IN6_IS_ADDR_LOOPBACK(&hop->v6);
	return true;
}

static enum policy_verdict judge_as_path(
    const struct peer *p, enum bgp_family family, const struct attr_set *set)
{
	const struct bgp_model *m = p->bgp->model;
	if (aspath_occurrences(set->as_path, m->as) > p->config.families[family].allowas_in)
		return POLICY_AS_LOOP;
	if (m->maxas_limit && aspath_length(set->as_path) > m->maxas_limit)
		return POLICY_PATH_LIMIT;
	if (peer_ebgp(p) && m->enforce_first_as && aspath_neighbor(set->as_path) != p->config.remote_as)
		return POLICY_FIRST_AS;
	return POLICY_PASS;
}

static uint32_t cluster_id(const struct bgp *bgp)
{
	return bgp->model->cluster_id ? bgp->model->cluster_id : bgp->router_id;
}

/* RFC 4456 §8. */
static bool reflected_from_us(const struct peer *p, const struct attr_set *set)
{
	if (attr_set_has(set, ATTR_ORIGINATOR_ID) && set->originator_id == p->bgp->router_id)
		return true;
	return set->cluster_list && community_has(set->cluster_list, cluster_id(p->bgp));
}

static const struct blob *prepended(const struct blob *path, uint32_t as)
{
	return aspath_prepend(path, as, 1);
}

static enum policy_verdict judge(const struct peer *p, enum bgp_family family, const struct attr_set *set)
{
	const struct policy_filters *f = &p->config.families[family].filters[POLICY_IN];
	enum policy_verdict verdict = judge_as_path(p, family, set);
	if (verdict != POLICY_PASS)
		return verdict;
	if (!next_hop_plausible(p, set))
		return POLICY_NEXT_HOP;
	if (reflected_from_us(p, set))
		return POLICY_REFLECTED;
	if (f->path_list_name[0] && !(f->path_list && text_list_permits(f->path_list, set->as_path)))
		return POLICY_FILTER_LIST;
	return POLICY_PASS;
}

static void complete(const struct peer *p, enum bgp_family family, struct attr_set *set)
{
	if (p->config.local_as && !p->config.local_as_no_prepend)
		attr_set_blob(&set->as_path, prepended(set->as_path, p->config.local_as));
	set->weight = p->config.families[family].weight;
	if (peer_ebgp(p) || !attr_set_has(set, ATTR_LOCAL_PREF)) {
		set->local_pref = p->bgp->model->local_pref;
		set->present &= ~ATTR_BIT(ATTR_LOCAL_PREF);
	}
}

void policy_in_begin(
    struct policy_in *in, const struct peer *p, enum bgp_family family, const struct attr *received)
{
	const struct policy_filters *f = &p->config.families[family].filters[POLICY_IN];
	struct attr_set set;
	*in = (struct policy_in){.peer = p, .family = family};
	in->verdict = received ? judge(p, family, &received->set) : POLICY_MALFORMED;
	if (in->verdict != POLICY_PASS)
		return;
	attr_set_copy(&set, &received->set);
	complete(p, family, &set);
	in->base = attr_intern(&set);
	in->alike = !f->prefix_list_name[0] && !(f->route_map && f->route_map->prefix_conditions);
}

static enum route_kind kind_of(const struct rib_source *source)
{
	if (!source->peer)
		return ROUTE_LOCAL;
	return source->kind == RIB_SOURCE_IBGP ? ROUTE_INTERNAL : ROUTE_EXTERNAL;
}

static struct route_facts facts_of(const struct bgp *bgp, const struct rib_source *source,
    const struct ip_prefix *prefix, const struct attr_set *set, const struct route_map *map)
{
	struct route_facts facts = {.prefix = prefix, .set = set, .kind = kind_of(source)};
	struct ip_addr own;
	if (source->peer)
		facts.source = source->address;
	if (map->interface_conditions) {
		const struct rib_iface *iface = bgp_iface_towards(bgp, &set->next_hop, &own);
		facts.nameif = iface ? iface->nameif : NULL;
	}
	return facts;
}

/* The filters that may ask for the prefix. *entry is that of the route map, NULL without one. */
static enum policy_verdict pass_filters(const struct peer *p, const struct policy_filters *f,
    const struct rib_source *source, const struct ip_prefix *prefix, const struct attr_set *set,
    const struct route_map_entry **entry)
{
	*entry = NULL;
	if (f->prefix_list_name[0] && !(f->prefix_list && prefix_list_permits(f->prefix_list, prefix)))
		return POLICY_PREFIX_LIST;
	if (!f->route_map_name[0])
		return POLICY_PASS;
	if (f->route_map) {
		struct route_facts facts = facts_of(p->bgp, source, prefix, set, f->route_map);
		*entry = route_map_find(f->route_map, &facts);
	}
	return *entry ? POLICY_PASS : POLICY_ROUTE_MAP;
}

static struct attr *changed_by(struct policy_in *in, const struct route_map_entry *entry)
{
	struct attr_set set;
	if (!entry)
		return in->base;
	if (in->changed && in->entry == entry)
		return in->changed;
	attr_put(in->changed);
	attr_set_copy(&set, &in->base->set);
	route_map_apply(entry, &set, bgp_family_af(in->family), &in->peer->config.address);
	in->entry = entry;
	in->changed = attr_intern(&set);
	return in->changed;
}

struct attr *policy_in_prefix(
    struct policy_in *in, const struct ip_prefix *prefix, enum policy_verdict *verdict)
{
	const struct policy_filters *f = &in->peer->config.families[in->family].filters[POLICY_IN];
	const struct route_map_entry *entry = in->entry;
	if (in->verdict == POLICY_PASS && !in->judged) {
		*verdict = pass_filters(in->peer, f, &in->peer->source, prefix, &in->base->set, &entry);
		in->judged = in->alike;
		if (in->alike)
			in->verdict = *verdict;
	} else {
		*verdict = in->verdict;
	}
	return *verdict == POLICY_PASS ? changed_by(in, entry) : NULL;
}

void policy_in_end(struct policy_in *in)
{
	attr_put(in->base);
	attr_put(in->changed);
}

/* From one internal neighbor to another only as a reflector: RFC 4456 §6. */
static bool reflects(const struct peer *p, enum bgp_family family, const struct rib_path *path)
{
	bool from_client = path->source->peer->config.families[family].reflector_client;
	bool to_client = p->config.families[family].reflector_client;
	return from_client && to_client ? p->bgp->model->reflect_between_clients : from_client || to_client;
}

static bool is_reflected(const struct peer *p, const struct rib_path *path)
{
	return path->source->kind == RIB_SOURCE_IBGP && !peer_ebgp(p);
}

static enum policy_verdict judge_path(
    const struct peer *p, enum bgp_family family, const struct rib_path *path)
{
	if (!path)
		return POLICY_NO_PATH;
	if (path->source == &p->source)
		return POLICY_SPLIT_HORIZON;
	if (is_reflected(p, path) && !reflects(p, family, path))
		return POLICY_INTERNAL;
	if (community_forbids(path->attr->set.communities, peer_ebgp(p)))
		return POLICY_COMMUNITY;
	return POLICY_PASS;
}

enum policy_verdict policy_export_verdict(const struct peer *p, const struct rib_dest *d,
    const struct rib_path *path, const struct route_map_entry **entry)
{
	const struct policy_filters *f = &p->config.families[d->family].filters[POLICY_OUT];
	enum policy_verdict verdict = judge_path(p, d->family, path);
	*entry = NULL;
	if (verdict != POLICY_PASS)
		return verdict;
	if (aggregates_suppress(p->bgp->aggregates, d, path))
		return POLICY_SUPPRESSED;
	const struct attr_set *set = &path->attr->set;
	if (f->path_list_name[0] && !(f->path_list && text_list_permits(f->path_list, set->as_path)))
		return POLICY_FILTER_LIST;
	if (!f->prefix_list_name[0] && !f->route_map_name[0])
		return POLICY_PASS;
	struct ip_prefix prefix = rib_dest_prefix(d);
	return pass_filters(p, f, path->source, &prefix, set, entry);
}

bool policy_map_permits(const struct policy_map *map, const struct bgp *bgp, const struct rib_dest *d,
    const struct rib_path *path)
{
	if (!map->name[0] || !map->map)
		return !map->name[0];
	struct ip_prefix prefix = rib_dest_prefix(d);
	struct route_facts facts = facts_of(bgp, path->source, &prefix, &path->attr->set, map->map);
	return route_map_find(map->map, &facts) != NULL;
}

bool policy_own_route(
    const struct policy_map *map, const struct ip_prefix *prefix, const char *nameif, struct attr_set *set)
{
	struct route_facts facts = {.prefix = prefix, .set = set, .kind = ROUTE_LOCAL, .nameif = nameif};
	static const struct ip_addr none;
	if (!map->name[0])
		return true;
	const struct route_map_entry *entry = map->map ? route_map_find(map->map, &facts) : NULL;
	if (entry)
		route_map_apply(entry, set, prefix->addr.family, &none);
	return entry != NULL;
}

const char *policy_verdict_text(enum policy_verdict verdict)
{
	static const char *const texts[] = {
	    [POLICY_PASS] = "passed",
	    [POLICY_MALFORMED] = "Malformed attributes",
	    [POLICY_AS_LOOP] = "AS_PATH loop",
	    [POLICY_FIRST_AS] = "First AS not neighbor's",
	    [POLICY_PATH_LIMIT] = "AS_PATH too long",
	    [POLICY_REFLECTED] = "ORIGINATOR loop",
	    [POLICY_NEXT_HOP] = "Invalid Path",
	    [POLICY_PREFIX_LIST] = "prefix-list",
	    [POLICY_FILTER_LIST] = "filter-list",
	    [POLICY_ROUTE_MAP] = "route-map",
	    [POLICY_NO_PATH] = "No usable path",
	    [POLICY_SPLIT_HORIZON] = "Bestpath from this peer",
	    [POLICY_INTERNAL] = "Bestpath from iBGP peer",
	    [POLICY_COMMUNITY] = "Well-known Community",
	    [POLICY_SUPPRESSED] = "Suppressed by an aggregate",
	};
	return texts[verdict];
}

/* An address of ours of this family, for a session that runs over the other one: on the interface towards the
 * neighbor. */
static bool own_address_of(const struct peer *p, enum bgp_family family, struct ip_addr *own)
{
	struct ip_addr local;
	const struct rib_iface *iface = bgp_iface_towards(p->bgp, &p->config.address, &local);
	for (unsigned i = 0; iface && i < iface->count; i++) {
		const struct ip_addr *a = &iface->addrs[i].addr;
		bool link_local = a->family == AF_INET6 && IN6_IS_ADDR_LINKLOCAL(&a->v6);
		if (bgp_family_of(a) == family && !link_local) {
			*own = *a;
			return true;
		}
	}
	return false;
}

static bool self_next_hop(const struct peer *p, enum bgp_family family, struct ip_addr *hop)
{
	struct ip_endpoint local, remote;
	p->bgp->transport->ops->ends(p->session->conn, &local, &remote);
	*hop = local.addr;
	return bgp_family_of(hop) == family || own_address_of(p, family, hop);
}

/* RFC 4271 §5.1.3 2: a next hop on the subnet that we share with the neighbor is passed on as it is. */
static bool third_party(const struct peer *p, const struct rib_path *path)
{
	struct ip_addr own_peer, own_hop;
	const struct ip_addr *hop = &path->attr->set.next_hop;
	if (hop->family != p->config.address.family || ip_addr_equal(hop, &p->config.address))
		return false;
	const struct rib_iface *a = bgp_iface_towards(p->bgp, &p->config.address, &own_peer);
	const struct rib_iface *b = bgp_iface_towards(p->bgp, hop, &own_hop);
	return a && a == b && ip_addr_equal(&own_peer, &own_hop);
}

static bool keeps_next_hop(const struct peer *p, enum bgp_family family, const struct rib_path *path)
{
	const struct ip_addr *hop = &path->attr->set.next_hop;
	if (ip_addr_is_any(hop) || ip_addr_equal(hop, &p->config.address))
		return false;
	if (p->config.families[family].next_hop_self)
		return is_reflected(p, path); /* RFC 4456 §10 */
	return peer_ebgp(p) ? third_party(p, path) : true;
}

/* RFC 6996. */
static bool is_private(uint32_t as, uint32_t asked)
{
	return (as >= 64512 && as <= 65534) || (as >= 4200000000u && as <= 4294967294u);
}

/* Without `all` only where nothing but private numbers would go, and not where the neighbor's own is among them. */
static void remove_private(const struct peer *p, enum bgp_family family, struct attr_set *set)
{
	const struct peer_family_config *c = &p->config.families[family];
	if (!c->remove_private || !set->as_path)
		return;
	bool everywhere = aspath_count_if(set->as_path, is_private, 0) == aspath_count(set->as_path);
	if (!c->remove_private_all && (!everywhere || aspath_occurrences(set->as_path, p->config.remote_as)))
		return;
	uint32_t replacement = c->remove_private_replace ? p->bgp->model->as : 0;
	attr_set_blob(&set->as_path, aspath_replace(set->as_path, is_private, 0, replacement));
}

static bool same_as(uint32_t as, uint32_t asked)
{
	return as == asked;
}

/* The neighbor's own number would make it refuse the path: sites of one AS behind several providers. */
static void override_as(const struct peer *p, enum bgp_family family, struct attr_set *set)
{
	if (p->config.families[family].as_override && set->as_path)
		attr_set_blob(&set->as_path,
		    aspath_replace(set->as_path, same_as, p->config.remote_as, p->bgp->model->as));
}

/* RFC 4456 §8. */
static void sign_reflection(const struct peer *p, const struct rib_path *path, struct attr_set *set)
{
	struct wbuf w = {0};
	if (!attr_set_has(set, ATTR_ORIGINATOR_ID))
		set->originator_id = path->source->router_id;
	set->present |= ATTR_BIT(ATTR_ORIGINATOR_ID) | ATTR_BIT(ATTR_CLUSTER_LIST);
	wbuf_u32(&w, cluster_id(p->bgp));
	if (set->cluster_list)
		wbuf_bytes(&w, set->cluster_list->data, set->cluster_list->size);
	attr_set_blob(&set->cluster_list, blob_intern(w.data, w.len));
	wbuf_free(&w);
}

/* What does not leave the own system, ahead of the route map. */
static void leave_behind(const struct rib_path *path, struct attr_set *set)
{
	attr_set_blob(&set->cluster_list, NULL);
	set->present &= ~(ATTR_BIT(ATTR_LOCAL_PREF) | ATTR_BIT(ATTR_ORIGINATOR_ID));
	set->local_pref = 0;
	set->originator_id = 0;
	/* RFC 4271 §5.1.4: a MED goes no further than the neighboring AS. */
	if (path->source->peer) {
		set->present &= ~ATTR_BIT(ATTR_MULTI_EXIT_DISC);
		set->med = 0;
	}
}

/* Our AS comes before what the route map has put there: the neighbor looks at the first one. */
static void put_own_as(const struct peer *p, struct attr_set *set)
{
	if (!p->config.local_as || !p->config.local_as_replace)
		attr_set_blob(&set->as_path, prepended(set->as_path, p->bgp->model->as));
	if (p->config.local_as)
		attr_set_blob(&set->as_path, prepended(set->as_path, p->config.local_as));
}

/* Next hop of ours, whatever the set says. False when there is none of this family. */
static bool put_self(const struct peer *p, enum bgp_family family, struct attr_set *set)
{
	struct ip_addr hop;
	if (!self_next_hop(p, family, &hop))
		return false;
	memset(&set->link_local, 0, sizeof(set->link_local));
	memset(&set->next_hop, 0, sizeof(set->next_hop));
	set->next_hop.family = hop.family;
	memcpy(set->next_hop.bytes, hop.bytes, ip_addr_size(&hop));
	return true;
}

struct attr *policy_default(const struct peer *p, enum bgp_family family)
{
	struct attr_set set;
	attr_set_init(&set);
	if (!put_self(p, family, &set))
		return NULL;
	set.present = ATTR_BIT(ATTR_ORIGIN) | ATTR_BIT(ATTR_AS_PATH);
	if (peer_ebgp(p)) {
		set.as_path = prepended(NULL, peer_local_as(p));
	} else {
		set.present |= ATTR_BIT(ATTR_LOCAL_PREF);
		set.local_pref = p->bgp->model->local_pref;
	}
	return attr_intern(&set);
}

/* False when there is no address to give as next hop. */
static bool put_next_hop(const struct peer *p, enum bgp_family family, const struct rib_path *path,
    const struct route_map_entry *entry, struct attr_set *set)
{
	int af = bgp_family_af(family);
	bool named = entry && route_map_sets_next_hop(entry, af) && !entry->change.peer_address;
	if (named)
		return true;
	bool self = entry && entry->change.peer_address; /* towards the neighbor that is us */
	return (!self && keeps_next_hop(p, family, path)) || put_self(p, family, set);
}

static void strip_communities(uint8_t wanted, struct attr_set *set)
{
	if (!(wanted & SEND_EXTENDED))
		attr_set_blob(&set->extended, NULL);
	if (wanted & SEND_STANDARD)
		return;
	attr_set_blob(&set->communities, NULL);
	attr_set_blob(&set->large, NULL);
}

struct attr *policy_export(const struct peer *p, enum bgp_family family, const struct rib_path *path,
    const struct route_map_entry *entry)
{
	static const struct ip_addr none;
	struct attr_set set;
	attr_set_copy(&set, &path->attr->set);
	if (peer_ebgp(p)) {
		leave_behind(path, &set);
		remove_private(p, family, &set);
		override_as(p, family, &set);
	} else if (is_reflected(p, path)) {
		sign_reflection(p, path, &set);
	}
	if (entry)
		route_map_apply(entry, &set, bgp_family_af(family), &none);
	if (!put_next_hop(p, family, path, entry, &set)) {
		attr_set_clear(&set);
		return NULL;
	}
	if (peer_ebgp(p))
		put_own_as(p, &set);
	else
		set.present |= ATTR_BIT(ATTR_LOCAL_PREF);
	strip_communities(p->config.families[family].communities, &set);
	set.weight = set.tag = 0;
	return attr_intern(&set);
}
