/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/client.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>
#include "lib/cmd_match.h"
#include "lib/cmd_owner.h"
#include "lib/ipc.h"
#include "lib/loop.h"

#define PROMPT_MAX 256
#define REASON_MAX 256

struct client {
	struct loop *loop;
	struct ipc_conn *conn; /* NULL once it is lost */
	struct ipc_self self;
	bool established;
	uint32_t id; /* of the present request */
	struct client_event *events;
	char reason[REASON_MAX]; /* why it was lost */
	char prompt[PROMPT_MAX];
	char place[CMD_PATH_MAX];
	void (*notice)(void *arg, const char *text);
	void *notice_arg;
};

static struct client_event *event_new(enum client_kind kind, const void *text, size_t size)
{
	struct client_event *ev = malloc(sizeof(*ev) + size + 1);
	if (!ev)
		abort(); /* an answer with holes would deceive */
	*ev = (struct client_event){.kind = kind, .size = size};
	if (size > 0)
		memcpy(ev->text, text, size);
	ev->text[size] = '\0';
	return ev;
}

static void push(struct client *c, struct client_event *ev)
{
	DL_APPEND(c->events, ev);
	loop_stop(c->loop);
}

static struct client_event *read_str(struct rbuf *r, enum client_kind kind)
{
	size_t size = rbuf_u16(r);
	const uint8_t *text = rbuf_bytes(r, size);
	return event_new(kind, text, text ? size : 0);
}

static void read_done(struct client *c, struct rbuf *r)
{
	bool accepted = rbuf_u8(r) == 0;
	struct client_event *ev = read_str(r, CLIENT_DONE);
	ev->accepted = accepted && rbuf_ok(r);
	if (rbuf_left(r) > 0) { /* the answer to COMPLETE tells no prompt */
		rbuf_str(r, c->prompt, sizeof(c->prompt));
		rbuf_str(r, c->place, sizeof(c->place));
	}
	push(c, ev);
}

static void read_text(struct client *c, struct ipc_msg *msg)
{
	struct client_event *ev = read_str(&msg->body, msg->flags & IPC_TEXT_ASKS ? CLIENT_ASK : CLIENT_TEXT);
	ev->echo = (msg->flags & IPC_TEXT_ECHO) != 0;
	push(c, ev);
}

static void on_message(void *arg, struct ipc_conn *conn, struct ipc_msg *msg)
{
	struct client *c = arg;
	if (msg->type == IPC_NOTICE) {
		struct client_event *ev = read_str(&msg->body, CLIENT_TEXT);
		if (c->notice)
			c->notice(c->notice_arg, ev->text);
		free(ev);
		return;
	}
	if (msg->id != c->id)
		return;
	if (msg->type == IPC_RECORD)
		push(c, read_str(&msg->body, CLIENT_RECORD));
	else if (msg->type == IPC_TEXT)
		read_text(c, msg);
	else if (msg->type == IPC_DONE)
		read_done(c, &msg->body);
}

static void on_established(void *arg, struct ipc_conn *conn)
{
	struct client *c = arg;
	c->established = true;
	loop_stop(c->loop);
}

static void on_closed(void *arg, struct ipc_conn *conn, const char *reason)
{
	struct client *c = arg;
	c->conn = NULL;
	snprintf(c->reason, sizeof(c->reason), "%s", reason ? reason : "connection closed");
	loop_stop(c->loop);
}

static const struct ipc_handler handler = {
    .established = on_established,
    .message = on_message,
    .closed = on_closed,
};

static bool connect_now(struct client *c, const char *rundir, char *error, size_t size)
{
	char path[256];
	snprintf(path, sizeof(path), "%s/control.sock", rundir);
	c->conn = ipc_connect(c->loop, path, &c->self, &handler, c);
	if (!c->conn) {
		snprintf(error, size, "cannot reach posternd at %s: %s%s", path, strerror(errno),
		    errno == EACCES ? "; only root and the group postern may" : "");
		return false;
	}
	while (c->conn && !c->established)
		loop_run(c->loop);
	if (!c->conn)
		snprintf(error, size, "posternd at %s: %s", path, c->reason);
	return c->conn != NULL;
}

struct client *client_open(struct loop *loop, const char *rundir, const char *role, char *error, size_t size)
{
	struct client *c = calloc(1, sizeof(*c));
	if (!c) {
		snprintf(error, size, "out of memory");
		return NULL;
	}
	c->loop = loop;
	c->self.role = role;
	memcpy(c->self.grammar_hash, cmd_grammar_hash(), sizeof(c->self.grammar_hash));
	if (!connect_now(c, rundir, error, size)) {
		client_close(c);
		return NULL;
	}
	return c;
}

void client_close(struct client *c)
{
	struct client_event *ev, *next;
	if (!c)
		return;
	if (c->conn)
		ipc_close(c->conn);
	DL_FOREACH_SAFE(c->events, ev, next)
		free(ev);
	free(c);
}

static bool send_request(struct client *c, uint16_t type, struct wbuf *body)
{
	c->id++;
	bool sent = wbuf_ok(body) && ipc_send_buf(c->conn, type, 0, c->id, body);
	ipc_flush(c->conn);
	wbuf_free(body);
	return sent;
}

bool client_command(struct client *c, const char *line)
{
	struct wbuf body = {0};
	wbuf_str(&body, "");
	wbuf_str(&body, line);
	return send_request(c, IPC_COMMAND, &body);
}

bool client_batch(struct client *c, unsigned flags, const char *source, const char *text, size_t size)
{
	struct wbuf body = {0};
	wbuf_u8(&body, (uint8_t)flags);
	wbuf_str(&body, source);
	wbuf_bytes(&body, text, size);
	return send_request(c, IPC_BATCH, &body);
}

bool client_complete(struct client *c, const char *class_name)
{
	struct wbuf body = {0};
	wbuf_str(&body, class_name);
	return send_request(c, IPC_COMPLETE, &body);
}

void client_origin(struct client *c, const char *terminal, const char *address)
{
	struct wbuf body = {0};
	wbuf_str(&body, terminal);
	wbuf_str(&body, address);
	ipc_send_buf(c->conn, IPC_ORIGIN, 0, 0, &body);
	wbuf_free(&body);
}

bool client_secret(struct client *c, const char *secret)
{
	struct wbuf body = {0};
	wbuf_str(&body, secret);
	bool sent = ipc_send_buf(c->conn, IPC_SECRET, 0, c->id, &body);
	wbuf_free(&body);
	return sent;
}

void client_cancel(struct client *c)
{
	ipc_send(c->conn, IPC_CANCEL, 0, c->id, NULL, 0);
}

void client_pause(struct client *c, bool on)
{
	ipc_pause(c->conn, on);
}

struct client_event *client_next(struct client *c)
{
	if (!c->events && c->conn)
		loop_run(c->loop);
	struct client_event *ev = c->events;
	if (ev)
		DL_DELETE(c->events, ev);
	else if (!c->conn)
		ev = event_new(CLIENT_LOST, c->reason, strlen(c->reason));
	return ev;
}

bool client_lost(const struct client *c)
{
	return c->conn == NULL;
}

bool client_idle(const struct client *c)
{
	return c->events == NULL && c->conn != NULL;
}

const char *client_prompt(const struct client *c)
{
	return c->prompt;
}

const char *client_place(const struct client *c)
{
	return c->place;
}

void client_on_notice(struct client *c, void (*fn)(void *arg, const char *text), void *arg)
{
	c->notice = fn;
	c->notice_arg = arg;
}
