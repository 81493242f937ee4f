/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/update.h"
#include "daemons/bgpd/aspath.h"
#include <string.h>

static bool reset(struct notify *n, uint8_t subcode, const void *data, size_t size)
{
	*n = notify_make(NOTIFY_UPDATE, subcode, data, size);
	return false;
}

static void take_mp(struct update_list *list, const struct attr_mp *mp)
{
	if (!mp->present || !mp->known)
		return;
	*list = (struct update_list){.present = true, .family = mp->family, .nlri = mp->nlri};
}

/* RFC 7606 §3 d: what is missing; LOCAL_PREF only where the session is internal. */
static void check_mandatory(struct update *u, const struct attr_session *session)
{
	const struct attr_parse *p = &u->attrs;
	bool own = rbuf_left(&u->announced[0].nlri) > 0;
	if (!own && !u->attrs.reach.present)
		return;
	uint64_t needed = ATTR_BIT(ATTR_ORIGIN) | ATTR_BIT(ATTR_AS_PATH);
	if (own)
		needed |= ATTR_BIT(ATTR_NEXT_HOP);
	if (!session->ebgp)
		needed |= ATTR_BIT(ATTR_LOCAL_PREF);
	uint64_t missing = needed & ~p->seen;
	if (missing)
		attr_parse_fail(
		    &u->attrs, ATTR_WITHDRAW, UPDATE_MISSING_WELL_KNOWN, __builtin_ctzll(missing));
}

/* RFC 7606 §5.2: attributes, but no route to which withdrawal could apply. */
static void check_reachable(struct update *u)
{
	const struct attr_mp *mp = &u->attrs.reach;
	bool routes =
	    rbuf_left(&u->announced[0].nlri) > 0 || (mp->present && (!mp->known || rbuf_left(&mp->nlri) > 0));
	if (u->attrs.action == ATTR_WITHDRAW && !routes)
		u->attrs.action = ATTR_RESET;
}

static void find_end_of_rib(struct update *u, size_t attrs_size)
{
	const struct update_list *mp = &u->withdrawn[1];
	if (rbuf_left(&u->withdrawn[0].nlri) > 0 || rbuf_left(&u->announced[0].nlri) > 0)
		return;
	if (attrs_size == 0) {
		u->end_of_rib = true;
		u->eor_family = BGP_IPV4_UNICAST;
	} else if (u->attrs.seen == ATTR_BIT(ATTR_MP_UNREACH_NLRI) && mp->present &&
		   rbuf_left(&mp->nlri) == 0) {
		u->end_of_rib = true;
		u->eor_family = mp->family;
	}
}

static void merge_as4(struct attr_set *set)
{
	if (!set->as4_path)
		return;
	attr_set_blob(&set->as_path, aspath_merge(set->as_path, set->as4_path));
	attr_set_blob(&set->as4_path, NULL);
}

bool update_decode(struct rbuf r, const struct attr_session *session, struct update *u, struct notify *n)
{
	memset(u, 0, sizeof(*u));
	struct rbuf withdrawn = rbuf_sub(&r, rbuf_u16(&r));
	struct rbuf attrs = rbuf_sub(&r, rbuf_u16(&r));
	if (!rbuf_ok(&r))
		return reset(n, UPDATE_MALFORMED_ATTRIBUTES, NULL, 0);
	u->withdrawn[0] = (struct update_list){.present = true, .nlri = withdrawn};
	u->announced[0] = (struct update_list){.present = true, .nlri = r};
	if (!nlri_valid(withdrawn, BGP_IPV4_UNICAST) || !nlri_valid(r, BGP_IPV4_UNICAST))
		return reset(n, UPDATE_INVALID_NETWORK, NULL, 0);
	attr_parse(attrs, session, &u->attrs);
	take_mp(&u->withdrawn[1], &u->attrs.unreach);
	take_mp(&u->announced[1], &u->attrs.reach);
	check_mandatory(u, session);
	check_reachable(u);
	if (u->attrs.action == ATTR_RESET)
		return reset(n, u->attrs.subcode, u->attrs.fault, u->attrs.fault_size);
	find_end_of_rib(u, rbuf_left(&attrs));
	merge_as4(&u->attrs.set);
	return true;
}

