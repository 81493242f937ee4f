/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/made.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "tests/unit/ribd/bench.h"
#include "tests/unit/unit.h"

#define ETH1     3
#define FIRST    100 /* ifindex of what is made first */
#define SUB      "GigabitEthernet0/1.10"
#define SUB_MADE "Gi0_1.10"

/* eth0 and eth1, and one interface, a sub-interface of eth1 with an address. */
static void open_sub(struct bench *b, uint16_t vlan)
{
	bench_open(b);
	device(b, 2, "eth0");
	kernel_link_up(b->kernel, device(b, ETH1, "eth1")->ifindex, false);
	name(b, 0, SUB, "office", "192.0.2.1/24");
	name(b, 1, "GigabitEthernet0/1", "", "");
	b->config[0].vlan = vlan;
	apply(b, 2);
}

static const struct link *made(struct bench *b, const char *name)
{
	return link_find_device(&b->links, name);
}

static void test_names(void)
{
	static const struct {
		const char *name, *device;
	} rows[] = {
	    {"GigabitEthernet0/1.10", "Gi0_1.10"},
	    {"TenGigabitEthernet0/12.4094", "Te0_12.4094"},
	    {"Loopback10413", "Loopback10413"},
	    {"eth0.10", "eth0.10"},
	    {"GigabitEthernet0/1", ""},
	    {"Tunnel1", ""},
	    {"eth0", ""},
	    {"GigabitEthernet12345/12.12345", ""},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct iface_config c = {0};
		char text[IF_NAMESIZE];
		snprintf(c.name, sizeof c.name, "%s", rows[i].name);
		CU_ASSERT_EQUAL(made_name(&c, text), rows[i].device[0] != '\0');
		CU_ASSERT_STRING_EQUAL(text, rows[i].device);
	}
}

static void test_sub_interface(void)
{
	struct bench b;
	open_sub(&b, 10);
	const struct link *link = made(&b, SUB_MADE);
	CU_ASSERT_PTR_NOT_NULL_FATAL(link);
	CU_ASSERT_STRING_EQUAL(device_of(&b, SUB), SUB_MADE);
	CU_ASSERT_EQUAL(link->k.parent, ETH1);
	CU_ASSERT_EQUAL(link->k.vlan, 10);
	CU_ASSERT_TRUE(link->k.up);
	CU_ASSERT_STRING_EQUAL(addresses(&b, FIRST), "192.0.2.1/24");
	CU_ASSERT_TRUE(link_find(&b.links, ETH1)->k.up); /* without nameif, for what stands on it */
	/* Another number is another device; none: no device, and the one below goes back to what it was. */
	b.config[0].vlan = 20;
	apply(&b, 2);
	CU_ASSERT_EQUAL(made(&b, SUB_MADE)->k.vlan, 20);
	CU_ASSERT_STRING_EQUAL(addresses(&b, FIRST + 1), "192.0.2.1/24");
	b.config[0].vlan = 0;
	apply(&b, 2);
	CU_ASSERT_PTR_NULL(made(&b, SUB_MADE));
	CU_ASSERT_STRING_EQUAL(made_missing(&b.ifaces, iface_find(&b.ifaces, SUB)), "no VLAN is configured");
	CU_ASSERT_FALSE(link_find(&b.links, ETH1)->k.up);
	bench_close(&b);
}

static void test_parent_not_configured(void)
{
	struct bench b;
	bench_open(&b);
	device(&b, 2, "eth0");
	device(&b, ETH1, "eth1");
	name(&b, 0, SUB, "office", "192.0.2.1/24");
	name(&b, 1, "eth0.7", "lab", "192.0.3.1/24");
	name(&b, 2, "GigabitEthernet0/9.7", "far", "192.0.4.1/24");
	for (int i = 0; i < 3; i++)
		b.config[i].vlan = 7;
	apply(&b, 3);
	CU_ASSERT_EQUAL(made(&b, SUB_MADE)->k.parent, ETH1);
	CU_ASSERT_EQUAL(made(&b, "eth0.7")->k.parent, 2);
	CU_ASSERT_EQUAL(b.kernel->links_made, 2);
	CU_ASSERT_STRING_EQUAL(made_missing(&b.ifaces, iface_find(&b.ifaces, "GigabitEthernet0/9.7")),
	    "the interface that it stands on has no device");
	bench_close(&b);
}

