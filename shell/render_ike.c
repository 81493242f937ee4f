/* SPDX-License-Identifier: Apache-2.0 */
/* show crypto ikev2 sa [detail], show crypto ikev2 stats. */
#include <string.h>
#include "shell/algorithm.h"
#include "shell/field.h"
#include "shell/layout.h"
#include "shell/render.h"

static const struct layout_line session_head[] = {
    {NULL, "\nIKEv2 SAs:\n\n"},
    {NULL, "Session-id:{session_id}, Status:{session_status}, IKE count:{ike_count}, CHILD "
	   "count:{child_count}\n\n"},
    {NULL, "Tunnel-id Local                                               Remote"
	   "                                                  Status         Role\n"},
    {NULL, NULL},
};

static const struct layout_line sa_lines[] = {
    {NULL, "{tunnel_id:>9} {local_end:<52}{remote_end:<56}{row_status:>6} {row_role:>12}\n"},
    {NULL,
	"      Encr: {encr_text}, Hash: {hash_text}, DH Grp:{dh_group}, Auth sign: {auth_local|Unknown - 0}, "
	"Auth verify: {auth_remote|Unknown - 0}\n"},
    {NULL, "      Life/Active Time: {lifetime_seconds}/{active_seconds} sec\n"},
    {NULL, NULL},
};

static const struct layout_line sa_detail[] = {
    {NULL, "      Session-id: {session_id}\n"},
    {NULL, "      Status Description: {description}\n"},
    {NULL, "      Local spi: {local_spi:<22|0000000000000000} Remote spi: {remote_spi|0000000000000000}\n"},
    {NULL, "      Local id: {local_id|}\n"},
    {NULL, "      Remote id: {remote_id|}\n"},
    {NULL, "      Local req mess id: {local_next_id:<14} Remote req mess id: {remote_next_id}\n"},
    {NULL, "      Local next mess id: {local_next_id:<13} Remote next mess id: {remote_next_id}\n"},
    {NULL, "      Local req queued: {local_next_id:<15} Remote req queued: {remote_next_id}\n"},
    {NULL, "      Local window: {local_window:<19} Remote window: {remote_window}\n"},
    {"dpd_seconds", "      DPD configured for {dpd_seconds} seconds, retry {dpd_retry}\n"},
    {"!dpd_seconds", "      DPD is not configured\n"},
    {NULL, "      NAT-T is {nat_text}\n"},
    {"fragment_mtu", "      IKEv2 Fragmentation Configured MTU: {fragment_mtu} bytes, Overhead: 28 bytes, "
		     "Effective MTU: {fragment_effective} bytes\n"},
    {"ours", "      Sent IKE proposals: {ours}\n"},
    {"theirs", "      Received IKE proposals: {theirs}\n"},
    {"child_ours", "      Sent IPsec proposals: {child_ours}\n"},
    {"child_theirs", "      Received IPsec proposals: {child_theirs}\n"},
    {NULL, NULL},
};

static const struct layout_line child_lines[] = {
    {NULL, "Child sa: local selector  {local_low}/{local_port_low} - {local_high}/{local_port_high|65535}\n"},
    {NULL, "          remote selector {remote_low}/{remote_port_low} - "
	   "{remote_high}/{remote_port_high|65535}\n"},
    {NULL, "          ESP spi in/out: 0x{spi_in:x}/0x{spi_out:x}\n"},
    {NULL, NULL},
};

static const struct layout_line child_detail[] = {
    {NULL, "          AH spi in/out: 0x0/0x0\n"},
    {NULL, "          CPI in/out: 0x0/0x0\n"},
    {NULL, "          Encr: {encr_text}, esp_hmac: {hash_text}\n"},
    {NULL, "          ah_hmac: None, comp: IPCOMP_NONE, mode tunnel\n"},
    {NULL, NULL},
};

