/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "lib/ipc.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "tests/unit/unit.h"

static struct loop *loop;
static char dir[] = "/tmp/test_ipc_link.XXXXXX";
static char path[64];
static unsigned ups, downs, at_server;
static struct ipc_link *the_link;
static bool free_when_closed;
static const struct ipc_self self = {.role = "test", .grammar_hash = {1}};
static const struct ipc_self stranger = {.role = "test", .grammar_hash = {2}};

static void on_up(void *arg, struct ipc_conn *conn)
{
	ups++;
	CU_ASSERT_PTR_EQUAL(ipc_link_conn(the_link), conn);
}

static void on_down(void *arg, struct ipc_conn *conn, const char *reason)
{
	downs++;
	CU_ASSERT_PTR_NULL(ipc_link_conn(the_link));
	CU_ASSERT_FALSE(ipc_send(conn, IPC_TEXT, 0, 0, NULL, 0));
	if (free_when_closed) {
		ipc_link_free(the_link);
		the_link = NULL;
	}
}

static void on_client(void *arg, struct ipc_conn *conn)
{
	at_server++;
}

static const struct ipc_handler client = {.established = on_up, .closed = on_down};
static const struct ipc_handler server_handler = {.established = on_client};

static struct ipc_server *serve(const struct ipc_self *who)
{
	struct ipc_server *s = ipc_listen(loop, path, 0600, who, &server_handler, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	return s;
}

static void begin(void)
{
	loop = loop_new();
	ups = downs = at_server = 0;
	free_when_closed = false;
	the_link = ipc_link_new(loop, path, &self, &client, NULL);
}

static void end(struct ipc_server *server)
{
	ipc_link_free(the_link);
	ipc_server_free(server);
	loop_free(loop);
	unlink(path);
}

static void waits_for_the_server(void)
{
	begin();
	loop_virtual_advance(loop, 10 * LOOP_SEC);
	CU_ASSERT_PTR_NULL(ipc_link_conn(the_link));
	CU_ASSERT_EQUAL(ups + downs, 0);
	struct ipc_server *server = serve(&self);
	loop_virtual_advance(loop, 2 * LOOP_SEC); /* the longest pause and its spread */
	CU_ASSERT_EQUAL(ups, 1);
	CU_ASSERT_PTR_NOT_NULL(ipc_link_conn(the_link));
	end(server);
}

static void comes_back_after_a_loss(void)
{
	begin();
	struct ipc_server *server = serve(&self);
	loop_virtual_advance(loop, LOOP_MSEC);
	CU_ASSERT_EQUAL(ups, 1);
	ipc_server_free(server);
	loop_virtual_advance(loop, LOOP_MSEC);
	CU_ASSERT_EQUAL(downs, 1);
	server = serve(&self);
	loop_virtual_advance(loop, 61 * LOOP_MSEC); /* the first pause is short */
	CU_ASSERT_EQUAL(ups, 2);
	CU_ASSERT_EQUAL(at_server, 2);
	end(server);
}

static void comes_back_after_its_own_close(void)
{
	begin();
	struct ipc_server *server = serve(&self);
	loop_virtual_advance(loop, LOOP_MSEC);
	ipc_close(ipc_link_conn(the_link));
	CU_ASSERT_PTR_NULL(ipc_link_conn(the_link));
	loop_virtual_advance(loop, LOOP_SEC);
	CU_ASSERT_EQUAL(ups, 2);
	CU_ASSERT_EQUAL(downs, 0);
	end(server);
}

static void a_refusal_is_not_a_loss(void)
{
	begin();
	struct ipc_server *server = serve(&stranger);
	loop_virtual_advance(loop, 5 * LOOP_SEC);
	CU_ASSERT_EQUAL(ups + downs + at_server, 0);
	ipc_server_free(server);
	server = serve(&self);
	loop_virtual_advance(loop, 2 * LOOP_SEC);
	CU_ASSERT_EQUAL(ups, 1);
	end(server);
}

static void may_be_freed_when_closed(void)
{
	begin();
	struct ipc_server *server = serve(&self);
	loop_virtual_advance(loop, LOOP_MSEC);
	free_when_closed = true;
	ipc_server_free(server);
	loop_virtual_advance(loop, LOOP_SEC);
	CU_ASSERT_EQUAL(downs, 1);
	end(NULL);
}

int main(void)
{
	CU_TestInfo tests[] = {{"waits for the server", waits_for_the_server},
	    {"comes back after a loss", comes_back_after_a_loss},
	    {"comes back after its own close", comes_back_after_its_own_close},
	    {"a refusal is not a loss", a_refusal_is_not_a_loss},
	    {"may be freed when closed", may_be_freed_when_closed}, CU_TEST_INFO_NULL};
	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(path, sizeof(path), "%s/sock", dir);
	log_open("test", LOG_LEVEL_ERROR);
	int status = unit_main("lib/ipc_link", tests);
	rmdir(dir);
	return status;
}
