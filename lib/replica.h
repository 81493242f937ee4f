/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A daemon's share of the configuration, and the transaction that may be open on it. Part of lib/daemon.
 *
 * The check builds what the transaction changes in the model, as it was and as it would be; nothing that is in
 * force changes before the apply. What that costs depends on the change alone.
 */
#pragma once
#include "lib/daemon.h"

struct replica;

struct replica *replica_new(const struct daemon_ops *ops, void *ctx);
void replica_free(struct replica *r); /* an open transaction is aborted */

/* Reads the body of an IPC_TXN_CHECK; `more` parts of it follow in messages with the same id. One that was open
 * before is aborted. False when `body` is malformed. */
bool replica_check(struct replica *r, uint32_t id, bool more, struct rbuf *body);
/* After the last part: the body of IPC_TXN_RESULT, to be released with wbuf_free(). Without faults the
 * transaction stays open. */
void replica_result(struct replica *r, struct wbuf *result);
/* Puts the open transaction in force. False when another or none is open. */
bool replica_apply(struct replica *r, uint32_t id);
/* The whole model, the caller's to free. */
void *replica_model(const struct replica *r);
/* Forgets the open transaction, if there is one. */
void replica_abort(struct replica *r);
