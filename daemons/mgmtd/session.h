/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One operator: a shell or a tool on control.sock.
 *
 * A session carries out one request at a time; what comes meanwhile waits in its queue. It knows its place
 * in the tree of modes, and its rights: those start from the peer's credentials and change with `enable`.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "daemons/mgmtd/txn.h"
#include "lib/cmd_match.h"
#include "lib/ipc.h"

struct command;
struct session;
struct mgmtd;
struct record_out;
struct sessions;

/* `secret` NULL: the session ends without an answer. */
typedef void session_secret_fn(struct session *s, const char *secret, void *arg);

struct session {
	struct session *next, *prev;
	struct mgmtd *mgmtd;
	struct ipc_conn *conn;
	struct cmd_place place;
	uid_t uid;
	char user[64];
	char source[64];
	uint64_t visit; /* to configuration mode: history.h */
	bool dying;
	bool greeted;            /* was told the page length */
	bool ended;              /* exit, logout: the last prompt is empty */
	bool monitor;            /* terminal monitor */
	bool busy;               /* a request is under way */
	uint32_t request;        /* its id */
	struct command *command; /* when it is a line; else NULL */
	struct session_input *queue;
	size_t queued; /* bytes */
	struct loop_timer *next_request;
	session_secret_fn *secret_fn;
	void *secret_arg;
};

/* NULL with errno when the socket cannot be made. */
struct sessions *sessions_new(struct mgmtd *m, const char *path);
void sessions_free(struct sessions *all);

/* The session whose command is being carried out; a handler may ask until it returns. */
struct session *session_current(const struct sessions *all);
void session_set_current(struct sessions *all, struct session *s);

/* A sink for the present request: its end sends the prompt and goes on with the queue. */
struct record_out *session_out(struct session *s);
/* Ends the present request; `error` NULL when it was accepted. */
void session_done(struct session *s, const char *error);
/* Asks for a secret without echo; `fn` gets the answer. */
void session_ask(struct session *s, const char *prompt, session_secret_fn *fn, void *arg);
/* Who changes the configuration, for logs and history. */
void session_author(const struct session *s, struct txn_author *author);
/* A line to every session, or with `monitor` to those that asked for messages. */
void sessions_notice(struct sessions *all, bool monitor, const char *text);
/* Tells the other sessions that `author` changes the configuration; of one visit only the first time. */
void sessions_notice_change(struct sessions *all, const struct txn_author *author);
