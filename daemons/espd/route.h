/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel knows of the way to a peer. */
#pragma once
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

struct route_mtu {
	uint32_t media; /* bytes that the device, or the route as it was configured, takes */
	uint32_t path;  /* what the kernel has learnt of the path and will forget again, 0: nothing */
};

/* Asks for the route from `local` to `remote`. False when there is none. */
bool route_mtu_of(struct in_addr local, struct in_addr remote, struct route_mtu *mtu);
