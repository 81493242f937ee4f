/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the four worker daemons have in common: start, loss of privilege, the link to posternd, the
 * configuration replica, show commands.
 *
 * Configuration. lib/daemon keeps the daemon's share of the configuration as a cmd_store (cmd_store.h), whose
 * lines fall into parts: what one object of the model is made from (cmd_owner.h). For each transaction it
 * builds the objects of the changed parts, and no others, in two fresh models, as they were and as they are
 * to be, by calling the typed handler of each of their lines once; then it asks model_check. On APPLY both
 * are handed to model_apply, which takes away what only the first has and makes the rest as the second says.
 * A handler therefore only ever *sets* something in an empty model: `no`, replacement, order and restart
 * need no code of their own, a daemon that was just born gets its state by the same path as one that has run
 * for a year, and a line costs what it changes, whatever is configured.
 *
 * Order at start: open (as root: sockets on privileged ports, device nodes) -> drop to the own user with
 * `caps` -> seccomp filter -> link to posternd -> HELLO -> kept descriptors (restore, once each, then
 * restored) -> full transaction -> READY.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lib/cmd.h"
#include "lib/ipc.h"
#include "lib/record.h"

struct cmd_change; /* cmd_owner.h */
struct loop;
struct daemon;

struct daemon_ops {
	const char *name;              /* "iked": role in HELLO, user "postern-iked", log name */
	const struct cmd_owner *owner; /* generated: cmd_owner_iked (cmd_iked.h) */
	const int *caps;               /* CAP_… list kept after the drop, -1 ends it */
	const char *const *syscalls;   /* beyond seccomp's base set, NULL ends it */

	/* Creates the context. False ends the process with status 1 (log the reason). */
	bool (*open)(struct daemon *d, void **ctx);
	/* A kept descriptor of the predecessor; the callee takes `fd`. May be NULL. */
	void (*restore)(void *ctx, const char *name, int fd);
	/* All kept descriptors have been given; the first transaction follows. May be NULL. */
	void (*restored)(void *ctx);

	void *(*model_new)(void *ctx);
	/* Faults that only this daemon can see; report with cmd_fault() and return false. May be NULL. */
	bool (*model_check)(void *ctx, const struct cmd_change *change, struct cmd_faults *faults);
	/* May take objects out of the two models; what is left is freed with model_free. */
	void (*model_apply)(void *ctx, struct cmd_change *change);
	void (*model_free)(void *ctx, void *model);

	/* SIGTERM: leave nothing behind in the kernel; at most 3 s, then daemon_exit(). NULL: exit at once. */
	void (*stop)(void *ctx);
	void (*close)(void *ctx);
};

/* Never returns before the daemon ends; the value is the exit status.
 * Arguments: --rundir DIR, --log-level LEVEL, --seccomp {kill|log|off}, --keep-user (do not drop root). */
int daemon_main(const struct daemon_ops *ops, int argc, char **argv);

struct loop *daemon_loop(struct daemon *d);
/* "RUNDIR/name" in a buffer of the daemon's own, valid until the next call. */
const char *daemon_path(struct daemon *d, const char *name);
/* The whole model as it is in force, the caller's; inside model_apply, for a change that concerns all of it. */
void *daemon_model(struct daemon *d);
/* For ipc_listen() and ipc_link_new() towards the other daemons. */
const struct ipc_self *daemon_self(struct daemon *d);
/* Gives a descriptor into posternd's keeping, again after each reconnect, until dropped. `fd` is duplicated
 * and stays the caller's. What was restored is kept on under its name without another call. `name` has at
 * most 63 bytes. */
void daemon_keep_fd(struct daemon *d, const char *name, int fd);
void daemon_drop_fd(struct daemon *d, const char *name);
/* An unasked line for every operator who watches (terminal monitor) and for the log. */
void daemon_notice(struct daemon *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Ends the loop from inside stop(). */
void daemon_exit(struct daemon *d);
