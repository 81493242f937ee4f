/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/udp.h"
#include <errno.h>
#include <netinet/udp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define RECEIVE_MESSAGES 4
#define RECEIVE_SIZE     65536
#define CONTROL_SIZE     128
#define TRAIN_MAX        65507 /* payload of one UDP message over IPv4 */
#define SEND_WAIT_USEC   50000

struct send_slot {
	struct sockaddr_in to;
	struct iovec iov;
	_Alignas(struct cmsghdr) uint8_t control[CONTROL_SIZE];
};

struct receive_slot {
	struct sockaddr_in from;
	struct iovec iov;
	_Alignas(struct cmsghdr) uint8_t control[CONTROL_SIZE];
	uint8_t data[RECEIVE_SIZE];
};

struct udp {
	int fd;
	bool gso;
	bool df; /* what IP_MTU_DISCOVER stands at */
	struct mmsghdr out[TRANSPORT_BATCH];
	struct send_slot send[TRANSPORT_BATCH];
	unsigned first[TRANSPORT_BATCH + 1]; /* first packet of each message */
	struct mmsghdr in[RECEIVE_MESSAGES];
	struct receive_slot receive[RECEIVE_MESSAGES];
};

static bool set_option(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof value) == 0;
}

/* With DF the device's MTU counts and nothing else: the path is espd's own affair (pmtu.h). */
static void set_df(struct udp *udp, bool df)
{
	if (udp->df == df)
		return;
	if (set_option(udp->fd, IPPROTO_IP, IP_MTU_DISCOVER, df ? IP_PMTUDISC_PROBE : IP_PMTUDISC_DONT))
		udp->df = df;
}

static bool prepare_socket(struct udp *udp, uint16_t port)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(port)};
	struct timeval wait = {.tv_usec = SEND_WAIT_USEC};
	transport_grow_buffers(udp->fd);
	/* A sender that waits for the device is back-pressure; the limit is for a device that never sends. */
	setsockopt(udp->fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
	udp->gso = set_option(udp->fd, IPPROTO_UDP, UDP_SEGMENT, 0);
	set_option(udp->fd, IPPROTO_UDP, UDP_GRO, 1);
	udp->df = false;
	set_df(udp, true);
	return set_option(udp->fd, IPPROTO_IP, IP_PKTINFO, 1) &&
	       set_option(udp->fd, IPPROTO_IP, IP_RECVTOS, 1) &&
	       set_option(udp->fd, IPPROTO_IP, IP_RECVERR, 1) &&
	       bind(udp->fd, (struct sockaddr *)&any, sizeof any) == 0;
}

struct udp *udp_open(uint16_t port)
{
	struct udp *udp = calloc(1, sizeof *udp);
	if (udp == NULL)
		return NULL;
	udp->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (udp->fd >= 0 && prepare_socket(udp, port))
		return udp;
	int saved = errno;
	udp_close(udp);
	errno = saved;
	return NULL;
}

void udp_close(struct udp *udp)
{
	if (udp == NULL)
		return;
	if (udp->fd >= 0)
		close(udp->fd);
	free(udp);
}

int udp_fd(const struct udp *udp)
{
	return udp->fd;
}

/* How many packets from `packets` on can be one message: same size, the last may be shorter. */
static unsigned train_length(const struct udp *udp, const struct transport_packet *p, unsigned count)
{
	if (!udp->gso)
		return 1;
	unsigned n = 1;
	uint32_t total = p->size;
	while (n < count && p[n - 1].size == p->size && p[n].size <= p->size && p[n].tos == p->tos &&
	       p[n].df == p->df && p[n].data == p[n - 1].data + p[n - 1].size &&
	       total + p[n].size <= TRAIN_MAX) {
		total += p[n].size;
		n++;
	}
	return n;
}

static void *put_control(struct msghdr *msg, int level, int type, const void *value, size_t size)
{
	struct cmsghdr *c = (struct cmsghdr *)((uint8_t *)msg->msg_control + msg->msg_controllen);
	c->cmsg_level = level;
	c->cmsg_type = type;
	c->cmsg_len = CMSG_LEN(size);
	msg->msg_controllen += CMSG_SPACE(size);
	return memcpy(CMSG_DATA(c), value, size);
}

static void fill_message(struct send_slot *slot, struct msghdr *msg, const struct transport_route *route)
{
	struct in_pktinfo source = {.ipi_spec_dst = route->local};
	slot->to = (struct sockaddr_in){
	    .sin_family = AF_INET,
	    .sin_port = htons(route->remote_port),
	    .sin_addr = route->remote,
	};
	*msg = (struct msghdr){
	    .msg_name = &slot->to,
	    .msg_namelen = sizeof slot->to,
	    .msg_iov = &slot->iov,
	    .msg_iovlen = 1,
	    .msg_control = slot->control,
	};
	put_control(msg, IPPROTO_IP, IP_PKTINFO, &source, sizeof source);
}

static void fill_train(struct udp *udp, unsigned m, const struct transport_route *route,
    const struct transport_packet *p, unsigned length)
{
	struct send_slot *slot = &udp->send[m];
	struct msghdr *msg = &udp->out[m].msg_hdr;
	int tos = p->tos;
	fill_message(slot, msg, route);
	put_control(msg, IPPROTO_IP, IP_TOS, &tos, sizeof tos);
	const struct transport_packet *last = &p[length - 1];
	slot->iov =
	    (struct iovec){.iov_base = p->data, .iov_len = (size_t)(last->data + last->size - p->data)};
	if (length > 1) {
		uint16_t step = (uint16_t)p->size;
		put_control(msg, IPPROTO_UDP, UDP_SEGMENT, &step, sizeof step);
	}
}

