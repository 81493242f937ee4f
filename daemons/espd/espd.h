/* SPDX-License-Identifier: Apache-2.0 */
/* The daemon: what its modules share. */
#pragma once
#include <stdint.h>
#include "daemons/espd/sa.h"
#include "daemons/espd/stats.h"
#include "daemons/espd/tap.h"
#include "daemons/espd/vault.h"
#include "lib/capture.h"

struct crypto_engine;
struct daemon;
struct espd_model;
struct feed;
struct housekeeping;
struct loop;
struct raw;
struct tunnels;
struct udp;
struct worker;

struct espd {
	struct daemon *daemon;
	struct loop *loop;
	struct udp *udp;
	struct raw *raw;
	struct crypto_engine *engine;
	struct sa_db sas;
	struct vault stats;
	struct stats *nobody; /* counters of what belongs to no tunnel */
	struct tunnels *tunnels;
	struct captures captures;
	struct tap tap; /* what they want to see */
	struct worker *worker;
	struct feed *feed;
	struct housekeeping *housekeeping;
	struct espd_model *model; /* in force */
};
