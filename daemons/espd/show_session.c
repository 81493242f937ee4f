/* SPDX-License-Identifier: Apache-2.0 */
/* show vpn-sessiondb l2l: the data plane's part, behind the sessions that iked sends. */
#include "cmd_espd.h"
#include "daemons/espd/espd.h"
#include "daemons/espd/show.h"
#include "daemons/espd/tunnels.h"
#include "lib/record.h"

/* A session bears the name of its tunnel group, which is the peer's address. */
static bool asked_for(const struct cmd_show_vpn_sessiondb_l2l *args, const struct sa *any)
{
	struct ip_addr named;
	if (any == NULL)
		return false;
	const struct ip_addr *remote = &any->state->spec.remote.addr;
	if (args->has_address && !ip_addr_equal(&args->address, remote))
		return false;
	return !args->has_name || (ip_addr_parse(args->name, &named) && ip_addr_equal(&named, remote));
}

void espd_exec_show_vpn_sessiondb_l2l(
    struct espd *espd, struct cmd_call *call, const struct cmd_show_vpn_sessiondb_l2l *args)
{
	for (struct tunnel *t = tunnels_next(espd->tunnels, NULL); t != NULL;
	     t = tunnels_next(espd->tunnels, t)) {
		struct sa *any = show_any_sa(espd, t);
		if (asked_for(args, any))
			show_ipsec_sa(espd, call->out, t, any);
	}
	record_done(call->out);
}
