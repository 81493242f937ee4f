/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include "lib/cmd_ifname.h"
#include "lib/cmd_text.h"
#include "tests/unit/unit.h"

static void lines(void)
{
	static const char text[] = "\xef\xbb\xbf"
				   "a\r\nb\rc\n\td\xc2\xa0"
				   "e\xe3\x80\x80"
				   "f\x01g\n\nlast";
	static const char *const want[] = {"a", "b", "c", " d e fg", "", "last"};
	struct cmd_text t = cmd_text_from(text, sizeof(text) - 1);
	char line[32];
	bool cut;
	for (unsigned i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		CU_ASSERT_TRUE_FATAL(cmd_text_next(&t, line, sizeof(line), &cut));
		CU_ASSERT_STRING_EQUAL(line, want[i]);
		CU_ASSERT_EQUAL(t.number, i + 1);
		CU_ASSERT_FALSE(cut);
	}
	CU_ASSERT_FALSE(cmd_text_next(&t, line, sizeof(line), &cut));
}

static void long_lines_are_cut(void)
{
	struct cmd_text t = cmd_text_from("0123456789\nnext", 15);
	char line[8];
	bool cut;
	CU_ASSERT_TRUE(cmd_text_next(&t, line, sizeof(line), &cut));
	CU_ASSERT_TRUE(cut);
	CU_ASSERT_STRING_EQUAL(line, "0123456");
	CU_ASSERT_TRUE(cmd_text_next(&t, line, sizeof(line), &cut));
	CU_ASSERT_STRING_EQUAL(line, "next");
}

static void prompts(void)
{
	CU_ASSERT_EQUAL(cmd_text_prompt("ciscoasa> enable"), 10);
	CU_ASSERT_EQUAL(cmd_text_prompt("ciscoasa# conf t"), 10);
	CU_ASSERT_EQUAL(cmd_text_prompt("  fw1/pri/act(config-if)#shutdown"), 25);
	CU_ASSERT_EQUAL(cmd_text_prompt("ciscoasa(config)#"), 17);
	CU_ASSERT_EQUAL(cmd_text_prompt("# remark"), 0);
	CU_ASSERT_EQUAL(cmd_text_prompt("abc#def"), 0);
	CU_ASSERT_EQUAL(cmd_text_prompt("show version"), 0);
	CU_ASSERT_EQUAL(cmd_text_password("Password: ******** # x"), 19);
	CU_ASSERT_EQUAL(cmd_text_password("password 0 abc"), 0);
}

static bool masked(const char *word)
{
	return cmd_text_is_masked(word, strlen(word));
}

static void masked_values(void)
{
	CU_ASSERT_TRUE(masked("11.XX.XX.1"));
	CU_ASSERT_TRUE(masked("120.XX.XX.191"));
	CU_ASSERT_TRUE(masked("116.62.xx.xx"));
	CU_ASSERT_TRUE(masked("47.*.*.213"));
	CU_ASSERT_TRUE(masked("10.X.0.0/16"));
	CU_ASSERT_TRUE(masked("2001:db8:XX::1"));
	CU_ASSERT_FALSE(masked("10.0.0.1"));
	CU_ASSERT_FALSE(masked("2001:db8::1"));
	CU_ASSERT_FALSE(masked("fddsFF123****"));
	CU_ASSERT_FALSE(masked("XX"));
	CU_ASSERT_FALSE(masked("gw.XX"));
}

static void remarks(void)
{
	CU_ASSERT_TRUE(cmd_text_is_remark("a # b", 2));
	CU_ASSERT_FALSE(cmd_text_is_remark("a#b", 1));
	CU_ASSERT_TRUE(cmd_text_is_comment("  ! x"));
	CU_ASSERT_TRUE(cmd_text_is_comment(": Saved"));
	CU_ASSERT_FALSE(cmd_text_is_comment("route"));
}

static void interface_names(void)
{
	static const struct {
		const char *text;
		enum cmd_ifname_fit fit;
		const char *name;
	} rows[] = {
	    {"GigabitEthernet0/0", CMD_IFNAME_TYPED, "GigabitEthernet0/0"},
	    {"gi0/1.5", CMD_IFNAME_TYPED, "GigabitEthernet0/1.5"},
	    {"te0/0", CMD_IFNAME_TYPED, "TenGigabitEthernet0/0"},
	    {"tu7", CMD_IFNAME_TYPED, "Tunnel7"},
	    {"lo7", CMD_IFNAME_TYPED, "Loopback7"},
	    {"port-channel7", CMD_IFNAME_REFUSED, "bond7"},
	    {"BVI1", CMD_IFNAME_REFUSED, "br1"},
	    {"eth0", CMD_IFNAME_FREE, "eth0"},
	    {"enp1s0", CMD_IFNAME_FREE, "enp1s0"},
	    {"lo", CMD_IFNAME_FREE, "lo"},
	    {"gi0", CMD_IFNAME_BAD, ""},
	    {"Tunnel99999", CMD_IFNAME_FREE, "Tunnel99999"},
	    {"Gi0/0/", CMD_IFNAME_BAD, ""},
	    {"0/0", CMD_IFNAME_NO, ""},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char name[CMD_IFNAME_SIZE] = "";
		size_t used;
		CU_ASSERT_EQUAL(
		    cmd_ifname_read(rows[i].text, strlen(rows[i].text), name, &used), rows[i].fit);
		if (rows[i].name[0])
			CU_ASSERT_STRING_EQUAL(name, rows[i].name);
	}
	CU_ASSERT(cmd_ifname_cmp("GigabitEthernet0/9", "GigabitEthernet0/10") < 0);
	CU_ASSERT(cmd_ifname_cmp("eth0", "Tunnel1") < 0);
	CU_ASSERT(cmd_ifname_cmp("Tunnel2", "Tunnel10") < 0);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"line ends and blanks", lines},
	    {"long lines", long_lines_are_cut},
	    {"prompts", prompts},
	    {"masked values", masked_values},
	    {"remarks and comments", remarks},
	    {"interface names", interface_names},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("grammar-text", tests);
}
