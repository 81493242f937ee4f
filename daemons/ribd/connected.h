/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Connected and local routes: the subnets and the own addresses of every running device. The kernel makes
 * these routes for itself; the RIB has them to choose among routes and to resolve next hops.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct link;
struct rib;

/* Brings the RIB into line with the link; `gone` when the link is about to be forgotten. `now` in seconds. */
void connected_refresh(struct rib *rib, struct link *link, bool gone, uint32_t now);
