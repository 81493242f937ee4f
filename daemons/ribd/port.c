/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/port.h"
#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if_arp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include "lib/loop.h"

#define RECEIVE_BUFFER (1 << 20)
#define ROUNDS         64 /* packets before the others have their turn */
#define PACKET_MAX     65536
#define MACS           12 /* bytes in front of a VLAN tag */
#define TAG            4

struct port {
	int fd;
	uint32_t ifindex;
	bool ethernet;
	struct loop_io *io;
	port_fn *fn;
	void *arg;
};

struct arrival { /* what the kernel says beside the packet */
	int64_t at;
	uint16_t tag[2]; /* 802.1Q, network order; the device has taken it out of the packet */
	bool tagged;
};

_Static_assert(sizeof(struct sock_filter) == sizeof(struct bpf_insn), "one instruction set");

static void read_auxdata(const struct cmsghdr *c, struct arrival *a)
{
	struct tpacket_auxdata aux;
	memcpy(&aux, CMSG_DATA(c), sizeof aux);
	a->tagged = (aux.tp_status & TP_STATUS_VLAN_VALID) != 0;
	a->tag[0] = htons((aux.tp_status & TP_STATUS_VLAN_TPID_VALID) ? aux.tp_vlan_tpid : ETHERTYPE_VLAN);
	a->tag[1] = htons(aux.tp_vlan_tci);
}

static void read_control(struct msghdr *msg, struct arrival *a)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level == SOL_PACKET && c->cmsg_type == PACKET_AUXDATA)
			read_auxdata(c, a);
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
			struct timespec ts;
			memcpy(&ts, CMSG_DATA(c), sizeof ts);
			a->at = ts.tv_sec * LOOP_SEC + ts.tv_nsec / 1000;
		}
	}
}

static bool deliver(struct port *p, uint8_t *packet, size_t size, size_t length,
    const struct sockaddr_ll *from, const struct arrival *a)
{
	struct capture_entry entry = {.at = a->at,
	    .length = (uint32_t)length,
	    .link = p->ethernet ? ETHER_HDR_LEN : 0,
	    .direction = from->sll_pkttype == PACKET_OUTGOING ? CAPTURE_OUT : CAPTURE_IN};
	struct iovec parts[3] = {{packet, size}};
	if (!a->tagged || !p->ethernet || size < MACS)
		return p->fn(p->arg, &entry, parts, 1);
	entry.length += TAG;
	entry.link += TAG;
	parts[0].iov_len = MACS;
	parts[1] = (struct iovec){(void *)a->tag, TAG};
	parts[2] = (struct iovec){packet + MACS, size - MACS};
	return p->fn(p->arg, &entry, parts, 3);
}

static bool receive(struct port *p)
{
	static uint8_t packet[PACKET_MAX];
	_Alignas(struct cmsghdr) uint8_t control[256];
	struct sockaddr_ll from;
	struct arrival arrival = {0};
	struct iovec iov = {packet, sizeof packet};
	struct msghdr msg = {.msg_name = &from,
	    .msg_namelen = sizeof from,
	    .msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = control,
	    .msg_controllen = sizeof control};
	ssize_t length = recvmsg(p->fd, &msg, MSG_DONTWAIT | MSG_TRUNC);
	if (length < 0)
		return false;
	read_control(&msg, &arrival);
	size_t size = (size_t)length < sizeof packet ? (size_t)length : sizeof packet;
	return deliver(p, packet, size, (size_t)length, &from, &arrival);
}

static void on_readable(void *arg, int events)
{
	unsigned round = 0;
	while (round < ROUNDS && receive(arg))
		round++;
}

/* Devices without an Ethernet header give their packets from the IP header on. */
static bool has_ethernet(int fd, const char *device)
{
	struct ifreq ifr = {0};
	strncpy(ifr.ifr_name, device, sizeof ifr.ifr_name - 1);
	if (ioctl(fd, SIOCGIFHWADDR, &ifr) < 0)
		return false;
	return ifr.ifr_hwaddr.sa_family == ARPHRD_ETHER || ifr.ifr_hwaddr.sa_family == ARPHRD_LOOPBACK;
}

/* The filter stands before the first packet comes: until it is bound the socket has no protocol. */
static bool prepare(struct port *p, const struct capture_filter *filter)
{
	static const int on = 1, buffer = RECEIVE_BUFFER;
	const struct bpf_program *program =
	    &filter->program[p->ethernet ? CAPTURE_LINK_ETHERNET : CAPTURE_LINK_NONE];
	const struct sock_fprog fprog = {
	    (unsigned short)program->bf_len, (struct sock_filter *)program->bf_insns};
	const struct sockaddr_ll at = {
	    .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = (int)p->ifindex};
	setsockopt(p->fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer);
	return setsockopt(p->fd, SOL_SOCKET, SO_ATTACH_FILTER, &fprog, sizeof fprog) == 0 &&
	       setsockopt(p->fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof on) == 0 &&
	       setsockopt(p->fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) == 0 &&
	       bind(p->fd, (const struct sockaddr *)&at, sizeof at) == 0;
}

/* Which kind of socket it takes is known once one can be asked about the device. */
static int open_socket(const char *device, bool *ethernet)
{
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	*ethernet = has_ethernet(fd, device);
	if (*ethernet)
		return fd;
	close(fd);
	return socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

struct port *port_open(struct loop *loop, const char *device, uint32_t ifindex,
    const struct capture_filter *filter, port_fn *fn, void *arg)
{
	struct port *p = calloc(1, sizeof *p);
	if (!p)
		return NULL;
	p->ifindex = ifindex;
	p->fn = fn;
	p->arg = arg;
	p->fd = open_socket(device, &p->ethernet);
	if (p->fd >= 0 && prepare(p, filter))
		p->io = loop_io_new(loop, p->fd, LOOP_READ, on_readable, p);
	if (p->io)
		return p;
	int saved = errno;
	port_close(p);
	errno = saved;
	return NULL;
}

void port_close(struct port *p)
{
	if (!p)
		return;
	loop_io_free(p->io);
	if (p->fd >= 0)
		close(p->fd);
	free(p);
}

uint32_t port_ifindex(const struct port *p)
{
	return p->ifindex;
}

uint32_t port_lost(struct port *p)
{
	struct tpacket_stats stats = {0};
	socklen_t size = sizeof stats;
	getsockopt(p->fd, SOL_PACKET, PACKET_STATISTICS, &stats, &size);
	return stats.tp_drops;
}