static const struct layout_line stats_lines[] = {
    {NULL, "Global IKEv2 Statistics\n"},
    {NULL, "  Active Tunnels:              {active_tunnels:>14}\n"},
    {NULL, "  Previous Tunnels:            {previous_tunnels:>14}\n"},
    {NULL, "  In Octets:                   {in_octets:>14}\n"},
    {NULL, "  In Packets:                  {in_packets:>14}\n"},
    {NULL, "  In Drop Packets:             {in_drops:>14}\n"},
    {NULL, "  In Drop Fragments:           {in_fragment_drops:>14}\n"},
    {NULL, "  In Notifys:                  {in_notifies:>14}\n"},
    {NULL, "  In P2 Exchange:              {in_child_exchanges:>14}\n"},
    {NULL, "  In P2 Exchange Invalids:     {in_child_invalid:>14}\n"},
    {NULL, "  In P2 Exchange Rejects:      {in_child_rejected:>14}\n"},
    {NULL, "  In IPSEC Delete:             {in_child_deletes:>14}\n"},
    {NULL, "  In IKE Delete:               {in_ike_deletes:>14}\n"},
    {NULL, "  Out Octets:                  {out_octets:>14}\n"},
    {NULL, "  Out Packets:                 {out_packets:>14}\n"},
    {NULL, "  Out Drop Packets:            {out_drops:>14}\n"},
    {NULL, "  Out Drop Fragments:          {out_fragment_drops:>14}\n"},
    {NULL, "  Out Notifys:                 {out_notifies:>14}\n"},
    {NULL, "  Out P2 Exchange:             {out_child_exchanges:>14}\n"},
    {NULL, "  Out P2 Exchange Invalids:    {out_child_invalid:>14}\n"},
    {NULL, "  Out P2 Exchange Rejects:     {out_child_rejected:>14}\n"},
    {NULL, "  Out IPSEC Delete:            {out_child_deletes:>14}\n"},
    {NULL, "  Out IKE Delete:              {out_ike_deletes:>14}\n"},
    {NULL, "  SAs Locally Initiated:       {initiated:>14}\n"},
    {NULL, "  SAs Locally Initiated Failed: {initiated_failed:>13}\n"},
    {NULL, "  SAs Remotely Initiated:      {responded:>14}\n"},
    {NULL, "  SAs Remotely Initiated Failed: {responded_failed:>12}\n"},
    {NULL, "  System Capacity Failures:    {capacity_failures:>14}\n"},
    {NULL, "  Authentication Failures:     {auth_failures:>14}\n"},
    {NULL, "  Decrypt Failures:            {decrypt_failures:>14}\n"},
    {NULL, "  Hash Failures:               {hash_failures:>14}\n"},
    {NULL, "  Invalid SPI:                 {invalid_spi:>14}\n"},
    {"retransmits", "  Retransmissions:             {retransmits:>14}\n"},
    {NULL, "  In Configs:                               0\n"},
    {NULL, "  Out Configs:                              0\n"},
    {NULL, "  In Configs Rejects:                       0\n"},
    {NULL, "  Out Configs Rejects:                      0\n"},
    {NULL, "\nIKEV2 Call Admission Statistics\n"},
    {NULL, "  Max Active SAs:              {max_sas:>14|No Limit}\n"},
    {NULL, "  Max In-Negotiation SAs:      {max_in_negotiation:>14|No Limit}\n"},
    {NULL, "  Cookie Challenge Threshold:  {cookie_threshold:>14|Never}\n"},
    {NULL, "  Active SAs:                  {active_sas:>14}\n"},
    {NULL, "  In-Negotiation SAs:          {in_negotiation:>14}\n"},
    {NULL, "  Incoming Requests:           {in_requests:>14}\n"},
    {NULL, "  Incoming Requests Accepted:  {in_requests_accepted:>14}\n"},
    {NULL, "  Incoming Requests Rejected:  {in_requests_rejected:>14}\n"},
    {NULL, "  Outgoing Requests:           {out_requests:>14}\n"},
    {NULL, "  Outgoing Requests Accepted:  {out_requests_accepted:>14}\n"},
    {NULL, "  Outgoing Requests Rejected:  {out_requests_rejected:>14}\n"},
    {NULL, "  Rejected Requests:           {rejected_requests:>14}\n"},
    {NULL, "  Rejected Over Max SA limit:  {rejected_max_sa:>14}\n"},
    {NULL, "  Rejected Low Resources:      {rejected_resources:>14}\n"},
    {NULL, "  Rejected Reboot In Progress: {rejected_reboot:>14}\n"},
    {NULL, "  Cookie Challenges:           {cookies_sent:>14}\n"},
    {NULL, "  Cookie Challenges Passed:    {cookies_passed:>14}\n"},
    {NULL, "  Cookie Challenges Failed:    {cookies_failed:>14}\n"},
    {NULL, NULL},
};

struct state_words {
	const char *state, *row, *description;
};

static const struct state_words states[] = {
    {"ready", "READY", "Negotiation done"},
    {"in-neg", "IN-NEG", "Negotiation in progress"},
    {"rekey", "REKEY", "Rekeying"},
    {"delete", "DELETE", "Deleting"},
};

static const struct state_words *find_state(const json_t *sa)
{
	const char *state = field_str(sa, "state", "");
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		if (strcmp(states[i].state, state) == 0)
			return &states[i];
	}
	return &states[1];
}

