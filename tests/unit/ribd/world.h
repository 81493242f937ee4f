/* SPDX-License-Identifier: Apache-2.0 */
/* A RIB on the fake kernel with a few devices, for the tests of selection, next hops and groups. */
#pragma once
#include "daemons/ribd/rib.h"
#include "tests/unit/ribd/fake_kernel.h"

#define WORLD_DEVICES 6 /* ifindex 1 … 6; device n has 192.0.n.1/24 */

struct world {
	struct kernel *kernel;
	struct rib *rib;
	bool running[WORLD_DEVICES + 1];
	bool tunnel[WORLD_DEVICES + 1]; /* point to point */
	unsigned told, nexthops_told;   /* calls of the listener */
};

void world_open(struct world *w);
/* A second process on the same kernel. */
void world_restart(struct world *w);
void world_close(struct world *w);
/* rib_run() until nothing is left. */
void world_run(struct world *w);
/* The carrier changes; the kernel acts at once, ribd is told as the daemon does it. */
void world_carrier(struct world *w, uint32_t ifindex, bool on);
/* The subnet of a device comes or goes. */
void world_connected(struct world *w, uint32_t ifindex, bool on);
/* "192.0.1.9@1 192.0.2.9": next hops, "@n" a device; "" is Null0. */
struct nexthop_set *world_set(struct world *w, const char *hops);
void world_static(struct world *w, const char *prefix, unsigned distance, const char *hops);
void world_bgp(struct world *w, const char *prefix, const char *hops); /* client 0, eBGP */
void world_bgp_as(
    struct world *w, unsigned client, const char *prefix, uint8_t proto, uint32_t metric, const char *hops);
void world_withdraw(struct world *w, unsigned client, const char *prefix);
