/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/seccomp.h"
#include <seccomp.h>
#include <string.h>
#include "lib/log.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* By what they are for. Starting threads is not among them, nor is execve() or ptrace(). */
static const char *const base[] = {
    /* descriptors */
    "read", "write", "readv", "writev", "pread64", "pwrite64", "close", "close_range", "fcntl", "dup", "dup2",
    "dup3", "pipe2", "ioctl", "lseek", "fstat", "newfstatat", "statx", "openat", "readlink", "readlinkat",
    "access", "faccessat", "faccessat2", "getdents64", "getcwd",
    /* sockets */
    "socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "shutdown", "getsockname",
    "getpeername", "getsockopt", "setsockopt", "recvfrom", "recvmsg", "recvmmsg", "sendto", "sendmsg",
    "sendmmsg",
    /* waiting */
    "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2", "poll", "ppoll", "select",
    "pselect6", "eventfd2", "timerfd_create", "timerfd_settime", "timerfd_gettime", "nanosleep",
    "clock_nanosleep", "clock_gettime", "clock_getres", "gettimeofday", "time", "restart_syscall",
    /* memory */
    "brk", "mmap", "munmap", "mremap", "mprotect", "madvise", "mlock", "mlock2", "munlock", "memfd_create",
    "ftruncate", "fallocate", "membarrier",
    /* signals and threads that exist */
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigtimedwait", "sigaltstack",
    "tgkill", "futex", "set_robust_list", "get_robust_list", "rseq", "sched_yield", "sched_getaffinity",
    "sched_setaffinity", "getcpu", "exit", "exit_group",
    /* about oneself */
    "getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "getrandom", "getrusage",
    "sysinfo", "uname", "prlimit64", "prctl", NULL};

bool seccomp_mode_parse(const char *word, enum seccomp_mode *mode)
{
	static const char *const words[] = {
	    [SECCOMP_KILL] = "kill", [SECCOMP_LOG] = "log", [SECCOMP_OFF] = "off"};
	for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcmp(word, words[i]) == 0) {
			*mode = (enum seccomp_mode)i;
			return true;
		}
	}
	return false;
}

static bool allow(scmp_filter_ctx filter, const char *const *names)
{
	for (; names != NULL && *names != NULL; names++) {
		int number = seccomp_syscall_resolve_name(*names);
		if (number == __NR_SCMP_ERROR) {
			log_error("seccomp: no system call is named %s", *names);
			return false;
		}
		if (number < 0) /* this architecture has others in its place */
			continue;
		int rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0);
		if (rc < 0) {
			log_error("seccomp: %s: %s", *names, strerror(-rc));
			return false;
		}
	}
	return true;
}

bool seccomp_start(enum seccomp_mode mode, const char *const *extra)
{
	if (mode == SECCOMP_OFF)
		return true;
	if (SANITIZED)
		mode = SECCOMP_LOG;
	scmp_filter_ctx filter = seccomp_init(mode == SECCOMP_KILL ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_LOG);
	if (filter == NULL) {
		log_error("seccomp: out of memory");
		return false;
	}
	bool ok = allow(filter, base) && allow(filter, extra);
	if (ok) {
		int rc = seccomp_load(filter);
		if (rc < 0)
			log_error("seccomp: %s", strerror(-rc));
		ok = rc == 0;
	}
	seccomp_release(filter);
	return ok;
}
