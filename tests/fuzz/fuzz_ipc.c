/* SPDX-License-Identifier: Apache-2.0 */
/*
 * IPC frames: the input is what a peer writes, with or without a good HELLO before it, in two pieces; what
 * it carries goes to the decoders of the feeds. Links postern_dep and loop_virtual_dep.
 */
#include <sys/socket.h>
#include <unistd.h>
#include "lib/ipc_conn.h"
#include "lib/log.h"
#include "lib/rib_feed.h"
#include "lib/sa_feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct ipc_self self = {.role = "fuzz"};

static void on_route(void *arg, const struct rib_route *route)
{
	struct wbuf w = {0};
	rib_routes_pack(&w, route, 1); /* what was accepted can be said again */
	wbuf_free(&w);
}

static void decode_rib(uint16_t type, struct rbuf *r)
{
	struct rib_nexthop_state nexthop;
	struct rib_prefix_state prefix;
	struct rib_iface iface;
	if (type == RIB_ROUTES)
		rib_routes_unpack(r, on_route, NULL);
	else if (type == RIB_NEXTHOP)
		rib_nexthop_state_unpack(r, &nexthop);
	else if (type == RIB_PREFIX)
		rib_prefix_state_unpack(r, &prefix);
	else if (type == RIB_IFACE)
		rib_iface_unpack(r, &iface);
}

static void decode_sa(uint16_t type, struct rbuf *r)
{
	struct sa_spec spec;
	struct sa_move move;
	struct sa_id id;
	struct sa_used used;
	struct sa_ike_datagram datagram;
	if (type == SA_ADD)
		sa_spec_unpack(r, &spec);
	else if (type == SA_DEL)
		sa_id_unpack(r, &id);
	else if (type == SA_MOVE)
		sa_move_unpack(r, &move);
	else if (type == SA_USED)
		sa_used_unpack(r, &used);
	else if (type == SA_IKE_SEND)
		sa_ike_datagram_unpack(r, &datagram);
}

static void on_message(void *arg, struct ipc_conn *conn, struct ipc_msg *msg)
{
	char text[300];
	if (msg->type >= IPC_SA_FIRST)
		decode_sa(msg->type, &msg->body);
	else if (msg->type >= IPC_RIB_FIRST)
		decode_rib(msg->type, &msg->body);
	else
		rbuf_str(&msg->body, text, sizeof(text));
	ipc_send(conn, IPC_DONE, 0, msg->id, NULL, 0);
}

static const struct ipc_handler handler = {.message = on_message};

static void feed(struct loop *loop, int fd, const void *data, size_t size)
{
	ssize_t put = size > 0 ? send(fd, data, size, MSG_NOSIGNAL | MSG_DONTWAIT) : 0;
	(void)put; /* the connection may have been closed by what went before */
	loop_run(loop);
}

static void feed_hello(struct loop *loop, int fd)
{
	struct wbuf w = {0};
	wbuf_u32(&w, 2 + 32 + 6 + 4);
	wbuf_u16(&w, IPC_HELLO);
	wbuf_zero(&w, 10);
	wbuf_u16(&w, IPC_VERSION);
	wbuf_bytes(&w, self.grammar_hash, sizeof(self.grammar_hash));
	wbuf_str(&w, "peer");
	wbuf_u32(&w, 1);
	feed(loop, fd, w.data, w.len);
	wbuf_free(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fds[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds) < 0)
		return 0;
	log_set_level(LOG_LEVEL_ERROR);
	struct loop *loop = loop_new();
	ipc_hello_send(ipc_conn_new(loop, fds[0], &self, &handler, NULL, NULL));
	/* The first byte says whether HELLO is part of the input, the second where it is cut. */
	if (size >= 2) {
		if ((data[0] & 1) == 0)
			feed_hello(loop, fds[1]);
		size_t cut = 2 + data[1] % (size - 1);
		feed(loop, fds[1], data + 2, cut - 2);
		feed(loop, fds[1], data + cut, size - cut);
	}
	close(fds[1]);
	loop_run(loop); /* the end of the stream frees the connection */
	loop_free(loop);
	return 0;
}
