/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A decoder gets a value whose flags and length already agree with its row. It returns 0, or the subcode of
 * the UPDATE Message Error that the row's action belongs to.
 */
#include "daemons/bgpd/attr_table.h"
#include "daemons/bgpd/aspath.h"
#include "daemons/bgpd/notify.h"
#include <string.h>

#define FLAGS_MASK (ATTR_FLAG_OPTIONAL | ATTR_FLAG_TRANSITIVE)
#define WELL_KNOWN ATTR_FLAG_TRANSITIVE
#define OPTIONAL   ATTR_FLAG_OPTIONAL
#define TRANSITIVE (ATTR_FLAG_OPTIONAL | ATTR_FLAG_TRANSITIVE)
#define ANY_SIZE   UINT16_MAX

typedef uint8_t decode_fn(struct rbuf r, const struct attr_session *session, struct attr_parse *p);
/* Writes the value; false when the set has none to write. */
typedef bool encode_fn(struct wbuf *w, const struct attr_set *set, const struct attr_session *session);

static uint8_t decode_origin(struct rbuf r, const struct attr_session *session, struct attr_parse *p)
{
	p->set.origin = rbuf_u8(&r);
	if (p->set.origin > ORIGIN_INCOMPLETE)
		return UPDATE_INVALID_ORIGIN;
	p->set.present |= ATTR_BIT(ATTR_ORIGIN);
	return 0;
}

static bool encode_origin(struct wbuf *w, const struct attr_set *set, const struct attr_session *session)
{
	wbuf_u8(w, set->origin);
	return true;
}

static uint8_t decode_as_path(struct rbuf r, const struct attr_session *session, struct attr_parse *p)
{
	const struct blob *path;
	if (!aspath_decode(r, session->as_size, &path))
		return UPDATE_MALFORMED_AS_PATH;
	attr_set_blob(&p->set.as_path, path);
	p->set.present |= ATTR_BIT(ATTR_AS_PATH);
	return 0;
}

static bool encode_as_path(struct wbuf *w, const struct attr_set *set, const struct attr_session *session)
{
	aspath_encode(w, set->as_path, session->as_size);
	return true;
}

static uint8_t decode_as4_path(struct rbuf r, const struct attr_session *session, struct attr_parse *p)
{
	const struct blob *path;
	if (session->as_size == 4) /* RFC 6793 §4.1: a 4-octet speaker does not send it; discarded */
		return 0;
	if (!aspath_decode(r, 4, &path))
		return UPDATE_OPTIONAL_ATTRIBUTE;
	attr_set_blob(&p->set.as4_path, path);
	return 0;
}

static bool encode_as4_path(struct wbuf *w, const struct attr_set *set, const struct attr_session *session)
{
	if (session->as_size == 4 || !aspath_needs_as4(set->as_path))
		return false;
	aspath_encode(w, set->as_path, 4);
	return true;
}

/* RFC 7606 §7.3 cares for the length; an address that can be no host is as malformed (RFC 4271 §6.3). */
static uint8_t decode_next_hop(struct rbuf r, const struct attr_session *session, struct attr_parse *p)
{
	uint32_t address = rbuf_u32(&r);
	if (address >> 24 == 0 || address >> 24 == 127 || address >= 0xe0000000u)
		return UPDATE_INVALID_NEXT_HOP;
	p->set.next_hop = ip_addr_v4(address);
	p->set.present |= ATTR_BIT(ATTR_NEXT_HOP);
	return 0;
}

static bool encode_next_hop(struct wbuf *w, const struct attr_set *set, const struct attr_session *session)
{
	wbuf_bytes(w, set->next_hop.bytes, 4);
	return true;
}

static uint8_t decode_med(struct rbuf r, const struct attr_session *session, struct attr_parse *p)
{
	p->set.med = rbuf_u32(&r);
	p->set.present |= ATTR_BIT(ATTR_MULTI_EXIT_DISC);
	return 0;
}

static bool encode_med(struct wbuf *w, const struct attr_set *set, const struct attr_session *session)
{
	wbuf_u32(w, set->med);
	return attr_set_has(set, ATTR_MULTI_EXIT_DISC);
}

static uint8_t decode_local_pref(struct rbuf r, const struct attr_session *session, struct attr_parse *p)
{
	p->set.local_pref = rbuf_u32(&r);
	p->set.present |= ATTR_BIT(ATTR_LOCAL_PREF);
	return 0;
}

