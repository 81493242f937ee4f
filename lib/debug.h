/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Debug messages: what an operator switched on for his session, from the daemon in which it happens to his
 * terminal.
 *
 *     session --- debug_set ---+
 *     session --- debug_set ---+--> union --- IPC_DEBUG_SET --> daemon: debug_listen()
 *                                   session <-- IPC_DEBUG <---- debug_line(), debug_emit()
 *
 * While nobody listens a message costs one comparison: its text is not even made. Everything here belongs to the
 * thread of the loop. No key material is ever passed to these functions.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lib/ipaddr.h"

struct rbuf;
struct wbuf;

enum debug_area { /* on the wire: only ever add at the end */
	DEBUG_IKEV2_PROTOCOL,
	DEBUG_IKEV2_PLATFORM,
	DEBUG_IKEV2_TIMER,
	DEBUG_IKEV2_HA,
	DEBUG_IPSEC,
	DEBUG_CA,
	DEBUG_BGP,
	DEBUG_BGP_EVENTS,
	DEBUG_BGP_IN,
	DEBUG_BGP_KEEPALIVES,
	DEBUG_BGP_OUT,
	DEBUG_BGP_UPDATES,
	DEBUG_BGP6_UPDATES,
	DEBUG_ICMP,
	DEBUG_ROUTING,
	DEBUG_SLA,
	DEBUG_AREAS,
};

#define DEBUG_LEVEL_MAX 255
#define DEBUG_WANTS_MAX 128
#define DEBUG_TEXT_MAX  4096 /* of one message, with its terminator; it may have several lines */

/* One thing to listen to. `peer` without family: whoever it is about. */
struct debug_want {
	uint8_t area;
	uint8_t level; /* messages of this level and below */
	struct ip_addr peer;
};

struct debug_set {
	unsigned count;
	struct debug_want want[DEBUG_WANTS_MAX];
};

/* Of the same area and peer the higher level stays. False when the set is full. */
bool debug_set_add(struct debug_set *set, const struct debug_want *want);
/* False when it was not in the set; `want->level` is not looked at. */
bool debug_set_remove(struct debug_set *set, const struct debug_want *want);
/* Is a message of that kind wanted? `peer` NULL: it is about nobody, whom no condition lets pass. */
bool debug_set_matches(
    const struct debug_set *set, enum debug_area area, unsigned level, const struct ip_addr *peer);
bool debug_set_equal(const struct debug_set *a, const struct debug_set *b);
/* u32 count, then per want u8 area, u8 level, address. */
void wbuf_debug_set(struct wbuf *w, const struct debug_set *set);
/* False, and an empty set, for a malformed one. */
bool rbuf_debug_set(struct rbuf *r, struct debug_set *set);

/* ---- in the daemon ---- */

/* What is listened to from now on; NULL: nothing. */
void debug_listen(const struct debug_set *set);
/* Where messages go; NULL: nowhere. `peer` may be NULL, `text` has no newline at its end. */
void debug_sink(
    void (*fn)(void *arg, enum debug_area area, unsigned level, const struct ip_addr *peer, const char *text),
    void *arg);
/* Called after each debug_listen(). One at a time; NULL ends it. */
void debug_on_listen(void (*fn)(void *arg), void *arg);

extern uint8_t debug_levels[DEBUG_AREAS]; /* the highest that anybody wants; 0: nobody listens */

static inline bool debug_on(enum debug_area area, unsigned level)
{
	return debug_levels[area] >= level;
}

/* Makes the text and hands it to the sink if somebody wants it. Control characters other than a newline become
 * blanks: a peer's text must not move a terminal's cursor. */
void debug_emit(enum debug_area area, unsigned level, const struct ip_addr *peer, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* The same; the arguments are evaluated only when somebody listens. */
#define debug_line(area, level, peer, ...)                                                                   \
	do {                                                                                                 \
		if (debug_on(area, level))                                                                   \
			debug_emit(area, level, peer, __VA_ARGS__);                                          \
	} while (0)
