/* SPDX-License-Identifier: Apache-2.0 */
/* The message header (RFC 4271 §4.1) and the messages that fit in a line. */
#pragma once
#include "daemons/bgpd/nlri.h"
#include "daemons/bgpd/notify.h"

#define BGP_PORT         179
#define BGP_HEADER_SIZE  19
#define BGP_MESSAGE_MAX  4096
#define BGP_EXTENDED_MAX 65535 /* RFC 8654 */

enum message_type {
	MESSAGE_OPEN = 1,
	MESSAGE_UPDATE = 2,
	MESSAGE_NOTIFICATION = 3,
	MESSAGE_KEEPALIVE = 4,
	MESSAGE_ROUTE_REFRESH = 5,
	MESSAGE_TYPES,
};

enum refresh_kind {
	REFRESH_REQUEST = 0,
	REFRESH_BEGIN = 1, /* BoRR, RFC 7313 */
	REFRESH_END = 2,   /* EoRR */
};

/* Starts a message in `w`; returns where it begins, for message_end(), which sets its length. */
size_t message_begin(struct wbuf *w, enum message_type type);
void message_end(struct wbuf *w, size_t begin);
void message_keepalive(struct wbuf *w);
void message_notification(struct wbuf *w, const struct notify *n);
void message_refresh(struct wbuf *w, enum bgp_family family, enum refresh_kind kind);
const char *message_name(enum message_type type); /* "UPDATE" */

enum header_verdict {
	HEADER_INCOMPLETE, /* fewer than 19 octets so far */
	HEADER_OK,
	HEADER_BAD, /* *n is the NOTIFICATION that answers it */
};

/* Judges the header at `data`; on HEADER_OK gives type and length of the whole message, `max` at most. */
enum header_verdict message_header(
    const uint8_t *data, size_t size, size_t max, enum message_type *type, size_t *length, struct notify *n);
