/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The SA database.
 *
 * What must survive the process lies in a vault slot (struct sa_state): specification with keys, sequence
 * number, replay window, counters. What can be made again (keyed contexts, selectors in quick form) lies
 * in struct sa. A successor of a killed process finds the slots and goes on; outbound numbers then jump
 * ahead, so that no IV and no sequence number is used twice, whatever was lost on the way.
 *
 * An inbound SA is found by its SPI; several of one tunnel live side by side while a rekey is under way.
 * An outbound SA is reached through its tunnel, which uses the one installed last. Its SPI is the peer's
 * choice: SAs of two tunnels may have the same one.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uthash.h>
#include "daemons/espd/inner.h"
#include "daemons/espd/replay.h"
#include "daemons/espd/vault.h"
#include "lib/sa_feed.h"

struct crypto_sa;
struct crypto_engine;
struct crypto_suite;
struct tunnel;

#define SA_SEQUENCE_JUMP (UINT64_C(1) << 16) /* after a restart; the receiver's window just moves */
#define SA_NEVER         INT64_MAX

struct sa_state {
	struct vault_slot slot;
	uint64_t generation; /* order of installation */
	int64_t installed;   /* loop time, microseconds */
	int64_t expires;     /* loop time, SA_NEVER without limit */
	struct sa_spec spec;
	bool soft_told;
	bool hard_told;
	_Alignas(64) uint64_t sequence; /* outbound: used last; also makes the IV */
	uint64_t packets;
	uint64_t bytes;    /* inner bytes */
	int64_t last_used; /* loop time of the last packet, 0 never */
	struct replay replay;
};

struct sa {
	struct sa_state *state;
	struct crypto_sa *crypto;
	const struct crypto_suite *suite;
	struct tunnel *tunnel;  /* NULL while the device is not configured */
	uint64_t sequence_soft; /* ask for a new SA from here on */
	uint64_t sequence_hard; /* last number that may be used */
	uint8_t any_family;     /* selectors cover this whole family; 0: compare addresses */
	UT_hash_handle hh;
	int64_t kept_alive; /* loop time of the last NAT keepalive */
	struct sa_id id;
};

struct sa_db {
	struct vault vault;
	struct crypto_engine *engine;
	struct sa *all; /* uthash */
	uint64_t generation;
	/* An SA nears (soft) or has reached (hard) its end. */
	void (*expire)(void *arg, struct sa *sa, bool hard);
	void *arg;
};

void sa_db_init(struct sa_db *db, struct crypto_engine *engine, vault_keep_fn *keep, void *arg);
/* Makes SAs of the slots of a predecessor. `now` is loop time. */
void sa_db_resume(struct sa_db *db, int64_t now);
/* Forgets everything that can be made again; the slots stay. */
void sa_db_close(struct sa_db *db);

/* Installs an SA. When the same one (same keys) is there already its counters go on and the rest of the
 * specification is taken over; the same SPI with other keys is refused. NULL with `reason` set on refusal,
 * else `reason` is NULL. */
struct sa *sa_add(struct sa_db *db, const struct sa_spec *spec, int64_t now, const char **reason);
struct sa *sa_find(struct sa_db *db, const struct sa_id *id);
/* Removes the SA and wipes its keys. The tunnel must have let go of it. */
void sa_remove(struct sa_db *db, struct sa *sa);
void sa_move(struct sa *sa, const struct sa_move *move);
/* The next one in no particular order; the first for NULL. */
struct sa *sa_next(struct sa_db *db, struct sa *sa);

/* Takes the next outbound sequence number; 0 when they are used up. */
static inline uint64_t sa_next_sequence(struct sa *sa)
{
	if (sa->state->sequence >= sa->sequence_hard)
		return 0;
	return ++sa->state->sequence;
}

/* Counts a batch and tells when a limit is near or reached. */
void sa_account(struct sa_db *db, struct sa *sa, uint64_t packets, uint64_t bytes, int64_t now);
/* Tells once when the SA has come to its end without traffic. */
void sa_check_end(struct sa_db *db, struct sa *sa, int64_t now);
/* True while the SA may be used: neither volume nor time nor numbers are over. */
bool sa_usable(const struct sa *sa, int64_t now);
/* Whether the packet's addresses lie within the selectors. */
bool sa_selects(const struct sa *sa, const uint8_t *pkt, const struct inner *in);
/* Seconds of lifetime left. */
uint32_t sa_seconds_left(const struct sa *sa, int64_t now);
