/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/ping.h"
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>
#include "cmd_ribd.h"
#include "daemons/ribd/echo.h"
#include "daemons/ribd/hostname.h"
#include "daemons/ribd/ribd.h"
#include "lib/loop.h"
#include "lib/record.h"

#define DEFAULT_COUNT   5
#define DEFAULT_SIZE    100 /* bytes of the whole datagram */
#define DEFAULT_SECONDS 2
#define CANCEL_INTERVAL (100 * LOOP_MSEC)

struct ping {
	struct ping *prev, *next;
	struct ribd *ribd;
	struct record_out *out;
	struct echo *echo;         /* once the target's address is known */
	struct loop_timer *cancel; /* looks whether the operator has had enough */
	struct hostname *question; /* while the target is but a name */
	struct ip_addr target;
	uint32_t ifindex; /* requests leave by it; 0: where the table says */
	bool df_bit;
	uint8_t pattern[2];
	uint32_t count, sent, received;
	uint32_t size, seconds;
	int64_t sum, min, max; /* microseconds */
};

static void ping_free(struct ping *p)
{
	DL_DELETE(p->ribd->pings, p);
	hostname_cancel(p->question);
	echo_free(p->echo);
	loop_timer_free(p->cancel);
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

static void on_result(void *arg, enum echo_result result, int64_t rtt)
{
	static const char *const words[] = {[ECHO_REPLY] = "reply",
	    [ECHO_TIMEOUT] = "timeout",
	    [ECHO_UNREACHABLE] = "unreachable",
	    [ECHO_TOO_BIG] = "too-big",
	    [ECHO_ODD] = "unknown"};
	struct ping *p = arg;
	json_t *record = json_pack("{s:s, s:s}", "type", "ping_probe", "result", words[result]);
	if (rtt >= 0) {
		p->received++;
		p->sum += rtt;
		p->min = p->received == 1 || rtt < p->min ? rtt : p->min;
		p->max = rtt > p->max ? rtt : p->max;
		json_object_set_new(record, "rtt_usec", json_integer(rtt));
	}
	record_send(p->out, record);
	if (p->sent == p->count || record_cancelled(p->out)) {
		ping_end(p);
		return;
	}
	p->sent++;
	echo_send(p->echo);
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

static bool ping_open(struct ping *p)
{
	const struct link *link = p->ifindex ? link_find(&p->ribd->links, p->ifindex) : NULL;
	const struct echo_conf conf = {.target = p->target,
	    .device = link ? link->k.device : NULL,
	    .size = p->size,
	    .timeout = p->seconds * LOOP_SEC,
	    .df_bit = p->df_bit,
	    .pattern = {p->pattern[0], p->pattern[1]}};
	errno = ENODEV;
	if (!p->ifindex || link)
		p->echo = echo_open(p->ribd->loop, &conf, on_result, p);
	return p->echo;
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
	p->sent = 1;
	echo_send(p->echo);
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
	struct ping *p = calloc(1, sizeof *p);
	if (!p)
		return NULL;
	p->ribd = ribd;
	p->out = out;
	p->ifindex = iface ? iface->ifindex : 0;
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
