/* SPDX-License-Identifier: Apache-2.0 */
/* What `debug ip routing` prints, in the manner of an ASA: "RT: add 10.0.0.0/16 via 169.254.10.1, ebgp metric [20/0]". */
#pragma once
#include "lib/debug.h"

struct rib_dest;

/* The best route of a destination is another one, or has changed; `told_before`: the protocol of the one before, 0:
 * there was none. */
void route_debug(const struct rib_dest *dest, uint8_t told_before);
