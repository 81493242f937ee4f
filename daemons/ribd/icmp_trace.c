/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/icmp_trace.h"
#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "daemons/ribd/ribd.h"
#include "lib/buf.h"
#include "lib/debug.h"
#include "lib/log.h"
#include "lib/loop.h"

#define READS_PER_TURN 32
#define SEEN_SIZE      128 /* bytes of a packet: the headers, with all options */
#define IP_HEADER_MIN  20

struct icmp_trace {
	struct ribd *ribd;
	int fd; /* -1: nobody listens */
	struct loop_io *io;
};

/* One echo message, host byte order. */
struct echo_seen {
	struct ip_addr source, target;
	bool request;
	uint16_t id, sequence;
	unsigned size; /* bytes of data */
};

/* Of IPv4: first fragments of ICMP, echo requests and replies. */
static bool filter_echoes(int fd)
{
	struct sock_filter code[] = {
	    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMP, 0, 7),
	    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 6),
	    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x1fff, 5, 0),
	    BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
	    BPF_STMT(BPF_LD | BPF_B | BPF_IND, 0),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ICMP_ECHO, 1, 0),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ICMP_ECHOREPLY, 0, 1),
	    BPF_STMT(BPF_RET | BPF_K, SEEN_SIZE),
	    BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = {sizeof code / sizeof code[0], code};
	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

static bool parse(const uint8_t *data, size_t size, struct echo_seen *e)
{
	struct rbuf r = rbuf_from(data, size);
	unsigned header = (rbuf_u8(&r) & 0x0fu) * 4;
	rbuf_skip(&r, 1);
	unsigned total = rbuf_u16(&r);
	rbuf_skip(&r, 8);
	const uint8_t *addresses = rbuf_bytes(&r, 8);
	if (!addresses || header < IP_HEADER_MIN || total < header + 8)
		return false;
	e->source = ip_addr_from(AF_INET, addresses);
	e->target = ip_addr_from(AF_INET, addresses + 4);
	e->size = total - header - 8;
	rbuf_skip(&r, header - IP_HEADER_MIN);
	e->request = rbuf_u8(&r) == ICMP_ECHO;
	rbuf_skip(&r, 3);
	e->id = rbuf_u16(&r);
	e->sequence = rbuf_u16(&r);
	return rbuf_ok(&r);
}

/* The operator's name of the interface; its Linux name where it has none. */
static const char *interface_name(const struct ribd *ribd, uint32_t ifindex, char *buf, size_t size)
{
	const struct iface *iface = iface_by_ifindex(&ribd->ifaces, ifindex);
	const struct link *link = link_find(&ribd->links, ifindex);
	if (iface && iface->config.nameif[0] != '\0')
		return iface->config.nameif;
	return link ? iface_name(&ribd->ifaces, link, buf, size) : "-";
}

static void print(const struct ribd *ribd, const struct echo_seen *e, uint32_t ifindex, bool out)
{
	char name[64], from[IP_ADDR_STRLEN], to[IP_ADDR_STRLEN];
	const char *interface = interface_name(ribd, ifindex, name, sizeof name);
	debug_emit(DEBUG_ICMP, 1, NULL, "ICMP echo %s from %s%s%s to %s%s%s ID=%u seq=%u len=%u",
	    e->request ? "request" : "reply", out ? "" : interface, out ? "" : ":",
	    ip_addr_str(&e->source, from), out ? interface : "", out ? ":" : "", ip_addr_str(&e->target, to),
	    e->id, e->sequence, e->size);
}

static bool hear_one(const struct icmp_trace *t)
{
	uint8_t data[SEEN_SIZE];
	struct sockaddr_ll from;
	socklen_t length = sizeof from;
	struct echo_seen seen;
	ssize_t size = recvfrom(t->fd, data, sizeof data, 0, (struct sockaddr *)&from, &length);
	if (size < 0)
		return false;
	if (from.sll_pkttype != PACKET_LOOPBACK && from.sll_pkttype != PACKET_OTHERHOST &&
	    parse(data, (size_t)size, &seen))
		print(t->ribd, &seen, (uint32_t)from.sll_ifindex, from.sll_pkttype == PACKET_OUTGOING);
	return true;
}

static void on_readable(void *arg, int events)
{
	const struct icmp_trace *t = arg;
	for (unsigned i = 0; i < READS_PER_TURN && hear_one(t); i++)
		;
}

static void shut(struct icmp_trace *t)
{
	loop_io_free(t->io);
	if (t->fd >= 0)
		close(t->fd);
	t->io = NULL;
	t->fd = -1;
}

/* Bound to all protocols only when the filter is there: what goes out is seen by those alone. */
static bool open_socket(struct icmp_trace *t)
{
	const struct sockaddr_ll all = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
	t->fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (t->fd < 0 || !filter_echoes(t->fd) || bind(t->fd, (const struct sockaddr *)&all, sizeof all) != 0)
		return false;
	t->io = loop_io_new(t->ribd->loop, t->fd, LOOP_READ, on_readable, t);
	return t->io != NULL;
}

static void follow(void *arg)
{
	struct icmp_trace *t = arg;
	bool wanted = debug_on(DEBUG_ICMP, 1);
	if (wanted == (t->fd >= 0))
		return;
	if (wanted && open_socket(t))
		return;
	if (wanted)
		log_warn("debug icmp trace: no socket: %s", strerror(errno));
	shut(t);
}

struct icmp_trace *icmp_trace_new(struct ribd *ribd)
{
	struct icmp_trace *t = calloc(1, sizeof *t);
	if (!t)
		return NULL;
	*t = (struct icmp_trace){.ribd = ribd, .fd = -1};
	debug_on_listen(follow, t);
	return t;
}

void icmp_trace_free(struct icmp_trace *t)
{
	if (!t)
		return;
	debug_on_listen(NULL, NULL);
	shut(t);
	free(t);
}
