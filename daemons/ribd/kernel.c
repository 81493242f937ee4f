/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/kernel.h"
#include <errno.h>
#include <netlink/attr.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include "daemons/ribd/kernel_netlink.h"
#include "lib/log.h"
#include "lib/loop.h"

/* 128 messages of at most some 100 bytes; from 16 on the size of a batch hardly matters. */
#define BATCH_BYTES    16384
#define BATCH_MESSAGES 128

struct kernel {
	struct nl_sock *requests; /* answered one by one, and dumps */
	struct nl_sock *batches;  /* answered only where something was refused */
	struct nl_sock *monitor;
	struct loop_io *io;
	const struct kernel_events *events;
	void *arg;
	uint8_t batch[BATCH_BYTES];
	size_t batch_len;
	unsigned op_count;
	uint32_t sequence; /* of the first message in the batch */
	struct kernel_op op[BATCH_MESSAGES];
};

const struct kernel_events *kernel_events_of(const struct kernel *k, void **arg)
{
	*arg = k->arg;
	return k->events;
}

static struct nl_sock *open_socket(void)
{
	struct nl_sock *sock = nl_socket_alloc();
	int one = 1;
	if (!sock)
		return NULL;
	int error = nl_connect(sock, NETLINK_ROUTE);
	if (error) {
		log_error("netlink: %s", nl_geterror(error));
		nl_socket_free(sock);
		return NULL;
	}
	setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof one);
	setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, NETLINK_GET_STRICT_CHK, &one, sizeof one);
	return sock;
}

static int monitor_message(struct nl_msg *msg, void *arg)
{
	struct kernel *k = arg;
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	if (nlh->nlmsg_type == RTM_NEWLINK || nlh->nlmsg_type == RTM_DELLINK)
		kernel_link_message(k->events, k->arg, nlh);
	else if (nlh->nlmsg_type == RTM_NEWADDR || nlh->nlmsg_type == RTM_DELADDR)
		kernel_addr_message(k->events, k->arg, nlh);
	return NL_OK;
}

static void monitor_ready(void *arg, int events)
{
	struct kernel *k = arg;
	int error = nl_recvmsgs_default(k->monitor);
	if (error < 0 && error != -NLE_AGAIN) {
		log_warn("netlink: %s; reading devices and addresses again", nl_geterror(error));
		k->events->overrun(k->arg);
	}
}

static struct nl_sock *open_monitor(struct kernel *k)
{
	struct nl_sock *sock = open_socket();
	if (!sock)
		return NULL;
	nl_socket_disable_seq_check(sock);
	nl_socket_set_nonblocking(sock);
	nl_socket_set_buffer_size(sock, 1 << 20, 0);
	nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, monitor_message, k);
	if (nl_socket_add_memberships(sock, RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, 0) == 0)
		return sock;
	nl_socket_free(sock);
	return NULL;
}

struct kernel *kernel_open(struct loop *loop, const struct kernel_events *events, void *arg)
{
	struct kernel *k = calloc(1, sizeof *k);
	if (!k)
		return NULL;
	k->events = events;
	k->arg = arg;
	k->sequence = 1;
	k->requests = open_socket();
	k->batches = open_socket();
	k->monitor = open_monitor(k);
	if (k->monitor)
		k->io = loop_io_new(loop, nl_socket_get_fd(k->monitor), LOOP_READ, monitor_ready, k);
	if (k->requests && k->batches && k->io)
		return k;
	kernel_close(k);
	errno = ENOMEM;
	return NULL;
}

void kernel_close(struct kernel *k)
{
	if (!k)
		return;
	loop_io_free(k->io);
	nl_socket_free(k->monitor);
	nl_socket_free(k->requests);
	nl_socket_free(k->batches);
	free(k);
}

struct nl_msg *kernel_msg(int type, int flags, const void *header, size_t size)
{
	struct nl_msg *msg = nlmsg_alloc_size(1024);
	struct nlmsghdr *nlh = msg ? nlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, type, (int)size, flags) : NULL;
	if (!nlh) {
		nlmsg_free(msg);
		return NULL;
	}
	memcpy(nlmsg_data(nlh), header, size);
	return msg;
}

bool kernel_put_addr(struct nl_msg *msg, int attr, const struct ip_addr *addr)
{
	return nla_put(msg, attr, (int)ip_addr_size(addr), addr->bytes) == 0;
}

/* The kernel's own errno value is what the log shall say, which libnl's numbers lose. */
static int keep_errno(struct sockaddr_nl *from, struct nlmsgerr *error, void *arg)
{
	*(int *)arg = error->error;
	return NL_STOP;
}

