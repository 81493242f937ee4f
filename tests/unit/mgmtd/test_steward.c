/* SPDX-License-Identifier: Apache-2.0 */
/* The part of posternd that is root, asked rightly, wrongly, and left alone. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "daemons/mgmtd/errand.h"
#include "daemons/mgmtd/parcel.h"
#include "daemons/mgmtd/proc.h"
#include "daemons/mgmtd/startup.h"
#include "daemons/mgmtd/steward.h"
#include "lib/log.h"
#include "tests/unit/unit.h"

static char dir[64], config[96], pid_file[96];
static struct supervise_program programs[] = {{.name = "sleeper", .path = "/bin/sh"}};
static const char *args[] = {NULL};
static struct steward_conf conf = {.programs = programs, .count = 1, .args = args, .seccomp = "kill"};
static int steward;

static void begin(void)
{
	strcpy(dir, "/tmp/test_steward.XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
	snprintf(config, sizeof(config), "%s/startup-config", dir);
	snprintf(pid_file, sizeof(pid_file), "%s/sleeper.pid", dir);
	static char program[96];
	snprintf(program, sizeof(program), "%s/sleeper", dir);
	FILE *f = fopen(program, "w");
	fputs("#!/bin/sh\nexec sleep 60\n", f);
	fclose(f);
	chmod(program, 0755);
	programs[0].path = program;
	conf.rundir = dir;
	conf.config = config;
	steward = steward_fork(&conf);
	CU_ASSERT_TRUE_FATAL(steward >= 0);
}

static void end(void)
{
	char command[128];
	close(steward);
	snprintf(command, sizeof(command), "rm -r %s", dir);
	CU_ASSERT_EQUAL(system(command), 0);
}

static bool ends_within_a_second(int pidfd)
{
	struct pollfd p = {.fd = pidfd, .events = POLLIN};
	return poll(&p, 1, 1000) == 1;
}

static void a_program_is_started_signalled_and_reaped(void)
{
	pid_t pid;
	int pidfd;
	struct errand_end how;
	begin();
	CU_ASSERT_EQUAL(errand_signal(steward, 0, SIGTERM), ESRCH);
	CU_ASSERT_EQUAL_FATAL(errand_start(steward, 0, STDERR_FILENO, &pid, &pidfd), 0);
	CU_ASSERT_EQUAL(proc_file_read(pid_file), pid);
	CU_ASSERT_EQUAL(errand_reap(steward, 0, &how), EBUSY);
	CU_ASSERT_EQUAL(errand_signal(steward, 0, SIGSTOP), EINVAL);
	CU_ASSERT_EQUAL(errand_signal(steward, 0, SIGTERM), 0);
	CU_ASSERT_TRUE(ends_within_a_second(pidfd));
	CU_ASSERT_EQUAL(errand_reap(steward, 0, &how), 0);
	CU_ASSERT_EQUAL(how.code, CLD_KILLED);
	CU_ASSERT_EQUAL(how.status, SIGTERM);
	CU_ASSERT_NOT_EQUAL(access(pid_file, F_OK), 0);
	close(pidfd);
	end();
}

/* Neither an unknown number nor a file of somebody else's leads to a process. */
static void it_signals_only_what_is_ours(void)
{
	pid_t pid;
	int pidfd;
	begin();
	CU_ASSERT_EQUAL(errand_start(steward, 1, STDERR_FILENO, &pid, &pidfd), EINVAL);
	CU_ASSERT_EQUAL(errand_start(steward, 0, -1, &pid, &pidfd), EBADF);
	CU_ASSERT_EQUAL(errand_signal(steward, 255, SIGKILL), EINVAL);
	CU_ASSERT_EQUAL(errand_adopt(steward, 0, &pid, &pidfd), ESRCH);
	CU_ASSERT_TRUE(proc_file_write(pid_file, getpid()));
	if (geteuid() == 0) {
		CU_ASSERT_EQUAL(chown(pid_file, 65534, 65534), 0);
		CU_ASSERT_EQUAL(errand_adopt(steward, 0, &pid, &pidfd), ESRCH);
	}
	unlink(pid_file);
	CU_ASSERT_EQUAL(symlink("/proc/self/stat", pid_file), 0);
	CU_ASSERT_EQUAL(errand_adopt(steward, 0, &pid, &pidfd), ESRCH);
	end();
}

static void the_startup_file_is_replaced_whole(void)
{
	static char large[300000];
	struct stat st;
	size_t size;
	begin();
	memset(large, 'x', sizeof(large));
	CU_ASSERT_PTR_NULL(errand_read_startup(steward, &size));
	CU_ASSERT_EQUAL(errno, ENOENT);
	CU_ASSERT_EQUAL(errand_write_startup(steward, large, sizeof(large)), 0);
	char *text = errand_read_startup(steward, &size);
	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	CU_ASSERT_TRUE(size == sizeof(large) && memcmp(text, large, size) == 0);
	startup_wipe(text, size);
	CU_ASSERT_TRUE(stat(config, &st) == 0 && (st.st_mode & 07777) == 0600);
	CU_ASSERT_EQUAL(errand_erase_startup(steward), 0);
	CU_ASSERT_NOT_EQUAL(access(config, F_OK), 0);
	end();
}

/* A message of another size ends it: its engine does not send such. */
static void it_ends_with_its_engine(void)
{
	size_t size;
	begin();
	CU_ASSERT_TRUE(parcel_send(steward, "\5\0\0\0", 4, -1));
	CU_ASSERT_PTR_NULL(errand_read_startup(steward, &size));
	CU_ASSERT_EQUAL(errno, EPIPE);
	CU_ASSERT_TRUE(wait(NULL) > 0);
	close(steward);
	steward = steward_fork(&conf);
	close(steward);
	CU_ASSERT_TRUE(wait(NULL) > 0); /* returns, so it has ended */
	steward = -1;
	end();
}

static void what_runs_is_adopted_by_the_next(void)
{
	pid_t pid, again;
	int pidfd, other, none;
	struct errand_end how;
	begin();
	CU_ASSERT_EQUAL_FATAL(errand_start(steward, 0, STDERR_FILENO, &pid, &pidfd), 0);
	close(steward);
	steward = steward_fork(&conf);
	CU_ASSERT_EQUAL_FATAL(errand_adopt(steward, 0, &again, &other), 0);
	CU_ASSERT_EQUAL(again, pid);
	CU_ASSERT_EQUAL(errand_reap(steward, 0, &how), EBUSY); /* no child of this one, but it runs */
	CU_ASSERT_EQUAL(errand_start(steward, 0, STDERR_FILENO, &again, &none), EBUSY);
	CU_ASSERT_EQUAL(errand_signal(steward, 0, SIGKILL), 0);
	CU_ASSERT_TRUE(ends_within_a_second(other));
	CU_ASSERT_EQUAL(errand_reap(steward, 0, &how), ECHILD);
	close(pidfd);
	close(other);
	end();
}

static CU_TestInfo tests[] = {
    {"a program is started, signalled and reaped", a_program_is_started_signalled_and_reaped},
    {"it signals only what is ours", it_signals_only_what_is_ours},
    {"the startup file is replaced whole", the_startup_file_is_replaced_whole},
    {"it ends with its engine", it_ends_with_its_engine},
    {"what runs is adopted by the next", what_runs_is_adopted_by_the_next},
    CU_TEST_INFO_NULL,
};

int main(void)
{
	log_open("test", LOG_LEVEL_ERROR);
	return unit_main("mgmtd-steward", tests);
}
