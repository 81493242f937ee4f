/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/iked/udp.h"
#include "lib/log.h"
#include "lib/loop.h"
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DATAGRAM_MAX  8192 /* larger ones are no IKE of ours (message.h) */
#define BATCH         64   /* datagrams taken before others get their turn */
#define RECEIVE_SPACE (1 << 20)

struct udp {
	int fd;
	uint16_t port;
	struct loop_io *io;
	udp_receive_fn *fn;
	void *arg;
};

union control {
	struct cmsghdr align;
	char space[CMSG_SPACE(sizeof(struct in_pktinfo))];
};

static bool local_address(struct msghdr *m, struct ip_addr *addr)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
		if (c->cmsg_level != IPPROTO_IP || c->cmsg_type != IP_PKTINFO)
			continue;
		struct in_pktinfo info;
		memcpy(&info, CMSG_DATA(c), sizeof(info));
		*addr = ip_addr_from(AF_INET, &info.ipi_addr);
		return true;
	}
	return false;
}

/* One datagram; false when there is none. */
static bool receive_one(struct udp *udp)
{
	uint8_t data[DATAGRAM_MAX];
	union control control;
	struct sockaddr_storage from;
	struct iovec iov = {data, sizeof(data)};
	struct msghdr m = {
	    .msg_name = &from,
	    .msg_namelen = sizeof(from),
	    .msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = &control,
	    .msg_controllen = sizeof(control),
	};
	ssize_t size = recvmsg(udp->fd, &m, 0);
	if (size < 0)
		return errno == ECONNREFUSED ||
		       errno == EHOSTUNREACH; /* an ICMP error of an earlier datagram */
	struct ip_endpoint local = {.port = udp->port}, remote;
	if (!(m.msg_flags & MSG_TRUNC) && ip_endpoint_from_sockaddr(&from, &remote) &&
	    local_address(&m, &local.addr))
		udp->fn(udp->arg, &local, &remote, data, (size_t)size);
	return true;
}

static void readable(void *arg, int events)
{
	struct udp *udp = arg;
	for (unsigned i = 0; i < BATCH; i++)
		if (!receive_one(udp))
			return;
}

static bool prepare(int fd, uint16_t port)
{
	int on = 1, space = RECEIVE_SPACE;
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(port)};
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &space, sizeof(space));
	return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
	       setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof(on)) == 0 &&
	       bind(fd, (struct sockaddr *)&any, sizeof(any)) == 0;
}

struct udp *udp_open(struct loop *loop, uint16_t port, udp_receive_fn *fn, void *arg)
{
	struct udp *udp = calloc(1, sizeof(*udp));
	if (!udp)
		return NULL;
	*udp = (struct udp){.fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0),
	    .port = port,
	    .fn = fn,
	    .arg = arg};
	if (udp->fd >= 0 && prepare(udp->fd, port))
		udp->io = loop_io_new(loop, udp->fd, LOOP_READ, readable, udp);
	if (udp->io)
		return udp;
	int saved = errno;
	udp_close(udp);
	errno = saved;
	return NULL;
}

bool udp_send(struct udp *udp, const struct ip_endpoint *local, const struct ip_endpoint *remote,
    const void *data, size_t size)
{
	struct sockaddr_storage to;
	union control control = {0};
	struct iovec iov = {(void *)data, size};
	struct msghdr m = {
	    .msg_name = &to,
	    .msg_namelen = ip_endpoint_to_sockaddr(remote, &to),
	    .msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = &control,
	    .msg_controllen = sizeof(control),
	};
	struct in_pktinfo info = {.ipi_spec_dst = local->addr.v4};
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	c->cmsg_level = IPPROTO_IP;
	c->cmsg_type = IP_PKTINFO;
	c->cmsg_len = CMSG_LEN(sizeof(info));
	memcpy(CMSG_DATA(c), &info, sizeof(info));
	if (local->addr.family != AF_INET || remote->addr.family != AF_INET)
		return false;
	if (sendmsg(udp->fd, &m, 0) == (ssize_t)size)
		return true;
	log_debug("IKE datagram not sent: %m");
	return false;
}

void udp_close(struct udp *udp)
{
	if (!udp)
		return;
	loop_io_free(udp->io);
	if (udp->fd >= 0)
		close(udp->fd);
	free(udp);
}
