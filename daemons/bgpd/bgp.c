/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/bgp.h"
#include "daemons/bgpd/aggregate.h"
#include "daemons/bgpd/fib.h"
#include "daemons/bgpd/model_change.h"
#include "daemons/bgpd/nexthop.h"
#include "daemons/bgpd/origin.h"
#include "daemons/bgpd/peer.h"
#include "daemons/bgpd/restart.h"
#include "daemons/bgpd/rib_out.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SLICE 1000 /* destinations between two looks at the sockets */

void bgp_work(struct bgp *bgp)
{
	if (!loop_timer_pending(bgp->work))
		loop_timer_set(bgp->work, 0);
}

static void work(void *arg)
{
	struct bgp *bgp = arg;
	struct peer *p, *next;
	bool left = rib_run(bgp->rib, SLICE);
	HASH_ITER(hh, bgp->peers, p, next) {
		if (p->session)
			left |= rib_out_flush(p);
	}
	fib_flush(bgp);
	if (left)
		bgp_work(bgp);
}

void bgp_export_again(struct bgp *bgp, enum bgp_family family)
{
	struct peer *p, *next;
	HASH_ITER(hh, bgp->peers, p, next)
		peer_readvertise(p, family);
}

const struct decide_options *bgp_decide_options(const struct bgp *bgp, enum bgp_family family)
{
	return &bgp->decide[family];
}

static void on_accepted(void *arg, struct conn *c, const struct ip_addr *remote)
{
	struct bgp *bgp = arg;
	char address[IP_ADDR_STRLEN];
	struct peer *p = peer_find(bgp, remote);
	if (p) {
		peer_accept(p, c);
		return;
	}
	log_debug("connection from %s, which is no neighbor", ip_addr_str(remote, address));
	bgp->transport->ops->close(c);
}

struct bgp *bgp_new(struct loop *loop, struct transport *transport, const struct feed_ops *feed,
    void *feed_arg, bool restarting)
{
	struct bgp *bgp = calloc(1, sizeof(*bgp));
	if (!bgp)
		abort();
	bgp->loop = loop;
	bgp->transport = transport;
	bgp->feed = feed;
	bgp->feed_arg = feed_arg;
	bgp->model = bgp_model_new();
	bgp->work = loop_timer_new(loop, work, bgp);
	bgp->rib = rib_new(bgp);
	bgp->origin = origin_new(bgp);
	bgp->aggregates = aggregates_new(bgp);
	bgp->restart = restart_new(bgp, restarting);
	transport->accepted = on_accepted;
	transport->arg = bgp;
	return bgp;
}

static void remove_peers(struct bgp *bgp, enum notify_cease subcode)
{
	struct peer *p, *next;
	HASH_ITER(hh, bgp->peers, p, next)
		peer_free(p, subcode);
}

void bgp_shutdown(struct bgp *bgp)
{
	remove_peers(bgp, CEASE_ADMIN_SHUTDOWN);
	bgp->feed->hold(bgp->feed_arg, 0);
	while (rib_run(bgp->rib, SLICE))
		;
	fib_flush(bgp);
}

void bgp_free(struct bgp *bgp)
{
	if (!bgp)
		return;
	remove_peers(bgp, CEASE_ADMIN_SHUTDOWN);
	restart_free(bgp->restart);
	aggregates_free(bgp->aggregates);
	rib_free(bgp->rib);
	origin_free(bgp->origin);
	loop_timer_free(bgp->work);
	for (size_t i = 0; i < bgp->iface_count; i++)
		free(bgp->ifaces[i]);
	free(bgp->ifaces);
	bgp_model_free(bgp->model);
	free(bgp);
}

static struct decide_options decide_options(const struct bgp_model *m, enum bgp_family family)
{
	return (struct decide_options){
	    .always_compare_med = m->always_compare_med,
	    .deterministic_med = m->deterministic_med,
	    .med_missing_as_worst = m->med_missing_as_worst,
	    .compare_routerid = m->compare_routerid,
	    .multipath_relax = m->multipath_relax,
	    .maximum_paths = m->families[family].maximum_paths,
	    .maximum_paths_ibgp = m->families[family].maximum_paths_ibgp,
	};
}

/* Every destination is decided anew, and offered to ribd again where its distance may differ. */
static void touch_all(struct bgp *bgp, enum bgp_family family)
{
	struct rib_table *t = &bgp->rib->tables[family];
	for (size_t i = 0; i < t->size; i++) {
		for (struct rib_dest *d = t->chains[i]; d; d = d->next) {
			if (!d->paths)
				continue;
			rib_dest_touch(bgp->rib, d);
			fib_queue(bgp, d);
		}
	}
}

