/* SPDX-License-Identifier: Apache-2.0 */
/* What may come in, what may go out, and with which attributes (RFC 4271 §5.1, §9). */
#pragma once
#include "daemons/bgpd/rib.h"

struct peer;

/* Judges and completes what a neighbor announced: false when the route is not to be used. `set` gets weight and
 * local preference. */
bool policy_import(const struct peer *p, enum bgp_family family, struct attr_set *set);

/* Why a path is not announced to a neighbor. */
enum policy_verdict {
	POLICY_ANNOUNCE,
	POLICY_NO_PATH,
	POLICY_SPLIT_HORIZON, /* it came from there */
	POLICY_INTERNAL,      /* from one internal neighbor to another */
	POLICY_COMMUNITY,
	POLICY_NEXT_HOP, /* no address of ours to give as next hop */
};

enum policy_verdict policy_export_verdict(const struct peer *p, const struct rib_path *path);
const char *policy_verdict_text(enum policy_verdict verdict);
/* The attributes with which `path` goes to `p`, which may have it. New reference; NULL when no next hop fits. */
struct attr *policy_export(const struct peer *p, enum bgp_family family, const struct rib_path *path);
/* Those of the default route of `default-originate`. */
struct attr *policy_default(const struct peer *p, enum bgp_family family);
