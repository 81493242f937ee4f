/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/guard.h"
#include <cap-ng.h>
#include <errno.h>
#include <string.h>
#include <grp.h>
#include <linux/capability.h>
#include "lib/account.h"
#include "lib/caps.h"
#include "lib/log.h"
#include "lib/seccomp.h"

/* Mostly for the daemons, which take what each needs and drop the rest. The bounding set is cut to the same, so that
 * an executable started as root gains nothing else. */
static const unsigned kept_caps[] = {
    CAP_KILL,                            /* daemons have users of their own */
    CAP_SETUID, CAP_SETGID, CAP_SETPCAP, /* a daemon drops its rights */
    CAP_NET_ADMIN,                       /* ribd, espd: interfaces, routes */
    CAP_NET_RAW,                         /* espd: IP protocol 50; ribd: ping */
    CAP_NET_BIND_SERVICE,                /* iked: 500; espd: 4500; bgpd: 179 */
    CAP_IPC_LOCK,                        /* keys in locked memory */
    CAP_SYS_NICE,                        /* espd: workers */
};

/* Beyond the daemons' base set: what the steward needs, starting a program, and the daemons. */
static const char *const steward_calls[] = {
    /* the startup file, pid files, sockets of the daemons */
    "open", "stat", "lstat", "mkdir", "mkdirat", "rmdir", "rename", "renameat", "renameat2", "unlink",
    "unlinkat", "fsync", "fdatasync", "flock", "chmod", "fchmod", "fchmodat", "chown", "fchown", "lchown",
    "fchownat", "umask", "truncate", "chdir", "statfs", "fstatfs", "fadvise64", "sendfile", "copy_file_range",
    /* processes */
    "fork", "vfork", "clone", "clone3", "execve", "execveat", "wait4", "waitid", "kill", "tkill",
    "pidfd_open", "pidfd_send_signal", "setpgid", "setsid", "getpgrp", "getpgid", "arch_prctl",
    "set_tid_address", "pipe", "signalfd4", "inotify_init1", "inotify_add_watch", "inotify_rm_watch",
    /* a daemon that drops its rights, and its threads */
    "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "getresuid", "getresgid",
    "setgroups", "getgroups", "setfsuid", "setfsgid", "capget", "capset", "seccomp", "setrlimit", "getrlimit",
    "mlockall", "munlockall", "sched_setscheduler", "sched_getscheduler", "sched_getparam", "sched_setparam",
    "sched_setattr", "sched_getattr", "sched_get_priority_max", "sched_get_priority_min", "setpriority",
    "getpriority", "splice", "vmsplice", "tee", "msync", "mincore", "alarm", "setitimer", "getitimer",
    "times", "preadv", "pwritev", "preadv2", "pwritev2", "epoll_create", "eventfd", "dup", NULL};

/* The same of the engine: files of its own. */
static const char *const engine_calls[] = {"open", "stat", "lstat", "mkdir", "mkdirat", "rename", "renameat",
    "renameat2", "unlink", "unlinkat", "fsync", "fdatasync", "chmod", "fchmod", "fchmodat", "chown", "lchown",
    "fchownat", "umask", "statfs", "getgroups", "arch_prctl", "pipe", "epoll_create", "eventfd", "wait4",
    NULL};

static bool drop_caps(void)
{
	if (capng_get_caps_process() != 0)
		return false;
	unsigned held[sizeof(kept_caps) / sizeof(*kept_caps)];
	unsigned count = 0;
	for (unsigned i = 0; i < sizeof(kept_caps) / sizeof(*kept_caps); i++)
		if (capng_have_capability(CAPNG_PERMITTED, kept_caps[i]))
			held[count++] = kept_caps[i];
	bool bounding = capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP);
	capng_clear(CAPNG_SELECT_BOTH);
	for (unsigned i = 0; i < count; i++)
		capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED | CAPNG_BOUNDING_SET, held[i]);
	return capng_apply(bounding ? CAPNG_SELECT_BOTH : CAPNG_SELECT_CAPS) == 0;
}

static bool parse_mode(const char *word, enum seccomp_mode *mode)
{
	if (seccomp_mode_parse(word, mode))
		return true;
	log_error("--seccomp takes kill, log or off, not \"%s\"", word);
	return false;
}

bool guard_steward(const char *mode)
{
	enum seccomp_mode seccomp;
	if (!parse_mode(mode, &seccomp))
		return false;
	if (!drop_caps()) {
		log_error("capabilities cannot be given up: %s", strerror(errno));
		return false;
	}
	return seccomp_start(seccomp, steward_calls);
}

/* The control socket is for the operators' group, which only a member may give it to. */
static bool become_engine(void)
{
	static const int none[] = {-1};
	struct account account = account_of("mgmtd");
	const struct group *operators = getgrnam("postern");
	if (operators != NULL)
		account.shared = &operators->gr_gid;
	return caps_drop(&account, none);
}

bool guard_engine(const char *mode)
{
	enum seccomp_mode seccomp;
	if (!parse_mode(mode, &seccomp))
		return false;
	return become_engine() && seccomp_start(seccomp, engine_calls);
}
