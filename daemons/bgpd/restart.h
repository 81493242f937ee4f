/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Graceful restart (RFC 4724), both roles.
 *
 * Helper: a neighbor's connection ends without a word; what it announced stays in use, stale, until it is back
 * and has sent End-of-RIB, or its restart time is over.
 *
 * Restarting: our predecessor died and ribd still has its routes. We say so in the OPEN (R bit) and choose no
 * route before every neighbor has sent End-of-RIB, or our restart time is over; then ribd gets the new routes,
 * and drops what is left of the old ones.
 */
#pragma once
#include "daemons/bgpd/nlri.h"

struct bgp;
struct peer;
struct restart;
struct session;

/* What a successor has to know, in pages that outlive the process: who had a session. */
#define RESTART_NEIGHBORS 1024
struct restart_memory {
	struct ip_addr neighbors[RESTART_NEIGHBORS]; /* family 0: free */
};

struct restart *restart_new(struct bgp *bgp, bool restarting);
void restart_free(struct restart *r);
/* From now on sessions are recorded in `memory`. What a predecessor left there makes us a restarting speaker that
 * waits for those neighbors, if there are any. Ahead of the first configuration. */
void restart_remember(struct restart *r, struct restart_memory *memory);
/* A session has begun or ended. */
void restart_record(struct restart *r, const struct ip_addr *neighbor, bool up);
/* The first configuration is there: the time that neighbors have starts now. */
void restart_begin(struct restart *r);
bool restart_active(const struct restart *r);
/* A neighbor that was waited for has told everything, or will not: looks whether all have. */
void restart_check(struct restart *r);

/* Helper side, called as the session of a neighbor ends and begins. */
void restart_retain(struct peer *p, const struct session *s);
void restart_resume(struct peer *p, const struct session *s);
void restart_end_of_rib(struct peer *p, enum bgp_family family);
/* The time for stale routes is over. */
void restart_expire(struct peer *p);
