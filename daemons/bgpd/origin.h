/* SPDX-License-Identifier: Apache-2.0 */
/* Routes of our own: `network`, `redistribute`, default routes. They are valid while ribd has the route that
 * they stand for. */
#pragma once
#include "daemons/bgpd/model.h"
#include "lib/rib_feed.h"

struct bgp;
struct origin;

struct origin *origin_new(struct bgp *bgp);
void origin_free(struct origin *o);
/* Brings what ribd is asked for, and our routes, into line with what the model says of this network, or of all. */
void origin_network(struct origin *o, const struct ip_prefix *prefix);
void origin_networks(struct origin *o);
/* Applies the difference of redistribution between two configurations; `old` may be equal to nothing configured. */
void origin_configure(struct origin *o, const struct bgp_model *old, const struct bgp_model *model);
/* From ribd. */
void origin_prefix(struct origin *o, const struct rib_prefix_state *state);
void origin_redistributed(struct origin *o, const struct rib_route *route);
/* ribd is new: every watch again. What it told before counts until it tells otherwise. */
void origin_resend(struct origin *o);
