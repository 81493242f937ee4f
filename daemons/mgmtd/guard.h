/* SPDX-License-Identifier: Apache-2.0 */
/* What the two parts of posternd give up of root's rights (steward.h). */
#pragma once
#include <stdbool.h>

/*
 * The steward keeps user id 0, and of the capabilities those that it or one of its daemons needs: the daemons
 * inherit them, as they inherit the filter of system calls, and narrow both further (lib/caps.h,
 * lib/seccomp.h). So its filter allows what it and all daemons need, no more.
 *
 * The engine becomes the user postern-mgmtd, keeps no capability, and may start no process.
 *
 * `mode` of the filters is "kill", "log" or "off". False with the reason logged: the caller must end.
 */
bool guard_steward(const char *mode);
bool guard_engine(const char *mode);
