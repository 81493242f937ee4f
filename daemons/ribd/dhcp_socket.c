/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/dhcp_socket.h"
#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "daemons/ribd/dhcp_frame.h"
#include "lib/buf.h"
#include "lib/log.h"
#include "lib/loop.h"

#define READS_PER_TURN 16

struct dhcp_socket {
	struct loop *loop;
	char device[IF_NAMESIZE];
	uint32_t ifindex;
	dhcp_heard_fn *heard;
	void *arg;
	enum dhcp_hearing hearing;
	int fd;
	struct loop_io *io;
};

struct dhcp_socket *dhcp_socket_new(
    struct loop *loop, const char *device, uint32_t ifindex, dhcp_heard_fn *heard, void *arg)
{
	struct dhcp_socket *s = calloc(1, sizeof *s);
	if (!s)
		return NULL;
	*s = (struct dhcp_socket){.loop = loop, .ifindex = ifindex, .heard = heard, .arg = arg, .fd = -1};
	snprintf(s->device, sizeof s->device, "%s", device);
	return s;
}

static void shut(struct dhcp_socket *s)
{
	loop_io_free(s->io);
	if (s->fd >= 0)
		close(s->fd);
	s->io = NULL;
	s->fd = -1;
}

void dhcp_socket_free(struct dhcp_socket *s)
{
	if (!s)
		return;
	shut(s);
	free(s);
}

/* Opening --------------------------------------------------------------------------------------------- */

/* Of the IPv4 packets on the link: whole UDP ones to port 68. */
static bool filter_packets(int fd)
{
	struct sock_filter code[] = {
	    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 6),
	    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 6),
	    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x3fff, 4, 0),
	    BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
	    BPF_STMT(BPF_LD | BPF_H | BPF_IND, 2),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, DHCP_CLIENT_PORT, 0, 1),
	    BPF_STMT(BPF_RET | BPF_K, UINT16_MAX),
	    BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = {sizeof code / sizeof code[0], code};
	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

/* Bound to the protocol only when the filter is there: nothing else is queued meanwhile. */
static bool open_link(struct dhcp_socket *s)
{
	const struct sockaddr_ll to = {
	    .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP), .sll_ifindex = (int)s->ifindex};
	const int on = 1;
	s->fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return s->fd >= 0 && filter_packets(s->fd) &&
	       setsockopt(s->fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof on) == 0 &&
	       bind(s->fd, (const struct sockaddr *)&to, sizeof to) == 0;
}

static bool open_address(struct dhcp_socket *s)
{
	const struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(DHCP_CLIENT_PORT)};
	const int on = 1;
	s->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return s->fd >= 0 &&
	       setsockopt(s->fd, SOL_SOCKET, SO_BINDTODEVICE, s->device, (socklen_t)strlen(s->device)) == 0 &&
	       setsockopt(s->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
	       setsockopt(s->fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof on) == 0 &&
	       bind(s->fd, (const struct sockaddr *)&own, sizeof own) == 0;
}

/* Hearing --------------------------------------------------------------------------------------------- */

static bool is_summed(struct msghdr *msg)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c))
		if (c->cmsg_level == SOL_PACKET && c->cmsg_type == PACKET_AUXDATA) {
			struct tpacket_auxdata aux;
			memcpy(&aux, CMSG_DATA(c), sizeof aux);
			return !(aux.tp_status & TP_STATUS_CSUMNOTREADY);
		}
	return true;
}

static bool hear_one(struct dhcp_socket *s)
{
	uint8_t packet[DHCP_MESSAGE_MAX + 100], control[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	struct iovec iov = {packet, sizeof packet};
	struct msghdr msg = {
	    .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
	struct dhcp_message m;
	ssize_t got = recvmsg(s->fd, &msg, MSG_DONTWAIT);
	if (got < 0)
		return false;
	size_t size = (size_t)got;
	const uint8_t *data = packet;
	if (s->hearing == DHCP_HEAR_LINK)
		data = dhcp_frame_decode(packet, size, is_summed(&msg), &size);
	if (data && dhcp_message_decode(data, size, &m))
		s->heard(s->arg, &m);
	return true;
}

/* What is heard may have this socket closed, or another one opened. */
static void on_readable(void *arg, int events)
{
	struct dhcp_socket *s = arg;
	int fd = s->fd;
	for (int i = 0; i < READS_PER_TURN && s->fd == fd && s->hearing != DHCP_DEAF; i++)
		if (!hear_one(s))
			return;
}

void dhcp_socket_hear(struct dhcp_socket *s, enum dhcp_hearing hearing)
{
	if (s->hearing == hearing)
		return;
	shut(s);
	s->hearing = hearing;
	if (hearing == DHCP_DEAF)
		return;
	if (hearing == DHCP_HEAR_LINK ? open_link(s) : open_address(s))
		s->io = loop_io_new(s->loop, s->fd, LOOP_READ, on_readable, s);
	if (s->io)
		return;
	log_warn("%s: DHCP cannot be heard: %s", s->device, strerror(errno));
	shut(s);
}

/* Sending --------------------------------------------------------------------------------------------- */

static bool send_link(const struct dhcp_socket *s, const struct wbuf *message)
{
	struct sockaddr_ll to = {.sll_family = AF_PACKET,
	    .sll_protocol = htons(ETH_P_IP),
	    .sll_ifindex = (int)s->ifindex,
	    .sll_halen = ETHER_ADDR_LEN};
	struct wbuf w = {0};
	memset(to.sll_addr, 0xff, ETHER_ADDR_LEN);
	dhcp_frame_encode(&w, message->data, message->len);
	bool sent = wbuf_ok(&w) && s->hearing == DHCP_HEAR_LINK &&
		    sendto(s->fd, w.data, w.len, 0, (const struct sockaddr *)&to, sizeof to) >= 0;
	wbuf_free(&w);
	return sent;
}

static bool send_address(const struct dhcp_socket *s, const struct wbuf *message, uint32_t to)
{
	const struct sockaddr_in sin = {
	    .sin_family = AF_INET, .sin_port = htons(DHCP_SERVER_PORT), .sin_addr.s_addr = to};
	return sendto(s->fd, message->data, message->len, 0, (const struct sockaddr *)&sin, sizeof sin) >= 0;
}

/* A release is said by a client that hears nothing: its socket is there for the moment only. */
static bool send_once(const struct dhcp_socket *s, const struct wbuf *message, uint32_t to)
{
	struct dhcp_socket once = *s;
	once.io = NULL;
	bool sent = open_address(&once) && send_address(&once, message, to);
	shut(&once);
	return sent;
}

void dhcp_socket_send(struct dhcp_socket *s, const struct dhcp_message *m, uint32_t from, uint32_t to)
{
	struct wbuf w = {0};
	bool sent;
	errno = 0;
	dhcp_message_encode(&w, m);
	if (!from)
		sent = send_link(s, &w);
	else if (s->hearing == DHCP_HEAR_ADDRESS && s->fd >= 0)
		sent = send_address(s, &w, to);
	else
		sent = send_once(s, &w, to);
	if (!sent)
		log_warn("%s: cannot send %s: %s", s->device, dhcp_type_str(m->type), strerror(errno));
	wbuf_free(&w);
}
