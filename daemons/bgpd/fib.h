/* SPDX-License-Identifier: Apache-2.0 */
/* What is best goes to ribd, in batches, from a queue of its own: neighbors never wait for the kernel. */
#pragma once
#include "daemons/bgpd/rib.h"

/* The next hops of `d` may have changed. */
void fib_queue(struct bgp *bgp, struct rib_dest *d);
/* Sends what is queued, as far as ribd takes it. */
void fib_flush(struct bgp *bgp);
/* ribd takes routes again. */
void fib_resume(struct bgp *bgp);
/* ribd is new: every installed route once more, RIB_ROUTES_END behind. */
void fib_resend(struct bgp *bgp);
