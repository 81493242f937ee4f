/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Path attributes on the wire: one table with a row for each attribute: flags, length, decoder, encoder,
 * and what becomes of the UPDATE when it is malformed (RFC 7606, the column `on_error`).
 */
#pragma once
#include "daemons/bgpd/attr.h"
#include "daemons/bgpd/nlri.h"

#define ATTR_FLAG_OPTIONAL   0x80
#define ATTR_FLAG_TRANSITIVE 0x40
#define ATTR_FLAG_PARTIAL    0x20
#define ATTR_FLAG_EXTENDED   0x10

/* In order of strength: the strongest of all errors in an UPDATE decides (RFC 7606 §3 h). */
enum attr_action {
	ATTR_OK,
	ATTR_DISCARD,  /* the attribute is left out, the rest counts */
	ATTR_WITHDRAW, /* the routes are treated as withdrawn */
	ATTR_RESET,    /* NOTIFICATION */
};

/* What decoding and encoding depend on. */
struct attr_session {
	bool ebgp;
	uint8_t as_size; /* 4, or 2 towards a speaker without RFC 6793 */
};

struct attr_mp {
	bool present;
	bool known; /* a family that is spoken here; else the rest is empty */
	enum bgp_family family;
	struct rbuf nlri; /* syntactically checked */
};

/* The attributes of one UPDATE. */
struct attr_parse {
	struct attr_set set; /* the caller's: attr_intern() or attr_set_clear() it */
	struct attr_mp reach;
	struct attr_mp unreach;
	struct ip_addr reach_next_hop;
	struct in6_addr reach_link_local;
	enum attr_action action; /* strongest so far */
	uint8_t subcode;         /* for the NOTIFICATION: enum notify_update */
	uint8_t type;            /* the attribute at fault, 0 for the list as a whole */
	const uint8_t *fault;    /* its bytes in the message */
	size_t fault_size;
	uint64_t seen; /* ATTR_BIT() of types below 64, also of discarded ones */
};

/* Reads the whole list. Mandatory attributes are the caller's to check, which knows about the NLRI. */
void attr_parse(struct rbuf r, const struct attr_session *session, struct attr_parse *out);
/* Records an error found later, by the same rule. */
void attr_parse_fail(struct attr_parse *p, enum attr_action action, uint8_t subcode, uint8_t type);
/* Writes every attribute of the set but MP_REACH_NLRI and MP_UNREACH_NLRI, NEXT_HOP only where it is IPv4. */
void attr_encode(
    struct wbuf *w, const struct attr_set *set, const struct attr_session *session, bool with_next_hop);
/* Attribute header with a 2-octet length that attr_put_end() fills in. Returns the place to give it. */
size_t attr_put_begin(struct wbuf *w, uint8_t flags, uint8_t type);
void attr_put_end(struct wbuf *w, size_t place);
const char *attr_type_name(uint8_t type); /* "AS_PATH", "unknown" */
