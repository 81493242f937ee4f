/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/echo.h"
#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "daemons/ribd/checksum.h"
#include "lib/loop.h"

#define ICMP_HEADER 8

struct echo {
	struct loop *loop;
	struct loop_io *io;
	struct loop_timer *timeout;
	struct echo_conf conf;
	echo_fn *done;
	void *arg;
	int fd;
	int refused; /* errno of the last send, 0: it went out */
	bool waiting;
	uint16_t id, sequence;
	int64_t sent_at;
	uint8_t *packet;
};

static size_t icmp_size(const struct echo *e)
{
	size_t ip_header = e->conf.target.family == AF_INET ? 20 : 40;
	return e->conf.size > ip_header + ICMP_HEADER ? e->conf.size - ip_header : ICMP_HEADER;
}

/* The kernel does the sum over ICMPv6 itself, its pseudo header included. */
static void make_request(struct echo *e)
{
	size_t size = icmp_size(e);
	uint8_t *b = e->packet;
	memset(b, 0, ICMP_HEADER);
	for (size_t i = ICMP_HEADER; i < size; i++)
		b[i] = e->conf.pattern[i % 2];
	b[0] = e->conf.target.family == AF_INET ? ICMP_ECHO : ICMP6_ECHO_REQUEST;
	b[4] = (uint8_t)(e->id >> 8);
	b[5] = (uint8_t)e->id;
	b[6] = (uint8_t)(e->sequence >> 8);
	b[7] = (uint8_t)e->sequence;
	if (e->conf.target.family != AF_INET)
		return;
	uint16_t sum = checksum_end(checksum_add(0, b, size));
	b[2] = (uint8_t)(sum >> 8);
	b[3] = (uint8_t)sum;
}

static void over(struct echo *e, enum echo_result result, int64_t rtt)
{
	loop_timer_stop(e->timeout);
	e->waiting = false;
	e->done(e->arg, result, rtt);
}

/* A refusal of send() is told by the timer, so that a dead route does not make one endless turn. */
static void on_timeout(void *arg)
{
	struct echo *e = arg;
	over(e,
	    e->refused == 0          ? ECHO_TIMEOUT
	    : e->refused == EMSGSIZE ? ECHO_TOO_BIG
				     : ECHO_UNREACHABLE,
	    -1);
}

static bool is_ours(const struct echo *e, const uint8_t *icmp)
{
	return icmp[4] == e->id >> 8 && icmp[5] == (e->id & 0xff) && icmp[6] == e->sequence >> 8 &&
	       icmp[7] == (e->sequence & 0xff);
}

/* An ICMP error cites the header that it is about; whether that was our request. */
static bool cites_ours(const struct echo *e, const uint8_t *icmp, size_t size)
{
	bool v4 = e->conf.target.family == AF_INET;
	if (size < ICMP_HEADER + 1)
		return false;
	size_t header = v4 ? (size_t)(icmp[ICMP_HEADER] & 0xf) * 4 : 40;
	return header >= 20 && size >= ICMP_HEADER + header + ICMP_HEADER &&
	       is_ours(e, icmp + ICMP_HEADER + header);
}

static enum echo_result error_kind(const struct echo *e, const uint8_t *icmp)
{
	if (e->conf.target.family == AF_INET6)
		return icmp[0] == ICMP6_PACKET_TOO_BIG ? ECHO_TOO_BIG
		       : icmp[0] == ICMP6_DST_UNREACH  ? ECHO_UNREACHABLE
						       : ECHO_ODD;
	if (icmp[0] != ICMP_DEST_UNREACH)
		return ECHO_ODD;
	return icmp[1] == ICMP_FRAG_NEEDED ? ECHO_TOO_BIG : ECHO_UNREACHABLE;
}

static bool is_reply(const struct echo *e, const uint8_t *icmp)
{
	return icmp[0] == (e->conf.target.family == AF_INET ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY);
}

