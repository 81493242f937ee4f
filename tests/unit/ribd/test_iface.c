/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "tests/unit/ribd/bench.h"
#include "tests/unit/unit.h"

static void foreign_address(struct bench *b, uint32_t ifindex, const char *text)
{
	struct ip_prefix p;
	CU_ASSERT_TRUE(ip_prefix_parse(text, &p));
	kernel_addr_add(b->kernel, ifindex, &p);
	b->kernel->addrs[b->kernel->addr_count - 1].ours = false;
	link_addr_find(link_find(&b->links, ifindex), &p)->ours = false;
}

static void test_numbers_follow_names(void)
{
	struct bench b;
	bench_open(&b);
	device(&b, 1, "lo")->loopback = true;
	link_find(&b.links, 1)->k.loopback = true;
	device(&b, 9, "eth10");
	device(&b, 4, "eth2");
	snprintf(device(&b, 5, "dummy0")->kind, 16, "dummy");
	snprintf(link_find(&b.links, 5)->k.kind, 16, "dummy");
	device(&b, 6, "enp0s3");
	name(&b, 0, "GigabitEthernet0/0", "a", "");
	name(&b, 1, "GigabitEthernet0/1", "b", "");
	name(&b, 2, "GigabitEthernet0/2", "c", "");
	name(&b, 3, "GigabitEthernet0/3", "d", "");
	name(&b, 4, "dummy0", "e", "");
	apply(&b, 5);
	CU_ASSERT_STRING_EQUAL(device_of(&b, "GigabitEthernet0/0"), "enp0s3");
	CU_ASSERT_STRING_EQUAL(device_of(&b, "GigabitEthernet0/1"), "eth2");
	CU_ASSERT_STRING_EQUAL(device_of(&b, "GigabitEthernet0/2"), "eth10");
	CU_ASSERT_STRING_EQUAL(device_of(&b, "GigabitEthernet0/3"), "");
	CU_ASSERT_STRING_EQUAL(device_of(&b, "dummy0"), "dummy0");
	bench_close(&b);
}

static void test_device_line_wins(void)
{
	struct bench b;
	bench_open(&b);
	device(&b, 2, "eth0");
	device(&b, 3, "eth1");
	name(&b, 0, "GigabitEthernet0/0", "a", "");
	name(&b, 1, "GigabitEthernet0/1", "b", "");
	snprintf(b.config[1].device, sizeof b.config[1].device, "eth0");
	apply(&b, 2);
	CU_ASSERT_STRING_EQUAL(device_of(&b, "GigabitEthernet0/1"), "eth0");
	CU_ASSERT_STRING_EQUAL(device_of(&b, "GigabitEthernet0/0"), "");
	bench_close(&b);
}

static void test_a_device_that_goes_moves_nobody(void)
{
	struct bench b;
	bench_open(&b);
	device(&b, 2, "eth0");
	device(&b, 3, "eth1");
	name(&b, 0, "GigabitEthernet0/0", "a", "");
	name(&b, 1, "GigabitEthernet0/1", "b", "");
	apply(&b, 2);
	link_remove(&b.links, link_find(&b.links, 2));
	CU_ASSERT_TRUE(iface_bind(&b.ifaces));
	CU_ASSERT_STRING_EQUAL(device_of(&b, "GigabitEthernet0/0"), "");
	CU_ASSERT_STRING_EQUAL(device_of(&b, "GigabitEthernet0/1"), "eth1");
	device(&b, 7, "eth0");
	CU_ASSERT_TRUE(iface_bind(&b.ifaces));
	CU_ASSERT_STRING_EQUAL(device_of(&b, "GigabitEthernet0/0"), "eth0");
	CU_ASSERT_FALSE(iface_bind(&b.ifaces));
	bench_close(&b);
}

static void test_one_ipv4_address(void)
{
	struct bench b;
	bench_open(&b);
	device(&b, 2, "eth0");
	device(&b, 3, "eth1");
	foreign_address(&b, 2, "192.0.2.7/24");
	foreign_address(&b, 3, "198.51.100.7/24");
	foreign_address(&b, 3, "2001:db8::7/64");
	name(&b, 0, "GigabitEthernet0/0", "a", "203.0.113.1/32");
	name(&b, 1, "GigabitEthernet0/1", "b", "198.51.100.7/24");
	apply(&b, 2);
	CU_ASSERT_STRING_EQUAL(addresses(&b, 2), "203.0.113.1/32");
	CU_ASSERT_STRING_EQUAL(addresses(&b, 3), "198.51.100.7/24 2001:db8::7/64");
	/* Another address: the old one goes. None: what ribd set goes, what it adopted stays. */
	name(&b, 0, "GigabitEthernet0/0", "a", "203.0.113.9/32");
	name(&b, 1, "GigabitEthernet0/1", "b", "");
	apply(&b, 2);
	CU_ASSERT_STRING_EQUAL(addresses(&b, 2), "203.0.113.9/32");
	CU_ASSERT_STRING_EQUAL(addresses(&b, 3), "198.51.100.7/24 2001:db8::7/64");
	apply(&b, 0);
	CU_ASSERT_STRING_EQUAL(addresses(&b, 2), "");
	bench_close(&b);
}

