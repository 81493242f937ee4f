/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The shell's end of control.sock. What posternd sends is queued as events; the shell takes them one by one
 * and so reads, filters and pages an answer at the operator's pace. One request at a time.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct client;
struct loop;

enum client_kind {
	CLIENT_RECORD, /* `text` is JSON */
	CLIENT_TEXT,   /* a line for the operator */
	CLIENT_ASK,    /* a prompt, to be answered with client_secret() */
	CLIENT_DONE,   /* the request has ended; `text` says why it was refused */
	CLIENT_LOST,   /* the connection has gone; `text` says why */
};

struct client_event {
	struct client_event *next, *prev;
	enum client_kind kind;
	bool accepted; /* CLIENT_DONE */
	bool echo;     /* CLIENT_ASK: the answer may be seen */
	size_t size;
	char text[]; /* terminated */
};

enum {
	CLIENT_BATCH_REPLACE = 1, /* the text becomes the whole configuration */
	CLIENT_BATCH_CHECK = 2,   /* nothing is applied */
	CLIENT_BATCH_DIFF = 4,    /* what changes is told before it takes effect */
};

/* Connects to RUNDIR/control.sock and waits until both sides agree; `role` is "shell" or "tool"
 * (RECORDS.md). NULL with a text for the operator in `error`. */
struct client *client_open(struct loop *loop, const char *rundir, const char *role, char *error, size_t size);
void client_close(struct client *c);

/* Each sends a request; false when the connection has gone. */
bool client_command(struct client *c, const char *line);
bool client_batch(struct client *c, unsigned flags, const char *source, const char *text, size_t size);
/* Asks for the names of a reference class; answered by CLIENT_TEXT, one name each. */
bool client_complete(struct client *c, const char *class_name);
/* Where the operator sits, before the first request. */
void client_origin(struct client *c, const char *terminal, const char *address);
/* The answer to CLIENT_ASK. */
bool client_secret(struct client *c, const char *secret);
/* Asks the present request to end early; CLIENT_DONE still follows. */
void client_cancel(struct client *c);

/* While paused nothing is taken from posternd, so that it and the daemons behind it wait for a slow reader. */
void client_pause(struct client *c, bool on);

/* The next event, to be released with free(). Runs the loop until there is one; NULL when somebody else stopped the
 * loop first. CLIENT_LOST comes for ever once it has come. */
struct client_event *client_next(struct client *c);
bool client_lost(const struct client *c);
/* True when client_next() would have to wait. */
bool client_idle(const struct client *c);

/* From the last DONE: the prompt, final blank included ("" when the session has ended), and the place in the tree of
 * modes (cmd_match.h). */
const char *client_prompt(const struct client *c);
const char *client_place(const struct client *c);

/* Called from inside the loop with unasked lines, such as another operator's change. */
void client_on_notice(struct client *c, void (*fn)(void *arg, const char *text), void *arg);
