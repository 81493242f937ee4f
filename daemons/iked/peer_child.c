/* SPDX-License-Identifier: Apache-2.0 */
/* Which CHILD SA of a tunnel carries its traffic, and whether there is one. */
#include "daemons/iked/peer.h"
#include "daemons/iked/sa.h"
#include <stdio.h>
#include <utlist.h>

static int rank_of(const struct child_sa *child)
{
	if (child->redundant || child->state == CHILD_DELETING)
		return 0;
	if (child->sa->unheard)
		return 1;
	int rank = 4;
	if (child->state == CHILD_REKEYED)
		rank = child->want_delete ? 1 : 3;
	else if (child->wait)
		rank = 2;
	return rank + (child->sa->redundant ? 0 : 4);
}

static struct child_sa *best_child(const struct peer *peer)
{
	struct child_sa *best = NULL, *child;
	struct ike_sa *sa;
	DL_FOREACH(peer->sas, sa)
		DL_FOREACH(sa->children, child)
			if (rank_of(child) > 0 &&
			    (!best || rank_of(child) > rank_of(best) ||
				(rank_of(child) == rank_of(best) && child->made_at > best->made_at)))
				best = child;
	return best;
}

void peer_note_up(struct peer *peer, const char *why)
{
	char remote[IP_ADDR_STRLEN], text[FAILURE_TEXT_SIZE + 64];
	bool up = best_child(peer) != NULL;
	if (up == peer->up)
		return;
	peer->up = up;
	ip_addr_str(&peer->settings->remote, remote);
	if (up)
		snprintf(text, sizeof(text), "%s: tunnel to %s is up", peer->tunnel, remote);
	else
		snprintf(text, sizeof(text), "%s: tunnel to %s is down: %s", peer->tunnel, remote, why);
	peer->ike->env.notice(peer->ike->env.arg, text);
}

void peer_outbound(struct peer *peer)
{
	struct child_sa *best = best_child(peer);
	if (best)
		child_sa_install_out(best);
	peer_note_up(peer, "its CHILD SA is gone");
}

void peer_resumed(struct peer *peer)
{
	peer->up = best_child(peer) != NULL;
}

struct child_sa *peer_child(const struct peer *peer)
{
	struct child_sa *child;
	struct ike_sa *sa;
	DL_FOREACH(peer->sas, sa)
		DL_FOREACH(sa->children, child)
			if (child->outbound && child->state == CHILD_INSTALLED)
				return child;
	return NULL;
}
