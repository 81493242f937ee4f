/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/steward.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "daemons/mgmtd/guard.h"
#include "daemons/mgmtd/lock.h"
#include "daemons/mgmtd/parcel.h"
#include "daemons/mgmtd/proc.h"
#include "daemons/mgmtd/startup.h"
#include "lib/buf.h"

#define ARGS_MAX 16

struct ward { /* a program and its process */
	const struct supervise_program *program;
	pid_t pid; /* 0: none */
	int pidfd;
};

struct steward {
	const struct steward_conf *conf;
	int fd; /* to the engine */
	struct ward wards[SUPERVISE_MAX];
};

struct answer {
	int error;
	pid_t pid;
	int code, status;
	int fd;     /* passed on, -1: none */
	bool close; /* it, when it is on its way */
};

static const char *pid_path(const struct steward *s, const struct ward *w, char *path)
{
	snprintf(path, PATH_MAX, "%s/%s.pid", s->conf->rundir, w->program->name);
	return path;
}

/* Own process group: a Ctrl-C on posternd's terminal must not reach the daemons before posternd decides. */
static int spawn(const char *path, char *const argv[], int log_fd, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, all;
	extern char **environ;
	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDWR, 0);
	posix_spawn_file_actions_adddup2(&files, STDIN_FILENO, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&files, log_fd, STDERR_FILENO);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(
	    &attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	int error = posix_spawn(pid, path, &files, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return error;
}

static void hold(struct ward *w, pid_t pid, int pidfd, struct answer *a)
{
	w->pid = a->pid = pid;
	w->pidfd = a->fd = pidfd;
}

/* One that was adopted is no child: its pidfd alone tells. */
static bool has_ended(const struct ward *w)
{
	struct pollfd p = {.fd = w->pidfd, .events = POLLIN};
	return poll(&p, 1, 0) > 0;
}

static void reap(struct steward *s, struct ward *w, struct answer *a)
{
	char path[PATH_MAX];
	siginfo_t info = {0};
	if (w->pid == 0) {
		a->error = ESRCH;
		return;
	}
	if (!has_ended(w))
		a->error = EBUSY;
	else if (waitid(P_PIDFD, (id_t)w->pidfd, &info, WEXITED | WNOHANG) != 0)
		a->error = errno;
	else if (info.si_pid == 0)
		a->error = EBUSY;
	if (a->error == EBUSY)
		return;
	a->code = info.si_code;
	a->status = info.si_status;
	close(w->pidfd);
	w->pid = 0;
	unlink(pid_path(s, w, path));
}

static void start(struct steward *s, struct ward *w, int log_fd, struct answer *a)
{
	char path[PATH_MAX];
	const char *argv[ARGS_MAX] = {w->program->path, "--rundir", s->conf->rundir};
	const char *const *args = s->conf->args;
	for (unsigned i = 0; args != NULL && args[i] != NULL && i + 3 < ARGS_MAX - 1; i++)
		argv[i + 3] = args[i];
	pid_t pid;
	if (w->pid != 0)
		reap(s, w, &(struct answer){0}); /* it was signalled, and nobody has asked for its end */
	a->error = w->pid != 0  ? EBUSY
		   : log_fd < 0 ? EBADF
				: spawn(w->program->path, (char *const *)argv, log_fd, &pid);
	if (a->error != 0)
		return;
	int pidfd = pidfd_open(pid, 0);
	if (pidfd >= 0 && proc_file_write(pid_path(s, w, path), pid)) {
		hold(w, pid, pidfd, a);
		return;
	}
	a->error = errno;
	kill(pid, SIGKILL); /* a child, not yet waited for: the pid is still its own */
	waitpid(pid, NULL, 0);
	if (pidfd >= 0)
		close(pidfd);
}

/* The pidfd is opened before the start time is compared, so that the process compared is the one held. */
static void adopt(struct steward *s, struct ward *w, struct answer *a)
{
	char path[PATH_MAX];
	pid_t pid = w->pid != 0 ? 0 : proc_file_read(pid_path(s, w, path));
	int pidfd = pid == 0 ? -1 : pidfd_open(pid, 0);
	if (pidfd >= 0 && proc_file_read(path) == pid) {
		hold(w, pid, pidfd, a);
		return;
	}
	a->error = ESRCH;
	if (pidfd >= 0)
		close(pidfd);
}

static void send_signal(const struct ward *w, int signo, struct answer *a)
{
	if (signo != SIGTERM && signo != SIGKILL)
		a->error = EINVAL;
	else if (w->pid == 0)
		a->error = ESRCH;
	else if (pidfd_send_signal(w->pidfd, signo, NULL, 0) != 0)
		a->error = errno;
}

static void read_startup(const struct steward *s, struct answer *a)
{
	a->fd = open(s->conf->config, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	a->close = true;
	a->error = a->fd < 0 ? errno : 0;
}

static void write_startup(const struct steward *s, int fd, struct answer *a)
{
	size_t size = 0;
	char *text = fd < 0 ? NULL : startup_read_open(fd, &size);
	a->error = fd < 0                                       ? EBADF
		   : text == NULL                               ? errno
		   : startup_write(s->conf->config, text, size) ? 0
								: errno;
	startup_wipe(text, size);
}

static void carry_out(struct steward *s, const uint8_t request[ERRAND_REQUEST_SIZE], int fd, struct answer *a)
{
	struct ward *w = &s->wards[request[1] < s->conf->count ? request[1] : 0];
	bool known = request[1] < s->conf->count;
	if (request[0] == ERRAND_READ)
		read_startup(s, a);
	else if (request[0] == ERRAND_WRITE)
		write_startup(s, fd, a);
	else if (request[0] == ERRAND_ERASE)
		a->error = startup_erase(s->conf->config) ? 0 : errno;
	else if (request[0] == ERRAND_RELEASE)
		lock_release(s->conf->rundir);
	else if (request[0] == ERRAND_START && known)
		start(s, w, fd, a);
	else if (request[0] == ERRAND_ADOPT && known)
		adopt(s, w, a);
	else if (request[0] == ERRAND_SIGNAL && known)
		send_signal(w, request[2], a);
	else if (request[0] == ERRAND_REAP && known)
		reap(s, w, a);
	else
		a->error = EINVAL;
}

static bool reply(const struct steward *s, const struct answer *a)
{
	struct wbuf w = {0};
	wbuf_u32(&w, (uint32_t)a->error);
	wbuf_u32(&w, (uint32_t)a->pid);
	wbuf_u32(&w, (uint32_t)a->code);
	wbuf_u32(&w, (uint32_t)a->status);
	bool ok = wbuf_ok(&w) && parcel_send(s->fd, w.data, w.len, a->fd);
	wbuf_free(&w);
	return ok;
}

/* Until the engine has gone. A request of another size is no request of our engine's: it has gone mad. */
static void serve(struct steward *s)
{
	uint8_t request[ERRAND_REQUEST_SIZE];
	int fd;
	while (parcel_receive(s->fd, request, sizeof(request), &fd)) {
		struct answer a = {.fd = -1};
		carry_out(s, request, fd, &a);
		bool ok = reply(s, &a);
		if (a.close && a.fd >= 0)
			close(a.fd);
		if (fd >= 0)
			close(fd);
		if (!ok)
			return;
	}
}

/* Signals are for the engine, which ends us by ending. */
static _Noreturn void run(const struct steward_conf *conf, int fd)
{
	struct steward s = {.conf = conf, .fd = fd};
	for (unsigned i = 0; i < conf->count; i++)
		s.wards[i].program = &conf->programs[i];
	prctl(PR_SET_NAME, "posternd-root");
	signal(SIGTERM, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	if (!guard_steward(conf->seccomp))
		_exit(1);
	if (conf->settled != NULL)
		conf->settled();
	serve(&s);
	_exit(0);
}

int steward_fork(const struct steward_conf *conf)
{
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return -1;
	pid_t pid = fork();
	if (pid == 0) {
		close(ends[0]);
		run(conf, ends[1]);
	}
	int error = errno;
	close(ends[1]);
	if (pid > 0)
		return ends[0];
	close(ends[0]);
	errno = error;
	return -1;
}
