/* SPDX-License-Identifier: Apache-2.0 */
/* The startup file under a failing disk. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include "daemons/mgmtd/startup.h"
#include "tests/unit/unit.h"

static char dir[64], path[128];

static void begin(void)
{
	strcpy(dir, "/tmp/test_startup.XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/etc/startup-config", dir);
}

static void end(void)
{
	char command[128];
	snprintf(command, sizeof(command), "rm -r %s", dir);
	CU_ASSERT_EQUAL(system(command), 0);
}

static void expect(const char *wanted)
{
	size_t size;
	char *text = startup_read(path, &size);
	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	CU_ASSERT_EQUAL(size, strlen(wanted));
	CU_ASSERT_STRING_EQUAL(text, wanted);
	startup_wipe(text, size);
}

static unsigned files(void)
{
	char command[128];
	unsigned count = 99;
	snprintf(command, sizeof(command), "ls -A %s/etc | wc -l", dir);
	FILE *f = popen(command, "r");
	if (fscanf(f, "%u", &count) != 1)
		count = 99;
	pclose(f);
	return count;
}

static void what_is_written_is_read(void)
{
	struct stat st;
	begin();
	CU_ASSERT_TRUE(startup_write(path, "hostname gw1\n", 13));
	expect("hostname gw1\n");
	CU_ASSERT_TRUE(startup_write(path, "", 0));
	expect("");
	CU_ASSERT_EQUAL(stat(path, &st), 0);
	CU_ASSERT_EQUAL(st.st_mode & 0777, 0600);
	CU_ASSERT_EQUAL(files(), 1);
	CU_ASSERT_TRUE(startup_erase(path));
	CU_ASSERT_TRUE(startup_erase(path));
	size_t size;
	CU_ASSERT_PTR_NULL(startup_read(path, &size));
	CU_ASSERT_EQUAL(errno, ENOENT);
	end();
}

/* The limit on the size of files stands for the disk that is full: write(2) fails in the middle. */
static void a_full_disk_spares_the_old_file(void)
{
	static char large[100000];
	struct rlimit old, limit;
	memset(large, 'x', sizeof(large));
	begin();
	CU_ASSERT_TRUE(startup_write(path, "hostname gw1\n", 13));
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	limit = (struct rlimit){.rlim_cur = 50000, .rlim_max = old.rlim_max};
	setrlimit(RLIMIT_FSIZE, &limit);
	CU_ASSERT_FALSE(startup_write(path, large, sizeof(large)));
	int error = errno;
	setrlimit(RLIMIT_FSIZE, &old);
	CU_ASSERT_EQUAL(error, EFBIG);
	expect("hostname gw1\n");
	CU_ASSERT_EQUAL(files(), 1); /* the half-written one is gone */
	end();
}

/* What a power cut leaves behind is written over. */
static void a_leftover_does_no_harm(void)
{
	char temp[160];
	begin();
	CU_ASSERT_TRUE(startup_write(path, "hostname gw1\n", 13));
	snprintf(temp, sizeof(temp), "%s/etc/.startup-config.new", dir);
	FILE *f = fopen(temp, "w");
	fputs("half of a configuration that is longer than the next", f);
	fclose(f);
	CU_ASSERT_TRUE(startup_write(path, "hostname gw2\n", 13));
	expect("hostname gw2\n");
	CU_ASSERT_EQUAL(files(), 1);
	end();
}

static CU_TestInfo tests[] = {
    {"what is written is read", what_is_written_is_read},
    {"a full disk spares the old file", a_full_disk_spares_the_old_file},
    {"a leftover does no harm", a_leftover_does_no_harm},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	return unit_main("mgmtd-startup", tests);
}
