/* SPDX-License-Identifier: Apache-2.0 */
/* clear bgp: sessions are ended, or routes said again. */
#include "cmd_bgpd.h"
#include "daemons/bgpd/bgpd.h"
#include "daemons/bgpd/peer.h"
#include "daemons/bgpd/rib_out.h"
#include "lib/record.h"

/* What `clear bgp` asks for, in either order of its words. */
struct clearing {
	uint8_t families;
	bool all, external, has_neighbor, has_as, soft, has_direction;
	struct ip_addr neighbor;
	uint32_t as;
	enum cmd_clear_direction direction;
};

#define CLEARING(args, asked)                                                                                \
	{                                                                                                    \
		.families = (asked), .all = (args)->has_all, .external = (args)->has_external,               \
		.has_neighbor = (args)->has_neighbor, .has_as = (args)->has_as, .soft = (args)->has_soft,    \
		.has_direction = (args)->has_direction, .neighbor = (args)->neighbor, .as = (args)->as,      \
		.direction = (args)->direction                                                               \
	}

static bool takes_part(const struct peer *p, uint8_t families)
{
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		if ((families & BGP_FAMILY_BIT(f)) && p->config.families[f].active)
			return true;
	}
	return families == UINT8_MAX;
}

static bool clear_concerns(const struct peer *p, const struct clearing *args)
{
	if (args->has_neighbor)
		return ip_addr_equal(&p->config.address, &args->neighbor);
	if (args->has_as)
		return p->config.remote_as == args->as;
	return args->all || (args->external && peer_ebgp(p));
}

/* `in` asks the neighbor to send its routes again, `out` sends ours; a bare `soft` does both. */
static void clear_softly(struct peer *p, const struct clearing *args)
{
	bool in = !args->has_direction || args->direction == CMD_CLEAR_DIRECTION_IN;
	bool out = !args->has_direction || args->direction == CMD_CLEAR_DIRECTION_OUT;
	for (unsigned f = 0; f < BGP_FAMILIES; f++) {
		if (!(args->families & BGP_FAMILY_BIT(f)))
			continue;
		if (in)
			peer_import_again(p, f);
		if (out && peer_speaks(p, f))
			peer_resend(p, f);
	}
}

static void clear_hard(struct peer *p)
{
	p->over_limit = p->no_caps = false;
	p->failures = 0;
	peer_stop(p, CEASE_ADMIN_RESET, NULL);
	peer_check(p);
}

static void clear(struct bgpd *bgpd, struct cmd_call *call, const struct clearing *args)
{
	struct peer *p, *next;
	unsigned count = 0;
	HASH_ITER(hh, bgpd->bgp->peers, p, next) {
		if (!clear_concerns(p, args) || !takes_part(p, args->families))
			continue;
		count++;
		if (args->soft || args->has_direction)
			clear_softly(p, args);
		else
			clear_hard(p);
	}
	if (count == 0 && !args->all && !args->external)
		record_fail(call->out, "no such BGP neighbor: see \"show bgp summary\"");
	else
		record_done(call->out);
}

void bgpd_exec_clear_bgp(struct bgpd *bgpd, struct cmd_call *call, const struct cmd_clear_bgp *args)
{
	struct clearing clearing = CLEARING(args, UINT8_MAX);
	clear(bgpd, call, &clearing);
}

void bgpd_exec_clear_bgp_family(
    struct bgpd *bgpd, struct cmd_call *call, const struct cmd_clear_bgp_family *args)
{
	bool ipv6 = args->family == CMD_ADDRESS_FAMILY_IPV6;
	struct clearing clearing = CLEARING(args, BGP_FAMILY_BIT(ipv6 ? BGP_IPV6_UNICAST : BGP_IPV4_UNICAST));
	clear(bgpd, call, &clearing);
}
