/* SPDX-License-Identifier: Apache-2.0 */
/* show vpn-sessiondb: the summary, and the sessions, for which the records of two daemons belong together. */
#include <string.h>
#include "shell/algorithm.h"
#include "shell/calendar.h"
#include "shell/field.h"
#include "shell/layout.h"
#include "shell/render.h"
#include "shell/selector.h"

#define RULER "---------------------------------------------------------------------------\n"

static const struct layout_line summary_lines[] = {
    {NULL, RULER "VPN Session Summary\n" RULER},
    {NULL, "                               Active : Cumulative : Peak Concur : Inactive\n"
	   "                             ----------------------------------------------\n"},
    {NULL, "Site-to-Site VPN             : {active:>6} : {cumulative:>10} : {peak:>11}\n"},
    {NULL, "  IKEv2 IPsec                : {active:>6} : {cumulative:>10} : {peak:>11}\n"},
    {NULL, RULER},
    {NULL, "Total Active and Inactive    : {active:>6}             Total Cumulative : {cumulative:>6}\n"},
    {"capacity", "Device Total VPN Capacity    : {capacity:>6}\n"},
    {"capacity", "Device Load                  : {load:>5}%\n"},
    {NULL, RULER "\n" RULER "Tunnels Summary\n" RULER},
    {NULL, "                               Active : Cumulative : Peak Concurrent\n"
	   "                             ----------------------------------------------\n"},
    {NULL, "IKEv2                        : {active:>6} : {cumulative:>10} : {peak:>15}\n"},
    {NULL, "IPsec                        : {active_children:>6} : {cumulative_children:>10} : "
	   "{peak_children:>15}\n"},
    {NULL, RULER},
    {NULL, "Totals                       : {active_total:>6} : {cumulative_total:>10}\n" RULER},
    {NULL, NULL},
};

static const struct layout_line session_lines[] = {
    {NULL, "\nConnection   : {remote}\n"},
    {NULL, "Index        : {session_id:<22} IP Addr      : {remote}\n"},
    {NULL, "Protocol     : IKEv2 {protocol}\n"},
    {NULL, "Encryption   : IKEv2: (1){encr_text}  {protocol}: {child_encr}\n"},
    {NULL, "Hashing      : IKEv2: (1){hash_text}  {protocol}: {child_hash}\n"},
    {NULL, "Bytes Tx     : {bytes_out:<22} Bytes Rx     : {bytes_in}\n"},
    {NULL, "Login Time   : {login_text|unknown}\n"},
    {NULL, "Duration     : {session_seconds:s}\n"},
    {NULL, NULL},
};

static const struct layout_line ike_lines[] = {
    {NULL, "\nIKEv2 Tunnels: 1\n{protocol} Tunnels: {child_count}\n"},
    {NULL, "\nIKEv2:\n"},
    {NULL, "  Tunnel ID    : {session_id}.1\n"},
    {NULL, "  UDP Src Port : {local_port:<22} UDP Dst Port : {remote_port}\n"},
    {NULL, "  Rem Auth Mode: {remote_auth_text}\n"},
    {NULL, "  Loc Auth Mode: {local_auth_text}\n"},
    {NULL, "  Encryption   : {encr_text:<22} Hashing      : {hash_text}\n"},
    {NULL, "  Rekey Int (T): {rekey_text:<22} Rekey Left(T): {left_text}\n"},
    {NULL, "  PRF          : {prf:<22|none} D/H Group    : {dh_group}\n"},
    {NULL, "  Filter Name  :\n"},
    {NULL, NULL},
};

