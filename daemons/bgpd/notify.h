/* SPDX-License-Identifier: Apache-2.0 */
/* NOTIFICATION: codes, subcodes and their names (RFC 4271 §4.5, 4486, 5492, 6608, 7313, 9003, 9384). */
#pragma once
#include "lib/buf.h"

enum notify_code {
	NOTIFY_MESSAGE_HEADER = 1,
	NOTIFY_OPEN = 2,
	NOTIFY_UPDATE = 3,
	NOTIFY_HOLD_TIMER = 4,
	NOTIFY_FSM = 5,
	NOTIFY_CEASE = 6,
	NOTIFY_ROUTE_REFRESH = 7,
};

enum notify_header {
	HEADER_NOT_SYNCHRONIZED = 1,
	HEADER_BAD_LENGTH = 2,
	HEADER_BAD_TYPE = 3,
};

enum notify_open {
	OPEN_UNSUPPORTED_VERSION = 1,
	OPEN_BAD_PEER_AS = 2,
	OPEN_BAD_IDENTIFIER = 3,
	OPEN_UNSUPPORTED_PARAMETER = 4,
	OPEN_UNACCEPTABLE_HOLD_TIME = 6,
	OPEN_UNSUPPORTED_CAPABILITY = 7,
};

enum notify_update {
	UPDATE_MALFORMED_ATTRIBUTES = 1,
	UPDATE_UNRECOGNIZED_WELL_KNOWN = 2,
	UPDATE_MISSING_WELL_KNOWN = 3,
	UPDATE_ATTRIBUTE_FLAGS = 4,
	UPDATE_ATTRIBUTE_LENGTH = 5,
	UPDATE_INVALID_ORIGIN = 6,
	UPDATE_INVALID_NEXT_HOP = 8,
	UPDATE_OPTIONAL_ATTRIBUTE = 9,
	UPDATE_INVALID_NETWORK = 10,
	UPDATE_MALFORMED_AS_PATH = 11,
};

enum notify_fsm {
	FSM_UNEXPECTED_IN_OPENSENT = 1,
	FSM_UNEXPECTED_IN_OPENCONFIRM = 2,
	FSM_UNEXPECTED_IN_ESTABLISHED = 3,
};

enum notify_cease {
	CEASE_MAX_PREFIXES = 1,
	CEASE_ADMIN_SHUTDOWN = 2,
	CEASE_DECONFIGURED = 3,
	CEASE_ADMIN_RESET = 4,
	CEASE_REJECTED = 5,
	CEASE_CONFIG_CHANGE = 6,
	CEASE_COLLISION = 7,
	CEASE_OUT_OF_RESOURCES = 8,
	CEASE_BFD_DOWN = 10, /* RFC 9384 */
};

#define NOTIFY_DATA_MAX 255

struct notify {
	uint8_t code; /* enum notify_code; 0: none */
	uint8_t subcode;
	uint8_t size; /* bytes of data that are kept; more is cut off */
	uint8_t data[NOTIFY_DATA_MAX];
};

struct notify notify_make(uint8_t code, uint8_t subcode, const void *data, size_t size);
/* Cease with a shutdown communication (RFC 9003); `text` is cut to 255 bytes, NULL for none. */
struct notify notify_cease(uint8_t subcode, const char *text);
/* The body of a received message. False when it has no code and subcode. */
bool notify_decode(struct rbuf r, struct notify *n);
void notify_encode(struct wbuf *w, const struct notify *n); /* body only */
/* "Cease/Administrative Shutdown" into `dst`; with the shutdown communication, made printable. */
const char *notify_str(const struct notify *n, char *dst, size_t size);
