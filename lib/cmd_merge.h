/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one operator changed of a copy, carried into a configuration that others have changed meanwhile.
 *
 * Merged line by line: a line is in conflict when both sides have changed it, and not to the same; a mode,
 * when one side has removed it and the other changed something in it.
 */
#pragma once
#include "lib/cmd_store.h"

/* `path` as cmd_line_path(); `own` and `other` are what the line is on either side, secrets masked, "" when it is
 * gone. */
typedef void cmd_conflict_fn(void *arg, const char *path, const char *own, const char *other);

/* Inside a transaction of `store`: what `edit` changes of `base`. Conflicts are passed over and told to `fn`;
 * with `fn` NULL the lines of `edit` win. Both copies stay as they are. Number of conflicts. */
size_t cmd_store_merge(struct cmd_store *store, const struct cmd_store *base, const struct cmd_store *edit,
    cmd_conflict_fn *fn, void *arg);
