/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/ribd/world.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "daemons/ribd/ecmp.h"
#include "daemons/ribd/fib.h"

static bool running(void *arg, uint32_t ifindex)
{
	struct world *w = arg;
	return ifindex <= WORLD_DEVICES && w->running[ifindex];
}

static bool point_to_point(void *arg, uint32_t ifindex)
{
	struct world *w = arg;
	return ifindex <= WORLD_DEVICES && w->tunnel[ifindex];
}

static struct ip_prefix subnet_of(uint32_t ifindex)
{
	return (struct ip_prefix){.addr = ip_addr_v4(0xc0000000u | ifindex << 8), .len = 24};
}

static bool on_subnet(void *arg, uint32_t ifindex, const struct ip_addr *addr)
{
	struct ip_prefix subnet = subnet_of(ifindex);
	return ip_prefix_contains(&subnet, addr);
}

static void dest_told(void *arg, struct rib_dest *dest, uint8_t before)
{
	((struct world *)arg)->told++;
}

static void nexthop_told(void *arg, struct nexthop *nh)
{
	((struct world *)arg)->nexthops_told++;
}

static void wake(void *arg)
{
}

static void refused(void *arg, uint32_t id, const struct ip_prefix *prefix, int error)
{
	struct world *w = arg;
	if (prefix)
		fib_refused(w->rib->fib, prefix);
	else
		ecmp_refused(w->rib->ecmp, id);
}

static const struct nexthop_ifaces ifaces = {running, point_to_point, on_subnet};
static const struct rib_listener listener = {dest_told, nexthop_told, wake};
static const struct kernel_events events = {.refused = refused};

void world_open(struct world *w)
{
	memset(w, 0, sizeof *w);
	w->kernel = kernel_open(NULL, &events, w);
	w->rib = rib_new(w->kernel, &ifaces, w, &listener, w);
	for (uint32_t i = 1; i <= WORLD_DEVICES; i++) {
		char name[IF_NAMESIZE];
		snprintf(name, sizeof name, "eth%u", i);
		fake_link(w->kernel, i, name);
		w->running[i] = true;
		world_connected(w, i, true);
	}
	world_run(w);
}

void world_restart(struct world *w)
{
	rib_free(w->rib);
	w->rib = rib_new(w->kernel, &ifaces, w, &listener, w);
	fib_adopt(w->rib->fib);
	for (uint32_t i = 1; i <= WORLD_DEVICES; i++)
		world_connected(w, i, w->running[i]);
}

void world_close(struct world *w)
{
	rib_free(w->rib);
	kernel_close(w->kernel);
}

void world_run(struct world *w)
{
	while (rib_run(w->rib, 1000))
		;
}

void world_connected(struct world *w, uint32_t ifindex, bool on)
{
	struct ip_prefix subnet = subnet_of(ifindex);
	struct ip_prefix own = {.addr = ip_addr_v4(0xc0000001u | ifindex << 8), .len = 32};
	struct rib_nexthop nh = {.ifindex = ifindex, .weight = 1};
	struct rib_attr attr = {.proto = RIB_PROTO_CONNECTED};
	if (!on) {
		rib_clear(w->rib, &subnet, RIB_SOURCE_CONNECTED, ifindex);
		rib_clear(w->rib, &own, RIB_SOURCE_LOCAL, ifindex);
		return;
	}
	rib_set(w->rib, &subnet, RIB_SOURCE_CONNECTED, ifindex, &attr,
	    nexthop_set_get(w->rib->nexthops, AF_INET, &nh, 1));
	attr.proto = RIB_PROTO_LOCAL;
	rib_set(w->rib, &own, RIB_SOURCE_LOCAL, ifindex, &attr,
	    nexthop_set_get(w->rib->nexthops, AF_INET, &nh, 1));
}

void world_carrier(struct world *w, uint32_t ifindex, bool on)
{
	w->running[ifindex] = on;
	fake_carrier(w->kernel, ifindex, on);
	if (!on)
		ecmp_device_lost(w->rib->ecmp, ifindex);
	nexthop_iface_changed(w->rib->nexthops, ifindex);
	world_connected(w, ifindex, on);
}

struct nexthop_set *world_set(struct world *w, const char *text)
{
	struct rib_nexthop hops[RIB_NEXTHOPS_MAX] = {0};
	char copy[512], *save = NULL;
	unsigned count = 0;
	snprintf(copy, sizeof copy, "%s", text);
	for (char *word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		char *at = strchr(word, '@');
		if (at)
			*at++ = '\0';
		ip_addr_parse(word, &hops[count].addr);
		hops[count].ifindex = at ? (uint32_t)atoi(at) : 0;
		hops[count++].weight = 1;
	}
	return nexthop_set_get(w->rib->nexthops, AF_INET, hops, count);
}

void world_static(struct world *w, const char *prefix, unsigned distance, const char *hops)
{
	struct ip_prefix p;
	struct rib_attr attr = {.proto = RIB_PROTO_STATIC, .distance = (uint8_t)distance};
	ip_prefix_parse(prefix, &p);
	if (hops)
		rib_set(w->rib, &p, RIB_SOURCE_STATIC, distance, &attr, world_set(w, hops));
	else
		rib_clear(w->rib, &p, RIB_SOURCE_STATIC, distance);
}

void world_bgp_as(
    struct world *w, unsigned client, const char *prefix, uint8_t proto, uint32_t metric, const char *hops)
{
	struct ip_prefix p;
	struct rib_attr attr = {
	    .proto = proto, .distance = proto == RIB_PROTO_EBGP ? 20 : 200, .metric = metric};
	ip_prefix_parse(prefix, &p);
	rib_set(w->rib, &p, (uint8_t)(RIB_SOURCE_CLIENT + client), 0, &attr, world_set(w, hops));
}

void world_bgp(struct world *w, const char *prefix, const char *hops)
{
	world_bgp_as(w, 0, prefix, RIB_PROTO_EBGP, 0, hops);
}

void world_withdraw(struct world *w, unsigned client, const char *prefix)
{
	struct ip_prefix p;
	ip_prefix_parse(prefix, &p);
	rib_clear(w->rib, &p, (uint8_t)(RIB_SOURCE_CLIENT + client), 0);
}
