/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What became of the attempts and SAs of a tunnel, each with its reason and the evidence for it.
 *
 * A bounded ring per tunnel, and one for what belongs to no tunnel. What repeats itself is counted in its entry, so
 * that a peer which refuses us all night does not push out why it went down in the evening; coming up and going down
 * are entries each. It begins anew with the process.
 */
#pragma once
#include "daemons/iked/evidence.h"
#include "daemons/iked/failure.h"
#include "lib/ipaddr.h"

#define HISTORY_SIZE 16

struct ike;
struct ike_sa;
struct peer;

enum history_event {
	HISTORY_UP,            /* an IKE SA is established */
	HISTORY_DOWN,          /* … is gone */
	HISTORY_FAILED,        /* an attempt to make one */
	HISTORY_REKEYED,       /* one took the place of another */
	HISTORY_REKEY_REFUSED, /* … should have */
	HISTORY_CHILD_UP,      /* a CHILD SA is made, first or by a rekey */
	HISTORY_CHILD_REFUSED,
	HISTORY_UNUSABLE, /* the tunnel cannot be up as things are */
	HISTORY_DROPPED,  /* a message came to nothing */
	HISTORY_EVENTS,
};

struct history_entry {
	enum history_event event;
	enum failure_code code;    /* FAILURE_NONE: a success */
	int64_t first_at, last_at; /* seconds since the epoch */
	uint32_t count;
	bool has_sa;
	bool initiator;  /* of the IKE SA we are */
	uint32_t number; /* of the IKE SA, 0 none */
	uint64_t spi_i, spi_r;
	struct ip_endpoint local, remote;
	uint32_t seconds; /* that the attempt took or the SA was up */
	uint16_t notify;  /* 0 none */
	bool notify_ours;
	uint8_t exchange; /* of the last message, 0 none */
	bool exchange_ours;
	/* On the heap, NULL: none. */
	char *text, *ours, *theirs, *local_id, *remote_id;
};

struct history {
	unsigned count;
	struct history_entry *entry[HISTORY_SIZE]; /* oldest first */
};

/* About an SA, with its evidence. `text` may be NULL. */
void history_sa(struct ike_sa *sa, enum history_event event, enum failure_code code, const char *text);
/* The SA ends because of sa->failure. */
void history_end(struct ike_sa *sa);
/* The configuration or the data plane keeps the tunnel down. */
void history_unusable(struct peer *peer, enum failure_code code, const char *text);
/* A message without an SA came to nothing. `peer` NULL: it belongs to no tunnel. */
void history_dropped(struct ike *ike, struct peer *peer, enum failure_code code,
    const struct ip_endpoint *local, const struct ip_endpoint *remote);
void history_clear(struct history *h);
const char *history_event_name(enum history_event event); /* "ike-up" */
