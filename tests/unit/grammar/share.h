/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property of a daemon's configuration: whatever random edits were made, its model is that of a fresh start with what
 * they have left. The edits are lines of the daemon, taken by its own replica: lines of a configuration whose objects
 * refer to one another come and go, and others are made by walking the grammar (sentence.h).
 */
#pragma once
#include "lib/daemon.h"

struct share_subject {
	const char *text;             /* the configuration whose lines come and go */
	const struct daemon_ops *ops; /* owner and model_…; `ctx` is what world_new() made */
	void *(*world_new)(void);
	void (*world_free)(void *ctx);
	void (*expect_equal)(void *edited, void *fresh);
};

/* Makes `transactions` random ones and compares again and again. */
void share_edits(const struct share_subject *subject, unsigned transactions);
