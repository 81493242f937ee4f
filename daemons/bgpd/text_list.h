/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regular expressions over the text of an AS path or of communities (`as-path access-list`, expanded
 * community lists). Many routes share one path, which is one interned blob: what the list says of a blob is remembered.
 */
#pragma once
#include "daemons/bgpd/blob.h"
#include "daemons/bgpd/prefix_list.h"

struct text_entry;
struct text_memory;

/* Gives the text of a blob; to be freed with free(). */
typedef char *text_of_fn(const struct blob *b);

struct text_list {
	char name[FILTER_NAME_MAX];
	uint64_t fingerprint;
	text_of_fn *text_of;
	struct text_entry *entries; /* in order */
	unsigned count;
	struct text_memory *memory;
	UT_hash_handle hh; /* by name */
};

struct text_list *text_list_new(const char *name, text_of_fn *text_of);
void text_list_free(struct text_list *l);
/* Appends an entry. False when the expression is not one; *error says why, in `size` bytes. */
bool text_list_add(struct text_list *l, bool permit, const char *regex, char *error, size_t size);
/* The first entry that matches decides; without one it is held back. */
bool text_list_permits(struct text_list *l, const struct blob *b);

/* "65531 {1,2}" of any length. */
char *text_of_path(const struct blob *path);
char *text_of_communities(const struct blob *communities);