static void configure_decisions(struct bgp *bgp, const struct bgp_model *old)
{
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		struct decide_options now = decide_options(bgp->model, f);
		const struct bgp_family_config *a = &old->families[f], *b = &bgp->model->families[f];
		bool same = memcmp(&now, &bgp->decide[f], sizeof(now)) == 0 &&
			    a->distance_external == b->distance_external &&
			    a->distance_internal == b->distance_internal;
		bgp->decide[f] = now;
		if (!same)
			touch_all(bgp, f);
	}
}

/* Without `bgp router-id` the highest address of an interface that is up, as on an ASA; one that is in use is kept
 * while it exists, or sessions would flap with every new interface. */
static uint32_t choose_router_id(const struct bgp *bgp)
{
	uint32_t highest = 0;
	if (bgp->model->router_id)
		return bgp->model->router_id;
	for (size_t i = 0; i < bgp->iface_count; i++) {
		const struct rib_iface *iface = bgp->ifaces[i];
		for (unsigned k = 0; k < iface->count; k++) {
			const struct ip_addr *a = &iface->addrs[k].addr;
			uint32_t id = a->family == AF_INET ? ntohl(a->v4.s_addr) : 0;
			if (id >> 24 == 127)
				continue;
			if (id && id == bgp->router_id)
				return id;
			highest = id > highest ? id : highest;
		}
	}
	return highest ? highest : bgp->router_id;
}

static void update_router_id(struct bgp *bgp)
{
	uint32_t id = choose_router_id(bgp);
	struct peer *p, *next;
	if (id == bgp->router_id)
		return;
	bgp->router_id = id;
	HASH_ITER(hh, bgp->peers, p, next) {
		peer_stop(p, CEASE_CONFIG_CHANGE, "router ID changed");
		peer_check(p);
	}
}

static void tell_changed(const struct bgp *bgp)
{
	if (bgp->peers_changed)
		bgp->peers_changed(bgp->peers_changed_arg);
}

/* RFC 4456: what internal neighbors are told depends on it. */
static void reflect_again(struct bgp *bgp)
{
	struct peer *p, *next;
	HASH_ITER(hh, bgp->peers, p, next) {
		for (unsigned f = 0; !peer_ebgp(p) && f < BGP_FAMILIES; f++)
			peer_readvertise(p, f);
	}
}

static void change_peer(struct bgp *bgp, const struct ip_addr *address)
{
	struct peer *p = peer_find(bgp, address);
	const struct peer_config *config = bgp_model_find(bgp->model, address);
	if (!bgp->model->as)
		return;
	if (p && !config)
		peer_free(p, CEASE_DECONFIGURED);
	else if (p)
		peer_configure(p, config);
	else if (config)
		peer_new(bgp, config);
}

/* Under another number, or none, nobody is who he was. */
static void replace_peers(struct bgp *bgp)
{
	struct peer_config *config, *next;
	remove_peers(bgp, CEASE_DECONFIGURED);
	if (!bgp->model->as)
		return;
	HASH_ITER(hh, bgp->model->peers, config, next)
		peer_new(bgp, config);
}

static void import_again(struct bgp *bgp)
{
	struct peer *p, *next;
	HASH_ITER(hh, bgp->peers, p, next) {
		for (unsigned f = 0; f < BGP_FAMILIES; f++)
			peer_import_again(p, f);
	}
}

/* What is taken from neighbors, or told them, is judged by settings of all. */
static void judge_again(struct bgp *bgp, const struct bgp_model *old)
{
	const struct bgp_model *now = bgp->model;
	bool alike = old->local_pref == now->local_pref && old->enforce_first_as == now->enforce_first_as &&
		     old->maxas_limit == now->maxas_limit;
	if (!alike)
		import_again(bgp);
	if (old->cluster_id != now->cluster_id ||
	    old->reflect_between_clients != now->reflect_between_clients)
		reflect_again(bgp);
}

static void configure_peers(struct bgp *bgp, const struct model_change *c, bool settings)
{
	if (c->settings.as != bgp->model->as) {
		replace_peers(bgp);
		return;
	}
	for (size_t i = 0; i < c->peers.count; i++)
		change_peer(bgp, &c->peers.all[i].addr);
	if (settings)
		judge_again(bgp, &c->settings);
}

static void configure_restart(struct bgp *bgp, const struct bgp_model *old)
{
	const struct bgp_model *now = bgp->model;
	if (now->graceful_restart != old->graceful_restart || now->restart_time != old->restart_time ||
	    now->as != old->as)
		bgp->feed->hold(bgp->feed_arg, now->as && now->graceful_restart ? now->restart_time : 0);
}

static void configure_aggregates(struct bgp *bgp, const struct model_change *c)
{
	if (c->settings.as != bgp->model->as || c->settings.local_pref != bgp->model->local_pref) {
		aggregates_configure_all(bgp->aggregates);
		return;
	}
	for (size_t i = 0; i < c->aggregates.count; i++)
		aggregates_configure(bgp->aggregates, &c->aggregates.all[i]);
}

