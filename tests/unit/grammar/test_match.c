/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include "cmd_args.h"
#include "lib/cmd_render.h"
#include "tests/unit/unit.h"

#define TUNNEL "interface Tunnel1"
#define AF     "router bgp 65530\naddress-family ipv4 unicast"

struct accepted {
	const char *place, *line, *canonical;
	unsigned up;
};

static const struct accepted accepted[] = {
    {"", "int gi0/0", "interface GigabitEthernet0/0", 0},
    {"", "interface tunnel 1", "interface Tunnel1", 0},
    {"", "INTERFACE TUNNEL1", "interface Tunnel1", 0},
    {"", "interface eth0", "interface eth0", 0},
    {"", "interface gigabitethernet 0/1.20", "interface GigabitEthernet0/1.20", 0},
    {"", "cry ike pol 10", "crypto ikev2 policy 10", 0},
    {"", "route outside1 0 0 192.0.2.1", "route outside1 0.0.0.0 0.0.0.0 192.0.2.1 1", 0},
    {"", "route o 10.0.0.0 255.0.0.0 192.0.2.1 5", "route o 10.0.0.0 255.0.0.0 192.0.2.1 5", 0},
    {"", "route null0 10.0.0.0 255.0.0.0", "route Null0 10.0.0.0 255.0.0.0 1", 0},
    {"", "route n 0 0 192.0.2.1", "route n 0.0.0.0 0.0.0.0 192.0.2.1 1", 0},
    {"", "route n 0 0", "route Null0 0.0.0.0 0.0.0.0 1", 0},
    {"", "pager 40", "pager lines 40", 0},
    {"", "router bgp 1.10", "router bgp 65546", 0},
    {"", "banner motd  Keep  out!", "banner motd Keep  out!", 0},
    {"interface GigabitEthernet0/1.10", "vlan 10", "vlan 10", 0},
    {TUNNEL, "no shut", "no shutdown", 0},
    {TUNNEL, "ip add 10.1.2.3", "ip address 10.1.2.3 255.0.0.0", 0},
    {TUNNEL, "ip address 192.168.1.1 255.255.255.255", "ip address 192.168.1.1 255.255.255.255", 0},
    {TUNNEL, "ipv6 address 2001:DB8::1/64", "ipv6 address 2001:db8::1/64", 0},
    {TUNNEL, "crypto ikev2 enable outside1", "crypto ikev2 enable outside1", 1},
    {TUNNEL, "description a # b ! c ?", "description a # b ! c ?", 0},
    {"crypto ikev2 policy 10", "encryption aes aes-gcm-256 aes", "encryption aes-gcm-256 aes", 0},
    {"crypto ikev2 policy 10", "group 14 21", "group 21 14", 0},
    {"crypto ikev2 policy 10", "lifetime seconds none", "lifetime seconds none", 0},
    {"crypto ipsec profile P", "set pfs", "set pfs group14", 0},
    {"crypto ipsec profile P", "set security-association lifetime kilobytes unlimited",
	"set security-association lifetime kilobytes unlimited", 0},
    {"tunnel-group 192.0.2.1 ipsec-attributes", "isakmp keepalive threshold 30",
	"isakmp keepalive threshold 30 retry 2", 0},
    {"tunnel-group 192.0.2.1 ipsec-attributes", "isakmp keepalive threshold infinite retry 5",
	"isakmp keepalive threshold infinite retry 5", 0},
    {"tunnel-group 192.0.2.1 ipsec-attributes", "isakmp keepalive disable", "isakmp keepalive disable", 0},
    {AF, "network 192.168.0.0 mask 255.255.255.0", "network 192.168.0.0", 0},
    {AF, "network 10.1.0.0 mask 255.255.0.0", "network 10.1.0.0 mask 255.255.0.0", 0},
    {AF, "neighbor 10.0.0.1 ebgp-multihop", "neighbor 10.0.0.1 ebgp-multihop 255", 0},
    {AF, "neighbor 10.0.0.1 password 5", "neighbor 10.0.0.1 password 5", 0},
    {AF, "neighbor 10.0.0.1 password 0 5", "neighbor 10.0.0.1 password 5", 0},
    {AF, "neighbor 10.0.0.1 maximum-prefix 100 70 restart 5",
	"neighbor 10.0.0.1 maximum-prefix 100 70 restart 5", 0},
    {AF, "neighbor 10.0.0.1 maximum-prefix 100 75", "neighbor 10.0.0.1 maximum-prefix 100", 0},
    {AF, "no neighbor 10.0.0.1 timers", "no neighbor 10.0.0.1 timers 0 0", 0},
    {AF, "bgp router-id 1.2.3.4", "bgp router-id 1.2.3.4", 1},
    {AF, "hostname x", "hostname x", 2},
    {">", "en", "enable", 0},
    {"#", "en", "enable", 0},
    {"#", "end", "end", 0},
    {"", "logging buffered 7", "logging buffered debugging", 0},
    {TUNNEL, "no ipv6 address", "no ipv6 address -/0", 0},
    {TUNNEL, "ip address 10.0.0.0 255.255.255.254", "ip address 10.0.0.0 255.255.255.254", 0},
    {TUNNEL, "no ip address 10.0.0.0 255.255.255.0", "no ip address 10.0.0.0 255.255.255.0", 0},
    {"#", "show bgp 10.2.0.0 255.255.0.0", "show bgp ipv4 unicast 10.2.0.0 255.255.0.0", 0},
    {AF, "no maximum-paths", "no maximum-paths 0", 0},
    {"#", "show run int t1", "show running-config interface t1", 0},
    {"#", "sh run int tunnel 1", "show running-config interface Tunnel1", 0},
    {"", "sh run cry ik", "show running-config crypto ikev2", 0},
    {"#", "ping outside1 10.0.0.1 repeat 3 size 100", "ping outside1 10.0.0.1 repeat 3 size 100", 0},
    {"#", "ping 10.0.0.1 size 100 repeat 3", "ping 10.0.0.1 repeat 3 size 100", 0},
    {"#", "ping host.example.org", "ping host.example.org", 0},
    {"#", "ping host.example.org df-bit rep 3", "ping host.example.org repeat 3 df-bit", 0},
    {"#", "ping outside1 host data 00ff", "ping outside1 host data 00ff", 0},
    {"#", "conf t", "configure terminal", 0},
    {"#", "wr", "write memory", 0},
    {"#", "clear bgp *", "clear bgp * ipv4 unicast", 0},
    {"#", "show bgp sum", "show bgp ipv4 unicast summary", 0},
    {"#", "show bgp 10.0.0.0/16", "show bgp ipv4 unicast 10.0.0.0/16", 0},
    {">", "show version", "show version", 0},
    {"#", "show bgp ipv6 uni sum", "show bgp ipv6 unicast summary", 0},
    {"#", "show bgp ipv6 unicast 2001:db8::/32", "show bgp ipv6 unicast 2001:db8::/32", 0},
    {">", "sh ipv6 ro 2001:db8::1", "show ipv6 route 2001:db8::1", 0},
};

