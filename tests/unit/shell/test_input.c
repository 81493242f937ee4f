/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/input.h"
#include <string.h>
#include <unistd.h>
#include "lib/loop.h"
#include "tests/unit/unit.h"

static struct loop *loop;
static int ends[2];
static struct input *in;

static void open_input(void)
{
	loop = loop_new();
	CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
	in = input_new(loop, ends[0]);
}

static void close_input(void)
{
	input_free(in);
	close(ends[0]);
	if (ends[1] >= 0)
		close(ends[1]);
	loop_free(loop);
}

/* Types; the loop takes it up. */
static void type(const char *text)
{
	CU_ASSERT_EQUAL_FATAL(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
	loop_run(loop);
}

static void interrupts(void)
{
	open_input();
	type("\x03");
	CU_ASSERT_FALSE(input_interrupted(in)); /* nobody asked: it is a key like any other */
	CU_ASSERT_EQUAL(input_char(in), 3);
	input_arm(in, true);
	type("typed ahead\x03more");
	CU_ASSERT_TRUE(input_interrupted(in));
	CU_ASSERT_FALSE(input_interrupted(in));
	CU_ASSERT_EQUAL(input_char(in), 'm'); /* what came before it is forgotten */
	input_arm(in, false);
	type("\x03");
	input_arm(in, true); /* it was there already */
	CU_ASSERT_TRUE(input_interrupted(in));
	CU_ASSERT_FALSE(input_waiting(in));
	close_input();
}

static void the_end_interrupts(void)
{
	open_input();
	input_arm(in, true);
	close(ends[1]);
	ends[1] = -1;
	loop_run(loop);
	CU_ASSERT_TRUE(input_interrupted(in));
	CU_ASSERT_EQUAL(input_char(in), WEOF);
	CU_ASSERT_EQUAL(input_char(in), WEOF);
	close_input();
}

static void waiting_lines(void)
{
	open_input();
	CU_ASSERT_FALSE(input_line_waiting(in));
	type("\n \nq\n");
	CU_ASSERT_FALSE(input_line_waiting(in)); /* answers to the pager, all of them */
	type("show clock");
	CU_ASSERT_FALSE(input_line_waiting(in));
	type("\r");
	CU_ASSERT_TRUE(input_line_waiting(in));
	close_input();
}

static void nothing_is_lost(void)
{
	char chunk[3000];
	size_t got = 0;
	memset(chunk, 'x', sizeof(chunk));
	open_input();
	for (int i = 0; i < 20; i++) {
		CU_ASSERT_EQUAL_FATAL(write(ends[1], chunk, sizeof(chunk)), (ssize_t)sizeof(chunk));
		loop_run(loop);
		CU_ASSERT_EQUAL(input_char(in), 'x');
		got++;
	}
	close(ends[1]);
	ends[1] = -1;
	while (input_char(in) == 'x')
		got++;
	CU_ASSERT_EQUAL(got, 20 * sizeof(chunk));
	close_input();
}

static void encoding(void)
{
	static const struct sample {
		wint_t c;
		const char *bytes;
	} samples[] = {
	    {'a', "a"}, {0xe9, "\xc3\xa9"}, {0x8a2d, "\xe8\xa8\xad"}, {0x1f600, "\xf0\x9f\x98\x80"}};
	char bytes[4];
	open_input();
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		size_t size = input_encode(samples[i].c, bytes);
		CU_ASSERT_EQUAL(size, strlen(samples[i].bytes));
		CU_ASSERT_EQUAL(memcmp(bytes, samples[i].bytes, size), 0);
		type(samples[i].bytes);
		CU_ASSERT_EQUAL(input_char(in), samples[i].c);
	}
	close_input();
}

int main(void)
{
	CU_TestInfo tests[] = {{"interrupts", interrupts}, {"the end interrupts", the_end_interrupts},
	    {"waiting lines", waiting_lines}, {"nothing is lost", nothing_is_lost}, {"encoding", encoding},
	    CU_TEST_INFO_NULL};
	return unit_main("input", tests);
}
