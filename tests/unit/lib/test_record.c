/* SPDX-License-Identifier: Apache-2.0 */
/* Answers over a socket pair within the process. */
#include "lib/record.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include "lib/ipc_conn.h"
#include "lib/log.h"
#include "tests/unit/unit.h"

static struct loop *loop;
static struct ipc_conn *daemon_conn, *shell_conn;
static char trace[4096];
static unsigned records;
static const struct ipc_self self = {.role = "test"};

static void on_message(void *arg, struct ipc_conn *conn, struct ipc_msg *msg)
{
	char text[256] = "";
	uint8_t status = msg->type == IPC_DONE ? rbuf_u8(&msg->body) : 0;
	records += msg->type == IPC_RECORD;
	CU_ASSERT(rbuf_str(&msg->body, text, sizeof(text)));
	CU_ASSERT_EQUAL(rbuf_left(&msg->body), 0);
	if (strlen(trace) < sizeof(trace) - 400)
		sprintf(trace + strlen(trace), "%s%u:%u %s\n",
		    msg->type == IPC_RECORD ? "record"
		    : msg->type == IPC_TEXT ? "text"
					    : "done",
		    msg->id, status, text);
}

static void on_closed(void *arg, struct ipc_conn *conn, const char *reason)
{
	record_conn_closed(conn);
	daemon_conn = NULL;
}

static const struct ipc_handler shell_handler = {.message = on_message};
static const struct ipc_handler daemon_handler = {.closed = on_closed};

static void begin(void)
{
	int fds[2];
	loop = loop_new();
	trace[0] = '\0';
	records = 0;
	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	daemon_conn = ipc_conn_new(loop, fds[0], &self, &daemon_handler, NULL, NULL);
	shell_conn = ipc_conn_new(loop, fds[1], &self, &shell_handler, NULL, NULL);
	ipc_hello_send(daemon_conn);
	ipc_hello_send(shell_conn);
	loop_run(loop);
}

static void end(void)
{
	ipc_close(shell_conn);
	loop_run(loop);
	CU_ASSERT_PTR_NULL(daemon_conn);
	loop_free(loop);
}

static void an_answer(void)
{
	begin();
	struct record_out *out = record_out_new(daemon_conn, 7);
	record_send(out, json_pack("{s:s, s:i}", "type", "peer", "as", 65530));
	record_text(out, "WARNING: %d", 5);
	record_done(out);
	record_fail(record_out_new(daemon_conn, 8), "no such %s", "peer");
	loop_run(loop);
	CU_ASSERT_STRING_EQUAL(trace, "record7:0 {\"type\":\"peer\",\"as\":65530}\ntext7:0 WARNING: "
				      "5\ndone7:0 \ndone8:1 no such peer\n");
	end();
}

static void a_record_that_failed_is_left_out(void)
{
	begin();
	struct record_out *out = record_out_new(daemon_conn, 1);
	record_send(out, NULL);
	record_done(out);
	loop_run(loop);
	CU_ASSERT_STRING_EQUAL(trace, "done1:0 \n");
	end();
}

static void cancelling_concerns_one_answer(void)
{
	begin();
	struct record_out *a = record_out_new(daemon_conn, 1), *b = record_out_new(daemon_conn, 2);
	record_cancel(daemon_conn, 1);
	CU_ASSERT(record_cancelled(a));
	CU_ASSERT_FALSE(record_cancelled(b));
	record_done(a);
	record_done(b);
	end();
}

static void a_sink_survives_its_connection(void)
{
	begin();
	struct record_out *out = record_out_new(daemon_conn, 1);
	end();
	CU_ASSERT(record_cancelled(out));
	CU_ASSERT_FALSE(record_congested(out));
	record_send(out, json_object());
	record_text(out, "nobody hears this");
	record_done(out);
}

/* A long answer as a daemon makes it: it pauses when congested and ends early when cancelled. */
struct producer {
	unsigned made, wanted, pauses;
	bool ended;
};

static void produce(void *arg, struct record_out *out)
{
	struct producer *p = arg;
	while (p->made < p->wanted && !record_cancelled(out)) {
		if (record_congested(out)) {
			p->pauses++;
			record_on_drained(out, produce, p);
			return;
		}
		p->made++;
		record_send(
		    out, json_pack("{s:s, s:s}", "type", "route", "text",
			     "something long enough to make a million of these a burden on the socket"));
	}
	p->ended = true;
	record_done(out);
}

static void a_long_answer_pauses(void)
{
	begin();
	struct producer p = {.wanted = 20000};
	produce(&p, record_out_new(daemon_conn, 1));
	CU_ASSERT_FALSE(p.ended);
	CU_ASSERT(p.made < p.wanted);
	loop_run(loop);
	CU_ASSERT(p.ended);
	CU_ASSERT(p.pauses > 1);
	CU_ASSERT_EQUAL(records, p.wanted);
	end();
}

static void a_paused_answer_ends_with_its_connection(void)
{
	begin();
	struct producer p = {.wanted = 20000};
	produce(&p, record_out_new(daemon_conn, 1));
	CU_ASSERT_FALSE(p.ended);
	end();
	CU_ASSERT(p.ended);
	CU_ASSERT(p.made < p.wanted);
}

static void a_slow_reader_behind_the_connection(void)
{
	begin();
	struct producer p = {.wanted = 10};
	struct record_out *out = record_out_new(daemon_conn, 3);
	record_hold(daemon_conn, 3, true);
	produce(&p, out);
	loop_run(loop);
	CU_ASSERT_EQUAL(p.made, 0);
	record_hold(daemon_conn, 3, false);
	CU_ASSERT(p.ended);
	loop_run(loop);
	CU_ASSERT_EQUAL(records, 10);
	end();
}

static void collect(void *arg, const json_t *record, const char *text)
{
	char *dump = record != NULL ? json_dumps(record, JSON_COMPACT) : NULL;
	sprintf(trace + strlen(trace), "%s\n", dump != NULL ? dump : text);
	free(dump);
}

static void the_test_sink(void)
{
	trace[0] = '\0';
	struct record_out *out = record_out_test(collect, NULL);
	record_send(out, json_pack("{s:i}", "a", 1));
	record_text(out, "line");
	CU_ASSERT_FALSE(record_congested(out));
	record_fail(out, "error");
	CU_ASSERT_STRING_EQUAL(trace, "{\"a\":1}\nline\nerror\n");
}

int main(void)
{
	CU_TestInfo tests[] = {{"an answer", an_answer},
	    {"a record that failed", a_record_that_failed_is_left_out},
	    {"cancelling", cancelling_concerns_one_answer},
	    {"a sink survives its connection", a_sink_survives_its_connection},
	    {"a long answer pauses", a_long_answer_pauses},
	    {"a paused answer ends with its connection", a_paused_answer_ends_with_its_connection},
	    {"a slow reader", a_slow_reader_behind_the_connection}, {"the test sink", the_test_sink},
	    CU_TEST_INFO_NULL};
	log_to(-1); /* one case logs an error on purpose */
	return unit_main("lib/record", tests);
}
