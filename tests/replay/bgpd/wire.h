/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A network in memory: up to four speakers, connected by a transport whose every byte takes LATENCY, and each
 * with a ribd that answers as the test says.
 */
#pragma once
#include "daemons/bgpd/bgp.h"
#include "daemons/bgpd/peer.h"
#include "daemons/bgpd/nexthop.h"
#include "daemons/bgpd/origin.h"
#include "daemons/bgpd/rib_out.h"

#define WIRE_HOSTS   4
#define WIRE_ROUTES  2048
#define WIRE_LATENCY (10 * LOOP_MSEC)

struct wire;
struct conn;

struct wire_host {
	struct transport transport; /* first */
	struct wire *wire;
	struct ip_addr addr; /* 10.0.0.1 for the first, and so on, in one /24 */
	struct bgp *bgp;
	struct rib_route routes[WIRE_ROUTES]; /* as given to ribd; withdrawn ones are cut out */
	size_t route_count;
	unsigned route_messages, ends;
	uint32_t hold;
	bool unreachable;   /* what its ribd says of every next hop */
	struct conn *conns; /* all of its open ones */
	bool deaf;          /* connections to it are not answered */
	unsigned connects;
};

struct wire {
	struct loop *loop;
	struct wire_host hosts[WIRE_HOSTS];
	bool cut; /* nothing arrives any more */
	/* Sees every piece of data on its way, may change it. NULL: nobody looks. */
	void (*tap)(void *arg, struct wire_host *from, uint8_t *data, size_t size);
	void *tap_arg;
};

struct wire *wire_new(void);
void wire_free(struct wire *w);
void wire_advance(struct wire *w, int64_t usec);
/* A speaker with this AS and neighbors; `others` holds the places of those hosts, -1 ends it. */
struct bgp_model *wire_model(
    struct wire *w, unsigned host, uint32_t as, const int *others, const uint32_t *ases);
void wire_start(struct wire *w, unsigned host, struct bgp_model *model, bool restarting);
/* kill -9: no NOTIFICATION; its connections end as the kernel ends them. */
void wire_kill(struct wire *w, unsigned host);
/* Every connection of the host is torn without a word from either side. */
void wire_reset(struct wire *w, unsigned host);
/* A raw connection from `from` to `to`, to speak by hand. */
struct conn *wire_raw(struct wire *w, unsigned from, unsigned to);
void wire_raw_send(struct conn *c, const void *data, size_t size);
/* What came back so far. */
const uint8_t *wire_raw_received(const struct conn *c, size_t *size);
bool wire_raw_closed(const struct conn *c);
void wire_raw_close(struct conn *c);

struct peer *wire_peer(struct wire *w, unsigned host, unsigned other);
bool wire_established(struct wire *w, unsigned host, unsigned other);
/* Says "10.9.N.0/24" is in the host's table, so that its `network` line holds. */
void wire_network(struct wire *w, unsigned host, const char *prefix, bool present);
/* The route that ribd of this host has; NULL when it has none. */
const struct rib_route *wire_route(struct wire *w, unsigned host, const char *prefix);
struct rib_dest *wire_dest(struct wire *w, unsigned host, const char *prefix);
