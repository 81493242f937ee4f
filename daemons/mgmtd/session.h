/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One operator: a shell or a tool on control.sock.
 *
 * A session carries out one request at a time; what comes meanwhile waits in its queue. It knows its place
 * in the tree of modes, and its rights: those start from the peer's credentials and what the configuration
 * says of him (admission.h), and change with `enable` and `login` (login.h).
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "daemons/mgmtd/txn.h"
#include "lib/cmd_match.h"
#include "lib/ipc.h"

struct candidate;
struct command;
struct debugging;
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
	char user[65]; /* the local user after `login`, else the name of the UNIX user */
	char source[TXN_SOURCE_MAX];
	char terminal[32];           /* as the peer claims, "" when it does not: "pts/3" */
	char address[48];            /* of his SSH client, as the peer claims */
	unsigned level;              /* privilege level 0-15 */
	uint64_t visit;              /* to configuration mode: history.h */
	struct candidate *candidate; /* that it works in, or NULL */
	bool admitted;               /* admission.h; nothing is carried out before */
	bool kept;                   /* the head of the queue waits for that */
	bool dying;
	bool greeted;            /* was told the page length */
	bool ended;              /* exit, logout: the last prompt is empty */
	bool monitor;            /* terminal monitor */
	struct debugging *debug; /* what it listens to (debug.h), or NULL */
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
/* The same with echo. */
void session_ask_word(struct session *s, const char *prompt, session_secret_fn *fn, void *arg);
/* Asks nothing; `fn` hears of the session's end, and of an answer that comes nevertheless. */
void session_expect(struct session *s, session_secret_fn *fn, void *arg);
/* Who it is from now on (NULL: as before), and what he may. Takes effect with the end of the request. */
void session_set_rights(struct session *s, const char *user, unsigned level);
/* Goes on with the request that waited for the admission; `error` says why there is none. */
void session_admitted(struct session *s, const char *error);
/* What it changes from now on is another entry of the history. */
void session_begin_visit(struct session *s);
/* Who changes the configuration, for logs and history. */
void session_author(const struct session *s, struct txn_author *author);
/* Calls `fn` for every session; it must not end one. */
void sessions_each(struct sessions *all, void (*fn)(void *arg, struct session *s), void *arg);
/* A line to every session, or with `monitor` to those that asked for messages. */
void sessions_notice(struct sessions *all, bool monitor, const char *text);
/* Tells the other sessions that `author` changes the configuration; of one visit only the first time. */
void sessions_notice_change(struct sessions *all, const struct txn_author *author);
