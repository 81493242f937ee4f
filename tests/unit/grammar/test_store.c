/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/cmd_follow.h"
#include "lib/cmd_owner.h"
#include "lib/cmd_refs.h"
#include "lib/cmd_render.h"
#include "tests/unit/grammar/config.h"
#include "tests/unit/unit.h"

static const char base[] =
    "interface GigabitEthernet0/0\n nameif outside1\n ip address 192.0.2.1 255.255.255.0\n"
    "crypto ipsec profile P\n set pfs group14\n"
    "interface Tunnel1\n tunnel protection ipsec profile P\n tunnel destination 192.0.2.9\n"
    "router bgp 65530\n address-family ipv4 unicast\n  neighbor 10.0.0.1 remote-as 1\n"
    "  neighbor 10.0.0.1 activate\n  neighbor 10.0.0.1 weight 5\n";

/* Carries `text` out in a copy of the base configuration and compares the operations. */
static void expect_ops(const char *text, const char *want)
{
	struct cmd_store *store = load(base);
	struct cmd_batch batch;
	struct cmd_op_list ops;
	CU_ASSERT_PTR_NOT_NULL_FATAL(store);
	cmd_store_begin(store);
	CU_ASSERT_TRUE(cmd_batch_run(store, text, strlen(text), &batch));
	cmd_store_changes(store, &ops);
	char *got = print_ops(&ops);
	if (strcmp(got, want) != 0)
		printf("    '%s' gave\n%s", text, got);
	CU_ASSERT_STRING_EQUAL(got, want);
	free(got);
	cmd_op_list_free(&ops);
	cmd_batch_free(&batch);
	cmd_store_commit(store);
	cmd_store_free(store);
}

static void slots(void)
{
	expect_ops("crypto ipsec profile P\nset security-association lifetime kilobytes unlimited\n"
		   "set security-association lifetime kilobytes 100",
	    "+ crypto ipsec profile P / set security-association lifetime kilobytes 100\n");
	expect_ops("interface Gi0/0\nip address 192.0.2.2 255.255.255.0",
	    "+ interface GigabitEthernet0/0 / ip address 192.0.2.2 255.255.255.0\n");
	expect_ops(
	    "route outside1 10.0.0.0 255.0.0.0 192.0.2.3\nroute outside1 10.0.0.0 255.0.0.0 192.0.2.3 7",
	    "+ route outside1 10.0.0.0 255.0.0.0 192.0.2.3 7\n");
}

/* A line of a list that is given without its number. */
static void numbers_follow(void)
{
	expect_ops(
	    "prefix-list A permit 10.0.0.0/8\nprefix-list A deny 11.0.0.0/8\nprefix-list B deny 11.0.0.0/8",
	    "+ prefix-list A seq 5 permit 10.0.0.0/8\n+ prefix-list A seq 10 deny 11.0.0.0/8\n"
	    "+ prefix-list B seq 5 deny 11.0.0.0/8\n");
	expect_ops("prefix-list A seq 7 permit 10.0.0.0/8\nprefix-list A permit 10.0.0.0/8\n"
		   "prefix-list A permit 10.0.0.0/8 le 9",
	    "+ prefix-list A seq 7 permit 10.0.0.0/8\n+ prefix-list A seq 12 permit 10.0.0.0/8 le 9\n");
	expect_ops("prefix-list A permit 10.0.0.0/8\nprefix-list A permit 11.0.0.0/8\n"
		   "no prefix-list A permit 10.0.0.0/8",
	    "+ prefix-list A seq 10 permit 11.0.0.0/8\n");
	expect_ops(
	    "prefix-list A permit 10.0.0.0/8\nprefix-list A permit 11.0.0.0/8\nno prefix-list A seq 10",
	    "+ prefix-list A seq 5 permit 10.0.0.0/8\n");
	expect_ops(
	    "prefix-list A permit 10.0.0.0/8\nprefix-list A permit 11.0.0.0/8\nprefix-list B deny 0.0.0.0/0\n"
	    "no prefix-list A",
	    "+ prefix-list B seq 5 deny 0.0.0.0/0\n");
}

static void same_in_other_words(void)
{
	expect_ops(base, "");
	expect_ops("INT GI 0/0\nip add 192.0.2.1 255.255.255.0\nno shut\ncryp ips prof P\nset pfs", "");
	expect_ops("crypto ikev2 policy 5\nencryption aes\nno crypto ikev2 policy 5", "");
	expect_ops("hostname a\nno hostname", "");
	expect_ops("hostname ciscoasa", "");
}

