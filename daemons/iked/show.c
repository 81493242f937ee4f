/* SPDX-License-Identifier: Apache-2.0 */
/* The records of shell/RECORDS.md and the exec commands. */
#include "cmd_iked.h"
#include "daemons/iked/iked.h"
#include "daemons/iked/peer.h"
#include "daemons/iked/sa.h"
#include "daemons/iked/show.h"
#include "lib/loop.h"
#include "lib/record.h"
#include <stdio.h>
#include <utlist.h>

static const char *const auth_kinds[] = {
    [AUTH_BY_KEY] = "PSK", [AUTH_BY_RSA] = "RSA", [AUTH_BY_ECDSA] = "ECDSA"};

static void set(json_t *o, const char *name, json_t *value)
{
	json_object_set_new(o, name, value);
}

static void set_address(json_t *o, const char *name, const struct ip_addr *addr)
{
	char text[IP_ADDR_STRLEN];
	set(o, name, json_string(ip_addr_str(addr, text)));
}

static void set_spi(json_t *o, const char *name, uint64_t spi)
{
	char text[17];
	snprintf(text, sizeof(text), "%016llX", (unsigned long long)spi);
	set(o, name, json_string(text));
}

static void set_id(json_t *o, const char *name, const struct ike_id *id)
{
	char text[ID_STRLEN];
	if (id->type)
		set(o, name, json_string(ike_id_str(id, text)));
}

static int64_t seconds_since(const struct ike *ike, int64_t at)
{
	return (loop_now(ike->loop) - at) / LOOP_SEC;
}

static const char *integ_word(uint16_t id)
{
	const struct integ_info *info = algorithm_integ(id);
	return info ? info->name : "none";
}

static json_t *child_record(const struct child_sa *child)
{
	json_t *o = json_object();
	set(o, "tunnel", json_string(child->sa->peer->tunnel));
	set_address(o, "local_low", &child->local.ts[0].low);
	set_address(o, "local_high", &child->local.ts[0].high);
	set_address(o, "remote_low", &child->remote.ts[0].low);
	set_address(o, "remote_high", &child->remote.ts[0].high);
	set(o, "spi_in", json_integer(child->spi_in));
	set(o, "spi_out", json_integer(child->spi_out));
	set(o, "encr", json_string(algorithm_encr_name(child->suite.encr)));
	set(o, "key_bits", json_integer(child->suite.encr_bits));
	set(o, "integ", json_string(integ_word(child->suite.integ)));
	set(o, "pfs_group", json_integer(child->suite.group));
	set(o, "esn", json_boolean(child->suite.esn));
	set(o, "active_seconds", json_integer(seconds_since(child->sa->ike, child->made_at)));
	return o;
}

static const char *state_word(const struct ike_sa *sa)
{
	switch (sa->state) {
	case IKE_SA_ESTABLISHED:
		return sa->redundant ? "delete" : "ready";
	case IKE_SA_REKEYED:
		return "rekey";
	case IKE_SA_DELETING:
		return "delete";
	default:
		return "in-neg";
	}
}

static const char *nat_word(const struct ike_sa *sa)
{
	if (sa->nat_local && sa->nat_remote)
		return "both";
	if (sa->nat_local)
		return "local";
	return sa->nat_remote ? "remote" : "none";
}

static void set_suite(json_t *o, const struct ike_sa *sa)
{
	const struct prf_info *prf_info = algorithm_prf(sa->suite.prf);
	if (!sa->suite.encr || !prf_info)
		return;
	set(o, "encr", json_string(algorithm_encr_name(sa->suite.encr)));
	set(o, "key_bits", json_integer(sa->suite.encr_bits));
	set(o, "integ", json_string(integ_word(sa->suite.integ)));
	set(o, "prf", json_string(prf_info->name));
	set(o, "dh_group", json_integer(sa->suite.group));
}

static void set_progress(json_t *o, const struct ike_sa *sa)
{
	const struct dpd_settings *dpd = &sa->peer->settings->dpd;
	bool up = sa->state >= IKE_SA_ESTABLISHED;
	set(o, "lifetime_seconds", json_integer(sa->lifetime));
	set(o, "active_seconds", json_integer(up ? seconds_since(sa->ike, sa->established_at) : 0));
	if (up) {
		int64_t session = seconds_since(sa->ike, sa->session_at);
		set(o, "established_at",
		    json_integer(loop_wall(sa->ike->loop) - seconds_since(sa->ike, sa->established_at)));
		set(o, "session_at", json_integer(loop_wall(sa->ike->loop) - session));
		set(o, "session_seconds", json_integer(session));
	}
	set(o, "local_next_id", json_integer(sa->window.next_out));
	set(o, "remote_next_id", json_integer(sa->window.next_in));
	set(o, "local_window", json_integer(1));
	set(o, "remote_window", json_integer(1));
	if (sa->ppk)
		set(o, "ppk", json_true());
	if (sa->fragments && sa->fragment_mtu)
		set(o, "fragment_mtu", json_integer(sa->fragment_mtu));
	if (dpd->enabled) {
		set(o, "dpd_seconds", json_integer(dpd->threshold));
		set(o, "dpd_retry", json_integer(dpd->retry));
	}
}