/* Makes messages of packets with the same DF; returns how many messages, and in first[] where each begins. */
static unsigned fill_messages(struct udp *udp, const struct transport_route *route,
    const struct transport_packet *packets, unsigned from, unsigned count)
{
	unsigned m = 0;
	bool df = packets[from].df;
	while (from < count && m < TRANSPORT_BATCH && packets[from].df == df) {
		unsigned length = train_length(udp, &packets[from], count - from);
		fill_train(udp, m, route, &packets[from], length);
		udp->first[m++] = from;
		from += length;
	}
	udp->first[m] = from;
	return m;
}

/* A socket reports errors of earlier packets once; the call that is told of one has sent nothing. */
static int send_messages(struct udp *udp, unsigned count)
{
	int sent = sendmmsg(udp->fd, udp->out, count, 0);
	if (sent < 0 &&
	    (errno == EMSGSIZE || errno == ECONNREFUSED || errno == EHOSTUNREACH || errno == ENETUNREACH))
		sent = sendmmsg(udp->fd, udp->out, count, 0);
	return sent;
}

/* A train was refused. The packets go singly; only when they pass that way segmentation is to blame. */
static bool without_segmentation(struct udp *udp, const struct transport_route *route,
    const struct transport_packet *packets, unsigned *from, unsigned count)
{
	int saved = errno;
	unsigned length = train_length(udp, &packets[*from], count - *from);
	if (length == 1 || (saved != EINVAL && saved != EIO && saved != EMSGSIZE))
		return false;
	udp->gso = false;
	unsigned messages = fill_messages(udp, route, packets, *from, *from + length);
	int sent = send_messages(udp, messages);
	udp->gso = sent <= 0 || saved == EMSGSIZE;
	if (sent <= 0)
		return false;
	*from = udp->first[sent];
	return true;
}

unsigned udp_send(struct udp *udp, const struct transport_route *route,
    const struct transport_packet *packets, unsigned count)
{
	unsigned done = 0;
	while (done < count) {
		set_df(udp, packets[done].df);
		unsigned messages = fill_messages(udp, route, packets, done, count);
		int sent = send_messages(udp, messages);
		if (sent > 0)
			done = udp->first[sent];
		else if (!without_segmentation(udp, route, packets, &done, count))
			break;
	}
	return done;
}

bool udp_send_datagram(struct udp *udp, const struct transport_route *route, const void *data, uint32_t size)
{
	struct send_slot *slot = &udp->send[0];
	struct msghdr *msg = &udp->out[0].msg_hdr;
	set_df(udp, false); /* IKE may be fragmented on the way */
	fill_message(slot, msg, route);
	slot->iov = (struct iovec){.iov_base = (void *)data, .iov_len = size};
	return send_messages(udp, 1) == 1;
}

/* Reads destination, TOS and segment size; a datagram that is not a train is a segment of its own. */
static uint32_t read_control(struct msghdr *msg, struct transport_arrival *arrival, uint32_t size)
{
	uint32_t step = size;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO)
			arrival->local = ((struct in_pktinfo *)CMSG_DATA(c))->ipi_addr;
		else if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_TOS)
			arrival->tos = *CMSG_DATA(c);
		else if (c->cmsg_level == IPPROTO_UDP && c->cmsg_type == UDP_GRO) {
			int gro;
			memcpy(&gro, CMSG_DATA(c), sizeof gro);
			step = gro > 0 ? (uint32_t)gro : size;
		}
	}
	return step;
}

static void deliver_train(struct udp *udp, unsigned m, transport_deliver_fn *deliver, void *arg)
{
	struct receive_slot *slot = &udp->receive[m];
	uint32_t size = udp->in[m].msg_len;
	struct transport_arrival arrival = {
	    .remote = slot->from.sin_addr,
	    .remote_port = ntohs(slot->from.sin_port),
	};
	uint32_t step = read_control(&udp->in[m].msg_hdr, &arrival, size);
	if ((udp->in[m].msg_hdr.msg_flags & MSG_TRUNC) != 0)
		return;
	for (uint32_t at = 0; at < size; at += step)
		deliver(arg, &arrival, slot->data + at, size - at < step ? size - at : step);
}

static void prepare_receive(struct udp *udp)
{
	for (unsigned m = 0; m < RECEIVE_MESSAGES; m++) {
		struct receive_slot *slot = &udp->receive[m];
		slot->iov = (struct iovec){.iov_base = slot->data, .iov_len = sizeof slot->data};
		udp->in[m].msg_hdr = (struct msghdr){
		    .msg_name = &slot->from,
		    .msg_namelen = sizeof slot->from,
		    .msg_iov = &slot->iov,
		    .msg_iovlen = 1,
		    .msg_control = slot->control,
		    .msg_controllen = sizeof slot->control,
		};
	}
}

bool udp_receive(struct udp *udp, transport_deliver_fn *deliver, void *arg)
{
	prepare_receive(udp);
	int got = recvmmsg(udp->fd, udp->in, RECEIVE_MESSAGES, MSG_DONTWAIT, NULL);
	for (int m = 0; m < got; m++)
		deliver_train(udp, (unsigned)m, deliver, arg);
	return got > 0;
}
