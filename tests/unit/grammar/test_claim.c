/* SPDX-License-Identifier: Apache-2.0 */
/* What lines of different places must not share: subnets, own addresses, VLANs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/unit/grammar/config.h"
#include "tests/unit/unit.h"

#define OUTSIDE "interface GigabitEthernet0/0\n nameif outside\n ip address 10.0.0.1 255.255.255.0\n"
#define ROUTE   "route outside 0 0 10.0.0.9\n"

/* Carries `text` out in what `before` has made; the one refusal has `wanted` in it, at this line. */
static void refused_at(const char *before, const char *text, size_t line, const char *wanted)
{
	struct cmd_batch batch;
	struct cmd_store *store = load(before);
	CU_ASSERT_PTR_NOT_NULL_FATAL(store);
	size_t count = refuse(store, text, &batch);
	CU_ASSERT_EQUAL_FATAL(count, 1);
	CU_ASSERT_EQUAL(batch.fault[0].number, line);
	if (!strstr(batch.fault[0].reason, wanted))
		printf("    %s\n", batch.fault[0].reason);
	CU_ASSERT_PTR_NOT_NULL(strstr(batch.fault[0].reason, wanted));
	cmd_batch_free(&batch);
	cmd_store_free(store);
}

static void accepted(const char *before, const char *text)
{
	struct cmd_store *store = load(before);
	CU_ASSERT_PTR_NOT_NULL_FATAL(store);
	CU_ASSERT_TRUE(change(store, text));
	cmd_store_free(store);
}

static void interfaces_in_one_subnet(void)
{
	static const char dmz[] = "interface GigabitEthernet0/1\n nameif dmz\n ip address ";
	char text[512];
	snprintf(text, sizeof(text), "%s10.0.0.129 255.255.255.128\n", dmz);
	refused_at(OUTSIDE, text, 3,
	    "to interface dmz, as the network overlaps with interface outside. Two interfaces cannot be in "
	    "the same subnet: 10.0.0.128/25, 10.0.0.0/24");
	refused_at("", OUTSIDE "interface Tunnel1\n ip address 10.0.0.6 255.255.255.252\n", 5,
	    "to interface Tunnel1, as the network overlaps with interface outside");
	snprintf(text, sizeof(text), "%s10.0.0.1 255.0.0.0\n", dmz); /* the wider one comes second */
	refused_at(OUTSIDE, text, 3, "10.0.0.0/8, 10.0.0.0/24");
	refused_at(OUTSIDE, "interface Loopback1\n ip address 10.0.0.1 255.255.255.255\n", 2, "overlaps");
	accepted(OUTSIDE, "interface Loopback1\n ip address 10.0.1.1 255.255.255.255\n");
	accepted(OUTSIDE, OUTSIDE);
	accepted(OUTSIDE, "interface GigabitEthernet0/0\n ip address 10.0.0.2 255.255.0.0\n");
}

/* Only what is left in the end counts, in whichever order it is said. */
static void addresses_change_places(void)
{
	static const char two[] = OUTSIDE "interface Tunnel1\n ip address 10.1.0.1 255.255.255.252\n";
	accepted(two,
	    "interface Tunnel1\n ip address 10.0.0.1 255.255.255.0\ninterface GigabitEthernet0/0\n ip "
	    "address 10.1.0.1 255.255.255.252\n");
	accepted(two,
	    "interface Tunnel1\n ip address 10.0.0.1 255.255.255.0\ninterface GigabitEthernet0/0\n no ip "
	    "address\n");
	refused_at(two, "interface Tunnel1\n ip address 10.0.0.1 255.255.255.0\n", 2, "overlaps");
}

static void addresses_of_both_families(void)
{
	static const char one[] = "interface Tunnel1\n ipv6 address fd00:1::1/64\n ipv6 address fe80::1/64\n";
	refused_at(one, "interface Tunnel2\n ipv6 address fd00:1::2/64\n", 2, "fd00:1::/64, fd00:1::/64");
	accepted(one, "interface Tunnel2\n ipv6 address fe80::1/64\n");
	accepted(one, "interface Tunnel1\n ipv6 address fd00:1::3/48\n");
	accepted("", "interface Tunnel1\n ipv6 address ::a00:1/112\n ip address 10.0.0.1 255.255.255.0\n");
}

