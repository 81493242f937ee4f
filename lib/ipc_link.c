/* SPDX-License-Identifier: Apache-2.0 */
/* The client's end: one connection, or one that comes back by itself. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "lib/ipc_conn.h"
#include "lib/log.h"

#define RETRY_FIRST  (50 * LOOP_MSEC)
#define RETRY_LAST   LOOP_SEC
#define RETRY_SPREAD 20 /* per cent */

struct ipc_link {
	struct loop *loop;
	char *path;
	const struct ipc_self *self;
	const struct ipc_handler *handler;
	void *arg;
	struct ipc_owner owner;
	struct ipc_conn *conn; /* also before it is established */
	struct loop_timer *retry;
	int64_t delay;
};

static struct ipc_conn *connect_to(struct loop *loop, const char *path, const struct ipc_self *self,
    const struct ipc_handler *handler, void *arg, const struct ipc_owner *owner)
{
	struct sockaddr_un sun = {.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof(sun.sun_path)) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	strcpy(sun.sun_path, path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return NULL;
	if (connect(fd, (struct sockaddr *)&sun, sizeof(sun)) < 0) {
		int saved = errno;
		close(fd);
		errno = saved;
		return NULL;
	}
	struct ipc_conn *conn = ipc_conn_new(loop, fd, self, handler, arg, owner);
	if (conn != NULL)
		ipc_hello_send(conn);
	return conn;
}

struct ipc_conn *ipc_connect(struct loop *loop, const char *path, const struct ipc_self *self,
    const struct ipc_handler *handler, void *arg)
{
	return connect_to(loop, path, self, handler, arg, NULL);
}

static void try_later(struct ipc_link *link)
{
	loop_timer_set(link->retry, loop_jitter(link->loop, link->delay, RETRY_SPREAD));
	link->delay = link->delay * 2 < RETRY_LAST ? link->delay * 2 : RETRY_LAST;
}

static void on_retry(void *arg)
{
	struct ipc_link *link = arg;
	link->conn = connect_to(link->loop, link->path, link->self, link->handler, link->arg, &link->owner);
	if (link->conn == NULL)
		try_later(link);
}

static void on_up(void *arg, struct ipc_conn *conn)
{
	struct ipc_link *link = arg;
	link->delay = RETRY_FIRST;
}

static void on_gone(void *arg, struct ipc_conn *conn, const char *reason)
{
	struct ipc_link *link = arg;
	link->conn = NULL;
	if (!conn->established && reason != NULL)
		log_warn("%s: %s", link->path, reason);
	try_later(link);
}

struct ipc_link *ipc_link_new(struct loop *loop, const char *path, const struct ipc_self *self,
    const struct ipc_handler *handler, void *arg)
{
	struct ipc_link *link = calloc(1, sizeof(*link));
	if (link == NULL)
		return NULL;
	*link = (struct ipc_link){.loop = loop,
	    .path = strdup(path),
	    .self = self,
	    .handler = handler,
	    .arg = arg,
	    .owner = {.up = on_up, .gone = on_gone, .arg = link},
	    .delay = RETRY_FIRST};
	link->retry = loop_timer_new(loop, on_retry, link);
	if (link->path == NULL || link->retry == NULL) {
		ipc_link_free(link);
		return NULL;
	}
	loop_timer_set(link->retry, 0);
	return link;
}

struct ipc_conn *ipc_link_conn(struct ipc_link *link)
{
	return link != NULL && link->conn != NULL && link->conn->established ? link->conn : NULL;
}

void ipc_link_free(struct ipc_link *link)
{
	if (link == NULL)
		return;
	if (link->conn != NULL)
		ipc_close(link->conn);
	loop_timer_free(link->retry);
	free(link->path);
	free(link);
}
