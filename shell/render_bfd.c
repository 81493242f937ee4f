/* SPDX-License-Identifier: Apache-2.0 */
/* show bfd neighbors, summary, drops, map. */
#include <string.h>
#include "shell/field.h"
#include "shell/layout.h"
#include "shell/render.h"

static const char neighbor_head[] =
    "NeighAddr                              LD/RD         RH/RS     State     Int\n";
static const char neighbor_row[] =
    "{remote:<38} {discr_text:<13} {remote_text:<9} {state:<9} {interface|-}\n";

static const struct layout_line detail_lines[] = {
    {NULL, "Session state is {state_upper} and not using echo function.\n"
	   "Session Host: Software\n"
	   "OurAddr: {local}\n"
	   "Handle: {local_discr}\n"
	   "Local Diag: {diag}, Demand mode: 0, Poll bit: {poll_bit}\n"
	   "MinTxInt: {min_tx_usec}, MinRxInt: {min_rx_usec}, Multiplier: {multiplier}\n"
	   "Received MinRxInt: {remote_min_rx_usec}, Received Multiplier: {remote_multiplier}\n"
	   "Holddown (hits): {detection_msec}({expired}), Hello (hits): {tx_msec}({sent})\n"},
    {"last_received_msec", "Rx Count: {received}, last: {last_received_msec} ms ago\n"},
    {"!last_received_msec", "Rx Count: 0\n"},
    {"last_sent_msec", "Tx Count: {sent}, last: {last_sent_msec} ms ago\n"},
    {"authentication", "Authentication: {authentication}\n"},
    {NULL, "Registered protocols: {clients|}\n"},
    {"up_seconds", "Uptime: {up_seconds:r}\n"},
    {"!up_seconds", "Uptime: never\n"},
    {NULL, NULL},
};

static const struct layout_line packet_lines[] = {
    {NULL, "Last packet: Version: 1                  - Diagnostic: {diag}\n"
	   "             State bit: {state:<13}     - Demand bit: {demand_bit}\n"
	   "             Poll bit: {poll_bit}                 - Final bit: {final_bit}\n"
	   "             C bit: {independent_bit}\n"
	   "             Multiplier: {multiplier:<12}     - Length: {length}\n"
	   "             My Discr.: {my_discr:<12}      - Your Discr.: {your_discr}\n"
	   "             Min tx interval: {min_tx_usec:<11} - Min rx interval: {min_rx_usec}\n"
	   "             Min Echo interval: {min_echo_rx_usec}\n"},
    {NULL, NULL},
};

static const char summary_text[] = "                    Session          Up          Down\n\n"
				   "Total               {sessions:<16} {up:<11} {down}\n";
static const char drops_head[] =
    "BFD Drop Statistics\n                        IPV4        IPV6        IPV4-M      IPV6-M\n";
static const char drops_row[] = "{reason:<23} {ipv4:<11} {ipv6:<11} {ipv4_multihop:<11} {ipv6_multihop}\n";
static const char map_text[] = "Destination: {destination}\nSource: {source}\nTemplate: {template}\n";

static void set_bit(json_t *record, const char *member, const char *flag)
{
	json_object_set_new(record, member, json_integer(field_bool(record, flag)));
}

static void print_packet(struct render *r, json_t *packet, bool authenticated)
{
	set_bit(packet, "demand_bit", "demand");
	set_bit(packet, "poll_bit", "poll");
	set_bit(packet, "final_bit", "final");
	set_bit(packet, "independent_bit", "independent");
	json_object_set_new(packet, "length", json_integer(authenticated ? 52 : 24));
	layout_print(r->out, packet_lines, packet);
}

static void print_list(struct render *r, json_t *header)
{
	render_keep_header(r, header);
}

/* A heading for each family, and before each session of the detailed form. */
static void print_head(struct render *r, const json_t *session)
{
	const char *family = strchr(field_str(session, "remote", ""), ':') ? "IPv6" : "IPv4";
	bool same = strcmp(field_str(r->header, "family", ""), family) == 0;
	if (!same)
		output_printf(r->out, "\n%s Sessions\n", family);
	if (!same || field_bool(r->header, "detail"))
		output_text(r->out, neighbor_head);
	json_object_set_new(r->header, "family", json_string(family));
}

static void print_session(struct render *r, json_t *session)
{
	const char *state = field_str(session, "state", "Down"),
		   *remote = field_str(session, "remote_state", "Down");
	json_t *packet = json_object_get(session, "last_packet");
	print_head(r, session);
	render_derive(session, "discr_text", "%u/%u", (unsigned)field_int(session, "local_discr", 0),
	    (unsigned)field_int(session, "remote_discr", 0));
	render_derive(session, "remote_text", "%s", strcmp(remote, "Up") == 0 ? "Up" : "Down");
	layout_text(r->out, neighbor_row, session);
	if (!field_bool(r->header, "detail"))
		return;
	render_derive(session, "state_upper", "%s",
	    strcmp(state, "Up") == 0     ? "UP"
	    : strcmp(state, "Init") == 0 ? "INIT"
					 : "DOWN");
	set_bit(session, "poll_bit", "polling");
	json_object_set_new(session, "min_rx_usec", json_integer(1000 * field_int(session, "rx_msec", 0)));
	layout_print(r->out, detail_lines, session);
	if (packet)
		print_packet(r, packet, field_set(session, "authentication"));
}

static void print_summary(struct render *r, json_t *summary)
{
	layout_text(r->out, summary_text, summary);
}

static void print_drops_head(struct render *r, json_t *header)
{
	output_text(r->out, drops_head);
}

static void print_drop(struct render *r, json_t *drop)
{
	layout_text(r->out, drops_row, drop);
}

static void print_map(struct render *r, json_t *map)
{
	layout_text(r->out, map_text, map);
}

const struct render_entry render_bfd[] = {
    {"bfd_list", print_list, NULL},
    {"bfd_session", print_session, NULL},
    {"bfd_summary", print_summary, NULL},
    {"bfd_drop_list", print_drops_head, NULL},
    {"bfd_drop", print_drop, NULL},
    {"bfd_map_list", print_list, NULL},
    {"bfd_map", print_map, NULL},
    {NULL, NULL, NULL},
};
