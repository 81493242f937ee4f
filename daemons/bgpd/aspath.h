/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AS paths (RFC 4271 §4.3, RFC 6793). A path is an interned blob of segments in the 4-octet form:
 * u8 type, u8 count, count times u32. NULL is the empty path, of a route of our own AS.
 */
#pragma once
#include "daemons/bgpd/blob.h"
#include "lib/buf.h"

#define BGP_AS_TRANS 23456 /* RFC 6793 §4.2.2 */

enum aspath_segment {
	AS_SET = 1,
	AS_SEQUENCE = 2,
	AS_CONFED_SEQUENCE = 3,
	AS_CONFED_SET = 4,
};

/* Reads a whole attribute value of `as_size` (2 or 4) octets per AS into *path, a reference of the
 * caller's own. False when malformed: unknown segment type, a count that is 0 or does not fit, AS 0
 * (RFC 7607), or a confederation segment (RFC 5065 §5: not from a peer outside one). */
bool aspath_decode(struct rbuf r, unsigned as_size, const struct blob **path);
/* In 2-octet form every AS above 65535 becomes AS_TRANS. */
void aspath_encode(struct wbuf *w, const struct blob *path, unsigned as_size);
/* True when the 2-octet form loses something, so that AS4_PATH has to go along. */
bool aspath_needs_as4(const struct blob *path);
/* RFC 6793 §4.2.3: the path of a 2-octet peer with the AS4_PATH that came along. New reference. */
const struct blob *aspath_merge(const struct blob *path, const struct blob *as4);
/* The path with `as` put in front `count` times. New reference; `path` stays the caller's. */
const struct blob *aspath_prepend(const struct blob *path, uint32_t as, unsigned count);

/* RFC 4271 §9.1.2.2 a: a set counts as one. */
unsigned aspath_length(const struct blob *path);
unsigned aspath_occurrences(const struct blob *path, uint32_t as);
/* AS numbers in all of its segments, and those of them for which `test` holds. */
unsigned aspath_count(const struct blob *path);
typedef bool aspath_test(uint32_t as, uint32_t asked);
unsigned aspath_count_if(const struct blob *path, aspath_test *test, uint32_t asked);
/* The path without the AS numbers for which `test` holds, or, where `replacement` is not 0, with that in their place.
 * New reference. */
const struct blob *aspath_replace(
    const struct blob *path, aspath_test *test, uint32_t asked, uint32_t replacement);
/* The AS numbers of many paths, each once. A zeroed struct is empty. */
struct aspath_union {
	uint32_t *as; /* ascending */
	size_t count, room;
};
void aspath_union_add(struct aspath_union *u, const struct blob *path);
/* A path of AS_SETs that holds them. New reference, NULL when there are none. */
const struct blob *aspath_union_path(const struct aspath_union *u);
void aspath_union_clear(struct aspath_union *u);
/* First AS of a leading sequence, 0 when there is none. */
uint32_t aspath_neighbor(const struct blob *path);
/* "65531 {1,2}" into `dst`, cut to `size`; returns dst. */
const char *aspath_str(const struct blob *path, char *dst, size_t size);
