/* SPDX-License-Identifier: Apache-2.0 */
/* Real processes under the real clock: shell scripts play the daemons. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "daemons/mgmtd/journal.h"
#include "daemons/mgmtd/steward.h"
#include "daemons/mgmtd/supervise.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "tests/unit/unit.h"

static char dir[64], order[128], log_path[128];
static char paths[3][128];
static struct supervise_program programs[] = {
    {.name = "late", .path = paths[0], .stop_stage = 2},
    {.name = "middle", .path = paths[1], .stop_stage = 1},
    {.name = "early", .path = paths[2], .stop_stage = 0},
};
static struct loop *loop;
static struct journal *journal;
static struct steward_conf steward;
static struct supervise_conf conf = {.programs = programs, .count = 3};

/* A daemon that says so when it is asked to stop; `body` runs before it waits. */
static void script(unsigned i, const char *body)
{
	FILE *f = fopen(paths[i], "w");
	fprintf(f,
	    "#!/bin/sh\ntrap 'echo %s >>%s; exit 0' TERM\necho %s $1 $2 >&2\n%s\nwhile :; do sleep 0.02; "
	    "done\n",
	    programs[i].name, order, programs[i].name, body);
	fclose(f);
	chmod(paths[i], 0755);
}

static void begin(void)
{
	strcpy(dir, "/tmp/test_supervise.XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
	snprintf(order, sizeof(order), "%s/order", dir);
	snprintf(log_path, sizeof(log_path), "%s/log", dir);
	for (unsigned i = 0; i < 3; i++) {
		snprintf(paths[i], sizeof(paths[i]), "%s/%s", dir, programs[i].name);
		script(i, "");
	}
	loop = loop_new();
	journal = journal_new(loop, log_path);
	steward = (struct steward_conf){
	    .programs = programs, .count = 3, .rundir = dir, .config = order, .seccomp = "off"};
	conf.steward = steward_fork(&steward);
	conf.journal = journal;
}

static void end(void)
{
	char command[128];
	close(conf.steward);
	journal_free(journal);
	loop_free(loop);
	snprintf(command, sizeof(command), "rm -r %s", dir);
	CU_ASSERT_EQUAL(system(command), 0);
}

static void timer_stop(void *arg)
{
	loop_stop(loop);
}

static void run_for(int64_t time)
{
	struct loop_timer *t = loop_timer_new(loop, timer_stop, NULL);
	loop_timer_set(t, time);
	loop_run(loop);
	loop_timer_free(t);
}

static void stop_all(struct supervise *s)
{
	struct loop_timer *t = loop_timer_new(loop, timer_stop, NULL);
	loop_timer_set(t, 6 * LOOP_SEC);
	supervise_stop(s, timer_stop, NULL);
	loop_run(loop);
	CU_ASSERT_TRUE(loop_timer_pending(t)); /* it was the end that stopped the loop */
	loop_timer_free(t);
}

static const char *text_of(const char *path)
{
	static char text[4096];
	FILE *f = fopen(path, "r");
	size_t len = f == NULL ? 0 : fread(text, 1, sizeof(text) - 1, f);
	text[len] = '\0';
	if (f != NULL)
		fclose(f);
	return text;
}

static void they_stop_stage_by_stage(void)
{
	begin();
	struct supervise *s = supervise_new(loop, &conf);
	supervise_start(s);
	run_for(200 * LOOP_MSEC);
	stop_all(s);
	CU_ASSERT_STRING_EQUAL(text_of(order), "early\nmiddle\nlate\n");
	supervise_free(s);
	journal_drain(journal);
	CU_ASSERT_PTR_NOT_NULL(strstr(text_of(log_path), "middle --rundir /tmp/test_supervise."));
	end();
}

static void the_deaf_are_killed_in_time(void)
{
	begin();
	script(2, "trap '' TERM");
	struct supervise *s = supervise_new(loop, &conf);
	supervise_start(s);
	run_for(200 * LOOP_MSEC);
	int64_t began = loop_now(loop);
	stop_all(s);
	CU_ASSERT_TRUE(loop_now(loop) - began < 5 * LOOP_SEC);
	CU_ASSERT_STRING_EQUAL(text_of(order), "middle\nlate\n");
	supervise_free(s);
	end();
}

static void the_killed_are_back_within_a_second(void)
{
	struct supervise_info info;
	begin();
	struct supervise *s = supervise_new(loop, &conf);
	supervise_start(s);
	supervise_ready(s, "early");
	run_for(100 * LOOP_MSEC);
	pid_t before = supervise_pid(s, "early");
	kill(before, SIGKILL);
	run_for(300 * LOOP_MSEC);
	pid_t after = supervise_pid(s, "early");
	CU_ASSERT_TRUE(after != 0 && after != before);
	CU_ASSERT_TRUE(supervise_get(s, 2, &info));
	CU_ASSERT_EQUAL(info.restarts, 1);
	CU_ASSERT_EQUAL(info.state, SUPERVISE_STARTING);
	/* Dying young again, it waits. */
	kill(after, SIGKILL);
	run_for(300 * LOOP_MSEC);
	CU_ASSERT_EQUAL(supervise_pid(s, "early"), 0);
	run_for(1000 * LOOP_MSEC);
	CU_ASSERT_TRUE(supervise_pid(s, "early") != 0);
	stop_all(s);
	supervise_free(s);
	end();
}

/* posternd was killed and comes back: what runs is taken over, what has gone is started. */
static void the_running_are_taken_over(void)
{
	begin();
	struct supervise *s = supervise_new(loop, &conf);
	supervise_start(s);
	run_for(100 * LOOP_MSEC);
	pid_t early = supervise_pid(s, "early");
	pid_t late = supervise_pid(s, "late");
	supervise_free(s);
	close(conf.steward);
	kill(late, SIGKILL);
	usleep(50000);
	conf.steward = steward_fork(&steward);
	s = supervise_new(loop, &conf);
	supervise_start(s);
	CU_ASSERT_EQUAL(supervise_pid(s, "early"), early);
	CU_ASSERT_TRUE(supervise_adopted(s, "early"));
	CU_ASSERT_FALSE(supervise_adopted(s, "late"));
	CU_ASSERT_TRUE(supervise_pid(s, "late") != 0 && supervise_pid(s, "late") != late);
	run_for(100 * LOOP_MSEC);
	stop_all(s);
	CU_ASSERT_STRING_EQUAL(text_of(order), "early\nmiddle\nlate\n");
	supervise_free(s);
	end();
}

static void what_is_missing_is_tried_again(void)
{
	struct supervise_info info;
	begin();
	unlink(paths[1]);
	struct supervise *s = supervise_new(loop, &conf);
	supervise_start(s);
	CU_ASSERT_TRUE(supervise_get(s, 1, &info));
	CU_ASSERT_EQUAL(info.state, SUPERVISE_DOWN);
	CU_ASSERT_FALSE(supervise_all_ready(s));
	run_for(100 * LOOP_MSEC);
	stop_all(s);
	supervise_free(s);
	end();
}

static CU_TestInfo tests[] = {
    {"they stop stage by stage", they_stop_stage_by_stage},
    {"the deaf are killed in time", the_deaf_are_killed_in_time},
    {"the killed are back within a second", the_killed_are_back_within_a_second},
    {"the running are taken over", the_running_are_taken_over},
    {"what is missing is tried again", what_is_missing_is_tried_again},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	log_open("test", LOG_LEVEL_ERROR);
	return unit_main("mgmtd-supervise", tests);
}