static void removing(void)
{
	expect_ops("interface Tunnel1\nno tunnel destination",
	    "- interface Tunnel1 / tunnel destination 192.0.2.9\n");
	expect_ops("no interface Tunnel1", "- interface Tunnel1\n");
	expect_ops("router bgp 65530\naddress-family ipv4\nno neighbor 10.0.0.1",
	    "- router bgp 65530|address-family ipv4 unicast / neighbor 10.0.0.1 remote-as 1\n"
	    "- router bgp 65530|address-family ipv4 unicast / neighbor 10.0.0.1 activate\n"
	    "- router bgp 65530|address-family ipv4 unicast / neighbor 10.0.0.1 weight 5\n");
	expect_ops("no router bgp", "- router bgp 65530\n");
	expect_ops(
	    "no router bgp 65530\nrouter bgp 65530\naddress-family ipv4\nneighbor 10.0.0.1 remote-as 1",
	    "- router bgp 65530|address-family ipv4 unicast / neighbor 10.0.0.1 activate\n"
	    "- router bgp 65530|address-family ipv4 unicast / neighbor 10.0.0.1 weight 5\n");
	expect_ops("no crypto ikev2 policy 77", "");
}

static void removing_by_part_of_the_key(void)
{
	struct cmd_store *store =
	    load("route a 10.0.0.0 255.0.0.0 192.0.2.1\nroute a 10.0.0.0 255.0.0.0 192.0.2.2\n"
		 "route b 10.0.0.0 255.0.0.0 192.0.2.1\nno route a 10.0.0.0 255.0.0.0\n");
	char *text = print_store(store, "route", 0);
	CU_ASSERT_STRING_EQUAL(text, "route b 10.0.0.0 255.0.0.0 192.0.2.1 1\n");
	free(text);
	cmd_store_free(store);
}

/* Case does not count in a nameif: the definition says how it is printed, and nothing changes by another one. */
static void spelling_of_references(void)
{
	struct cmd_store *store =
	    load("interface GigabitEthernet0/0\nnameif outside\ncrypto ikev2 enable OUTSIDE\n"
		 "route Outside 10.0.0.0 255.0.0.0 192.0.2.1\nroute later 10.1.0.0 255.255.0.0 192.0.2.2\n"
		 "interface GigabitEthernet0/1\nnameif Later\n");
	char *text = print_store(store, "crypto ikev2 enable", 0);
	CU_ASSERT_STRING_EQUAL(text, "crypto ikev2 enable outside\n");
	free(text);
	text = print_store(store, "route outside", 0);
	CU_ASSERT_STRING_EQUAL(text, "route outside 10.0.0.0 255.0.0.0 192.0.2.1 1\n");
	free(text);
	text = print_store(store, "route later", 0);
	CU_ASSERT_STRING_EQUAL(text, "route later 10.1.0.0 255.255.0.0 192.0.2.2 1\n");
	free(text);
	struct cmd_op_list ops;
	cmd_store_begin(store);
	struct cmd_batch batch;
	static const char again[] =
	    "crypto ikev2 enable OutSide\nroute OUTSIDE 10.0.0.0 255.0.0.0 192.0.2.1\n";
	CU_ASSERT_TRUE(cmd_batch_run(store, again, strlen(again), &batch));
	cmd_store_changes(store, &ops);
	CU_ASSERT_EQUAL(ops.count, 0);
	cmd_op_list_free(&ops);
	cmd_batch_free(&batch);
	cmd_store_abort(store);
	cmd_store_free(store);
}

static void defaults_that_hold(void)
{
	expect_ops("router bgp 65530\nno bgp fast-external-fallover",
	    "+ router bgp 65530 / no bgp fast-external-fallover\n");
	expect_ops("router bgp 65530\nbgp fast-external-fallover\nno bgp always-compare-med", "");
	expect_ops("no crypto isakmp nat-traversal", "+ no crypto isakmp nat-traversal\n");
	expect_ops("no crypto isakmp nat-traversal\ncrypto isakmp nat-traversal 20", "");
	expect_ops("crypto isakmp nat-traversal 30", "+ crypto isakmp nat-traversal 30\n");
	expect_ops("mtu outside1 1400\nno mtu outside1", "");
}

static void aborting(void)
{
	struct cmd_store *store = load(base), *other = load(base);
	struct cmd_batch batch;
	CU_ASSERT_EQUAL(refuse(store,
			    "no interface Tunnel1\nno crypto ipsec profile P\nno router bgp 65530\n"
			    "hostname x\ninterface Tunnel1\nshutdown\nbogus",
			    &batch),
	    1);
	CU_ASSERT_EQUAL(batch.fault[0].number, 7);
	CU_ASSERT_STRING_EQUAL(batch.fault[0].word, "bogus");
	cmd_batch_free(&batch);
	CU_ASSERT_TRUE(cmd_store_equal(store, other));
	cmd_store_free(store);
	cmd_store_free(other);
}

