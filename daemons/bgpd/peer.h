/* SPDX-License-Identifier: Apache-2.0 */
/* A neighbor: configuration, its two connections, when they may start, what it told and was told. */
#pragma once
#include "daemons/bgpd/model.h"
#include "daemons/bgpd/policy.h"
#include "daemons/bgpd/rib.h"
#include "daemons/bgpd/session.h"
#include <uthash.h>

struct nexthop;
struct received;
struct rib_out;
struct update;

/* Why a neighbor is not even tried. */
enum peer_block {
	PEER_READY,
	PEER_NO_ROUTER_ID,
	PEER_SHUTDOWN,
	PEER_NO_FAMILY,
	PEER_OWN_AS, /* remote-as missing */
	PEER_MAX_PREFIX,
	PEER_UNREACHABLE,   /* no route to its address */
	PEER_NOT_CONNECTED, /* eBGP without multihop, address on no subnet of ours */
	PEER_INTERFACE_DOWN,
};

struct peer_family {
	struct rib_walk sweep;     /* takes away what is stale of this neighbor, in both directions */
	struct rib_walk advertise; /* offers it the whole table */
	struct rib_out *queue_head, *queue_tail;
	uint32_t queued;
	uint32_t advertised; /* prefixes that it holds of ours */
	uint8_t out_epoch;   /* of rib_out entries that count */
	bool eor_due;        /* End-of-RIB follows the queue */
	bool eor_received;
	bool refresh_end_due; /* EoRR follows the queue */
	bool warned;          /* of the prefix limit */
	int64_t flushed_at;   /* for the advertisement interval */
	struct loop_timer *interval;
	struct attr *cached_in, *cached_out; /* the last export: routes come in runs of one attribute set */
	struct rib_source *cached_source;
	const struct route_map_entry *cached_entry;
	struct received *received; /* soft-reconfiguration inbound; NULL: not kept */
	bool received_whole;       /* from the beginning of the session */
	struct loop_timer *again;  /* `received` is judged anew, in slices */
	size_t again_at;
	uint32_t denied_in[POLICY_VERDICTS], denied_out[POLICY_VERDICTS];
	uint64_t announced_out, withdrawn_in, withdrawn_out;
	uint64_t replaced_in, replaced_out; /* announced again without a withdrawal between */
	uint32_t nlri_min, nlri_max;        /* prefixes in one UPDATE to it */
};

struct peer {
	struct bgp *bgp;
	struct peer_config config; /* without its hash handle */
	struct session out, in;
	struct session *session; /* the Established one, or NULL */
	struct rib_source source;
	struct nexthop *nexthop;    /* of its address */
	uint32_t ifindex;           /* through which the session runs when it is direct, else 0 */
	struct loop_timer *start;   /* idle hold */
	struct loop_timer *restart; /* RFC 4724: how long stale routes are kept */
	struct loop_timer *forgive; /* maximum-prefix … restart */
	unsigned failures;          /* in a row, for the idle hold time */
	bool over_limit;            /* of maximum-prefix */
	bool gr_lost;               /* routes are retained while it restarts */
	bool no_caps;               /* it refused our capabilities */
	bool bfd_watched, bfd_multihop;
	uint8_t bfd_state; /* enum bfd_state, while watched */
	struct peer_family families[BGP_FAMILIES];

	uint32_t received[MESSAGE_TYPES], sent[MESSAGE_TYPES];
	uint32_t established, dropped;
	int64_t changed_at; /* loop_now() of the last up or down; 0: never */
	int64_t reset_at;
	char last_reset[160];
	const char *stop_reason; /* while peer_stop() runs: better than what the NOTIFICATION can say */
	UT_hash_handle hh;       /* by config.address */
};

struct peer *peer_new(struct bgp *bgp, const struct peer_config *config);
/* Ends its session with `subcode` of Cease; its routes must be gone before the memory goes. */
void peer_free(struct peer *p, enum notify_cease subcode);
struct peer *peer_find(const struct bgp *bgp, const struct ip_addr *address);
/* Applies another configuration, with the least disturbance that it allows. */
void peer_configure(struct peer *p, const struct peer_config *config);

/* Looks again whether it may run, and starts or stops it. */
void peer_check(struct peer *p);
enum peer_block peer_blocked(const struct peer *p);
const char *peer_block_text(enum peer_block block);
/* Ends both connections; `why` is for the operator, NULL: the name of the subcode. */
void peer_stop(struct peer *p, enum notify_cease subcode, const char *why);
void peer_accept(struct peer *p, struct conn *c);

bool peer_ebgp(const struct peer *p);
uint32_t peer_local_as(const struct peer *p); /* the AS that it knows us by */
bool peer_multihop(const struct peer *p);     /* need not be on a subnet of ours */
struct conn_params peer_conn_params(const struct peer *p);
struct open_message peer_open(const struct peer *p);
uint16_t peer_hold(const struct peer *p);
uint16_t peer_keepalive(const struct peer *p);
uint16_t peer_min_hold(const struct peer *p);
enum bgp_state peer_state(const struct peer *p);                /* of the connection that is furthest */
bool peer_speaks(const struct peer *p, enum bgp_family family); /* Established and negotiated */

/* From the sessions. */
bool peer_collides(struct session *s); /* true: `s` loses and is to be dumped */
void peer_session_up(struct session *s);
void peer_session_down(struct session *s);
void peer_session_idle(struct session *s);
void peer_update(struct session *s, struct update *u);
void peer_refresh(struct session *s, enum bgp_family family, enum refresh_kind kind);
/* It has sent more prefixes than it may: the session ends. */
void peer_over_limit(struct peer *p);
/* Offers the whole table again: after a refresh request or a change of export policy. */
void peer_readvertise(struct peer *p, enum bgp_family family);
/* Sends it everything again, also what it holds already (RFC 2918 §4). */
void peer_resend(struct peer *p, enum bgp_family family);
/* What it sent is judged anew, as the policy is now. */
void peer_import_again(struct peer *p, enum bgp_family family);
/* Asks for all its routes again. False when it cannot. */
bool peer_request_routes(struct peer *p, enum bgp_family family);
