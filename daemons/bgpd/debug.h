/* SPDX-License-Identifier: Apache-2.0 */
/* What `debug ip bgp …` and `debug bgp ipv6 unicast …` print, in the manner of an ASA. Nothing of it is made while nobody
 * listens. */
#pragma once
#include "daemons/bgpd/attr.h"
#include "daemons/bgpd/fsm.h"
#include "daemons/bgpd/message.h"
#include "lib/debug.h"

struct open_message;
struct session;

/* A line about a session: "BGP: 192.0.2.1 active …". */
#define bgp_debug(area, session, ...)                                                                        \
	do {                                                                                                 \
		if (debug_on(area, 1))                                                                       \
			bgp_debug_line(area, session, __VA_ARGS__);                                          \
	} while (0)
void bgp_debug_line(enum debug_area area, const struct session *s, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

void bgp_debug_state(
    const struct session *s, enum bgp_state before, enum bgp_state next, enum fsm_event event);
/* A message with `size` octets behind its header has come, or goes out. */
void bgp_debug_message(const struct session *s, bool sent, enum message_type type, size_t size);
void bgp_debug_open(const struct session *s, bool sent, const struct open_message *open);
/* The attributes that the routes of a message share. */
void bgp_debug_attr(const struct session *s, enum bgp_family family, const struct attr *attr);
/* One route of a message; `attr` NULL: withdrawn. `denied` says why it is not taken, NULL: it is. */
void bgp_debug_route(const struct session *s, bool sent, enum bgp_family family,
    const struct ip_prefix *prefix, const struct attr *attr, const char *denied);

/* Does anybody listen to routes of the family? */
static inline bool bgp_debug_routes(enum bgp_family family)
{
	return debug_on(family == BGP_IPV4_UNICAST ? DEBUG_BGP_UPDATES : DEBUG_BGP6_UPDATES, 1);
}
