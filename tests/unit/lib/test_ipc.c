/* SPDX-License-Identifier: Apache-2.0 */
/* Two ends in one process, over a real socket, under the virtual clock. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "lib/ipc_conn.h"
#include "lib/log.h"
#include "tests/unit/unit.h"

struct side {
	struct ipc_conn *conn; /* while established */
	unsigned established, closed, messages;
	char reason[128];
	struct ipc_msg last;
	char body[64];
	int fd;
	bool close_on_message;
};

static struct loop *loop;
static char dir[] = "/tmp/test_ipc.XXXXXX";
static char path[64];
static struct side server_side, client_side;
static struct ipc_self server_self = {.role = "server", .grammar_hash = {1, 2, 3}};
static struct ipc_self client_self = {.role = "client", .grammar_hash = {1, 2, 3}};

static void on_established(void *arg, struct ipc_conn *conn)
{
	struct side *side = arg;
	side->established++;
	side->conn = conn;
}

static void on_message(void *arg, struct ipc_conn *conn, struct ipc_msg *msg)
{
	struct side *side = arg;
	side->messages++;
	side->last = *msg;
	size_t size = rbuf_left(&msg->body);
	if (size < sizeof(side->body))
		rbuf_copy(&msg->body, side->body, size);
	side->fd = msg->fd;
	msg->fd = -1;
	if (side->close_on_message)
		ipc_close(conn);
}

static void on_closed(void *arg, struct ipc_conn *conn, const char *reason)
{
	struct side *side = arg;
	side->closed++;
	side->conn = NULL;
	snprintf(side->reason, sizeof(side->reason), "%s", reason);
}

static const struct ipc_handler handler = {
    .established = on_established, .message = on_message, .closed = on_closed};

static bool allow_nobody(const struct ipc_conn *conn)
{
	return false;
}

static const struct ipc_handler strict_handler = {
    .allow = allow_nobody, .established = on_established, .message = on_message, .closed = on_closed};

static struct ipc_server *start(const struct ipc_handler *h)
{
	loop = loop_new();
	server_side = client_side = (struct side){.fd = -1};
	client_self.grammar_hash[0] = 1;
	struct ipc_server *server = ipc_listen(loop, path, 0600, &server_self, h, &server_side);
	CU_ASSERT_PTR_NOT_NULL_FATAL(server);
	return server;
}

static struct ipc_conn *join(void)
{
	struct ipc_conn *conn = ipc_connect(loop, path, &client_self, &handler, &client_side);
	CU_ASSERT_PTR_NOT_NULL_FATAL(conn);
	loop_run(loop);
	return conn;
}

static void end(struct ipc_server *server)
{
	ipc_server_free(server);
	loop_run(loop);
	loop_free(loop);
}

