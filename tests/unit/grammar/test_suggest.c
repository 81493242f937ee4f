/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_suggest.h"
#include <stdio.h>
#include <string.h>
#include "tests/unit/grammar/config.h"
#include "tests/unit/unit.h"

static const char *hint(const char *at, const char *line, char *text, size_t size)
{
	struct cmd_place place;
	struct cmd_match m;
	CU_ASSERT_TRUE_FATAL(cmd_place_from(&place, at));
	CU_ASSERT_NOT_EQUAL(cmd_match(&place, line, 0, &m), CMD_OK);
	return cmd_suggest(&place, line, &m, text, size);
}

static void expect(const char *at, const char *line, const char *want)
{
	char text[160];
	if (strcmp(hint(at, line, text, sizeof(text)), want) != 0)
		printf("at '%s' '%s': '%s', not '%s'\n", at, line, text, want);
	CU_ASSERT_STRING_EQUAL(text, want);
}

static void names_the_word_that_is_near(void)
{
	expect("", "interfce Tunnel2", "did you mean \"interface\"?");
	expect("", "crypto ikev2 polcy 10", "did you mean \"policy\"?");
	expect("", "cyrpto ikev2 policy 10", "did you mean \"crypto\"?");
	expect("interface Tunnel1", "tunnel destinaton 192.0.2.1", "did you mean \"destination\"?");
	expect("interface Tunnel1", "rotuer bgp 1", "did you mean \"router\"?");
	expect("#", "shwo route", "did you mean \"show\"?");
}

static void says_where_a_command_belongs(void)
{
	expect("router bgp 65530", "neighbor 192.0.2.1 remote-as 65531",
	    "this is a command of (config-router-af): enter \"address-family ipv4|ipv6 unicast\" first");
	expect("", "tunnel destination 192.0.2.1",
	    "this is a command of (config-if): enter \"interface INTERFACE\" first");
	expect("", "ip address 192.0.2.1 255.255.255.0",
	    "this is a command of (config-if): enter \"interface INTERFACE\" first");
}

static void lists_what_is_little(void)
{
	expect("interface Tunnel1", "tunnel source", "possible here: interface");
	expect("interface Tunnel1", "tunnel mode l2tp", "possible here: ipsec");
}

static void keeps_silent_about_the_rest(void)
{
	expect("", "zz", "");
	expect("", "supercalifragilisticexpialidocious-and-more", "");
	expect("", "banana", "");
}

/* Nothing that an operator typed comes back: it may be a key in the wrong place. */
static void repeats_nothing(void)
{
	char text[160];
	hint("", "ikev2 remote-authentication pre-shared-key Gr8Secret", text, sizeof(text));
	CU_ASSERT_PTR_NULL(strstr(text, "Gr8Secret"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "tunnel-group"));
}

/* What stands in a block that did not open is told as such, and the block after it is judged by itself. */
static void a_refused_block(void)
{
	struct cmd_store *store = cmd_store_new();
	struct cmd_batch batch;
	CU_ASSERT_EQUAL_FATAL(refuse(store,
				  "crypto ikev2 polcy 10\n encryption aes-25\n group 13\n"
				  "interfce Tunnel1\nshutdwn\n",
				  &batch),
	    5);
	CU_ASSERT_STRING_EQUAL(batch.fault[0].reason, "Invalid input: did you mean \"policy\"?");
	CU_ASSERT_STRING_EQUAL(batch.fault[1].reason, "belongs to line 1, which was refused");
	CU_ASSERT_STRING_EQUAL(batch.fault[2].reason, "belongs to line 1, which was refused");
	CU_ASSERT_STRING_EQUAL(batch.fault[3].reason, "Invalid input: did you mean \"interface\"?");
	CU_ASSERT_STRING_EQUAL(
	    batch.fault[4].reason, "Invalid input: no command of this mode goes on like this");
	cmd_batch_free(&batch);
	cmd_store_free(store);
}

/* Spellings of other systems: what to write instead. */
static void foreign_spellings(void)
{
	static const char *const lines[][2] = {{"ip route 10.0.0.0 255.0.0.0 Tunnel1", "use \"route "},
	    {"do show run", "leave the word out"}, {"crypto ikev2 proposal P", "crypto ikev2 policy"},
	    {"ip prefix-list X permit 10.0.0.0/8", "leave the \"ip\" out"},
	    {"interface Tunnel1\n tunnel source Gi0", "interface"},
	    {"interface Tunnel1\n ip address 10.0.0.1/30", "prefix length"},
	    {"interface Tunnel1\n ip tcp adjust-mss 1350", "sysopt connection tcpmss"},
	    {"crypto ipsec transform-set T esp-aes 256 esp-sha-hmac", "ipsec-proposal"},
	    {"terminal length 0", "terminal pager"}, {"set vpn ipsec interface eth0", "another system"}};
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct cmd_store *store = cmd_store_new();
		struct cmd_batch batch;
		CU_ASSERT_EQUAL_FATAL(refuse(store, lines[i][0], &batch), 1);
		if (strstr(batch.fault[0].reason, lines[i][1]) == NULL)
			printf("%s: %s\n", lines[i][0], batch.fault[0].reason);
		CU_ASSERT_PTR_NOT_NULL(strstr(batch.fault[0].reason, lines[i][1]));
		cmd_batch_free(&batch);
		cmd_store_free(store);
	}
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"names the word that is near", names_the_word_that_is_near},
	    {"says where a command belongs", says_where_a_command_belongs},
	    {"lists what is little", lists_what_is_little},
	    {"keeps silent about the rest", keeps_silent_about_the_rest},
	    {"repeats nothing that was typed", repeats_nothing},
	    {"a refused block", a_refused_block},
	    {"spellings of other systems", foreign_spellings},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("grammar-suggest", tests);
}
