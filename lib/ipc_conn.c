/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ipc_conn.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_SIZE    (64u << 10)
#define IN_FDS_MAX   (sizeof(((struct ipc_conn *)0)->in_fds) / sizeof(int))
#define PEER_GROUPS  1024
#define CONTROL_SIZE CMSG_SPACE(IN_FDS_MAX * sizeof(int))

static void release(struct ipc_conn *conn)
{
	if (--conn->refs > 0)
		return;
	if (conn->in != NULL)
		explicit_bzero(conn->in, conn->in_cap);
	free(conn->in);
	free(conn);
}

/* Closes the descriptor and forgets what was queued; whoever still holds the connection finds it dead. */
static void detach(struct ipc_conn *conn)
{
	conn->dead = true;
	ipc_queue_clear(conn);
	for (unsigned i = 0; i < conn->in_fd_count; i++)
		close(conn->in_fds[i]);
	conn->in_fd_count = 0;
	loop_io_free(conn->io);
	conn->io = NULL;
	close(conn->fd);
	conn->fd = -1;
}

void ipc_conn_fail(struct ipc_conn *conn, const char *reason)
{
	if (conn->dead)
		return;
	detach(conn);
	/* The owner first: `closed` may free it. Its peer that was never announced has nothing to take back. */
	bool announced = conn->established || conn->owner == NULL;
	if (conn->owner != NULL)
		conn->owner->gone(conn->owner->arg, conn, reason);
	if (conn->handler->closed != NULL && announced)
		conn->handler->closed(conn->arg, conn, reason);
	release(conn);
}

void ipc_close(struct ipc_conn *conn)
{
	if (conn == NULL || conn->dead)
		return;
	ipc_queue_flush(conn); /* last words, as far as the socket takes them */
	detach(conn);
	if (conn->owner != NULL)
		conn->owner->gone(conn->owner->arg, conn, NULL);
	release(conn);
}

static bool take_fds(struct ipc_conn *conn, struct msghdr *msg)
{
	bool ok = (msg->msg_flags & MSG_CTRUNC) == 0;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < count; i++) {
			int fd;
			memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof(int));
			if (conn->in_fd_count < IN_FDS_MAX) {
				conn->in_fds[conn->in_fd_count++] = fd;
			} else {
				close(fd);
				ok = false;
			}
		}
	}
	return ok;
}

static int next_fd(struct ipc_conn *conn)
{
	int fd = conn->in_fds[0];
	conn->in_fd_count--;
	memmove(conn->in_fds, conn->in_fds + 1, conn->in_fd_count * sizeof(int));
	return fd;
}

static void dispatch(struct ipc_conn *conn, struct ipc_msg *msg)
{
	if ((msg->flags & IPC_FLAG_FD) != 0) {
		if (conn->in_fd_count == 0) {
			ipc_conn_fail(conn, "a message came without its descriptor");
			return;
		}
		msg->fd = next_fd(conn);
		msg->flags &= (uint16_t)~IPC_FLAG_FD;
	}
	if (!conn->established)
		ipc_hello_receive(conn, msg);
	else if (conn->handler->message != NULL)
		conn->handler->message(conn->arg, conn, msg);
	if (msg->fd >= 0)
		close(msg->fd);
}

/* Takes one message off the input at `at`; 0 when it is not complete yet or the connection has ended. */
static size_t parse_one(struct ipc_conn *conn, size_t at)
{
	struct rbuf r = rbuf_from(conn->in + at, conn->in_len - at);
	uint32_t size = rbuf_u32(&r);
	struct ipc_msg msg = {.fd = -1};
	msg.type = rbuf_u16(&r);
	msg.flags = rbuf_u16(&r);
	msg.id = rbuf_u32(&r);
	uint32_t zero = rbuf_u32(&r);
	if (!rbuf_ok(&r))
		return 0;
	if (size > IPC_PAYLOAD_MAX || zero != 0) {
		ipc_conn_fail(conn, zero != 0 ? "malformed frame" : "oversized frame");
		return 0;
	}
	if (rbuf_left(&r) < size)
		return 0;
	msg.body = rbuf_sub(&r, size);
	dispatch(conn, &msg);
	return IPC_HEADER_SIZE + size;
}

static void parse(struct ipc_conn *conn)
{
	size_t at = 0;
	while (!conn->dead && conn->fault == NULL) {
		size_t used = parse_one(conn, at);
		if (used == 0)
			break;
		at += used;
	}
	if (at == 0)
		return;
	conn->in_len -= at;
	memmove(conn->in, conn->in + at, conn->in_len);
	explicit_bzero(conn->in + conn->in_len, at);
}

