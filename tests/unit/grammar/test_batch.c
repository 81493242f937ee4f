/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/unit/grammar/config.h"
#include "tests/unit/unit.h"

/* Every block on one line: its lines joined by blanks, as a browser copies it. */
static void flatten(char *text)
{
	for (char *c = text; *c != '\0'; c++)
		if (*c == '\n' && c[1] != '\n' && c[1] != '\0')
			*c = ' ';
}

static void join_all(char *text)
{
	for (char *c = text; *c != '\0'; c++)
		if (*c == '\n')
			*c = ' ';
}

static void expect_same(const struct cmd_store *want, const char *text)
{
	struct cmd_store *got = load(text);
	CU_ASSERT_PTR_NOT_NULL_FATAL(got);
	CU_ASSERT_TRUE(cmd_store_equal(want, got));
	cmd_store_free(got);
}

static void forms_of_the_seed(void)
{
	for (unsigned n = 1; n <= 3; n++) {
		char clean[32], annotated[32];
		snprintf(clean, sizeof(clean), "gateway%u.cfg", n);
		snprintf(annotated, sizeof(annotated), "gateway%u-annotated.txt", n);
		char *text = read_fixture(clean);
		struct cmd_store *want = load(text);
		CU_ASSERT_PTR_NOT_NULL_FATAL(want);
		CU_ASSERT_FALSE(cmd_store_empty(want));
		flatten(text);
		expect_same(want, text);
		join_all(text);
		expect_same(want, text);
		free(text);
		text = read_fixture(annotated);
		expect_same(want, text);
		flatten(text);
		expect_same(want, text);
		join_all(text);
		expect_same(want, text);
		free(text);
		cmd_store_free(want);
	}
}

static void masked_seed(void)
{
	static const char *const words[] = {"11.XX.XX.1", "120.XX.XX.191", "120.XX.XX.191", "120.XX.XX.191",
	    "120.XX.XX.191", "192.XX.XX.172"};
	static const unsigned numbers[] = {12, 43, 44, 54, 61, 61};
	for (unsigned flat = 0; flat < 2; flat++) {
		char *text = read_fixture("gateway1-annotated-masked.txt");
		struct cmd_store *store = load("hostname before\n"), *same = load("hostname before\n");
		struct cmd_batch batch;
		if (flat)
			join_all(text);
		CU_ASSERT_EQUAL_FATAL(refuse(store, text, &batch), 6);
		for (unsigned i = 0; i < 6; i++) {
			CU_ASSERT_STRING_EQUAL(batch.fault[i].word, words[i]);
			CU_ASSERT_EQUAL(batch.fault[i].number, flat ? 1 : numbers[i]);
			CU_ASSERT(flat || strstr(batch.fault[i].source, words[i]));
			CU_ASSERT_PTR_NULL(strstr(batch.fault[i].source, ".11.11."));
			CU_ASSERT_PTR_NOT_NULL(
			    strstr(batch.fault[i].reason, "replace it with the real address"));
		}
		CU_ASSERT_TRUE(cmd_store_equal(store, same));
		cmd_batch_free(&batch);
		cmd_store_free(store);
		cmd_store_free(same);
		free(text);
	}
}

static void odd_spelling(void)
{
	struct cmd_store *want = load("interface Tunnel1\n nameif a\n shutdown\nhostname gw\n");
	expect_same(want,
	    "\xef\xbb\xbf"
	    "interface Tunnel1\r\n\tnameif a\r\n\xe3\x80\x80shutdown\r\nhostname\xc2\xa0gw\r\n");
	expect_same(want, "gw# conf t\rgw(config)# int tu 1\rgw(config-if)# nameif a\rgw(config-if)#shut\r"
			  "gw(config-if)# exit\rgw(config)# hostname gw\rgw(config)# end\rgw# wr\r");
	expect_same(want, ": Saved\n:\nASA Version 9.19(1) \n! x\ninterface Tunnel1 # one\n  nameif a # "
			  "two\n# three\n  shutdown\n"
			  "show running-config interface | include x\nwrite memory\nhostname "
			  "gw\nCryptochecksum:0123\n: end\n");
	expect_same(want, "interface Tunnel1 nameif a shutdown ! hostname gw");
	expect_same(want,
	    "enable\nPassword: ****\nconfigure terminal\nhostname gw\ninterface Tunnel1\nnameif a\nshutdown\n"
	    "end\n");
	cmd_store_free(want);
}

