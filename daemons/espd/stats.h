/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counters of a tunnel, in memory that outlives the process and every rekey. Workers add without locks, one
 * worker per direction; show reads them as they stand.
 */
#pragma once
#include <net/if.h>
#include <stddef.h>
#include <stdint.h>
#include "daemons/espd/vault.h"

/* Why a packet was not passed on. */
enum drop_reason {
	DROP_NO_SA,         /* to send: no outbound SA */
	DROP_UNKNOWN_SPI,   /* received: no SA with that SPI */
	DROP_OUT_MALFORMED, /* to send: not a whole IP packet, or offload fields that do not fit */
	DROP_OUT_SELECTOR,  /* to send: outside the traffic selectors */
	DROP_OUT_TOO_BIG,   /* to send: larger than the path takes */
	DROP_OUT_SEQUENCE,  /* to send: sequence numbers are used up */
	DROP_OUT_SOCKET,    /* to send: the kernel refused it */
	DROP_IN_SHORT,      /* received: too short, or no whole number of blocks */
	DROP_IN_REPLAY,     /* received: seen before or behind the window */
	DROP_IN_AUTH,       /* received: integrity check failed */
	DROP_IN_PAD,        /* received: padding not 1, 2, 3 … or longer than the packet */
	DROP_IN_PROTOCOL,   /* received: next header neither IPv4 nor IPv6 */
	DROP_IN_VERSION,    /* received: IP version contradicts the next header */
	DROP_IN_LENGTH,     /* received: inner lengths do not fit */
	DROP_IN_SELECTOR,   /* received: inner addresses outside the traffic selectors */
	DROP_IN_ECN,        /* received: congestion mark on a flow that cannot take it (RFC 6040) */
	DROP_IN_EXPIRED,    /* received: the SA's hard lifetime is over */
	DROP_IN_DEVICE,     /* received: the tunnel device is absent or refused it */
	DROP_REASONS,
};

struct drop_name {
	const char *member; /* of the record ipsec_sa */
	const char *reason; /* as show asp drop calls it */
	const char *text;
};
extern const struct drop_name drop_names[DROP_REASONS];

struct stats {
	struct vault_slot slot;
	char tunnel[IF_NAMESIZE]; /* "": what belongs to no tunnel */
	uint64_t out_packets;     /* inner packets encrypted and handed to the kernel */
	uint64_t out_bytes;       /* inner bytes */
	uint64_t in_packets;
	uint64_t in_bytes;
	uint64_t dummies;        /* received with next header 59 (RFC 4303 §2.6) */
	uint64_t pmtus_sent;     /* "too big" told to inner senders */
	uint64_t pmtus_received; /* told by the path */
	uint64_t icmp_invalid;   /* such messages that quote no SA of ours */
	uint64_t drops[DROP_REASONS];
	/* For show asp drop, which is cleared on its own: what there was then. The times, of frames and of flows, in
	 * seconds since the epoch, 0 never, stand in the slot of what belongs to no tunnel. */
	uint64_t cleared[DROP_REASONS];
	int64_t cleared_at[2];
};

/* The counters of `tunnel`, those of its former life included; NULL when memory is short. */
struct stats *stats_of(struct vault *vault, const char *tunnel);
uint64_t stats_send_errors(const struct stats *s);
uint64_t stats_recv_errors(const struct stats *s);
