/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/debug.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/attach.h"
#include "daemons/mgmtd/config.h"
#include "daemons/mgmtd/journal.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/session.h"
#include "lib/buf.h"
#include "lib/cmd_owner.h"
#include "lib/log.h"
#include "lib/record.h"

#define PEERS_MAX 10           /* of `debug crypto condition`, as on an ASA */
#define ROOM      (256u << 10) /* bytes of backlog: whoever is further behind misses messages */

struct debugging {
	struct debug_set on; /* as switched on */
	unsigned peer_count;
	struct ip_addr peer[PEERS_MAX]; /* crypto: only about these, if there are any */
	struct debug_set wants;         /* both together */
	uint32_t missed;                /* since the last that was printed */
	uint64_t missed_total;
};

static const struct area {
	const char *name; /* as it is switched on, behind "debug " */
	enum cmd_debug_topic topic;
	bool crypto; /* goes by the condition */
	bool has_level;
} areas[DEBUG_AREAS] = {
    [DEBUG_IKEV2_PROTOCOL] = {"crypto ikev2 protocol", CMD_DEBUG_TOPIC_CRYPTO, true, true},
    [DEBUG_IKEV2_PLATFORM] = {"crypto ikev2 platform", CMD_DEBUG_TOPIC_CRYPTO, true, true},
    [DEBUG_IKEV2_TIMER] = {"crypto ikev2 timer", CMD_DEBUG_TOPIC_CRYPTO, true, true},
    [DEBUG_IKEV2_HA] = {"crypto ikev2 ha", CMD_DEBUG_TOPIC_CRYPTO, true, true},
    [DEBUG_IPSEC] = {"crypto ipsec", CMD_DEBUG_TOPIC_CRYPTO, true, true},
    [DEBUG_CA] = {"crypto ca", CMD_DEBUG_TOPIC_CRYPTO, true, true},
    [DEBUG_BGP] = {"ip bgp", CMD_DEBUG_TOPIC_BGP, false, false},
    [DEBUG_BGP_EVENTS] = {"ip bgp events", CMD_DEBUG_TOPIC_BGP, false, false},
    [DEBUG_BGP_IN] = {"ip bgp in", CMD_DEBUG_TOPIC_BGP, false, false},
    [DEBUG_BGP_KEEPALIVES] = {"ip bgp keepalives", CMD_DEBUG_TOPIC_BGP, false, false},
    [DEBUG_BGP_OUT] = {"ip bgp out", CMD_DEBUG_TOPIC_BGP, false, false},
    [DEBUG_BGP_UPDATES] = {"ip bgp updates", CMD_DEBUG_TOPIC_BGP, false, false},
    [DEBUG_BGP6_UPDATES] = {"bgp ipv6 unicast updates", CMD_DEBUG_TOPIC_BGP, false, false},
    [DEBUG_ICMP] = {"icmp trace", CMD_DEBUG_TOPIC_ICMP, false, true},
    [DEBUG_ROUTING] = {"ip routing", CMD_DEBUG_TOPIC_IP, false, false},
    [DEBUG_SLA] = {"sla monitor", CMD_DEBUG_TOPIC_SLA, false, true},
};

/* ---- to the daemons ---- */

void debug_tell(struct mgmtd *m, enum cmd_owner_id owner)
{
	struct wbuf w = {0};
	wbuf_debug_set(&w, &m->debug);
	ipc_send_buf(attach_conn(m->attach, owner), IPC_DEBUG_SET, 0, 0, &w);
	wbuf_free(&w);
}

static void join(void *arg, struct session *s)
{
	struct debug_set *all = arg;
	for (unsigned i = 0; s->debug != NULL && i < s->debug->wants.count; i++) {
		struct debug_want want = s->debug->wants.want[i];
		if (debug_set_add(all, &want))
			continue;
		want.peer =
		    (struct ip_addr){0}; /* too many single peers: the daemons tell of all, we sort out */
		debug_set_add(all, &want);
	}
}

/* What the sessions listen to has changed. */
static void tell_all(struct mgmtd *m)
{
	struct debug_set all = {0};
	sessions_each(m->sessions, join, &all);
	if (debug_set_equal(&all, &m->debug))
		return;
	m->debug = all;
	for (unsigned owner = 0; owner < CMD_OWNER_COUNT; owner++)
		if (owner != CMD_OWNER_MGMTD && owner != CMD_OWNER_SHELL)
			debug_tell(m, (enum cmd_owner_id)owner);
}

void debug_session_ends(struct session *s)
{
	if (s->debug == NULL)
		return;
	free(s->debug);
	s->debug = NULL;
	if (s->mgmtd->sessions != NULL)
		tell_all(s->mgmtd);
}

/* ---- to the sessions ---- */

struct event {
	uint8_t area, level;
	struct ip_addr peer;
	uint32_t dropped; /* by the daemon, before this one */
	const char *program;
	char text[DEBUG_TEXT_MAX];
};

static void print(struct session *s, const char *text)
{
	struct wbuf w = {0};
	wbuf_str(&w, text);
	ipc_send_buf(s->conn, IPC_NOTICE, 0, 0, &w);
	wbuf_free(&w);
}

