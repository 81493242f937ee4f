/* SPDX-License-Identifier: Apache-2.0 */
/* Word to the service manager: the protocol of sd_notify(3), without its library. */
#pragma once
#include <stdbool.h>

/* Sends `state`, "READY=1" or "STOPPING=1" or "STATUS=…", to the socket named by $NOTIFY_SOCKET. True when
 * it went out or when no manager asks for it; else false and errno. Never blocks. */
bool notify_send(const char *state);
