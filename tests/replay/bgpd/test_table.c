/* SPDX-License-Identifier: Apache-2.0 */
/* The table itself: many destinations, growth, order, and nothing left behind. */
#include "tests/replay/bgpd/wire.h"
#include "tests/unit/unit.h"
#include <stdlib.h>

#define MANY 20000

static const int nobody[] = {-1};

static struct ip_prefix nth(unsigned i)
{
	struct ip_prefix p = {.addr = ip_addr_v4(0x0a000000u + (i << 8)), .len = 24};
	return p;
}

static struct attr *plain(void)
{
	struct attr_set set;
	attr_set_init(&set);
	set.next_hop = ip_addr_v4(0x0a000002);
	return attr_intern(&set);
}

static void many_come_and_go(void)
{
	struct wire *w = wire_new();
	struct rib_source source = {.kind = RIB_SOURCE_NETWORK};
	wire_start(w, 0, wire_model(w, 0, 65001, nobody, NULL), false);
	struct rib *rib = w->hosts[0].bgp->rib;
	for (unsigned i = 0; i < MANY; i++) {
		struct ip_prefix p = nth(MANY - 1 - i);
		CU_ASSERT(rib_path_set(rib, rib_obtain(rib, &p), &source, plain()));
	}
	wire_advance(w, LOOP_SEC);
	CU_ASSERT_EQUAL(rib->tables[0].count, MANY);
	CU_ASSERT_EQUAL(attr_count(), 1);
	size_t count;
	struct ip_prefix *list = rib_prefixes(rib, BGP_IPV4_UNICAST, &count);
	CU_ASSERT_EQUAL_FATAL(count, MANY);
	for (unsigned i = 0; i < MANY; i += 999) {
		struct ip_prefix p = nth(i);
		CU_ASSERT(ip_prefix_equal(&list[i], &p));
		CU_ASSERT_PTR_NOT_NULL(rib_dest_best(rib_find(rib, &p)));
	}
	free(list);
	for (unsigned i = 0; i < MANY; i++) {
		struct ip_prefix p = nth(i);
		struct rib_dest *d = rib_find(rib, &p);
		rib_path_remove(rib, d, rib_path_of(d, &source));
	}
	wire_advance(w, LOOP_SEC);
	CU_ASSERT_EQUAL(rib->tables[0].count, 0);
	CU_ASSERT_EQUAL(rib->tables[0].paths, 0);
	CU_ASSERT_EQUAL(rib->paths.used, 0);
	CU_ASSERT_EQUAL(attr_count(), 0);
	wire_free(w);
}

static void same_path_again_is_no_change(void)
{
	struct wire *w = wire_new();
	struct rib_source source = {.kind = RIB_SOURCE_NETWORK};
	struct ip_prefix p = nth(1);
	wire_start(w, 0, wire_model(w, 0, 65001, nobody, NULL), false);
	struct rib *rib = w->hosts[0].bgp->rib;
	CU_ASSERT(rib_path_set(rib, rib_obtain(rib, &p), &source, plain()));
	wire_advance(w, 0);
	uint32_t version = rib->tables[0].version;
	CU_ASSERT(!rib_path_set(rib, rib_obtain(rib, &p), &source, plain()));
	wire_advance(w, 0);
	CU_ASSERT_EQUAL(rib->tables[0].version, version);
	CU_ASSERT_EQUAL(rib->tables[0].paths, 1);
	wire_free(w);
}

/* Bytes of a destination, a path and what one neighbor was told: a million of them decide about the memory. */
static void objects_are_small(void)
{
	CU_ASSERT(sizeof(struct rib_dest) + 4 <= 56);
	CU_ASSERT(sizeof(struct rib_path) <= 40);
	CU_ASSERT(sizeof(struct rib_out) <= 48);
}

static CU_TestInfo tests[] = {
    {"many come and go", many_come_and_go},
    {"same path again is no change", same_path_again_is_no_change},
    {"objects are small", objects_are_small},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("bgpd table replay", tests);
}
