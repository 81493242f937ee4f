/* SPDX-License-Identifier: Apache-2.0 */
/* Records of SAs that more than one show command sends. */
#pragma once
#include "daemons/espd/stats.h"
#include "lib/capture.h"

struct espd;
struct record_out;
struct sa;
struct tunnel;

/* One of the tunnel's SAs, the one that sends if there is one; NULL: it has none. */
struct sa *show_any_sa(struct espd *espd, const struct tunnel *t);
/* Sends the record ipsec_sa of a tunnel; `any` from show_any_sa(), not NULL. */
void show_ipsec_sa(struct espd *espd, struct record_out *out, const struct tunnel *t, const struct sa *any);

/* How an ASA calls it, whose name covers several of ours. */
struct capture_reason show_asp_reason(enum drop_reason reason);
