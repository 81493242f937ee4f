/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/attach.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utlist.h>
#include "lib/log.h"

#define KEPT_MAX      4096 /* per daemon; two for each SA direction is far below */
#define KEPT_NAME_MAX 128

struct kept {
	struct kept *next, *prev;
	int fd;
	char name[KEPT_NAME_MAX];
};

struct seat { /* what belongs to a role, whoever plays it */
	struct attach *attach;
	enum cmd_owner_id owner;
	struct ipc_conn *conn;
	struct kept *kept;
	unsigned kept_count;
};

struct attach {
	struct attach_conf conf;
	struct ipc_server *server;
	struct seat seats[CMD_OWNER_COUNT];
};

static struct kept *kept_find(struct seat *seat, const char *name)
{
	struct kept *k;
	DL_FOREACH(seat->kept, k)
		if (strcmp(k->name, name) == 0)
			return k;
	return NULL;
}

static void kept_drop(struct seat *seat, struct kept *k)
{
	if (k == NULL)
		return;
	DL_DELETE(seat->kept, k);
	seat->kept_count--;
	close(k->fd);
	free(k);
}

static void kept_put(struct seat *seat, const char *name, int fd)
{
	kept_drop(seat, kept_find(seat, name));
	struct kept *k = seat->kept_count < KEPT_MAX ? calloc(1, sizeof(*k)) : NULL;
	if (k == NULL) {
		log_error("no room to keep descriptor %s of %s", name, cmd_owner_name(seat->owner));
		close(fd);
		return;
	}
	k->fd = fd;
	snprintf(k->name, sizeof(k->name), "%s", name);
	DL_APPEND(seat->kept, k);
	seat->kept_count++;
}

static void kept_give_all(struct seat *seat)
{
	struct kept *k;
	DL_FOREACH(seat->kept, k) {
		struct wbuf w = {0};
		wbuf_str(&w, k->name);
		ipc_send_fd(seat->conn, IPC_STATE_GIVE, 0, &w, k->fd);
		wbuf_free(&w);
	}
	ipc_send(seat->conn, IPC_STATE_END, 0, 0, NULL, 0);
}

static void on_state(struct seat *seat, struct ipc_msg *msg)
{
	char name[KEPT_NAME_MAX];
	if (!rbuf_str(&msg->body, name, sizeof(name))) {
		log_warn("%s names a descriptor badly", cmd_owner_name(seat->owner));
		return;
	}
	if (msg->type == IPC_STATE_DROP) {
		kept_drop(seat, kept_find(seat, name));
	} else if (msg->fd >= 0) {
		kept_put(seat, name, msg->fd);
		msg->fd = -1;
	}
}

static void on_message(void *arg, struct ipc_conn *conn, struct ipc_msg *msg)
{
	struct seat *seat = arg;
	const struct attach_conf *conf = &seat->attach->conf;
	switch (msg->type) {
	case IPC_STATE_PUT:
	case IPC_STATE_DROP:
		on_state(seat, msg);
		break;
	case IPC_READY:
		conf->ready(conf->arg, seat->owner);
		break;
	default:
		conf->message(conf->arg, seat->owner, msg);
	}
}

static void on_closed(void *arg, struct ipc_conn *conn, const char *reason)
{
	struct seat *seat = arg;
	const struct attach_conf *conf = &seat->attach->conf;
	if (seat->conn != conn)
		return;
	seat->conn = NULL;
	log_info("%s is detached: %s", cmd_owner_name(seat->owner), reason);
	conf->down(conf->arg, seat->owner);
}

void attach_reset(struct attach *a, enum cmd_owner_id owner)
{
	struct seat *seat = &a->seats[owner];
	if (seat->conn == NULL)
		return;
	ipc_close(seat->conn);
	seat->conn = NULL;
	a->conf.down(a->conf.arg, owner);
}

static void on_established(void *arg, struct ipc_conn *conn)
{
	struct attach *a = arg;
	enum cmd_owner_id owner;
	const char *role = ipc_peer_role(conn);
	if (!cmd_owner_by_name(role, &owner) || owner == CMD_OWNER_MGMTD || owner == CMD_OWNER_SHELL ||
	    !a->conf.allowed(a->conf.arg, owner, ipc_peer_uid(conn), ipc_peer_pid(conn))) {
		log_warn("process %d is refused as \"%s\"", (int)ipc_peer_pid(conn), role);
		ipc_close(conn);
		return;
	}
	attach_reset(a, owner);
	struct seat *seat = &a->seats[owner];
	seat->conn = conn;
	ipc_set_arg(conn, seat);
	log_debug("%s is attached, %u descriptors go back to it", role, seat->kept_count);
	kept_give_all(seat);
	a->conf.up(a->conf.arg, owner);
}

static const struct ipc_handler handler = {
    .established = on_established,
    .message = on_message,
    .closed = on_closed,
};

struct attach *attach_new(struct loop *loop, const struct attach_conf *conf)
{
	struct attach *a = calloc(1, sizeof(*a));
	if (a == NULL)
		return NULL;
	a->conf = *conf;
	for (unsigned i = 0; i < CMD_OWNER_COUNT; i++)
		a->seats[i] = (struct seat){.attach = a, .owner = (enum cmd_owner_id)i};
	a->server = ipc_listen(loop, conf->path, 0666, conf->self, &handler, a);
	if (a->server == NULL) {
		int error = errno;
		free(a);
		errno = error;
		return NULL;
	}
	return a;
}

void attach_free(struct attach *a)
{
	if (a == NULL)
		return;
	ipc_server_free(a->server);
	for (unsigned i = 0; i < CMD_OWNER_COUNT; i++)
		while (a->seats[i].kept != NULL)
			kept_drop(&a->seats[i], a->seats[i].kept);
	free(a);
}

struct ipc_conn *attach_conn(const struct attach *a, enum cmd_owner_id owner)
{
	return a->seats[owner].conn;
}

unsigned attach_kept(const struct attach *a, enum cmd_owner_id owner)
{
	return a->seats[owner].kept_count;
}
