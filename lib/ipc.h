/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Framed messages over UNIX stream sockets. All of Postern's processes speak this.
 *
 *      0               4       6       8              12              16
 *     +---------------+-------+-------+---------------+---------------+----------
 *     | payload bytes | type  | flags | request id    | zero          | payload …
 *     +---------------+-------+-------+---------------+---------------+----------
 *
 * Every number is in network byte order. The first message in each direction is HELLO: u16 protocol
 * version, 32 bytes of grammar hash, str role (see buf.h for "str"; at most 15 bytes), u32 process id. A peer of another
 * version or hash is answered with REFUSED (str reason) and closed. A request carries an id of the
 * sender's choice; whatever answers it carries the same id. At most one descriptor rides on a message.
 *
 * Sockets of an instance, all in its run directory:
 *     control.sock   shell and tools    -> posternd     COMMAND, BATCH, COMPLETE …
 *     daemons.sock   the four daemons   -> posternd     TXN_*, COMMAND, STATE_*
 *     ribd.sock      bgpd, iked, espd, posternd -> ribd rib_feed.h
 *     espd.sock      iked               -> espd         sa_feed.h
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "lib/buf.h"

struct loop;
struct ipc_server;
struct ipc_conn;

#define IPC_VERSION       3
#define IPC_PAYLOAD_MAX   (8u << 20)
#define IPC_BACKLOG_LIMIT (64u << 20) /* queued bytes at which a connection is given up */

enum { /* of TXN_CHECK */
	IPC_FLAG_MORE = 1,
	IPC_FLAG_APPLY = 2,
};

enum ipc_type {
	IPC_HELLO = 1,
	IPC_REFUSED = 2, /* str reason */

	/* A transaction, posternd to a daemon. CHECK: u8 full (1: the operations start from an empty
	 * configuration), u32 count, then per operation u8 verb (enum cmd_verb), str path, str line. With
	 * IPC_FLAG_MORE the next CHECK of the same id goes on with it; operations are counted through.
	 * IPC_FLAG_APPLY: nobody else is asked, so that what has no fault takes effect at once.
	 * Answer to the last one RESULT: u32 count of faults, each u32 operation index, str text. A CHECK without fault
	 * stays open until APPLY or ABORT with the same id; APPLY is answered with an empty RESULT. */
	IPC_TXN_CHECK = 10,
	IPC_TXN_APPLY = 11,
	IPC_TXN_ABORT = 12,
	IPC_TXN_RESULT = 13,

	/* A command: str mode path, str line. Answered by any number of RECORD (str JSON) and TEXT (str,
	 * lines for the operator; flags: enum below), then one DONE: u8 status (0 accepted), str error text; to the shell also
	 * str prompt ("gw1(config-if)# ") and str mode path. CANCEL with the same id asks to stop; DONE still
	 * follows. */
	IPC_COMMAND = 20,
	IPC_RECORD = 21,
	IPC_TEXT = 22,
	IPC_DONE = 23,
	IPC_CANCEL = 24,
	IPC_HOLD =
	    25, /* posternd to daemon, id of a COMMAND: u8 on; the operator reads slowly, pause or go on */

	/* Shell to posternd. BATCH: u8 flags (1 replace the configuration, 2 check only, 4 tell what changes), str source name, then
	 * the text as it was pasted, to the end of the message; answered like a COMMAND. COMPLETE: str name of a reference class;
	 * answered by TEXT, one name each, and DONE. SECRET: answer to a TEXT that is a question
	 * (IPC_TEXT_ASKS). NOTICE: str, unasked, id 0, e.g. another operator's change. */
	IPC_BATCH = 30,
	IPC_COMPLETE = 31,
	IPC_SECRET = 32,
	IPC_NOTICE = 33,
	IPC_ORIGIN = 34, /* before the first request: str terminal, str address of the SSH client; "": none */

	/* State that outlives a daemon (lib/statefd.h). PUT: str name + descriptor, posternd keeps it.
	 * DROP: str name. After its HELLO a daemon gets one GIVE per kept descriptor, then STATE_END. */
	IPC_STATE_PUT = 40,
	IPC_STATE_DROP = 41,
	IPC_STATE_GIVE = 42,
	IPC_STATE_END = 43,
	IPC_LOG_FD = 44, /* posternd to daemon: log to this descriptor from now on */
	IPC_READY = 45,  /* daemon to posternd: the configuration is in force */

	/* Debug messages (lib/debug.h). SET, posternd to daemon: what sessions listen to. DEBUG, daemon to posternd: u8
	 * area, u8 level, address of the peer that it is about, u32 messages dropped before it, str text. */
	IPC_DEBUG_SET = 50,
	IPC_DEBUG = 51,

	IPC_RIB_FIRST = 100, /* rib_feed.h */
	IPC_SA_FIRST = 200,  /* sa_feed.h */
};

