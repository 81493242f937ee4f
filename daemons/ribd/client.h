/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The clients on ribd.sock (lib/rib_feed.h): bgpd gives routes and watches next hops and prefixes; iked, espd and posternd
 * watch interfaces.
 *
 * A client is known by its role, so that a daemon that was killed and comes back finds its routes: they
 * are kept for the time it has asked for. What it has not sent again by RIB_ROUTES_END goes.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "lib/rib_feed.h"

struct client_table;
struct link;
struct nexthop;
struct rib_dest;
struct ribd;

/* Listens on RUNDIR/ribd.sock. NULL on failure. */
struct client_table *client_table_new(struct ribd *ribd);
void client_table_free(struct client_table *t);

/* What happened, for the clients that watch it. */
void client_tell_nexthop(struct client_table *t, const struct nexthop *nh);
void client_tell_dest(struct client_table *t, const struct rib_dest *dest, uint8_t told_before);
/* Sends only where something of it changed. */
void client_tell_iface(struct client_table *t, const struct link *link, bool gone);
