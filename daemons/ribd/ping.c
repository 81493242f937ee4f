/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/ping.h"
#include <errno.h>
#include <jansson.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utlist.h>
#include "cmd_ribd.h"
#include "daemons/ribd/hostname.h"
#include "daemons/ribd/ribd.h"
#include "lib/loop.h"
#include "lib/record.h"

#define DEFAULT_COUNT   5
#define DEFAULT_SIZE    100 /* bytes of the whole datagram */
#define DEFAULT_SECONDS 2
#define CANCEL_INTERVAL (100 * LOOP_MSEC)
#define ICMP_HEADER     8

struct ping {
	struct ping *prev, *next;
	struct ribd *ribd;
	struct record_out *out;
	struct loop_io *io;
	struct loop_timer *timeout;
	struct loop_timer *cancel; /* looks whether the operator has had enough */
	struct hostname *question; /* while the target is but a name */
	int fd;
	struct ip_addr target;
	uint32_t ifindex; /* requests leave by it; 0: where the table says */
	bool df_bit;
	uint8_t pattern[2];
	int refused; /* errno of the last send, 0: it went out */
	uint16_t id, sequence;
	uint32_t count, sent, received;
	uint32_t size, seconds;
	int64_t sent_at, sum, min, max; /* microseconds */
	uint8_t *packet;
};

static void ping_free(struct ping *p)
{
	DL_DELETE(p->ribd->pings, p);
	hostname_cancel(p->question);
	loop_io_free(p->io);
	loop_timer_free(p->timeout);
	loop_timer_free(p->cancel);
	if (p->fd >= 0)
		close(p->fd);
	free(p->packet);
	free(p);
}

static void ping_end(struct ping *p)
{
	json_t *record = json_pack("{s:s, s:I, s:I}", "type", "ping_end", "sent", (json_int_t)p->sent,
	    "received", (json_int_t)p->received);
	if (p->received) {
		json_object_set_new(record, "min_usec", json_integer(p->min));
		json_object_set_new(record, "avg_usec", json_integer(p->sum / p->received));
		json_object_set_new(record, "max_usec", json_integer(p->max));
	}
	record_send(p->out, record);
	record_done(p->out);
	ping_free(p);
}

