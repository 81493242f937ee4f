/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A daemon's share of the configuration, and the transaction that may be open on it. Part of lib/daemon.
 *
 * The check builds the model that the configuration would have after the transaction; nothing that is in
 * force changes before the apply.
 */
#pragma once
#include "lib/daemon.h"

struct replica;

struct replica *replica_new(const struct daemon_ops *ops, void *ctx);
void replica_free(struct replica *r); /* an open transaction is aborted */

/* Reads the body of IPC_TXN_CHECK and writes that of IPC_TXN_RESULT into `result`. Without faults the
 * transaction `id` is open afterwards; one that was open before is aborted. False when `body` is malformed. */
bool replica_check(struct replica *r, uint32_t id, struct rbuf *body, struct wbuf *result);
/* Puts the open transaction in force. False when another or none is open. */
bool replica_apply(struct replica *r, uint32_t id);
/* Forgets the open transaction, if there is one. */
void replica_abort(struct replica *r);
