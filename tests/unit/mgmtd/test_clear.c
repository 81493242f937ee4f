/* SPDX-License-Identifier: Apache-2.0 */
/* clear configure, section by section, and what a transaction that replaces a singleton leaves to the next posternd. */
#include <stdio.h>
#include <string.h>
#include "tests/unit/mgmtd/operator.h"
#include "tests/unit/unit.h"

static const char config[] =
    "interface GigabitEthernet0/0\n nameif outside\ninterface Tunnel1\n nameif T1\n"
    "interface Tunnel2\n nameif T2\n tunnel protection ipsec profile P\n"
    "object network N\n host 192.0.2.1\n"
    "prefix-list PL seq 5 permit 10.0.0.0/8\nroute-map RM permit 10\n"
    "route outside 10.0.0.0 255.0.0.0 192.0.2.77\n"
    "crypto ikev2 policy 10\n encryption aes-256\ncrypto ikev2 enable outside\n"
    "crypto ipsec ikev2 ipsec-proposal PR\ncrypto ipsec profile P\n set ikev2 ipsec-proposal PR\n"
    "group-policy GP internal\ngroup-policy GP attributes\n vpn-tunnel-protocol ikev2\n"
    "tunnel-group 192.0.2.1 type ipsec-l2l\ntunnel-group 192.0.2.1 ipsec-attributes\n"
    " ikev2 local-authentication pre-shared-key abc\ntunnel-group 192.0.2.2 type ipsec-l2l\n"
    "router bgp 65530\n address-family ipv4 unicast\n  neighbor 192.0.2.5 remote-as 65531\n"
    "  neighbor 192.0.2.5 prefix-list PL in\n";

static struct operator o;

static void begin(void)
{
	operator_begin(config);
	operator_meet(&o, &operator_tool);
}

static void end(void)
{
	ipc_close(o.conn);
	operator_end();
}

static void each_section(void)
{
	static const struct {
		const char *section, *gone, *kept;
	} cases[] = {
	    {"tunnel-group 192.0.2.1", "tunnel-group 192.0.2.1", "tunnel-group 192.0.2.2"},
	    {"tunnel-group", "tunnel-group", "group-policy"},
	    {"group-policy", "group-policy", "tunnel-group"},
	    {"interface Tunnel1", "interface Tunnel1", "interface Tunnel2"},
	    {"interface tunnel 1", "interface Tunnel1", "interface Tunnel2"},
	    {"interface", "\ninterface", "router bgp"},
	    {"route", "\nroute ", "route-map RM"},
	    {"router bgp", "router bgp", "route-map RM"},
	    {"router", "router bgp", "route-map RM"},
	    {"prefix-list", "\nprefix-list", "route-map RM"},
	    {"route-map", "\nroute-map", "prefix-list PL"},
	    {"object", "object network", "prefix-list PL"},
	    {"object network", "object network", "prefix-list PL"},
	    {"crypto ikev2", "crypto ikev2 policy", "crypto ipsec profile"},
	    {"crypto ikev2 policy", "crypto ikev2 policy", "crypto ikev2 enable"},
	    {"crypto", "\ncrypto ikev2", "tunnel-group"},
	    {"all", "Tunnel", "pager lines"},
	};
	char line[128];
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		begin();
		CU_ASSERT_TRUE(operator_shows(&o, "show running-config", cases[i].gone));
		if (strcmp(cases[i].section, "crypto") == 0) /* nothing may use what goes */
			CU_ASSERT_TRUE(operator_paste(&o, 0, "no interface Tunnel2\n"));
		if (strcmp(cases[i].section, "prefix-list") == 0)
			CU_ASSERT_TRUE(operator_paste(&o, 0, "no router bgp 65530\n"));
		snprintf(line, sizeof(line), "clear configure %s", cases[i].section);
		bool cleared = operator_say(&o, line);
		if (!cleared)
			printf("    %s: %s\n", line, o.error);
		CU_ASSERT_TRUE(cleared);
		CU_ASSERT_FALSE(operator_shows(&o, "show running-config", cases[i].gone));
		CU_ASSERT_PTR_NOT_NULL(strstr(o.text, cases[i].kept));
		CU_ASSERT_TRUE(operator_say(&o, "rollback 1"));
		CU_ASSERT_TRUE(operator_shows(&o, "show running-config", cases[i].gone));
		end();
	}
}

/* Each user of what would go is named. */
static void what_is_used_stays(void)
{
	begin();
	CU_ASSERT_TRUE(operator_paste(&o, 0, "interface Tunnel1\n tunnel protection ipsec profile P\n"));
	CU_ASSERT_FALSE(operator_say(&o, "clear configure crypto"));
	CU_ASSERT_PTR_NOT_NULL(strstr(o.error, "IPsec profile P is in use by"));
	CU_ASSERT_TRUE(operator_shows(&o, "show running-config crypto", "crypto ikev2 policy 10\n"));
	CU_ASSERT_FALSE(operator_say(&o, "clear configure prefix-list"));
	CU_ASSERT_TRUE(operator_say(&o, "clear configure interface"));
	CU_ASSERT_TRUE(operator_say(&o, "clear configure router bgp"));
	CU_ASSERT_TRUE(operator_say(&o, "clear configure crypto"));
	CU_ASSERT_TRUE(operator_say(&o, "clear configure prefix-list"));
	CU_ASSERT_FALSE(operator_shows(&o, "show running-config", "profile P"));
	end();
}

static void a_section_that_is_none(void)
{
	begin();
	CU_ASSERT_FALSE(operator_say(&o, "clear configure nonsense"));
	end();
}

/* In one transaction: the lines behind it are the new ones, for the daemons, the history and the next posternd. */
static void another_as(void)
{
	begin();
	CU_ASSERT_TRUE(operator_paste(&o, 0,
	    "no router bgp 65530\nrouter bgp 65000\n address-family ipv4\n  neighbor 192.0.2.5 remote-as "
	    "65531\n"));
	ipc_close(o.conn);
	operator_stop();
	operator_start();
	operator_meet(&o, &operator_tool);
	CU_ASSERT_TRUE(operator_shows(&o, "show running-config router", "router bgp 65000\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(o.text, "neighbor 192.0.2.5 remote-as 65531\n"));
	CU_ASSERT_PTR_NULL(strstr(o.text, "prefix-list PL in"));
	CU_ASSERT_TRUE(operator_say(&o, "rollback 1"));
	CU_ASSERT_TRUE(operator_shows(&o, "show running-config router", "router bgp 65530\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(o.text, "prefix-list PL in"));
	end();
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"each section", each_section},
	    {"what is used stays", what_is_used_stays},
	    {"a section that is none", a_section_that_is_none},
	    {"another AS", another_as},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("mgmtd-clear", tests);
}
