/* SPDX-License-Identifier: Apache-2.0 */
/* posternd without daemons, an operator played over its control socket, under the virtual clock. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "lib/ipc.h"

struct mgmtd;

struct operator
{ /* one end of a session */
	struct ipc_conn *conn;
	uint32_t id;
	bool done;
	uint8_t status;
	char error[256], prompt[64], text[65536];
	char notices[4096]; /* what he was told unasked, each ended by a newline; the last ones of many */
	const char *name;   /* the answer to a question that is echoed */
	const char *secret; /* to the others; NULL: Ctrl-C */
};

extern struct mgmtd *operator_mgmtd;
extern struct ipc_self operator_tool, operator_shell;

/* A new posternd in a directory of its own; `startup` (may be NULL) is its startup configuration. */
void operator_begin(const char *startup);
void operator_end(void);
void operator_stop(void);                    /* posternd ends, the directory stays … */
void operator_start(void);                   /* … for the next one */
const char *operator_path(const char *name); /* in that directory; valid until the next call */

void operator_meet(struct operator* o, const struct ipc_self *self);
/* The same, telling where he sits. */
void operator_meet_from(
    struct operator* o, const struct ipc_self *self, const char *terminal, const char *address);
/* Lets so much time pass, and all that waits happen. */
void operator_pass(int64_t usec);
/* A line, a text; true when it was accepted. It must be answered within operator_patience. */
bool operator_say(struct operator* o, const char *line);
bool operator_paste(struct operator* o, unsigned flags, const char *text);
bool operator_shows(struct operator* o, const char *command, const char *wanted);
extern int64_t operator_patience; /* virtual microseconds; 2000 unless a test sets it */