void update_clear(struct update *u)
{
	attr_set_clear(&u->attrs.set);
}

struct attr *update_attr(struct update *u, unsigned i)
{
	struct attr_set set;
	attr_set_copy(&set, &u->attrs.set);
	if (i == 1) {
		set.next_hop = u->attrs.reach_next_hop;
		set.link_local = u->attrs.reach_link_local;
	}
	set.present &= ~ATTR_BIT(ATTR_NEXT_HOP);
	return attr_intern(&set);
}

static void put_mp_reach(struct update_writer *uw, const struct attr_set *set)
{
	bool link_local = !IN6_IS_ADDR_UNSPECIFIED(&set->link_local);
	size_t size = ip_addr_size(&set->next_hop);
	uw->mp = attr_put_begin(uw->w, ATTR_FLAG_OPTIONAL, ATTR_MP_REACH_NLRI);
	wbuf_u16(uw->w, bgp_family_afi(uw->family));
	wbuf_u8(uw->w, BGP_SAFI_UNICAST);
	wbuf_u8(uw->w, link_local ? size + 16 : size);
	wbuf_bytes(uw->w, set->next_hop.bytes, size);
	if (link_local)
		wbuf_bytes(uw->w, &set->link_local, 16);
	wbuf_u8(uw->w, 0);
}

static void put_mp_unreach(struct update_writer *uw)
{
	uw->mp = attr_put_begin(uw->w, ATTR_FLAG_OPTIONAL, ATTR_MP_UNREACH_NLRI);
	wbuf_u16(uw->w, bgp_family_afi(uw->family));
	wbuf_u8(uw->w, BGP_SAFI_UNICAST);
}

void update_begin(struct update_writer *uw, struct wbuf *w, enum bgp_family family, const struct attr *attr,
    const struct attr_session *session, size_t max)
{
	*uw = (struct update_writer){.w = w, .max = max, .family = family, .withdraw = !attr};
	uw->begin = message_begin(w, MESSAGE_UPDATE);
	wbuf_u16(w, 0); /* withdrawn routes length: grows only when this withdraws IPv4 */
	if (uw->withdraw && family == BGP_IPV4_UNICAST)
		return;
	uw->attrs_at = w->len;
	wbuf_u16(w, 0);
	if (uw->withdraw) {
		put_mp_unreach(uw);
		return;
	}
	attr_encode(w, &attr->set, session, family == BGP_IPV4_UNICAST);
	if (family != BGP_IPV4_UNICAST)
		put_mp_reach(uw, &attr->set);
	else
		wbuf_set_u16(w, uw->attrs_at, w->len - uw->attrs_at - 2);
}

bool update_room(const struct update_writer *uw, const struct ip_prefix *p)
{
	size_t tail = uw->attrs_at == 0 ? 2 : 0; /* the attributes' length still to come */
	return uw->w->len - uw->begin + nlri_size(p) + tail <= uw->max;
}

void update_add(struct update_writer *uw, const struct ip_prefix *p)
{
	nlri_put(uw->w, p);
}

void update_end(struct update_writer *uw)
{
	size_t body = uw->begin + BGP_HEADER_SIZE;
	if (uw->mp) {
		attr_put_end(uw->w, uw->mp);
		wbuf_set_u16(uw->w, uw->attrs_at, uw->w->len - uw->attrs_at - 2);
	} else if (uw->withdraw) {
		wbuf_set_u16(uw->w, body, uw->w->len - body - 2);
		wbuf_u16(uw->w, 0);
	}
	message_end(uw->w, uw->begin);
}

void update_end_of_rib(struct wbuf *w, enum bgp_family family)
{
	struct update_writer uw;
	update_begin(&uw, w, family, NULL, NULL, BGP_MESSAGE_MAX);
	update_end(&uw);
}