static void faults(void)
{
	static const struct {
		const char *text, *reason;
	} rows[] = {
	    {"no crypto ipsec profile P",
		"in use by \"interface Tunnel1: tunnel protection ipsec profile P\""},
	    {"router bgp 65531", "BGP is already running; AS is 65530"},
	    {"no router bgp 65531", "BGP is already running; AS is 65530"},
	    {"interface GigabitEthernet0/1\nnameif OUTSIDE1",
		"Name \"OUTSIDE1\" has been assigned to interface GigabitEthernet0/0"},
	    {"interface GigabitEthernet0/1\nnameif in\ninterface GigabitEthernet0/0\nnameif in",
		"Name \"in\" has been assigned to interface GigabitEthernet0/"},
	    {"interface GigabitEthernet0/1\nnameif twice\ninterface Tunnel1\nnameif twice",
		"Name \"twice\" has been assigned to interface GigabitEthernet0/1"},
	    {"router bgp 65530\naddress-family ipv4\nneighbor 10.9.9.9 activate", "Specify remote-as"},
	    {"tunnel-group 192.0.2.9 ipsec-attributes", "type ipsec-l2l"},
	    {"router bgp 65530\naddress-family ipv4\nneighbor 10.0.0.1 password *****",
		"type the key itself"},
	    {"reload", "not possible inside a configuration"},
	};
	struct cmd_store *store = load(base);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct cmd_batch batch;
		CU_ASSERT_EQUAL_FATAL(refuse(store, rows[i].text, &batch), 1);
		CU_ASSERT_PTR_NOT_NULL(strstr(batch.fault[0].reason, rows[i].reason));
		cmd_batch_free(&batch);
	}
	cmd_store_free(store);
}

static void wire_format(void)
{
	struct cmd_store *store = load(base), *replica = cmd_store_new();
	struct cmd_op_list ops;
	char reason[256];
	cmd_store_diff(NULL, store, 0, &ops);
	for (size_t i = 0; i < ops.count; i++)
		CU_ASSERT_TRUE(cmd_store_apply(replica, ops.op[i].verb, ops.op[i].path, ops.op[i].line,
		    (uint32_t)i, reason, sizeof(reason)));
	CU_ASSERT_TRUE(cmd_store_equal(store, replica));
	cmd_op_list_free(&ops);
	cmd_store_diff(replica, NULL ? NULL : store, 0, &ops);
	CU_ASSERT_EQUAL(ops.count, 0);
	cmd_op_list_free(&ops);
	CU_ASSERT_FALSE(
	    cmd_store_apply(replica, CMD_SET, "interface Tunnel9", "shutdown", 0, reason, sizeof(reason)));
	CU_ASSERT_TRUE(
	    cmd_store_apply(replica, CMD_UNSET, "", "interface Tunnel1", 0, reason, sizeof(reason)));
	CU_ASSERT_PTR_NULL(cmd_store_find(replica, "", "interface Tunnel1"));
	cmd_store_replace(replica, store);
	CU_ASSERT_TRUE(cmd_store_equal(store, replica));
	cmd_store_free(store);
	cmd_store_free(replica);
}

static void kept_secrets(void)
{
	struct cmd_store *store =
	    load("tunnel-group 192.0.2.9 type ipsec-l2l\ntunnel-group 192.0.2.9 ipsec-attributes\n"
		 "ikev2 remote-authentication pre-shared-key abc****\n");
	char *shown = print_store(store, "tunnel-group", 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(shown, "pre-shared-key *****\n"));
	CU_ASSERT_TRUE(change(store, shown));
	char *clear = print_store(store, "tunnel-group", CMD_RENDER_CLEAR);
	CU_ASSERT_PTR_NOT_NULL(strstr(clear, "pre-shared-key abc****\n"));
	free(shown);
	free(clear);
	cmd_store_free(store);
}

static void count_reference(void *arg, const struct cmd_line *line, const char *title, const char *name)
{
	(void)line;
	CU_ASSERT_STRING_EQUAL(title, "IPsec profile");
	CU_ASSERT_STRING_EQUAL(name, "later");
	++*(unsigned *)arg;
}

static void unresolved(void)
{
	static const char *const texts[] = {"interface Tunnel1\ntunnel protection ipsec profile later\n",
	    "hostname other\n", "crypto ipsec profile later\n",
	    "interface Tunnel2\ntunnel protection ipsec profile later\n"};
	static const unsigned wanted[] = {1, 0, 0, 0}; /* of the lines of each text */
	struct cmd_store *store = cmd_store_new();
	for (unsigned i = 0; i < 4; i++) {
		struct cmd_batch batch;
		unsigned count = 0;
		cmd_store_begin(store);
		CU_ASSERT_TRUE(cmd_batch_run(store, texts[i], strlen(texts[i]), &batch));
		cmd_refs_unresolved(store, count_reference, &count);
		CU_ASSERT_EQUAL(count, wanted[i]);
		CU_ASSERT_EQUAL(batch.warning_count, wanted[i]);
		cmd_store_commit(store);
		cmd_batch_free(&batch);
	}
	cmd_store_free(store);
}

