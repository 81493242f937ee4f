/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/policy.h"
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

/* RFC 4456 §8. */
static bool reflected_from_us(const struct peer *p, const struct attr_set *set)
{
	uint32_t id = p->bgp->router_id;
	if (attr_set_has(set, ATTR_ORIGINATOR_ID) && set->originator_id == id)
		return true;
	return set->cluster_list && community_has(set->cluster_list, id);
}

static const struct blob *prepended(const struct blob *path, uint32_t as)
{
	return aspath_prepend(path, as, 1);
}

enum policy_verdict policy_import(const struct peer *p, enum bgp_family family, struct attr_set *set)
{
	enum policy_verdict verdict = judge_as_path(p, family, set);
	if (verdict != POLICY_PASS)
		return verdict;
	if (!next_hop_plausible(p, set))
		return POLICY_NEXT_HOP;
	if (reflected_from_us(p, set))
		return POLICY_REFLECTED;
	if (p->config.local_as && !p->config.local_as_no_prepend)
		attr_set_blob(&set->as_path, prepended(set->as_path, p->config.local_as));
	set->weight = p->config.families[family].weight;
	if (peer_ebgp(p) || !attr_set_has(set, ATTR_LOCAL_PREF)) {
		set->local_pref = p->bgp->model->local_pref;
		set->present &= ~ATTR_BIT(ATTR_LOCAL_PREF);
	}
	return POLICY_PASS;
}

enum policy_verdict policy_export_verdict(const struct peer *p, const struct rib_path *path)
{
	if (!path)
		return POLICY_NO_PATH;
	if (path->source == &p->source)
		return POLICY_SPLIT_HORIZON;
	if (path->source->kind == RIB_SOURCE_IBGP && !peer_ebgp(p))
		return POLICY_INTERNAL;
	if (community_forbids(path->attr->set.communities, peer_ebgp(p)))
		return POLICY_COMMUNITY;
	return POLICY_PASS;
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
	    [POLICY_NO_PATH] = "No usable path",
	    [POLICY_SPLIT_HORIZON] = "Bestpath from this peer",
	    [POLICY_INTERNAL] = "Bestpath from iBGP peer",
	    [POLICY_COMMUNITY] = "Well-known Community",
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
	if (p->config.families[family].next_hop_self || ip_addr_is_any(hop) ||
	    ip_addr_equal(hop, &p->config.address))
		return false;
	return peer_ebgp(p) ? third_party(p, path) : true;
}

static void towards_external(const struct peer *p, const struct rib_path *path, struct attr_set *set)
{
	if (!p->config.local_as || !p->config.local_as_replace)
		attr_set_blob(&set->as_path, prepended(set->as_path, p->bgp->model->as));
	if (p->config.local_as)
		attr_set_blob(&set->as_path, prepended(set->as_path, p->config.local_as));
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

struct attr *policy_export(const struct peer *p, enum bgp_family family, const struct rib_path *path)
{
	struct attr_set set;
	attr_set_copy(&set, &path->attr->set);
	set.weight = 0;
	if (!keeps_next_hop(p, family, path) && !put_self(p, family, &set)) {
		attr_set_clear(&set);
		return NULL;
	}
	if (peer_ebgp(p))
		towards_external(p, path, &set);
	else
		set.present |= ATTR_BIT(ATTR_LOCAL_PREF);
	if (!p->config.families[family].send_community) {
		attr_set_blob(&set.communities, NULL);
		attr_set_blob(&set.extended, NULL);
		attr_set_blob(&set.large, NULL);
	}
	return attr_intern(&set);
}
