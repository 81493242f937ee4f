/* SPDX-License-Identifier: Apache-2.0 */
/* show bfd …: records as shell/RECORDS.md has them. */
#include <jansson.h>
#include <stdlib.h>
#include "cmd_bgpd.h"
#include "daemons/bgpd/bfd.h"
#include "daemons/bgpd/bgpd.h"
#include "lib/record.h"

static void set_str(json_t *record, const char *member, const char *value)
{
	if (value[0])
		json_object_set_new(record, member, json_string(value));
}

static void set_int(json_t *record, const char *member, uint64_t value)
{
	json_object_set_new(record, member, json_integer((json_int_t)value));
}

static void set_addr(json_t *record, const char *member, const struct ip_addr *a)
{
	char text[IP_ADDR_STRLEN];
	set_str(record, member, ip_addr_str(a, text));
}

/* `usec` -1: never. */
static void set_ago(json_t *record, const char *member, int64_t usec, int64_t unit)
{
	if (usec >= 0)
		set_int(record, member, (uint64_t)(usec / unit));
}

static json_t *last_packet(const struct bfd_packet *p)
{
	return json_pack("{s:i, s:s, s:b, s:b, s:b, s:b, s:i, s:I, s:I, s:I, s:I, s:I}", "diag", p->diag,
	    "state", bfd_state_str(p->state), "demand", p->demand, "poll", p->poll, "final", p->final,
	    "independent", p->independent, "multiplier", p->multiplier, "my_discr", (json_int_t)p->my_discr,
	    "your_discr", (json_int_t)p->your_discr, "min_tx_usec", (json_int_t)p->min_tx, "min_rx_usec",
	    (json_int_t)p->min_rx, "min_echo_rx_usec", (json_int_t)p->min_echo_rx);
}

static void set_times(json_t *record, const struct bfd_status *s)
{
	set_int(record, "tx_msec", s->interval / 1000);
	set_int(record, "rx_msec", s->want.timing.min_rx / 1000);
	set_int(record, "multiplier", s->want.timing.multiplier);
	set_int(record, "min_tx_usec", s->want.timing.min_tx);
	set_int(record, "remote_min_rx_usec", s->remote_min_rx);
	set_int(record, "remote_min_tx_usec", s->remote_min_tx);
	set_int(record, "remote_multiplier", s->remote_multiplier);
	set_int(record, "detection_msec", s->detection / 1000);
	if (s->state == BFD_UP)
		set_ago(record, "up_seconds", s->since, LOOP_SEC);
	set_ago(record, "last_received_msec", s->received_ago, LOOP_MSEC);
	set_ago(record, "last_sent_msec", s->sent_ago, LOOP_MSEC);
}

static void send_session(const struct bgpd *b, struct record_out *out, const struct bfd_status *s)
{
	static const char *const auth[] = {
	    [BFD_AUTH_SHA1] = "sha-1", [BFD_AUTH_METICULOUS_SHA1] = "meticulous-sha-1"};
	const struct rib_iface *iface = bgp_iface(b->bgp, s->want.ifindex);
	json_t *record = json_pack("{s:s}", "type", "bfd_session");
	set_addr(record, "local", &s->want.local);
	set_addr(record, "remote", &s->want.remote);
	set_int(record, "local_discr", s->local_discr);
	set_int(record, "remote_discr", s->remote_discr);
	set_str(record, "state", bfd_state_str(s->state));
	set_str(record, "remote_state", bfd_state_str(s->remote_state));
	json_object_set_new(record, "multihop", json_boolean(s->want.multihop));
	set_times(record, s);
	set_int(record, "diag", s->diag);
	json_object_set_new(record, "polling", json_boolean(s->polling));
	set_int(record, "received", s->received);
	set_int(record, "sent", s->sent);
	set_int(record, "expired", s->expired);
	set_int(record, "ups", s->ups);
	if (iface)
		set_str(record, "interface", iface->nameif[0] ? iface->nameif : iface->name);
	if (s->want.auth.type != BFD_AUTH_NONE)
		set_str(record, "authentication", auth[s->want.auth.type]);
	if (s->received)
		json_object_set_new(record, "last_packet", last_packet(&s->last));
	set_str(record, "clients", "BGP");
	record_send(out, record);
}

