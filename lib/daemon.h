/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the four worker daemons have in common: start, loss of privilege, the link to posternd, the
 * configuration replica, show commands.
 *
 * Configuration. lib/daemon keeps the daemon's share of the configuration as a cmd_store (cmd_store.h).
 * For each transaction it builds a fresh model by calling the typed handler of every line once, in mode
 * order, then asks model_check; on APPLY the model is handed to model_apply, which compares it with the one
 * in force and changes only what differs. A handler therefore only ever *sets* something in an empty
 * model: `no`, replacement, order and restart need no code of their own, and a daemon that was just born
 * gets its state by the same path as one that has run for a year.
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
	bool (*model_check)(void *ctx, void *model, struct cmd_faults *faults);
	/* Takes `model`. */
	void (*model_apply)(void *ctx, void *model);
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
