/* SPDX-License-Identifier: Apache-2.0 */
/* Processor time of a process over the last seconds and minutes. */
#include "daemons/mgmtd/load.h"
#include "lib/loop.h"
#include "tests/unit/unit.h"

static struct load_process p;

/* `busy` per mille of the time, a sample every 5 s; the processor time in the end. */
static uint64_t run(unsigned samples, unsigned busy, int64_t *at, uint64_t msec)
{
	for (unsigned i = 0; i < samples; i++) {
		*at += 5 * LOOP_SEC;
		msec += 5 * busy;
		load_sample(&p, 7, *at, msec);
	}
	return msec;
}

static void each_window_has_its_own(void)
{
	int64_t at = 0;
	p = (struct load_process){0};
	CU_ASSERT_EQUAL(load_permille(&p, 12, LOOP_SEC, 100), 0);
	uint64_t msec = run(100, 100, &at, 0);
	CU_ASSERT_EQUAL(load_permille(&p, 1, at + 5 * LOOP_SEC, msec + 500), 100);
	CU_ASSERT_EQUAL(load_permille(&p, 60, at + 5 * LOOP_SEC, msec + 500), 100);
	msec = run(12, 500, &at, msec);
	CU_ASSERT_EQUAL(load_permille(&p, 12, at + 5 * LOOP_SEC, msec + 2500), 500);
	CU_ASSERT_EQUAL(load_permille(&p, 60, at + 5 * LOOP_SEC, msec + 2500), (47 * 100 + 13 * 500) / 60);
}

static void another_process_begins_anew(void)
{
	int64_t at = 0;
	p = (struct load_process){0};
	run(100, 900, &at, 0);
	load_sample(&p, 8, at, 3);
	CU_ASSERT_EQUAL(load_permille(&p, 60, at + LOOP_SEC, 53), 50);
	CU_ASSERT_EQUAL(load_permille(&p, 60, at, 3), 0);
}

static CU_TestInfo tests[] = {
    {"each window has its own", each_window_has_its_own},
    {"another process begins anew", another_process_begins_anew},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("mgmtd-load", tests);
}