static bool encode_local_pref(struct wbuf *w, const struct attr_set *set, const struct attr_session *session)
{
	wbuf_u32(w, set->local_pref);
	return attr_set_has(set, ATTR_LOCAL_PREF) && !session->ebgp;
}

static uint8_t decode_atomic_aggregate(
    struct rbuf r, const struct attr_session *session, struct attr_parse *p)
{
	p->set.present |= ATTR_BIT(ATTR_ATOMIC_AGGREGATE);
	return 0;
}

static bool encode_atomic_aggregate(
    struct wbuf *w, const struct attr_set *set, const struct attr_session *session)
{
	return attr_set_has(set, ATTR_ATOMIC_AGGREGATE);
}

static uint8_t decode_aggregator(struct rbuf r, const struct attr_session *session, struct attr_parse *p)
{
	if (rbuf_left(&r) != session->as_size + 4u)
		return UPDATE_ATTRIBUTE_LENGTH;
	uint32_t as = session->as_size == 4 ? rbuf_u32(&r) : rbuf_u16(&r);
	if (as == 0) /* RFC 7607 §2 */
		return UPDATE_OPTIONAL_ATTRIBUTE;
	p->set.aggregator_as = as;
	p->set.aggregator_id = rbuf_u32(&r);
	return 0;
}

static bool encode_aggregator(struct wbuf *w, const struct attr_set *set, const struct attr_session *session)
{
	uint32_t as = set->aggregator_as;
	if (session->as_size == 4)
		wbuf_u32(w, as);
	else
		wbuf_u16(w, as > UINT16_MAX ? BGP_AS_TRANS : as);
	wbuf_u32(w, set->aggregator_id);
	return as != 0;
}

/* Counts only where AGGREGATOR said AS_TRANS (RFC 6793 §4.2.3); the order on the wire puts that first. */
static uint8_t decode_as4_aggregator(struct rbuf r, const struct attr_session *session, struct attr_parse *p)
{
	uint32_t as = rbuf_u32(&r);
	if (session->as_size == 2 && p->set.aggregator_as == BGP_AS_TRANS && as != 0) {
		p->set.aggregator_as = as;
		p->set.aggregator_id = rbuf_u32(&r);
	}
	return 0;
}

static bool encode_as4_aggregator(
    struct wbuf *w, const struct attr_set *set, const struct attr_session *session)
{
	wbuf_u32(w, set->aggregator_as);
	wbuf_u32(w, set->aggregator_id);
	return session->as_size == 2 && set->aggregator_as > UINT16_MAX;
}

static uint8_t decode_originator_id(struct rbuf r, const struct attr_session *session, struct attr_parse *p)
{
	p->set.originator_id = rbuf_u32(&r);
	p->set.present |= ATTR_BIT(ATTR_ORIGINATOR_ID);
	return 0;
}

static bool encode_originator_id(
    struct wbuf *w, const struct attr_set *set, const struct attr_session *session)
{
	wbuf_u32(w, set->originator_id);
	return attr_set_has(set, ATTR_ORIGINATOR_ID) && !session->ebgp;
}

static uint8_t take_blob(const struct blob **member, struct rbuf r)
{
	attr_set_blob(member, blob_intern(r.pos, rbuf_left(&r)));
	return 0;
}

static bool put_blob(struct wbuf *w, const struct blob *b)
{
	if (b)
		wbuf_bytes(w, b->data, b->size);
	return b != NULL;
}

static uint8_t decode_communities(struct rbuf r, const struct attr_session *session, struct attr_parse *p)
{
	return take_blob(&p->set.communities, r);
}

static bool encode_communities(struct wbuf *w, const struct attr_set *set, const struct attr_session *session)
{
	return put_blob(w, set->communities);
}

static uint8_t decode_cluster_list(struct rbuf r, const struct attr_session *session, struct attr_parse *p)
{
	return take_blob(&p->set.cluster_list, r);
}

static bool encode_cluster_list(
    struct wbuf *w, const struct attr_set *set, const struct attr_session *session)
{
	return put_blob(w, session->ebgp ? NULL : set->cluster_list);
}

static uint8_t decode_extended(struct rbuf r, const struct attr_session *session, struct attr_parse *p)
{
	return take_blob(&p->set.extended, r);
}

static bool encode_extended(struct wbuf *w, const struct attr_set *set, const struct attr_session *session)
{
	return put_blob(w, set->extended);
}

