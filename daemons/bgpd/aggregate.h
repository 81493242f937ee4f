/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Aggregates (RFC 4271 §9.2.2.2): one route of our own in place of many, announced while there is at least one route
 * inside it; the parts may be held back.
 *
 * A plain aggregate counts its parts, so that a change costs one lookup for each length of aggregate. One with as-set
 * or advertise-map depends on what the parts are like: it looks through the table, in slices, a moment after a change.
 */
#pragma once
#include "daemons/bgpd/model.h"

struct aggregates;
struct bgp;
struct rib_dest;
struct rib_path;

struct aggregates *aggregates_new(struct bgp *bgp);
void aggregates_free(struct aggregates *all);
/* Brings the aggregate of this prefix into line with the model, whose maps may have changed. */
void aggregates_configure(struct aggregates *all, const struct ip_prefix *prefix);
/* All of them anew: what they are announced with has changed. */
void aggregates_configure_all(struct aggregates *all);
/* A decision: the best path of `d` is another one, or has changed. */
void aggregates_note(struct aggregates *all, struct rib_dest *d);
/* True when an aggregate holds this route back. */
bool aggregates_suppress(const struct aggregates *all, const struct rib_dest *d, const struct rib_path *path);
