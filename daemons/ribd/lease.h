/* SPDX-License-Identifier: Apache-2.0 */
/* What the leases of DHCP servers put into force: addresses of interfaces and the default routes of `setroute`. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct dhcp_lease;
struct ribd;

/* The router of a lease, as it was offered to the RIB. */
struct lease_route {
	uint32_t ifindex, router;
	uint8_t distance;
};

/* A lease has begun, goes on or is over (`lease` NULL); `arg` is the ribd (dhcp_changed_fn). */
void lease_changed(void *arg, const char *name, const struct dhcp_lease *lease);
/* Configuration or devices changed: offers the routes that are wanted now and takes back the others. */
void lease_routes_refresh(struct ribd *ribd);