static void accepts(void)
{
	for (size_t i = 0; i < sizeof(accepted) / sizeof(accepted[0]); i++) {
		const struct accepted *a = &accepted[i];
		struct cmd_place place;
		struct cmd_match m;
		char text[CMD_LINE_MAX] = "";
		CU_ASSERT_FATAL(cmd_place_from(&place, a->place));
		enum cmd_status status = cmd_match(&place, a->line, 0, &m);
		if (status == CMD_OK)
			cmd_render_sentence(
			    m.sentence, m.args, m.negated, CMD_RENDER_CLEAR, text, sizeof(text));
		if (status != CMD_OK || m.up != a->up || strcmp(text, a->canonical) != 0)
			printf("    '%s': status %d up %u '%s'\n", a->line, status, m.up, text);
		CU_ASSERT_EQUAL(status, CMD_OK);
		CU_ASSERT_EQUAL(m.up, a->up);
		CU_ASSERT_STRING_EQUAL(text, a->canonical);
	}
}

struct rejected {
	const char *place, *line;
	enum cmd_status status;
	size_t caret;       /* of CMD_INVALID */
	const char *reason; /* a part of it, or NULL */
};

static const struct rejected rejected[] = {
    {"#", "show conduit", CMD_INVALID, 8, NULL},
    {"#", "xyzzy", CMD_INVALID, 0, NULL},
    {"#", "show crypto ipsec", CMD_INCOMPLETE, 0, NULL},
    {"#", "c t", CMD_AMBIGUOUS, 0, NULL},
    {TUNNEL, "s", CMD_AMBIGUOUS, 0, NULL},
    {">", "configure terminal", CMD_INVALID, 0, NULL},
    {">", "show running-config", CMD_INVALID, 6, NULL},
    {"#", "show ip route", CMD_REFUSED, 0, "show route"},
    {"#", "show version now", CMD_INVALID, 13, NULL},
    {"", "crypto ikev2 policy 0", CMD_INVALID, 20, "1 to 65535"},
    {"", "route outside1 10.0.0.1 255.0.0.0 192.0.2.1", CMD_REFUSED, 0, "10.0.0.0/8"},
    {"", "route outside1 10.0.0.0 255.0.255.0 192.0.2.1", CMD_INVALID, 24, "contiguous"},
    {TUNNEL, "ip address 10.0.0.1/30", CMD_INVALID, 11, "prefix length"},
    {TUNNEL, "ipv6 address 2001:db8::1", CMD_INVALID, 13, "prefix length is needed"},
    {TUNNEL, "ip address 11.XX.XX.1 255.255.255.0", CMD_REFUSED, 0, "'11.XX.XX.1'"},
    {TUNNEL, "ip address 10.0.0.0 255.255.255.252", CMD_REFUSED, 0, "the address of 10.0.0.0/30"},
    {TUNNEL, "ip address 10.0.0.3 255.255.255.252", CMD_REFUSED, 0, "broadcast address of 10.0.0.0/30"},
    {TUNNEL, "ip address 10.255.255.255", CMD_REFUSED, 0, "broadcast address of 10.0.0.0/8"},
    {TUNNEL, "ipv6 address autoconfig", CMD_REFUSED, 0, "router advertisements"},
    {"", "tunnel-group 120.XX.XX.191 type ipsec-l2l", CMD_REFUSED, 0, "'120.XX.XX.191'"},
    {"", "interface port-channel 1", CMD_INVALID, 10, "interface bond1"},
    {"", "interface bvi2", CMD_INVALID, 10, "interface br2"},
    {"", "interface gi0", CMD_INVALID, 10, "GigabitEthernet0/1"},
    {"", "hostname -x", CMD_INVALID, 9, "Hostname"},
    {"", "crypto map M 10 match address A", CMD_REFUSED, 0, "tunnel protection"},
    {"", "access-list A extended permit ip any any", CMD_REFUSED, 0, "not enforced"},
    {"", "ip route 0.0.0.0 0.0.0.0 1.2.3.4", CMD_REFUSED, 0, "IOS"},
    {"", "do show version", CMD_REFUSED, 0, "no \"do\""},
    {"", "enable secret 5 KEY", CMD_REFUSED, 0, "enable password"},
    {"", "username ann privilege 15 secret KEY", CMD_REFUSED, 0, "username NAME password"},
    {"", "ip nat inside source list 1", CMD_REFUSED, 0, "nftables"},
    {"", "route outside1 10.0.0.0 0.255.255.255 192.0.2.1", CMD_INVALID, 24, "write 255.0.0.0"},
    {TUNNEL, "keepalive 10 3", CMD_REFUSED, 0, "isakmp keepalive"},
    {AF, "network 10.0.0.0 255.0.0.0", CMD_REFUSED, 0, "network ADDRESS mask MASK"},
    {AF, "neighbor 10.0.0.1 default-originate route-map M", CMD_REFUSED, 0, "without a condition"},
    {"crypto ikev2 policy 1", "encryption des", CMD_REFUSED, 0, "use aes"},
    {"crypto ikev2 policy 1", "encryption aes-128", CMD_REFUSED, 0, "spelled aes"},
    {"crypto ikev2 policy 1", "group 1", CMD_REFUSED, 0, "use group 14"},
    {"crypto ikev2 policy 1", "integrity md5", CMD_REFUSED, 0, "use sha256"},
    {"crypto ikev2 policy 1", "lifetime 43200", CMD_REFUSED, 0, "lifetime seconds"},
    {"router bgp 1", "neighbor 10.0.0.1 remote-as 2", CMD_INVALID, 1, NULL},
    {"", "no neighbor 10.0.0.1", CMD_INVALID, 4, NULL},
    {"", "no crypto ikev2 policy", CMD_INCOMPLETE, 0, NULL},
    {AF, "no neighbor", CMD_INCOMPLETE, 0, NULL},
};