static const char *nat_text(const json_t *sa)
{
	static const char *const texts[][2] = {
	    {"local", "detected inside"}, {"remote", "detected outside"}, {"both", "detected both"}};
	const char *nat = field_str(sa, "nat", "none");
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (strcmp(nat, texts[i][0]) == 0)
			return texts[i][1];
	}
	return "not detected";
}

static void derive_sa(json_t *sa)
{
	const struct state_words *state = find_state(sa);
	bool initiator = strcmp(field_str(sa, "role", ""), "initiator") == 0;
	const char *reason = field_str(sa, "reason", "");
	render_derive(sa, "row_status", "%s", state->row);
	render_derive(sa, "row_role", "%s", initiator ? "INITIATOR" : "RESPONDER");
	render_derive(sa, "description", "%s%s%s", state->description, *reason ? ": " : "", reason);
	render_derive(sa, "local_end", "%s/%d", field_str(sa, "local", "0.0.0.0"),
	    (int)field_int(sa, "local_port", 500));
	render_derive(sa, "remote_end", "%s/%d", field_str(sa, "remote", "0.0.0.0"),
	    (int)field_int(sa, "remote_port", 500));
	render_derive(sa, "nat_text", "%s", nat_text(sa));
	render_derive(sa, "fragment_effective", "%d", (int)field_int(sa, "fragment_mtu", 0) - 28);
	algorithm_derive_ike(sa);
}

static void print_child(struct render *r, json_t *child)
{
	algorithm_derive_ike(child);
	layout_print(r->out, child_lines, child);
	if (field_bool(r->header, "detail"))
		layout_print(r->out, child_detail, child);
}

static void print_sa(struct render *r, json_t *sa)
{
	size_t i;
	json_t *child;
	derive_sa(sa);
	layout_print(r->out, sa_lines, sa);
	if (field_bool(r->header, "detail"))
		layout_print(r->out, sa_detail, sa);
	json_array_foreach(json_object_get(sa, "children"), i, child)
		print_child(r, child);
}

static size_t children_of(const json_t *sa)
{
	return json_array_size(json_object_get(sa, "children"));
}

/* The SAs of one session are printed under one heading: a rekey has two for a moment. */
static void end_session(struct render *r)
{
	size_t i, children = 0;
	bool ready = false;
	json_t *sa;
	if (json_array_size(r->held) == 0)
		return;
	json_array_foreach(r->held, i, sa) {
		children += children_of(sa);
		ready = ready || strcmp(field_str(sa, "state", ""), "in-neg") != 0;
	}
	json_t *first = json_array_get(r->held, 0);
	json_object_set_new(first, "child_count", json_integer((json_int_t)children));
	json_object_set_new(first, "ike_count", json_integer((json_int_t)json_array_size(r->held)));
	render_derive(first, "session_status", "%s", children ? "UP-ACTIVE" : ready ? "UP-IDLE" : "DOWN");
	layout_print(r->out, session_head, first);
	json_array_foreach(r->held, i, sa)
		print_sa(r, sa);
	json_array_clear(r->held);
}

static void hold_sa(struct render *r, json_t *sa)
{
	if (!r->held)
		r->held = json_array();
	json_t *first = json_array_get(r->held, 0);
	if (first && field_int(first, "session_id", 0) != field_int(sa, "session_id", 0))
		end_session(r);
	json_array_append(r->held, sa);
}

static void print_list(struct render *r, json_t *header)
{
	render_keep_header(r, header);
	if (field_get(header, "ikev1_count"))
		output_text(r->out, "\nThere are no IKEv1 SAs\n");
	if (field_int(header, "count", 0) == 0)
		output_text(r->out, "\nThere are no IKEv2 SAs\n");
}

static void print_down(struct render *r, json_t *down)
{
	if (r->rows++ == 0)
		output_text(r->out, "\n");
	layout_text(r->out, "{tunnel} to {remote} is down: {reason|not negotiated yet}", down);
	if (field_get(down, "retry_seconds"))
		layout_text(r->out, ", next attempt in {retry_seconds} s", down);
	output_text(r->out, "\n");
}

static void print_stats(struct render *r, json_t *stats)
{
	layout_print(r->out, stats_lines, stats);
}

const struct render_entry render_ike[] = {
    {"ike_sa_list", print_list, NULL},
    {"ike_sa", hold_sa, end_session},
    {"ike_tunnel_down", print_down, NULL},
    {"ike_stats", print_stats, NULL},
    {NULL, NULL, NULL},
};
