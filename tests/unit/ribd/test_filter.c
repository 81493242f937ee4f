/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/filter.h"
#include <stdlib.h>
#include <string.h>
#include "tests/unit/ribd/fake_filter.h"
#include "tests/unit/unit.h"

static const struct filter_iface gateway[] = {
    {.device = "eth0", .level = 0},
    {.device = "eth1", .level = 100},
    {.device = "Tunnel1", .level = 0, .tunnel = true},
};

static char *text_of(const struct filter_rules *rules, const struct filter_iface *ifaces, size_t count)
{
	char *text = filter_text(rules, ifaces, count);
	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	return text;
}

static bool has(const char *text, const char *rule)
{
	char line[256];
	snprintf(line, sizeof(line), "add rule inet postern %s\n", rule);
	return strstr(text, line) != NULL;
}

#define DROP " counter name \"security-level\" drop"

static void from_low_to_high_nothing_begins(void)
{
	const struct filter_rules rules = {0};
	char *text = text_of(&rules, gateway, 3);
	CU_ASSERT_TRUE(has(text, "forward iifname { \"Tunnel1\" } accept"));
	CU_ASSERT_TRUE(has(text, "forward ct state established,related accept"));
	CU_ASSERT_TRUE(has(text, "forward iifname { \"eth0\", \"Tunnel1\" } oifname { \"eth1\" }" DROP));
	CU_ASSERT_TRUE(
	    has(text, "forward iifname { \"eth0\", \"Tunnel1\" } oifname { \"eth0\", \"Tunnel1\" }" DROP));
	CU_ASSERT_TRUE(has(text, "forward iifname \"eth1\" oifname \"eth1\"" DROP));
	CU_ASSERT_FALSE(has(text, "forward iifname { \"eth1\" } oifname { \"eth0\", \"Tunnel1\" }" DROP));
	free(text);
}

/* Accepting what is exempt and what is a reply stands before the first drop. */
static void order_of_the_rules(void)
{
	const struct filter_rules rules = {0};
	char *text = text_of(&rules, gateway, 3);
	const char *tunnels = strstr(text, "forward iifname { \"Tunnel1\" } accept");
	const char *replies = strstr(text, "ct state established");
	const char *drop = strstr(text, "drop");
	CU_ASSERT_PTR_NOT_NULL_FATAL(drop);
	CU_ASSERT_TRUE(tunnels != NULL && tunnels < drop);
	CU_ASSERT_TRUE(replies != NULL && replies < drop);
	free(text);
}

/* Packets whose replies may take another gateway are passed without a connection. */
static void tunnels_are_not_tracked(void)
{
	const struct filter_rules rules = {0}, judged = {.vpn_judged = true};
	char *text = text_of(&rules, gateway, 3);
	CU_ASSERT_TRUE(has(text, "untracked iifname \"Tunnel1\" fib daddr oifname { \"eth1\" } notrack"));
	CU_ASSERT_TRUE(has(text, "untracked iifname { \"eth1\" } fib daddr oifname \"Tunnel1\" notrack"));
	free(text);
	text = text_of(&judged, gateway, 3);
	CU_ASSERT_FALSE(has(text, "forward iifname { \"Tunnel1\" } accept"));
	CU_ASSERT_FALSE(has(text, "untracked iifname \"Tunnel1\" fib daddr oifname { \"eth1\" } notrack"));
	free(text);
}

/* For a capture of what is dropped: the rule shows it before it counts. */
static void drops_are_shown(void)
{
	const struct filter_rules rules = {.logged = true};
	char *text = text_of(&rules, gateway, 3);
	CU_ASSERT_TRUE(
	    has(text, "forward iifname \"eth1\" oifname \"eth1\" log group 20563 queue-threshold 1" DROP));
	free(text);
}

