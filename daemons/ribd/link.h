/* SPDX-License-Identifier: Apache-2.0 */
/* The network devices that the kernel has, with their addresses and how busy they are. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <uthash.h>
#include "daemons/ribd/kernel.h"

struct link_rate {
	double in_packets, in_bytes, out_packets, out_bytes, drops; /* per second */
};

struct link {
	UT_hash_handle hh;        /* by ifindex */
	UT_hash_handle hh_device; /* by name of the device */
	struct kernel_link k;
	struct kernel_addr *addrs;
	unsigned addr_count;
	struct ip_prefix *routes; /* what connected.c has put into the RIB for it */
	unsigned route_count;

	struct kernel_counters sampled;
	bool has_sample;
	struct link_rate minute, five_minutes;
	bool seen; /* in the dump that is under way */
};

struct link_table {
	struct link *all; /* by ifindex */
	struct link *by_device;
	unsigned made; /* of them, that ribd has made */
};

void link_table_free(struct link_table *t);
struct link *link_find(const struct link_table *t, uint32_t ifindex);
struct link *link_find_device(const struct link_table *t, const char *device);
/* Takes what the kernel tells; NULL when out of memory. */
struct link *link_update(struct link_table *t, const struct kernel_link *k);
void link_remove(struct link_table *t, struct link *link);
/* True when the link's addresses changed. */
bool link_addr_update(struct link *link, const struct kernel_addr *addr, bool gone);
struct kernel_addr *link_addr_find(const struct link *link, const struct ip_prefix *addr);
/* The address lies in a subnet of the link and is not the link's own. */
bool link_on_subnet(const struct link *link, const struct ip_addr *addr);

/* Counts among the Ethernet devices that GigabitEthernet0/N numbers: hardware, and what looks like it from
 * inside a container. */
bool link_is_numbered(const struct link *link);
/* The order of device names: eth2 before eth10. */
int link_name_cmp(const char *a, const char *b);

/* Every `interval` seconds: folds what has been counted since into the averages. */
void link_sample(struct link *link, double interval);
