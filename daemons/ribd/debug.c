/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/debug.h"
#include <stdio.h>
#include "daemons/ribd/rib.h"
#include "lib/rib_feed.h"

#define WAYS_SIZE 512

static const char *proto_name(uint8_t proto)
{
	static const char *const names[] = {
	    [RIB_PROTO_CONNECTED] = "connected",
	    [RIB_PROTO_LOCAL] = "local",
	    [RIB_PROTO_STATIC] = "static",
	    [RIB_PROTO_EBGP] = "ebgp",
	    [RIB_PROTO_IBGP] = "ibgp",
	    [RIB_PROTO_BGP_LOCAL] = "bgp-local",
	};
	const char *name = proto < sizeof(names) / sizeof(names[0]) ? names[proto] : NULL;
	return name != NULL ? name : "other";
}

/* As the routes name them, whatever they resolve to. */
static const char *ways(const struct nexthop_set *set, char dst[WAYS_SIZE])
{
	char gateway[IP_ADDR_STRLEN];
	size_t used = 0;
	if (set->blackhole)
		return "to Null0";
	dst[0] = '\0';
	for (unsigned i = 0; i < set->count && used < WAYS_SIZE; i++) {
		const struct ip_addr *addr = &set->member[i].nexthop->key.addr;
		const char *comma = i > 0 ? ", " : "";
		if (addr->family == 0)
			used += (size_t)snprintf(dst + used, WAYS_SIZE - used, "%sdirectly", comma);
		else
			used += (size_t)snprintf(
			    dst + used, WAYS_SIZE - used, "%svia %s", comma, ip_addr_str(addr, gateway));
	}
	return dst;
}

static void print(const struct rib_dest *dest, uint8_t told_before)
{
	struct ip_prefix prefix;
	char text[IP_PREFIX_STRLEN], way[WAYS_SIZE];
	const struct rib_candidate *best = dest->best;
	rib_dest_prefix(dest, &prefix);
	ip_prefix_str(&prefix, text);
	if (best == NULL)
		debug_emit(DEBUG_ROUTING, 1, NULL, "RT: del %s, %s", text, proto_name(told_before));
	else
		debug_emit(DEBUG_ROUTING, 1, NULL, "RT: %s %s %s, %s metric [%u/%u]",
		    told_before != 0 ? "change" : "add", text, ways(best->set, way),
		    proto_name(best->attr.proto), best->attr.distance, best->attr.metric);
}

void route_debug(const struct rib_dest *dest, uint8_t told_before)
{
	if (debug_on(DEBUG_ROUTING, 1) && (dest->best != NULL || told_before != 0))
		print(dest, told_before);
}
