/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prefix lists, of one family each. What is asked for every route of a large table is a keyed lookup: the cost grows
 * with the number of different lengths among the entries (one hash lookup each), not with the number of entries.
 */
#pragma once
#include "lib/ipaddr.h"
#include <uthash.h>

#define FILTER_NAME_MAX 64 /* with the terminator */

struct prefix_list_node;

struct prefix_list {
	char name[FILTER_NAME_MAX];
	uint64_t fingerprint;
	struct prefix_list_node *nodes; /* by prefix: the entries with exactly this address and length */
	uint64_t lengths[3];            /* bit per length of an entry */
	uint32_t nodes_of[129];         /* nodes of each length */
	uint32_t count;                 /* of entries */
	UT_hash_handle hh;              /* by name */
};

struct prefix_list *prefix_list_new(const char *name);
void prefix_list_free(struct prefix_list *l);
/* Routes inside `prefix` of `ge` to `le` bits pass, or are held back. */
void prefix_list_add(
    struct prefix_list *l, uint32_t seq, bool permit, const struct ip_prefix *prefix, uint8_t ge, uint8_t le);
/* Takes away, or adds, what `other` has. */
void prefix_list_subtract(struct prefix_list *l, const struct prefix_list *other);
void prefix_list_join(struct prefix_list *l, const struct prefix_list *other);
/* The entry with the lowest number that matches decides; without one the prefix is held back. */
bool prefix_list_permits(const struct prefix_list *l, const struct ip_prefix *p);
