/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/record.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <utlist.h>
#include "lib/ipc.h"
#include "lib/log.h"

#define RECORD_CONGESTED                                                                                     \
	(64u << 10) /* bytes at which a producer should pause: the answers to others queue behind them */

struct record_out {
	struct record_out *next, *prev;
	struct ipc_conn *conn; /* NULL once it is gone, and for tests */
	uint32_t id;
	bool cancelled;
	bool held; /* the reader behind the connection is slow */
	bool due;  /* its drained callback is to be called in the present round */
	void (*drained)(void *arg, struct record_out *out);
	void *drained_arg;
	void (*closing)(void *arg, const char *error);
	void *closing_arg;
	void (*test)(void *arg, const json_t *record, const char *text);
	void *test_arg;
};

/* Every sink that has not ended. A connection carries a handful, so a list will do. */
static struct record_out *outs;

static struct record_out *out_new(void)
{
	struct record_out *out = calloc(1, sizeof(*out));
	if (out == NULL)
		abort(); /* whoever asked would wait for ever */
	DL_APPEND(outs, out);
	return out;
}

struct record_out *record_out_new(struct ipc_conn *conn, uint32_t id)
{
	struct record_out *out = out_new();
	out->conn = conn;
	out->id = id;
	return out;
}

struct record_out *record_out_test(void (*fn)(void *arg, const json_t *record, const char *text), void *arg)
{
	struct record_out *out = out_new();
	out->test = fn;
	out->test_arg = arg;
	return out;
}

/* Calls what waits for the connection to drain. A callback may end its own sink and others. */
static void call_drained(struct ipc_conn *conn)
{
	struct record_out *out;
	DL_FOREACH(outs, out)
		out->due = out->conn == conn && out->drained != NULL && !out->held;
	for (;;) {
		DL_SEARCH_SCALAR(outs, out, due, true);
		if (out == NULL)
			return;
		void (*fn)(void *arg, struct record_out *o) = out->drained;
		out->due = false;
		out->drained = NULL;
		fn(out->drained_arg, out);
	}
}

static void on_drained(void *arg, struct ipc_conn *conn)
{
	call_drained(conn);
}

void record_conn_closed(struct ipc_conn *conn)
{
	struct record_out *out;
	DL_FOREACH(outs, out)
		if (out->conn == conn) {
			out->cancelled = true;
			out->held = false;
		}
	call_drained(conn); /* producers that pause must wake to see that they may end */
	DL_FOREACH(outs, out)
		if (out->conn == conn)
			out->conn = NULL;
}

void record_cancel(struct ipc_conn *conn, uint32_t id)
{
	struct record_out *out;
	DL_FOREACH(outs, out)
		if (out->conn == conn && out->id == id)
			out->cancelled = true;
	record_hold(conn, id, false); /* a producer that pauses must wake to see that it may end */
}

void record_hold(struct ipc_conn *conn, uint32_t id, bool on)
{
	struct record_out *out;
	DL_FOREACH(outs, out)
		if (out->conn == conn && out->id == id)
			out->held = on;
	if (!on && conn != NULL && ipc_backlog(conn) == 0)
		call_drained(conn);
}

void record_on_closing(struct record_out *out, void (*fn)(void *arg, const char *error), void *arg)
{
	out->closing = fn;
	out->closing_arg = arg;
}

bool record_cancelled(const struct record_out *out)
{
	return out->cancelled;
}

static void send_str(struct record_out *out, uint16_t type, const char *text)
{
	struct wbuf w = {0};
	wbuf_str(&w, text);
	ipc_send_buf(out->conn, type, 0, out->id, &w);
	wbuf_free(&w);
}

void record_send(struct record_out *out, json_t *record)
{
	if (record == NULL) {
		log_error("a record could not be built");
		return;
	}
	if (out->test != NULL) {
		out->test(out->test_arg, record, NULL);
	} else if (out->conn != NULL) {
		char *text = json_dumps(record, JSON_COMPACT);
		if (text != NULL)
			send_str(out, IPC_RECORD, text);
		free(text);
	}
	json_decref(record);
}

void record_text(struct record_out *out, const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;
	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	va_end(ap);
	if (text != NULL && out->test != NULL)
		out->test(out->test_arg, NULL, text);
	else if (text != NULL)
		send_str(out, IPC_TEXT, text);
	free(text);
}

void record_flush(struct record_out *out)
{
	if (out->conn != NULL)
		ipc_flush(out->conn);
}

static void send_done(struct record_out *out, uint8_t status, const char *error)
{
	struct wbuf w = {0};
	wbuf_u8(&w, status);
	wbuf_str(&w, error);
	ipc_send_buf(out->conn, IPC_DONE, 0, out->id, &w);
	wbuf_free(&w);
}

static void end(struct record_out *out, uint8_t status, const char *error)
{
	DL_DELETE(outs, out);
	if (out->closing == NULL)
		send_done(out, status, error);
	else if (out->conn != NULL)
		out->closing(out->closing_arg, status == 0 ? NULL : error);
	free(out);
}

void record_done(struct record_out *out)
{
	end(out, 0, "");
}

void record_fail(struct record_out *out, const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;
	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	va_end(ap);
	if (out->test != NULL)
		out->test(out->test_arg, NULL, text);
	end(out, 1, text);
	free(text);
}

bool record_congested(const struct record_out *out)
{
	if (out->conn == NULL || out->cancelled)
		return false;
	return out->held || ipc_backlog(out->conn) > RECORD_CONGESTED;
}

void record_on_drained(struct record_out *out, void (*fn)(void *arg, struct record_out *out), void *arg)
{
	if (out->conn == NULL || out->cancelled || (!out->held && ipc_backlog(out->conn) == 0)) {
		fn(arg, out);
		return;
	}
	out->drained = fn;
	out->drained_arg = arg;
	if (ipc_backlog(out->conn) > 0)
		ipc_on_drained(out->conn, on_drained, NULL);
}