static bool is_error(const struct echo *e, const uint8_t *icmp)
{
	if (e->conf.target.family == AF_INET6)
		return icmp[0] < 128;
	return icmp[0] == ICMP_DEST_UNREACH || icmp[0] == ICMP_TIME_EXCEEDED || icmp[0] == ICMP_PARAMETERPROB;
}

static void on_readable(void *arg, int events)
{
	struct echo *e = arg;
	uint8_t buf[2048];
	ssize_t got = recv(e->fd, buf, sizeof buf, MSG_DONTWAIT);
	size_t header = e->conf.target.family == AF_INET && got > 0 ? (size_t)(buf[0] & 0xf) * 4 : 0;
	if (!e->waiting || got < (ssize_t)(header + ICMP_HEADER))
		return;
	const uint8_t *icmp = buf + header;
	if (is_reply(e, icmp) && is_ours(e, icmp))
		over(e, ECHO_REPLY, loop_now(e->loop) - e->sent_at);
	else if (is_error(e, icmp) && cites_ours(e, icmp, (size_t)got - header))
		over(e, error_kind(e, icmp), -1);
}

/* Without df-bit a request may be divided here and on its way; with it, one that is too large comes back. */
static bool set_df(const struct echo *e)
{
	int mode = e->conf.df_bit;
	if (e->conf.target.family == AF_INET6)
		return setsockopt(e->fd, IPPROTO_IPV6, IPV6_DONTFRAG, &mode, sizeof mode) == 0;
	mode = e->conf.df_bit ? IP_PMTUDISC_DO : IP_PMTUDISC_DONT;
	return setsockopt(e->fd, IPPROTO_IP, IP_MTU_DISCOVER, &mode, sizeof mode) == 0;
}

static bool set_tos(const struct echo *e)
{
	int tos = e->conf.tos;
	return tos == 0 || setsockopt(e->fd, IPPROTO_IP, IP_TOS, &tos, sizeof tos) == 0;
}

static bool set_device(const struct echo *e)
{
	const char *device = e->conf.device;
	return !device ||
	       setsockopt(e->fd, SOL_SOCKET, SO_BINDTODEVICE, device, (socklen_t)strlen(device)) == 0;
}

static bool open_all(struct echo *e)
{
	bool v4 = e->conf.target.family == AF_INET;
	e->fd = socket(v4 ? AF_INET : AF_INET6, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
	if (e->fd < 0 || !set_device(e) || !set_df(e) || !set_tos(e))
		return false;
	e->io = loop_io_new(e->loop, e->fd, LOOP_READ, on_readable, e);
	e->timeout = loop_timer_new(e->loop, on_timeout, e);
	e->packet = malloc(icmp_size(e));
	return e->io && e->timeout && e->packet;
}

struct echo *echo_open(struct loop *loop, const struct echo_conf *conf, echo_fn *done, void *arg)
{
	static uint16_t last_id;
	struct echo *e = calloc(1, sizeof *e);
	if (!e)
		return NULL;
	*e = (struct echo){.loop = loop, .conf = *conf, .done = done, .arg = arg, .fd = -1};
	e->id = (uint16_t)(getpid() + ++last_id);
	if (!open_all(e)) {
		int error = errno;
		echo_free(e);
		errno = error;
		return NULL;
	}
	e->conf.device = NULL;
	return e;
}

void echo_free(struct echo *e)
{
	if (!e)
		return;
	loop_io_free(e->io);
	loop_timer_free(e->timeout);
	if (e->fd >= 0)
		close(e->fd);
	free(e->packet);
	free(e);
}

void echo_send(struct echo *e)
{
	struct ip_endpoint to = {.addr = e->conf.target};
	struct sockaddr_storage ss;
	socklen_t len = ip_endpoint_to_sockaddr(&to, &ss);
	e->sequence++;
	make_request(e);
	e->sent_at = loop_now(e->loop);
	e->refused = 0;
	e->waiting = true;
	if (sendto(e->fd, e->packet, icmp_size(e), 0, (struct sockaddr *)&ss, len) < 0)
		e->refused = errno;
	loop_timer_set(e->timeout, e->conf.timeout);
}
