/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Routes in the kernel: what each destination's best route should be there, what is there, and what an
 * earlier process left there.
 *
 * After a start the kernel still forwards by the predecessor's routes. fib_adopt() reads them; a destination
 * whose route turns out the same is not touched at all. What nobody has offered again by the time of
 * fib_sweep() is removed. The kernel is never empty in between.
 */
#pragma once
#include <stdbool.h>
#include "lib/ipaddr.h"

struct fib;
struct rib;
struct rib_dest;

struct fib *fib_new(struct rib *rib);
void fib_free(struct fib *fib);

/* Brings the kernel's route for the destination into line with dest->best. */
void fib_update(struct fib *fib, struct rib_dest *dest);
/* Takes over next hops, groups and routes of an earlier process. */
int fib_adopt(struct fib *fib);
/* What is still stale goes. */
void fib_sweep(struct fib *fib);
/* How many routes wait for fib_sweep(). */
size_t fib_stale(const struct fib *fib);
/* The kernel refused this route; fib_retry() tries again what was refused since. */
void fib_refused(struct fib *fib, const struct ip_prefix *prefix);
void fib_retry(struct fib *fib);
/* Removes every route of ours. */
void fib_withdraw_all(struct fib *fib);