static void rejects(void)
{
	for (size_t i = 0; i < sizeof(rejected) / sizeof(rejected[0]); i++) {
		const struct rejected *r = &rejected[i];
		struct cmd_place place;
		struct cmd_match m;
		CU_ASSERT_FATAL(cmd_place_from(&place, r->place));
		enum cmd_status status = cmd_match(&place, r->line, 0, &m);
		bool caret = status != CMD_INVALID || m.caret == r->caret;
		bool reason = !r->reason || strstr(m.reason, r->reason);
		if (status != r->status || !caret || !reason)
			printf("    '%s': status %d caret %zu '%s'\n", r->line, status, m.caret, m.reason);
		CU_ASSERT_EQUAL(status, r->status);
		CU_ASSERT(caret);
		CU_ASSERT(reason);
	}
}

static const void *args_of(const char *where, const char *line, struct cmd_match *m)
{
	struct cmd_place place;
	CU_ASSERT_FATAL(cmd_place_from(&place, where));
	CU_ASSERT_EQUAL_FATAL(cmd_match(&place, line, 0, m), CMD_OK);
	return m->args;
}

static void fills_arguments(void)
{
	struct cmd_match m;
	const struct cmd_route *route =
	    args_of("", "route private 192.168.1.0 255.255.255.0 192.168.50.215", &m);
	CU_ASSERT_STRING_EQUAL(route->ifname, "private");
	CU_ASSERT_EQUAL(route->destination.v4.s_addr, htonl(0xc0a80100));
	CU_ASSERT_EQUAL(route->mask, 24);
	CU_ASSERT_EQUAL(route->metric, 1);
	const struct cmd_ipsec_profile_set_ikev2_ipsec_proposal *set =
	    args_of("crypto ipsec profile P", "set ikev2 ipsec-proposal A B C", &m);
	CU_ASSERT_EQUAL_FATAL(set->proposals.count, 3);
	CU_ASSERT_STRING_EQUAL(set->proposals.name[2], "C");
	const struct cmd_ikev2_policy_encryption *encryption =
	    args_of("crypto ikev2 policy 10", "encryption aes aes-gcm-256", &m);
	CU_ASSERT_EQUAL(
	    encryption->algorithms, 1u << CMD_IKE_ENCRYPTION_AES | 1u << CMD_IKE_ENCRYPTION_AES_GCM_256);
	const struct cmd_ikev2_policy_lifetime_seconds *none =
	    args_of("crypto ikev2 policy 10", "lifetime seconds none", &m);
	CU_ASSERT_FALSE(none->has_seconds);
	CU_ASSERT_TRUE(none->has_none);
}

