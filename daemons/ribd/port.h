/* SPDX-License-Identifier: Apache-2.0 */
/* The packets of a device, both ways, as a packet socket sees them. The kernel filters. */
#pragma once
#include <stdint.h>
#include "lib/capture.h"

struct loop;
struct port;

/* A packet that the filter takes: `entry` has all but `captured` and `interface`. Returns false to hear no more before the
 * loop has turned. The port may be closed in this call if it returns false. */
typedef bool port_fn(void *arg, struct capture_entry *entry, const struct iovec *parts, unsigned count);

/* NULL with errno set. */
struct port *port_open(struct loop *loop, const char *device, uint32_t ifindex,
    const struct capture_filter *filter, port_fn *fn, void *arg);
void port_close(struct port *p);
uint32_t port_ifindex(const struct port *p);
/* Packets that the kernel had to drop since it was asked last. */
uint32_t port_lost(struct port *p);