static void configure_origin(struct bgp *bgp, const struct model_change *c)
{
	for (size_t i = 0; i < c->networks.count; i++)
		origin_network(bgp->origin, &c->networks.all[i]);
	if ((c->settings.as != 0) != (bgp->model->as != 0))
		origin_networks(bgp->origin);
	origin_configure(bgp->origin, &c->settings, bgp->model);
}

void bgp_change(struct bgp *bgp, struct bgp_model *before, struct bgp_model *after, bool settings)
{
	struct model_change c;
	model_change(&c, bgp->model, before, after, settings);
	if (settings) {
		configure_restart(bgp, &c.settings);
		update_router_id(bgp);
		configure_decisions(bgp, &c.settings);
	}
	configure_peers(bgp, &c, settings);
	configure_origin(bgp, &c);
	configure_aggregates(bgp, &c);
	if (settings)
		restart_begin(bgp->restart);
	model_change_free(&c);
	tell_changed(bgp);
}

void bgp_configure(struct bgp *bgp, struct bgp_model *model)
{
	bgp_change(bgp, bgp->model, model, true);
	bgp_model_free(model);
}

void bgp_feed_up(struct bgp *bgp)
{
	const struct bgp_model *m = bgp->model;
	if (m->as && m->graceful_restart)
		bgp->feed->hold(bgp->feed_arg, m->restart_time);
	nexthop_resend(bgp);
	origin_resend(bgp->origin);
	fib_resend(bgp);
}

static size_t iface_place(const struct bgp *bgp, uint32_t ifindex)
{
	size_t i = 0;
	while (i < bgp->iface_count && bgp->ifaces[i]->ifindex < ifindex)
		i++;
	return i;
}

static void iface_remove(struct bgp *bgp, size_t i)
{
	free(bgp->ifaces[i]);
	bgp->iface_count--;
	memmove(&bgp->ifaces[i], &bgp->ifaces[i + 1], (bgp->iface_count - i) * sizeof(*bgp->ifaces));
}

static bool iface_insert(struct bgp *bgp, size_t i)
{
	struct rib_iface **grown = realloc(bgp->ifaces, (bgp->iface_count + 1) * sizeof(*grown));
	if (!grown)
		return false;
	bgp->ifaces = grown;
	memmove(&grown[i + 1], &grown[i], (bgp->iface_count - i) * sizeof(*grown));
	grown[i] = calloc(1, sizeof(**grown));
	if (!grown[i])
		abort();
	bgp->iface_count++;
	return true;
}

void bgp_iface_update(struct bgp *bgp, const struct rib_iface *iface)
{
	size_t i = iface_place(bgp, iface->ifindex);
	bool known = i < bgp->iface_count && bgp->ifaces[i]->ifindex == iface->ifindex;
	if (iface->gone && !known)
		return;
	if (iface->gone)
		iface_remove(bgp, i);
	else if (known || iface_insert(bgp, i))
		*bgp->ifaces[i] = *iface;
	update_router_id(bgp);
	struct peer *p, *next;
	HASH_ITER(hh, bgp->peers, p, next)
		peer_check(p);
	tell_changed(bgp);
}

const struct rib_iface *bgp_iface(const struct bgp *bgp, uint32_t ifindex)
{
	size_t i = iface_place(bgp, ifindex);
	return i < bgp->iface_count && bgp->ifaces[i]->ifindex == ifindex ? bgp->ifaces[i] : NULL;
}

const struct rib_iface *bgp_iface_towards(const struct bgp *bgp, const struct ip_addr *a, struct ip_addr *own)
{
	const struct rib_iface *best = NULL;
	int length = -1;
	for (size_t i = 0; i < bgp->iface_count; i++) {
		const struct rib_iface *iface = bgp->ifaces[i];
		for (unsigned k = 0; k < iface->count; k++) {
			struct ip_prefix subnet = iface->addrs[k];
			ip_prefix_mask(&subnet);
			if (subnet.len <= length || !ip_prefix_contains(&subnet, a))
				continue;
			best = iface;
			length = subnet.len;
			*own = iface->addrs[k].addr;
		}
	}
	return best;
}

bool bgp_iface_address(const struct bgp *bgp, const char *nameif, int family, struct ip_addr *own)
{
	for (size_t i = 0; i < bgp->iface_count; i++) {
		const struct rib_iface *iface = bgp->ifaces[i];
		for (unsigned k = 0; k < iface->count && strcasecmp(iface->nameif, nameif) == 0; k++) {
			*own = iface->addrs[k].addr;
			if (own->family == family)
				return true;
		}
	}
	return false;
}

bool bgp_is_own_address(const struct bgp *bgp, const struct ip_addr *a)
{
	for (size_t i = 0; i < bgp->iface_count; i++) {
		for (unsigned k = 0; k < bgp->ifaces[i]->count; k++) {
			if (ip_addr_equal(&bgp->ifaces[i]->addrs[k].addr, a))
				return true;
		}
	}
	return false;
}
