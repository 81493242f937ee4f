/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One connection with a neighbor, from its first SYN to its end: buffers, timers, message counts, what the
 * two OPENs agreed on. A neighbor has two, one that we open and one that it opens, until collision detection
 * leaves one (RFC 4271 §6.8).
 */
#pragma once
#include "daemons/bgpd/attr_table.h"
#include "daemons/bgpd/fsm.h"
#include "daemons/bgpd/message.h"
#include "daemons/bgpd/open.h"

struct conn;
struct loop_timer;
struct peer;

/* How an Established session came to its end: decides about graceful restart and about when to try again. */
enum session_loss {
	SESSION_LOSS_NONE,
	SESSION_LOSS_TCP,      /* the connection went without a word: the neighbor may be restarting */
	SESSION_LOSS_RECEIVED, /* NOTIFICATION from the neighbor */
	SESSION_LOSS_SENT,     /* NOTIFICATION from us after an error */
	SESSION_LOSS_ADMIN,    /* our own wish */
};

struct session {
	struct peer *peer;
	bool incoming;
	enum bgp_state state;
	enum session_loss loss;
	struct conn *conn;
	struct wbuf in;  /* a message of which a part has come */
	struct wbuf out; /* not yet taken by the transport */
	size_t out_sent; /* of `out` */
	struct loop_timer *connect_retry, *hold, *keepalive;
	unsigned retries;                       /* connects in a row that failed */
	int64_t opened_at, read_at, written_at; /* loop_now() */
	uint64_t malformed;                     /* UPDATEs of this session that RFC 7606 let live */
	int64_t malformed_at;                   /* last told to the log, 0: not yet */

	/* From the OPENs, valid from OpenConfirm on. */
	struct open_message local, remote;
	struct attr_session attrs;
	uint32_t families;                  /* both sides can */
	uint16_t hold_time, keepalive_time; /* seconds, 0: off */
	size_t message_max;
};

void session_init(struct session *s, struct peer *peer, bool incoming);
void session_free(struct session *s);
/* Takes a connection that the neighbor opened. */
void session_accept(struct session *s, struct conn *c);

/* Used by the state table. */
void session_connect(struct session *s);
void session_connect_later(struct session *s);
void session_open(struct session *s);
void session_agree(struct session *s); /* after an acceptable OPEN */
void session_notify(struct session *s, const struct notify *n);
void session_close(struct session *s);
void session_keepalive(struct session *s);
void session_restart_hold(struct session *s);

/* Room for messages of the caller's own in `out`; session_flush() sends. */
bool session_congested(const struct session *s);
void session_flush(struct session *s);
void session_refresh(struct session *s, enum bgp_family family, enum refresh_kind kind);
/* Text of what ended it, for logs and show; kept with the neighbor. */
void session_reason(struct session *s, enum session_loss loss, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
