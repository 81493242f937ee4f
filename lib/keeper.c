/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/keeper.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uthash.h>
#include "lib/ipc.h"

struct kept {
	UT_hash_handle hh;
	int fd;
	char name[];
};

struct keeper {
	struct kept *table;
};

struct keeper *keeper_new(void)
{
	return calloc(1, sizeof(struct keeper));
}

static struct kept *find(const struct keeper *k, const char *name)
{
	struct kept *e;
	HASH_FIND_STR(k->table, name, e);
	return e;
}

static void forget(struct keeper *k, struct kept *e)
{
	HASH_DEL(k->table, e);
	close(e->fd);
	free(e);
}

static struct kept *remember(struct keeper *k, const char *name, int fd)
{
	struct kept *e = malloc(sizeof(*e) + strlen(name) + 1);
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (e == NULL || copy < 0) {
		if (copy >= 0)
			close(copy);
		free(e);
		return NULL;
	}
	e->fd = copy;
	strcpy(e->name, name);
	struct kept *old = find(k, name);
	if (old != NULL)
		forget(k, old);
	HASH_ADD_STR(k->table, name, e);
	return e;
}

void keeper_free(struct keeper *k)
{
	struct kept *e, *next;
	if (k == NULL)
		return;
	HASH_ITER(hh, k->table, e, next)
		forget(k, e);
	free(k);
}

static void send_put(struct ipc_conn *conn, const struct kept *e)
{
	struct wbuf w = {0};
	wbuf_str(&w, e->name);
	ipc_send_fd(conn, IPC_STATE_PUT, 0, &w, e->fd);
	wbuf_free(&w);
}

bool keeper_put(struct keeper *k, struct ipc_conn *conn, const char *name, int fd)
{
	struct kept *e = remember(k, name, fd);
	if (e != NULL)
		send_put(conn, e);
	return e != NULL;
}

void keeper_drop(struct keeper *k, struct ipc_conn *conn, const char *name)
{
	struct wbuf w = {0};
	wbuf_str(&w, name);
	ipc_send_buf(conn, IPC_STATE_DROP, 0, 0, &w);
	wbuf_free(&w);
	struct kept *e = find(k, name);
	if (e != NULL)
		forget(k, e);
}

bool keeper_given(struct keeper *k, const char *name, int fd)
{
	return find(k, name) == NULL && remember(k, name, fd) != NULL;
}

void keeper_resend(const struct keeper *k, struct ipc_conn *conn)
{
	const struct kept *e;
	for (e = k->table; e != NULL; e = e->hh.next)
		send_put(conn, e);
}
