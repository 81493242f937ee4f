/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/pager.h"
#include "tests/unit/unit.h"

/* Prints `lines` lines of one row; the number printed before the pager asks. */
static unsigned print(struct pager *p, unsigned lines)
{
	unsigned printed = 0;
	while (printed < lines && !pager_full(p, 1)) {
		pager_printed(p, 1);
		printed++;
	}
	return printed;
}

static void pages(void)
{
	struct pager p;
	pager_begin(&p, 24, 0);
	CU_ASSERT_EQUAL(print(&p, 100), 24);
	CU_ASSERT_TRUE(pager_key(&p, ' ', 1));
	CU_ASSERT_EQUAL(print(&p, 100), 24);
	CU_ASSERT_TRUE(pager_key(&p, '\n', 1));
	CU_ASSERT_EQUAL(print(&p, 100), 1);
	CU_ASSERT_FALSE(pager_key(&p, 'x', 1));
	CU_ASSERT_TRUE(pager_full(&p, 1));
	CU_ASSERT_FALSE(p.stopped);
	CU_ASSERT_TRUE(pager_key(&p, 'q', 1));
	CU_ASSERT_TRUE(p.stopped);
	CU_ASSERT_FALSE(pager_full(&p, 1));
}

static void resized(void)
{
	struct pager p;
	pager_begin(&p, 24, 10);
	CU_ASSERT_EQUAL(print(&p, 100), 9);
	pager_resize(&p, 24, 16);
	CU_ASSERT_TRUE(pager_full(&p, 1)); /* the page that is on the screen stays one */
	CU_ASSERT_TRUE(pager_key(&p, ' ', 1));
	CU_ASSERT_EQUAL(print(&p, 100), 15);
	pager_resize(&p, 24, 5);
	CU_ASSERT_TRUE(pager_key(&p, ' ', 1));
	CU_ASSERT_EQUAL(print(&p, 100), 4);
}

static void window(void)
{
	struct pager p;
	pager_begin(&p, 24, 10);
	CU_ASSERT_EQUAL(print(&p, 100), 9);
	pager_begin(&p, 5, 10);
	CU_ASSERT_EQUAL(print(&p, 100), 5);
	pager_begin(&p, 0, 10);
	CU_ASSERT_EQUAL(print(&p, 100), 100);
	pager_begin(&p, 24, 1);
	CU_ASSERT_EQUAL(print(&p, 100), 24);
}

static void wide_lines(void)
{
	struct pager p;
	CU_ASSERT_EQUAL(pager_rows(0, 80), 1);
	CU_ASSERT_EQUAL(pager_rows(80, 80), 1);
	CU_ASSERT_EQUAL(pager_rows(81, 80), 2);
	pager_begin(&p, 3, 0);
	pager_printed(&p, 2);
	CU_ASSERT_TRUE(pager_full(&p, 2));
	CU_ASSERT_TRUE(pager_key(&p, '\n', 2)); /* Enter makes room for the whole line */
	CU_ASSERT_FALSE(pager_full(&p, 2));
	pager_begin(&p, 3, 0);
	CU_ASSERT_FALSE(pager_full(&p, 9)); /* longer than a page: on a fresh page without asking */
	pager_printed(&p, 9);
	CU_ASSERT_TRUE(pager_full(&p, 1));
}

static void other_ways_out(void)
{
	struct pager p;
	pager_begin(&p, 1, 0);
	CU_ASSERT_TRUE(pager_key(&p, 3, 1));
	CU_ASSERT_TRUE(p.stopped);
	pager_begin(&p, 1, 0);
	CU_ASSERT_TRUE(pager_key(&p, -1, 1));
	CU_ASSERT_TRUE(p.stopped);
}

int main(void)
{
	CU_TestInfo tests[] = {{"pages", pages}, {"window", window}, {"resized", resized},
	    {"wide lines", wide_lines}, {"other ways out", other_ways_out}, CU_TEST_INFO_NULL};
	return unit_main("pager", tests);
}
