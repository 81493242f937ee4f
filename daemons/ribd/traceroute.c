/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/traceroute.h"
#include <arpa/inet.h>
#include <errno.h>
#include <jansson.h>
#include <linux/errqueue.h>
#include <netinet/icmp6.h>
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

#define DEFAULT_PROBES  3
#define DEFAULT_SECONDS 3
#define DEFAULT_TTL_MAX 30
#define DEFAULT_PORT    33434
#define PAYLOAD_BYTES   32
#define CANCEL_INTERVAL (100 * LOOP_MSEC)

struct trace {
	struct trace *prev, *next;
	struct ribd *ribd;
	struct record_out *out;
	struct hostname *question; /* until the target's address is known */
	struct loop_io *io;
	struct loop_timer *timeout;
	struct loop_timer *cancel; /* looks whether the operator has had enough */
	int fd;
	struct ip_addr target;
	uint16_t port; /* of the present probe */
	unsigned ttl, ttl_max, probes, seconds;
	json_t *answers; /* of the present hop */
	int64_t sent_at;
	bool last; /* the target, or one that knows no further way, has answered */
};

/* What an ICMP error says, as ASA marks it; '\0': a hop on the way, ' ': the target. */
struct verdict {
	uint8_t type, code;
	char mark;
};

static const struct verdict verdicts4[] = {
    {ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, '\0'},
    {ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, ' '},
    {ICMP_DEST_UNREACH, ICMP_NET_UNREACH, 'N'},
    {ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 'H'},
    {ICMP_DEST_UNREACH, ICMP_PROT_UNREACH, 'P'},
    {ICMP_DEST_UNREACH, ICMP_NET_ANO, 'A'},
    {ICMP_DEST_UNREACH, ICMP_HOST_ANO, 'A'},
    {ICMP_DEST_UNREACH, ICMP_PKT_FILTERED, 'A'},
};

static const struct verdict verdicts6[] = {
    {ICMP6_TIME_EXCEEDED, ICMP6_TIME_EXCEED_TRANSIT, '\0'},
    {ICMP6_DST_UNREACH, ICMP6_DST_UNREACH_NOPORT, ' '},
    {ICMP6_DST_UNREACH, ICMP6_DST_UNREACH_NOROUTE, 'N'},
    {ICMP6_DST_UNREACH, ICMP6_DST_UNREACH_ADDR, 'H'},
    {ICMP6_DST_UNREACH, ICMP6_DST_UNREACH_ADMIN, 'A'},
};

static char mark_of(const struct sock_extended_err *e)
{
	bool v4 = e->ee_origin == SO_EE_ORIGIN_ICMP;
	const struct verdict *v = v4 ? verdicts4 : verdicts6;
	size_t count = v4 ? sizeof(verdicts4) / sizeof(*v) : sizeof(verdicts6) / sizeof(*v);
	for (size_t i = 0; i < count; i++)
		if (v[i].type == e->ee_type && v[i].code == e->ee_code)
			return v[i].mark;
	return '?';
}

static void trace_free(struct trace *t)
{
	DL_DELETE(t->ribd->traces, t);
	hostname_cancel(t->question);
	loop_io_free(t->io);
	loop_timer_free(t->timeout);
	loop_timer_free(t->cancel);
	if (t->fd >= 0)
		close(t->fd);
	json_decref(t->answers);
	free(t);
}

static void trace_end(struct trace *t)
{
	record_done(t->out);
	trace_free(t);
}

static void send_probe(struct trace *t)
{
	static const uint8_t payload[PAYLOAD_BYTES];
	struct sockaddr_storage to;
	struct ip_endpoint end = {.addr = t->target, .port = ++t->port};
	int ttl = (int)t->ttl;
	bool v4 = t->target.family == AF_INET;
	setsockopt(t->fd, v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_TTL : IPV6_UNICAST_HOPS, &ttl, sizeof(ttl));
	socklen_t size = ip_endpoint_to_sockaddr(&end, &to);
	t->sent_at = loop_now(t->ribd->loop);
	/* What the machine itself cannot send is like what nobody answers; an error that is pending goes first. */
	for (unsigned i = 0; i < 2; i++)
		if (sendto(t->fd, payload, sizeof(payload), 0, (struct sockaddr *)&to, size) >= 0)
			break;
	loop_timer_set(t->timeout, t->seconds * LOOP_SEC);
}

static void hop_over(struct trace *t)
{
	record_send(t->out,
	    json_pack("{s:s, s:i, s:o}", "type", "trace_hop", "ttl", (int)t->ttl, "probes", t->answers));
	t->answers = json_array();
	if (t->last || t->ttl == t->ttl_max) {
		trace_end(t);
		return;
	}
	t->ttl++;
	send_probe(t);
}

static void probe_over(struct trace *t, json_t *answer)
{
	loop_timer_stop(t->timeout);
	json_array_append_new(t->answers, answer);
	if (json_array_size(t->answers) < t->probes)
		send_probe(t);
	else
		hop_over(t);
}

static void on_timeout(void *arg)
{
	probe_over(arg, json_object());
}

