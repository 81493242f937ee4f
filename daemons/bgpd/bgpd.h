/* SPDX-License-Identifier: Apache-2.0 */
/* The daemon: what its commands work on. */
#pragma once
#include "daemons/bgpd/bgp.h"
#include "lib/statefd.h"

struct bfd;
struct daemon;
struct rib_client;
struct tcp;

struct bgpd {
	struct daemon *daemon;
	struct tcp *tcp;
	struct rib_client *rib_client;
	struct bgp *bgp;
	struct bfd *bfd;
	struct statefd memory; /* a struct restart_memory */
	struct loop_timer *farewell;
};