int kernel_request(struct kernel *k, struct nl_msg *msg)
{
	int refused = 0;
	if (!msg)
		return -ENOMEM;
	nl_socket_modify_err_cb(k->requests, NL_CB_CUSTOM, keep_errno, &refused);
	int error = nl_send_sync(k->requests, msg); /* frees the message */
	if (refused)
		return refused;
	return error < 0 ? -EIO : 0;
}

struct dump {
	void (*fn)(struct nlmsghdr *nlh, void *arg);
	void *arg;
};

static int dump_message(struct nl_msg *msg, void *arg)
{
	struct dump *dump = arg;
	dump->fn(nlmsg_hdr(msg), dump->arg);
	return NL_OK;
}

int kernel_dump(struct kernel *k, struct nl_msg *msg, void (*fn)(struct nlmsghdr *nlh, void *arg), void *arg)
{
	struct dump dump = {fn, arg};
	int refused = 0;
	if (!msg)
		return -ENOMEM;
	nl_socket_modify_cb(k->requests, NL_CB_VALID, NL_CB_CUSTOM, dump_message, &dump);
	nl_socket_modify_err_cb(k->requests, NL_CB_CUSTOM, keep_errno, &refused);
	int error = nl_send_auto(k->requests, msg);
	nlmsg_free(msg);
	if (error >= 0)
		error = nl_recvmsgs_default(k->requests);
	nl_socket_modify_cb(k->requests, NL_CB_VALID, NL_CB_DEFAULT, NULL, NULL);
	if (refused)
		return refused;
	return error < 0 ? -EIO : 0;
}

/* Batches ------------------------------------------------------------------------------------------- */

void kernel_queue(struct kernel *k, struct nl_msg *msg, const struct kernel_op *op)
{
	if (!msg) {
		log_error("no memory for a message to the kernel");
		return;
	}
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	size_t size = NLMSG_ALIGN(nlh->nlmsg_len);
	if (k->op_count == BATCH_MESSAGES || k->batch_len + size > BATCH_BYTES)
		kernel_flush(k);
	nlh->nlmsg_seq = k->sequence + k->op_count;
	nlh->nlmsg_flags |= NLM_F_REQUEST;
	memcpy(k->batch + k->batch_len, nlh, nlh->nlmsg_len);
	k->batch_len += size;
	k->op[k->op_count++] = *op;
	nlmsg_free(msg);
}

static bool is_harmless(const struct kernel_op *op, int error)
{
	return op->removal && (error == ENOENT || error == ESRCH || error == ENODEV);
}

static void tell_refusal(struct kernel *k, const struct kernel_op *op, int error)
{
	char text[IP_PREFIX_STRLEN] = "";
	if (is_harmless(op, error))
		return;
	if (op->prefix.addr.family)
		ip_prefix_str(&op->prefix, text);
	/* A device that went down a moment ago is no news: the notification is on its way. */
	log_at(error == ENETDOWN ? LOG_LEVEL_DEBUG : LOG_LEVEL_WARN, "kernel refuses %s %s (%#x): %s",
	    op->prefix.addr.family ? "route" : "next hop", text, op->id, strerror(error));
	if (!op->removal)
		k->events->refused(k->arg, op->id, op->prefix.addr.family ? &op->prefix : NULL, error);
}

/* The operations are copied: a refusal may queue more. */
static void read_refusals(struct kernel *k, const struct kernel_op *op, unsigned count, uint32_t first)
{
	union {
		struct nlmsghdr align;
		uint8_t bytes[8192];
	} buf;
	ssize_t got;
	while ((got = recv(nl_socket_get_fd(k->batches), &buf, sizeof buf, MSG_DONTWAIT)) > 0) {
		int left = (int)got;
		for (struct nlmsghdr *nlh = &buf.align; NLMSG_OK(nlh, (unsigned)left);
		     nlh = NLMSG_NEXT(nlh, left)) {
			struct nlmsgerr error;
			if (nlh->nlmsg_type != NLMSG_ERROR || nlh->nlmsg_len < NLMSG_LENGTH(sizeof error))
				continue;
			memcpy(&error, NLMSG_DATA(nlh), sizeof error);
			uint32_t at = error.msg.nlmsg_seq - first;
			if (error.error && at < count)
				tell_refusal(k, &op[at], -error.error);
		}
	}
}

void kernel_flush(struct kernel *k)
{
	while (k->op_count) {
		struct kernel_op op[BATCH_MESSAGES];
		unsigned count = k->op_count;
		uint32_t first = k->sequence;
		size_t len = k->batch_len;
		memcpy(op, k->op, count * sizeof op[0]);
		k->op_count = 0;
		k->batch_len = 0;
		k->sequence += count;
		if (send(nl_socket_get_fd(k->batches), k->batch, len, 0) < 0)
			log_error("netlink: %s", strerror(errno));
		read_refusals(k, op, count, first);
	}
}
