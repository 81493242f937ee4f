/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/cmd_render.h"
#include "lib/cmd_section.h"
#include "lib/cmd_table.h"
#include "tests/unit/grammar/config.h"
#include "tests/unit/unit.h"

static void expect_text(const struct cmd_store *store, const char *section, unsigned flags, const char *want)
{
	char *got = print_store(store, section, flags);
	if (strcmp(got, want) != 0)
		printf("    section '%s':\n%s", section, got);
	CU_ASSERT_STRING_EQUAL(got, want);
	free(got);
}

static struct cmd_store *load_fixture(const char *name)
{
	char *text = read_fixture(name);
	struct cmd_store *store = load(text);
	CU_ASSERT_PTR_NOT_NULL_FATAL(store);
	free(text);
	return store;
}

static void golden(void)
{
	static const struct {
		const char *fixture, *golden;
		unsigned flags;
	} rows[] = {
	    {"gateway1.cfg", "gateway1.txt", 0},
	    {"gateway2.cfg", "gateway2.txt", 0},
	    {"gateway3.cfg", "gateway3.txt", 0},
	    {"gateway1.cfg", "gateway1-all.txt", CMD_RENDER_ALL},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct cmd_store *store = load_fixture(rows[i].fixture);
		char *want = read_golden(rows[i].golden);
		expect_text(store, "", rows[i].flags, want);
		free(want);
		cmd_store_free(store);
	}
}

static void sections(void)
{
	struct cmd_store *store = load_fixture("gateway1.cfg");
	expect_text(store, "interface Tunnel1", 0,
	    "!\ninterface Tunnel1\n nameif ALIYUN1\n ip address 169.254.10.2 255.255.255.252 \n"
	    " tunnel source interface outside1\n tunnel destination 198.51.100.191\n tunnel mode ipsec ipv4\n"
	    " tunnel protection ipsec profile ALIYUN-PROFILE\n!\n");
	expect_text(store, "mtu", 0, "mtu outside1 1500\nmtu private 1500\n");
	expect_text(store, "crypto ikev2", 0,
	    "crypto ikev2 policy 10\n encryption aes\n integrity sha\n group 14\n prf sha\n lifetime seconds "
	    "86400\n"
	    "crypto ikev2 enable outside1\n");
	expect_text(store, "tunnel-group 198.51.100.191", CMD_RENDER_CLEAR,
	    "tunnel-group 198.51.100.191 type ipsec-l2l\ntunnel-group 198.51.100.191 ipsec-attributes\n"
	    " ikev2 remote-authentication pre-shared-key fddsFF123****\n"
	    " ikev2 local-authentication pre-shared-key fddsFF123****\n");
	expect_text(store, "hostname", 0, "hostname ciscoasa\n");
	expect_text(store, "dhcpd", 0, "");
	cmd_store_free(store);
}

/* Sections that no line begins with. */
static void views(void)
{
	struct cmd_store *store =
	    load("interface GigabitEthernet0/0\nnameif outside\nsecurity-level 5\nip address 192.0.2.1 "
		 "255.255.255.0\n"
		 "description Internet\ninterface GigabitEthernet0/1\nnameif inside\n"
		 "ipv6 address 2001:db8::1/64\ninterface GigabitEthernet0/2\nshutdown\n"
		 "crypto ipsec profile P\nobject network N\nhost 192.0.2.7\nobject service S\n"
		 "no sysopt connection permit-vpn\nsysopt connection tcpmss 1350\n");
	expect_text(store, "nameif", 0,
	    "!\ninterface GigabitEthernet0/0\n nameif outside\n security-level 5\n!\n"
	    "interface GigabitEthernet0/1\n nameif inside\n!\n");
	expect_text(store, "ip address", 0,
	    "!\ninterface GigabitEthernet0/0\n nameif outside\n security-level 5\n"
	    " ip address 192.0.2.1 255.255.255.0 \n!\n");
	expect_text(store, "ipv6 address", 0,
	    "!\ninterface GigabitEthernet0/1\n nameif inside\n ipv6 address 2001:db8::1/64\n!\n");
	expect_text(store, "object id N", 0, "object network N\n host 192.0.2.7\n");
	expect_text(store, "object id S", 0, "object service S\n");
	expect_text(store, "access-list", 0, "");
	expect_text(store, "sysopt", 0, "sysopt connection tcpmss 1350\nno sysopt connection permit-vpn\n");
	cmd_store_free(store);
}