static void test_loopback(void)
{
	struct bench b;
	bench_open(&b);
	name(&b, 0, "Loopback1", "lo1", "198.51.100.1/32");
	apply(&b, 1);
	CU_ASSERT_STRING_EQUAL(made(&b, "Loopback1")->k.kind, "dummy");
	CU_ASSERT_TRUE(made(&b, "Loopback1")->k.up);
	CU_ASSERT_STRING_EQUAL(addresses(&b, FIRST), "198.51.100.1/32");
	apply(&b, 0);
	CU_ASSERT_PTR_NULL(made(&b, "Loopback1"));
	bench_close(&b);
}

/* A successor finds what is there: what is configured stays as it is, what is not goes, others' stay. */
static void test_adopted(void)
{
	struct bench b;
	open_sub(&b, 10);
	name(&b, 2, "Loopback1", "lo1", "198.51.100.1/32");
	apply(&b, 3);
	struct kernel_link *other = device(&b, 50, "Loopback2");
	snprintf(other->kind, sizeof other->kind, "dummy");
	link_update(&b.links, other);
	iface_table_free(&b.ifaces);
	b.before_count = 0;
	apply(&b, 2);
	CU_ASSERT_EQUAL(b.kernel->links_made, 2);
	CU_ASSERT_EQUAL(made(&b, SUB_MADE)->k.ifindex, FIRST);
	CU_ASSERT_PTR_NULL(made(&b, "Loopback1"));
	CU_ASSERT_PTR_NOT_NULL(made(&b, "Loopback2"));
	/* A device that somebody else has made is used by its name, and outlives us. */
	name(&b, 2, "Loopback2", "lo2", "198.51.100.2/32");
	apply(&b, 3);
	CU_ASSERT_STRING_EQUAL(device_of(&b, "Loopback2"), "Loopback2");
	CU_ASSERT_STRING_EQUAL(addresses(&b, 50), "198.51.100.2/32");
	iface_withdraw_all(&b.ifaces);
	made_remove_all(&b.ifaces);
	CU_ASSERT_PTR_NULL(made(&b, SUB_MADE));
	CU_ASSERT_PTR_NOT_NULL(made(&b, "Loopback2"));
	CU_ASSERT_STRING_EQUAL(addresses(&b, 50), "");
	bench_close(&b);
}

static void test_refusals(void)
{
	struct bench b;
	open_sub(&b, 10);
	name(&b, 2, "GigabitEthernet0/1.11", "twin", "192.0.3.1/24");
	b.config[2].vlan = 10;
	apply(&b, 3);
	CU_ASSERT_STRING_EQUAL(device_of(&b, "GigabitEthernet0/1.11"), "");
	CU_ASSERT_STRING_EQUAL(made_missing(&b.ifaces, iface_find(&b.ifaces, "GigabitEthernet0/1.11")),
	    "another device has this VLAN");
	b.kernel->link_refusal = -EOPNOTSUPP;
	b.config[2].vlan = 11;
	apply(&b, 3);
	CU_ASSERT_STRING_EQUAL(made_missing(&b.ifaces, iface_find(&b.ifaces, "GigabitEthernet0/1.11")),
	    "this Linux kernel makes no such devices");
	bench_close(&b);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"names that Linux takes", test_names},
	    {"a sub-interface follows its VLAN", test_sub_interface},
	    {"the interface below need not be configured", test_parent_not_configured},
	    {"a loopback comes and goes", test_loopback},
	    {"a successor adopts, others' devices stay", test_adopted},
	    {"what is in the way is named", test_refusals},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("made", tests);
}
