/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages on ribd.sock. Clients: bgpd (routes, next hops, prefixes, interfaces), iked, espd and posternd (interfaces).
 *
 * Packed, batched, each with a count in front; encoders and decoders below check every length. A decoder
 * returns false on anything malformed and the connection is then closed.
 */
#pragma once
#include <net/if.h>
#include "lib/ipaddr.h"
#include "lib/ipc.h"

#define RIB_NEXTHOPS_MAX 64
#define RIB_NAMEIF_MAX   49 /* with the terminator */

enum rib_proto {
	RIB_PROTO_CONNECTED = 1,
	RIB_PROTO_LOCAL = 2,
	RIB_PROTO_STATIC = 3,
	RIB_PROTO_EBGP = 4,
	RIB_PROTO_IBGP = 5,
	RIB_PROTO_BGP_LOCAL = 6, /* aggregates */
};

enum rib_msg {
	/* client -> ribd */
	RIB_ROUTES = IPC_RIB_FIRST, /* batch of rib_route: the client's routes, set or withdrawn */
	RIB_ROUTES_END,             /* the initial feed is complete: what was kept from a predecessor and not
	                               sent again goes. Also (re)starts none of the clocks. */
	RIB_ROUTES_HOLD,   /* u32 seconds: keep my routes that long after I am gone (graceful restart) */
	RIB_NEXTHOP_WATCH, /* u8 on, ip_addr */
	RIB_PREFIX_WATCH,  /* u8 on, ip_prefix: exactly this prefix (BGP network) */
	RIB_REDISTRIBUTE,  /* u8 on, u8 rib_proto, u8 family code 4|6 */
	RIB_IFACE_WATCH, /* empty: send every interface now, then each change, IFACE_END after the first lot */

	/* ribd -> client */
	RIB_NEXTHOP = IPC_RIB_FIRST + 20, /* rib_nexthop_state */
	RIB_PREFIX,                       /* rib_prefix_state */
	RIB_REDISTRIBUTED,                /* batch of rib_route */
	RIB_IFACE,                        /* rib_iface */
	RIB_IFACE_END,
};

struct rib_nexthop {
	struct ip_addr addr; /* family 0: directly on the interface */
	uint32_t ifindex;    /* 0: ribd resolves addr through its table */
	uint8_t weight;      /* 1… */
};

struct rib_route {
	bool withdraw;
	uint8_t proto;    /* enum rib_proto */
	uint8_t distance; /* administrative distance, 255 is never used */
	uint32_t metric;
	uint32_t tag;
	struct ip_prefix prefix;
	uint8_t count; /* of next hops; 0 with blackhole (Null0) */
	struct rib_nexthop nexthops[RIB_NEXTHOPS_MAX];
};

/* Packs as many of `routes` as one message takes, at most 512; returns how many. */
size_t rib_routes_pack(struct wbuf *w, const struct rib_route *routes, size_t count);
/* Calls fn for each route of a message. */
bool rib_routes_unpack(struct rbuf *r, void (*fn)(void *arg, const struct rib_route *route), void *arg);

struct rib_nexthop_state {
	struct ip_addr addr;
	bool reachable;
	bool connected;  /* on a subnet of an interface of ours, or on-link by a /32 with named interface */
	uint32_t metric; /* of the route that leads there */
	uint32_t ifindex;
};

struct rib_prefix_state {
	struct ip_prefix prefix;
	bool present;
	uint8_t proto;
	uint32_t metric;
	struct ip_addr gateway; /* family 0 when connected */
};

#define RIB_IFACE_ADDRS_MAX 16
struct rib_iface {
	bool gone;
	uint32_t ifindex;
	char device[IF_NAMESIZE];    /* Linux name */
	char name[32];               /* ASA name, "GigabitEthernet0/0", "Tunnel1" */
	char nameif[RIB_NAMEIF_MAX]; /* "" when not named */
	bool admin_up;
	bool running; /* carrier; a tunnel has it while its CHILD SA is installed */
	uint32_t mtu;
	uint8_t count;
	struct ip_prefix addrs[RIB_IFACE_ADDRS_MAX]; /* host address with the prefix length, not masked */
};

void rib_nexthop_state_pack(struct wbuf *w, const struct rib_nexthop_state *s);
bool rib_nexthop_state_unpack(struct rbuf *r, struct rib_nexthop_state *s);
void rib_prefix_state_pack(struct wbuf *w, const struct rib_prefix_state *s);
bool rib_prefix_state_unpack(struct rbuf *r, struct rib_prefix_state *s);
void rib_iface_pack(struct wbuf *w, const struct rib_iface *i);
bool rib_iface_unpack(struct rbuf *r, struct rib_iface *i);