static void expect_section(const char *typed, const char *want, size_t used)
{
	char got[128];
	CU_ASSERT_EQUAL(cmd_section_expand(typed, got, sizeof(got)), used);
	CU_ASSERT_STRING_EQUAL(got, want);
}

/* As typed, shortened too; what does not belong to the section is left. */
static void sections_as_typed(void)
{
	expect_section("nameif", "nameif", 6);
	expect_section("ip", "ip", 2);
	expect_section("ip add", "ip address", 6);
	expect_section("ip local pool", "ip local pool", 13);
	expect_section("ipsec", "crypto ipsec", 5);
	expect_section("isakmp", "crypto isakmp", 6);
	expect_section("crypto isa", "crypto isakmp", 10);
	expect_section("crypto map", "crypto map", 10);
	expect_section("access-list OUT", "access-list OUT", 15);
	expect_section("object id N", "object id N", 11);
	expect_section("object net", "object network", 10);
	expect_section("int gi0/0", "interface GigabitEthernet0/0", 9);
	expect_section("names", "names", 5);
	expect_section("ip nonsense", "ip", 2);
}

static void order(void)
{
	struct cmd_store *store =
	    load("router bgp 1\naddress-family ipv4\nneighbor 10.0.0.10 remote-as 2\n"
		 "neighbor 10.0.0.9 activate\nneighbor 10.0.0.10 activate\nnetwork 10.0.0.0\n"
		 "neighbor 10.0.0.9 remote-as 3\ncrypto ikev2 policy 20\ncrypto ikev2 policy 3\n"
		 "banner motd b\nbanner motd a\nbanner motd b\n"
		 "interface Tunnel10\ninterface Tunnel2\ninterface GigabitEthernet0/1\n");
	expect_text(store, "router", 0,
	    "router bgp 1\n bgp log-neighbor-changes\n address-family ipv4 unicast\n  neighbor 10.0.0.9 "
	    "remote-as 3\n"
	    "  neighbor 10.0.0.9 activate\n  neighbor 10.0.0.10 remote-as 2\n  neighbor 10.0.0.10 activate\n"
	    "  network 10.0.0.0\n  no auto-summary\n  no synchronization\n exit-address-family\n!\n");
	expect_text(store, "banner", 0, "banner motd b\nbanner motd a\n");
	expect_text(store, "interface", 0,
	    "!\ninterface GigabitEthernet0/1\n no nameif\n no security-level\n no ip address\n!\n"
	    "interface Tunnel2\n no nameif\n no security-level\n no ip address\n!\n"
	    "interface Tunnel10\n no nameif\n no security-level\n no ip address\n!\n");
	cmd_store_free(store);
}

static void round_trip(void)
{
	static const char *const names[] = {"gateway1.cfg", "gateway2.cfg", "gateway3.cfg", "tolerated.cfg"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		for (unsigned flags = 0; flags <= CMD_RENDER_ALL; flags++) {
			struct cmd_store *store = load_fixture(names[i]);
			char *text = print_store(store, "", flags | CMD_RENDER_CLEAR);
			struct cmd_store *again = load(text);
			CU_ASSERT_PTR_NOT_NULL_FATAL(again);
			CU_ASSERT_TRUE(cmd_store_equal(store, again));
			free(text);
			cmd_store_free(store);
			cmd_store_free(again);
		}
	}
}

/* Every default of the grammar is a sentence of its mode, written as it is printed. */
static void presets(void)
{
	for (unsigned i = 0; i < cmd_grammar.sentence_count; i++) {
		const struct cmd_sentence *s = &cmd_grammar.sentence[i];
		struct cmd_place place = {.mode = &cmd_grammar.mode[s->mode]};
		struct cmd_match m;
		char text[CMD_LINE_MAX] = "";
		if (!s->preset || s->key_count > 0)
			continue;
		bool good = cmd_match(&place, s->preset, CMD_CONFIG_ONLY, &m) == CMD_OK && m.sentence == s;
		if (good)
			cmd_render_sentence(s, m.args, false, 0, text, sizeof(text));
		if (!good || strcmp(text, s->preset) != 0)
			printf("    default of %s: '%s' reads '%s'\n", s->name, s->preset, text);
		CU_ASSERT_TRUE(good);
		CU_ASSERT_STRING_EQUAL(text, s->preset);
	}
}

