/* SPDX-License-Identifier: Apache-2.0 */
/* show vpn-sessiondb: a session is a tunnel with an authenticated IKE SA. */
#include <utlist.h>
#include "cmd_iked.h"
#include "daemons/iked/iked.h"
#include "daemons/iked/peer.h"
#include "daemons/iked/sa.h"
#include "daemons/iked/show.h"
#include "lib/record.h"

/* The newest that is not on its way out: a rekey has two for a moment, which are one session. */
static const struct ike_sa *session_of(const struct peer *peer)
{
	const struct ike_sa *sa;
	DL_FOREACH(peer->sas, sa)
		if (sa->state == IKE_SA_ESTABLISHED && !sa->redundant)
			return sa;
	return NULL;
}

/* A session bears the name of its tunnel group, which is the peer's address. */
static bool asked_for(const struct cmd_show_vpn_sessiondb_l2l *args, const struct ike_sa *sa)
{
	struct ip_addr named;
	if (sa == NULL)
		return false;
	if (args->has_address && !ip_addr_equal(&args->address, &sa->remote.addr))
		return false;
	return !args->has_name ||
	       (ip_addr_parse(args->name, &named) && ip_addr_equal(&named, &sa->remote.addr));
}

void iked_exec_show_vpn_sessiondb_l2l(
    struct iked *iked, struct cmd_call *call, const struct cmd_show_vpn_sessiondb_l2l *args)
{
	int count = 0;
	const struct peer *peer;
	for (peer = iked->ike->peers; peer != NULL; peer = peer->hh.next)
		count += asked_for(args, session_of(peer));
	json_t *header = json_pack("{s:s, s:i}", "type", "vpn_session_list", "count", count);
	if (args->has_detail)
		json_object_set_new(header, "detail", json_true());
	record_send(call->out, header);
	for (peer = iked->ike->peers; peer != NULL; peer = peer->hh.next)
		if (asked_for(args, session_of(peer)))
			record_send(call->out, show_sa_record(session_of(peer)));
	record_done(call->out);
}

static bool logs_off(const struct cmd_vpn_sessiondb_logoff *args, const struct ike_sa *sa)
{
	struct ip_addr named;
	if (args->has_number)
		return sa->peer->session == args->number;
	if (args->has_address)
		return ip_addr_equal(&args->address, &sa->remote.addr);
	if (args->has_name)
		return ip_addr_parse(args->name, &named) && ip_addr_equal(&named, &sa->remote.addr);
	return true;
}

void iked_exec_vpn_sessiondb_logoff(
    struct iked *iked, struct cmd_call *call, const struct cmd_vpn_sessiondb_logoff *args)
{
	int count = 0;
	for (struct peer *peer = iked->ike->peers; peer != NULL; peer = peer->hh.next) {
		const struct ike_sa *sa = session_of(peer);
		if (sa == NULL || !logs_off(args, sa))
			continue;
		ike_clear(iked->ike, &peer->settings->remote);
		count++;
	}
	record_send(call->out, json_pack("{s:s, s:i}", "type", "vpn_logoff", "count", count));
	record_done(call->out);
}

void iked_exec_show_vpn_sessiondb(
    struct iked *iked, struct cmd_call *call, const struct cmd_show_vpn_sessiondb *args)
{
	const struct ike_counters *c = &iked->ike->counters;
	/* Those that an earlier process left count at least once. */
	json_int_t active = 0, total = (json_int_t)c->established, peak = (json_int_t)c->peak;
	for (const struct peer *peer = iked->ike->peers; peer != NULL; peer = peer->hh.next)
		active += session_of(peer) != NULL;
	record_send(call->out,
	    json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I}", "type", "vpn_summary", "active", active,
		"cumulative", total > active ? total : active, "peak", peak > active ? peak : active,
		"active_children", (json_int_t)iked->ike->child_count, "cumulative_children",
		(json_int_t)c->children, "peak_children", (json_int_t)c->peak_children));
	record_done(call->out);
}
