/* SPDX-License-Identifier: Apache-2.0 */
/* The verdict of packet-tracer against the rules that the kernel gets, which are read here as the kernel reads them. */
#include "daemons/ribd/verdict.h"
#include <stdlib.h>
#include <string.h>
#include "tests/unit/unit.h"

/* A set of names, `{ "a", "b" }`, or one name, has `device` in it. */
static bool names(const char *part, const char *end, const char *device)
{
	char quoted[160];
	snprintf(quoted, sizeof(quoted), "\"%s\"", device);
	const char *at = strstr(part, quoted);
	return at != NULL && at < end;
}

/* The line is about packets from `in` to `out`. */
static bool concerns(const char *line, const char *end, const char *in, const char *out)
{
	const char *from = strstr(line, "iifname "), *to = strstr(line, "oifname ");
	if (from == NULL || from > end)
		return false;
	if (to == NULL || to > end)
		return names(from, end, in);
	return names(from, to, in) && names(to, end, out);
}

/* What the chain does with the first packet of a flow. */
static bool chain_allows(const char *text, const char *in, const char *out)
{
	static const char rule[] = "add rule inet postern forward ";
	for (const char *line = text; (line = strstr(line, rule)) != NULL; line++) {
		const char *end = strchr(line, '\n');
		if (!concerns(line, end, in, out))
			continue;
		return memcmp(end - 6, "accept", 6) == 0;
	}
	return true;
}

static void check(const struct filter_rules *rules, const struct filter_iface *ifaces, size_t count)
{
	char *text = filter_text(rules, ifaces, count);
	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++)
			CU_ASSERT_EQUAL(verdict_of(rules, &ifaces[i], &ifaces[j]).allowed,
			    chain_allows(text, ifaces[i].device, ifaces[j].device));
	free(text);
}

/* All rules that can be set, over three levels with tunnels on two of them. */
static void agrees_with_the_rules(void)
{
	const struct filter_iface ifaces[] = {
	    {.device = "eth0", .level = 0},
	    {.device = "eth1", .level = 100},
	    {.device = "eth2", .level = 50},
	    {.device = "eth3", .level = 50},
	    {.device = "Tunnel1", .level = 0, .tunnel = true},
	    {.device = "Tunnel2", .level = 50, .tunnel = true},
	};
	for (unsigned bits = 0; bits < 16; bits++) {
		const struct filter_rules rules = {.off = bits & 1,
		    .vpn_judged = bits & 2,
		    .between_equal = bits & 4,
		    .same_way_out = bits & 8};
		check(&rules, ifaces, 6);
	}
}

static void without_a_name(void)
{
	const struct filter_rules rules = {0};
	const struct filter_iface low = {.device = "eth0", .level = 0};
	CU_ASSERT_TRUE(verdict_of(&rules, &low, NULL).allowed);
	CU_ASSERT_TRUE(verdict_of(&rules, NULL, &low).allowed);
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"agrees with the rules", agrees_with_the_rules},
	    {"without a name", without_a_name},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("verdict", tests);
}
