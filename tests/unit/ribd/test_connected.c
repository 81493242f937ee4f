/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of devices become routes: connected.c; configured lines become routes: static.c. */
#include <string.h>
#include <strings.h>
#include "daemons/ribd/connected.h"
#include "daemons/ribd/link.h"
#include "daemons/ribd/model.h"
#include "daemons/ribd/static.h"
#include "tests/unit/ribd/world.h"
#include "tests/unit/unit.h"

static struct rib_candidate *best_of(struct world *w, const char *prefix)
{
	struct ip_prefix p;
	ip_prefix_parse(prefix, &p);
	world_run(w);
	struct rib_dest *dest = rib_dest_find(w->rib, &p);
	return dest ? dest->best : NULL;
}

static uint8_t proto_of(struct world *w, const char *prefix)
{
	const struct rib_candidate *c = best_of(w, prefix);
	return c ? c->attr.proto : 0;
}

static struct kernel_addr addr(const char *text, bool link_scope)
{
	struct kernel_addr a = {.ifindex = 6, .link_scope = link_scope};
	ip_prefix_parse(text, &a.addr);
	return a;
}

static void addresses_are_subnet_and_host(void)
{
	struct world w;
	struct link_table links = {0};
	struct kernel_link k = {.ifindex = 6, .device = "eth6", .up = true, .running = true};
	world_open(&w);
	struct link *link = link_update(&links, &k);
	struct kernel_addr a = addr("198.51.100.1/24", false), host = addr("203.0.113.1/32", false),
			   local = addr("fe80::1/64", true);
	link_addr_update(link, &a, false);
	link_addr_update(link, &host, false);
	link_addr_update(link, &local, false);
	connected_refresh(w.rib, link, false, 0);
	CU_ASSERT_EQUAL(proto_of(&w, "198.51.100.0/24"), RIB_PROTO_CONNECTED);
	CU_ASSERT_EQUAL(proto_of(&w, "198.51.100.1/32"), RIB_PROTO_LOCAL);
	CU_ASSERT_EQUAL(proto_of(&w, "203.0.113.1/32"), RIB_PROTO_LOCAL);
	CU_ASSERT_EQUAL(proto_of(&w, "fe80::/64"), 0); /* every device has that one */
	link_addr_update(link, &a, true);
	connected_refresh(w.rib, link, false, 0);
	CU_ASSERT_EQUAL(proto_of(&w, "198.51.100.0/24"), 0);
	CU_ASSERT_EQUAL(proto_of(&w, "203.0.113.1/32"), RIB_PROTO_LOCAL);
	link->k.running = false;
	connected_refresh(w.rib, link, false, 0);
	CU_ASSERT_EQUAL(proto_of(&w, "203.0.113.1/32"), 0);
	link->k.running = true;
	connected_refresh(w.rib, link, false, 0);
	CU_ASSERT_EQUAL(proto_of(&w, "203.0.113.1/32"), RIB_PROTO_LOCAL);
	connected_refresh(w.rib, link, true, 0);
	CU_ASSERT_EQUAL(proto_of(&w, "203.0.113.1/32"), 0);
	link_table_free(&links);
	world_close(&w);
}

static uint32_t resolve_name(void *arg, const char *nameif)
{
	return strcasecmp(nameif, "a") == 0 ? 1 : strcasecmp(nameif, "b") == 0 ? 2 : 0;
}

static uint32_t object_up; /* the number of the tracked object that is up, 0: none */

static bool track_up(void *arg, uint32_t number)
{
	return number == object_up;
}

static struct static_config line(
    const char *nameif, const char *prefix, const char *gateway, uint8_t distance)
{
	struct static_config l;
	memset(&l, 0, sizeof l);
	strcpy(l.nameif, nameif);
	ip_prefix_parse(prefix, &l.prefix);
	if (gateway)
		ip_addr_parse(gateway, &l.gateway);
	l.distance = distance;
	return l;
}