void bgpd_exec_show_bfd_neighbors(
    struct bgpd *b, struct cmd_call *call, const struct cmd_show_bfd_neighbors *args)
{
	size_t count;
	struct bfd_status *list = bfd_sessions(b->bfd, &count);
	record_send(call->out, json_pack("{s:s, s:I, s:b}", "type", "bfd_list", "count", (json_int_t)count,
				   "detail", args->has_details));
	for (size_t i = 0; i < count; i++)
		send_session(b, call->out, &list[i]);
	free(list);
	record_done(call->out);
}

void bgpd_exec_show_bfd_summary(
    struct bgpd *b, struct cmd_call *call, const struct cmd_show_bfd_summary *args)
{
	size_t count, up = 0;
	struct bfd_status *list = bfd_sessions(b->bfd, &count);
	for (size_t i = 0; i < count; i++)
		up += list[i].state == BFD_UP;
	free(list);
	record_send(
	    call->out, json_pack("{s:s, s:I, s:I, s:I}", "type", "bfd_summary", "sessions", (json_int_t)count,
			   "up", (json_int_t)up, "down", (json_int_t)(count - up)));
	record_done(call->out);
}

void bgpd_exec_show_bfd_drops(struct bgpd *b, struct cmd_call *call, const struct cmd_show_bfd_drops *args)
{
	static const char *const reasons[BFD_DROPS] = {[BFD_DROP_TTL] = "Invalid TTL",
	    [BFD_DROP_NOT_CONFIGURED] = "BFD Not Configured",
	    [BFD_DROP_NO_ADJACENCY] = "No BFD Adjacency",
	    [BFD_DROP_BITS] = "Invalid Header Bits",
	    [BFD_DROP_DISCR] = "Invalid Discriminator",
	    [BFD_DROP_VERSION] = "Invalid Version",
	    [BFD_DROP_LENGTH] = "Invalid Length",
	    [BFD_DROP_AUTH] = "Authentication failure"};
	struct bfd_drops drops;
	bfd_dropped(b->bfd, &drops);
	record_send(call->out, json_pack("{s:s, s:i}", "type", "bfd_drop_list", "count", BFD_DROPS));
	for (unsigned i = 0; i < BFD_DROPS; i++) {
		const uint64_t *n = drops.count[i];
		record_send(
		    call->out, json_pack("{s:s, s:s, s:I, s:I, s:I, s:I}", "type", "bfd_drop", "reason",
				   reasons[i], "ipv4", (json_int_t)n[0], "ipv6", (json_int_t)n[1],
				   "ipv4_multihop", (json_int_t)n[2], "ipv6_multihop", (json_int_t)n[3]));
	}
	record_done(call->out);
}

void bgpd_exec_show_bfd_map(struct bgpd *b, struct cmd_call *call, const struct cmd_show_bfd_map *args)
{
	const struct bfd_config *c = bfd_config_of(b->bfd);
	record_send(
	    call->out, json_pack("{s:s, s:I}", "type", "bfd_map_list", "count", (json_int_t)c->map_count));
	for (size_t i = 0; i < c->map_count; i++) {
		char destination[IP_PREFIX_STRLEN], source[IP_PREFIX_STRLEN];
		const struct bfd_map *m = &c->maps[i];
		record_send(call->out, json_pack("{s:s, s:s, s:s, s:s}", "type", "bfd_map", "destination",
					   ip_prefix_str(&m->destination, destination), "source",
					   ip_prefix_str(&m->source, source), "template", m->template));
	}
	record_done(call->out);
}