static const struct layout_line child_lines[] = {
    {NULL, "\n{protocol}:\n"},
    {NULL, "  Tunnel ID    : {session_id}.{index}\n"},
    {NULL, "  Local Addr   : {local_ident}/0/0\n"},
    {NULL, "  Remote Addr  : {remote_ident}/0/0\n"},
    {NULL, "  Encryption   : {encr_text:<22} Hashing      : {hash_text}\n"},
    {"pfs_group", "  Encapsulation: Tunnel                 PFS Group    : {pfs_group}\n"},
    {"!pfs_group", "  Encapsulation: Tunnel\n"},
    {NULL, "  Rekey Int (T): {rekey_text:<22} Rekey Left(T): {left_text}\n"},
    {"volume_text", "  Rekey Int (D): {volume_text:<22} Rekey Left(D): {volume_left_text}\n"},
    {NULL, "  Idle Time Out: 0 Minutes              Idle TO Left : 0 Minutes\n"},
    {NULL, "  Bytes Tx     : {bytes_out:<22} Bytes Rx     : {bytes_in}\n"},
    {NULL, "  Pkts Tx      : {packets_out:<22} Pkts Rx      : {packets_in}\n"},
    {NULL, NULL},
};

static void print_summary(struct render *r, json_t *s)
{
	json_int_t active = field_int(s, "active", 0), cumulative = field_int(s, "cumulative", 0);
	json_object_set_new(s, "active_total", json_integer(active + field_int(s, "active_children", 0)));
	json_object_set_new(
	    s, "cumulative_total", json_integer(cumulative + field_int(s, "cumulative_children", 0)));
	if (field_set(s, "capacity"))
		json_object_set_new(s, "load", json_integer(active * 100 / field_int(s, "capacity", 1)));
	layout_print(r->out, summary_lines, s);
}

static const char *auth_text(const json_t *sa, const char *member)
{
	static const char *const texts[][2] = {
	    {"PSK", "preSharedKeys"}, {"RSA", "rsaCertificate"}, {"ECDSA", "ecdsaCertificate"}};
	const char *auth = field_str(sa, member, "");
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (strcmp(texts[i][0], auth) == 0)
			return texts[i][1];
	}
	return "unknown";
}

/* The data plane's record of a session's tunnel, NULL when there is none. */
static const json_t *find_tunnel(const struct render *r, const json_t *session)
{
	size_t i;
	const json_t *record;
	json_array_foreach(r->held, i, record)
		if (strcmp(field_str(record, "type", ""), "ipsec_sa") == 0 &&
		    strcmp(field_str(record, "tunnel", ""), field_str(session, "tunnel", "-")) == 0)
			return record;
	return NULL;
}

static const json_t *find_sa(const json_t *tunnel, const char *direction, json_int_t spi)
{
	size_t i;
	const json_t *sa;
	json_array_foreach(json_object_get(tunnel, direction), i, sa)
		if (field_int(sa, "spi", 0) == spi)
			return sa;
	return NULL;
}

static void copy_int(json_t *to, const char *member, const json_t *from, const char *source)
{
	json_object_set_new(to, member, json_integer(field_int(from, source, 0)));
}

/* What only the data plane knows of a CHILD SA. */
static void derive_traffic(json_t *child, const json_t *tunnel)
{
	const json_t *out = find_sa(tunnel, "outbound", field_int(child, "spi_out", 0));
	const json_t *in = find_sa(tunnel, "inbound", field_int(child, "spi_in", 0));
	copy_int(child, "bytes_out", out, "bytes");
	copy_int(child, "packets_out", out, "packets");
	copy_int(child, "bytes_in", in, "bytes");
	copy_int(child, "packets_in", in, "packets");
	render_derive(child, "rekey_text", "%lld Seconds", (long long)field_int(out, "lifetime_seconds", 0));
	render_derive(child, "left_text", "%lld Seconds", (long long)field_int(out, "lifetime_left", 0));
	if (!field_set(out, "lifetime_kilobytes"))
		return;
	render_derive(
	    child, "volume_text", "%lld K-Bytes", (long long)field_int(out, "lifetime_kilobytes", 0));
	render_derive(
	    child, "volume_left_text", "%lld K-Bytes", (long long)field_int(out, "kilobytes_left", 0));
}

