/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The daemon's end of the descriptors that posternd keeps for it (IPC_STATE_*). Part of lib/daemon.
 *
 * A duplicate of each stays here, so that a posternd that was itself restarted gets them again.
 */
#pragma once
#include <stdbool.h>

struct ipc_conn;
struct keeper;

struct keeper *keeper_new(void);
void keeper_free(struct keeper *k); /* closes the duplicates; what posternd keeps stays */
/* Remembers a duplicate of `fd` under `name` in place of an older one and sends it; `conn` may be NULL. */
bool keeper_put(struct keeper *k, struct ipc_conn *conn, const char *name, int fd);
void keeper_drop(struct keeper *k, struct ipc_conn *conn, const char *name);
/* Remembers what posternd gave back. False when it was known: the daemon has it already. */
bool keeper_given(struct keeper *k, const char *name, int fd);
/* Sends everything to a posternd that may have lost it. */
void keeper_resend(const struct keeper *k, struct ipc_conn *conn);
