/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/lock.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "daemons/mgmtd/oplog.h"
#include "lib/log.h"

#define PID_FILE   "posternd.pid"
#define LOCK_TRIES 100 /* 1 s */

/* Through a descriptor that only names it: root may lack CAP_DAC_OVERRIDE, and then cannot open what an earlier run
 * gave to the engine. */
static bool hand_over(int fd, unsigned mode, uid_t uid, gid_t gid)
{
	char name[32];
	struct stat st;
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	return fstat(fd, &st) == 0 &&
	       ((st.st_uid == uid && st.st_gid == gid) || fchownat(fd, "", uid, gid, AT_EMPTY_PATH) == 0) &&
	       ((st.st_mode & 07777) == mode || chmod(name, mode) == 0);
}

bool lock_make_dir(const char *path, unsigned mode, uid_t uid, gid_t gid)
{
	char part[PATH_MAX];
	snprintf(part, sizeof(part), "%s", path);
	for (char *slash = part + 1; (slash = strchr(slash, '/')) != NULL; *slash++ = '/') {
		*slash = '\0';
		mkdir(part, 0755);
	}
	mkdir(part, 0700);
	int fd = open(part, O_PATH | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && hand_over(fd, mode, uid, gid);
	if (!ok)
		log_error("directory %s cannot be made: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return ok;
}

/* A steward notices a moment later that its posternd was killed. */
static bool lock_wait(int fd)
{
	const struct timespec pause = {.tv_nsec = 10000000};
	for (unsigned i = 0; i < LOCK_TRIES; i++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return true;
		nanosleep(&pause, NULL);
	}
	return false;
}

/* The descriptor stays open until the process and its steward end, which releases the lock. */
bool lock_take(const char *rundir)
{
	char path[PATH_MAX], pid[16];
	snprintf(path, sizeof(path), "%s/" PID_FILE, rundir);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0) {
		log_error("%s: %s", path, strerror(errno));
		return false;
	}
	if (!lock_wait(fd)) {
		log_error("%s is locked: another posternd runs here", path);
		close(fd);
		return false;
	}
	int len = snprintf(pid, sizeof(pid), "%d\n", (int)getpid());
	if (ftruncate(fd, 0) == 0 && write(fd, pid, (size_t)len) == len)
		return true;
	log_error("%s: %s", path, strerror(errno));
	close(fd);
	return false;
}

void lock_release(const char *rundir)
{
	static const char *const names[] = {
	    "control.sock", "daemons.sock", "ribd.sock", "espd.sock", OPLOG_NAME, PID_FILE};
	char path[PATH_MAX];
	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/%s", rundir, names[i]);
		unlink(path);
	}
}
