/* SPDX-License-Identifier: Apache-2.0 */
/* What time alone brings about: SAs that end, NAT keepalives, path MTUs that are asked for again. */
#pragma once

struct espd;
struct housekeeping;

/* NULL when memory is short. */
struct housekeeping *housekeeping_start(struct espd *espd);
void housekeeping_stop(struct housekeeping *h);
