/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>
#include "lib/cmd_complete.h"
#include "lib/cmd_refs.h"
#include "tests/unit/unit.h"

static struct cmd_store *configured; /* NULL: nothing but the names below */

static void give_names(void *arg, const char *class_name, void (*emit)(void *to, const char *name), void *to)
{
	(void)arg;
	if (configured)
		cmd_refs_names(configured, class_name, emit, to);
	if (strcmp(class_name, "nameif") != 0)
		return;
	emit(to, "outside1");
	emit(to, "private");
}

/* The words that `?` lists, joined by blanks. */
static const char *words(const char *path, const char *line)
{
	static char text[4096];
	struct cmd_place place;
	struct cmd_help_list list;
	struct cmd_match m;
	text[0] = '\0';
	CU_ASSERT_FATAL(cmd_place_from(&place, path));
	cmd_complete(&place, line, give_names, NULL, &list, &m);
	for (unsigned i = 0; i < list.count; i++) {
		size_t len = strlen(text);
		snprintf(text + len, sizeof(text) - len, "%s%s", len ? " " : "", list.entry[i].word);
		CU_ASSERT(list.entry[i].help != NULL);
		CU_ASSERT(strcmp(list.entry[i].word, "<cr>") == 0 || list.entry[i].help[0] != '\0');
	}
	cmd_help_free(&list);
	return text;
}

static const char *tail(const char *path, const char *line)
{
	static char text[128];
	struct cmd_place place;
	struct cmd_help_list list;
	struct cmd_match m;
	CU_ASSERT_FATAL(cmd_place_from(&place, path));
	cmd_complete(&place, line, give_names, NULL, &list, &m);
	cmd_complete_tail(&list, line, text, sizeof(text));
	cmd_help_free(&list);
	return text;
}

static void help(void)
{
	CU_ASSERT_STRING_EQUAL(words("", "crypto ikev2 policy "), "<1-65535>");
	CU_ASSERT_STRING_EQUAL(words("", "crypto ikev2 policy 10 "), "<cr>");
	CU_ASSERT_STRING_EQUAL(words("", "crypto ikev2 enable "), "outside1 private WORD");
	CU_ASSERT_STRING_EQUAL(words("", "crypto ikev2 enable P"), "private WORD");
	CU_ASSERT_STRING_EQUAL(words("crypto ikev2 policy 10", "lifetime seconds "), "none <120-2147483647>");
	CU_ASSERT_STRING_EQUAL(words("crypto ikev2 policy 10", "group 1"), "14 15 16 19");
	CU_ASSERT_STRING_EQUAL(words("crypto ikev2 policy 10", "group 14 "), "14 15 16 19 20 21 31 <cr>");
	CU_ASSERT_STRING_EQUAL(words("interface Tunnel1", "ip address "), "dhcp A.B.C.D");
	CU_ASSERT_STRING_EQUAL(words("interface Tunnel1", "ip address 1.2.3.4 "), "A.B.C.D <cr>");
	CU_ASSERT_STRING_EQUAL(words("interface Tunnel1", "tunnel destination "), "A.B.C.D X:X:X:X::X");
	CU_ASSERT_STRING_EQUAL(words("interface Tunnel1", "no tunnel mode "), "ipsec <cr>");
	CU_ASSERT_STRING_EQUAL(words("interface Tunnel1", "show cry ikev2 "), "history sa stats");
	CU_ASSERT_STRING_EQUAL(
	    words("", "show running-config crypto "), "ca engine ikev2 ipsec isakmp key <cr>");
	CU_ASSERT_STRING_EQUAL(words("", "show running-config nam"), "name nameif names");
	CU_ASSERT_PTR_NOT_NULL(strstr(words("", "show running-config ip "), "address"));
	CU_ASSERT_STRING_EQUAL(words("", "show running-config object i"), "id");
	CU_ASSERT_STRING_EQUAL(words("", "show running-config priv"), "privilege");
	CU_ASSERT_STRING_EQUAL(words("", "sh"), "show");
	CU_ASSERT_STRING_EQUAL(words("interface Tunnel1", "sh"), "show shutdown");
	CU_ASSERT_STRING_EQUAL(words("", "cle"), "clear");
	CU_ASSERT_STRING_EQUAL(words("#", "en"), "enable");
	CU_ASSERT_STRING_EQUAL(words("", "show bogus "), "");
	CU_ASSERT_STRING_EQUAL(words("", "crypto map "), "");
}

/* What is admitted by another line is offered while that is configured. */
static void words_behind_a_gate(void)
{
	static const char policy[] = "crypto ikev2 policy 10";
	char reason[256];
	configured = cmd_store_new();
	CU_ASSERT_STRING_EQUAL(words(policy, "encryption 3"), "");
	CU_ASSERT_STRING_EQUAL(tail(policy, "encryption 3"), "");
	CU_ASSERT_TRUE(cmd_store_apply(
	    configured, CMD_SET, "", "crypto ikev2 legacy-algorithms", 0, reason, sizeof(reason)));
	CU_ASSERT_STRING_EQUAL(words(policy, "encryption 3"), "3des");
	CU_ASSERT_STRING_EQUAL(tail(policy, "encryption 3"), "des ");
	CU_ASSERT_STRING_EQUAL(words(policy, "group "), "14 15 16 19 2 20 21 31 5");
	CU_ASSERT_STRING_EQUAL(words("crypto ipsec profile P", "set pfs group5"), "group5");
	cmd_store_free(configured);
	configured = NULL;
	CU_ASSERT_STRING_EQUAL(words(policy, "encryption 3"), "");
}

