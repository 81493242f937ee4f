/* SPDX-License-Identifier: Apache-2.0 */
/* Inside kernel.c and its two halves, kernel_iface.c and kernel_fib.c: the rtnetlink sockets. */
#pragma once
#include <linux/rtnetlink.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include "daemons/ribd/kernel.h"

/* What a queued message was about, should the kernel refuse it. */
struct kernel_op {
	uint32_t id;
	struct ip_prefix prefix; /* family 0: about the object `id` */
	bool removal;
};

/* A request of `type` with a zeroed family header, or NULL; sized for what ribd sends. */
struct nl_msg *kernel_msg(int type, int flags, const void *header, size_t size);
/* Sends and waits for the answer; takes `msg`. 0 or a negative errno value. */
int kernel_request(struct kernel *k, struct nl_msg *msg);
/* Calls fn for each message of the answer; takes `msg`. */
int kernel_dump(struct kernel *k, struct nl_msg *msg, void (*fn)(struct nlmsghdr *nlh, void *arg), void *arg);
/* Collects for kernel_flush(); takes `msg`. */
void kernel_queue(struct kernel *k, struct nl_msg *msg, const struct kernel_op *op);

bool kernel_put_addr(struct nl_msg *msg, int attr, const struct ip_addr *addr);
/* Links, addresses: decodes a notification or an element of a dump and tells the events. */
void kernel_link_message(const struct kernel_events *events, void *arg, struct nlmsghdr *nlh);
void kernel_addr_message(const struct kernel_events *events, void *arg, struct nlmsghdr *nlh);
const struct kernel_events *kernel_events_of(const struct kernel *k, void **arg);
