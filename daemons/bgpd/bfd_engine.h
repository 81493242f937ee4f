/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The BFD sessions of this machine with their sockets: ports 3784 over one hop (RFC 5881) and 4784 over several
 * (RFC 5883). All of it runs on one loop, in a thread of its own (bfd_thread.h), so that no work of BGP delays it.
 */
#pragma once
#include <net/if.h>
#include "daemons/bgpd/bfd_session.h"
#include "lib/ipaddr.h"

struct bfd_engine;

/* A session that is wanted, known by neighbor and kind. */
struct bfd_want {
	struct ip_addr remote, local;
	uint32_t ifindex; /* over one hop: its interface */
	bool multihop;
	char device[IF_NAMESIZE];
	struct bfd_timing timing;
	struct bfd_auth auth;
};

struct bfd_event {
	struct ip_addr remote;
	bool multihop;
	uint8_t before, state; /* enum bfd_state */
	uint8_t remote_state;
	uint8_t diag; /* enum bfd_diag */
};

typedef void bfd_event_fn(void *arg, const struct bfd_event *event);

enum bfd_drop {
	BFD_DROP_TTL,
	BFD_DROP_NOT_CONFIGURED, /* from a neighbor without session */
	BFD_DROP_NO_ADJACENCY,   /* for a session of another neighbor, or none */
	BFD_DROP_BITS,
	BFD_DROP_DISCR,
	BFD_DROP_VERSION,
	BFD_DROP_LENGTH,
	BFD_DROP_AUTH,
};
#define BFD_DROPS   (BFD_DROP_AUTH + 1)
#define BFD_COLUMNS 4 /* IPv4, IPv6, and both over several hops */

struct bfd_drops {
	uint64_t count[BFD_DROPS][BFD_COLUMNS];
};

struct bfd_status {
	struct bfd_want want; /* without its key */
	uint8_t state, remote_state, diag;
	bool polling;
	uint32_t local_discr, remote_discr, remote_min_rx, remote_min_tx, interval, detection;
	uint8_t remote_multiplier;
	struct bfd_packet last;
	uint64_t received, sent, expired;
	uint32_t ups;
	int64_t since, received_ago, sent_ago; /* microseconds; -1: never */
};

/* NULL when out of memory. Sockets are opened with the first session of their kind. */
struct bfd_engine *bfd_engine_new(struct loop *loop, bfd_event_fn *event, void *arg);
/* Sessions end with AdminDown. */
void bfd_engine_free(struct bfd_engine *e);
/* Makes the session, or changes it: other times by a poll sequence, anything else from the beginning. */
void bfd_engine_put(struct bfd_engine *e, const struct bfd_want *want);
void bfd_engine_remove(struct bfd_engine *e, const struct ip_addr *remote, bool multihop);
size_t bfd_engine_count(const struct bfd_engine *e);
/* At most `max` of them, in order of their making; how many there were. */
size_t bfd_engine_status(const struct bfd_engine *e, struct bfd_status *list, size_t max);
void bfd_engine_drops(const struct bfd_engine *e, struct bfd_drops *drops);