/* The help of one word that `?` lists. */
static const char *help_of(const char *path, const char *line, const char *word)
{
	static char text[256];
	struct cmd_place place;
	struct cmd_help_list list;
	struct cmd_match m;
	text[0] = '\0';
	CU_ASSERT_FATAL(cmd_place_from(&place, path));
	cmd_complete(&place, line, give_names, NULL, &list, &m);
	for (unsigned i = 0; i < list.count; i++)
		if (strcmp(list.entry[i].word, word) == 0)
			snprintf(text, sizeof(text), "%s", list.entry[i].help);
	cmd_help_free(&list);
	return text;
}

static void what_holds_otherwise(void)
{
	static const char policy[] = "crypto ikev2 policy 10",
			  group[] = "tunnel-group 1.1.1.1 ipsec-attributes";
	CU_ASSERT_STRING_EQUAL(
	    help_of("", "route outside1 0 0 192.0.2.1 ", "<1-255>"), "Distance (default 1)");
	CU_ASSERT_STRING_EQUAL(
	    help_of(policy, "lifetime seconds ", "<120-2147483647>"), "Seconds (default 86400)");
	CU_ASSERT_STRING_EQUAL(
	    help_of(policy, "encryption ", "aes-256"), "AES-CBC with a 256-bit key (default)");
	CU_ASSERT_STRING_EQUAL(help_of(policy, "encryption ", "aes"), "AES-CBC with a 128-bit key");
	CU_ASSERT_STRING_EQUAL(
	    help_of(group, "isakmp keepalive threshold ", "<10-3600>"), "Seconds (default 10)");
	CU_ASSERT_STRING_EQUAL(
	    help_of(group, "isakmp keepalive threshold 10 retry ", "<2-10>"), "Seconds (default 2)");
	CU_ASSERT_STRING_EQUAL(help_of("router bgp 1", "timers bgp 60 ", "<0-65535>"),
	    "Seconds of silence that end a session (default 180)");
	CU_ASSERT_STRING_EQUAL(help_of("", "mtu outside1 ", "<64-9198>"), "Bytes (default 1500)");
}

static void whole_modes(void)
{
	CU_ASSERT_PTR_NOT_NULL(
	    strstr(words("interface Tunnel1", ""), "nameif no quit security-level shutdown"));
	CU_ASSERT_PTR_NOT_NULL(
	    strstr(words("#", ""), "show terminal traceroute undebug vpn-sessiondb write"));
	CU_ASSERT_PTR_NOT_NULL(strstr(words("interface Tunnel1", ""), "duplex end exit flowcontrol"));
	CU_ASSERT_PTR_NULL(strstr(words("#", ""), " end "));
	CU_ASSERT_PTR_NULL(strstr(words("", ""), "access-list"));
	CU_ASSERT_PTR_NULL(strstr(words(">", ""), "configure"));
	CU_ASSERT_PTR_NULL(strstr(words(">", "show "), "running-config"));
	CU_ASSERT_PTR_NOT_NULL(strstr(words(">", "show "), "version"));
	struct cmd_place place;
	struct cmd_help_list list;
	struct cmd_match m;
	cmd_place_from(&place, "crypto ipsec profile P");
	cmd_complete(&place, "", NULL, NULL, &list, &m);
	CU_ASSERT_STRING_EQUAL(list.title, "ipsec-profile mode commands/options:");
	cmd_help_free(&list);
}

static void tab(void)
{
	CU_ASSERT_STRING_EQUAL(tail("#", "conf"), "igure ");
	CU_ASSERT_STRING_EQUAL(tail("#", "show run"), "ning-config ");
	CU_ASSERT_STRING_EQUAL(tail("#", "show cry"), "pto ");
	CU_ASSERT_STRING_EQUAL(tail("crypto ikev2 policy 1", "encryption aes-g"), "cm");
	CU_ASSERT_STRING_EQUAL(tail("", "mtu o"), "utside1 ");
	CU_ASSERT_STRING_EQUAL(tail("", "route "), "");
	CU_ASSERT_STRING_EQUAL(tail("#", "bogus"), "");
}

static bool literal(const char *path, const char *line)
{
	struct cmd_place place;
	cmd_place_from(&place, path);
	return cmd_complete_literal(&place, line);
}

static void question_marks_in_text(void)
{
	CU_ASSERT_TRUE(
	    literal("tunnel-group 1.1.1.1 ipsec-attributes", "ikev2 local-authentication pre-shared-key ab"));
	CU_ASSERT_FALSE(
	    literal("tunnel-group 1.1.1.1 ipsec-attributes", "ikev2 local-authentication pre-shared-key "));
	CU_ASSERT_TRUE(literal("interface Tunnel1", "description what is this"));
	CU_ASSERT_TRUE(literal("interface Tunnel1", "description what "));
	CU_ASSERT_FALSE(literal("interface Tunnel1", "ip addr"));
	CU_ASSERT_FALSE(literal("", "show crypto ik"));
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"what may follow", help},
	    {"words behind a gate", words_behind_a_gate},
	    {"what holds when nothing is said", what_holds_otherwise},
	    {"all commands of a mode", whole_modes},
	    {"Tab", tab},
	    {"? inside a key or a text", question_marks_in_text},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("grammar-complete", tests);
}
