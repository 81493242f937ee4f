/* SPDX-License-Identifier: Apache-2.0 */
/* Messages on their way out: queued whole, written in batches when the socket takes them. */
#include "lib/ipc_conn.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#include <utlist.h>

#define MESSAGES_PER_WRITE 64

struct ipc_out {
	struct ipc_out *next, *prev;
	int fd; /* -1 once it has gone with the first byte */
	size_t sent;
	size_t size;
	uint8_t data[];
};

static void out_free(struct ipc_conn *conn, struct ipc_out *out)
{
	DL_DELETE(conn->out, out);
	conn->backlog -= out->size - out->sent;
	if (out->fd >= 0)
		close(out->fd);
	explicit_bzero(out->data, out->size); /* espd's messages carry keys */
	free(out);
}

void ipc_queue_clear(struct ipc_conn *conn)
{
	while (conn->out != NULL)
		out_free(conn, conn->out);
}

/* Collects messages up to the next one with a descriptor, which must begin a write of its own. */
static int gather(const struct ipc_conn *conn, struct iovec *iov)
{
	int count = 0;
	for (struct ipc_out *out = conn->out; out != NULL && count < MESSAGES_PER_WRITE; out = out->next) {
		if (count > 0 && out->fd >= 0)
			break;
		iov[count++] = (struct iovec){out->data + out->sent, out->size - out->sent};
	}
	return count;
}

static ssize_t write_some(struct ipc_conn *conn)
{
	struct iovec iov[MESSAGES_PER_WRITE];
	union {
		struct cmsghdr align;
		char space[CMSG_SPACE(sizeof(int))];
	} control = {0};
	struct msghdr msg = {.msg_iov = iov, .msg_iovlen = (size_t)gather(conn, iov)};
	if (conn->out->fd >= 0) {
		msg.msg_control = &control;
		msg.msg_controllen = sizeof(control);
		struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
		*c = (struct cmsghdr){
		    .cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
		memcpy(CMSG_DATA(c), &conn->out->fd, sizeof(int));
	}
	return sendmsg(conn->fd, &msg, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void consume(struct ipc_conn *conn, size_t written)
{
	struct ipc_out *out = conn->out;
	if (out->fd >= 0)
		close(out->fd);
	out->fd = -1;
	while (written > 0) {
		out = conn->out;
		size_t part = written < out->size - out->sent ? written : out->size - out->sent;
		out->sent += part;
		conn->backlog -= part;
		written -= part;
		if (out->sent == out->size)
			out_free(conn, out);
	}
}

bool ipc_queue_flush(struct ipc_conn *conn)
{
	while (conn->out != NULL) {
		ssize_t written = write_some(conn);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return errno == EAGAIN;
		consume(conn, (size_t)written);
	}
	return true;
}

static void put_header(uint8_t *p, uint32_t size, uint16_t type, uint16_t flags, uint32_t id)
{
	const uint8_t header[IPC_HEADER_SIZE] = {(uint8_t)(size >> 24), (uint8_t)(size >> 16),
	    (uint8_t)(size >> 8), (uint8_t)size, (uint8_t)(type >> 8), (uint8_t)type, (uint8_t)(flags >> 8),
	    (uint8_t)flags, (uint8_t)(id >> 24), (uint8_t)(id >> 16), (uint8_t)(id >> 8), (uint8_t)id};
	memcpy(p, header, sizeof(header));
}

/* Takes `fd`. */
static bool enqueue(
    struct ipc_conn *conn, uint16_t type, uint16_t flags, uint32_t id, const void *body, size_t size, int fd)
{
	struct ipc_out *out = malloc(sizeof(*out) + IPC_HEADER_SIZE + size);
	if (out == NULL) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	*out = (struct ipc_out){.fd = fd, .size = IPC_HEADER_SIZE + size};
	flags = (uint16_t)(fd >= 0 ? flags | IPC_FLAG_FD : flags & ~IPC_FLAG_FD);
	put_header(out->data, (uint32_t)size, type, flags, id);
	if (size > 0)
		memcpy(out->data + IPC_HEADER_SIZE, body, size);
	DL_APPEND(conn->out, out);
	conn->backlog += out->size;
	loop_io_set(conn->io, ipc_conn_events(conn));
	return true;
}

static bool accepts(struct ipc_conn *conn, size_t size)
{
	if (conn == NULL || conn->dead || conn->fault != NULL || size > IPC_PAYLOAD_MAX)
		return false;
	if (conn->backlog + IPC_HEADER_SIZE + size <= IPC_BACKLOG_LIMIT)
		return true;
	/* The caller may be in the middle of a walk over its connections: the end comes with the read event
	 * that the shutdown causes, not from in here. */
	conn->fault = "the peer does not read its messages";
	ipc_queue_clear(conn);
	shutdown(conn->fd, SHUT_RDWR);
	return false;
}

bool ipc_send(
    struct ipc_conn *conn, uint16_t type, uint16_t flags, uint32_t id, const void *body, size_t size)
{
	return accepts(conn, size) && enqueue(conn, type, flags, id, body, size, -1);
}

bool ipc_send_buf(struct ipc_conn *conn, uint16_t type, uint16_t flags, uint32_t id, const struct wbuf *body)
{
	return wbuf_ok(body) && ipc_send(conn, type, flags, id, body->data, body->len);
}

bool ipc_send_fd(struct ipc_conn *conn, uint16_t type, uint32_t id, const struct wbuf *body, int fd)
{
	if (!wbuf_ok(body) || !accepts(conn, body->len))
		return false;
	int copy = -1;
	if (fd >= 0) {
		copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
		if (copy < 0)
			return false;
	}
	return enqueue(conn, type, 0, id, body->data, body->len, copy);
}

size_t ipc_backlog(const struct ipc_conn *conn)
{
	return conn != NULL ? conn->backlog : 0;
}

void ipc_on_drained(struct ipc_conn *conn, void (*fn)(void *arg, struct ipc_conn *conn), void *arg)
{
	conn->drained = fn;
	conn->drained_arg = arg;
}

void ipc_flush(struct ipc_conn *conn)
{
	if (conn == NULL || conn->dead || conn->fault != NULL)
		return;
	ipc_queue_flush(conn); /* a failure comes up again in the loop */
	if (conn->out == NULL && conn->drained == NULL)
		loop_io_set(conn->io, LOOP_READ);
}
