/* SPDX-License-Identifier: Apache-2.0 */
/* Community lists: standard ones name communities that must all be there, expanded ones are regular expressions. */
#pragma once
#include "daemons/bgpd/text_list.h"

struct community_set; /* of one entry */

struct community_list {
	char name[FILTER_NAME_MAX];
	uint64_t fingerprint;
	struct community_set *sets; /* of a standard list, in order */
	unsigned count;
	struct text_list *expanded; /* NULL: a standard list */
	UT_hash_handle hh;          /* by name */
};

struct community_list *community_list_new(const char *name, bool expanded);
void community_list_free(struct community_list *l);
/* An entry in the operator's words: "65531:100 no-export", or a regular expression. False: *error says why. */
bool community_list_add(struct community_list *l, bool permit, const char *text, char *error, size_t size);
/* `exact`: the entry's communities and no others. */
bool community_list_permits(struct community_list *l, const struct blob *communities, bool exact);

/* One community as it is written: "65531:100", "no-export", a number. False when it is none. */
bool community_parse(const char *text, uint32_t *community);
/* A set of communities, for `set community`: the union of `old` (where `additive`) and `values`, in order. New
 * reference. */
const struct blob *community_merge(
    const struct blob *old, bool additive, const uint32_t *values, unsigned count);