static void equal_levels(void)
{
	const struct filter_iface two[] = {{.device = "a", .level = 50}, {.device = "b", .level = 50}};
	const struct filter_rules strict = {0}, between = {.between_equal = true},
				  hairpin = {.same_way_out = true};
	char *text = text_of(&strict, two, 2);
	CU_ASSERT_TRUE(has(text, "forward iifname { \"a\", \"b\" } oifname { \"a\", \"b\" }" DROP));
	CU_ASSERT_TRUE(has(text, "forward iifname \"a\" oifname \"a\"" DROP));
	free(text);
	text = text_of(&between, two, 2);
	CU_ASSERT_FALSE(has(text, "forward iifname { \"a\", \"b\" } oifname { \"a\", \"b\" }" DROP));
	CU_ASSERT_TRUE(has(text, "forward iifname \"a\" oifname \"a\"" DROP));
	free(text);
	text = text_of(&hairpin, two, 2);
	CU_ASSERT_TRUE(has(text, "forward iifname \"a\" oifname \"a\" accept"));
	CU_ASSERT_TRUE(has(text, "forward iifname { \"a\", \"b\" } oifname { \"a\", \"b\" }" DROP));
	free(text);
}

static void no_rules_without_need(void)
{
	const struct filter_rules off = {.off = true}, open = {.between_equal = true, .same_way_out = true};
	const struct filter_iface equal[] = {{.device = "a"}, {.device = "Tunnel1", .tunnel = true}};
	char *text = text_of(&off, gateway, 3);
	CU_ASSERT_STRING_EQUAL(text, "");
	free(text);
	text = text_of(&open, equal, 2);
	CU_ASSERT_STRING_EQUAL(text, "");
	free(text);
	text = text_of(&(struct filter_rules){0}, NULL, 0);
	CU_ASSERT_STRING_EQUAL(text, "");
	free(text);
}

/* A name is no place to smuggle a command in. */
static void strange_names(void)
{
	const struct filter_iface odd[] = {
	    {.device = "a\"; x"}, {.device = "b", .level = 100}, {.device = "c"}};
	char *text = text_of(&(struct filter_rules){0}, odd, 3);
	CU_ASSERT_PTR_NULL(strchr(text, '\''));
	CU_ASSERT_PTR_NULL(strstr(text, "a\""));
	CU_ASSERT_TRUE(has(text, "forward iifname { \"c\" } oifname { \"b\" }" DROP));
	free(text);
}

static void the_kernel_hears_of_changes_only(void)
{
	struct filter *f = filter_new();
	struct filter_rules rules = {0};
	fake_filter = (struct fake_filter){0};
	CU_ASSERT_TRUE(filter_apply(f, &rules, gateway, 3));
	CU_ASSERT_TRUE(filter_apply(f, &rules, gateway, 3));
	CU_ASSERT_EQUAL(fake_filter.runs, 1);
	rules.off = true;
	CU_ASSERT_TRUE(filter_apply(f, &rules, gateway, 3));
	CU_ASSERT_EQUAL(fake_filter.runs, 2);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake_filter.last, "delete table inet postern"));
	filter_withdraw(f);
	CU_ASSERT_EQUAL(fake_filter.runs, 2); /* nothing is there */
	filter_free(f);
}

/* What was refused is tried again with the next change, even to the same rules. */
static void a_refusal_is_not_taken_for_granted(void)
{
	struct filter *f = filter_new();
	const struct filter_rules rules = {0};
	fake_filter = (struct fake_filter){.refuse = true};
	CU_ASSERT_FALSE(filter_apply(f, &rules, gateway, 3));
	fake_filter.refuse = false;
	CU_ASSERT_TRUE(filter_apply(f, &rules, gateway, 3));
	CU_ASSERT_EQUAL(fake_filter.runs, 2);
	filter_withdraw(f);
	CU_ASSERT_EQUAL(fake_filter.runs, 3);
	filter_free(f);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"from low to high nothing begins", from_low_to_high_nothing_begins},
	    {"order of the rules", order_of_the_rules},
	    {"tunnels are not tracked", tunnels_are_not_tracked},
	    {"drops are shown", drops_are_shown},
	    {"equal levels", equal_levels},
	    {"no rules without need", no_rules_without_need},
	    {"strange names", strange_names},
	    {"the kernel hears of changes only", the_kernel_hears_of_changes_only},
	    {"a refusal is not taken for granted", a_refusal_is_not_taken_for_granted},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("ribd-filter", tests);
}