/* What one line at a terminal brings about, in a store with `config`. */
static void expect_follow(const char *config, const char *text, const char *want)
{
	struct cmd_store *store = load(config);
	struct cmd_op_list ops;
	struct cmd_match m;
	struct cmd_place place;
	struct cmd_faults faults = {0};
	char reason[256];
	cmd_store_begin(store);
	cmd_place_from(&place, "interface GigabitEthernet0/0");
	CU_ASSERT_EQUAL_FATAL(cmd_match(&place, text, 0, &m), CMD_OK);
	CU_ASSERT_TRUE(cmd_store_execute(store, &place, &m, 0, reason, sizeof(reason)));
	cmd_follow_names(store);
	CU_ASSERT_TRUE(cmd_refs_check(store, &faults));
	cmd_store_changes(store, &ops);
	char *got = print_ops(&ops);
	if (strcmp(got, want) != 0)
		printf("    '%s' gave\n%s", text, got);
	CU_ASSERT_STRING_EQUAL(got, want);
	free(got);
	cmd_op_list_free(&ops);
	cmd_faults_free(&faults);
	cmd_store_abort(store);
	cmd_store_free(store);
}

static void references_follow_a_name(void)
{
	static const char config[] =
	    "interface GigabitEthernet0/0\n nameif outside\ninterface Tunnel1\n nameif T\n"
	    " tunnel source interface outside\n"
	    "mtu outside 1400\nroute outside 10.0.0.0 255.0.0.0 192.0.2.1 7\n"
	    "route T 10.1.0.0 255.255.0.0 192.0.2.1\ncrypto ikev2 enable outside\n";
	expect_follow(config, "nameif wan",
	    "- mtu outside 1400\n- route outside 10.0.0.0 255.0.0.0 192.0.2.1 7\n"
	    "- crypto ikev2 enable outside\n"
	    "+ interface GigabitEthernet0/0 / nameif wan\n"
	    "+ interface Tunnel1 / tunnel source interface wan\n"
	    "+ mtu wan 1400\n+ route wan 10.0.0.0 255.0.0.0 192.0.2.1 7\n"
	    "+ crypto ikev2 enable wan\n");
	expect_follow(config, "no nameif",
	    "- interface GigabitEthernet0/0 / nameif outside\n"
	    "- interface Tunnel1 / tunnel source interface outside\n- mtu outside 1400\n"
	    "- route outside 10.0.0.0 255.0.0.0 192.0.2.1 7\n- crypto ikev2 enable outside\n");
	expect_follow(config, "no interface Tunnel1",
	    "- interface Tunnel1\n- route T 10.1.0.0 255.255.0.0 192.0.2.1 1\n");
	expect_follow(config, "nameif outside", "");
}

static void a_name_that_nobody_has(void)
{
	struct cmd_store *store = load(base);
	struct cmd_match m;
	struct cmd_place place;
	const char *title = NULL;
	cmd_place_from(&place, "");
	CU_ASSERT_EQUAL(cmd_match(&place, "crypto ikev2 enable elsewhere", 0, &m), CMD_OK);
	CU_ASSERT_STRING_EQUAL(cmd_refs_missing(store, &m, &title), "elsewhere");
	CU_ASSERT_STRING_EQUAL(title, "interface name (nameif)");
	CU_ASSERT_EQUAL(cmd_match(&place, "no crypto ikev2 enable elsewhere", 0, &m), CMD_OK);
	CU_ASSERT_PTR_NULL(cmd_refs_missing(store, &m, &title));
	CU_ASSERT_EQUAL(cmd_match(&place, "crypto ikev2 enable OUTSIDE1", 0, &m), CMD_OK);
	CU_ASSERT_PTR_NULL(cmd_refs_missing(store, &m, &title));
	cmd_store_free(store);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"a new line of a slot replaces", slots},
	    {"what means the same changes nothing", same_in_other_words},
	    {"no", removing},
	    {"no with a part of the key", removing_by_part_of_the_key},
	    {"spelling of references", spelling_of_references},
	    {"defaults are not kept", defaults_that_hold},
	    {"abort leaves no trace", aborting},
	    {"faults name the reason", faults},
	    {"operations rebuild a store", wire_format},
	    {"a key that is shown as stars stays", kept_secrets},
	    {"numbers follow", numbers_follow},
	    {"references", unresolved},
	    {"references follow a name", references_follow_a_name},
	    {"a name that nobody has", a_name_that_nobody_has},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("grammar-store", tests);
}
