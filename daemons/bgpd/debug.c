/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/debug.h"
#include "daemons/bgpd/aspath.h"
#include "daemons/bgpd/community.h"
#include "daemons/bgpd/peer.h"
#include "daemons/bgpd/session.h"
#include <stdarg.h>
#include <stdio.h>

#define TEXT_SIZE 1024

static const struct ip_addr *address_of(const struct session *s)
{
	return &s->peer->config.address;
}

void bgp_debug_line(enum debug_area area, const struct session *s, const char *fmt, ...)
{
	char address[IP_ADDR_STRLEN], text[TEXT_SIZE];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	debug_emit(area, 1, address_of(s), "BGP: %s %s %s", ip_addr_str(address_of(s), address),
	    s->incoming ? "passive" : "active", text);
}

void bgp_debug_state(
    const struct session *s, enum bgp_state before, enum bgp_state next, enum fsm_event event)
{
	bgp_debug(DEBUG_BGP, s, "went from %s to %s (%s)", fsm_state_name(before), fsm_state_name(next),
	    fsm_event_name(event));
	if (next == BGP_ESTABLISHED)
		bgp_debug(DEBUG_BGP_EVENTS, s, "session is up, hold time %u s, keepalive interval %u s",
		    s->hold_time, s->keepalive_time);
	else if (before == BGP_ESTABLISHED)
		bgp_debug(DEBUG_BGP_EVENTS, s, "session is down: %s", s->peer->last_reset);
}

void bgp_debug_message(const struct session *s, bool sent, enum message_type type, size_t size)
{
	if (type == MESSAGE_KEEPALIVE)
		bgp_debug(DEBUG_BGP_KEEPALIVES, s, "%s KEEPALIVE", sent ? "sending" : "received");
	else
		bgp_debug(sent ? DEBUG_BGP_OUT : DEBUG_BGP_IN, s,
		    "%s message type %u (%s), length (excl. header) %zu", sent ? "send" : "rcv",
		    (unsigned)type, message_name(type), size);
}

/* "IPv4 unicast, route refresh, …" */
static const char *caps_text(const struct caps *c, char *dst, size_t size)
{
	const struct {
		bool has;
		const char *name;
	} words[] = {
	    {c->families & BGP_FAMILY_BIT(BGP_IPV4_UNICAST), "IPv4 unicast"},
	    {c->families & BGP_FAMILY_BIT(BGP_IPV6_UNICAST), "IPv6 unicast"},
	    {c->as4 != 0, "4-octet AS"},
	    {c->refresh, "route refresh"},
	    {c->enhanced_refresh, "enhanced refresh"},
	    {c->extended_message, "extended messages"},
	    {c->graceful, "graceful restart"},
	    {c->restarting, "has restarted"},
	};
	size_t used = 0;
	dst[0] = '\0';
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (words[i].has && used < size)
			used += (size_t)snprintf(
			    dst + used, size - used, "%s%s", used ? ", " : "", words[i].name);
	return used ? dst : "none";
}

void bgp_debug_open(const struct session *s, bool sent, const struct open_message *open)
{
	char caps[256], id[IP_ADDR_STRLEN];
	const struct ip_addr router = ip_addr_v4(open->router_id);
	bgp_debug(DEBUG_BGP, s, "%s OPEN, version 4, my as: %u, holdtime %u seconds, ID %s, capabilities: %s",
	    sent ? "sending" : "rcv", open->as, open->hold_time, ip_addr_str(&router, id),
	    caps_text(&open->caps, caps, sizeof(caps)));
}

/* ---- routes ---- */

static enum debug_area area_of(enum bgp_family family)
{
	return family == BGP_IPV4_UNICAST ? DEBUG_BGP_UPDATES : DEBUG_BGP6_UPDATES;
}

static const char *attr_text(const struct attr_set *a, char *dst, size_t size)
{
	char next_hop[IP_ADDR_STRLEN], path[256], communities[256];
	static const char origins[] = "ie?";
	int n = snprintf(dst, size, "nexthop %s, origin %c, path %s", ip_addr_str(&a->next_hop, next_hop),
	    a->origin <= ORIGIN_INCOMPLETE ? origins[a->origin] : '?',
	    aspath_str(a->as_path, path, sizeof(path)));
	size_t used = n < 0 ? size : (size_t)n;
	if (used < size && attr_set_has(a, ATTR_MULTI_EXIT_DISC))
		used += (size_t)snprintf(dst + used, size - used, ", metric %u", a->med);
	if (used < size && attr_set_has(a, ATTR_LOCAL_PREF))
		used += (size_t)snprintf(dst + used, size - used, ", localpref %u", a->local_pref);
	if (used < size && a->communities)
		snprintf(dst + used, size - used, ", community %s",
		    community_str(a->communities, communities, sizeof(communities)));
	return dst;
}

void bgp_debug_attr(const struct session *s, enum bgp_family family, const struct attr *attr)
{
	char address[IP_ADDR_STRLEN], text[TEXT_SIZE];
	debug_line(area_of(family), 1, address_of(s), "BGP(%u): %s rcvd UPDATE w/ attr: %s", (unsigned)family,
	    ip_addr_str(address_of(s), address),
	    attr ? attr_text(&attr->set, text, sizeof(text)) : "malformed, treated as withdrawn (RFC 7606)");
}

void bgp_debug_route(const struct session *s, bool sent, enum bgp_family family,
    const struct ip_prefix *prefix, const struct attr *attr, const char *denied)
{
	char address[IP_ADDR_STRLEN], route[IP_PREFIX_STRLEN], text[TEXT_SIZE] = "";
	if (!bgp_debug_routes(family))
		return;
	if (sent && attr)
		attr_text(&attr->set, text, sizeof(text));
	else if (!attr)
		snprintf(text, sizeof(text), "%s", sent ? "-- unreachable" : "-- withdrawn");
	else if (denied)
		snprintf(text, sizeof(text), "-- DENIED due to: %s", denied);
	debug_emit(area_of(family), 1, address_of(s), "BGP(%u): %s %s %s%s%s", (unsigned)family,
	    ip_addr_str(address_of(s), address), sent ? "send UPDATE (format)" : "rcvd",
	    ip_prefix_str(prefix, route),
	    text[0] == '\0' ? ""
	    : sent && attr  ? ", "
			    : " ",
	    text);
}