/* What the two ends offered and chose. */
static void set_evidence(json_t *o, const struct evidence *e)
{
	static const char *const names[EVIDENCE_KINDS][2] = {
	    [EVIDENCE_IKE] = {"ours", "theirs"}, [EVIDENCE_CHILD] = {"child_ours", "child_theirs"}};
	for (unsigned kind = 0; kind < EVIDENCE_KINDS; kind++) {
		if (e->ours[kind])
			set(o, names[kind][0], json_string(e->ours[kind]));
		if (e->theirs[kind])
			set(o, names[kind][1], json_string(e->theirs[kind]));
	}
}

json_t *show_sa_record(const struct ike_sa *sa)
{
	const struct child_sa *child;
	json_t *o = json_object(), *children = json_array();
	set(o, "type", json_string("ike_sa"));
	set(o, "session_id", json_integer((json_int_t)sa->peer->session));
	set(o, "tunnel_id", json_integer(sa->number));
	set(o, "tunnel", json_string(sa->peer->tunnel));
	set(o, "state", json_string(state_word(sa)));
	set(o, "role", json_string(sa->initiator ? "initiator" : "responder"));
	set_address(o, "local", &sa->local.addr);
	set_address(o, "remote", &sa->remote.addr);
	set(o, "local_port", json_integer(sa->local.port));
	set(o, "remote_port", json_integer(sa->remote.port));
	set_suite(o, sa);
	set(o, "auth_local", json_string(auth_kinds[sa->auth_local]));
	set(o, "auth_remote", json_string(auth_kinds[sa->auth_remote]));
	set_progress(o, sa);
	set_spi(o, "local_spi", sa->local_spi);
	set_spi(o, "remote_spi", sa->initiator ? sa->spi_r : sa->spi_i);
	set_id(o, "local_id", &sa->local_id);
	set_id(o, "remote_id", &sa->remote_id);
	set(o, "nat", json_string(nat_word(sa)));
	set_evidence(o, &sa->evidence);
	if (sa->peer->failure.code != FAILURE_NONE && !ike_sa_is_up(sa))
		set(o, "reason", json_string(sa->peer->failure.text));
	DL_FOREACH(sa->children, child)
		json_array_append_new(children, child_record(child));
	set(o, "children", children);
	return o;
}

/* An attempt of our own is no SA yet for who asks for SAs: the tunnel is reported as down, with the reason. */
static bool is_shown(const struct ike_sa *sa)
{
	return sa->state >= IKE_SA_AUTH_SENT || sa->state == IKE_SA_INIT_ANSWERED;
}

static json_t *down_record(const struct peer *peer)
{
	json_t *o = json_object();
	set(o, "type", json_string("ike_tunnel_down"));
	set(o, "tunnel", json_string(peer->tunnel));
	if (peer->settings->local.family)
		set_address(o, "local", &peer->settings->local);
	set_address(o, "remote", &peer->settings->remote);
	set(o, "reason",
	    json_string(peer->failure.code == FAILURE_NONE ? "in negotiation" : peer->failure.text));
	if (loop_timer_pending(peer->retry))
		set(o, "retry_seconds",
		    json_integer((loop_timer_left(peer->retry) + LOOP_SEC - 1) / LOOP_SEC));
	return o;
}

static unsigned each_sa(const struct ike *ike, struct record_out *out)
{
	unsigned count = 0;
	const struct peer *peer;
	const struct ike_sa *sa;
	for (peer = ike->peers; peer; peer = peer->hh.next)
		DL_FOREACH(peer->sas, sa) {
			if (!is_shown(sa))
				continue;
			count++;
			if (out)
				record_send(out, show_sa_record(sa));
		}
	return count;
}

/* The tunnels that are down, and why; of packet-tracer's the shell takes those that the packet would go into. */
static void show_down(const struct ike *ike, struct record_out *out)
{
	for (const struct peer *peer = ike->peers; peer; peer = peer->hh.next)
		if (!peer_has_other(peer, NULL))
			record_send(out, down_record(peer));
	record_done(out);
}

/* `versions`: asked for IKE of all versions, of which we have one. */
static void show_sas(const struct ike *ike, struct record_out *out, bool detail, bool versions)
{
	json_t *head = json_pack("{s:s, s:i}", "type", "ike_sa_list", "count", each_sa(ike, NULL));
	if (detail)
		set(head, "detail", json_true());
	if (versions)
		set(head, "ikev1_count", json_integer(0));
	record_send(out, head);
	each_sa(ike, out);
	show_down(ike, out);
}

