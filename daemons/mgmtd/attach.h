/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The daemons' connections on daemons.sock, and what they leave in posternd's keeping.
 *
 * A daemon that connects is checked (role, process), gets its predecessor's descriptors back (STATE_GIVE
 * each, then STATE_END), and is then reported `up`: whoever owns the configuration feeds it. Descriptors are
 * kept by role and name until the daemon drops them.
 */
#pragma once
#include <stdbool.h>
#include <sys/types.h>
#include "lib/cmd_owner.h"
#include "lib/ipc.h"

struct attach;
struct loop;

struct attach_conf {
	const char *path; /* of the socket */
	const struct ipc_self *self;
	/* May this process play that role? */
	bool (*allowed)(void *arg, enum cmd_owner_id owner, uid_t uid, pid_t pid);
	void (*up)(void *arg, enum cmd_owner_id owner);    /* attached, to be configured */
	void (*ready)(void *arg, enum cmd_owner_id owner); /* the configuration is in force */
	void (*down)(void *arg, enum cmd_owner_id owner);
	/* Everything else that the daemon sends. */
	void (*message)(void *arg, enum cmd_owner_id owner, struct ipc_msg *msg);
	void *arg;
};

/* `conf` is copied, what it points at is not. NULL and errno when the socket cannot be made. */
struct attach *attach_new(struct loop *loop, const struct attach_conf *conf);
/* Closes the connections and the kept descriptors without a call back. */
void attach_free(struct attach *a);
/* The daemon's connection; NULL while it is not attached. */
struct ipc_conn *attach_conn(const struct attach *a, enum cmd_owner_id owner);
/* Gives the connection up: the daemon connects again and is configured afresh. */
void attach_reset(struct attach *a, enum cmd_owner_id owner);
/* Descriptors kept for a daemon. */
unsigned attach_kept(const struct attach *a, enum cmd_owner_id owner);
