/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/layout.h"
#include <string.h>
#include "tests/unit/unit.h"

static json_t *record;

static void collect(void *arg, const char *text, size_t size, bool whole)
{
	strncat(arg, text, size);
	if (whole)
		strcat(arg, "\n");
}

static void check(const char *layout, const char *want)
{
	char got[400] = "";
	struct output out;
	output_init(&out, NULL, collect, got);
	layout_text(&out, layout, record);
	output_flush(&out);
	output_finish(&out);
	CU_ASSERT_STRING_EQUAL(got, want);
}

static void values(void)
{
	check("a {name} b {number} c", "a Tunnel1 b 255 c");
	check("{inner.value}", "7");
	check("{absent} {absent|none} {absent:<6|-}| {inner.absent|}", "0 none -     | ");
	check("{yes} {no}", "yes no");
	check("{{{number}}", "{255}");
}

static void columns(void)
{
	check("[{name:<10}][{name:>10}]", "[Tunnel1   ][   Tunnel1]");
	check("[{name:<3}][{number:>2}]", "[Tunnel1][255]");
	check("[{number:<6}][{number:>6}]", "[255   ][   255]");
}

static void styles(void)
{
	check("{number:x} {number:X} {number:08X} {number:08x}", "ff FF 000000FF 000000ff");
	check("{age:r} {age:s} {age:w} {age:c}", "1d00h 1d 0h:01m:00s 1 day 0 hours 24:01:00");
	check("[{age:<8r}] [{absent:<8r|never}]", "[1d00h   ] [never   ]");
	check("{mac:m}", "0250.5600.0a01");
}

static void unfinished(void)
{
	check("{name", "Tunnel1");
	check("{name:", "Tunnel1");
	check("{absent|x", "x");
	check("{", "0");
}

static void conditions(void)
{
	static const struct layout_line lines[] = {{NULL, "always\n"}, {"name", "named\n"},
	    {"!name", "unnamed\n"}, {"empty", "empty\n"}, {"!empty", "not empty\n"}, {"no", "no\n"},
	    {"inner.value", "inner\n"}, {"zero", "zero\n"}, {NULL, NULL}};
	char got[400] = "";
	struct output out;
	output_init(&out, NULL, collect, got);
	layout_print(&out, lines, record);
	output_finish(&out);
	CU_ASSERT_STRING_EQUAL(got, "always\nnamed\nnot empty\ninner\n");
}

int main(void)
{
	CU_TestInfo tests[] = {{"values", values}, {"columns", columns}, {"styles", styles},
	    {"unfinished", unfinished}, {"conditions", conditions}, CU_TEST_INFO_NULL};
	record = json_pack("{s:s, s:i, s:{s:i}, s:b, s:b, s:i, s:s, s:[], s:i}", "name", "Tunnel1", "number",
	    255, "inner", "value", 7, "yes", 1, "no", 0, "age", 86460, "mac", "02:50:56:00:0a:01", "empty",
	    "zero", 0);
	int status = unit_main("layout", tests);
	json_decref(record);
	return status;
}