static void own_addresses(void)
{
	static const char own[] = "%Invalid next hop address, it belongs to one of our interfaces";
	refused_at(OUTSIDE, "route outside 0 0 10.0.0.1\n", 1, own);
	refused_at("", "route outside 0 0 10.0.0.1\n" OUTSIDE, 1, own);
	refused_at(OUTSIDE ROUTE, "interface GigabitEthernet0/0\n ip address 10.0.0.9 255.255.255.0\n", 2,
	    "change \"route outside 0.0.0.0 0.0.0.0 10.0.0.9 1\" first");
	accepted(OUTSIDE ROUTE, "interface GigabitEthernet0/0\n ip address 10.0.0.9 255.255.255.0\n"
				"no route outside 0 0 10.0.0.9\n");
	refused_at("interface Tunnel1\n nameif T\n ipv6 address fd00::1/64\n", "ipv6 route T ::/0 fd00::1\n",
	    1, own);
	refused_at(OUTSIDE, "router bgp 1\n address-family ipv4 unicast\n  neighbor 10.0.0.1 remote-as 2\n",
	    3, "Cannot configure the local system as neighbor");
}

static void vlans_of_one_device(void)
{
	static const char ten[] = "interface GigabitEthernet0/0.10\n vlan 10\n";
	refused_at(ten, "interface GigabitEthernet0/0.20\n vlan 10\n", 2,
	    "this VLAN is already that of interface GigabitEthernet0/0.10");
	refused_at("", "interface GigabitEthernet0/0.10\n vlan 7\ninterface GigabitEthernet0/0.20\n vlan 7\n",
	    4, "interface GigabitEthernet0/0.10");
	accepted(ten, "interface GigabitEthernet0/1.20\n vlan 10\n");
	accepted(
	    ten, "interface GigabitEthernet0/0.20\n vlan 10\ninterface GigabitEthernet0/0.10\n vlan 20\n");
	accepted(ten, "interface GigabitEthernet0/0.20\n vlan 10\nno interface GigabitEthernet0/0.10\n");
}

/* What was there when the rule came stays, and is in nobody's way. */
static void old_overlaps_are_nobodys_fault(void)
{
	struct cmd_batch batch;
	struct cmd_store *store = load(OUTSIDE);
	cmd_store_begin(store);
	static const char text[] = "interface Tunnel1\n ip address 10.0.0.2 255.255.255.0\n";
	CU_ASSERT_FALSE(cmd_batch_run(store, text, strlen(text), &batch));
	cmd_batch_free(&batch);
	cmd_store_commit(store); /* as at a start */
	CU_ASSERT_TRUE(change(store, "interface Tunnel2\n ip address 10.9.0.1 255.255.255.0\n"));
	CU_ASSERT_TRUE(change(store, "no interface Tunnel1\n"));
	cmd_store_free(store);
}

/* Taken back and done again: the index is as the lines are. */
static void the_index_follows_an_abort(void)
{
	struct cmd_batch batch;
	struct cmd_store *store = load(OUTSIDE ROUTE "interface GigabitEthernet0/0.10\n vlan 10\n");
	CU_ASSERT_NOT_EQUAL(
	    refuse(store, "no interface GigabitEthernet0/0\nno interface GigabitEthernet0/0.10\nnonsense\n",
		&batch),
	    0);
	cmd_batch_free(&batch);
	CU_ASSERT_FALSE(change(store, "interface Tunnel1\n ip address 10.0.0.1 255.255.255.0\n"));
	CU_ASSERT_FALSE(change(store, "interface GigabitEthernet0/0.11\n vlan 10\n"));
	CU_ASSERT_FALSE(change(store, "route outside 10.5.0.0 255.255.0.0 10.0.0.1\n"));
	CU_ASSERT_TRUE(change(store, "no interface GigabitEthernet0/0\nno route outside 0 0\n"));
	CU_ASSERT_TRUE(change(store, "interface Tunnel1\n ip address 10.0.0.9 255.255.255.0\n"));
	cmd_store_free(store);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"interfaces in one subnet", interfaces_in_one_subnet},
	    {"addresses change places", addresses_change_places},
	    {"addresses of both families", addresses_of_both_families},
	    {"own addresses", own_addresses},
	    {"VLANs of one device", vlans_of_one_device},
	    {"old overlaps are nobody's fault", old_overlaps_are_nobodys_fault},
	    {"the index follows an abort", the_index_follows_an_abort},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("grammar-claim", tests);
}