static uint8_t decode_large(struct rbuf r, const struct attr_session *session, struct attr_parse *p)
{
	return take_blob(&p->set.large, r);
}

static bool encode_large(struct wbuf *w, const struct attr_set *set, const struct attr_session *session)
{
	return put_blob(w, set->large);
}

/* RFC 4760 §3 and RFC 2545 §3. The reserved octet is ignored. */
static uint8_t decode_mp_reach(struct rbuf r, const struct attr_session *session, struct attr_parse *p)
{
	uint16_t afi = rbuf_u16(&r);
	uint8_t safi = rbuf_u8(&r);
	struct rbuf hop = rbuf_sub(&r, rbuf_u8(&r));
	rbuf_skip(&r, 1);
	if (!rbuf_ok(&r))
		return UPDATE_OPTIONAL_ATTRIBUTE;
	p->reach.present = true;
	p->reach.known = bgp_family_from_wire(afi, safi, &p->reach.family);
	if (!p->reach.known)
		return 0;
	size_t size = p->reach.family == BGP_IPV6_UNICAST ? 16 : 4;
	if (rbuf_left(&hop) != size && !(size == 16 && rbuf_left(&hop) == 32))
		return UPDATE_OPTIONAL_ATTRIBUTE;
	p->reach_next_hop = ip_addr_from(bgp_family_af(p->reach.family), rbuf_bytes(&hop, size));
	if (rbuf_left(&hop) == 16)
		rbuf_copy(&hop, &p->reach_link_local, 16);
	p->reach.nlri = r;
	return nlri_valid(r, p->reach.family) ? 0 : UPDATE_OPTIONAL_ATTRIBUTE;
}

static uint8_t decode_mp_unreach(struct rbuf r, const struct attr_session *session, struct attr_parse *p)
{
	uint16_t afi = rbuf_u16(&r);
	uint8_t safi = rbuf_u8(&r);
	if (!rbuf_ok(&r))
		return UPDATE_OPTIONAL_ATTRIBUTE;
	p->unreach.present = true;
	p->unreach.known = bgp_family_from_wire(afi, safi, &p->unreach.family);
	if (!p->unreach.known)
		return 0;
	p->unreach.nlri = r;
	return nlri_valid(r, p->unreach.family) ? 0 : UPDATE_OPTIONAL_ATTRIBUTE;
}