/* The buffer grows with what has come, not with what a header promises. */
static bool make_room(struct ipc_conn *conn)
{
	if (conn->in_cap - conn->in_len >= READ_SIZE)
		return true;
	size_t cap =
	    conn->in_cap * 2 > conn->in_len + READ_SIZE ? conn->in_cap * 2 : conn->in_len + READ_SIZE;
	uint8_t *in = malloc(cap);
	if (in == NULL)
		return false;
	if (conn->in != NULL) {
		memcpy(in, conn->in, conn->in_len);
		explicit_bzero(conn->in, conn->in_cap);
		free(conn->in);
	}
	conn->in = in;
	conn->in_cap = cap;
	return true;
}

static void read_some(struct ipc_conn *conn)
{
	if (!make_room(conn)) {
		ipc_conn_fail(conn, "out of memory");
		return;
	}
	union {
		struct cmsghdr align;
		char space[CONTROL_SIZE];
	} control;
	struct iovec iov = {conn->in + conn->in_len, conn->in_cap - conn->in_len};
	struct msghdr msg = {
	    .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)};
	ssize_t got = recvmsg(conn->fd, &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got < 0) {
		ipc_conn_fail(conn, strerror(errno));
		return;
	}
	if (!take_fds(conn, &msg)) {
		ipc_conn_fail(conn, "too many descriptors");
		return;
	}
	if (got == 0) {
		ipc_conn_fail(conn, "closed by the peer");
		return;
	}
	conn->in_len += (size_t)got;
	parse(conn);
	if (!conn->dead)
		ipc_flush(conn); /* the answers, without another round of the loop */
}

static void write_some(struct ipc_conn *conn)
{
	/* A peer that has gone may have said why: the read event that follows tells. */
	if (!ipc_queue_flush(conn))
		ipc_queue_clear(conn);
	if (conn->out != NULL)
		return;
	loop_io_set(conn->io, ipc_conn_events(conn));
	void (*fn)(void *arg, struct ipc_conn *c) = conn->drained;
	conn->drained = NULL;
	if (fn != NULL)
		fn(conn->drained_arg, conn);
}

static void on_io(void *arg, int events)
{
	struct ipc_conn *conn = arg;
	conn->refs++;
	if (conn->fault != NULL)
		ipc_conn_fail(conn, conn->fault);
	if (!conn->dead && (events & LOOP_WRITE) != 0)
		write_some(conn);
	if (!conn->dead && (events & LOOP_READ) != 0)
		read_some(conn);
	release(conn);
}

int ipc_conn_events(const struct ipc_conn *conn)
{
	return (conn->paused ? 0 : LOOP_READ) | (conn->out != NULL ? LOOP_WRITE : 0);
}

void ipc_pause(struct ipc_conn *conn, bool on)
{
	if (conn == NULL || conn->dead)
		return;
	conn->paused = on;
	loop_io_set(conn->io, ipc_conn_events(conn));
}

void ipc_poll(struct ipc_conn *conn)
{
	if (conn != NULL)
		on_io(conn, LOOP_READ);
}

static void read_credentials(struct ipc_conn *conn)
{
	struct ucred cred;
	socklen_t size = sizeof(cred);
	conn->uid = (uid_t)-1;
	conn->gid = (gid_t)-1;
	if (getsockopt(conn->fd, SOL_SOCKET, SO_PEERCRED, &cred, &size) == 0) {
		conn->uid = cred.uid;
		conn->gid = cred.gid;
		conn->pid = cred.pid;
	}
}

struct ipc_conn *ipc_conn_new(struct loop *loop, int fd, const struct ipc_self *self,
    const struct ipc_handler *handler, void *arg, const struct ipc_owner *owner)
{
	struct ipc_conn *conn = calloc(1, sizeof(*conn));
	struct loop_io *io = conn != NULL ? loop_io_new(loop, fd, LOOP_READ, on_io, conn) : NULL;
	if (io == NULL) {
		free(conn);
		close(fd);
		errno = ENOMEM;
		return NULL;
	}
	*conn = (struct ipc_conn){.loop = loop,
	    .fd = fd,
	    .io = io,
	    .self = self,
	    .handler = handler,
	    .arg = arg,
	    .owner = owner,
	    .refs = 1};
	read_credentials(conn);
	return conn;
}

void ipc_set_arg(struct ipc_conn *conn, void *arg)
{
	conn->arg = arg;
}

const char *ipc_peer_role(const struct ipc_conn *conn)
{
	return conn->role;
}

uid_t ipc_peer_uid(const struct ipc_conn *conn)
{
	return conn->uid;
}

pid_t ipc_peer_pid(const struct ipc_conn *conn)
{
	return conn->pid;
}

/* The supplementary groups by the kernel's word. A peer in more than there is room for is in none of them. */
bool ipc_peer_in_group(const struct ipc_conn *conn, gid_t gid)
{
	gid_t groups[PEER_GROUPS];
	socklen_t size = sizeof(groups);
	if (conn->gid == gid)
		return true;
	if (getsockopt(conn->fd, SOL_SOCKET, SO_PEERGROUPS, groups, &size) != 0)
		return false;
	for (size_t i = 0; i < size / sizeof(*groups); i++)
		if (groups[i] == gid)
			return true;
	return false;
}
