/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A client of ribd's that does as it is told: lines on standard input, one message each, and what ribd says
 * on standard output, one line each.
 *
 *     rib_feeder --rundir DIR [--role NAME]
 *
 *     route 10.0.0.0/16 192.0.2.1 192.0.2.2      set a route (eBGP, distance 20)
 *     withdraw 10.0.0.0/16
 *     bulk N 192.0.2.1 192.0.2.2                 N routes of length 24 from 16.0.0.0 on
 *     unbulk N                                   and their withdrawal
 *     hold SECONDS | end | ifaces | quit
 *     nexthop ADDRESS | prefix PREFIX | redistribute static
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/cmd_owner.h"
#include "lib/ipc.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/rib_feed.h"

#define BULK_FIRST 0x10000000u /* 16.0.0.0 */
#define BATCH      256

struct feeder {
	struct loop *loop;
	struct ipc_conn *conn;
	char input[8192];
	size_t used;
};

static void say(const char *line)
{
	puts(line);
	fflush(stdout);
}

static unsigned parse_hops(char *words, struct rib_route *route)
{
	char *save = NULL;
	for (char *word = strtok_r(words, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		struct rib_nexthop *nh = &route->nexthops[route->count++];
		nh->weight = 1;
		ip_addr_parse(word, &nh->addr);
	}
	return route->count;
}

static void send_routes(struct feeder *f, const struct rib_route *routes, size_t count)
{
	while (count) {
		struct wbuf w = {0};
		size_t packed = rib_routes_pack(&w, routes, count);
		ipc_send_buf(f->conn, RIB_ROUTES, 0, 0, &w);
		wbuf_free(&w);
		routes += packed;
		count -= packed;
	}
}

static void do_route(struct feeder *f, char *words, bool withdraw)
{
	struct rib_route route = {.withdraw = withdraw, .proto = RIB_PROTO_EBGP, .distance = 20};
	char *rest = strchr(words, ' ');
	if (rest)
		*rest++ = '\0';
	ip_prefix_parse(words, &route.prefix);
	if (rest)
		parse_hops(rest, &route);
	send_routes(f, &route, 1);
}

static void do_set(struct feeder *f, char *words)
{
	do_route(f, words, false);
}

static void do_withdraw(struct feeder *f, char *words)
{
	do_route(f, words, true);
}

static void bulk(struct feeder *f, char *words, bool withdraw)
{
	struct rib_route *routes = calloc(BATCH, sizeof *routes),
			 route = {.withdraw = withdraw, .proto = RIB_PROTO_EBGP, .distance = 20};
	char *rest = words;
	unsigned total = (unsigned)strtoul(words, &rest, 10), filled = 0;
	parse_hops(rest, &route);
	route.prefix.len = 24;
	for (unsigned i = 0; routes && i < total; i++) {
		route.prefix.addr = ip_addr_v4(BULK_FIRST + (i << 8));
		routes[filled++] = route;
		if (filled == BATCH || i + 1 == total) {
			send_routes(f, routes, filled);
			filled = 0;
		}
	}
	free(routes);
}

static void do_bulk(struct feeder *f, char *words)
{
	bulk(f, words, false);
}

static void do_unbulk(struct feeder *f, char *words)
{
	bulk(f, words, true);
}

static void do_hold(struct feeder *f, char *words)
{
	struct wbuf w = {0};
	wbuf_u32(&w, (uint32_t)strtoul(words, NULL, 10));
	ipc_send_buf(f->conn, RIB_ROUTES_HOLD, 0, 0, &w);
	wbuf_free(&w);
}

static void do_end(struct feeder *f, char *words)
{
	ipc_send(f->conn, RIB_ROUTES_END, 0, 0, NULL, 0);
}

static void do_ifaces(struct feeder *f, char *words)
{
	ipc_send(f->conn, RIB_IFACE_WATCH, 0, 0, NULL, 0);
}

static void do_nexthop(struct feeder *f, char *words)
{
	struct wbuf w = {0};
	struct ip_addr addr = {0};
	ip_addr_parse(words, &addr);
	wbuf_u8(&w, 1);
	wbuf_ip_addr(&w, &addr);
	ipc_send_buf(f->conn, RIB_NEXTHOP_WATCH, 0, 0, &w);
	wbuf_free(&w);
}

static void do_prefix(struct feeder *f, char *words)
{
	struct wbuf w = {0};
	struct ip_prefix prefix = {0};
	ip_prefix_parse(words, &prefix);
	wbuf_u8(&w, 1);
	wbuf_ip_prefix(&w, &prefix);
	ipc_send_buf(f->conn, RIB_PREFIX_WATCH, 0, 0, &w);
	wbuf_free(&w);
}

static void do_redistribute(struct feeder *f, char *words)
{
	struct wbuf w = {0};
	wbuf_u8(&w, 1);
	wbuf_u8(&w, strcmp(words, "connected") == 0 ? RIB_PROTO_CONNECTED : RIB_PROTO_STATIC);
	wbuf_u8(&w, 4);
	ipc_send_buf(f->conn, RIB_REDISTRIBUTE, 0, 0, &w);
	wbuf_free(&w);
}

static void do_quit(struct feeder *f, char *words)
{
	loop_stop(f->loop);
}

static const struct {
	const char *word;
	void (*run)(struct feeder *f, char *words);
} orders[] = {
    {"route", do_set},
    {"withdraw", do_withdraw},
    {"bulk", do_bulk},
    {"unbulk", do_unbulk},
    {"hold", do_hold},
    {"end", do_end},
    {"ifaces", do_ifaces},
    {"nexthop", do_nexthop},
    {"prefix", do_prefix},
    {"redistribute", do_redistribute},
    {"quit", do_quit},
};

static void run_line(struct feeder *f, char *line)
{
	char *rest = strchr(line, ' ');
	if (rest)
		*rest++ = '\0';
	for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
		if (strcmp(orders[i].word, line) == 0) {
			orders[i].run(f, rest ? rest : line + strlen(line));
			return;
		}
	}
	say("what?");
}

