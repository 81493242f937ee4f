/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/notify.h"
#include <stdio.h>
#include <string.h>

static const struct notify_name {
	uint8_t code;
	uint8_t subcode; /* 0: the code itself */
	const char *name;
} names[] = {
    {NOTIFY_MESSAGE_HEADER, 0, "Message Header Error"},
    {NOTIFY_MESSAGE_HEADER, HEADER_NOT_SYNCHRONIZED, "Connection Not Synchronized"},
    {NOTIFY_MESSAGE_HEADER, HEADER_BAD_LENGTH, "Bad Message Length"},
    {NOTIFY_MESSAGE_HEADER, HEADER_BAD_TYPE, "Bad Message Type"},
    {NOTIFY_OPEN, 0, "OPEN Message Error"},
    {NOTIFY_OPEN, OPEN_UNSUPPORTED_VERSION, "Unsupported Version Number"},
    {NOTIFY_OPEN, OPEN_BAD_PEER_AS, "Bad Peer AS"},
    {NOTIFY_OPEN, OPEN_BAD_IDENTIFIER, "Bad BGP Identifier"},
    {NOTIFY_OPEN, OPEN_UNSUPPORTED_PARAMETER, "Unsupported Optional Parameter"},
    {NOTIFY_OPEN, OPEN_UNACCEPTABLE_HOLD_TIME, "Unacceptable Hold Time"},
    {NOTIFY_OPEN, OPEN_UNSUPPORTED_CAPABILITY, "Unsupported Capability"},
    {NOTIFY_UPDATE, 0, "UPDATE Message Error"},
    {NOTIFY_UPDATE, UPDATE_MALFORMED_ATTRIBUTES, "Malformed Attribute List"},
    {NOTIFY_UPDATE, UPDATE_UNRECOGNIZED_WELL_KNOWN, "Unrecognized Well-known Attribute"},
    {NOTIFY_UPDATE, UPDATE_MISSING_WELL_KNOWN, "Missing Well-known Attribute"},
    {NOTIFY_UPDATE, UPDATE_ATTRIBUTE_FLAGS, "Attribute Flags Error"},
    {NOTIFY_UPDATE, UPDATE_ATTRIBUTE_LENGTH, "Attribute Length Error"},
    {NOTIFY_UPDATE, UPDATE_INVALID_ORIGIN, "Invalid ORIGIN Attribute"},
    {NOTIFY_UPDATE, UPDATE_INVALID_NEXT_HOP, "Invalid NEXT_HOP Attribute"},
    {NOTIFY_UPDATE, UPDATE_OPTIONAL_ATTRIBUTE, "Optional Attribute Error"},
    {NOTIFY_UPDATE, UPDATE_INVALID_NETWORK, "Invalid Network Field"},
    {NOTIFY_UPDATE, UPDATE_MALFORMED_AS_PATH, "Malformed AS_PATH"},
    {NOTIFY_HOLD_TIMER, 0, "Hold Timer Expired"},
    {NOTIFY_FSM, 0, "Finite State Machine Error"},
    {NOTIFY_FSM, FSM_UNEXPECTED_IN_OPENSENT, "Unexpected Message in OpenSent State"},
    {NOTIFY_FSM, FSM_UNEXPECTED_IN_OPENCONFIRM, "Unexpected Message in OpenConfirm State"},
    {NOTIFY_FSM, FSM_UNEXPECTED_IN_ESTABLISHED, "Unexpected Message in Established State"},
    {NOTIFY_CEASE, 0, "Cease"},
    {NOTIFY_CEASE, CEASE_MAX_PREFIXES, "Maximum Number of Prefixes Reached"},
    {NOTIFY_CEASE, CEASE_ADMIN_SHUTDOWN, "Administrative Shutdown"},
    {NOTIFY_CEASE, CEASE_DECONFIGURED, "Peer De-configured"},
    {NOTIFY_CEASE, CEASE_ADMIN_RESET, "Administrative Reset"},
    {NOTIFY_CEASE, CEASE_REJECTED, "Connection Rejected"},
    {NOTIFY_CEASE, CEASE_CONFIG_CHANGE, "Other Configuration Change"},
    {NOTIFY_CEASE, CEASE_COLLISION, "Connection Collision Resolution"},
    {NOTIFY_CEASE, CEASE_OUT_OF_RESOURCES, "Out of Resources"},
    {NOTIFY_CEASE, CEASE_BFD_DOWN, "BFD Down"},
    {NOTIFY_ROUTE_REFRESH, 0, "ROUTE-REFRESH Message Error"},
};

static const char *find_name(uint8_t code, uint8_t subcode)
{
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].code == code && names[i].subcode == subcode)
			return names[i].name;
	}
	return NULL;
}

struct notify notify_make(uint8_t code, uint8_t subcode, const void *data, size_t size)
{
	struct notify n = {.code = code, .subcode = subcode};
	n.size = size > NOTIFY_DATA_MAX ? NOTIFY_DATA_MAX : size;
	if (n.size > 0)
		memcpy(n.data, data, n.size);
	return n;
}

struct notify notify_cease(uint8_t subcode, const char *text)
{
	struct notify n = {.code = NOTIFY_CEASE, .subcode = subcode};
	size_t size = text ? strlen(text) : 0;
	if (size == 0)
		return n;
	if (size > NOTIFY_DATA_MAX - 1)
		size = NOTIFY_DATA_MAX - 1;
	n.data[0] = size;
	memcpy(n.data + 1, text, size);
	n.size = size + 1;
	return n;
}

bool notify_decode(struct rbuf r, struct notify *n)
{
	uint8_t code = rbuf_u8(&r);
	uint8_t subcode = rbuf_u8(&r);
	if (!rbuf_ok(&r))
		return false;
	*n = notify_make(code, subcode, r.pos, rbuf_left(&r));
	return true;
}

void notify_encode(struct wbuf *w, const struct notify *n)
{
	wbuf_u8(w, n->code);
	wbuf_u8(w, n->subcode);
	wbuf_bytes(w, n->data, n->size);
}

/* The peer chose these bytes: only printable ASCII gets through to logs and screens. */
static void append_text(const struct notify *n, char *dst, size_t size)
{
	size_t left = n->size - 1u;
	size_t take = n->data[0] < left ? n->data[0] : left;
	size_t at = strlen(dst);
	for (size_t i = 0; i < take && at + 3 < size; i++) {
		if (i == 0)
			at += snprintf(dst + at, size - at, " \"");
		if (at + 2 < size)
			dst[at++] = n->data[1 + i] >= ' ' && n->data[1 + i] < 127 ? n->data[1 + i] : '.';
	}
	if (take > 0)
		snprintf(dst + at, size - at, "\"");
}

const char *notify_str(const struct notify *n, char *dst, size_t size)
{
	const char *code = find_name(n->code, 0);
	const char *subcode = n->subcode ? find_name(n->code, n->subcode) : NULL;
	if (!code)
		snprintf(dst, size, "Unknown Error %u/%u", n->code, n->subcode);
	else if (subcode)
		snprintf(dst, size, "%s/%s", code, subcode);
	else if (n->subcode)
		snprintf(dst, size, "%s/%u", code, n->subcode);
	else
		snprintf(dst, size, "%s", code);
	bool spoken = n->code == NOTIFY_CEASE &&
		      (n->subcode == CEASE_ADMIN_SHUTDOWN || n->subcode == CEASE_ADMIN_RESET);
	if (spoken && n->size > 1)
		append_text(n, dst, size);
	return dst;
}