static const struct attr_row {
	const char *name;
	uint8_t flags;             /* optional and transitive bits that it must have */
	uint16_t min, max;         /* length of the value, bytes */
	uint8_t multiple;          /* the length is a multiple of this */
	bool internal;             /* from an eBGP peer it is discarded unread (RFC 7606 §7.5, 7.9, 7.10) */
	enum attr_action on_error; /* malformed value or length */
	decode_fn *decode;
	encode_fn *encode;
} rows[] = {
    [ATTR_ORIGIN] = {"ORIGIN", WELL_KNOWN, 1, 1, 1, false, ATTR_WITHDRAW, decode_origin, encode_origin},
    [ATTR_AS_PATH] = {"AS_PATH", WELL_KNOWN, 0, ANY_SIZE, 1, false, ATTR_WITHDRAW, decode_as_path,
	encode_as_path},
    [ATTR_NEXT_HOP] = {"NEXT_HOP", WELL_KNOWN, 4, 4, 1, false, ATTR_WITHDRAW, decode_next_hop,
	encode_next_hop},
    [ATTR_MULTI_EXIT_DISC] = {"MULTI_EXIT_DISC", OPTIONAL, 4, 4, 1, false, ATTR_WITHDRAW, decode_med,
	encode_med},
    [ATTR_LOCAL_PREF] = {"LOCAL_PREF", WELL_KNOWN, 4, 4, 1, true, ATTR_WITHDRAW, decode_local_pref,
	encode_local_pref},
    [ATTR_ATOMIC_AGGREGATE] = {"ATOMIC_AGGREGATE", WELL_KNOWN, 0, 0, 1, false, ATTR_DISCARD,
	decode_atomic_aggregate, encode_atomic_aggregate},
    [ATTR_AGGREGATOR] = {"AGGREGATOR", TRANSITIVE, 6, 8, 2, false, ATTR_DISCARD, decode_aggregator,
	encode_aggregator},
    [ATTR_COMMUNITIES] = {"COMMUNITIES", TRANSITIVE, 4, ANY_SIZE, 4, false, ATTR_WITHDRAW, decode_communities,
	encode_communities},
    [ATTR_ORIGINATOR_ID] = {"ORIGINATOR_ID", OPTIONAL, 4, 4, 1, true, ATTR_WITHDRAW, decode_originator_id,
	encode_originator_id},
    [ATTR_CLUSTER_LIST] = {"CLUSTER_LIST", OPTIONAL, 4, ANY_SIZE, 4, true, ATTR_WITHDRAW, decode_cluster_list,
	encode_cluster_list},
    [ATTR_MP_REACH_NLRI] = {"MP_REACH_NLRI", OPTIONAL, 5, ANY_SIZE, 1, false, ATTR_RESET, decode_mp_reach,
	NULL},
    [ATTR_MP_UNREACH_NLRI] = {"MP_UNREACH_NLRI", OPTIONAL, 3, ANY_SIZE, 1, false, ATTR_RESET,
	decode_mp_unreach, NULL},
    [ATTR_EXTENDED_COMMUNITIES] = {"EXTENDED_COMMUNITIES", TRANSITIVE, 8, ANY_SIZE, 8, false, ATTR_WITHDRAW,
	decode_extended, encode_extended},
    [ATTR_AS4_PATH] = {"AS4_PATH", TRANSITIVE, 0, ANY_SIZE, 1, false, ATTR_DISCARD, decode_as4_path,
	encode_as4_path},
    [ATTR_AS4_AGGREGATOR] = {"AS4_AGGREGATOR", TRANSITIVE, 8, 8, 1, false, ATTR_DISCARD,
	decode_as4_aggregator, encode_as4_aggregator},
    [ATTR_LARGE_COMMUNITIES] = {"LARGE_COMMUNITIES", TRANSITIVE, 12, ANY_SIZE, 12, false, ATTR_WITHDRAW,
	decode_large, encode_large},
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static const struct attr_row *row_of(uint8_t type)
{
	return type < ROWS && rows[type].name ? &rows[type] : NULL;
}

const char *attr_type_name(uint8_t type)
{
	const struct attr_row *row = row_of(type);
	return row ? row->name : "unknown";
}

void attr_parse_fail(struct attr_parse *p, enum attr_action action, uint8_t subcode, uint8_t type)
{
	if (action <= p->action)
		return;
	p->action = action;
	p->subcode = subcode;
	p->type = type;
	p->fault = NULL;
	p->fault_size = 0;
}

/* One attribute as it lies in the message. */
struct wire_attr {
	uint8_t flags;
	uint8_t type;
	struct rbuf value;
	const uint8_t *start;
	size_t size;
};

static void fail_at(struct attr_parse *p, const struct wire_attr *a, enum attr_action action, uint8_t subcode)
{
	if (action <= p->action)
		return;
	attr_parse_fail(p, action, subcode, a->type);
	p->fault = a->start;
	p->fault_size = a->size;
}

/* Kept as it came, the Partial bit set, to be passed on (RFC 4271 §5). */
static void keep_unknown(const struct wire_attr *a, struct attr_parse *p)
{
	struct wbuf w = {0};
	if (p->set.unknown)
		wbuf_bytes(&w, p->set.unknown->data, p->set.unknown->size);
	wbuf_u8(&w, ATTR_FLAG_OPTIONAL | ATTR_FLAG_TRANSITIVE | ATTR_FLAG_PARTIAL);
	wbuf_u8(&w, a->type);
	wbuf_u16(&w, rbuf_left(&a->value));
	wbuf_bytes(&w, a->value.pos, rbuf_left(&a->value));
	attr_set_blob(&p->set.unknown, blob_intern(w.data, w.len));
	wbuf_free(&w);
}

static void parse_unknown(const struct wire_attr *a, struct attr_parse *p)
{
	if (!(a->flags & ATTR_FLAG_OPTIONAL))
		fail_at(p, a, ATTR_RESET, UPDATE_UNRECOGNIZED_WELL_KNOWN);
	else if (a->flags & ATTR_FLAG_TRANSITIVE)
		keep_unknown(a, p);
}

static void parse_known(const struct attr_row *row, const struct wire_attr *a,
    const struct attr_session *session, struct attr_parse *p)
{
	size_t size = rbuf_left(&a->value);
	if (row->internal && session->ebgp)
		return;
	/* RFC 7606 §3 c: flags that conflict, where the attribute says nothing else. The value is read all
	 * the same: MP_REACH_NLRI names the routes that are to be treated as withdrawn. */
	if ((a->flags & FLAGS_MASK) != row->flags)
		fail_at(p, a, ATTR_WITHDRAW, UPDATE_ATTRIBUTE_FLAGS);
	if (size < row->min || size > row->max || size % row->multiple != 0) {
		fail_at(p, a, row->on_error, UPDATE_ATTRIBUTE_LENGTH);
		return;
	}
	uint8_t subcode = row->decode(a->value, session, p);
	if (subcode)
		fail_at(p, a, row->on_error, subcode);
}

/* RFC 7606 §3 g: only the first counts, but the two MP attributes may not repeat. */
static bool repeated(const struct wire_attr *a, uint64_t seen[4], struct attr_parse *p)
{
	uint64_t bit = UINT64_C(1) << (a->type % 64);
	bool again = seen[a->type / 64] & bit;
	seen[a->type / 64] |= bit;
	if (again && (a->type == ATTR_MP_REACH_NLRI || a->type == ATTR_MP_UNREACH_NLRI))
		fail_at(p, a, ATTR_RESET, UPDATE_MALFORMED_ATTRIBUTES);
	return again;
}

void attr_parse(struct rbuf r, const struct attr_session *session, struct attr_parse *out)
{
	uint64_t seen[4] = {0};
	memset(out, 0, sizeof(*out));
	attr_set_init(&out->set);
	while (rbuf_left(&r) > 0) {
		struct wire_attr a = {.start = r.pos};
		a.flags = rbuf_u8(&r);
		a.type = rbuf_u8(&r);
		size_t size = a.flags & ATTR_FLAG_EXTENDED ? rbuf_u16(&r) : rbuf_u8(&r);
		a.value = rbuf_sub(&r, size);
		if (!rbuf_ok(&r)) { /* RFC 7606 §4: the list overruns its end, the NLRI are still known */
			attr_parse_fail(out, ATTR_WITHDRAW, UPDATE_MALFORMED_ATTRIBUTES, 0);
			break;
		}
		a.size = r.pos - a.start;
		if (repeated(&a, seen, out))
			continue;
		const struct attr_row *row = row_of(a.type);
		if (row)
			parse_known(row, &a, session, out);
		else
			parse_unknown(&a, out);
	}
	out->seen = seen[0];
}

size_t attr_put_begin(struct wbuf *w, uint8_t flags, uint8_t type)
{
	wbuf_u8(w, flags | ATTR_FLAG_EXTENDED);
	wbuf_u8(w, type);
	wbuf_u16(w, 0);
	return w->len;
}

void attr_put_end(struct wbuf *w, size_t place)
{
	wbuf_set_u16(w, place - 2, w->len - place);
}

/* Short lengths take one octet: some old speakers are said to dislike needless extended lengths. */
static void put_value(struct wbuf *w, uint8_t flags, uint8_t type, const struct wbuf *value)
{
	bool extended = value->len > 255;
	wbuf_u8(w, extended ? flags | ATTR_FLAG_EXTENDED : flags);
	wbuf_u8(w, type);
	if (extended)
		wbuf_u16(w, value->len);
	else
		wbuf_u8(w, value->len);
	wbuf_bytes(w, value->data, value->len);
}

static void encode_unknown(struct wbuf *w, const struct blob *unknown)
{
	if (!unknown)
		return;
	struct rbuf r = rbuf_from(unknown->data, unknown->size);
	while (rbuf_left(&r) > 0) {
		size_t place = attr_put_begin(w, rbuf_u8(&r), 0);
		wbuf_set_u8(w, place - 3, rbuf_u8(&r));
		size_t size = rbuf_u16(&r);
		wbuf_bytes(w, rbuf_bytes(&r, size), size);
		attr_put_end(w, place);
	}
}

void attr_encode(
    struct wbuf *w, const struct attr_set *set, const struct attr_session *session, bool with_next_hop)
{
	struct wbuf value = {0};
	for (unsigned type = 0; type < ROWS; type++) {
		if (!rows[type].encode || (type == ATTR_NEXT_HOP && !with_next_hop))
			continue;
		wbuf_reset(&value);
		if (rows[type].encode(&value, set, session))
			put_value(w, rows[type].flags, type, &value);
	}
	wbuf_free(&value);
	encode_unknown(w, set->unknown);
}