static void answered(struct trace *t, const struct sock_extended_err *e)
{
	struct ip_endpoint by;
	struct sockaddr_storage offender = {0};
	char text[IP_ADDR_STRLEN], mark[2] = {mark_of(e), '\0'};
	memcpy(
	    &offender, SO_EE_OFFENDER(e), sizeof(struct sockaddr_in6)); /* within `control` of the caller */
	if (!ip_endpoint_from_sockaddr(&offender, &by))
		return;
	json_t *answer = json_pack("{s:s, s:I}", "address", ip_addr_str(&by.addr, text), "rtt_usec",
	    (json_int_t)(loop_now(t->ribd->loop) - t->sent_at));
	t->last = t->last || mark[0] != '\0';
	if (mark[0] != '\0' && mark[0] != ' ')
		json_object_set_new(answer, "mark", json_string(mark));
	probe_over(t, answer);
}

static const struct sock_extended_err *find_error(struct msghdr *msg)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		const struct sock_extended_err *e = (const struct sock_extended_err *)CMSG_DATA(c);
		bool error = (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR) ||
			     (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR);
		if (error && (e->ee_origin == SO_EE_ORIGIN_ICMP || e->ee_origin == SO_EE_ORIGIN_ICMP6))
			return e;
	}
	return NULL;
}

/* The error comes with the address that the datagram went to: by its port it is this probe's, or too late. */
static void on_readable(void *arg, int events)
{
	struct trace *t = arg;
	struct sockaddr_storage to;
	struct ip_endpoint end;
	uint8_t data[PAYLOAD_BYTES];
	_Alignas(struct cmsghdr) uint8_t control[512];
	struct iovec iov = {.iov_base = data, .iov_len = sizeof(data)};
	struct msghdr msg = {.msg_name = &to,
	    .msg_namelen = sizeof(to),
	    .msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = control,
	    .msg_controllen = sizeof(control)};
	if (recvmsg(t->fd, &msg, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) {
		/* Not an error but a datagram: nobody is expected to send one. */
		while (recv(t->fd, data, sizeof(data), MSG_DONTWAIT) >= 0)
			;
		return;
	}
	const struct sock_extended_err *e = find_error(&msg);
	if (e != NULL && ip_endpoint_from_sockaddr(&to, &end) && end.port == t->port)
		answered(t, e);
}

static void on_cancel_timer(void *arg)
{
	struct trace *t = arg;
	if (record_cancelled(t->out))
		trace_end(t);
	else
		loop_timer_set(t->cancel, CANCEL_INTERVAL);
}

void trace_cancel_all(struct ribd *ribd)
{
	struct trace *t, *next;
	DL_FOREACH_SAFE(ribd->traces, t, next)
		trace_end(t);
}

static bool trace_open(struct trace *t)
{
	int on = 1;
	bool v4 = t->target.family == AF_INET;
	t->fd = socket(v4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (t->fd < 0 || setsockopt(t->fd, v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_RECVERR : IPV6_RECVERR,
			     &on, sizeof(on)) != 0)
		return false;
	t->io = loop_io_new(t->ribd->loop, t->fd, LOOP_READ, on_readable, t);
	t->timeout = loop_timer_new(t->ribd->loop, on_timeout, t);
	return t->io && t->timeout;
}

/* The target's address is known. */
static void trace_start(struct trace *t)
{
	char text[IP_ADDR_STRLEN];
	if (!trace_open(t)) {
		record_fail(t->out, "traceroute cannot start: %s", strerror(errno));
		trace_free(t);
		return;
	}
	record_send(
	    t->out, json_pack("{s:s, s:s}", "type", "trace_start", "target", ip_addr_str(&t->target, text)));
	send_probe(t);
}

static void on_address(void *arg, const struct ip_addr *addr, const char *error)
{
	struct trace *t = arg;
	t->question = NULL;
	if (addr) {
		t->target = *addr;
		trace_start(t);
		return;
	}
	record_fail(
	    t->out, "%% the name has no address: %s; give an address, or see to /etc/resolv.conf", error);
	trace_free(t);
}

static struct trace *trace_new(struct ribd *ribd, struct record_out *out, const struct cmd_traceroute *args)
{
	struct trace *t = calloc(1, sizeof(*t));
	if (!t)
		return NULL;
	t->ribd = ribd;
	t->out = out;
	t->fd = -1;
	t->probes = args->has_probes ? args->probes : DEFAULT_PROBES;
	t->seconds = args->has_seconds ? args->seconds : DEFAULT_SECONDS;
	t->ttl = args->has_min ? args->min : 1;
	t->ttl_max = args->has_min ? args->max : DEFAULT_TTL_MAX;
	t->port = (uint16_t)((args->has_port ? args->port : DEFAULT_PORT) - 1);
	t->answers = json_array();
	t->cancel = loop_timer_new(ribd->loop, on_cancel_timer, t);
	DL_APPEND(ribd->traces, t);
	return t;
}

void ribd_exec_traceroute(struct ribd *ribd, struct cmd_call *call, const struct cmd_traceroute *args)
{
	if (args->has_min && args->max < args->min) {
		record_fail(call->out, "%% ttl %u %u: the second one is the larger", args->min, args->max);
		return;
	}
	struct trace *t = trace_new(ribd, call->out, args);
	if (!t) {
		record_fail(call->out, "traceroute cannot start: %s", strerror(errno));
		return;
	}
	loop_timer_set(t->cancel, CANCEL_INTERVAL);
	if (ip_addr_parse(args->host, &t->target))
		trace_start(t);
	else
		t->question = hostname_ask(ribd->loop, args->host, on_address, t);
}
