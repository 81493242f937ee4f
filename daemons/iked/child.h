/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CHILD SAs: a pair of ESP SAs of a tunnel, and their life in the data plane.
 *
 * The inbound half is installed as soon as its keys exist, before the peer can know them. The outbound half
 * is installed once, when peer_outbound() finds that this pair should carry the tunnel's traffic; until then
 * its keys wait in `out`. An SA is never installed twice: that would repeat sequence numbers.
 */
#pragma once
#include "daemons/iked/keymat.h"
#include "daemons/iked/ts.h"
#include "lib/sa_feed.h"
#include <uthash.h>

struct ike;
struct ike_sa;
struct loop_timer;

enum child_state {
	CHILD_INSTALLED,
	CHILD_REKEYED,  /* another one took over; waits for its Delete */
	CHILD_DELETING, /* our Delete is on its way */
};

struct child_sa {
	UT_hash_handle hh;            /* ike->children, by spi_in */
	struct child_sa *prev, *next; /* sa->children */
	struct ike_sa *sa;
	uint32_t spi_in, spi_out; /* host byte order */
	enum child_state state;
	bool initiator; /* we asked for it */
	bool redundant; /* lost against a twin (§2.8.1): carries nothing of ours */
	bool wait;      /* a rekey of the peer's made it: ours is used when the old one is deleted */
	bool outbound;  /* its outbound half is installed */
	bool want_rekey, want_delete;
	bool trial;        /* its rekey is one to learn from (rekey.h) */
	bool tried;        /* … and was refused */
	uint32_t replaces; /* with `wait`: inbound SPI of the one that the peer rekeyed */
	struct suite suite;
	struct ts_list local, remote;
	struct nonce lowest; /* of the two that made it (§2.8.1) */
	struct sa_spec *out; /* outbound half, not yet installed */
	int64_t made_at;     /* loop time */
	int64_t out_at;      /* when the outbound half was installed, 0 not yet */
	int64_t hard_at;     /* end of its lifetime, loop time; 0 none */
	struct loop_timer *rekey_timer;
	struct loop_timer *retire_timer;
};

struct child_params {
	uint32_t spi_in, spi_out;
	bool initiator; /* of the exchange */
	const struct suite *suite;
	const struct ts_list *local, *remote;
	const struct nonce *ni, *nr;
	const uint8_t *secret; /* of PFS, NULL without */
	size_t secret_size;
};

/* Derives the keys, installs the inbound half and puts the CHILD SA under `sa`. NULL on failure. */
struct child_sa *child_sa_new(struct ike_sa *sa, const struct child_params *params);
/* Installs the outbound half unless it is. */
void child_sa_install_out(struct child_sa *child);
/* Takes both halves away; the inbound one after a grace for what is on its way, unless `now`. */
void child_sa_end(struct child_sa *child, bool now);
/* Frees it; the data plane keeps both halves. */
void child_sa_forget(struct child_sa *child);
/* Both halves follow the endpoints of the IKE SA. */
void child_sa_move(struct child_sa *child);
void child_sa_set_state(struct child_sa *child, enum child_state state);
/* If nobody has deleted it by then (seconds), we do. */
void child_sa_retire(struct child_sa *child, unsigned seconds);
/* Starts or continues the lifetime timers. */
void child_sa_arm(struct child_sa *child);

struct child_sa *child_sa_find(struct ike *ike, uint32_t spi_in);
struct child_sa *child_sa_by_out(struct ike_sa *sa, uint32_t spi_out);
/* A CHILD SA from the memory of a predecessor, already in the data plane; takes like->out. */
struct child_sa *child_sa_adopt(struct ike_sa *sa, struct child_sa *like);
/* An inbound SA that only takes what is still on its way. */
bool child_lingers(const struct ike *ike, uint32_t spi_in);
void child_linger_free(struct ike *ike);
