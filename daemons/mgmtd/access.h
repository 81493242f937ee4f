/* SPDX-License-Identifier: Apache-2.0 */
/* Who may use the sockets of an instance, by the peer's credentials. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct ipc_conn;

/* Lets root and, where it exists, the group "postern" use the control socket at `path`. */
bool access_open_control(const char *path);
/* Is the peer one of them? Asked beside the mode of the socket, which says the same. */
bool access_control(const struct ipc_conn *conn);
/* True for those who own the machine: root and posternd's own user. */
bool access_privileged(uid_t uid);
/* The name of the user, or "uid N". Returns dst. */
const char *access_user_name(uid_t uid, char *dst, size_t size);
