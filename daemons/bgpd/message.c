/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/message.h"
#include <string.h>

#define MARKER_SIZE 16

static const struct {
	const char *name;
	uint16_t min; /* length with header, RFC 4271 §6.1 */
	uint16_t max;
	bool extended; /* may use the length of RFC 8654 */
} types[MESSAGE_TYPES] = {
    [MESSAGE_OPEN] = {"OPEN", 29, BGP_MESSAGE_MAX, false},
    [MESSAGE_UPDATE] = {"UPDATE", 23, BGP_MESSAGE_MAX, true},
    [MESSAGE_NOTIFICATION] = {"NOTIFICATION", 21, BGP_MESSAGE_MAX, true},
    [MESSAGE_KEEPALIVE] = {"KEEPALIVE", 19, 19, false},
    [MESSAGE_ROUTE_REFRESH] = {"ROUTE-REFRESH", 23, BGP_MESSAGE_MAX, true},
};

const char *message_name(enum message_type type)
{
	return type < MESSAGE_TYPES && types[type].name ? types[type].name : "unknown";
}

size_t message_begin(struct wbuf *w, enum message_type type)
{
	size_t begin = w->len;
	uint8_t *marker = wbuf_grow(w, MARKER_SIZE);
	if (marker)
		memset(marker, 0xff, MARKER_SIZE);
	wbuf_u16(w, 0);
	wbuf_u8(w, type);
	return begin;
}

void message_end(struct wbuf *w, size_t begin)
{
	wbuf_set_u16(w, begin + MARKER_SIZE, w->len - begin);
}

void message_keepalive(struct wbuf *w)
{
	message_end(w, message_begin(w, MESSAGE_KEEPALIVE));
}

void message_notification(struct wbuf *w, const struct notify *n)
{
	size_t begin = message_begin(w, MESSAGE_NOTIFICATION);
	notify_encode(w, n);
	message_end(w, begin);
}

void message_refresh(struct wbuf *w, enum bgp_family family, enum refresh_kind kind)
{
	size_t begin = message_begin(w, MESSAGE_ROUTE_REFRESH);
	wbuf_u16(w, bgp_family_afi(family));
	wbuf_u8(w, kind);
	wbuf_u8(w, BGP_SAFI_UNICAST);
	message_end(w, begin);
}

static enum header_verdict bad(struct notify *n, uint8_t subcode, const void *data, size_t size)
{
	*n = notify_make(NOTIFY_MESSAGE_HEADER, subcode, data, size);
	return HEADER_BAD;
}

enum header_verdict message_header(
    const uint8_t *data, size_t size, size_t max, enum message_type *type, size_t *length, struct notify *n)
{
	static const uint8_t marker[MARKER_SIZE] = {[0 ... MARKER_SIZE - 1] = 0xff};
	if (size < BGP_HEADER_SIZE)
		return HEADER_INCOMPLETE;
	if (memcmp(data, marker, MARKER_SIZE) != 0)
		return bad(n, HEADER_NOT_SYNCHRONIZED, NULL, 0);
	struct rbuf r = rbuf_from(data + MARKER_SIZE, 3);
	*length = rbuf_u16(&r);
	*type = rbuf_u8(&r);
	if (*length < BGP_HEADER_SIZE || *length > max)
		return bad(n, HEADER_BAD_LENGTH, data + MARKER_SIZE, 2);
	if (*type >= MESSAGE_TYPES || !types[*type].name)
		return bad(n, HEADER_BAD_TYPE, data + MARKER_SIZE + 2, 1);
	size_t limit = types[*type].extended ? max : types[*type].max;
	/* RFC 7313 §5: the length of a ROUTE-REFRESH is an error of its own kind, left to its reader. */
	if (*type != MESSAGE_ROUTE_REFRESH && (*length < types[*type].min || *length > limit))
		return bad(n, HEADER_BAD_LENGTH, data + MARKER_SIZE, 2);
	return HEADER_OK;
}
