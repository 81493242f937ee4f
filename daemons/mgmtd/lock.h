/* SPDX-License-Identifier: Apache-2.0 */
/* The run directory, the state directory, and the lock that keeps a second posternd out. */
#pragma once
#include <stdbool.h>
#include <sys/types.h>

/* Makes `path` and what leads to it; the last part gets `mode`, the owner and the group,
 * whether it is new or not. False with the reason logged. */
bool lock_make_dir(const char *path, unsigned mode, uid_t uid, gid_t gid);
/* Takes RUNDIR/posternd.pid and writes the own pid into it; held as long as the process or its steward
 * lives. False with the reason logged when another posternd holds it. */
bool lock_take(const char *rundir);
/* Removes what this posternd and its daemons have made in the run directory: they no longer may. */
void lock_release(const char *rundir);
