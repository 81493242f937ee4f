/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/open.h"
#include "daemons/bgpd/aspath.h"
#include "daemons/bgpd/message.h"

#define BGP_VERSION            4
#define PARAMETER_CAPABILITIES 2
#define PARAMETER_EXTENDED     255 /* RFC 9072 §2 */

static bool fail(struct notify *n, uint8_t subcode, const void *data, size_t size)
{
	*n = notify_make(NOTIFY_OPEN, subcode, data, size);
	return false;
}

static bool decode_parameters(struct rbuf r, bool extended, struct caps *caps, struct notify *n)
{
	while (rbuf_left(&r) > 0) {
		uint8_t type = rbuf_u8(&r);
		struct rbuf value = rbuf_sub(&r, extended ? rbuf_u16(&r) : rbuf_u8(&r));
		if (!rbuf_ok(&r))
			return fail(n, 0, NULL, 0);
		if (type != PARAMETER_CAPABILITIES)
			return fail(n, OPEN_UNSUPPORTED_PARAMETER, NULL, 0);
		if (!caps_decode(value, caps))
			return fail(n, 0, NULL, 0);
	}
	return true;
}

static bool decode_options(struct rbuf *r, struct caps *caps, struct notify *n)
{
	size_t size = rbuf_u8(r);
	struct rbuf ahead = *r;
	bool extended = size != 0 && rbuf_left(r) >= 3 && rbuf_u8(&ahead) == PARAMETER_EXTENDED;
	if (extended) {
		rbuf_skip(r, 1);
		size = rbuf_u16(r);
	}
	struct rbuf parameters = rbuf_sub(r, size);
	if (!rbuf_ok(r) || rbuf_left(r) > 0)
		return fail(n, 0, NULL, 0);
	return decode_parameters(parameters, extended, caps, n);
}

static bool hold_time_accepted(const struct open_message *open, const struct open_expect *expect)
{
	uint16_t hold = open->hold_time;
	return hold == 0 ? expect->min_hold == 0 : hold >= 3 && hold >= expect->min_hold;
}

/* An identifier equal to ours is wrong only inside our AS (RFC 6286 §2.2). */
static bool judge(const struct open_message *open, const struct open_expect *expect, struct notify *n)
{
	if (open->as == 0 || open->as != expect->as)
		return fail(n, OPEN_BAD_PEER_AS, NULL, 0);
	if (open->router_id == 0 || (open->as == expect->own_as && open->router_id == expect->own_id))
		return fail(n, OPEN_BAD_IDENTIFIER, NULL, 0);
	if (!hold_time_accepted(open, expect))
		return fail(n, OPEN_UNACCEPTABLE_HOLD_TIME, NULL, 0);
	return true;
}

bool open_decode(struct rbuf r, const struct open_expect *expect, struct open_message *open, struct notify *n)
{
	static const uint8_t best_version[2] = {0, BGP_VERSION};
	*open = (struct open_message){0};
	if (rbuf_u8(&r) != BGP_VERSION)
		return fail(n, OPEN_UNSUPPORTED_VERSION, best_version, sizeof(best_version));
	uint16_t my_as = rbuf_u16(&r);
	open->hold_time = rbuf_u16(&r);
	open->router_id = rbuf_u32(&r);
	if (!decode_options(&r, &open->caps, n))
		return false;
	open->as = open->caps.as4 ? open->caps.as4 : my_as;
	/* RFC 4760 §8: a peer that names no family speaks IPv4 unicast. */
	if (!open->caps.any_family)
		open->caps.families = BGP_FAMILY_BIT(BGP_IPV4_UNICAST);
	return judge(open, expect, n);
}

void open_encode(struct wbuf *w, const struct open_message *open, bool with_caps)
{
	struct wbuf caps = {0};
	size_t begin = message_begin(w, MESSAGE_OPEN);
	if (with_caps)
		caps_encode(&caps, &open->caps);
	wbuf_u8(w, BGP_VERSION);
	wbuf_u16(w, open->as > UINT16_MAX ? BGP_AS_TRANS : open->as);
	wbuf_u16(w, open->hold_time);
	wbuf_u32(w, open->router_id);
	if (caps.len > 0) {
		wbuf_u8(w, caps.len + 2);
		wbuf_u8(w, PARAMETER_CAPABILITIES);
		wbuf_u8(w, caps.len);
		wbuf_bytes(w, caps.data, caps.len);
	} else {
		wbuf_u8(w, 0);
	}
	wbuf_free(&caps);
	message_end(w, begin);
}
