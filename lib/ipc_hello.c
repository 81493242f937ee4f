/* SPDX-License-Identifier: Apache-2.0 */
/* The first message in each direction: are both ends of the same build? */
#include "lib/ipc_conn.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define HASH_SIZE sizeof(((struct ipc_self *)0)->grammar_hash)

void ipc_hello_send(struct ipc_conn *conn)
{
	struct wbuf w = {0};
	wbuf_u16(&w, IPC_VERSION);
	wbuf_bytes(&w, conn->self->grammar_hash, HASH_SIZE);
	wbuf_str(&w, conn->self->role);
	wbuf_u32(&w, (uint32_t)getpid());
	ipc_send_buf(conn, IPC_HELLO, 0, 0, &w);
	wbuf_free(&w);
}

void ipc_hello_refuse(struct ipc_conn *conn, const char *reason)
{
	struct wbuf w = {0};
	wbuf_str(&w, reason);
	ipc_send_buf(conn, IPC_REFUSED, 0, 0, &w);
	wbuf_free(&w);
	ipc_queue_flush(conn);
	ipc_conn_fail(conn, reason);
}

static void refused(struct ipc_conn *conn, struct rbuf *body)
{
	char why[128], reason[160];
	snprintf(reason, sizeof(reason), "refused by the peer: %s",
	    rbuf_str(body, why, sizeof(why)) ? why : "no reason given");
	ipc_conn_fail(conn, reason);
}

void ipc_hello_receive(struct ipc_conn *conn, struct ipc_msg *msg)
{
	if (msg->type == IPC_REFUSED) {
		refused(conn, &msg->body);
		return;
	}
	if (msg->type != IPC_HELLO) {
		ipc_conn_fail(conn, "the first message was not HELLO");
		return;
	}
	uint16_t version = rbuf_u16(&msg->body);
	if (version != IPC_VERSION) { /* what follows may be laid out in another way */
		ipc_hello_refuse(conn, "another protocol version");
		return;
	}
	const uint8_t *hash = rbuf_bytes(&msg->body, HASH_SIZE);
	rbuf_str(&msg->body, conn->role, sizeof(conn->role));
	rbuf_u32(&msg->body);
	if (!rbuf_ok(&msg->body)) {
		ipc_conn_fail(conn, "malformed HELLO");
		return;
	}
	if (memcmp(hash, conn->self->grammar_hash, HASH_SIZE) != 0) {
		ipc_hello_refuse(conn, "another build (the grammars differ)");
		return;
	}
	conn->established = true;
	if (conn->handler->established != NULL)
		conn->handler->established(conn->arg, conn);
	if (!conn->dead && conn->owner != NULL && conn->owner->up != NULL)
		conn->owner->up(conn->owner->arg, conn);
}
