/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/raw.h"
#include <errno.h>
#include <netinet/ip.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define RECEIVE_SIZE   10240 /* a jumbo frame */
#define OUTER_TTL      64
#define SEND_WAIT_USEC 50000

struct raw {
	int in_fd;
	int out_fd;
	struct mmsghdr out[TRANSPORT_BATCH];
	struct iovec out_iov[TRANSPORT_BATCH];
	struct mmsghdr in[TRANSPORT_BATCH];
	struct iovec in_iov[TRANSPORT_BATCH];
	uint8_t data[TRANSPORT_BATCH][RECEIVE_SIZE];
};

static bool open_sockets(struct raw *raw)
{
	int on = 1, probe = IP_PMTUDISC_PROBE;
	struct timeval wait = {.tv_usec = SEND_WAIT_USEC};
	raw->in_fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ESP);
	raw->out_fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
	if (raw->in_fd < 0 || raw->out_fd < 0)
		return false;
	transport_grow_buffers(raw->in_fd);
	transport_grow_buffers(raw->out_fd);
	setsockopt(raw->out_fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
	setsockopt(raw->out_fd, IPPROTO_IP, IP_MTU_DISCOVER, &probe, sizeof probe);
	return setsockopt(raw->in_fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on) == 0;
}

struct raw *raw_open(void)
{
	struct raw *raw = calloc(1, sizeof *raw);
	if (raw == NULL)
		return NULL;
	raw->in_fd = raw->out_fd = -1;
	if (open_sockets(raw))
		return raw;
	int saved = errno;
	raw_close(raw);
	errno = saved;
	return NULL;
}

void raw_close(struct raw *raw)
{
	if (raw == NULL)
		return;
	if (raw->in_fd >= 0)
		close(raw->in_fd);
	if (raw->out_fd >= 0)
		close(raw->out_fd);
	free(raw);
}

int raw_fd(const struct raw *raw)
{
	return raw->in_fd;
}

/* Length, identification and checksum are the kernel's. */
static void write_header(const struct transport_route *route, const struct transport_packet *p)
{
	struct iphdr ip = {
	    .version = 4,
	    .ihl = 5,
	    .tos = p->tos,
	    .tot_len = htons((uint16_t)(p->size + TRANSPORT_HEADROOM)),
	    .frag_off = htons(p->df ? IP_DF : 0),
	    .ttl = OUTER_TTL,
	    .protocol = IPPROTO_ESP,
	    .saddr = route->local.s_addr,
	    .daddr = route->remote.s_addr,
	};
	memcpy(p->data - TRANSPORT_HEADROOM, &ip, sizeof ip);
}

unsigned raw_send(struct raw *raw, const struct transport_route *route,
    const struct transport_packet *packets, unsigned count)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr = route->remote};
	for (unsigned i = 0; i < count; i++) {
		write_header(route, &packets[i]);
		raw->out_iov[i] = (struct iovec){
		    .iov_base = packets[i].data - TRANSPORT_HEADROOM,
		    .iov_len = packets[i].size + TRANSPORT_HEADROOM,
		};
		raw->out[i].msg_hdr = (struct msghdr){
		    .msg_name = &to,
		    .msg_namelen = sizeof to,
		    .msg_iov = &raw->out_iov[i],
		    .msg_iovlen = 1,
		};
	}
	unsigned done = 0;
	while (done < count) {
		int sent = sendmmsg(raw->out_fd, raw->out + done, count - done, 0);
		if (sent <= 0)
			break;
		done += (unsigned)sent;
	}
	return done;
}

static void prepare_receive(struct raw *raw)
{
	for (unsigned m = 0; m < TRANSPORT_BATCH; m++) {
		raw->in_iov[m] = (struct iovec){.iov_base = raw->data[m], .iov_len = RECEIVE_SIZE};
		raw->in[m].msg_hdr = (struct msghdr){.msg_iov = &raw->in_iov[m], .msg_iovlen = 1};
	}
}

static void deliver_one(struct raw *raw, unsigned m, transport_deliver_fn *deliver, void *arg)
{
	struct iphdr ip;
	uint32_t size = raw->in[m].msg_len;
	if (size < sizeof ip || (raw->in[m].msg_hdr.msg_flags & MSG_TRUNC) != 0)
		return;
	memcpy(&ip, raw->data[m], sizeof ip);
	uint32_t header = ip.ihl * 4u;
	if (header < sizeof ip || header > size)
		return;
	struct transport_arrival arrival = {
	    .local.s_addr = ip.daddr,
	    .remote.s_addr = ip.saddr,
	    .tos = ip.tos,
	};
	deliver(arg, &arrival, raw->data[m] + header, size - header);
}

bool raw_receive(struct raw *raw, transport_deliver_fn *deliver, void *arg)
{
	prepare_receive(raw);
	int got = recvmmsg(raw->in_fd, raw->in, TRANSPORT_BATCH, MSG_DONTWAIT, NULL);
	for (int m = 0; m < got; m++)
		deliver_one(raw, (unsigned)m, deliver, arg);
	return got > 0;
}
