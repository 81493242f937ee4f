/* SPDX-License-Identifier: Apache-2.0 */
/* The connection to ribd: the feed of the speaker, by messages of lib/rib_feed.h. */
#pragma once
#include "daemons/bgpd/bgp.h"
#include "lib/ipc.h"

struct rib_client;

extern const struct feed_ops rib_client_feed; /* its argument is the rib_client */

struct rib_client *rib_client_new(void);
/* Connects, and again whenever ribd has gone. */
void rib_client_start(
    struct rib_client *c, struct bgp *bgp, struct loop *loop, const char *path, const struct ipc_self *self);
void rib_client_free(struct rib_client *c);