static void hello(void)
{
	struct ipc_server *server = start(&handler);
	struct stat st;
	CU_ASSERT(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
	struct ipc_conn *conn = join();
	CU_ASSERT_EQUAL(server_side.established, 1);
	CU_ASSERT_EQUAL(client_side.established, 1);
	CU_ASSERT_STRING_EQUAL(ipc_peer_role(conn), "server");
	CU_ASSERT_STRING_EQUAL(ipc_peer_role(server_side.conn), "client");
	CU_ASSERT_EQUAL(ipc_peer_uid(server_side.conn), getuid());
	CU_ASSERT_EQUAL(ipc_peer_pid(server_side.conn), getpid());
	ipc_close(conn);
	loop_run(loop);
	CU_ASSERT_EQUAL(server_side.closed, 1);
	CU_ASSERT_EQUAL(client_side.closed, 0);
	end(server);
}

static void request_and_answer(void)
{
	struct ipc_server *server = start(&handler);
	struct ipc_conn *conn = join();
	CU_ASSERT(ipc_send(conn, IPC_COMMAND, 3, 0x01020304, "hello", 5));
	CU_ASSERT(ipc_send(conn, IPC_CANCEL, 0, 9, NULL, 0));
	CU_ASSERT_EQUAL(ipc_backlog(conn), 16 + 5 + 16);
	loop_run(loop);
	CU_ASSERT_EQUAL(ipc_backlog(conn), 0);
	CU_ASSERT_EQUAL(server_side.messages, 2);
	CU_ASSERT_EQUAL(memcmp(server_side.body, "hello", 5), 0);
	CU_ASSERT(server_side.last.type == IPC_CANCEL && server_side.last.id == 9);
	CU_ASSERT(ipc_send(server_side.conn, IPC_DONE, 1, 9, "x", 1));
	loop_run(loop);
	CU_ASSERT(client_side.last.type == IPC_DONE && client_side.last.flags == 1);
	ipc_close(conn);
	end(server);
}

static void descriptors_keep_their_messages(void)
{
	struct ipc_server *server = start(&handler);
	struct ipc_conn *conn = join();
	struct wbuf w = {0};
	int fds[2];
	char c = 0;
	wbuf_str(&w, "name");
	CU_ASSERT_EQUAL_FATAL(pipe(fds), 0);
	ipc_send(conn, IPC_TEXT, 0, 0, "before", 6);
	CU_ASSERT(ipc_send_fd(conn, IPC_STATE_PUT, 1, &w, fds[1]));
	close(fds[1]); /* it was duplicated */
	loop_run(loop);
	CU_ASSERT_EQUAL(server_side.messages, 2);
	CU_ASSERT_FATAL(server_side.fd >= 0);
	CU_ASSERT_EQUAL(server_side.last.flags, 0);
	CU_ASSERT_EQUAL(write(server_side.fd, "!", 1), 1);
	CU_ASSERT(read(fds[0], &c, 1) == 1 && c == '!');
	close(server_side.fd);
	ipc_send(conn, IPC_TEXT, 0, 0, "after", 5);
	loop_run(loop);
	CU_ASSERT_EQUAL(server_side.fd, -1);
	close(fds[0]);
	wbuf_free(&w);
	ipc_close(conn);
	end(server);
}

static void many_messages_stay_in_order(void)
{
	struct ipc_server *server = start(&handler);
	struct ipc_conn *conn = join();
	static uint8_t body[5000];
	for (uint32_t i = 1; i <= 1000; i++)
		CU_ASSERT(ipc_send(conn, IPC_TEXT, 0, i, body, i * 5));
	loop_run(loop);
	CU_ASSERT_EQUAL(server_side.messages, 1000);
	CU_ASSERT_EQUAL(server_side.last.id, 1000);
	ipc_close(conn);
	end(server);
}

static void another_build_is_refused(void)
{
	struct ipc_server *server = start(&handler);
	client_self.grammar_hash[0] ^= 1;
	join();
	CU_ASSERT_EQUAL(server_side.established + client_side.established, 0);
	CU_ASSERT_EQUAL(server_side.closed, 0);
	CU_ASSERT_EQUAL(client_side.closed, 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(client_side.reason, "another build"));
	end(server);
}

static void another_user_is_refused(void)
{
	struct ipc_server *server = start(&strict_handler);
	join();
	CU_ASSERT_EQUAL(server_side.established + client_side.established, 0);
	CU_ASSERT_EQUAL(client_side.closed, 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(client_side.reason, "may not connect"));
	end(server);
}

/* A peer without lib/ipc: writes the bytes and says what came back. */
static int raw_connect(void)
{
	struct sockaddr_un sun = {.sun_family = AF_UNIX};
	strcpy(sun.sun_path, path);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	CU_ASSERT_EQUAL_FATAL(connect(fd, (struct sockaddr *)&sun, sizeof(sun)), 0);
	return fd;
}

static void put_frame(struct wbuf *w, uint32_t size, uint16_t type, uint16_t flags, uint32_t zero)
{
	wbuf_u32(w, size);
	wbuf_u16(w, type);
	wbuf_u16(w, flags);
	wbuf_u32(w, 0);
	wbuf_u32(w, zero);
}

static void put_hello(struct wbuf *w, uint16_t version)
{
	put_frame(w, 2 + 32 + 5 + 4, IPC_HELLO, 0, 0);
	wbuf_u16(w, version);
	wbuf_bytes(w, client_self.grammar_hash, 32);
	wbuf_str(w, "raw");
	wbuf_u32(w, 1);
}

static void another_version_is_refused(void)
{
	struct ipc_server *server = start(&handler);
	struct wbuf w = {0};
	uint8_t answer[512];
	put_hello(&w, IPC_VERSION + 1);
	int fd = raw_connect();
	CU_ASSERT_EQUAL(write(fd, w.data, w.len), (ssize_t)w.len);
	loop_run(loop);
	CU_ASSERT_EQUAL(server_side.established, 0);
	ssize_t got = read(fd, answer, sizeof(answer));
	CU_ASSERT(got > 16 + 2 + 32); /* HELLO, then REFUSED */
	size_t hello_size = 16 + (size_t)answer[3];
	CU_ASSERT((size_t)got > hello_size + 16 && answer[hello_size + 5] == IPC_REFUSED);
	CU_ASSERT_EQUAL(read(fd, answer, sizeof(answer)), 0);
	close(fd);
	wbuf_free(&w);
	end(server);
}

static void send_after_hello(const struct wbuf *frame, unsigned closed, const char *reason)
{
	struct ipc_server *server = start(&handler);
	struct wbuf w = {0};
	put_hello(&w, IPC_VERSION);
	int fd = raw_connect();
	CU_ASSERT_EQUAL(write(fd, w.data, w.len), (ssize_t)w.len);
	loop_run(loop);
	CU_ASSERT_EQUAL(server_side.established, 1);
	CU_ASSERT_EQUAL(write(fd, frame->data, frame->len), (ssize_t)frame->len);
	loop_run(loop);
	CU_ASSERT_EQUAL(server_side.closed, closed);
	CU_ASSERT_STRING_EQUAL(server_side.reason, reason);
	close(fd);
	loop_run(loop);
	CU_ASSERT_EQUAL(server_side.closed, 1);
	wbuf_free(&w);
	end(server);
}

static void bad_frames_end_the_connection(void)
{
	struct wbuf w = {0};
	put_frame(&w, IPC_PAYLOAD_MAX + 1, IPC_TEXT, 0, 0);
	send_after_hello(&w, 1, "oversized frame");
	wbuf_reset(&w);
	put_frame(&w, 0, IPC_TEXT, 0, 1);
	send_after_hello(&w, 1, "malformed frame");
	wbuf_reset(&w);
	put_frame(&w, 0, IPC_STATE_PUT, IPC_FLAG_FD, 0);
	send_after_hello(&w, 1, "a message came without its descriptor");
	wbuf_reset(&w);
	put_frame(&w, 100, IPC_TEXT, 0, 0); /* its payload never comes */
	send_after_hello(&w, 0, "");
	CU_ASSERT_EQUAL(server_side.messages, 0);
	wbuf_free(&w);
}

static void frames_arrive_byte_by_byte(void)
{
	struct ipc_server *server = start(&handler);
	struct wbuf w = {0};
	put_hello(&w, IPC_VERSION);
	put_frame(&w, 3, IPC_TEXT, 0, 0);
	wbuf_bytes(&w, "abc", 3);
	int fd = raw_connect();
	for (size_t i = 0; i < w.len; i++) {
		CU_ASSERT_EQUAL(server_side.messages, 0);
		CU_ASSERT_EQUAL(write(fd, w.data + i, 1), 1);
		loop_run(loop);
	}
	CU_ASSERT_EQUAL(server_side.messages, 1);
	CU_ASSERT_EQUAL(memcmp(server_side.body, "abc", 3), 0);
	close(fd);
	wbuf_free(&w);
	end(server);
}

static void a_command_before_hello_ends_it(void)
{
	struct ipc_server *server = start(&handler);
	struct wbuf w = {0};
	char c[256];
	put_frame(&w, 0, IPC_COMMAND, 0, 0);
	int fd = raw_connect();
	CU_ASSERT_EQUAL(write(fd, w.data, w.len), (ssize_t)w.len);
	loop_run(loop);
	CU_ASSERT_EQUAL(server_side.messages + server_side.established, 0);
	while (read(fd, c, sizeof(c)) > 0)
		;
	close(fd);
	wbuf_free(&w);
	end(server);
}

static void backlog_is_limited(void)
{
	struct ipc_server *server = start(&handler);
	struct wbuf w = {0};
	put_hello(&w, IPC_VERSION);
	int fd = raw_connect(); /* and never reads */
	CU_ASSERT_EQUAL(write(fd, w.data, w.len), (ssize_t)w.len);
	loop_run(loop);
	size_t size = 4u << 20, sent = 0;
	uint8_t *body = calloc(1, size);
	while (ipc_send(server_side.conn, IPC_TEXT, 0, 0, body, size)) {
		CU_ASSERT_EQUAL(server_side.closed, 0); /* never from within ipc_send() */
		sent += size;
	}
	CU_ASSERT(sent > IPC_BACKLOG_LIMIT - 2 * size && sent <= IPC_BACKLOG_LIMIT);
	CU_ASSERT_EQUAL(server_side.closed, 0);
	loop_run(loop);
	CU_ASSERT_EQUAL(server_side.closed, 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(server_side.reason, "does not read"));
	free(body);
	close(fd);
	wbuf_free(&w);
	end(server);
}

static unsigned drained;

static void on_drained(void *arg, struct ipc_conn *conn)
{
	drained++;
	CU_ASSERT_EQUAL(ipc_backlog(conn), 0);
}

static void drained_is_told_once(void)
{
	struct ipc_server *server = start(&handler);
	struct ipc_conn *conn = join();
	drained = 0;
	ipc_send(conn, IPC_TEXT, 0, 0, "x", 1);
	ipc_on_drained(conn, on_drained, NULL);
	loop_run(loop);
	ipc_send(conn, IPC_TEXT, 0, 0, "x", 1);
	loop_run(loop);
	CU_ASSERT_EQUAL(drained, 1);
	ipc_close(conn);
	end(server);
}

static void a_pause_leaves_the_messages_to_the_peer(void)
{
	static const uint8_t block[64 << 10];
	struct ipc_server *server = start(&handler);
	struct ipc_conn *conn = join();
	ipc_pause(conn, true);
	for (int i = 0; i < 64; i++)
		ipc_send(server_side.conn, IPC_TEXT, 0, 0, block, sizeof(block));
	ipc_send(conn, IPC_TEXT, 0, 0, "x", 1); /* what goes the other way goes on */
	loop_run(loop);
	CU_ASSERT_EQUAL(server_side.messages, 1);
	CU_ASSERT_EQUAL(client_side.messages, 0);
	CU_ASSERT_TRUE(ipc_backlog(server_side.conn) > 0);
	ipc_pause(conn, false);
	loop_run(loop);
	CU_ASSERT_EQUAL(client_side.messages, 64);
	CU_ASSERT_EQUAL(ipc_backlog(server_side.conn), 0);
	ipc_close(conn);
	end(server);
}

static void closing_inside_message(void)
{
	struct ipc_server *server = start(&handler);
	struct ipc_conn *conn = join();
	server_side.close_on_message = true;
	ipc_send(conn, IPC_TEXT, 0, 0, "1", 1);
	ipc_send(conn, IPC_TEXT, 0, 0, "2", 1);
	loop_run(loop);
	CU_ASSERT_EQUAL(server_side.messages, 1);
	CU_ASSERT_EQUAL(server_side.closed, 0);
	CU_ASSERT_EQUAL(client_side.closed, 1);
	end(server);
}

static void last_words_arrive(void)
{
	struct ipc_server *server = start(&handler);
	struct ipc_conn *conn = join();
	ipc_send(conn, IPC_DONE, 0, 1, "bye", 3);
	ipc_close(conn);
	loop_run(loop);
	CU_ASSERT_EQUAL(server_side.messages, 1);
	CU_ASSERT_EQUAL(server_side.closed, 1);
	end(server);
}

static void limits_of_the_interface(void)
{
	struct ipc_server *server = start(&handler);
	struct ipc_conn *conn = join();
	CU_ASSERT_FALSE(ipc_send(NULL, IPC_TEXT, 0, 0, NULL, 0));
	CU_ASSERT_FALSE(ipc_send(conn, IPC_TEXT, 0, 0, path, IPC_PAYLOAD_MAX + 1));
	CU_ASSERT_EQUAL(ipc_backlog(NULL), 0);
	struct wbuf bad = {.bad = true};
	CU_ASSERT_FALSE(ipc_send_buf(conn, IPC_TEXT, 0, 0, &bad));
	CU_ASSERT_PTR_NULL(ipc_connect(loop, "/nonexistent/socket", &client_self, &handler, NULL));
	ipc_close(conn);
	ipc_close(NULL);
	end(server);
}

int main(void)
{
	CU_TestInfo tests[] = {{"hello", hello}, {"request and answer", request_and_answer},
	    {"descriptors keep their messages", descriptors_keep_their_messages},
	    {"many messages stay in order", many_messages_stay_in_order},
	    {"another build is refused", another_build_is_refused},
	    {"another user is refused", another_user_is_refused},
	    {"another version is refused", another_version_is_refused},
	    {"bad frames end the connection", bad_frames_end_the_connection},
	    {"frames arrive byte by byte", frames_arrive_byte_by_byte},
	    {"a command before HELLO", a_command_before_hello_ends_it},
	    {"backlog is limited", backlog_is_limited}, {"drained is told once", drained_is_told_once},
	    {"a pause leaves the messages to the peer", a_pause_leaves_the_messages_to_the_peer},
	    {"closing inside a message", closing_inside_message}, {"last words arrive", last_words_arrive},
	    {"limits of the interface", limits_of_the_interface}, CU_TEST_INFO_NULL};
	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(path, sizeof(path), "%s/sock", dir);
	log_set_level(LOG_LEVEL_ERROR);
	int status = unit_main("lib/ipc", tests);
	unlink(path);
	rmdir(dir);
	return status;
}