/* The MTU of a name that is not given, and of a tunnel, which has no default: they are set, so they are printed. */
static void lines_of_no_object(void)
{
	struct cmd_store *store =
	    load("interface Tunnel1\n nameif T\nmtu T 1400\nmtu later 1300\ninterface eth0\n nameif out\n");
	CU_ASSERT_PTR_NOT_NULL_FATAL(store);
	expect_text(store, "mtu", 0, "mtu out 1500\nmtu T 1400\nmtu later 1300\n");
	cmd_store_free(store);
}

static void operations(void)
{
	struct cmd_store *store = load_fixture("gateway1.cfg");
	struct cmd_op_list ops;
	cmd_store_begin(store);
	struct cmd_batch batch;
	static const char text[] =
	    "interface Tunnel1\nshutdown\ntunnel-group 198.51.100.191 ipsec-attributes\n"
	    "ikev2 local-authentication pre-shared-key other\nno route private 192.168.2.0 "
	    "255.255.255.0\n";
	CU_ASSERT_TRUE(cmd_batch_run(store, text, strlen(text), &batch));
	cmd_store_changes(store, &ops);
	CU_ASSERT_EQUAL_FATAL(ops.count, 3);
	CU_ASSERT_EQUAL(ops.op[0].verb, CMD_UNSET);
	CU_ASSERT_STRING_EQUAL(ops.op[2].line, "ikev2 local-authentication pre-shared-key other");
	cmd_op_list_free(&ops);
	cmd_batch_free(&batch);
	cmd_store_abort(store);
	cmd_store_free(store);
}

static void append_line(void *arg, const char *text)
{
	char **at = arg;
	*at += sprintf(*at, "%s\n", text);
}

static void expect_difference(const char *before, const char *text, const char *want)
{
	struct cmd_store *store = load(before);
	struct cmd_op_list ops;
	struct cmd_batch batch;
	char got[4096] = "", *end = got;
	cmd_store_begin(store);
	CU_ASSERT_TRUE(cmd_batch_run(store, text, strlen(text), &batch));
	cmd_store_changes(store, &ops);
	cmd_render_ops(&ops, 0, append_line, &end);
	CU_ASSERT_STRING_EQUAL(got, want);
	if (strcmp(got, want) != 0)
		printf("    difference:\n%s", got);
	cmd_op_list_free(&ops);
	cmd_batch_free(&batch);
	cmd_store_abort(store);
	cmd_store_free(store);
}

/* A mode line stands once over the lines of its mode, whether it is new itself or not. */
static void differences(void)
{
	char *want = read_golden("difference.txt");
	expect_difference("interface Tunnel1\nnameif a\ndescription old\nrouter bgp 1\naddress-family ipv4\n"
			  "neighbor 10.0.0.1 remote-as 2\n",
	    "interface Tunnel1\nnameif b\nno description\nshutdown\ninterface Tunnel2\nnameif c\nmtu c 1400\n"
	    "router bgp 1\nbgp router-id 10.0.0.9\naddress-family ipv4\nneighbor 10.0.0.1 activate\n"
	    "network 10.1.0.0 mask 255.255.0.0\n",
	    want);
	free(want);
	want = read_golden("difference-new.txt");
	expect_difference("", "router bgp 1\naddress-family ipv4\nneighbor 10.0.0.1 remote-as 2\n", want);
	free(want);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"the seed, as an ASA prints it", golden},
	    {"sections", sections},
	    {"sections that no line begins with", views},
	    {"sections as typed", sections_as_typed},
	    {"order of lines", order},
	    {"what is printed can be read again", round_trip},
	    {"defaults are sentences", presets},
	    {"operations", operations},
	    {"differences", differences},
	    {"lines of no object", lines_of_no_object},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("grammar-render", tests);
}
