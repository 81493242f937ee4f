/* SPDX-License-Identifier: Apache-2.0 */
/* What posternd gives up of root's rights. */
#pragma once
#include <stdbool.h>

/* Keeps of the capabilities those that posternd or one of its daemons needs, and starts the system call
 * filter in `mode` ("kill", "log", "off"). Both are inherited by the daemons, which narrow them further. False
 * with the reason logged. */
bool guard_enter(const char *mode);
