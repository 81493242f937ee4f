/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/forward.h"
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>
#include "daemons/mgmtd/attach.h"

#define HOLD_AT    (1u << 20) /* bytes of backlog */
#define ERROR_SIZE 1024

struct forward {
	uint32_t key; /* id of the COMMAND to the daemon */
	struct forwards *all;
	struct forward_request request;
	struct forward **self;
	bool cancelled;
	bool held;
	UT_hash_handle hh;
};

struct forwards {
	const struct attach *attach;
	struct forward *by_key;
	uint32_t next_key;
};

struct forwards *forwards_new(const struct attach *attach)
{
	struct forwards *all = calloc(1, sizeof(*all));
	if (all != NULL)
		all->attach = attach;
	return all;
}

static void forward_free(struct forward *f)
{
	HASH_DEL(f->all->by_key, f);
	if (f->self != NULL)
		*f->self = NULL;
	free(f);
}

static void forward_end(struct forward *f, const char *error)
{
	struct forward_request request = f->request;
	bool cancelled = f->cancelled;
	forward_free(f);
	if (!cancelled)
		request.done(request.arg, error);
}

void forwards_free(struct forwards *all)
{
	if (all == NULL)
		return;
	while (all->by_key != NULL)
		forward_end(all->by_key, "posternd is stopping");
	free(all);
}

static bool send_command(const struct forward *f)
{
	struct wbuf w = {0};
	/* Rights were checked here, of the command that the words mean where they were given. */
	wbuf_str(&w, f->request.user ? ">" : "#");
	wbuf_str(&w, f->request.line);
	bool ok = ipc_send_buf(attach_conn(f->all->attach, f->request.owner), IPC_COMMAND, 0, f->key, &w);
	wbuf_free(&w);
	return ok;
}

void forward_start(struct forwards *all, const struct forward_request *request, struct forward **self)
{
	char error[128];
	struct forward *f = calloc(1, sizeof(*f));
	if (f == NULL) {
		request->done(request->arg, "Out of memory");
		return;
	}
	f->key = ++all->next_key;
	f->all = all;
	f->request = *request;
	f->self = self;
	*self = f;
	HASH_ADD(hh, all->by_key, key, sizeof(f->key), f);
	if (send_command(f))
		return;
	snprintf(error, sizeof(error), "%s is not running and is being started: try again in a second",
	    cmd_owner_name(request->owner));
	forward_end(f, error);
}

void forward_stop(struct forward *f)
{
	if (f != NULL)
		ipc_send(attach_conn(f->all->attach, f->request.owner), IPC_CANCEL, 0, f->key, NULL, 0);
}

void forward_cancel(struct forward *f)
{
	if (f == NULL)
		return;
	forward_stop(f);
	f->cancelled = true;
	f->self = NULL;
}

static void send_hold(struct forward *f, bool on)
{
	const uint8_t body = on;
	f->held = on;
	ipc_send(attach_conn(f->all->attach, f->request.owner), IPC_HOLD, 0, f->key, &body, sizeof(body));
}

/* By key, since the forward may have ended meanwhile. */
static void operator_drained(void *arg, struct ipc_conn *conn)
{
	struct forwards *all = arg;
	for (struct forward *f = all->by_key; f != NULL; f = f->hh.next)
		if (f->held && !f->cancelled && f->request.conn == conn)
			send_hold(f, false);
}

static void take(const struct forward *f, struct ipc_msg *msg)
{
	char *text = msg->type == IPC_RECORD ? rbuf_strdup(&msg->body) : NULL;
	if (text != NULL)
		f->request.record(f->request.arg, text);
	free(text);
}

static void relay(struct forward *f, struct ipc_msg *msg)
{
	struct ipc_conn *conn = f->request.conn;
	if (f->cancelled)
		return;
	if (f->request.record != NULL) {
		take(f, msg);
		return;
	}
	ipc_send(conn, msg->type, msg->flags, f->request.id, msg->body.pos, rbuf_left(&msg->body));
	if (f->held || ipc_backlog(conn) < HOLD_AT)
		return;
	send_hold(f, true);
	ipc_on_drained(conn, operator_drained, f->all);
}

static void on_done(struct forward *f, struct rbuf *body)
{
	char error[ERROR_SIZE];
	uint8_t status = rbuf_u8(body);
	if (!rbuf_str(body, error, sizeof(error)))
		snprintf(
		    error, sizeof(error), "The answer of %s is malformed", cmd_owner_name(f->request.owner));
	forward_end(f, status == 0 && rbuf_ok(body) ? NULL : error);
}

void forward_message(struct forwards *all, enum cmd_owner_id owner, struct ipc_msg *msg)
{
	struct forward *f;
	HASH_FIND(hh, all->by_key, &msg->id, sizeof(msg->id), f);
	if (f == NULL || f->request.owner != owner)
		return;
	if (msg->type == IPC_DONE)
		on_done(f, &msg->body);
	else
		relay(f, msg);
}

static struct forward *find_owner(const struct forwards *all, enum cmd_owner_id owner)
{
	for (struct forward *f = all->by_key; f != NULL; f = f->hh.next)
		if (f->request.owner == owner)
			return f;
	return NULL;
}

void forward_owner_down(struct forwards *all, enum cmd_owner_id owner)
{
	char error[128];
	snprintf(error, sizeof(error), "%s has ended in the middle of the answer: try again in a second",
	    cmd_owner_name(owner));
	/* An end may start another forward, to another owner: look again each time. */
	for (struct forward *f; (f = find_owner(all, owner)) != NULL;)
		forward_end(f, error);
}