static void print_missed(struct session *s, uint64_t count, const char *why)
{
	char text[160];
	s->debug->missed_total += count;
	snprintf(text, sizeof(text), "%% %llu debug messages are left out here: %s",
	    (unsigned long long)count, why);
	print(s, text);
}

static void deliver(void *arg, struct session *s)
{
	const struct event *e = arg;
	struct debugging *d = s->debug;
	if (d == NULL || !debug_set_matches(&d->wants, e->area, e->level, e->peer.family ? &e->peer : NULL))
		return;
	if (ipc_backlog(s->conn) > ROOM) {
		d->missed += 1 + e->dropped;
		return;
	}
	if (d->missed > 0)
		print_missed(s, d->missed, "this terminal is too slow");
	d->missed = 0;
	if (e->dropped > 0)
		print_missed(s, e->dropped, "there were more than can be passed on");
	print(s, e->text);
}

/* `logging debug-trace`: each line is a message of its own. */
static void log_event(struct mgmtd *m, struct event *e)
{
	char *rest = e->text, *line;
	while ((line = strsep(&rest, "\n")) != NULL)
		journal_put(m->journal, LOG_LEVEL_DEBUG, "debug", line);
}

void debug_event(struct mgmtd *m, const char *program, struct rbuf *body)
{
	struct event e = {.program = program};
	e.area = rbuf_u8(body);
	e.level = rbuf_u8(body);
	rbuf_ip_addr(body, &e.peer);
	e.dropped = rbuf_u32(body);
	if (!rbuf_str(body, e.text, sizeof(e.text)) || e.area >= DEBUG_AREAS) {
		log_warn("%s sends a malformed debug message", program);
		return;
	}
	sessions_each(m->sessions, deliver, &e);
	if (m->model->logging.debug_trace)
		log_event(m, &e);
}

/* ---- commands ---- */

static void add_wants(struct debugging *d, const struct debug_want *on)
{
	struct debug_want want = *on;
	if (!areas[on->area].crypto || d->peer_count == 0) {
		debug_set_add(&d->wants, on);
		return;
	}
	for (unsigned i = 0; i < d->peer_count; i++) {
		want.peer = d->peer[i];
		debug_set_add(&d->wants, &want);
	}
}

static void settle(struct mgmtd *m, struct debugging *d)
{
	d->wants.count = 0;
	for (unsigned i = 0; i < d->on.count; i++)
		add_wants(d, &d->on.want[i]);
	tell_all(m);
}

static struct debugging *debugging_of(struct mgmtd *m)
{
	struct session *s = session_current(m->sessions);
	if (s->debug == NULL)
		s->debug = calloc(1, sizeof(*s->debug));
	return s->debug;
}

/* One switch: on with a level, or off. */
static void turn(struct mgmtd *m, struct cmd_call *call, bool on, struct debug_want want)
{
	char peer[IP_ADDR_STRLEN];
	struct debugging *d = debugging_of(m);
	bool ok = d != NULL;
	if (ok) {
		debug_set_remove(&d->on, &want);
		ok = !on || debug_set_add(&d->on, &want);
		settle(m, d);
	}
	if (!ok) {
		record_fail(call->out, "This session listens to too much already: use \"undebug all\"");
		return;
	}
	if (on)
		record_text(call->out, "debug %s%s%s is on for this session", areas[want.area].name,
		    want.peer.family ? " of " : "", want.peer.family ? ip_addr_str(&want.peer, peer) : "");
	record_done(call->out);
}

#define ON(args)           ((args)->has_debug && !(args)->has_no)
#define WANT(which, depth) ((struct debug_want){.area = (which), .level = (uint8_t)(depth)})

void mgmtd_exec_debug_crypto_ikev2(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_debug_crypto_ikev2 *args)
{
	static const enum debug_area parts[] = {
	    [CMD_DEBUG_IKE_PROTOCOL] = DEBUG_IKEV2_PROTOCOL,
	    [CMD_DEBUG_IKE_PLATFORM] = DEBUG_IKEV2_PLATFORM,
	    [CMD_DEBUG_IKE_TIMER] = DEBUG_IKEV2_TIMER,
	    [CMD_DEBUG_IKE_HA] = DEBUG_IKEV2_HA,
	};
	turn(m, call, ON(args), WANT(parts[args->part], args->level));
}

void mgmtd_exec_debug_crypto_ipsec(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_debug_crypto_ipsec *args)
{
	turn(m, call, ON(args), WANT(DEBUG_IPSEC, args->level));
}

void mgmtd_exec_debug_crypto_ca(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_debug_crypto_ca *args)
{
	turn(m, call, ON(args), WANT(DEBUG_CA, args->level));
}

static bool condition_remove(struct debugging *d, const struct ip_addr *peer)
{
	for (unsigned i = 0; i < d->peer_count; i++)
		if (ip_addr_equal(&d->peer[i], peer)) {
			d->peer[i] = d->peer[--d->peer_count];
			return true;
		}
	return false;
}

