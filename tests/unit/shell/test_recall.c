/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/recall.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tests/unit/unit.h"

static void append(void *arg, const char *line)
{
	strcat(arg, line);
	strcat(arg, "/");
}

static void session(void)
{
	char all[200] = "";
	struct recall *r = recall_new(NULL);
	recall_add(r, "show version", false);
	recall_add(r, "pre-shared-key *****", true);
	recall_add(r, "end", false);
	recall_each(r, append, all);
	CU_ASSERT_STRING_EQUAL(all, "show version/pre-shared-key *****/end/");
	CU_ASSERT_STRING_EQUAL(recall_line(r, 1), "end");
	CU_ASSERT_STRING_EQUAL(
	    recall_line(r, 2), "show version"); /* the line with the secret is not offered */
	CU_ASSERT_PTR_NULL(recall_line(r, 3));
	recall_free(r);
}

static void file(void)
{
	char path[] = "/tmp/recall-XXXXXX";
	struct stat st;
	close(mkstemp(path));
	unlink(path);
	struct recall *r = recall_new(path);
	recall_add(r, "show bgp summary", false);
	recall_add(r, "password hidden", true);
	recall_free(r);
	CU_ASSERT_EQUAL(stat(path, &st), 0);
	CU_ASSERT_EQUAL(st.st_mode & 0777, 0600);
	char all[100] = "";
	r = recall_new(path);
	CU_ASSERT_STRING_EQUAL(recall_line(r, 1), "show bgp summary");
	CU_ASSERT_PTR_NULL(recall_line(r, 2));
	recall_each(r, append, all);
	CU_ASSERT_STRING_EQUAL(all, ""); /* lines of earlier sessions are no part of this one */
	recall_free(r);
	unlink(path);
}

static void many(void)
{
	char line[20];
	char *all = calloc(1, 20000);
	struct recall *r = recall_new(NULL);
	for (int i = 0; i < 1200; i++) {
		snprintf(line, sizeof(line), "line %d", i);
		recall_add(r, line, false);
	}
	recall_each(r, append, all);
	CU_ASSERT_EQUAL(strncmp(all, "line 700/line 701/", 18), 0);
	CU_ASSERT_STRING_EQUAL(recall_line(r, 1), "line 1199");
	recall_free(r);
	free(all);
}

int main(void)
{
	CU_TestInfo tests[] = {{"session", session}, {"file", file}, {"many", many}, CU_TEST_INFO_NULL};
	return unit_main("recall", tests);
}
