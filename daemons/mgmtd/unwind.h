/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts of operations that lead back: one transaction after the other, each behind a line that begins with "@".
 * They are undone last first, the lines of each in their order (history.h, trial.h).
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "daemons/mgmtd/oplog.h"

/* Calls fn for each operation in the order in which it must be carried out. `text` (size bytes and a NUL) is
 * written into. False as soon as fn answers false. */
bool unwind(char *text, size_t size, oplog_fn *fn, void *arg);
