/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/caps.h"

#define RESTART_BIT    0x8000
#define RESTART_TIME   0x0fff
#define FORWARDING_BIT 0x80

static void decode_multiprotocol(struct rbuf r, struct caps *caps)
{
	uint16_t afi = rbuf_u16(&r);
	rbuf_skip(&r, 1);
	uint8_t safi = rbuf_u8(&r);
	enum bgp_family family;
	if (!rbuf_ok(&r))
		return;
	caps->any_family = true;
	if (bgp_family_from_wire(afi, safi, &family))
		caps->families |= BGP_FAMILY_BIT(family);
}

static void decode_graceful_restart(struct rbuf r, struct caps *caps)
{
	uint16_t head = rbuf_u16(&r);
	if (!rbuf_ok(&r))
		return;
	caps->graceful = true;
	caps->restarting = head & RESTART_BIT;
	caps->restart_time = head & RESTART_TIME;
	while (rbuf_left(&r) >= 4) {
		uint16_t afi = rbuf_u16(&r);
		uint8_t safi = rbuf_u8(&r);
		uint8_t flags = rbuf_u8(&r);
		enum bgp_family family;
		if (!bgp_family_from_wire(afi, safi, &family))
			continue;
		caps->gr_families |= BGP_FAMILY_BIT(family);
		if (flags & FORWARDING_BIT)
			caps->gr_forwarding |= BGP_FAMILY_BIT(family);
	}
}

static void decode_one(uint8_t code, struct rbuf r, struct caps *caps)
{
	switch (code) {
	case CAP_MULTIPROTOCOL:
		decode_multiprotocol(r, caps);
		break;
	case CAP_ROUTE_REFRESH:
	case CAP_ROUTE_REFRESH_OLD:
		caps->refresh = true;
		break;
	case CAP_EXTENDED_MESSAGE:
		caps->extended_message = true;
		break;
	case CAP_GRACEFUL_RESTART:
		decode_graceful_restart(r, caps);
		break;
	case CAP_FOUR_OCTET_AS:
		if (rbuf_left(&r) == 4)
			caps->as4 = rbuf_u32(&r);
		break;
	case CAP_ENHANCED_REFRESH:
		caps->enhanced_refresh = true;
		break;
	}
}

bool caps_decode(struct rbuf r, struct caps *caps)
{
	while (rbuf_left(&r) > 0) {
		uint8_t code = rbuf_u8(&r);
		struct rbuf value = rbuf_sub(&r, rbuf_u8(&r));
		if (!rbuf_ok(&r))
			return false;
		decode_one(code, value, caps);
	}
	return true;
}

static void put_family(struct wbuf *w, enum bgp_family family)
{
	wbuf_u16(w, bgp_family_afi(family));
}

static void encode_graceful_restart(struct wbuf *w, const struct caps *caps)
{
	unsigned count = __builtin_popcount(caps->gr_families);
	wbuf_u8(w, CAP_GRACEFUL_RESTART);
	wbuf_u8(w, 2 + 4 * count);
	wbuf_u16(w, (caps->restarting ? RESTART_BIT : 0) | (caps->restart_time & RESTART_TIME));
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		if (!(caps->gr_families & BGP_FAMILY_BIT(f)))
			continue;
		put_family(w, f);
		wbuf_u8(w, BGP_SAFI_UNICAST);
		wbuf_u8(w, caps->gr_forwarding & BGP_FAMILY_BIT(f) ? FORWARDING_BIT : 0);
	}
}

static void encode_flag(struct wbuf *w, bool present, enum cap_code code)
{
	if (!present)
		return;
	wbuf_u8(w, code);
	wbuf_u8(w, 0);
}

void caps_encode(struct wbuf *w, const struct caps *caps)
{
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		if (!(caps->families & BGP_FAMILY_BIT(f)))
			continue;
		wbuf_u8(w, CAP_MULTIPROTOCOL);
		wbuf_u8(w, 4);
		put_family(w, f);
		wbuf_u8(w, 0);
		wbuf_u8(w, BGP_SAFI_UNICAST);
	}
	encode_flag(w, caps->refresh, CAP_ROUTE_REFRESH);
	encode_flag(w, caps->enhanced_refresh, CAP_ENHANCED_REFRESH);
	encode_flag(w, caps->extended_message, CAP_EXTENDED_MESSAGE);
	if (caps->as4) {
		wbuf_u8(w, CAP_FOUR_OCTET_AS);
		wbuf_u8(w, 4);
		wbuf_u32(w, caps->as4);
	}
	if (caps->graceful)
		encode_graceful_restart(w, caps);
}
