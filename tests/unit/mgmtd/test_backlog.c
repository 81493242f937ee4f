/* SPDX-License-Identifier: Apache-2.0 */
/* The queue in front of a log host. */
#include <string.h>
#include "daemons/mgmtd/backlog.h"
#include "tests/unit/unit.h"

static bool first_is(const struct backlog *b, const char *text)
{
	size_t len = 0;
	const char *first = backlog_first(b, &len);
	return first != NULL && len == strlen(text) && memcmp(first, text, len) == 0;
}

static void first_in_first_out(void)
{
	struct backlog *b = backlog_new(10);
	size_t len;
	CU_ASSERT_PTR_NULL(backlog_first(b, &len));
	CU_ASSERT_TRUE(backlog_put(b, "one", 3) && backlog_put(b, "", 0) && backlog_put(b, "three", 5));
	CU_ASSERT_TRUE(first_is(b, "one"));
	backlog_pop(b);
	CU_ASSERT_TRUE(first_is(b, ""));
	backlog_pop(b);
	CU_ASSERT_TRUE(first_is(b, "three"));
	backlog_pop(b);
	CU_ASSERT_PTR_NULL(backlog_first(b, &len));
	backlog_free(b);
}

static void no_more_than_the_limit(void)
{
	struct backlog *b = backlog_new(2);
	CU_ASSERT_TRUE(backlog_put(b, "1", 1) && backlog_put(b, "2", 1));
	CU_ASSERT_FALSE(backlog_put(b, "3", 1));
	backlog_pop(b);
	CU_ASSERT_TRUE(backlog_put(b, "4", 1));
	CU_ASSERT_EQUAL(backlog_count(b), 2);
	CU_ASSERT_EQUAL(backlog_most(b), 2);
	backlog_limit(b, 1);
	CU_ASSERT_EQUAL(backlog_count(b), 2); /* what waits, waits */
	CU_ASSERT_FALSE(backlog_put(b, "5", 1));
	backlog_limit(b, 3);
	CU_ASSERT_TRUE(backlog_put(b, "6", 1));
	CU_ASSERT_EQUAL(backlog_most(b), 3);
	backlog_free(b);
}

static CU_TestInfo tests[] = {
    {"first in, first out", first_in_first_out},
    {"no more than the limit", no_more_than_the_limit},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("mgmtd-backlog", tests);
}
