/* SPDX-License-Identifier: Apache-2.0 */
/* The decision process (RFC 4271 §9.1): one table of steps, in order. */
#pragma once
#include "daemons/bgpd/rib.h"

struct bgp_family_config;

/* Why a path is not the best: the step at which the best one was preferred. */
enum decide_reason {
	DECIDE_BEST,
	DECIDE_ONLY,     /* best, and there was no other */
	DECIDE_STALE,    /* not usable: left over from a lost session */
	DECIDE_NEXT_HOP, /* not usable: next hop out of reach */
	DECIDE_WEIGHT,
	DECIDE_LOCAL_PREF,
	DECIDE_LOCAL,
	DECIDE_AS_PATH,
	DECIDE_ORIGIN,
	DECIDE_MED,
	DECIDE_EXTERNAL,
	DECIDE_IGP_METRIC,
	DECIDE_OLDEST,
	DECIDE_ROUTER_ID,
	DECIDE_CLUSTER_LIST,
	DECIDE_ADDRESS,
	DECIDE_REASONS,
};

struct decide_options {
	bool always_compare_med;
	bool deterministic_med;
	bool med_missing_as_worst;
	bool compare_routerid;
	bool multipath_relax;
	uint8_t maximum_paths;
	uint8_t maximum_paths_ibgp;
};

/* True when the path can be used at all; else its reason says why not. */
bool decide_usable(const struct rib_dest *d, struct rib_path *path);
/* Above 0 when `a` is better, below when `b` is, 0 when nothing tells them apart; *reason the step. */
int decide_compare(const struct decide_options *o, const struct rib_path *a, const struct rib_path *b,
    enum decide_reason *reason);
/* Puts the best path of `d` first and flags it and its multipaths. True when the best is another one, and
 * *multipath when the set of next hops changed. */
bool decide(const struct decide_options *o, struct rib_dest *d, bool *multipath);
const char *decide_reason_name(enum decide_reason reason); /* "Local Pref" */
