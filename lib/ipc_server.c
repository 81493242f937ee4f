/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <utlist.h>
#include "lib/account.h"
#include "lib/ipc_conn.h"
#include "lib/log.h"

#define BACKLOG      64
#define PER_USER     64 /* connections of one who is neither root nor ours */
#define ACCEPT_PAUSE (100 * LOOP_MSEC)

struct ipc_server {
	struct loop *loop;
	int fd;
	struct loop_io *io;
	struct loop_timer *resume; /* accepting pauses while the process is out of descriptors */
	const struct ipc_self *self;
	const struct ipc_handler *handler;
	void *arg;
	struct ipc_owner owner;
	struct ipc_conn *conns;
};

static void on_gone(void *arg, struct ipc_conn *conn, const char *reason)
{
	struct ipc_server *server = arg;
	DL_DELETE(server->conns, conn);
	if (!conn->established && reason != NULL)
		log_notice("a client of user %u was turned away: %s", (unsigned)conn->uid, reason);
}

/* Nobody else is to be kept out by one user's connections, whether they have said HELLO or not. */
static bool has_too_many(const struct ipc_server *server, uid_t uid)
{
	unsigned count = 0;
	const struct ipc_conn *conn;
	DL_FOREACH(server->conns, conn)
		count += conn->uid == uid;
	return count > PER_USER && !account_uid_is_ours(uid);
}

static void on_client(struct ipc_server *server, int fd)
{
	struct ipc_conn *conn =
	    ipc_conn_new(server->loop, fd, server->self, server->handler, server->arg, &server->owner);
	if (conn == NULL)
		return;
	DL_APPEND(server->conns, conn);
	if (!(server->handler->allow != NULL ? server->handler->allow(conn) : account_uid_is_ours(conn->uid)))
		ipc_hello_refuse(conn, "this user may not connect");
	else if (has_too_many(server, conn->uid))
		ipc_hello_refuse(conn, "this user has too many connections");
	else
		ipc_hello_send(conn);
}

static void on_listener(void *arg, int events)
{
	struct ipc_server *server = arg;
	int fd = accept4(server->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd >= 0) {
		on_client(server, fd);
	} else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
		log_warn("cannot accept a connection: %s", strerror(errno));
		loop_io_set(server->io, 0);
		loop_timer_set(server->resume, ACCEPT_PAUSE);
	}
}

static void on_resume(void *arg)
{
	struct ipc_server *server = arg;
	loop_io_set(server->io, LOOP_READ);
}

static int listen_at(const char *path, mode_t mode)
{
	struct sockaddr_un sun = {.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof(sun.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(sun.sun_path, path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	unlink(path);
	/* Nobody can connect before listen(), so the mode is in force in time. */
	if (bind(fd, (struct sockaddr *)&sun, sizeof(sun)) < 0 || chmod(path, mode) < 0 ||
	    listen(fd, BACKLOG) < 0) {
		int saved = errno;
		close(fd);
		errno = saved;
		return -1;
	}
	return fd;
}

struct ipc_server *ipc_listen(struct loop *loop, const char *path, mode_t mode, const struct ipc_self *self,
    const struct ipc_handler *handler, void *arg)
{
	account_load(); /* later the user database may be out of reach */
	int fd = listen_at(path, mode);
	if (fd < 0)
		return NULL;
	struct ipc_server *server = calloc(1, sizeof(*server));
	if (server == NULL) {
		close(fd);
		return NULL;
	}
	*server = (struct ipc_server){.loop = loop, .fd = fd, .self = self, .handler = handler, .arg = arg};
	server->owner = (struct ipc_owner){.gone = on_gone, .arg = server};
	server->io = loop_io_new(loop, fd, LOOP_READ, on_listener, server);
	server->resume = loop_timer_new(loop, on_resume, server);
	if (server->io == NULL || server->resume == NULL) {
		ipc_server_free(server);
		errno = ENOMEM;
		return NULL;
	}
	return server;
}

void ipc_server_free(struct ipc_server *server)
{
	if (server == NULL)
		return;
	while (server->conns != NULL)
		ipc_close(server->conns);
	loop_io_free(server->io);
	loop_timer_free(server->resume);
	close(server->fd);
	free(server);
}