#define ROUTE(w, prefix, expected)                                                                           \
	do {                                                                                                 \
		world_run(w);                                                                                \
		CU_ASSERT_STRING_EQUAL(fake_route_text((w)->kernel, prefix), expected);                      \
	} while (0)

static void lines_become_routes(void)
{
	struct world w;
	world_open(&w);
	struct static_table *t = static_table_new(w.rib, resolve_name, track_up, NULL);
	struct static_config lines[] = {
	    line("a", "198.51.100.191/32", "203.0.113.172", 1), /* R24: in no subnet of a */
	    line("a", "10.7.0.0/16", "192.0.1.9", 1), line("B", "10.7.0.0/16", "192.0.2.9", 1),
	    line("b", "10.7.0.0/16", "192.0.2.10", 5), line("", "10.0.0.0/8", NULL, 1),
	    line("c", "10.8.0.0/16", "192.0.3.9", 1), /* no such interface yet */
	};
	static_change(t, NULL, 0, lines, 6, 0);
	ROUTE(&w, "198.51.100.191/32", "203.0.113.172!@1*1");
	ROUTE(&w, "10.7.0.0/16", "192.0.1.9@1*1 192.0.2.9@2*1");
	ROUTE(&w, "10.0.0.0/8", "@0*1");
	ROUTE(&w, "10.8.0.0/16", "");
	static_change(t, lines, 2, NULL, 0, 0);
	static_change(t, lines + 5, 1, lines + 3, 1, 0); /* the second one is there already */
	ROUTE(&w, "198.51.100.191/32", "");
	ROUTE(&w, "10.7.0.0/16", "192.0.2.9@2*1");
	world_carrier(&w, 2, false);
	ROUTE(&w, "10.7.0.0/16", "");
	static_change(t, lines + 2, 3, NULL, 0, 0);
	world_run(&w);
	CU_ASSERT_EQUAL(w.kernel->route_count, 0);
	static_table_free(t);
	world_close(&w);
}

/* A line with `track` counts while its object is up; the others of the route go on. */
static void lines_follow_objects(void)
{
	struct world w;
	world_open(&w);
	struct static_table *t = static_table_new(w.rib, resolve_name, track_up, NULL);
	struct static_config lines[] = {line("a", "10.7.0.0/16", "192.0.1.9", 1),
	    line("b", "10.7.0.0/16", "192.0.2.9", 1), line("a", "10.8.0.0/16", "192.0.1.9", 1),
	    line("b", "10.8.0.0/16", "192.0.2.9", 200)};
	lines[0].track = lines[2].track = 7;
	object_up = 0;
	static_change(t, NULL, 0, lines, 4, 0);
	ROUTE(&w, "10.7.0.0/16", "192.0.2.9@2*1");
	ROUTE(&w, "10.8.0.0/16", "192.0.2.9@2*1");
	CU_ASSERT_EQUAL(static_tracked(t, 7), 2);
	object_up = 7;
	static_track_changed(t, 7, 1);
	ROUTE(&w, "10.7.0.0/16", "192.0.1.9@1*1 192.0.2.9@2*1");
	ROUTE(&w, "10.8.0.0/16", "192.0.1.9@1*1");
	object_up = 0;
	static_track_changed(t, 7, 2);
	ROUTE(&w, "10.8.0.0/16", "192.0.2.9@2*1");
	struct static_config untracked = lines[2];
	untracked.track = 0;
	static_change(t, &lines[2], 1, &untracked, 1, 3);
	ROUTE(&w, "10.8.0.0/16", "192.0.1.9@1*1");
	CU_ASSERT_EQUAL(static_tracked(t, 7), 1);
	static_change(t, lines, 2, NULL, 0, 4);
	ROUTE(&w, "10.7.0.0/16", "");
	CU_ASSERT_EQUAL(static_tracked(t, 7), 0);
	static_table_free(t);
	world_close(&w);
}

static CU_TestInfo tests[] = {
    {"addresses are subnet and host", addresses_are_subnet_and_host},
    {"lines become routes", lines_become_routes},
    {"lines follow tracked objects", lines_follow_objects},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("ribd connected and static", tests);
}
