/* SPDX-License-Identifier: Apache-2.0 */
/* The interfaces as ribd knows them: where a name leads to an address and a device. */
#pragma once
#include "lib/mention.h"
#include "lib/rib_feed.h"
#include <stdbool.h>

struct ipc_link;
struct interface;

typedef void interfaces_changed_fn(void *arg, const char *nameif);

struct interfaces {
	struct ipc_link *link;
	struct interface *all;     /* hash by ifindex */
	struct mentions by_nameif; /* by interfaces that are called so */
	bool complete;             /* the first feed has come to its end */
	bool refreshing;           /* a feed is on its way */
	/* The first addresses of the interface with that name, or its device, have changed; NULL when a feed is complete:
	 * those of any may have. */
	interfaces_changed_fn *changed;
	void *arg;
};

/* Connects to ribd and watches. */
bool interfaces_open(struct interfaces *t, struct loop *loop, const char *path, const struct ipc_self *self,
    interfaces_changed_fn *changed, void *arg);
void interfaces_close(struct interfaces *t);
/* The interface with that nameif; NULL when there is none. Valid until the next change. */
const struct rib_iface *interfaces_find(const struct interfaces *t, const char *nameif);
/* Its first address of that family that is not of the link alone; NULL when it has none or is not up. */
const struct ip_addr *interfaces_first(const struct rib_iface *iface, uint16_t family);
/* The first IPv4 address of the interface with that nameif, if it is up; family 0 else. `running` (may be
 * NULL): it has carrier. */
struct ip_addr interfaces_address(const struct interfaces *t, const char *nameif, bool *running);
/* True when `addr` is one of the interface's addresses. */
bool interfaces_has(const struct interfaces *t, const char *nameif, const struct ip_addr *addr);
