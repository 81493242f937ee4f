/* SPDX-License-Identifier: Apache-2.0 */
/* The UPDATE message: cut into its parts, judged as a whole (RFC 4271 §6.3, RFC 7606), and written. */
#pragma once
#include "daemons/bgpd/attr_table.h"
#include "daemons/bgpd/message.h"

/* A list of prefixes inside a message, walked with nlri_next(). */
struct update_list {
	bool present; /* even when empty */
	enum bgp_family family;
	struct rbuf nlri;
};

#define UPDATE_LISTS 2 /* the message's own IPv4 fields, and the MP attribute */

struct update {
	struct update_list withdrawn[UPDATE_LISTS];
	struct update_list announced[UPDATE_LISTS];
	struct attr_parse attrs;
	bool end_of_rib; /* RFC 4724 §2, for eor_family */
	enum bgp_family eor_family;
};

/* Reads the body of an UPDATE. False: the session must be reset with *n. Otherwise attrs.action tells whether
 * what is announced counts (ATTR_OK, ATTR_DISCARD) or is to be treated as withdrawn (ATTR_WITHDRAW).
 * Call update_clear() in every case. */
bool update_decode(struct rbuf r, const struct attr_session *session, struct update *u, struct notify *n);
void update_clear(struct update *u);

/* Attributes for the list in announced[i]: the set with the next hop that belongs to it. New reference. */
struct attr *update_attr(struct update *u, unsigned i);

/* Writing: begins a message that announces with `attr` or, when that is NULL, withdraws. Add prefixes while
 * update_room() allows, then end. The writer works inside `w`; nothing else may write there meanwhile. */
struct update_writer {
	struct wbuf *w;
	size_t begin;
	size_t max;      /* of the message, bytes */
	size_t mp;       /* place of the MP attribute, 0: none */
	size_t attrs_at; /* place of the attributes' length */
	enum bgp_family family;
	bool withdraw;
};
void update_begin(struct update_writer *uw, struct wbuf *w, enum bgp_family family, const struct attr *attr,
    const struct attr_session *session, size_t max);
bool update_room(const struct update_writer *uw, const struct ip_prefix *p);
void update_add(struct update_writer *uw, const struct ip_prefix *p);
void update_end(struct update_writer *uw);
void update_end_of_rib(struct wbuf *w, enum bgp_family family);
