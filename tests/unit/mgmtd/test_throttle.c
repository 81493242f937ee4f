/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include "daemons/mgmtd/throttle.h"
#include "lib/loop.h"
#include "tests/unit/unit.h"

static void each_failure_costs_twice_as_much(void)
{
	static const int64_t seconds[] = {1, 2, 4, 8, 16, 16, 16};
	struct throttle *t = throttle_new();
	int64_t now = 1000 * LOOP_SEC;
	unsigned count;
	for (unsigned i = 0; i < 7; i++) {
		CU_ASSERT_EQUAL(throttle_failed(t, 1000, now, &count), seconds[i] * LOOP_SEC);
		CU_ASSERT_EQUAL(count, i + 1);
		CU_ASSERT_EQUAL(throttle_wait(t, 1000, now + 1), seconds[i] * LOOP_SEC - 1);
		now += seconds[i] * LOOP_SEC;
		CU_ASSERT_EQUAL(throttle_wait(t, 1000, now), 0);
	}
	CU_ASSERT_EQUAL(throttle_wait(t, 1001, now - 1), 0); /* another one */
	throttle_failed(t, 1001, now, NULL);
	throttle_passed(t, 1000);
	CU_ASSERT_EQUAL(throttle_failed(t, 1000, now, NULL), LOOP_SEC);
	CU_ASSERT_EQUAL(throttle_failed(t, 1001, now + 601 * LOOP_SEC, NULL), LOOP_SEC);
	throttle_free(t);
}

static void the_table_stays_small(void)
{
	struct throttle *t = throttle_new();
	for (unsigned uid = 1; uid < 1000; uid++)
		throttle_failed(t, uid, uid * LOOP_MSEC, NULL);
	CU_ASSERT_NOT_EQUAL(throttle_wait(t, 999, LOOP_SEC), 0);
	CU_ASSERT_EQUAL(throttle_wait(t, 1, LOOP_MSEC), 0); /* the oldest are forgotten */
	throttle_free(t);
}

static void a_user_is_locked_at_the_limit(void)
{
	struct throttle *t = throttle_new();
	CU_ASSERT_FALSE(throttle_user_failed(t, "carol", 2, 100));
	CU_ASSERT_FALSE(throttle_user_failed(t, "alice", 2, 101));
	CU_ASSERT_TRUE(throttle_user_failed(t, "carol", 2, 102));
	CU_ASSERT_FALSE(throttle_user_failed(t, "carol", 2, 103)); /* is locked already */
	CU_ASSERT_TRUE(throttle_user_locked(t, "carol"));
	CU_ASSERT_FALSE(throttle_user_locked(t, "alice"));
	CU_ASSERT_STRING_EQUAL(throttle_user_get(t, 0)->name, "alice");
	CU_ASSERT_EQUAL(throttle_user_get(t, 1)->locked_at, 102);
	CU_ASSERT_PTR_NULL(throttle_user_get(t, 2));
	throttle_user_clear(t, "carol");
	CU_ASSERT_FALSE(throttle_user_locked(t, "carol"));
	for (unsigned i = 0; i < 100; i++) { /* as many as there are users */
		char name[8];
		snprintf(name, sizeof(name), "u%02u", i);
		CU_ASSERT_TRUE(throttle_user_failed(t, name, 1, 1));
	}
	CU_ASSERT_TRUE(throttle_user_locked(t, "u99"));
	throttle_user_clear(t, NULL);
	CU_ASSERT_PTR_NULL(throttle_user_get(t, 0));
	throttle_free(t);
}

static CU_TestInfo tests[] = {
    {"each failure costs twice as much", each_failure_costs_twice_as_much},
    {"the table stays small", the_table_stays_small},
    {"a user is locked at the limit", a_user_is_locked_at_the_limit},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("mgmtd-throttle", tests);
}
