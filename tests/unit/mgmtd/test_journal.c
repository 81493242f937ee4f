/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "daemons/mgmtd/journal.h"
#include "lib/loop.h"
#include "tests/unit/unit.h"

static struct loop *loop;
static struct journal *journal;
static char path[64], seen[4096];

static void begin(void)
{
	strcpy(path, "/tmp/test_journal.XXXXXX");
	int fd = mkstemp(path);
	CU_ASSERT_TRUE_FATAL(fd >= 0);
	close(fd);
	loop = loop_new();
	journal = journal_new(loop, path);
	CU_ASSERT_PTR_NOT_NULL_FATAL(journal);
}

static void end(void)
{
	journal_free(journal);
	loop_free(loop);
	unlink(path);
}

static void put(int fd, const char *text)
{
	CU_ASSERT_EQUAL(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	journal_drain(journal);
}

static void see(void *arg, const char *line)
{
	size_t len = strlen(seen);
	snprintf(seen + len, sizeof(seen) - len, "%s\n", line);
}

static const char *ring(void)
{
	seen[0] = '\0';
	journal_each(journal, see, NULL);
	return seen;
}

static void lines_of_two_streams_do_not_mix(void)
{
	begin();
	int a = journal_pipe(journal, false), b = journal_pipe(journal, false);
	put(a, "T iked info  half");
	put(b, "T ribd info  whole\n");
	put(a, " and half\n");
	CU_ASSERT_STRING_EQUAL(ring(), "T ribd info  whole\nT iked info  half and half\n");
	close(a);
	close(b);
	end();
}

static bool no_chatter(void *arg, const char *line)
{
	return strstr(line, "chatter") == NULL;
}

static void debugging_lines_stay_out_of_the_ring(void)
{
	begin();
	int fd = journal_pipe(journal, false);
	put(fd, "T iked debug chatter\nT iked info  event\nnot a line of ours\n");
	CU_ASSERT_STRING_EQUAL(ring(), "T iked info  event\nnot a line of ours\n");
	close(fd);
	end();
}

static void who_watches_keeps_lines_from_the_ring(void)
{
	char text[256] = "";
	begin();
	int fd = journal_pipe(journal, false);
	journal_watch(journal, no_chatter, NULL);
	put(fd, "T iked info  chatter\nT iked warn  trouble\nnot a line of ours\n");
	CU_ASSERT_STRING_EQUAL(ring(), "T iked warn  trouble\nnot a line of ours\n");
	FILE *f = fopen(path, "r");
	CU_ASSERT_TRUE(fread(text, 1, sizeof(text) - 1, f) > 0);
	fclose(f);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "chatter"));
	close(fd);
	end();
}

static void the_oldest_lines_go(void)
{
	char line[64];
	begin();
	int fd = journal_pipe(journal, false);
	for (unsigned i = 0; i < JOURNAL_LINES + 10; i++) {
		snprintf(line, sizeof(line), "T iked info  %u\n", i);
		put(fd, line);
	}
	CU_ASSERT_EQUAL(journal_count(journal), JOURNAL_LINES + 10);
	CU_ASSERT_EQUAL(strncmp(ring(), "T iked info  10\n", 16), 0);
	journal_clear(journal);
	CU_ASSERT_STRING_EQUAL(ring(), "");
	close(fd);
	end();
}

static void endless_lines_are_cut(void)
{
	static char large[5000];
	begin();
	memset(large, 'x', sizeof(large) - 1);
	int fd = journal_pipe(journal, false);
	put(fd, large);
	put(fd, "\n");
	CU_ASSERT_EQUAL(journal_count(journal), 3);
	close(fd);
	end();
}

static void a_rotated_file_is_left_alone(void)
{
	char moved[80], text[64] = "";
	begin();
	int fd = journal_pipe(journal, false);
	snprintf(moved, sizeof(moved), "%s.1", path);
	put(fd, "before\n");
	CU_ASSERT_EQUAL(rename(path, moved), 0);
	journal_reopen(journal);
	put(fd, "after\n");
	FILE *f = fopen(path, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT_PTR_NOT_NULL(fgets(text, sizeof(text), f));
	fclose(f);
	CU_ASSERT_STRING_EQUAL(text, "after\n");
	unlink(moved);
	close(fd);
	end();
}

static CU_TestInfo tests[] = {
    {"lines of two streams do not mix", lines_of_two_streams_do_not_mix},
    {"debugging lines stay out of the ring", debugging_lines_stay_out_of_the_ring},
    {"who watches keeps lines from the ring", who_watches_keeps_lines_from_the_ring},
    {"the oldest lines go", the_oldest_lines_go},
    {"endless lines are cut", endless_lines_are_cut},
    {"a rotated file is left alone", a_rotated_file_is_left_alone},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("mgmtd-journal", tests);
}
