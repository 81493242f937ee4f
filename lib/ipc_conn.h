/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of lib/ipc only (and its tests): one connection, whoever accepted or opened it. */
#pragma once
#include "lib/ipc.h"
#include "lib/loop.h"

#define IPC_HEADER_SIZE 16
#define IPC_FLAG_FD     0x8000 /* on the wire: a descriptor belongs to this message */

/* Who made the connection and keeps a pointer to it: a server or a link. */
struct ipc_owner {
	/* After `handler->established`. May be NULL. */
	void (*up)(void *arg, struct ipc_conn *conn);
	/* The connection is no more, for whatever reason; called once, before `handler->closed`. `reason` is
	 * NULL after ipc_close(). */
	void (*gone)(void *arg, struct ipc_conn *conn, const char *reason);
	void *arg;
};

struct ipc_out;

struct ipc_conn {
	struct ipc_conn *next, *prev; /* the server's list */
	struct loop *loop;
	int fd;
	struct loop_io *io;
	const struct ipc_self *self;
	const struct ipc_handler *handler;
	void *arg;
	const struct ipc_owner *owner; /* NULL: a plain ipc_connect() */
	unsigned refs;                 /* the owner's and one per callback that is running */
	bool established;
	bool paused;       /* ipc_pause() */
	bool dead;         /* no descriptor any more; freed when nobody holds it */
	const char *fault; /* to be failed with this by the next read event */

	char role[16];
	uid_t uid;
	gid_t gid;
	pid_t pid;

	uint8_t *in;
	size_t in_len, in_cap;
	int in_fds[8]; /* came with bytes whose message is not complete yet */
	unsigned in_fd_count;

	struct ipc_out *out; /* queued messages, oldest first */
	size_t backlog;      /* their bytes */
	void (*drained)(void *arg, struct ipc_conn *conn);
	void *drained_arg;
};

/* Takes `fd`, a connected stream socket; the caller goes on with ipc_hello_send(). NULL (fd closed) without
 * memory. */
struct ipc_conn *ipc_conn_new(struct loop *loop, int fd, const struct ipc_self *self,
    const struct ipc_handler *handler, void *arg, const struct ipc_owner *owner);
/* Ends the connection and tells handler and owner. */
void ipc_conn_fail(struct ipc_conn *conn, const char *reason);

/* What the loop is to watch for. */
int ipc_conn_events(const struct ipc_conn *conn);

/* ipc_hello.c: HELLO and REFUSED. ipc_hello_receive() is called for every message until both sides agree;
 * it establishes the connection or ends it. */
void ipc_hello_send(struct ipc_conn *conn);
void ipc_hello_receive(struct ipc_conn *conn, struct ipc_msg *msg);
/* Answers REFUSED and ends the connection. */
void ipc_hello_refuse(struct ipc_conn *conn, const char *reason);

/* ipc_queue.c: what waits to be written. ipc_queue_flush() writes what the socket takes; false when the
 * peer does not read any more. */
bool ipc_queue_flush(struct ipc_conn *conn);
void ipc_queue_clear(struct ipc_conn *conn);
