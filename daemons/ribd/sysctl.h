/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel's settings that a router needs, in our network namespace. They can be written without root by
 * whoever has CAP_NET_ADMIN there.
 */
#pragma once

struct undo;

/* Forwarding, hashing of flows over equal ways, next hops that change without a message per route. */
void sysctl_apply(struct undo *undo);
/* No reverse-path check on a device: a flow may come back by another gateway (R42). */
void sysctl_apply_device(struct undo *undo, const char *device);
/* Puts one value back. */
void sysctl_restore(const char *path, const char *value);
