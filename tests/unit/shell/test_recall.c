/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/recall.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "shell/recall_file.h"
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
	recall_add(r, "show version", RECALL_LINE);
	recall_add(r, "pre-shared-key *****", RECALL_SECRET);
	recall_add(r, "end", RECALL_LINE);
	recall_each(r, append, all);
	CU_ASSERT_STRING_EQUAL(all, "show version/pre-shared-key *****/end/");
	CU_ASSERT_STRING_EQUAL(recall_line(r, 1), "end");
	CU_ASSERT_STRING_EQUAL(
	    recall_line(r, 2), "show version"); /* the line with the secret is not offered */
	CU_ASSERT_PTR_NULL(recall_line(r, 3));
	recall_free(r);
}

/* A home of the test's own; the file is below it. */
static void make_home(char *home, char *path, size_t size)
{
	strcpy(home, "/tmp/recall-XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(home));
	unsetenv("XDG_STATE_HOME");
	setenv("HOME", home, 1);
	recall_file_path(path, size);
}

static void remove_home(const char *home)
{
	static const char *const below[] = {
	    "/.local/state/postern/history", "/.local/state/postern", "/.local/state", "/.local", ""};
	char path[100];
	for (size_t i = 0; i < sizeof(below) / sizeof(below[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", home, below[i]);
		CU_ASSERT_EQUAL(remove(path), 0);
	}
}

static void file(void)
{
	char home[40], path[100], all[100] = "";
	struct stat st;
	make_home(home, path, sizeof(path));
	struct recall *r = recall_new(path), *other = recall_new(path);
	CU_ASSERT_NOT_EQUAL(stat(path, &st), 0); /* nothing typed, nothing made */
	recall_add(r, "show bgp summary", RECALL_LINE);
	recall_add(other, "show route", RECALL_LINE);
	recall_add(r, "show clock", RECALL_LINE);
	recall_add(r, "show clock", RECALL_LINE);
	recall_add(r, "password hidden", RECALL_SECRET);
	recall_add(r, "Secret4711", RECALL_REFUSED);
	CU_ASSERT_STRING_EQUAL(recall_line(r, 1), "Secret4711"); /* to be mended */
	struct recall *later = recall_new(path);                 /* the others have not ended */
	CU_ASSERT_STRING_EQUAL(recall_line(later, 1), "show clock");
	CU_ASSERT_STRING_EQUAL(recall_line(later, 2), "show route");
	CU_ASSERT_STRING_EQUAL(recall_line(later, 3), "show bgp summary");
	CU_ASSERT_PTR_NULL(recall_line(later, 4));
	recall_each(later, append, all);
	CU_ASSERT_STRING_EQUAL(all, ""); /* lines of earlier sessions are no part of this one */
	CU_ASSERT_EQUAL(stat(path, &st), 0);
	CU_ASSERT_EQUAL(st.st_mode & 0777, 0600);
	*strrchr(path, '/') = '\0';
	CU_ASSERT_EQUAL(stat(path, &st), 0);
	CU_ASSERT_EQUAL(st.st_mode & 0777, 0700);
	recall_free(r);
	recall_free(other);
	recall_free(later);
	remove_home(home);
}

static void file_is_bounded(void)
{
	char home[40], path[100], line[20];
	struct stat st;
	make_home(home, path, sizeof(path));
	struct recall *r = recall_new(path);
	for (int i = 0; i < 2 * RECALL_FILE_LINES + 1; i++) {
		snprintf(line, sizeof(line), "line %06d", i); /* 12 bytes on file */
		recall_add(r, line, RECALL_LINE);
	}
	recall_free(r);
	r = recall_new(path);
	CU_ASSERT_EQUAL(stat(path, &st), 0);
	CU_ASSERT_EQUAL(st.st_size, RECALL_FILE_LINES * 12);
	CU_ASSERT_STRING_EQUAL(recall_line(r, 1), "line 002000");
	CU_ASSERT_STRING_EQUAL(recall_line(r, RECALL_FILE_LINES), "line 001001");
	CU_ASSERT_PTR_NULL(recall_line(r, RECALL_FILE_LINES + 1));
	recall_free(r);
	remove_home(home);
}

static void nothing_where_nothing_may_be(void)
{
	char home[40], path[100], link[100];
	struct stat st;
	make_home(home, path, sizeof(path));
	snprintf(link, sizeof(link), "%s/elsewhere/history", home); /* a link that leads to another file */
	*strrchr(link, '/') = '\0';
	CU_ASSERT_EQUAL(mkdir(link, 0700), 0);
	strcat(link, "/history");
	CU_ASSERT_EQUAL(symlink("../target", link), 0);
	struct recall *r = recall_new(link);
	recall_add(r, "show clock", RECALL_LINE);
	CU_ASSERT_STRING_EQUAL(recall_line(r, 1), "show clock");
	recall_free(r);
	CU_ASSERT_EQUAL(unlink(link), 0);
	*strrchr(link, '/') = '\0';
	CU_ASSERT_EQUAL(rmdir(link), 0);
	snprintf(link, sizeof(link), "%s/target", home);
	CU_ASSERT_NOT_EQUAL(stat(link, &st), 0);
	r = recall_new("/proc/postern/history"); /* nobody can make that */
	recall_add(r, "show clock", RECALL_LINE);
	recall_free(r);
	if (geteuid() == 0) { /* the home is another user's, as under `sudo -E` */
		CU_ASSERT_EQUAL(chown(home, 65534, 65534), 0);
		r = recall_new(path);
		recall_add(r, "show clock", RECALL_LINE);
		recall_free(r);
	}
	CU_ASSERT_EQUAL(rmdir(home), 0);
}

static void place(void)
{
	char path[100];
	setenv("HOME", "/home/alice", 1);
	setenv("XDG_STATE_HOME", "state", 1);
	CU_ASSERT_STRING_EQUAL(
	    recall_file_path(path, sizeof(path)), "/home/alice/.local/state/postern/history");
	setenv("XDG_STATE_HOME", "/var/lib/alice", 1);
	CU_ASSERT_STRING_EQUAL(recall_file_path(path, sizeof(path)), "/var/lib/alice/postern/history");
	unsetenv("XDG_STATE_HOME");
	unsetenv("HOME");
	CU_ASSERT_STRING_EQUAL(recall_file_path(path, sizeof(path)), "");
}

static void search(void)
{
	struct recall *r = recall_new(NULL);
	recall_add(r, "show route", RECALL_LINE);
	recall_add(r, "show version", RECALL_LINE);
	recall_add(r, "show bgp", RECALL_LINE);
	CU_ASSERT_EQUAL(recall_search(r, 0, "ro"), 3);
	CU_ASSERT_EQUAL(recall_search(r, 0, "show"), 1);
	CU_ASSERT_EQUAL(recall_search(r, 1, "show"), 2);
	CU_ASSERT_EQUAL(recall_search(r, 3, "show"), 0);
	recall_free(r);
}

static void many(void)
{
	char line[20];
	char *all = calloc(1, 20000);
	struct recall *r = recall_new(NULL);
	for (int i = 0; i < 1200; i++) {
		snprintf(line, sizeof(line), "line %d", i);
		recall_add(r, line, RECALL_LINE);
	}
	recall_each(r, append, all);
	CU_ASSERT_EQUAL(strncmp(all, "line 700/line 701/", 18), 0);
	CU_ASSERT_STRING_EQUAL(recall_line(r, 1), "line 1199");
	recall_free(r);
	free(all);
}

int main(void)
{
	CU_TestInfo tests[] = {{"session", session}, {"file", file}, {"many", many},
	    {"file is bounded", file_is_bounded},
	    {"nothing where nothing may be", nothing_where_nothing_may_be}, {"place", place},
	    {"search", search}, CU_TEST_INFO_NULL};
	return unit_main("recall", tests);
}