void iked_exec_packet_tracer(struct iked *iked, struct cmd_call *call, const struct cmd_packet_tracer *args)
{
	show_down(iked->ike, call->out);
}

void iked_exec_packet_tracer_icmp(
    struct iked *iked, struct cmd_call *call, const struct cmd_packet_tracer_icmp *args)
{
	show_down(iked->ike, call->out);
}

void iked_exec_show_crypto_ikev2_sa(
    struct iked *iked, struct cmd_call *call, const struct cmd_show_crypto_ikev2_sa *args)
{
	show_sas(iked->ike, call->out, args->has_detail, false);
}

void iked_exec_show_crypto_isakmp_sa(
    struct iked *iked, struct cmd_call *call, const struct cmd_show_crypto_isakmp_sa *args)
{
	show_sas(iked->ike, call->out, args->has_detail, true);
}

void iked_exec_show_crypto_ikev2_stats(
    struct iked *iked, struct cmd_call *call, const struct cmd_show_crypto_ikev2_stats *args)
{
	const struct ike *ike = iked->ike;
	const struct ike_counters *c = &ike->counters;
	const struct {
		const char *name;
		uint64_t value;
	} members[] = {
	    {"active_tunnels", ike->child_count},
	    {"previous_tunnels", c->children - ike->child_count},
	    {"in_octets", c->in_octets},
	    {"in_packets", c->in_packets},
	    {"in_drops", c->in_drops},
	    {"in_fragment_drops", c->in_fragment_drops},
	    {"in_notifies", c->in_notifies},
	    {"in_child_exchanges", c->in_child_exchanges},
	    {"in_child_rejected", c->in_child_rejected},
	    {"in_child_deletes", c->in_child_deletes},
	    {"in_ike_deletes", c->in_ike_deletes},
	    {"out_octets", c->out_octets},
	    {"out_packets", c->out_packets},
	    {"out_notifies", c->out_notifies},
	    {"out_child_exchanges", c->out_child_exchanges},
	    {"out_child_rejected", c->out_child_rejected},
	    {"out_child_deletes", c->out_child_deletes},
	    {"out_ike_deletes", c->out_ike_deletes},
	    {"initiated", c->initiated},
	    {"initiated_failed", c->initiated_failed},
	    {"responded", c->responded},
	    {"responded_failed", c->responded_failed},
	    {"auth_failures", c->auth_failures},
	    {"decrypt_failures", c->decrypt_failures},
	    {"invalid_spi", c->invalid_spi},
	    {"max_in_negotiation", ike->settings->half_open_max},
	    {"cookie_threshold", ike->settings->cookie_threshold},
	    {"active_sas", ike->sa_count},
	    {"in_negotiation", ike->half_open},
	    {"in_requests", c->in_requests_accepted + c->in_requests_rejected},
	    {"in_requests_accepted", c->in_requests_accepted},
	    {"in_requests_rejected", c->in_requests_rejected},
	    {"out_requests", c->initiated},
	    {"out_requests_accepted", c->initiated},
	    {"rejected_requests", c->in_requests_rejected},
	    {"rejected_resources", c->rejected_limit},
	    {"cookies_sent", c->cookies_sent},
	    {"cookies_passed", c->cookies_passed},
	    {"cookies_failed", c->cookies_failed},
	    {"retransmits", c->retransmits},
	};
	json_t *o = json_object();
	set(o, "type", json_string("ike_stats"));
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		set(o, members[i].name, json_integer((json_int_t)members[i].value));
	record_send(call->out, o);
	record_done(call->out);
}

void iked_exec_clear_crypto_ikev2_sa(
    struct iked *iked, struct cmd_call *call, const struct cmd_clear_crypto_ikev2_sa *args)
{
	ike_clear(iked->ike, args->has_peer ? &args->peer : NULL);
	record_done(call->out);
}

void iked_exec_clear_crypto_isakmp_sa(
    struct iked *iked, struct cmd_call *call, const struct cmd_clear_crypto_isakmp_sa *args)
{
	ike_clear(iked->ike, NULL);
	record_done(call->out);
}

/* The CHILD SAs go by Delete under their IKE SAs, which make new ones. */
void iked_exec_clear_crypto_ipsec_sa(
    struct iked *iked, struct cmd_call *call, const struct cmd_clear_crypto_ipsec_sa *args)
{
	struct child_sa *child, *next;
	HASH_ITER(hh, iked->ike->children, child, next) {
		struct ike_sa *sa = child->sa;
		if (args->has_peer && !ip_addr_equal(&sa->remote.addr, &args->peer))
			continue;
		child->want_delete = true;
		ike_sa_continue(sa);
	}
	record_done(call->out);
}