static void print_child(
    struct render *r, json_t *child, const json_t *session, const json_t *tunnel, size_t index)
{
	derive_traffic(child, tunnel);
	algorithm_derive_session(child);
	selector_derive(child, "local_ident", "local_low", "local_high");
	selector_derive(child, "remote_ident", "remote_low", "remote_high");
	copy_int(child, "session_id", session, "session_id");
	render_derive(child, "protocol", "%s", field_str(session, "protocol", "IPsec"));
	json_object_set_new(child, "index", json_integer((json_int_t)index));
	layout_print(r->out, child_lines, child);
}

static void derive_session(json_t *session, const json_t *tunnel)
{
	json_t *children = json_object_get(session, "children"), *first = json_array_get(children, 0);
	json_int_t lifetime = field_int(session, "lifetime_seconds", 0);
	json_int_t left = lifetime - field_int(session, "active_seconds", 0);
	bool nat = field_bool(tunnel, "udp_encap") || strcmp(field_str(session, "nat", "none"), "none") != 0;
	int count = (int)json_array_size(children);
	render_derive(session, "protocol", "%s", nat ? "IPsecOverNatT" : "IPsec");
	algorithm_derive_session(session);
	if (first != NULL)
		algorithm_derive_session(first);
	render_derive(session, "child_encr", "(%d)%s", count, field_str(first, "encr_text", "none"));
	render_derive(session, "child_hash", "(%d)%s", count, field_str(first, "hash_text", "none"));
	json_object_set_new(session, "child_count", json_integer(count));
	copy_int(session, "bytes_out", tunnel, "bytes_out");
	copy_int(session, "bytes_in", tunnel, "bytes_in");
	calendar_derive(session, "login_text", "session_at", "%H:%M:%S UTC %a %b %-d %Y");
	render_derive(session, "local_auth_text", "%s", auth_text(session, "auth_local"));
	render_derive(session, "remote_auth_text", "%s", auth_text(session, "auth_remote"));
	render_derive(session, "rekey_text", "%lld Seconds", (long long)lifetime);
	render_derive(session, "left_text", "%lld Seconds", (long long)(left > 0 ? left : 0));
}

static void print_session(struct render *r, json_t *session)
{
	size_t i;
	json_t *child;
	const json_t *tunnel = find_tunnel(r, session);
	derive_session(session, tunnel);
	layout_print(r->out, session_lines, session);
	if (!field_bool(r->header, "detail"))
		return;
	layout_print(r->out, ike_lines, session);
	json_array_foreach(json_object_get(session, "children"), i, child)
		print_child(r, child, session, tunnel, i + 2);
}

static void print_sessions(struct render *r)
{
	size_t i;
	json_t *record;
	if (field_int(r->header, "count", 0) == 0) {
		output_text(r->out, "INFO: There are presently no active sessions of the type specified\n");
		return;
	}
	output_printf(
	    r->out, "\nSession Type: LAN-to-LAN%s\n", field_bool(r->header, "detail") ? " Detailed" : "");
	json_array_foreach(r->held, i, record)
		if (strcmp(field_str(record, "type", ""), "ike_sa") == 0)
			print_session(r, record);
}

static void take(struct render *r, json_t *record)
{
	json_array_append(r->held, record);
}

static const struct render_entry rest = {"ike_sa", take, print_sessions};

static void print_list(struct render *r, json_t *header)
{
	render_keep_header(r, header);
	render_take_rest(r, &rest);
}

static void print_logoff(struct render *r, json_t *record)
{
	layout_text(r->out, "INFO: Number of sessions of type \"l2l\" logged off : {count}\n\n", record);
}

const struct render_entry render_session[] = {
    {"vpn_logoff", print_logoff, NULL},
    {"vpn_summary", print_summary, NULL},
    {"vpn_session_list", print_list, NULL},
    {NULL, NULL, NULL},
};
