/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Path attributes (RFC 4271 §5). A set of attributes is built as a plain attr_set, then interned: equal
 * sets are one counted, constant object, shared by all the paths that came with it.
 */
#pragma once
#include "daemons/bgpd/blob.h"
#include "lib/ipaddr.h"

enum attr_type {
	ATTR_ORIGIN = 1,
	ATTR_AS_PATH = 2,
	ATTR_NEXT_HOP = 3,
	ATTR_MULTI_EXIT_DISC = 4,
	ATTR_LOCAL_PREF = 5,
	ATTR_ATOMIC_AGGREGATE = 6,
	ATTR_AGGREGATOR = 7,
	ATTR_COMMUNITIES = 8,
	ATTR_ORIGINATOR_ID = 9,
	ATTR_CLUSTER_LIST = 10,
	ATTR_MP_REACH_NLRI = 14,
	ATTR_MP_UNREACH_NLRI = 15,
	ATTR_EXTENDED_COMMUNITIES = 16,
	ATTR_AS4_PATH = 17,
	ATTR_AS4_AGGREGATOR = 18,
	ATTR_LARGE_COMMUNITIES = 32,
};

/* Membership in attr_set.present; only types up to 63 are ever recorded. */
#define ATTR_BIT(type) (UINT64_C(1) << (type))

enum attr_origin {
	ORIGIN_IGP = 0,
	ORIGIN_EGP = 1,
	ORIGIN_INCOMPLETE = 2,
};

/* Compared and hashed as bytes: begin with attr_set_init(), which clears the padding too. */
struct attr_set {
	uint64_t present; /* ATTR_BIT() of the attributes that have no other sign of being there */
	const struct blob *as_path;
	const struct blob *as4_path; /* of a 2-octet peer, until merged */
	const struct blob *communities;
	const struct blob *extended;
	const struct blob *large;
	const struct blob *cluster_list;
	const struct blob
	    *unknown; /* unrecognized optional transitive, as u8 flags, u8 type, u16 size, value */
	struct ip_addr next_hop;
	struct in6_addr link_local; /* beside a global IPv6 next hop, or all zero */
	uint32_t med;
	uint32_t local_pref;
	uint32_t originator_id; /* host order, as every router id here */
	uint32_t aggregator_as;
	uint32_t aggregator_id;
	uint32_t weight; /* ours alone, never sent */
	uint32_t path_length;
	uint32_t neighbor_as;
	uint32_t origin;
	uint32_t tag; /* ours alone, never sent */
};

struct attr {
	struct attr *next; /* of its hash chain */
	uint32_t hash;
	uint32_t refs;
	struct attr_set set;
};

void attr_set_init(struct attr_set *s);
/* A copy with references of its own. */
void attr_set_copy(struct attr_set *to, const struct attr_set *from);
void attr_set_clear(struct attr_set *s);
/* Replaces one blob of a set; takes the reference `value`. */
void attr_set_blob(const struct blob **member, const struct blob *value);
bool attr_set_has(const struct attr_set *s, enum attr_type type);

/* Takes the content of `s`, which is empty afterwards; a reference of the caller's own. Fills in
 * path_length and neighbor_as. */
struct attr *attr_intern(struct attr_set *s);
struct attr *attr_ref(struct attr *a);
void attr_put(struct attr *a); /* NULL is allowed */
size_t attr_count(void);
const char *attr_origin_name(uint32_t origin); /* "IGP" */