static void order_does_not_matter(void)
{
	struct cmd_store *want =
	    load("crypto ipsec ikev2 ipsec-proposal A\ncrypto ipsec profile P\n"
		 "set ikev2 ipsec-proposal A\ninterface Tunnel1\ntunnel protection ipsec profile P\n");
	expect_same(want, "interface Tunnel1\ntunnel protection ipsec profile P\ncrypto ipsec profile P\n"
			  "set ikev2 ipsec-proposal A\ncrypto ipsec ikev2 ipsec-proposal A\n");
	expect_same(want,
	    "crypto ipsec profile P set ikev2 ipsec-proposal A crypto ipsec ikev2 ipsec-proposal A "
	    "interface Tunnel1 tunnel protection ipsec profile P");
	cmd_store_free(want);
	CU_ASSERT_PTR_NOT_NULL(want = load("router bgp 1\naddress-family ipv4\nneighbor 10.0.0.1 activate\n"
					   "neighbor 10.0.0.1 remote-as 2\n"));
	cmd_store_free(want);
}

/* A remark that speaks of commands is still a remark. */
static void remarks_are_not_run(void)
{
	struct cmd_store *want = load("interface Tunnel1\n shutdown\n");
	expect_same(
	    want, "interface Tunnel1 # no shutdown turns it on\n shutdown # hostname x\n# hostname y\n");
	expect_same(want, "interface Tunnel1 # Take care. no shutdown would turn it on\n shutdown\n");
	cmd_store_free(want);
	want = load("interface Tunnel1\n description uplink # 1 ! really\n");
	expect_same(want, "interface Tunnel1\r\ndescription uplink # 1 ! really  \r\n");
	cmd_store_free(want);
}

static void all_faults_are_told(void)
{
	struct cmd_store *store = cmd_store_new();
	struct cmd_batch batch;
	CU_ASSERT_EQUAL_FATAL(
	    refuse(store,
		"hostname ok\nbogus\ninterface Tunnel1\nip address 1.2.3.4/8\nshutdown\n"
		"crypto ikev2 policy 1\nencryption 3des\ntunnel-group 192.0.2.1 ipsec-attributes\n"
		"ikev2 remote-authentication pre-shared-key SECRET trailing\n",
		&batch),
	    5);
	static const unsigned numbers[] = {2, 4, 7, 8, 9};
	for (unsigned i = 0; i < 5; i++) {
		char line[700];
		CU_ASSERT_EQUAL(batch.fault[i].number, numbers[i]);
		cmd_batch_fault_text(&batch.fault[i], line, sizeof(line));
		CU_ASSERT_PTR_NULL(strstr(line, "SECRET"));
	}
	CU_ASSERT_TRUE(cmd_store_empty(store));
	cmd_batch_free(&batch);
	cmd_store_free(store);
}

/* What lines need another line for: refused by name without it, wherever it stands, and it stays while they do. */
/* The one refusal of a text: what is told and what is shown. */
static void refused_once(const char *text, const char *reason, const char *source)
{
	struct cmd_batch batch;
	struct cmd_store *store = cmd_store_new();
	size_t count = refuse(store, text, &batch);
	CU_ASSERT_EQUAL_FATAL(count, 1);
	if (!strstr(batch.fault[0].reason, reason) || strcmp(batch.fault[0].source, source) != 0)
		printf("    '%s': %s\n", batch.fault[0].source, batch.fault[0].reason);
	CU_ASSERT_PTR_NOT_NULL(strstr(batch.fault[0].reason, reason));
	CU_ASSERT_STRING_EQUAL(batch.fault[0].source, source);
	cmd_batch_free(&batch);
	cmd_store_free(store);
}

#define GROUP "tunnel-group 192.0.2.1 type ipsec-l2l\ntunnel-group 192.0.2.1 ipsec-attributes\n"

/* What stands behind a key may be a part of it, and a router's keys are keys. */
static void keys_are_not_told(void)
{
	refused_once(
	    GROUP " ikev2 local-authentication pre-shared-key 0 my key\n", "behind the key", "*****");
	refused_once("username ann password bread c privilege 15\n", "behind the key", "*****");
	refused_once("enable secret 5 my-key\n", "enable password", "enable secret ***** *****");
	refused_once("crypto isakmp key my-key address 192.0.2.1\n", "ipsec-attributes",
	    "crypto isakmp key ***** ***** *****");
}

/* One line that is wrong is one fault, and what stands behind it is where it was. */
static void a_fault_leads_nowhere(void)
{
	refused_once("router bgp 1\n redistribute static route-map M\n address-family ipv4\n",
	    "config-router-af", "redistribute static route-map M");
	refused_once("router bgp 1\n address-family ipv4\n  neighbor 192.0.2.1 remote-as 2\n"
		     "  neighbor 192.0.2.1 default-originate route-map M\n  neighbor 192.0.2.1 activate\n",
	    "without a condition", "neighbor 192.0.2.1 default-originate route-map M");
	refused_once("route outside 0 0 192.0.2.1 300\n", "1 to 255", "route outside 0 0 192.0.2.1 300");
	refused_once("line vty 0 4\n", "no lines", "line vty 0 4");
}

