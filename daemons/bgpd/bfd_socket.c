/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/bgpd/bfd_socket.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#define SOURCE_FIRST 49152
#define SOURCE_COUNT 16384
#define SOURCE_TRIES 64
#define TOS_CONTROL  0xc0 /* CS6, network control */

static bool set(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof value) == 0;
}

static int udp(uint16_t family)
{
	return socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

static bool bind_to(int fd, const struct ip_addr *addr, uint16_t port)
{
	struct ip_endpoint e = {.addr = *addr, .port = port};
	struct sockaddr_storage ss;
	socklen_t len = ip_endpoint_to_sockaddr(&e, &ss);
	return bind(fd, (struct sockaddr *)&ss, len) == 0;
}

static int fail(int fd)
{
	int error = errno;
	if (fd >= 0)
		close(fd);
	errno = error;
	return -1;
}

int bfd_socket_open_ear(uint16_t family, bool multihop)
{
	struct ip_addr any = {.family = family};
	int fd = udp(family);
	bool v6 = family == AF_INET6;
	bool set_up =
	    fd >= 0 && (!v6 || set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1)) &&
	    (v6 ? set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1) && set(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1)
		: set(fd, IPPROTO_IP, IP_PKTINFO, 1) && set(fd, IPPROTO_IP, IP_RECVTTL, 1));
	if (set_up && bind_to(fd, &any, multihop ? BFD_PORT_MULTIHOP : BFD_PORT))
		return fd;
	return fail(fd);
}

/* §4 of RFC 5881: one source port for all packets of a session, different from those of the others. */
static bool bind_source(int fd, const struct ip_addr *local)
{
	uint16_t at = 0;
	for (int i = 0; i < SOURCE_TRIES; i++) {
		if (getrandom(&at, sizeof at, GRND_NONBLOCK) != sizeof at)
			at++;
		if (bind_to(fd, local, SOURCE_FIRST + at % SOURCE_COUNT))
			return true;
		if (errno != EADDRINUSE)
			return false;
	}
	return false;
}

int bfd_socket_open(const struct ip_addr *local, const char *device)
{
	int fd = udp(local->family);
	bool v6 = local->family == AF_INET6;
	if (fd < 0)
		return -1;
	if (v6)
		set(fd, IPPROTO_IPV6, IPV6_TCLASS, TOS_CONTROL);
	else
		set(fd, IPPROTO_IP, IP_TOS, TOS_CONTROL);
	/* A kernel that refuses it to us sends where its table says, which is the same way but for odd routes. */
	if (device[0])
		setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device, (socklen_t)strlen(device));
	if ((v6 ? set(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 255) : set(fd, IPPROTO_IP, IP_TTL, 255)) &&
	    bind_source(fd, local))
		return fd;
	return fail(fd);
}

static void read_control(struct msghdr *msg, struct bfd_heard *h)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_TTL)
			memcpy(&h->ttl, CMSG_DATA(c), sizeof h->ttl);
		else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_HOPLIMIT)
			memcpy(&h->ttl, CMSG_DATA(c), sizeof h->ttl);
		else if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO)
			h->ifindex =
			    (uint32_t)((const struct in_pktinfo *)(const void *)CMSG_DATA(c))->ipi_ifindex;
		else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO)
			h->ifindex = ((const struct in6_pktinfo *)(const void *)CMSG_DATA(c))->ipi6_ifindex;
	}
}

bool bfd_socket_hear(int fd, struct bfd_heard *h)
{
	struct sockaddr_storage ss;
	struct ip_endpoint from;
	_Alignas(struct cmsghdr) uint8_t control[256];
	struct iovec iov = {h->data, sizeof h->data};
	struct msghdr msg = {.msg_name = &ss,
	    .msg_namelen = sizeof ss,
	    .msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = control,
	    .msg_controllen = sizeof control};
	h->ttl = 0;
	h->ifindex = 0;
	ssize_t got = recvmsg(fd, &msg, MSG_DONTWAIT);
	if (got < 0)
		return false;
	read_control(&msg, h);
	h->size = (size_t)got;
	memset(&h->from, 0, sizeof h->from);
	if (ip_endpoint_from_sockaddr(&ss, &from))
		h->from = from.addr;
	return true;
}

void bfd_socket_send(int fd, const struct ip_addr *to, bool multihop, const uint8_t *data, size_t size)
{
	struct ip_endpoint e = {.addr = *to, .port = multihop ? BFD_PORT_MULTIHOP : BFD_PORT};
	struct sockaddr_storage ss;
	socklen_t len = ip_endpoint_to_sockaddr(&e, &ss);
	if (fd >= 0)
		(void)!sendto(fd, data, size, MSG_DONTWAIT, (struct sockaddr *)&ss, len);
}