static void follows_modes(void)
{
	struct cmd_place place;
	struct cmd_match m;
	CU_ASSERT_FATAL(cmd_place_from(&place, "#"));
	static const char *const lines[] = {"configure terminal", "router bgp 65530", "address-family ipv4",
	    "neighbor 10.0.0.1 remote-as 1", "exit-address-family", "exit", "int tu1", "end"};
	static const char *const texts[] = {
	    "", "router bgp 65530", AF, AF, "router bgp 65530", "", TUNNEL, "#"};
	static const char *const prompts[] = {"config", "config-router", "config-router-af",
	    "config-router-af", "config-router", "config", "config-if", ""};
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		CU_ASSERT_EQUAL(cmd_match(&place, lines[i], 0, &m), CMD_OK);
		cmd_place_follow(&place, &m);
		CU_ASSERT_STRING_EQUAL(cmd_place_text(&place), texts[i]);
		CU_ASSERT_STRING_EQUAL(cmd_place_prompt(&place), prompts[i]);
	}
	CU_ASSERT_FALSE(cmd_place_from(&place, "interface Tunnel1\nshutdown"));
}

static void error_texts(void)
{
	struct cmd_place place;
	struct cmd_match m;
	char text[400];
	cmd_place_from(&place, "#");
	cmd_match(&place, "show conduit", 0, &m);
	CU_ASSERT_STRING_EQUAL(cmd_match_error(&m, "show conduit", text, sizeof(text)),
	    "ERROR: % Invalid input detected at '^' marker.");
	cmd_match(&place, "show crypto ipsec", 0, &m);
	CU_ASSERT_STRING_EQUAL(cmd_match_error(&m, "", text, sizeof(text)), "ERROR: % Incomplete command");
	cmd_match(&place, "c t", 0, &m);
	CU_ASSERT_STRING_EQUAL(
	    cmd_match_error(&m, "c t", text, sizeof(text)), "ERROR: % Ambiguous command:  \"c t\"");
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"accepted lines become canonical", accepts},
	    {"refused lines say where and why", rejects},
	    {"words fill typed arguments", fills_arguments},
	    {"modes are entered and left", follows_modes},
	    {"errors are ASA's words", error_texts},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("grammar-match", tests);
}
