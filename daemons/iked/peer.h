/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A configured tunnel: its IKE SAs, the one retry machine that keeps it up, and why it is not up.
 *
 * Both ends of a tunnel may start at once (two IKE SAs), or one may come back from a reboot. peer_established()
 * decides which SA stays:
 *   - an SA with INITIAL_CONTACT replaces all that were there before it began (§2.4);
 *   - of two that were begun by different ends at the same time, the one made with the lowest nonce is redundant, as
 *     §2.8.1 has it for rekeys: both ends come to the same result. The end that began it deletes it, after the
 *     other one is proven to work; should that end follow other rules, we delete it in the end;
 *   - else the newest stays, as a peer that re-authenticates expects.
 *
 * A foreign peer may be set to begin anew whenever an SA is deleted, and so undo what we decide. Then one more SA
 * with INITIAL_CONTACT replaces all, without a Delete; if that does not help, what is redundant is left alone.
 */
#pragma once
#include "daemons/iked/failure.h"
#include "daemons/iked/history.h"
#include "daemons/iked/settings.h"
#include <uthash.h>

struct ike;
struct ike_sa;
struct child_sa;
struct loop_timer;

struct peer_addresses { /* a key: no padding (lib/ipaddr.h) */
	struct ip_addr local, remote;
};

struct peer {
	UT_hash_handle hh;           /* ike->peers, by tunnel name */
	UT_hash_handle hh_addresses; /* ike->by_addresses */
	struct peer_addresses addresses;
	struct peer *stale_prev, *stale_next; /* ike->stale_peers */
	char tunnel[IF_NAMESIZE];
	struct ike *ike;
	struct peer_settings own;
	const struct peer_settings *settings; /* `own`, to read */
	struct ike_sa *sas;                   /* newest first */
	struct loop_timer *retry;
	struct loop_timer *change_over; /* until a CHILD SA that waits for its initiator is used */
	unsigned attempts;              /* in a row without success */
	uint16_t ike_group;             /* the group an INVALID_KE_PAYLOAD asked for, 0 none */
	uint16_t esp_group;
	bool plain_rsa;     /* the peer refused a signature with RSASSA-PSS: it may know PKCS #1 v1.5 only */
	bool device_gone;   /* the data plane has no such tunnel device */
	bool up;            /* has a CHILD SA, and the operator knows */
	bool stale;         /* being removed from the configuration */
	int64_t dropped_at; /* when we last deleted a redundant SA, 0 never */
	unsigned undone;    /* times that the peer began anew right after that */
	int64_t checked_at; /* last liveness check that an unauthenticated message triggered */
	struct failure failure; /* the last one */
	struct history history;
	uint64_t session;
};

/* Makes or changes the peer of these settings, which are copied. */
void peer_apply(struct ike *ike, const struct peer_settings *s);
/* Other proposals for IKE SAs are on offer: those that are there are rekeyed. */
void peer_offer_changed(struct peer *peer);
/* Ends its SAs with Delete and frees it. */
void peer_remove(struct peer *peer, enum failure_code code, const char *why);
void peer_free(struct peer *peer);

struct peer *peer_find(struct ike *ike, const char *tunnel);
/* The tunnel between these addresses. */
struct peer *peer_by_address(struct ike *ike, const struct ip_addr *local, const struct ip_addr *remote);

/* Starts an IKE SA at once if the tunnel is wanted, may initiate and has none. */
void peer_start(struct peer *peer);
/* Starts one more even though there is one: the old one stays until the new one is up. */
void peer_reestablish(struct peer *peer);
/* The same, because the peer does not answer on the one that is up: should it have lost that, it may well take a new
 * one. What is there is given up no sooner for it. */
void peer_rescue(struct peer *peer);
/* The peer does answer: a rescue that is not answered yet is not needed. */
void peer_answers(struct peer *peer);
/* Forgets the back-off: something has changed that gives hope. */
void peer_retry_now(struct peer *peer);
void peer_device(struct peer *peer, bool present);

/* An IKE SA was authenticated. `initial_contact`: the peer says that it knows no other. */
void peer_established(struct peer *peer, struct ike_sa *sa, bool initial_contact);
/* The peer has sent something on an SA that it has begun and that is up. */
void peer_heard(struct peer *peer, struct ike_sa *sa);
/* Tells the operator if the tunnel has come up or gone down, `why` for the latter. */
void peer_note_up(struct peer *peer, const char *why);
/* Its SAs come from a predecessor process: nothing new for the operator. */
void peer_resumed(struct peer *peer);
/* An IKE SA is gone. */
void peer_ended(struct peer *peer, struct ike_sa *sa, enum failure_code code);
/* Decides which CHILD SA carries the tunnel's traffic and installs its outbound half. */
void peer_outbound(struct peer *peer);
/* The CHILD SA that carries it, NULL when there is none. */
struct child_sa *peer_child(const struct peer *peer);
/* May the redundant SA be deleted? Not before its twin has proven to work: that is looked into. */
bool peer_may_drop(struct peer *peer, struct ike_sa *sa);
/* The peer has begun an SA that is not authenticated yet. */
bool peer_begins(const struct peer *peer);
/* An SA other than `sa` is up and stays. */
bool peer_has_other(const struct peer *peer, const struct ike_sa *sa);

void peer_failed(struct peer *peer, enum failure_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