void mgmtd_exec_debug_crypto_condition(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_debug_crypto_condition *args)
{
	struct debugging *d = debugging_of(m);
	if (d == NULL) {
		record_fail(call->out, "Out of memory");
		return;
	}
	if (args->has_reset)
		d->peer_count = 0;
	else
		condition_remove(d, &args->peer);
	if (!args->has_reset && ON(args)) {
		if (d->peer_count == PEERS_MAX) {
			record_fail(call->out,
			    "There are %d peers already: take one away with \"no debug crypto "
			    "condition peer\"",
			    PEERS_MAX);
			return;
		}
		d->peer[d->peer_count++] = args->peer;
	}
	settle(m, d);
	record_done(call->out);
}

static const enum debug_area bgp_parts[] = {
    [CMD_DEBUG_BGP_EVENTS] = DEBUG_BGP_EVENTS,
    [CMD_DEBUG_BGP_IN] = DEBUG_BGP_IN,
    [CMD_DEBUG_BGP_KEEPALIVES] = DEBUG_BGP_KEEPALIVES,
    [CMD_DEBUG_BGP_OUT] = DEBUG_BGP_OUT,
    [CMD_DEBUG_BGP_UPDATES] = DEBUG_BGP_UPDATES,
};

void mgmtd_exec_debug_ip_bgp(struct mgmtd *m, struct cmd_call *call, const struct cmd_debug_ip_bgp *args)
{
	struct debug_want want = WANT(args->has_part ? bgp_parts[args->part] : DEBUG_BGP, 1);
	if (args->has_neighbor)
		want.peer = args->neighbor;
	turn(m, call, ON(args), want);
}

/* A session carries both families: only what is about routes differs. */
void mgmtd_exec_debug_bgp_ipv6(struct mgmtd *m, struct cmd_call *call, const struct cmd_debug_bgp_ipv6 *args)
{
	struct debug_want want = WANT(args->has_part ? bgp_parts[args->part] : DEBUG_BGP, 1);
	if (want.area == DEBUG_BGP_UPDATES)
		want.area = DEBUG_BGP6_UPDATES;
	if (args->has_neighbor)
		want.peer = args->neighbor;
	turn(m, call, ON(args), want);
}

void mgmtd_exec_debug_ip_routing(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_debug_ip_routing *args)
{
	turn(m, call, ON(args), WANT(DEBUG_ROUTING, 1));
}

void mgmtd_exec_debug_icmp_trace(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_debug_icmp_trace *args)
{
	turn(m, call, ON(args), WANT(DEBUG_ICMP, args->level));
}

void mgmtd_exec_debug_sla_monitor(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_debug_sla_monitor *args)
{
	turn(m, call, ON(args), WANT(DEBUG_SLA, args->level));
}

void mgmtd_exec_debug_all(struct mgmtd *m, struct cmd_call *call, const struct cmd_debug_all *args)
{
	if (ON(args)) {
		record_fail(call->out,
		    "Everything at once would bury you: name what you want, as \"debug crypto "
		    "ikev2 protocol 127\"");
		return;
	}
	debug_session_ends(session_current(m->sessions));
	record_text(call->out, "All possible debugging has been turned off");
	record_done(call->out);
}

/* ---- show debug ---- */

static bool is_shown(const struct debug_want *want, const struct cmd_show_debug *args)
{
	return !args->has_topic || areas[want->area].topic == args->topic;
}

static void send_switch(struct record_out *out, const struct debug_want *want)
{
	char peer[IP_ADDR_STRLEN];
	json_t *record = json_pack("{s:s, s:s}", "type", "debug_switch", "name", areas[want->area].name);
	if (areas[want->area].has_level)
		json_object_set_new(record, "level", json_integer(want->level));
	if (want->peer.family != 0)
		json_object_set_new(record, "neighbor", json_string(ip_addr_str(&want->peer, peer)));
	record_send(out, record);
}

static void send_conditions(struct record_out *out, const struct debugging *d)
{
	char peer[IP_ADDR_STRLEN];
	for (unsigned i = 0; i < d->peer_count; i++)
		record_send(out, json_pack("{s:s, s:s}", "type", "debug_condition", "peer",
				     ip_addr_str(&d->peer[i], peer)));
}

void mgmtd_exec_show_debug(struct mgmtd *m, struct cmd_call *call, const struct cmd_show_debug *args)
{
	static const struct debugging none;
	const struct session *s = session_current(m->sessions);
	const struct debugging *d = s->debug != NULL ? s->debug : &none;
	unsigned count = 0;
	for (unsigned i = 0; i < d->on.count; i++)
		count += is_shown(&d->on.want[i], args);
	record_send(call->out, json_pack("{s:s, s:I, s:I}", "type", "debug_list", "count", (json_int_t)count,
				   "missed", (json_int_t)d->missed_total + (json_int_t)d->missed));
	for (unsigned i = 0; i < d->on.count; i++)
		if (is_shown(&d->on.want[i], args))
			send_switch(call->out, &d->on.want[i]);
	if (!args->has_topic || args->topic == CMD_DEBUG_TOPIC_CRYPTO)
		send_conditions(call->out, d);
	record_done(call->out);
}
