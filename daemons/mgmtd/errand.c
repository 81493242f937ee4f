/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/errand.h"
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>
#include "daemons/mgmtd/parcel.h"
#include "daemons/mgmtd/startup.h"
#include "daemons/mgmtd/steward.h"
#include "lib/buf.h"

struct request {
	enum errand errand;
	unsigned program;
	int signo;
	int fd; /* -1: none */
};

struct answer {
	pid_t pid;
	struct errand_end end;
	int fd; /* -1: none */
};

static int ask(int steward, const struct request *r, struct answer *a)
{
	uint8_t request[ERRAND_REQUEST_SIZE] = {(uint8_t)r->errand, (uint8_t)r->program, (uint8_t)r->signo};
	uint8_t answer[ERRAND_ANSWER_SIZE];
	*a = (struct answer){.fd = -1};
	if (!parcel_send(steward, request, sizeof(request), r->fd) ||
	    !parcel_receive(steward, answer, sizeof(answer), &a->fd))
		return EPIPE;
	struct rbuf buf = rbuf_from(answer, sizeof(answer));
	int error = (int)rbuf_u32(&buf);
	a->pid = (pid_t)rbuf_u32(&buf);
	a->end.code = (int)rbuf_u32(&buf);
	a->end.status = (int)rbuf_u32(&buf);
	return error;
}

static int ask_for_process(int steward, const struct request *r, pid_t *pid, int *pidfd)
{
	struct answer a;
	int error = ask(steward, r, &a);
	*pid = a.pid;
	*pidfd = a.fd;
	return error == 0 && a.fd < 0 ? EMFILE : error; /* no room here for the descriptor */
}

int errand_start(int steward, unsigned i, int log_fd, pid_t *pid, int *pidfd)
{
	const struct request r = {.errand = ERRAND_START, .program = i, .fd = log_fd};
	return ask_for_process(steward, &r, pid, pidfd);
}

int errand_adopt(int steward, unsigned i, pid_t *pid, int *pidfd)
{
	const struct request r = {.errand = ERRAND_ADOPT, .program = i, .fd = -1};
	return ask_for_process(steward, &r, pid, pidfd);
}

int errand_signal(int steward, unsigned i, int signo)
{
	struct answer a;
	return ask(
	    steward, &(struct request){.errand = ERRAND_SIGNAL, .program = i, .signo = signo, .fd = -1}, &a);
}

int errand_reap(int steward, unsigned i, struct errand_end *end)
{
	struct answer a;
	int error = ask(steward, &(struct request){.errand = ERRAND_REAP, .program = i, .fd = -1}, &a);
	*end = a.end;
	return error;
}

char *errand_read_startup(int steward, size_t *size)
{
	struct answer a;
	int error = ask(steward, &(struct request){.errand = ERRAND_READ, .fd = -1}, &a);
	char *text = error == 0 ? startup_read_open(a.fd, size) : NULL;
	if (error == 0)
		error = errno;
	if (a.fd >= 0)
		close(a.fd);
	errno = error;
	return text;
}

/* The text travels in a file without a name: a message would limit its size. */
int errand_write_startup(int steward, const char *text, size_t size)
{
	struct answer a;
	int fd = memfd_create("startup-config", MFD_CLOEXEC);
	if (fd < 0)
		return errno;
	int error = startup_write_open(fd, text, size) && lseek(fd, 0, SEEK_SET) == 0
			? ask(steward, &(struct request){.errand = ERRAND_WRITE, .fd = fd}, &a)
			: errno;
	close(fd);
	return error;
}

int errand_erase_startup(int steward)
{
	struct answer a;
	return ask(steward, &(struct request){.errand = ERRAND_ERASE, .fd = -1}, &a);
}

int errand_release(int steward)
{
	struct answer a;
	return ask(steward, &(struct request){.errand = ERRAND_RELEASE, .fd = -1}, &a);
}
