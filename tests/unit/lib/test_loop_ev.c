/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/loop.h"
#include <signal.h>
#include <string.h>
#include <unistd.h>
#include "tests/unit/unit.h"

static char trace[64];
static struct loop *current;

static void note(void *arg)
{
	strcat(trace, arg);
}

static void begin(void)
{
	trace[0] = '\0';
	current = loop_new();
}

static void never_early(void)
{
	begin();
	struct loop_timer *t = loop_timer_new(current, note, "t");
	usleep(20000); /* libev's own idea of now is as old as that when the timer is set */
	struct loop_timer *probe = loop_timer_new(current, note, "p");
	loop_timer_set(probe, 0);
	loop_run(current);
	int64_t start = loop_now(current);
	usleep(20000);
	loop_timer_set(t, 30 * LOOP_MSEC);
	CU_ASSERT(loop_timer_pending(t));
	int64_t left = loop_timer_left(t);
	CU_ASSERT(left > 20 * LOOP_MSEC && left <= 30 * LOOP_MSEC);
	loop_run(current);
	CU_ASSERT(loop_now(current) - start >= 50 * LOOP_MSEC);
	CU_ASSERT_STRING_EQUAL(trace, "pt");
	CU_ASSERT_FALSE(loop_timer_pending(t));
	CU_ASSERT_EQUAL(loop_timer_left(t), 0);
	loop_timer_free(probe);
	loop_timer_free(t);
	loop_free(current);
}

static void returns_when_nothing_is_left(void)
{
	begin();
	loop_run(current);
	loop_defer(current, note, "d");
	loop_run(current);
	CU_ASSERT_STRING_EQUAL(trace, "d");
	loop_free(current);
}

static struct loop_timer *own;

static void free_own_and_defer(void *arg)
{
	loop_timer_free(own);
	loop_defer(current, note, "2");
	note("1");
}

static void freed_in_own_callback(void)
{
	begin();
	own = loop_timer_new(current, free_own_and_defer, NULL);
	loop_timer_set(own, 0);
	struct loop_timer *later = loop_timer_new(current, note, "3");
	loop_timer_set(later, 5 * LOOP_MSEC);
	loop_run(current);
	CU_ASSERT_STRING_EQUAL(trace, "123");
	loop_timer_free(later);
	loop_free(current);
}

static unsigned rounds;

static void again(void *arg)
{
	if (++rounds < 100)
		loop_defer(current, again, NULL);
}

static struct loop_io *pipe_io;

static void on_pipe(void *arg, int events)
{
	CU_ASSERT_EQUAL(events, LOOP_READ);
	CU_ASSERT(rounds < 100); /* deferred work in slices does not starve a descriptor */
	note("r");
	loop_io_free(pipe_io);
}

static void slices_do_not_starve_descriptors(void)
{
	int fds[2];
	begin();
	rounds = 0;
	CU_ASSERT_EQUAL_FATAL(pipe(fds), 0);
	pipe_io = loop_io_new(current, fds[0], LOOP_READ, on_pipe, NULL);
	CU_ASSERT_EQUAL(write(fds[1], "x", 1), 1);
	loop_defer(current, again, NULL);
	loop_run(current);
	CU_ASSERT_EQUAL(rounds, 100);
	CU_ASSERT_STRING_EQUAL(trace, "r");
	close(fds[0]);
	close(fds[1]);
	loop_free(current);
}

static void on_signal(void *arg, int signo)
{
	CU_ASSERT_EQUAL(signo, SIGUSR1);
	note("s");
	loop_stop(current);
}

static void signals(void)
{
	begin();
	struct loop_signal *s = loop_signal_new(current, SIGUSR1, on_signal, NULL);
	raise(SIGUSR1);
	loop_run(current);
	CU_ASSERT_STRING_EQUAL(trace, "s");
	loop_signal_free(s);
	loop_free(current);
}

static void jitter_is_bounded(void)
{
	begin();
	for (int i = 0; i < 1000; i++) {
		int64_t x = loop_jitter(current, LOOP_SEC, 10);
		CU_ASSERT(x >= 900 * LOOP_MSEC && x <= 1100 * LOOP_MSEC);
	}
	loop_free(current);
}

int main(void)
{
	CU_TestInfo tests[] = {{"never early", never_early},
	    {"returns when nothing is left", returns_when_nothing_is_left},
	    {"freed in own callback", freed_in_own_callback},
	    {"slices do not starve descriptors", slices_do_not_starve_descriptors}, {"signals", signals},
	    {"jitter", jitter_is_bounded}, CU_TEST_INFO_NULL};
	return unit_main("lib/loop_ev", tests);
}
