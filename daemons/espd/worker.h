/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The worker: watches sockets and tunnel devices and moves packets between them. It owns the scratch memory
 * of both directions; nothing on its path allocates, locks or touches another worker's memory.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "daemons/espd/transport.h"

struct espd;
struct tunnel;
struct worker;

/* NULL when memory is short. */
struct worker *worker_new(struct espd *espd);
void worker_free(struct worker *w);
/* Begins and ends to take packets from the tunnel's device. */
void worker_watch(struct worker *w, struct tunnel *t);
void worker_unwatch(struct worker *w, struct tunnel *t);
