/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One daemon's share of a list of operations: which of them it is sent, in the form of TXN_CHECK, and what
 * its TXN_RESULT says about them.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lib/buf.h"
#include "lib/cmd_store.h"

#define SHARE_PART (128u << 10)

struct share { /* a zeroed struct is empty */
	size_t count;
	uint32_t *index; /* into the list */
};

struct share_faults {
	size_t count;
	struct share_fault {
		uint32_t index; /* of the operation in the message */
		char *text;
	} * fault;
};

/* The operations of `list` that concern one of `owners`. */
void share_select(struct share *share, const struct cmd_op_list *list, uint32_t owners);
void share_free(struct share *share); /* empty afterwards */
/* The body of a TXN_CHECK (ipc.h) with the operations from `first` on, as many as make about SHARE_PART bytes.
 * The first one that is not in it: share->count when it was the last message. */
size_t share_pack(
    const struct share *share, const struct cmd_op_list *list, bool full, size_t first, struct wbuf *w);
/* The operation that stood at `index` in the message; NULL when there was none. */
const struct cmd_operation *share_op(
    const struct share *share, const struct cmd_op_list *list, uint32_t index);
/* Takes the faulty operations out; false when none of the faults names one, so that nothing would change. */
bool share_leave_out(struct share *share, const struct share_faults *faults);

/* The body of TXN_RESULT. False (and nothing to free) when malformed. */
bool share_faults_unpack(struct rbuf *r, struct share_faults *faults);
void share_faults_free(struct share_faults *faults);

/* The line of an operation for logs and operators, secrets masked; valid until the next call. */
const char *share_masked(const struct cmd_operation *op);
