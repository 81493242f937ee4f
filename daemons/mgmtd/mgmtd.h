/* SPDX-License-Identifier: Apache-2.0 */
/*
 * posternd: the parts, and how they are joined.
 *
 *     shell, tools --- session --- command --+-- exec, show …   posternd's own commands
 *                          |                 +-- forward        commands of the daemons
 *                          |                 +-- txn            lines and batches
 *     daemons -------- attach --- txn, forward                  one connection each
 *     steward -------- errand --- supervise, journal            start, watch, log the processes
 */
#pragma once
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include "daemons/mgmtd/load.h"
#include "daemons/mgmtd/supervise.h"
#include "daemons/mgmtd/txn.h"
#include "lib/debug.h"
#include "lib/ipc.h"
#include "lib/log.h"

struct attach;
struct candidate;
struct forwards;
struct history;
struct journal;
struct loop;
struct mgmtd_model;
struct oplog;
struct session;
struct sessions;
struct syslog;
struct throttle;
struct trial;

struct mgmtd_options {
	const char *rundir;
	const char *config;   /* the startup configuration */
	const char *statedir; /* history, log file */
	bool foreground;
	enum log_level log_level;
	const char *seccomp; /* kill, log or off: for all processes */
	int steward;         /* the socket to the part that is root (steward.h) */
	/* The daemons to start; the real ones unless a test says otherwise. */
	const struct supervise_program *programs;
	unsigned program_count;
};

struct mgmtd {
	struct loop *loop;
	const struct mgmtd_options *options;
	struct journal *journal;
	struct supervise *supervise;
	struct supervise_conf supervise_conf;
	struct loop_io *steward_watch;
	struct attach *attach;
	struct txn_engine *txn;
	struct cmd_store *store; /* the running configuration */
	struct history *history;
	struct oplog *oplog; /* for the next posternd */
	struct forwards *forwards;
	struct sessions *sessions;
	struct candidate *candidates; /* configure session */
	struct trial *trial;
	struct throttle *throttle;
	struct debug_set debug; /* what the sessions listen to together */
	struct syslog *syslog;
	struct load load;
	uint64_t monitored; /* messages that sessions were shown */
	struct ipc_self self;
	struct mgmtd_model *model; /* posternd's own share, in force */
	struct mgmtd_model *next;  /* checked, not yet in force */
	char saved[33];            /* checksum of the startup configuration, "" without one */
	int64_t started_at;        /* loop_now() */
	int64_t modified_at;       /* seconds since the epoch; 0: not since start */
	char modified_by[64];
	bool announced; /* READY was sent to the service manager */
	bool stopping;
	bool reload; /* to be started anew when it has stopped */
	bool failed; /* to end at once and leave the daemons be */
};

/* Makes every part; the daemons are not started yet. NULL with the reason logged. */
struct mgmtd *mgmtd_open(struct loop *loop, const struct mgmtd_options *options, struct journal *journal);
void mgmtd_close(struct mgmtd *m);
/* Ends the daemons in order, then stops the loop. */
void mgmtd_stop(struct mgmtd *m);
/* The same, and main() starts anew from the startup configuration. */
void mgmtd_reload(struct mgmtd *m, const char *user);
/* "RUNDIR/name", "STATEDIR/name" into dst (PATH_MAX). */
const char *mgmtd_run_path(const struct mgmtd *m, const char *name, char *dst);
const char *mgmtd_state_path(const struct mgmtd *m, const char *name, char *dst);
