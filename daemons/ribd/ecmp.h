/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Groups of next-hop objects in the kernel.
 *
 * Every route of ours points at a group, also where one way leads out, so that routes need not be touched
 * when ways come and go: the group is replaced in place, by one message. Each way is an object of its own
 * (a leg), shared by all groups.
 *
 * When a device loses its carrier the kernel takes its legs away by itself, with them the groups that
 * become empty and the routes of those. ecmp_device_lost() does the same on our side, and says so to the
 * kernel in case it has not noticed yet. A group that was lost and made again has a new epoch, by
 * which a route knows that it must be sent again.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <uthash.h>
#include "daemons/ribd/kernel.h"
#include "daemons/ribd/nexthop.h"

#define ECMP_ID_FIRST 0x50000000u
#define ECMP_ID_LAST  0x5fffffffu

struct ecmp_leg {
	struct kernel_leg leg;
	UT_hash_handle hh;    /* by what it is */
	UT_hash_handle hh_id; /* by id */
	unsigned refs;        /* groups that have it */
	bool installed;
};

struct ecmp_member {
	struct ecmp_leg *leg;
	uint8_t weight;
};

struct ecmp_group {
	uint32_t id;
	uint32_t epoch;
	UT_hash_handle hh;
	unsigned refs; /* the set, and each route in the kernel */
	bool owned;    /* a set has it; else it is left from a predecessor or waits for its last route */
	bool installed;
	bool changed; /* some of our members the kernel does not have */
	bool refused; /* by the kernel, until the next attempt */
	unsigned count;
	struct ecmp_member *member;
};

struct ecmp *ecmp_new(struct kernel *kernel);
/* Forgets everything; the kernel keeps it. */
void ecmp_free(struct ecmp *e);

/* A group with these ways for a new owner: one left from a predecessor if it equals, else a new one. */
struct ecmp_group *ecmp_group_new(
    struct ecmp *e, uint16_t family, const struct nexthop_out *outs, unsigned count);
/* Gives the group these ways (count > 0) and brings the kernel into line. True when a group that the kernel
 * had lost was made again: its routes went with it. */
bool ecmp_group_set(
    struct ecmp *e, struct ecmp_group *g, uint16_t family, const struct nexthop_out *outs, unsigned count);
void ecmp_group_ref(struct ecmp_group *g);
/* The last reference takes the group out of the kernel, with the next kernel_flush(). */
void ecmp_group_unref(struct ecmp *e, struct ecmp_group *g);
/* The owner lets go: as ecmp_group_unref(). */
void ecmp_group_disown(struct ecmp *e, struct ecmp_group *g);

void ecmp_device_lost(struct ecmp *e, uint32_t ifindex);
/* The kernel refused the object `id`. */
void ecmp_refused(struct ecmp *e, uint32_t id);

/* From a predecessor: takes over what the kernel has. Legs first. */
void ecmp_adopt_leg(struct ecmp *e, const struct kernel_leg *leg);
void ecmp_adopt_group(struct ecmp *e, const struct kernel_group *group);
/* The group of this id with a reference for the route found in the kernel, or NULL. */
struct ecmp_group *ecmp_adopt_route(struct ecmp *e, uint32_t id);
/* Removes the adopted groups and legs that nothing refers to. */
void ecmp_sweep(struct ecmp *e);
/* Takes everything of ours out of the kernel, routes included. */
void ecmp_withdraw_all(struct ecmp *e);