enum {                     /* flags of TEXT */
	IPC_TEXT_ASKS = 1, /* a question, the answer is not to be echoed … */
	IPC_TEXT_ECHO = 2, /* … unless this says so */
};

struct ipc_msg {
	uint16_t type;
	uint16_t flags;
	uint32_t id;
	struct rbuf body; /* valid during the callback only */
	int fd;           /* -1, or a descriptor that the callback may take by setting this to -1 */
};

/* What happens on a connection; every member may be NULL. `message` may close the connection. `closed` is
 * called once, also after a protocol error or a backlog over the limit, and never after ipc_close(); the
 * connection is gone then. `established` is called when both HELLOs have been seen and agree; on a server's
 * and a link's connections `closed` follows only where it was called.
 * `allow` is asked by a server about a new peer. NULL: account_uid_is_ours() of account.h, that is root, the
 * own user and the users of the daemons. So a socket may have mode 0666. Of any other user a server holds 64
 * connections at most. */
struct ipc_handler {
	bool (*allow)(const struct ipc_conn *conn);
	void (*established)(void *arg, struct ipc_conn *conn);
	void (*message)(void *arg, struct ipc_conn *conn, struct ipc_msg *msg);
	void (*closed)(void *arg, struct ipc_conn *conn, const char *reason);
};

struct ipc_self {
	const char *role; /* "shell", "mgmtd", "iked" … */
	uint8_t grammar_hash[32];
};

/* `self` and `handler` are kept, not copied, by all that take them.
 *
 * Listens at `path` (an old socket there is removed) with file mode `mode`. `handler->established` tells
 * of each new peer; `arg` is given to every callback until ipc_set_arg(). NULL and errno on failure. */
struct ipc_server *ipc_listen(struct loop *loop, const char *path, mode_t mode, const struct ipc_self *self,
    const struct ipc_handler *handler, void *arg);
void ipc_server_free(struct ipc_server *server); /* closes its connections without calling `closed` */

/* Connects to `path` at once; NULL and errno when nobody listens. */
struct ipc_conn *ipc_connect(struct loop *loop, const char *path, const struct ipc_self *self,
    const struct ipc_handler *handler, void *arg);
/* Connects from the next round of the loop on and keeps connecting: after a refusal or a loss, also after
 * ipc_close(), again every 50 ms … 1 s. */
struct ipc_link;
struct ipc_link *ipc_link_new(struct loop *loop, const char *path, const struct ipc_self *self,
    const struct ipc_handler *handler, void *arg);
struct ipc_conn *ipc_link_conn(struct ipc_link *link); /* NULL while not established */
void ipc_link_free(struct ipc_link *link);

/* Writes what is queued as far as the socket takes it, and closes. NULL is allowed. */
void ipc_close(struct ipc_conn *conn);
void ipc_set_arg(struct ipc_conn *conn, void *arg);
const char *ipc_peer_role(const struct ipc_conn *conn);
uid_t ipc_peer_uid(const struct ipc_conn *conn); /* SO_PEERCRED */
pid_t ipc_peer_pid(const struct ipc_conn *conn);
/* True when the peer was in the group when it connected (SO_PEERCRED, SO_PEERGROUPS). */
bool ipc_peer_in_group(const struct ipc_conn *conn, gid_t gid);

/* Queues a message; never blocks. False when the connection is closing or over its limit. `fd` (-1 for
 * none) is duplicated. NULL `conn` is allowed and answers false. */
bool ipc_send(
    struct ipc_conn *conn, uint16_t type, uint16_t flags, uint32_t id, const void *body, size_t size);
bool ipc_send_buf(struct ipc_conn *conn, uint16_t type, uint16_t flags, uint32_t id, const struct wbuf *body);
/* Writes what is queued as far as the socket takes it: for a message that must leave before something that the
 * caller sends by another way. The rest follows from the loop. */
void ipc_flush(struct ipc_conn *conn);
/* Takes what has arrived, before the loop tells of it; never blocks. NULL `conn` is allowed. The handler may close the
 * connection meanwhile. */
void ipc_poll(struct ipc_conn *conn);
/* While paused nothing is taken from the peer: what it sends waits in the socket, and then at the peer. NULL `conn` is
 * allowed. */
void ipc_pause(struct ipc_conn *conn, bool on);
bool ipc_send_fd(struct ipc_conn *conn, uint16_t type, uint32_t id, const struct wbuf *body, int fd);
/* Bytes not yet taken by the peer: a producer of bulk data pauses on it. */
size_t ipc_backlog(const struct ipc_conn *conn);
/* Called once when the backlog has fallen to zero. */
void ipc_on_drained(struct ipc_conn *conn, void (*fn)(void *arg, struct ipc_conn *conn), void *arg);
