/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/transport.h"
#include <errno.h>
#include <linux/errqueue.h>
#include <string.h>
#include <sys/socket.h>
#include "daemons/espd/inner.h"

static const struct sock_extended_err *extended_error(struct msghdr *msg)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c))
		if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR &&
		    c->cmsg_len >= CMSG_LEN(sizeof(struct sock_extended_err)))
			return (const struct sock_extended_err *)CMSG_DATA(c);
	return NULL;
}

bool transport_read_error(int fd, struct transport_trouble *trouble)
{
	uint8_t quoted[128], control[256];
	struct sockaddr_in to = {0};
	struct iovec iov = {.iov_base = quoted, .iov_len = sizeof quoted};
	struct msghdr msg = {
	    .msg_name = &to,
	    .msg_namelen = sizeof to,
	    .msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = control,
	    .msg_controllen = sizeof control,
	};
	ssize_t size = recvmsg(fd, &msg, MSG_ERRQUEUE | MSG_DONTWAIT);
	if (size < 0)
		return false;
	const struct sock_extended_err *err = extended_error(&msg);
	trouble->remote = to.sin_addr;
	trouble->spi = size >= 4 ? inner_get32(quoted) : 0; /* both kinds of socket quote from ESP on */
	trouble->mtu = err != NULL && err->ee_errno == EMSGSIZE ? err->ee_info : 0;
	return true;
}

void transport_grow_buffers(int fd)
{
	int size = TRANSPORT_BUFFER;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size) != 0)
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
}
