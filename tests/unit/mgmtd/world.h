/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A configuration with its transactions, and daemons played by the test over real sockets, in one process
 * under the virtual clock.
 */
#pragma once
#include "daemons/mgmtd/attach.h"
#include "daemons/mgmtd/txn.h"

struct fake_daemon {
	struct ipc_conn *conn;
	enum cmd_owner_id owner;
	char heard[512];    /* what it was sent: "CHECK(2) APPLY ", a full one "FULL(3) " */
	char lines[2048];   /* of the last CHECK, each ended by ';' */
	const char *refuse; /* a line that it finds faulty, or NULL */
	bool mute;          /* answers nothing */
	unsigned given;     /* descriptors that came back to it */
	bool state_end;
};

struct world {
	struct loop *loop;
	struct cmd_store *store;
	struct attach *attach;
	struct txn_engine *txn;
	struct fake_daemon daemons[CMD_OWNER_COUNT];
	unsigned committed;  /* calls */
	unsigned own_checks; /* of posternd's own share */
	char undo[1024];     /* of the last commit, each "+line" or "-line" ended by ';' */
	bool refuse_roles;
	bool looks;       /* world_change() wants to see what will change … */
	char looked[512]; /* … and this is what ribd had heard then, and each change */
};

struct world *world_new(void);
void world_free(struct world *w);
/* Lets everything happen that can without the clock moving more than a few milliseconds. */
void world_settle(struct world *w);
/* A daemon connects, and is fed. */
struct fake_daemon *world_daemon(struct world *w, enum cmd_owner_id owner);
/* It goes, as by kill -9. */
void world_daemon_dies(struct world *w, struct fake_daemon *d);

/* Carries lines out as one transaction: each "PATH|LINE" with '>' between the modes of the path, or
 * "no PATH|LINE"; NULL ends them. True when it was accepted; the first fault's text is kept below. */
bool world_change(struct world *w, const char *line, ...) __attribute__((sentinel));
const char *world_fault(void);
/* False while the last transaction of world_change() is under way. */
bool world_done(void);
