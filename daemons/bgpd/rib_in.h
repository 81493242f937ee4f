/* SPDX-License-Identifier: Apache-2.0 */
/* Adj-RIB-In: what a neighbor's UPDATEs do to the table, and how its routes leave it again. */
#pragma once
#include "daemons/bgpd/nlri.h"

struct peer;
struct update;

/* Applies an UPDATE. False when the neighbor is over its prefix limit and the session is to be ended. */
bool rib_in_update(struct peer *p, struct update *u);
/* Keeps what the neighbor sends ahead of policy, from the beginning of a session or (`whole` false) from now on; or
 * keeps it no longer. */
void rib_in_keep(struct peer *p, enum bgp_family family, bool keep, bool whole);
/* Begins to judge what was kept anew, in slices. False when not everything was kept. */
bool rib_in_again(struct peer *p, enum bgp_family family);
/* EoRR: what was kept and was not said again goes (RFC 7313). */
void rib_in_refreshed(struct peer *p, enum bgp_family family);
/* Begins to take away, in slices, the stale routes of the neighbor that are not retained, and what it was told
 * in earlier sessions. */
void rib_in_sweep(struct peer *p, enum bgp_family family);
/* At once and for good, ahead of freeing the neighbor. */
void rib_in_purge(struct peer *p);
