/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commands that a daemon answers: passed on, and the answer relayed to the operator.
 *
 *     shell <--- RECORD, TEXT --- posternd <--- RECORD, TEXT --- daemon
 *
 * posternd always takes what the daemon sends, so that one operator who reads slowly holds neither the
 * daemon nor another operator up. When his backlog grows, HOLD asks the daemon to pause this one answer.
 */
#pragma once
#include <stdint.h>
#include "lib/cmd_owner.h"
#include "lib/ipc.h"

struct attach;
struct forward;
struct forwards;

struct forward_request {
	enum cmd_owner_id owner;
	const char *line;
	bool user;             /* given in user EXEC: the daemon is to understand it as there */
	struct ipc_conn *conn; /* of the operator, who gets the answer; NULL: `record` takes it */
	uint32_t id;           /* of his request */
	void (*record)(void *arg, const char *text); /* JSON */
	/* The daemon has ended its answer, `error` NULL: accepted. The forward is gone then. */
	void (*done)(void *arg, const char *error);
	void *arg;
};

struct forwards *forwards_new(const struct attach *attach);
/* What is still under way ends with an error. */
void forwards_free(struct forwards *all);

/* `*self` holds the forward as long as it lasts; `done` may be called before this returns. */
void forward_start(struct forwards *all, const struct forward_request *request, struct forward **self);
/* Asks the daemon to stop; `done` still follows. NULL is allowed. */
void forward_stop(struct forward *f);
/* The operator has gone: the daemon is asked to stop, what it still sends is dropped. NULL is allowed. */
void forward_cancel(struct forward *f);

/* A RECORD, TEXT or DONE has come from a daemon. */
void forward_message(struct forwards *all, enum cmd_owner_id owner, struct ipc_msg *msg);
/* The daemon has gone: its answers end with an error. */
void forward_owner_down(struct forwards *all, enum cmd_owner_id owner);
