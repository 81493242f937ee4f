/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The speaker: everything of one BGP process. It knows neither sockets nor ribd: those are the transport and
 * the feed that it is given, so that whole conversations run in a test.
 */
#pragma once
#include "daemons/bgpd/decide.h"
#include "daemons/bgpd/model.h"
#include "daemons/bgpd/rib.h"
#include "daemons/bgpd/transport.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/rib_feed.h"

struct aggregates;
struct nexthop;
struct origin;
struct peer;
struct restart;

/* What the speaker needs of ribd. Answers come by nexthop_update(), origin_prefix() and the like. */
struct feed_ops {
	void (*nexthop_watch)(void *arg, const struct ip_addr *addr, bool on);
	void (*prefix_watch)(void *arg, const struct ip_prefix *prefix, bool on);
	void (*redistribute)(void *arg, enum rib_proto proto, enum bgp_family family, bool on);
	/* False: not now; fib_resume() is called when there is room again. */
	bool (*routes)(void *arg, const struct rib_route *routes, size_t count);
	void (*routes_end)(void *arg);
	void (*hold)(void *arg, uint32_t seconds);
};

struct bgp {
	struct loop *loop;
	struct transport *transport;
	const struct feed_ops *feed;
	void *feed_arg;
	void (*notice)(void *arg, const char *text); /* for operators and the log; may be NULL */
	void *notice_arg;
	void (*peers_changed)(void *arg); /* neighbors, their configuration or interfaces; may be NULL */
	void *peers_changed_arg;

	struct bgp_model *model; /* in force, never NULL */
	uint32_t router_id;      /* host order, 0: none yet */
	struct decide_options decide[BGP_FAMILIES];

	struct peer *peers; /* uthash by address */
	struct nexthop *nexthops;
	size_t nexthops_asked;     /* to which ribd has not answered yet */
	struct rib_iface **ifaces; /* as ribd told, by ascending ifindex */
	size_t iface_count;

	struct rib *rib;
	struct origin *origin;
	struct aggregates *aggregates;
	struct restart *restart;
	struct rib_walk nexthop_walks[BGP_FAMILIES];
	struct rib_walk resend_walks[BGP_FAMILIES];
	struct rib_queue fib;
	bool fib_end_due; /* RIB_ROUTES_END follows the queue */
	struct loop_timer *work;
};

/* `restarting`: a predecessor left routes behind (RFC 4724 restarting speaker). */
struct bgp *bgp_new(struct loop *loop, struct transport *transport, const struct feed_ops *feed,
    void *feed_arg, bool restarting);
/* Ends every session with Cease/Administrative Shutdown first. */
void bgp_free(struct bgp *bgp);
/* Withdraws from the kernel and tells the neighbors, ahead of bgp_free(), for an orderly end. */
void bgp_shutdown(struct bgp *bgp);
/* Objects as they were and as they are now, which are taken out of `after`; with `settings` those of `after` as well. What
 * does not differ from what is in force changes nothing. */
void bgp_change(struct bgp *bgp, struct bgp_model *before, struct bgp_model *after, bool settings);
/* Takes `model` as all that is configured. */
void bgp_configure(struct bgp *bgp, struct bgp_model *model);

/* ribd is there, for the first time or again: everything is said once more. */
void bgp_feed_up(struct bgp *bgp);
void bgp_iface_update(struct bgp *bgp, const struct rib_iface *iface);
const struct rib_iface *bgp_iface(const struct bgp *bgp, uint32_t ifindex);
/* The interface with a subnet that holds `a` and our address there; NULL when there is none. */
const struct rib_iface *bgp_iface_towards(
    const struct bgp *bgp, const struct ip_addr *a, struct ip_addr *own);
/* The address of this family of the interface with this nameif. */
bool bgp_iface_address(const struct bgp *bgp, const char *nameif, int family, struct ip_addr *own);
bool bgp_is_own_address(const struct bgp *bgp, const struct ip_addr *a);

/* Every route is offered to every neighbor again: what may go to them has changed. */
void bgp_export_again(struct bgp *bgp, enum bgp_family family);
/* There is something to do for rib_run() or for a neighbor's queue. */
void bgp_work(struct bgp *bgp);
const struct decide_options *bgp_decide_options(const struct bgp *bgp, enum bgp_family family);