static void test_up_and_back(void)
{
	struct bench b;
	bench_open(&b);
	struct kernel_link *eth0 = device(&b, 2, "eth0"), *eth1 = device(&b, 3, "eth1"),
			   *eth2 = device(&b, 4, "eth2");
	fake_carrier(b.kernel, 2, false);
	kernel_link_up(b.kernel, 2, false);
	kernel_link_up(b.kernel, 4, false);
	name(&b, 0, "GigabitEthernet0/0", "a", "203.0.113.1/32");
	name(&b, 1, "GigabitEthernet0/1", "b", "192.0.2.1/24");
	name(&b, 2, "GigabitEthernet0/2", "", "");
	b.config[1].shutdown = true;
	b.config[0].mtu = 1400;
	apply(&b, 3);
	CU_ASSERT_TRUE(eth0->up);
	CU_ASSERT_FALSE(eth1->up);
	CU_ASSERT_FALSE(eth2->up); /* without a name and an address it is left alone */
	CU_ASSERT_EQUAL(eth0->mtu, 1400);
	b.config[0].mtu = 0;
	apply(&b, 3);
	CU_ASSERT_EQUAL(eth0->mtu, 1500);
	iface_withdraw_all(&b.ifaces);
	CU_ASSERT_FALSE(eth0->up);
	CU_ASSERT_TRUE(eth1->up);
	CU_ASSERT_STRING_EQUAL(addresses(&b, 2), "");
	bench_close(&b);
}

static void count_note(void *arg, enum undo_kind kind, const char *text, const char *value)
{
	(*(unsigned *)arg)++;
}

static void test_undo_survives(void)
{
	int fd, copy;
	unsigned notes = 0;
	char value[UNDO_VALUE_SIZE];
	struct undo *u = undo_new(&fd);
	CU_ASSERT_PTR_NOT_NULL_FATAL(u);
	undo_note(u, UNDO_LINK_UP, "eth0", "0");
	undo_note(u, UNDO_LINK_UP, "eth0", "1"); /* the value from before the first change counts */
	undo_note(u, UNDO_LINK_MTU, "eth0", "1500");
	copy = dup(fd); /* as posternd keeps it */
	undo_free(u);
	u = undo_attach(copy);
	CU_ASSERT_PTR_NOT_NULL_FATAL(u);
	undo_each(u, count_note, &notes);
	CU_ASSERT_EQUAL(notes, 2);
	CU_ASSERT_TRUE(undo_take(u, UNDO_LINK_UP, "eth0", value));
	CU_ASSERT_STRING_EQUAL(value, "0");
	CU_ASSERT_FALSE(undo_take(u, UNDO_LINK_UP, "eth0", value));
	CU_ASSERT_TRUE(undo_take(u, UNDO_LINK_MTU, "eth0", value));
	undo_free(u);
}

static void test_names_of_devices(void)
{
	struct bench b;
	char buf[IFACE_NAME_SIZE];
	bench_open(&b);
	device(&b, 2, "eth0");
	device(&b, 3, "eth1");
	name(&b, 0, "eth0", "a", "");
	apply(&b, 1);
	CU_ASSERT_STRING_EQUAL(iface_name(&b.ifaces, link_find(&b.links, 2), buf, sizeof buf), "eth0");
	CU_ASSERT_STRING_EQUAL(
	    iface_name(&b.ifaces, link_find(&b.links, 3), buf, sizeof buf), "GigabitEthernet0/1");
	CU_ASSERT_PTR_EQUAL(iface_by_nameif(&b.ifaces, "A"), iface_find(&b.ifaces, "ETH0"));
	bench_close(&b);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"GigabitEthernet0/N follows the natural order of names", test_numbers_follow_names},
	    {"a device line wins over the number", test_device_line_wins},
	    {"a device that goes moves no other interface", test_a_device_that_goes_moves_nobody},
	    {"an interface has one IPv4 address, others' stay elsewhere", test_one_ipv4_address},
	    {"links and MTUs go up, down and back", test_up_and_back},
	    {"what was changed is known to a successor", test_undo_survives},
	    {"devices are called what the operator calls them", test_names_of_devices},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("iface", tests);
}
