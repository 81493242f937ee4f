/* SPDX-License-Identifier: Apache-2.0 */
/* The answers that list paths: the table, one prefix, what a neighbor sent or was sent. */
#pragma once
#include "daemons/bgpd/bgp.h"
#include "daemons/bgpd/show_filter.h"

struct record_out;

enum show_paths_what {
	SHOW_PATHS_ALL,
	SHOW_PATHS_FROM, /* those that `peer` sent */
	SHOW_PATHS_TO,   /* as `peer` was told them */
};

/* Streams the table, in slices as fast as the operator takes them; ends `out`. `peer` NULL with SHOW_PATHS_ALL.
 * With SHOW_PATHS_ALL what `filter` lets pass, whose content it takes; NULL: all of it. */
void show_paths(struct bgp *bgp, struct record_out *out, enum bgp_family family, enum show_paths_what what,
    const struct peer *peer, struct show_filter *filter);
/* Without `router bgp`: says so, ends `out`, and is false. */
bool show_active(const struct bgp *bgp, struct record_out *out);
/* One destination in full; ends `out`. */
void show_prefix(struct bgp *bgp, struct record_out *out, const struct ip_prefix *prefix);
