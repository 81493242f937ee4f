/* SPDX-License-Identifier: Apache-2.0 */
/* What may come in, what may go out, and with which attributes (RFC 4271 §5.1, §9). */
#pragma once
#include "daemons/bgpd/rib.h"

struct peer;

/* Why a route is not taken from a neighbor, or not announced to one: first the reasons that only the way in knows,
 * then those of both, then those of the way out. */
enum policy_verdict {
	POLICY_PASS,
	POLICY_MALFORMED, /* treated as withdrawn (RFC 7606) */
	POLICY_AS_LOOP,
	POLICY_FIRST_AS,
	POLICY_PATH_LIMIT, /* AS path too long */
	POLICY_REFLECTED,  /* by us */
	POLICY_FIRST_OUTWARD,
	POLICY_NEXT_HOP =
	    POLICY_FIRST_OUTWARD, /* not usable as one; outward: no address of ours of this family */
	POLICY_LAST_INWARD = POLICY_NEXT_HOP,
	POLICY_NO_PATH,
	POLICY_SPLIT_HORIZON, /* it came from there */
	POLICY_INTERNAL,      /* from one internal neighbor to another */
	POLICY_COMMUNITY,
	POLICY_VERDICTS,
};

/* Judges and completes what a neighbor announced. `set` gets weight and local preference. */
enum policy_verdict policy_import(const struct peer *p, enum bgp_family family, struct attr_set *set);

enum policy_verdict policy_export_verdict(const struct peer *p, const struct rib_path *path);
const char *policy_verdict_text(enum policy_verdict verdict);
/* The attributes with which `path` goes to `p`, which may have it. New reference; NULL when no next hop fits. */
struct attr *policy_export(const struct peer *p, enum bgp_family family, const struct rib_path *path);
/* Those of the default route of `default-originate`. */
struct attr *policy_default(const struct peer *p, enum bgp_family family);
