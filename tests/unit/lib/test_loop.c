/* SPDX-License-Identifier: Apache-2.0 */
/* The virtual implementation; what both promise is asked of the real one in test_loop_ev.c. */
#include "lib/loop.h"
#include <string.h>
#include <unistd.h>
#include "tests/unit/unit.h"

static char trace[64];

static void note(void *arg)
{
	strcat(trace, arg);
}

static struct loop *fresh(void)
{
	trace[0] = '\0';
	return loop_new();
}

static void order_of_time_then_creation(void)
{
	struct loop *loop = fresh();
	struct loop_timer *a = loop_timer_new(loop, note, "a");
	struct loop_timer *b = loop_timer_new(loop, note, "b");
	struct loop_timer *c = loop_timer_new(loop, note, "c");
	loop_timer_set(c, 5);
	loop_timer_set(b, 10);
	loop_timer_set(a, 10);
	loop_virtual_advance(loop, 9);
	CU_ASSERT_STRING_EQUAL(trace, "c");
	loop_virtual_advance(loop, 1);
	CU_ASSERT_STRING_EQUAL(trace, "cab");
	loop_timer_free(a);
	loop_timer_free(b);
	loop_timer_free(c);
	loop_free(loop);
}

static void clock_moves_only_when_told(void)
{
	struct loop *loop = fresh();
	struct loop_timer *t = loop_timer_new(loop, note, "t");
	int64_t start = loop_now(loop), wall = loop_wall(loop);
	loop_timer_set(t, 3 * LOOP_SEC);
	CU_ASSERT_EQUAL(loop_timer_left(t), 3 * LOOP_SEC);
	loop_virtual_advance(loop, LOOP_SEC);
	CU_ASSERT_EQUAL(loop_now(loop), start + LOOP_SEC);
	CU_ASSERT_EQUAL(loop_wall(loop), wall + 1);
	CU_ASSERT_EQUAL(loop_timer_left(t), 2 * LOOP_SEC);
	CU_ASSERT(loop_timer_pending(t));
	CU_ASSERT(loop_virtual_step(loop));
	CU_ASSERT_EQUAL(loop_now(loop), start + 3 * LOOP_SEC);
	CU_ASSERT_FALSE(loop_timer_pending(t));
	CU_ASSERT_FALSE(loop_virtual_step(loop));
	loop_timer_free(t);
	loop_free(loop);
}

static struct loop_timer *own;

static void free_own(void *arg)
{
	loop_timer_free(own);
	own = NULL;
	note("freed ");
}

static void freed_in_own_callback(void)
{
	struct loop *loop = fresh();
	own = loop_timer_new(loop, free_own, NULL);
	loop_timer_set(own, 1);
	loop_run(loop);
	CU_ASSERT_STRING_EQUAL(trace, "freed ");
	loop_free(loop);
}

static struct loop *current;

static void defer_two(void *arg)
{
	loop_defer(current, note, "2");
	loop_defer(current, note, "3");
	note("1");
}

static void deferred_before_the_next_timer(void)
{
	current = fresh();
	struct loop_timer *first = loop_timer_new(current, defer_two, NULL);
	struct loop_timer *second = loop_timer_new(current, note, "4");
	loop_timer_set(first, 1);
	loop_timer_set(second, 1);
	loop_run(current);
	CU_ASSERT_STRING_EQUAL(trace, "1234");
	loop_timer_free(first);
	loop_timer_free(second);
	loop_free(current);
}

static void take_byte(void *arg, int events)
{
	char c;
	CU_ASSERT_EQUAL(events, LOOP_READ);
	CU_ASSERT_EQUAL(read(*(int *)arg, &c, 1), 1);
	note("r");
}

static void descriptors_are_polled(void)
{
	struct loop *loop = fresh();
	int fds[2];
	CU_ASSERT_EQUAL_FATAL(pipe(fds), 0);
	struct loop_io *io = loop_io_new(loop, fds[0], LOOP_READ, take_byte, &fds[0]);
	CU_ASSERT_EQUAL(write(fds[1], "xx", 2), 2);
	loop_run(loop);
	CU_ASSERT_STRING_EQUAL(trace, "rr");
	loop_io_set(io, 0);
	CU_ASSERT_EQUAL(write(fds[1], "x", 1), 1);
	loop_run(loop);
	CU_ASSERT_STRING_EQUAL(trace, "rr");
	loop_io_free(io);
	close(fds[0]);
	close(fds[1]);
	loop_free(loop);
}

static void jitter_is_bounded_and_repeats(void)
{
	struct loop *a = loop_new(), *b = loop_new();
	bool differs = false;
	loop_virtual_seed(a, 7);
	loop_virtual_seed(b, 7);
	for (int i = 0; i < 1000; i++) {
		int64_t x = loop_jitter(a, 1000, 25);
		CU_ASSERT(x >= 750 && x <= 1250);
		CU_ASSERT_EQUAL(x, loop_jitter(b, 1000, 25));
		differs |= x != 1000;
	}
	CU_ASSERT(differs);
	CU_ASSERT_EQUAL(loop_jitter(a, 1000, 0), 1000);
	loop_free(a);
	loop_free(b);
}

static void stop_current(void *arg)
{
	note("s");
	loop_stop(current);
}

static void stop_leaves_the_rest(void)
{
	current = fresh();
	struct loop_timer *s = loop_timer_new(current, stop_current, NULL);
	struct loop_timer *t = loop_timer_new(current, note, "t");
	loop_timer_set(s, 1);
	loop_timer_set(t, 2);
	loop_run(current);
	CU_ASSERT_STRING_EQUAL(trace, "s");
	CU_ASSERT(loop_timer_pending(t));
	loop_timer_stop(t);
	loop_run(current);
	CU_ASSERT_STRING_EQUAL(trace, "s");
	loop_timer_free(s);
	loop_timer_free(t);
	loop_free(current);
}

int main(void)
{
	CU_TestInfo tests[] = {{"order of time, then creation", order_of_time_then_creation},
	    {"clock moves only when told", clock_moves_only_when_told},
	    {"freed in own callback", freed_in_own_callback},
	    {"deferred before the next timer", deferred_before_the_next_timer},
	    {"descriptors are polled", descriptors_are_polled}, {"jitter", jitter_is_bounded_and_repeats},
	    {"stop", stop_leaves_the_rest}, CU_TEST_INFO_NULL};
	return unit_main("lib/loop", tests);
}
