/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/filter.h"
#include <stdio.h>
#include <string.h>
#include "shell/output.h"
#include "tests/unit/unit.h"

static void collect(void *arg, const char *text, size_t size, bool whole)
{
	strncat(arg, text, size);
	if (whole)
		strcat(arg, "/");
}

/* What of "alpha", "beta", "gamma", "beta 2" the filter lets through. */
static void check(const char *text, const char *want)
{
	char error[200], got[200] = "";
	struct filter *filter = filter_parse(text, error, sizeof(error));
	struct output out;
	CU_ASSERT_PTR_NOT_NULL_FATAL(filter);
	output_init(&out, filter, collect, got);
	output_text(&out, "alpha\nbe");
	output_flush(&out); /* an unfinished line must not slip past the filter */
	output_text(&out, "ta\ngamma\nbeta 2");
	output_finish(&out);
	CU_ASSERT_STRING_EQUAL(got, want);
	filter_free(filter);
}

static void kinds(void)
{
	check("include beta", "beta/beta 2/");
	check(" i ^b.*2$", "beta 2/");
	check("exclude beta", "alpha/gamma/");
	check("e (alpha|gamma)", "beta/beta 2/");
	check("begin gam", "gamma/beta 2/");
	check("b beta", "beta/gamma/beta 2/");
	check("grep a$", "alpha/beta/gamma/");
	check("g -v a$", "beta 2/");
	check("INC beta  ", "beta/beta 2/");
	check("include beta 2", "beta 2/");
	check("include nothing", "");
}

static void refuse(const char *text)
{
	char error[200] = "";
	CU_ASSERT_PTR_NULL(filter_parse(text, error, sizeof(error)));
	CU_ASSERT_STRING_NOT_EQUAL(error, "");
}

static void refusals(void)
{
	refuse("");
	refuse("include");
	refuse("include   ");
	refuse("grep -v");
	refuse("section crypto");
	refuse("count x");
	refuse("include [");
	refuse("json now");
}

static void json(void)
{
	char error[200];
	struct filter *filter = filter_parse("json", error, sizeof(error));
	CU_ASSERT_TRUE(filter_is_json(filter));
	CU_ASSERT_TRUE(filter_passes(filter, "anything"));
	filter_free(filter);
	CU_ASSERT_FALSE(filter_is_json(NULL));
}

static void find(void)
{
	const char *show = "show bgp | include x|y", *split = "sh run|i foo";
	CU_ASSERT_PTR_EQUAL(filter_find(show), show + 9);
	CU_ASSERT_PTR_EQUAL(filter_find(split), split + 6);
	CU_ASSERT_PTR_NULL(filter_find("show bgp"));
	CU_ASSERT_PTR_NULL(filter_find(" ikev2 remote-authentication pre-shared-key a|b"));
	CU_ASSERT_PTR_NULL(filter_find("shutdown | x"));
	CU_ASSERT_PTR_NULL(filter_find(""));
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"kinds", kinds}, {"refusals", refusals}, {"json", json}, {"find", find}, CU_TEST_INFO_NULL};
	return unit_main("filter", tests);
}
