/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel as ribd uses it: devices, addresses, next-hop objects and routes of the own network namespace.
 *
 * This header is the seam of the tests, which link a kernel made of tables instead of kernel.c.
 *
 * Changes to next hops and routes are collected and go out with kernel_flush(), many to a system call. The
 * kernel works a batch off before the call returns, so every refusal is known by then and has been
 * handed to events->refused. The other calls take effect at once and return 0 or a negative errno value.
 */
#pragma once
#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lib/ipaddr.h"

struct kernel;
struct loop;

/* rtm_protocol, nh_protocol and IFA_PROTO of everything that ribd makes. Nobody else's: the kernel's list ends
 * at 192, FRR takes 186 to 197 (196 is zebra's static routes, which a sweep must not touch). */
#define KERNEL_PROTOCOL 176
#define KERNEL_METRIC   20 /* priority of the routes: after the kernel's own, before a DHCP client's */

/* IFLA_GROUP of the devices that ribd makes: a mark that they have from the beginning ("post"). */
#define KERNEL_GROUP 0x706f7374

struct kernel_counters {
	uint64_t in_packets, in_bytes, in_errors, in_drops, in_crc, in_frame, in_overrun, in_multicast;
	uint64_t out_packets, out_bytes, out_errors, out_drops, out_collisions;
};

struct kernel_link {
	uint32_t ifindex;
	char device[IF_NAMESIZE];
	char kind[16];   /* "veth", "tun" …; "" for hardware */
	bool made;       /* carries KERNEL_GROUP */
	uint32_t parent; /* ifindex of the device below, 0: none */
	uint16_t vlan;   /* 1…4094 with a VLAN device */
	bool ethernet;   /* framing, whatever the kind */
	bool loopback;
	bool point_to_point;
	bool up;      /* administratively */
	bool running; /* up, and the kernel would accept a next hop on it */
	uint32_t mtu;
	uint8_t mac[6];
	struct kernel_counters counters;
};

struct kernel_addr {
	uint32_t ifindex;
	struct ip_prefix addr; /* the address with the length of its subnet, not masked */
	bool ours;             /* carries KERNEL_PROTOCOL */
	bool link_scope;       /* fe80::/10 and 127/8: of no interest to routes */
};

/* One way out: a gateway on a device, a device alone, or none of both (black hole). */
struct kernel_leg {
	uint32_t id;
	uint32_t ifindex; /* 0: black hole */
	uint16_t family;  /* of the routes when there is no gateway */
	struct ip_addr gateway;
	bool onlink;
};

#define KERNEL_GROUP_MAX 64
struct kernel_group {
	uint32_t id;
	unsigned count;
	struct {
		uint32_t leg;
		uint8_t weight; /* 1… */
	} member[KERNEL_GROUP_MAX];
};

struct kernel_events {
	void (*link)(void *arg, const struct kernel_link *link, bool gone);
	void (*addr)(void *arg, const struct kernel_addr *addr, bool gone);
	/* Notifications were lost: dump links and addresses again. */
	void (*overrun)(void *arg);
	/* `prefix` NULL: a next-hop object `id`; else the route. Called from kernel_flush(). */
	void (*refused)(void *arg, uint32_t id, const struct ip_prefix *prefix, int error);
};

/* NULL and errno on failure. */
struct kernel *kernel_open(struct loop *loop, const struct kernel_events *events, void *arg);
void kernel_close(struct kernel *k);

/* Tells every link, then every address, through the events. */
int kernel_dump_links(struct kernel *k);
int kernel_dump_addrs(struct kernel *k);

int kernel_link_up(struct kernel *k, uint32_t ifindex, bool up);
int kernel_link_mtu(struct kernel *k, uint32_t ifindex, uint32_t mtu);
/* A device to be made: a VLAN of `parent`, or, without `vlan`, one that only holds addresses. */
struct kernel_made {
	char device[IF_NAMESIZE];
	uint32_t parent; /* ifindex */
	uint16_t vlan;
};
/* The device is down and marked with KERNEL_GROUP. -EOPNOTSUPP: the kernel was built without this kind. */
int kernel_link_make(struct kernel *k, const struct kernel_made *made);
int kernel_link_remove(struct kernel *k, uint32_t ifindex);
int kernel_addr_add(struct kernel *k, uint32_t ifindex, const struct ip_prefix *addr);
int kernel_addr_del(struct kernel *k, uint32_t ifindex, const struct ip_prefix *addr);

/* Collected until kernel_flush(). Deleting what is not there is no refusal. The kernel takes a group away
 * with its last leg, and routes with their group. */
void kernel_leg_set(struct kernel *k, const struct kernel_leg *leg);
void kernel_group_set(struct kernel *k, const struct kernel_group *group);
void kernel_nexthop_del(struct kernel *k, uint32_t id);
void kernel_route_set(struct kernel *k, const struct ip_prefix *prefix, uint32_t group);
void kernel_route_del(struct kernel *k, const struct ip_prefix *prefix);
void kernel_flush(struct kernel *k);

/* What carries KERNEL_PROTOCOL: the state that an earlier process left. */
struct kernel_found {
	void (*leg)(void *arg, const struct kernel_leg *leg);
	void (*group)(void *arg, const struct kernel_group *group);
	void (*route)(void *arg, const struct ip_prefix *prefix, uint32_t group);
};
int kernel_dump_fib(struct kernel *k, const struct kernel_found *found, void *arg);

enum kernel_neighbor_state { /* RFC 4861 §7.3.2 */
	KERNEL_NEIGHBOR_REACHABLE,
	KERNEL_NEIGHBOR_STALE,
	KERNEL_NEIGHBOR_DELAY,
	KERNEL_NEIGHBOR_PROBE,
};

struct kernel_neighbor {
	uint32_t ifindex;
	enum kernel_neighbor_state state;
	struct ip_addr addr;
	uint8_t mac[6];
	bool permanent;
	uint32_t age; /* seconds since it was confirmed */
};
/* Those of one family. */
int kernel_dump_neighbors(
    struct kernel *k, int family, void (*fn)(void *arg, const struct kernel_neighbor *n), void *arg);

/* What its driver tells about a device; nothing of it where there is no driver that does. */
struct kernel_ethtool {
	char driver[32];
	uint32_t speed; /* Mbit/s, 0: unknown, as without carrier */
	bool half, full;
};
void kernel_ethtool(const char *device, struct kernel_ethtool *e);

/* A setting below /proc/sys of our network namespace, as text without its newline. These need no kernel handle. */
bool kernel_setting_get(const char *path, char *value, size_t size);
int kernel_setting_set(const char *path, const char *value);