static void on_input(void *arg, int events)
{
	struct feeder *f = arg;
	ssize_t got = read(0, f->input + f->used, sizeof f->input - 1 - f->used);
	if (got <= 0) {
		loop_stop(f->loop);
		return;
	}
	f->used += (size_t)got;
	f->input[f->used] = '\0';
	char *line = f->input;
	for (char *end; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		run_line(f, line);
	}
	f->used = strlen(line);
	memmove(f->input, line, f->used + 1);
}

/* What ribd says ------------------------------------------------------------------------------------- */

static void say_route(void *arg, const struct rib_route *route)
{
	char line[128], prefix[IP_PREFIX_STRLEN], gateway[IP_ADDR_STRLEN];
	snprintf(line, sizeof line, "redistributed %s %s via %s", ip_prefix_str(&route->prefix, prefix),
	    route->withdraw ? "withdrawn" : "present", ip_addr_str(&route->nexthops[0].addr, gateway));
	say(line);
}

static void say_nexthop(struct rbuf *r)
{
	struct rib_nexthop_state s;
	char line[128], text[IP_ADDR_STRLEN];
	if (!rib_nexthop_state_unpack(r, &s))
		return;
	snprintf(line, sizeof line, "nexthop %s %s%s metric %u", ip_addr_str(&s.addr, text),
	    s.reachable ? "reachable" : "unreachable", s.connected ? " connected" : "", s.metric);
	say(line);
}

static void say_prefix(struct rbuf *r)
{
	struct rib_prefix_state s;
	char line[160], prefix[IP_PREFIX_STRLEN], gateway[IP_ADDR_STRLEN];
	if (!rib_prefix_state_unpack(r, &s))
		return;
	snprintf(line, sizeof line, "prefix %s %s proto %u via %s", ip_prefix_str(&s.prefix, prefix),
	    s.present ? "present" : "absent", s.proto, ip_addr_str(&s.gateway, gateway));
	say(line);
}

static void say_iface(struct rbuf *r)
{
	struct rib_iface i;
	char line[256], addr[IP_PREFIX_STRLEN];
	if (!rib_iface_unpack(r, &i))
		return;
	snprintf(line, sizeof line, "iface %s %s \"%s\" %s %s", i.device, i.name, i.nameif,
	    i.gone      ? "gone"
	    : i.running ? "running"
			: "down",
	    i.count ? ip_prefix_str(&i.addrs[0], addr) : "-");
	say(line);
}

static void on_message(void *arg, struct ipc_conn *conn, struct ipc_msg *msg)
{
	switch (msg->type) {
	case RIB_NEXTHOP:
		say_nexthop(&msg->body);
		break;
	case RIB_PREFIX:
		say_prefix(&msg->body);
		break;
	case RIB_REDISTRIBUTED:
		rib_routes_unpack(&msg->body, say_route, NULL);
		break;
	case RIB_IFACE:
		say_iface(&msg->body);
		break;
	case RIB_IFACE_END:
		say("ifaces end");
		break;
	}
}

static void on_established(void *arg, struct ipc_conn *conn)
{
	struct feeder *f = arg;
	f->conn = conn;
	say("connected");
}

static void on_closed(void *arg, struct ipc_conn *conn, const char *reason)
{
	((struct feeder *)arg)->conn = NULL;
	say("closed");
}

static const struct ipc_handler handler = {
    .established = on_established, .message = on_message, .closed = on_closed};

int main(int argc, char **argv)
{
	struct feeder f = {.loop = loop_new()};
	struct ipc_self self = {.role = argc > 4 ? argv[4] : "feeder"};
	char path[256];
	if (argc < 3)
		return 2;
	log_open("feeder", LOG_LEVEL_INFO);
	memcpy(self.grammar_hash, cmd_grammar_hash(), sizeof self.grammar_hash);
	snprintf(path, sizeof path, "%s/ribd.sock", argv[2]);
	struct ipc_link *link = ipc_link_new(f.loop, path, &self, &handler, &f);
	struct loop_io *input = loop_io_new(f.loop, 0, LOOP_READ, on_input, &f);
	loop_run(f.loop);
	loop_io_free(input);
	ipc_link_free(link);
	loop_free(f.loop);
	return 0;
}
