/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the operator wants, resolved: no names that point elsewhere, no defaults left open. config.c makes
 * it from the configuration; the protocol code knows nothing else. A settings object is read-only once it
 * has been given to ike_apply(), which owns it from then on: what holds for all, and the peers that have changed.
 */
#pragma once
#include "daemons/iked/id.h"
#include "daemons/iked/proposal.h"
#include <net/if.h>

#define SHARED_KEY_MAX  128
#define INCOMPLETE_SIZE 96

struct credential;
struct trust;

struct shared_key {
	uint16_t size;
	uint8_t data[SHARED_KEY_MAX];
};

/* Whether the peer's identity must stand in its certificate (peer-id-validate). */
enum id_validation {
	ID_VALIDATION_REQUIRED,
	ID_VALIDATION_IF_THERE, /* only where the certificate says something of that kind */
	ID_VALIDATION_NONE,
};

#define PPK_ID_MAX 64

/* Post-quantum pre-shared key (ppk.h); key.size 0: none. */
struct ppk_settings {
	struct shared_key key;
	uint8_t id_size;
	uint8_t id[PPK_ID_MAX];
	bool required; /* no IKE SA without it */
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
	bool udp_force;       /* ESP in UDP, whether there is an address translator or not */
	struct ip_addr local; /* family 0 while the source has none */
	struct ip_addr remote;
	struct ike_id local_id; /* type 0: our address */
	struct shared_key local_key, remote_key;
	struct credential *credential; /* ours, instead of local_key; held. NULL: none */
	struct trust *trust; /* what the peer's certificate is held against; held. NULL: it has a key */
	enum id_validation validation;
	struct ppk_settings ppk;
	struct proposal_list *esp; /* offer_new(), shared, NULL none; with the PFS group where that is set */
	uint16_t pfs_group;
	uint32_t lifetime_seconds;
	uint32_t lifetime_kilobytes; /* 0 unlimited */
	uint16_t replay_window;      /* packets, 0 off */
	bool ipv4, ipv6;             /* inner families */
	struct dpd_settings dpd;
};

struct settings {
	struct proposal_list ike;
	uint32_t ike_lifetime[PROPOSALS_MAX]; /* seconds for each proposal of `ike`, 0 none */
	bool nat_traversal;
	bool legacy; /* groups 2 and 5 will do where the peer asks for PFS and we do not */
	uint16_t fragment_mtu4, fragment_mtu6; /* bytes of an IP packet of an IKE fragment; 0: no fragments */
	unsigned half_open_max;                /* IKE SAs in negotiation */
	uint32_t
	    trial_seconds; /* after set-up, an SA that was made without PFS is rekeyed with it; 0 never */
	bool cookies_never;
	unsigned sa_max;           /* IKE SAs of any kind, 0 no limit */
	unsigned cookie_threshold; /* of them, from which on a cookie is asked for */
	unsigned peer_count;
	struct peer_settings *peer; /* each holds its `esp` */
};

/* Empty, with the defaults of an ASA; no peers. NULL when out of memory. */
struct settings *settings_new(void);
/* How many IKE SAs may be in negotiation, in per cent (1-100) of what there is room for, and from how many per cent of
 * those on a cookie is asked for. */
void settings_limit(struct settings *s, unsigned in_negotiation, unsigned cookies_at);
/* Forgets the peers; their keys are wiped. */
void settings_drop_peers(struct settings *s);
void settings_free(struct settings *s);

/* An empty offer, to be filled before it is shared. It goes with the last that holds it. NULL: out of memory. */
struct proposal_list *offer_new(void);
struct proposal_list *offer_hold(struct proposal_list *offer); /* NULL is none */
void offer_release(struct proposal_list *offer);

/* A copy that holds its offer as well, in the place of what `to` was, which is wiped. */
void peer_settings_copy(struct peer_settings *to, const struct peer_settings *from);
void peer_settings_clear(struct peer_settings *s);
/* True when a change from `a` to `b` needs a new IKE SA: endpoints, keys, identity, families. */
bool peer_settings_differ(const struct peer_settings *a, const struct peer_settings *b);
bool peer_settings_usable(const struct peer_settings *s);
