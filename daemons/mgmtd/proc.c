/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/proc.h"
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool proc_read(pid_t pid, struct proc *p)
{
	char path[64];
	char text[1024];
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	FILE *f = fopen(path, "re");
	if (f == NULL)
		return false;
	size_t len = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[len] = '\0';
	/* The second field is the name in parentheses and may hold anything, blanks and ')' included. */
	const char *rest = strrchr(text, ')');
	char state;
	uint64_t user, system, pages;
	if (rest == NULL || sscanf(rest + 1,
				" %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %" SCNu64 " %" SCNu64
				" %*d %*d %*d %*d %*d %*d %" SCNu64 " %*u %" SCNu64,
				&state, &user, &system, &p->start_ticks, &pages) != 5)
		return false;
	p->memory = pages * (uint64_t)sysconf(_SC_PAGESIZE);
	p->cpu_msec = (user + system) * 1000 / (uint64_t)sysconf(_SC_CLK_TCK);
	return state != 'Z' && state != 'X';
}

bool proc_file_write(const char *path, pid_t pid)
{
	struct proc p;
	if (!proc_read(pid, &p))
		return false;
	unlink(path);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
	if (f == NULL)
		return false;
	bool ok = fprintf(f, "%d %" PRIu64 "\n", (int)pid, p.start_ticks) > 0;
	return fclose(f) == 0 && ok;
}

static FILE *open_own(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return NULL;
	FILE *f =
	    fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() ? fdopen(fd, "r") : NULL;
	if (f == NULL)
		close(fd);
	return f;
}

pid_t proc_file_read(const char *path)
{
	FILE *f = open_own(path);
	if (f == NULL)
		return 0;
	int pid;
	uint64_t start;
	int fields = fscanf(f, "%d %" SCNu64, &pid, &start);
	fclose(f);
	struct proc p;
	if (fields != 2 || pid <= 0 || !proc_read(pid, &p) || p.start_ticks != start)
		return 0;
	return pid;
}