static void gated_words(void)
{
	static const char weak[] = "crypto ikev2 policy 1\n encryption aes 3des\n group 14 5 2\n"
				   "crypto ipsec profile P\n set pfs group2\n";
	static const char gate[] = "crypto ikev2 legacy-algorithms\n";
	struct cmd_store *store = cmd_store_new();
	struct cmd_batch batch;
	char text[400], line[700];
	CU_ASSERT_EQUAL_FATAL(refuse(store, weak, &batch), 3);
	CU_ASSERT_EQUAL(batch.fault[0].number, 2);
	CU_ASSERT_STRING_EQUAL(batch.fault[0].word, "3des");
	CU_ASSERT_EQUAL(batch.fault[0].column, strlen("encryption aes "));
	cmd_batch_fault_text(&batch.fault[1], line, sizeof(line));
	CU_ASSERT_STRING_EQUAL(line,
	    "3: 'group 14 5 2': group 5 (1536 bits) is too weak and not accepted: use "
	    "group 14, or crypto ikev2 legacy-algorithms for an old peer");
	cmd_batch_free(&batch);
	snprintf(text, sizeof(text), "%s%s", weak, gate);
	cmd_store_begin(store);
	CU_ASSERT_TRUE(cmd_batch_run(store, text, strlen(text), &batch));
	CU_ASSERT_EQUAL(batch.warning_count, 3);
	CU_ASSERT_STRING_EQUAL(batch.warning[0].reason, "3des: 3DES-CBC, broken, for old peers only");
	cmd_store_commit(store);
	cmd_batch_free(&batch);
	CU_ASSERT_EQUAL_FATAL(refuse(store, "no crypto ikev2 legacy-algorithms\n", &batch), 1);
	CU_ASSERT_STRING_EQUAL(batch.fault[0].reason,
	    "crypto ikev2 legacy-algorithms is in use by \"crypto ipsec profile P: set pfs group2\", "
	    "\"crypto ikev2 policy 1: encryption aes 3des\", \"crypto ikev2 policy 1: group 14 5 2\": change "
	    "that "
	    "first");
	cmd_batch_free(&batch);
	snprintf(text, sizeof(text), "no %sno crypto ikev2 policy 1\nno crypto ipsec profile P\n", gate);
	CU_ASSERT_EQUAL(refuse(store, text, &batch), 0);
	cmd_batch_free(&batch);
	cmd_store_free(store);
}

static void tolerated_lines(void)
{
	struct cmd_store *store = cmd_store_new();
	struct cmd_batch batch;
	static const char text[] = "ntp server 192.0.2.1 # clock\nntp server 192.0.2.2\ninterface Tunnel1\n"
				   "tunnel protection ipsec profile P\n";
	cmd_store_begin(store);
	CU_ASSERT_TRUE(cmd_batch_run(store, text, strlen(text), &batch));
	CU_ASSERT_EQUAL_FATAL(batch.warning_count, 2);
	CU_ASSERT_PTR_NOT_NULL(strstr(batch.warning[0].reason, "no effect"));
	CU_ASSERT_PTR_NOT_NULL(strstr(batch.warning[1].reason, "\"P\""));
	cmd_store_commit(store);
	char *shown = print_store(store, "ntp", 0);
	CU_ASSERT_STRING_EQUAL(shown, "ntp server 192.0.2.1\nntp server 192.0.2.2\n");
	free(shown);
	cmd_batch_free(&batch);
	cmd_store_free(store);
}

/* "name" is short for an interface's "nameif", and in full a command of its own. */
static void word_of_a_mode_around(void)
{
	struct cmd_store *store =
	    load("interface GigabitEthernet0/0\n name outside\nname 192.0.2.1 branch\n");
	struct cmd_store *want =
	    load("name 192.0.2.1 branch\ninterface GigabitEthernet0/0\n nameif outside\n");
	CU_ASSERT_PTR_NOT_NULL_FATAL(store);
	CU_ASSERT_TRUE(cmd_store_equal(want, store));
	cmd_store_free(store);
	cmd_store_free(want);
}

static void text_that_is_all_remark(void)
{
	struct cmd_store *store = cmd_store_new();
	struct cmd_batch batch;
	static const char text[] = "arp # only a remark is left\n";
	cmd_store_begin(store);
	CU_ASSERT_FALSE(cmd_batch_run(store, text, strlen(text), &batch));
	CU_ASSERT_EQUAL(batch.fault_count, 1);
	cmd_store_abort(store);
	cmd_batch_free(&batch);
	cmd_store_free(store);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"keys are not told", keys_are_not_told},
	    {"a fault leads nowhere", a_fault_leads_nowhere},
	    {"the three forms of the seed are one", forms_of_the_seed},
	    {"each masked value is named", masked_seed},
	    {"line ends, blanks, prompts, shortenings", odd_spelling},
	    {"order", order_does_not_matter},
	    {"remarks", remarks_are_not_run},
	    {"every fault is told, no secret", all_faults_are_told},
	    {"words that need another line", gated_words},
	    {"tolerated lines", tolerated_lines},
	    {"a word of a mode around, in full", word_of_a_mode_around},
	    {"text that is all remark", text_that_is_all_remark},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("grammar-batch", tests);
}
