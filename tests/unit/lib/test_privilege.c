/* SPDX-License-Identifier: Apache-2.0 */
/* caps and seccomp, each in a child, for neither can be taken back. */
#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "lib/caps.h"
#include "lib/log.h"
#include "lib/seccomp.h"
#include "tests/unit/unit.h"

static int in_child(int (*fn)(void))
{
	int status = -1;
	pid_t pid = fork();
	if (pid == 0)
		_exit(fn());
	waitpid(pid, &status, 0);
	return status;
}

static const int net_admin[] = {CAP_NET_ADMIN, -1};

/* The number of the first thing that is wrong. */
static int drop(void)
{
	struct account account = account_of("unit-test");
	if (!caps_drop(&account, net_admin))
		return 1;
	uid_t r, e, s;
	gid_t group;
	if (getresuid(&r, &e, &s) < 0 || r != account.uid || e != r || s != r)
		return 2;
	if (getegid() != account.gid || getgroups(1, &group) != 0)
		return 3;
	capng_get_caps_process();
	if (!capng_have_capability(CAPNG_EFFECTIVE, CAP_NET_ADMIN))
		return 4;
	if (capng_have_capability(CAPNG_PERMITTED, CAP_SETUID) ||
	    capng_have_capability(CAPNG_PERMITTED, CAP_SYS_ADMIN))
		return 5;
	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
		return 6;
	if (setuid(0) == 0 || open("/proc/1/mem", O_RDWR) >= 0)
		return 7;
	return 0;
}

static void root_is_gone(void)
{
	if (geteuid() != 0) {
		printf("needs root, ");
		return;
	}
	int status = in_child(drop);
	CU_ASSERT(WIFEXITED(status));
	CU_ASSERT_EQUAL(WEXITSTATUS(status), 0);
}

static int drop_as_nobody(void)
{
	struct account account = account_of("unit-test");
	if (geteuid() == 0 && setresuid(65534, 65534, 65534) < 0)
		return 2;
	return caps_drop(&account, net_admin) ? 1 : 0;
}

static void what_is_not_held_cannot_be_kept(void)
{
	CU_ASSERT_EQUAL(in_child(drop_as_nobody), 0);
}

static const char *const extra[] = {"getpriority", NULL};
static const char *const unknown[] = {"no_such_call", NULL};

static int allowed_calls(void)
{
	if (!seccomp_start(SECCOMP_KILL, extra))
		return 1;
	int fd = open("/dev/null", O_WRONLY);
	if (fd < 0 || write(fd, "x", 1) != 1 || close(fd) < 0)
		return 2;
	errno = 0;
	syscall(SYS_getpriority, 0, 0);
	return errno == 0 ? 0 : 3;
}

static int forbidden_call(enum seccomp_mode mode)
{
	if (!seccomp_start(mode, NULL))
		return 1;
	return syscall(SYS_getpriority, 0, 0) >= 0 ? 0 : 2;
}

static int forbidden_killed(void)
{
	return forbidden_call(SECCOMP_KILL);
}

static int forbidden_logged(void)
{
	return forbidden_call(SECCOMP_LOG);
}

static int forbidden_off(void)
{
	return forbidden_call(SECCOMP_OFF);
}

static int unknown_call(void)
{
	return seccomp_start(SECCOMP_KILL, unknown) ? 1 : 0;
}

static void the_filter(void)
{
	CU_ASSERT_EQUAL(in_child(allowed_calls), 0);
	CU_ASSERT_EQUAL(in_child(forbidden_logged), 0);
	CU_ASSERT_EQUAL(in_child(forbidden_off), 0);
	CU_ASSERT_EQUAL(in_child(unknown_call), 0);
	int status = in_child(forbidden_killed);
#if defined(SANITIZED)
	CU_ASSERT_EQUAL(status, 0);
#else
	CU_ASSERT(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
#endif
}

static void modes(void)
{
	enum seccomp_mode mode;
	CU_ASSERT(seccomp_mode_parse("log", &mode) && mode == SECCOMP_LOG);
	CU_ASSERT(seccomp_mode_parse("kill", &mode) && mode == SECCOMP_KILL);
	CU_ASSERT_FALSE(seccomp_mode_parse("", &mode));
}

int main(void)
{
	CU_TestInfo tests[] = {{"root is gone", root_is_gone},
	    {"what is not held cannot be kept", what_is_not_held_cannot_be_kept}, {"the filter", the_filter},
	    {"modes", modes}, CU_TEST_INFO_NULL};
	log_to(-1);
	return unit_main("lib/privilege", tests);
}
