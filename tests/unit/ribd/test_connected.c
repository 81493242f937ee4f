/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of devices become routes: connected.c; configured lines become routes: static.c. */
#include <stdio.h>
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

#define RANDOM_LINES   40 /* that may be configured: 4 prefixes, 2 distances, 3 names, 2 gateways */
#define RANDOM_CHANGES 2000

static struct static_config random_line(unsigned n)
{
	static const char *const prefixes[] = {"10.1.0.0/16", "10.1.0.0/17", "10.2.0.0/16", "0.0.0.0/0"};
	static const char *const names[] = {"a", "b", ""};
	const char *name = names[n / 8 % 3];
	char gateway[16];
	snprintf(gateway, sizeof gateway, "192.0.%u.%u", 1 + n / 8 % 3, 9 + n / 24);
	return line(name, prefixes[n % 4], name[0] ? gateway : NULL, n / 4 % 2 ? 1 : 200);
}

static void compare_routes(struct world *w, struct world *fresh)
{
	for (unsigned n = 0; n < 4; n++) {
		struct static_config c = random_line(n);
		char prefix[IP_PREFIX_STRLEN], text[512];
		ip_prefix_str(&c.prefix, prefix);
		snprintf(text, sizeof text, "%s", fake_route_text(fresh->kernel, prefix));
		CU_ASSERT_STRING_EQUAL(fake_route_text(w->kernel, prefix), text);
	}
	CU_ASSERT_EQUAL(w->kernel->route_count, fresh->kernel->route_count);
}

/* Whatever the changes were, the routes are those of a table that begins with their result. */
static void changes_end_like_a_fresh_start(void)
{
	struct world w;
	bool set[RANDOM_LINES] = {false};
	unsigned random = 1;
	world_open(&w);
	struct static_table *t = static_table_new(w.rib, resolve_name, track_up, NULL);
	for (unsigned i = 0; i < RANDOM_CHANGES; i++) {
		struct static_config before[3], after[3], all[RANDOM_LINES];
		size_t gone = 0, come = 0, count = 0;
		random = random * 1664525u + 1013904223u;
		for (unsigned k = 0; k < 3; k++) { /* three of them change sides */
			unsigned n = ((random >> 8) + 13 * k) % RANDOM_LINES;
			if (set[n])
				before[gone++] = random_line(n);
			else
				after[come++] = random_line(n);
			set[n] = !set[n];
		}
		static_change(t, before, gone, after, come, 0);
		if (i % 100)
			continue;
		struct world fresh;
		world_open(&fresh);
		struct static_table *other = static_table_new(fresh.rib, resolve_name, track_up, NULL);
		for (unsigned n = RANDOM_LINES; n > 0; n--)
			if (set[n - 1])
				all[count++] = random_line(n - 1);
		static_change(other, NULL, 0, all, count, 0);
		world_run(&w);
		world_run(&fresh);
		compare_routes(&w, &fresh);
		static_table_free(other);
		world_close(&fresh);
	}
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
    {"changes end like a fresh start", changes_end_like_a_fresh_start},
    {"lines follow tracked objects", lines_follow_objects},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("ribd connected and static", tests);
}
