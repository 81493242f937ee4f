/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A text as one transaction: a paste, `postern -f`, copy, configure replace, the startup configuration.
 *
 * The answer: one `fault` record for each refused line and an error; or a `batch` record and warnings.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "daemons/mgmtd/txn.h"

struct candidate;
struct mgmtd;
struct record_out;

enum {
	BATCH_REPLACE = 1, /* the text takes the place of the whole configuration */
	BATCH_CHECK_ONLY = 2,
	BATCH_DIFF = 4, /* what changes is told before it takes effect */
};

struct batch_source {
	const char *name; /* of the file, "paste" */
	const char *text; /* copied */
	size_t size;
	struct txn_author author;
	struct candidate *candidate; /* that takes it; NULL: the running configuration */
};

/* Ends `out`, now or later. */
void batch_run(struct mgmtd *m, const struct batch_source *source, unsigned flags, struct record_out *out);

/* The startup configuration, at start, into the empty store: what is right is taken, each line that is not
 * is logged. Nobody is asked yet. */
void batch_boot(struct mgmtd *m, const char *name, const char *text, size_t size);
