/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The answer of a show or exec command: a stream of JSON records, closed by a status.
 *
 * Daemons speak data, the shell speaks ASA: a record holds numbers, names and times, never layout. Field
 * names are snake_case; durations are whole seconds; addresses and prefixes are strings; counters are
 * integers. The first member of each record is "type", which selects the renderer in the shell.
 */
#pragma once
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct ipc_conn;
struct record_out;

/* A sink towards `conn` for request `id`. It survives the loss of the connection: what is sent then goes
 * nowhere. Freed by record_done(). */
struct record_out *record_out_new(struct ipc_conn *conn, uint32_t id);
/* A sink for tests: every record and text line is handed to `fn` (`record` NULL for text). */
struct record_out *record_out_test(void (*fn)(void *arg, const json_t *record, const char *text), void *arg);
/* The connection of these sinks is gone. */
void record_conn_closed(struct ipc_conn *conn);

/* Sends the record and gives up the caller's reference to it, as json_pack() returned it. NULL is a
 * programming error that is logged. */
void record_send(struct record_out *out, json_t *record);
/* A line for the operator, printed as it is, e.g. "WARNING: …". */
void record_text(struct record_out *out, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Sends on its way what stands in the queue, as far as the connection takes it at once. */
void record_flush(struct record_out *out);
/* True once the operator has asked to stop, or has gone: long answers end early. */
bool record_cancelled(const struct record_out *out);
void record_cancel(struct ipc_conn *conn, uint32_t id);
/* HOLD came: the operator reads slower than the answer is made; the sink counts as congested meanwhile. */
void record_hold(struct ipc_conn *conn, uint32_t id, bool on);
/* Has `fn` send DONE in place of record_done() and record_fail() (`error` NULL: accepted), as posternd does,
 * which adds the prompt. It is called once, and not when the connection has gone. */
void record_on_closing(struct record_out *out, void (*fn)(void *arg, const char *error), void *arg);
/* Ends the answer and frees the sink: accepted. */
void record_done(struct record_out *out);
/* Ends the answer with an error text ("ERROR: …" is put in front by the shell, not here). */
void record_fail(struct record_out *out, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Calls `fn` when backlogged bytes have gone out, so that a table of a million routes is produced as fast
 * as the operator reads; at once when there is no backlog. */
bool record_congested(const struct record_out *out);
void record_on_drained(struct record_out *out, void (*fn)(void *arg, struct record_out *out), void *arg);
