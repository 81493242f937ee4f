/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Adj-RIB-In as it came (`soft-reconfiguration inbound`): what a neighbor announced in this session, ahead of policy,
 * also what policy refuses. Only for neighbors that it is configured for: it costs an entry for each of their prefixes,
 * the attributes are shared. A changed policy is then applied to it, without asking the neighbor.
 */
#pragma once
#include "daemons/bgpd/attr.h"
#include "daemons/bgpd/nlri.h"

struct received;

struct received *received_new(enum bgp_family family);
void received_free(struct received *r); /* NULL is allowed */
/* Sets or replaces; a reference of its own. `epoch` as in struct rib_source. */
void received_set(struct received *r, const struct ip_prefix *prefix, struct attr *attr, uint8_t epoch);
void received_remove(struct received *r, const struct ip_prefix *prefix);
/* Removes what is of another epoch: it was not said again (RFC 7313). */
void received_sweep(struct received *r, uint8_t epoch);
size_t received_count(const struct received *r);

typedef void received_fn(void *arg, const struct ip_prefix *prefix, struct attr *attr);
/* Visits about `budget` entries from place *at on; false when that was the last. Entries that are added meanwhile may
 * be visited twice. `fn` changes nothing here. */
bool received_visit(const struct received *r, size_t *at, unsigned budget, received_fn *fn, void *arg);
