/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Adj-RIB-Out: per destination and neighbor what that one has been told or is about to be told. An export
 * compares the new attributes with those and queues only a difference; the queue becomes UPDATEs when the
 * connection has room, so a slow neighbor gets the latest state and not every step on the way.
 */
#pragma once
#include "daemons/bgpd/rib.h"

struct peer;

struct rib_out {
	struct rib_out *next;       /* of the destination */
	struct rib_out *queue_next; /* of the neighbor */
	struct rib_dest *dest;
	struct peer *peer;
	struct attr *attr; /* to be told or told; NULL: withdrawn */
	uint8_t epoch;     /* that of the neighbor's session */
	bool queued;
	bool told; /* it holds a route of this prefix from us */
};

/* Offers the best path of `d` to every neighbor. */
void rib_out_export(struct bgp *bgp, struct rib_dest *d);
/* The whole table to one neighbor, End-of-RIB at the end. */
void rib_out_advertise(struct peer *p, enum bgp_family family);
/* Turns queues into messages; true when something is left that could go on at once. */
bool rib_out_flush(struct peer *p);
/* The session is over: the queue is emptied, entries of its epoch are void. */
void rib_out_reset(struct peer *p, enum bgp_family family);
/* What was remembered of the last export counts no more: the policy is another one. */
void rib_out_forget(struct peer *p, enum bgp_family family);
/* Drops the entry of `p` in `d`: a void one, or any. */
void rib_out_sweep(struct peer *p, struct rib_dest *d, bool everything);
/* What `p` has been told of `d`; NULL when nothing. */
const struct rib_out *rib_out_of(const struct peer *p, const struct rib_dest *d);
