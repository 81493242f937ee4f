/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the operator wants, resolved: no names that point elsewhere, no defaults left open. config.c makes
 * it from the configuration; the protocol code knows nothing else. A settings object is read-only once it
 * has been given to ike_apply(), which owns it from then on.
 */
#pragma once
#include "daemons/iked/id.h"
#include "daemons/iked/proposal.h"
#include <net/if.h>

#define SHARED_KEY_MAX  128
#define INCOMPLETE_SIZE 96

struct shared_key {
	uint16_t size;
	uint8_t data[SHARED_KEY_MAX];
};

struct dpd_settings {
	bool enabled;
	uint32_t threshold; /* seconds of silence before a liveness check */
	uint32_t retry;     /* seconds between its retransmissions */
};

/* A tunnel and the peer at its other end. */
struct peer_settings {
	char tunnel[IF_NAMESIZE];
	char incomplete[INCOMPLETE_SIZE]; /* what is missing, in words; "" when the tunnel can come up */
	bool shutdown;
	bool responder_only;
	struct ip_addr local; /* family 0 while the source has none */
	struct ip_addr remote;
	struct ike_id local_id; /* type 0: our address */
	struct shared_key local_key, remote_key;
	const struct proposal_list *esp; /* in the settings object; with the PFS group where that is set */
	uint16_t pfs_group;
	uint32_t lifetime_seconds;
	uint32_t lifetime_kilobytes; /* 0 unlimited */
	uint16_t replay_window;      /* packets, 0 off */
	bool ipv4, ipv6;             /* inner families */
	struct dpd_settings dpd;
};

struct settings {
	unsigned references;
	struct proposal_list ike;
	uint32_t ike_lifetime[PROPOSALS_MAX]; /* seconds for each proposal of `ike`, 0 none */
	bool nat_traversal;
	bool legacy; /* groups 2 and 5 will do where the peer asks for PFS and we do not */
	uint16_t fragment_mtu4, fragment_mtu6; /* bytes of an IP packet of an IKE fragment; 0: no fragments */
	unsigned half_open_max;                /* IKE SAs in negotiation */
	unsigned cookie_threshold;             /* of them, from which on a cookie is asked for */
	unsigned esp_count;
	struct proposal_list *esp;
	unsigned peer_count;
	struct peer_settings *peer;
};

/* Empty, with the defaults of an ASA; no peers. NULL when out of memory. */
struct settings *settings_new(void);
struct settings *settings_hold(struct settings *s);
/* Gives a reference up; with the last one the keys are wiped. */
void settings_release(struct settings *s);
/* True when a change from `a` to `b` needs a new IKE SA: endpoints, keys, identity, families. */
bool peer_settings_differ(const struct peer_settings *a, const struct peer_settings *b);
bool peer_settings_usable(const struct peer_settings *s);