static uint16_t checksum(const uint8_t *data, size_t size)
{
	uint32_t sum = 0;
	for (size_t i = 0; i + 1 < size; i += 2)
		sum += (uint32_t)data[i] << 8 | data[i + 1];
	if (size & 1)
		sum += (uint32_t)data[size - 1] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static size_t icmp_size(const struct ping *p)
{
	size_t ip_header = p->target.family == AF_INET ? 20 : 40;
	return p->size > ip_header + ICMP_HEADER ? p->size - ip_header : ICMP_HEADER;
}

/* The kernel does the sum over ICMPv6 itself, its pseudo header included. */
static void make_request(struct ping *p)
{
	size_t size = icmp_size(p);
	uint8_t *b = p->packet;
	memset(b, 0, ICMP_HEADER);
	for (size_t i = ICMP_HEADER; i < size; i++)
		b[i] = p->pattern[i % 2];
	b[0] = p->target.family == AF_INET ? ICMP_ECHO : ICMP6_ECHO_REQUEST;
	b[4] = (uint8_t)(p->id >> 8);
	b[5] = (uint8_t)p->id;
	b[6] = (uint8_t)(p->sequence >> 8);
	b[7] = (uint8_t)p->sequence;
	if (p->target.family != AF_INET)
		return;
	uint16_t sum = checksum(b, size);
	b[2] = (uint8_t)(sum >> 8);
	b[3] = (uint8_t)sum;
}

static void next_probe(struct ping *p);

static void probe_over(struct ping *p, const char *result, int64_t rtt)
{
	json_t *record = json_pack("{s:s, s:s}", "type", "ping_probe", "result", result);
	loop_timer_stop(p->timeout);
	if (rtt >= 0) {
		p->received++;
		p->sum += rtt;
		p->min = p->received == 1 || rtt < p->min ? rtt : p->min;
		p->max = rtt > p->max ? rtt : p->max;
		json_object_set_new(record, "rtt_usec", json_integer(rtt));
	}
	record_send(p->out, record);
	if (p->sent == p->count || record_cancelled(p->out))
		ping_end(p);
	else
		next_probe(p);
}

static const char *word_for(int error)
{
	return error == EMSGSIZE ? "too-big" : "unreachable";
}

/* A refusal of send() is told by the timer, so that a dead route does not make one endless turn. */
static void next_probe(struct ping *p)
{
	struct ip_endpoint to = {.addr = p->target};
	struct sockaddr_storage ss;
	socklen_t len = ip_endpoint_to_sockaddr(&to, &ss);
	p->sequence++;
	p->sent++;
	make_request(p);
	p->sent_at = loop_now(p->ribd->loop);
	p->refused = 0;
	if (sendto(p->fd, p->packet, icmp_size(p), 0, (struct sockaddr *)&ss, len) < 0)
		p->refused = errno;
	loop_timer_set(p->timeout, p->seconds * LOOP_SEC);
}

static void on_timeout(void *arg)
{
	const struct ping *p = arg;
	probe_over(arg, p->refused ? word_for(p->refused) : "timeout", -1);
}

static bool is_ours(const struct ping *p, const uint8_t *icmp)
{
	return icmp[4] == p->id >> 8 && icmp[5] == (p->id & 0xff) && icmp[6] == p->sequence >> 8 &&
	       icmp[7] == (p->sequence & 0xff);
}

/* An ICMP error cites the header that it is about; whether that was our request. */
static bool cites_ours(const struct ping *p, const uint8_t *icmp, size_t size)
{
	bool v4 = p->target.family == AF_INET;
	if (size < ICMP_HEADER + 1)
		return false;
	size_t header = v4 ? (size_t)(icmp[ICMP_HEADER] & 0xf) * 4 : 40;
	return header >= 20 && size >= ICMP_HEADER + header + ICMP_HEADER &&
	       is_ours(p, icmp + ICMP_HEADER + header);
}

static const char *error_word(const struct ping *p, const uint8_t *icmp)
{
	if (p->target.family == AF_INET6)
		return icmp[0] == ICMP6_PACKET_TOO_BIG ? "too-big"
		       : icmp[0] == ICMP6_DST_UNREACH  ? "unreachable"
						       : "unknown";
	if (icmp[0] != ICMP_DEST_UNREACH)
		return "unknown";
	return icmp[1] == ICMP_FRAG_NEEDED ? "too-big" : "unreachable";
}

static bool is_reply(const struct ping *p, const uint8_t *icmp)
{
	return icmp[0] == (p->target.family == AF_INET ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY);
}

static bool is_error(const struct ping *p, const uint8_t *icmp)
{
	if (p->target.family == AF_INET6)
		return icmp[0] < 128;
	return icmp[0] == ICMP_DEST_UNREACH || icmp[0] == ICMP_TIME_EXCEEDED || icmp[0] == ICMP_PARAMETERPROB;
}

static void on_readable(void *arg, int events)
{
	struct ping *p = arg;
	uint8_t buf[2048];
	ssize_t got = recv(p->fd, buf, sizeof buf, MSG_DONTWAIT);
	size_t header = p->target.family == AF_INET && got > 0 ? (size_t)(buf[0] & 0xf) * 4 : 0;
	if (got < (ssize_t)(header + ICMP_HEADER))
		return;
	const uint8_t *icmp = buf + header;
	if (is_reply(p, icmp) && is_ours(p, icmp))
		probe_over(p, "reply", loop_now(p->ribd->loop) - p->sent_at);
	else if (is_error(p, icmp) && cites_ours(p, icmp, (size_t)got - header))
		probe_over(p, error_word(p, icmp), -1);
}

static void on_cancel_timer(void *arg)
{
	struct ping *p = arg;
	if (record_cancelled(p->out))
		ping_end(p);
	else
		loop_timer_set(p->cancel, CANCEL_INTERVAL);
}

void ping_cancel_all(struct ribd *ribd)
{
	struct ping *p, *next;
	DL_FOREACH_SAFE(ribd->pings, p, next) {
		ping_end(p);
	}
}

/* With an interface named, requests leave by it and from its address. */
static bool bind_to(const struct ping *p)
{
	const struct link *link = link_find(&p->ribd->links, p->ifindex);
	if (!link) {
		errno = ENODEV;
		return false;
	}
	return setsockopt(p->fd, SOL_SOCKET, SO_BINDTODEVICE, link->k.device,
		   (socklen_t)strlen(link->k.device)) == 0;
}

/* Without df-bit a request may be divided here and on its way; with it, one that is too large comes back. */
static bool set_df(const struct ping *p)
{
	int mode = p->df_bit;
	if (p->target.family == AF_INET6)
		return setsockopt(p->fd, IPPROTO_IPV6, IPV6_DONTFRAG, &mode, sizeof mode) == 0;
	mode = p->df_bit ? IP_PMTUDISC_DO : IP_PMTUDISC_DONT;
	return setsockopt(p->fd, IPPROTO_IP, IP_MTU_DISCOVER, &mode, sizeof mode) == 0;
}

static bool ping_open(struct ping *p)
{
	bool v4 = p->target.family == AF_INET;
	p->fd = socket(v4 ? AF_INET : AF_INET6, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
	if (p->fd < 0 || (p->ifindex && !bind_to(p)) || !set_df(p))
		return false;
	p->io = loop_io_new(p->ribd->loop, p->fd, LOOP_READ, on_readable, p);
	p->timeout = loop_timer_new(p->ribd->loop, on_timeout, p);
	p->packet = malloc(icmp_size(p));
	return p->io && p->timeout && p->packet;
}

/* The target's address is known. */
static void ping_start(struct ping *p)
{
	char text[IP_ADDR_STRLEN];
	if (!ping_open(p)) {
		record_fail(p->out, "ping cannot start: %s", strerror(errno));
		ping_free(p);
		return;
	}
	record_send(p->out, json_pack("{s:s, s:s, s:I, s:i, s:i}", "type", "ping_start", "target",
				ip_addr_str(&p->target, text), "count", (json_int_t)p->count, "size",
				(int)p->size, "timeout_seconds", (int)p->seconds));
	next_probe(p);
}

static void on_address(void *arg, const struct ip_addr *addr, const char *error)
{
	struct ping *p = arg;
	p->question = NULL;
	if (addr) {
		p->target = *addr;
		ping_start(p);
		return;
	}
	record_fail(
	    p->out, "%% the name has no address: %s; give an address, or see to /etc/resolv.conf", error);
	ping_free(p);
}

/* Up to four digits, "abcd" when there are none: two bytes, repeated. */
static bool read_pattern(const char *digits, uint8_t pattern[2])
{
	char *end;
	unsigned long value = strtoul(digits, &end, 16);
	pattern[0] = (uint8_t)(value >> 8);
	pattern[1] = (uint8_t)value;
	return *end == '\0' && strspn(digits, "0123456789abcdefABCDEF") == strlen(digits);
}

static struct ping *ping_new(
    struct ribd *ribd, struct record_out *out, const struct cmd_ping *args, const struct iface *iface)
{
	static uint16_t last_id;
	struct ping *p = calloc(1, sizeof *p);
	if (!p)
		return NULL;
	p->ribd = ribd;
	p->out = out;
	p->fd = -1;
	p->ifindex = iface ? iface->ifindex : 0;
	p->id = (uint16_t)(getpid() + ++last_id);
	p->count = args->has_count ? args->count : DEFAULT_COUNT;
	p->size = args->has_bytes ? args->bytes : DEFAULT_SIZE;
	p->seconds = args->has_seconds ? args->seconds : DEFAULT_SECONDS;
	p->df_bit = args->has_df_bit;
	p->cancel = loop_timer_new(ribd->loop, on_cancel_timer, p);
	DL_APPEND(ribd->pings, p);
	return p;
}

void ribd_exec_ping(struct ribd *ribd, struct cmd_call *call, const struct cmd_ping *args)
{
	const struct iface *iface = args->has_ifname ? iface_by_nameif(&ribd->ifaces, args->ifname) : NULL;
	uint8_t pattern[2];
	if (args->has_ifname && !(iface && iface->ifindex)) {
		record_fail(call->out, "%% there is no interface named %s", args->ifname);
		return;
	}
	if (!read_pattern(args->has_pattern ? args->pattern : "abcd", pattern)) {
		record_fail(
		    call->out, "%% %s is no data pattern: give up to four hexadecimal digits", args->pattern);
		return;
	}
	struct ping *p = ping_new(ribd, call->out, args, iface);
	if (!p) {
		record_fail(call->out, "ping cannot start: %s", strerror(errno));
		return;
	}
	memcpy(p->pattern, pattern, sizeof pattern);
	loop_timer_set(p->cancel, CANCEL_INTERVAL);
	if (ip_addr_parse(args->host, &p->target))
		ping_start(p);
	else
		p->question = hostname_ask(ribd->loop, args->host, on_address, p);
}
