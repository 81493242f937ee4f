/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The IKE engine: one IKEv2 speaker with its peers and SAs. It has no sockets and no clock of its own: what
 * it needs of the world is in struct ike_env, so that two engines talk to each other in one process under
 * a virtual clock (tests/replay/iked).
 *
 *        udp.c, esp_client.c ──ike_datagram()──> ike ──> exchange (tables) ──> ike_sa_init, ike_auth, …
 *                 ^                                                                    │
 *                 └───────────────── window (message IDs, retransmission) <────────────┘
 *
 * A peer is a configured tunnel; it wants one IKE SA with one CHILD SA, always. What an IKE SA has to do next
 * is not queued but read off its state (ike_sa_continue()), so that nothing is lost or done twice when
 * messages cross.
 */
#pragma once
#include "daemons/iked/admission.h"
#include "daemons/iked/cookie.h"
#include "daemons/iked/history.h"
#include "daemons/iked/registry.h"
#include "daemons/iked/settings.h"
#include "lib/ipaddr.h"
#include "lib/sa_feed.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loop;
struct loop_timer;
struct ike_sa;
struct child_sa;
struct peer;
struct child_linger;

struct ike_env {
	/* Sends a datagram. Port 4500 on our side means: through espd, with the non-ESP marker. */
	void (*send)(void *arg, const struct ip_endpoint *local, const struct ip_endpoint *remote,
	    const uint8_t *data, size_t size);
	/* CHILD SAs into the data plane. sa_add keeps no pointer into `spec`. */
	void (*sa_add)(void *arg, const struct sa_spec *spec);
	void (*sa_del)(void *arg, const struct sa_id *id);
	void (*sa_move)(void *arg, const struct sa_move *move);
	/* Asks when traffic last came in; answered by ike_sa_used(). False: there is nobody to ask. */
	bool (*sa_usage)(void *arg, uint32_t spi_in);
	/* SPIs and nonces. */
	void (*random)(void *arg, void *dst, size_t size);
	/* An IKE SA changed: keep what a successor process needs. `data` NULL: it is gone. */
	void (*keep)(void *arg, uint64_t spi, const uint8_t *data, size_t size);
	/* Something for the operator. */
	void (*notice)(void *arg, const char *text);
	void *arg;
};

/* An environment of functions that are named PREFIX_send, PREFIX_sa_add and so on. */
#define IKE_ENV(prefix, context)                                                                             \
	{                                                                                                    \
		.send = prefix##_send, .sa_add = prefix##_sa_add, .sa_del = prefix##_sa_del,                 \
		.sa_move = prefix##_sa_move, .sa_usage = prefix##_sa_usage, .random = prefix##_random,       \
		.keep = prefix##_keep, .notice = prefix##_notice, .arg = (context),                          \
	}

struct ike_counters {
	uint64_t in_packets, in_octets, in_drops, in_fragment_drops, in_notifies;
	uint64_t out_packets, out_octets, out_notifies;
	uint64_t in_child_exchanges, in_child_rejected, in_child_deletes, in_ike_deletes;
	uint64_t out_child_exchanges, out_child_rejected, out_child_deletes, out_ike_deletes;
	uint64_t initiated, initiated_failed, responded, responded_failed;
	uint64_t auth_failures, decrypt_failures, invalid_spi, retransmits;
	uint64_t cookies_sent, cookies_passed, cookies_failed, rejected_limit;
	uint64_t in_requests_accepted,
	    in_requests_rejected; /* to make an IKE SA, behind a cookie if need be */
	uint64_t established, children, peak, peak_children;
};

/* At most `burst` events a second, for logs and unauthenticated answers. */
struct rate {
	int64_t second;
	unsigned count;
};

struct ike {
	struct loop *loop;
	struct ike_env env;
	struct settings *settings;
	struct ike_sa *sas;          /* hash by our SPI */
	struct ike_sa *by_initiator; /* hash of SAs that we answer, by the initiator's SPI */
	struct ike_sa *graveyard;
	struct loop_timer *reaper;
	struct child_sa *children;      /* hash by inbound SPI */
	struct child_linger *lingering; /* inbound SAs that still take what is on its way */
	struct peer *peers;             /* hash by tunnel name */
	struct peer *by_addresses;      /* the same by both addresses */
	struct peer *stale_peers;       /* out of the configuration, waiting for the answer to their Delete */
	struct cookie_secret cookies;
	struct admission admission;
	unsigned half_open; /* SAs that we answer and that are not authenticated */
	uint32_t next_number;
	uint32_t next_session;
	unsigned sa_count, child_count;
	unsigned up_count; /* SAs that are established */
	bool stopping;
	bool held;                         /* ike_hold() */
	struct rate log_rate, answer_rate; /* of what strangers cause */
	struct ike_counters counters;
	struct history strangers; /* what belongs to no tunnel */
};

struct ike *ike_new(struct loop *loop, const struct ike_env *env);
/* Forgets everything without a word to the peers. */
void ike_free(struct ike *ike);

/* Takes `settings`: what holds for all, and those peers that are new or changed; the others stay as they are. What does
 * not differ from what is in force changes nothing. */
void ike_apply(struct ike *ike, struct settings *settings);
/* Ends the SAs of a tunnel that is not configured any more. */
void ike_remove(struct ike *ike, const char *tunnel);

/* A datagram came, without the non-ESP marker if it was on port 4500. */
void ike_datagram(struct ike *ike, const struct ip_endpoint *local, const struct ip_endpoint *remote,
    const uint8_t *data, size_t size);

/* What the data plane tells. */
void ike_sa_used(struct ike *ike, const struct sa_used *used);
void ike_sa_expired(struct ike *ike, const struct sa_id *id, bool hard);
void ike_sa_refused(struct ike *ike, const struct sa_id *id, const char *reason);
/* True when the SA is one of ours, or still lingers. */
bool ike_knows_sa(struct ike *ike, const struct sa_id *id);
/* The data plane does not hold this CHILD SA any more: it is replaced. */
void ike_sa_lost(struct ike *ike, const struct sa_id *id);

/* Between the two no SA is begun, so that those of a predecessor process can be taken up first. */
void ike_hold(struct ike *ike);
void ike_release(struct ike *ike);

/* Deletes the IKE SAs with `remote` (NULL: all); the tunnels come up again. */
void ike_clear(struct ike *ike, const struct ip_addr *remote);
/* Deletes every SA and starts none; ike_is_quiet() tells when the peers know. */
void ike_stop(struct ike *ike);
bool ike_is_quiet(const struct ike *ike);

/* An SA by our SPI (the key of ike->sas), host byte order. */
struct ike_sa *ike_find(struct ike *ike, uint64_t local_spi);
uint64_t ike_new_spi(struct ike *ike);
uint32_t ike_new_child_spi(struct ike *ike);
/* For what strangers can cause: a line of log, at most ten in ten seconds. */
bool ike_may_log(struct ike *ike);
/* True as long as fewer than `burst` events came in this second. */
bool ike_rate(struct ike *ike, struct rate *rate, unsigned burst);
