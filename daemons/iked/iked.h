/* SPDX-License-Identifier: Apache-2.0 */
/* The daemon: the engine and what connects it to the world. */
#pragma once
#include "lib/interfaces.h"
#include "daemons/iked/store.h"
#include <stdbool.h>

struct daemon;
struct loop;
struct loop_timer;
struct ike;
struct udp;
struct esp_client;
struct iked_model;

struct iked {
	struct daemon *daemon;
	struct loop *loop;
	struct ike *ike;
	struct udp *udp;
	struct esp_client *esp;
	struct interfaces interfaces;
	struct store store;
	struct iked_model *model; /* in force; NULL before the first transaction */
	bool running;             /* configuration and interfaces are there, kept SAs are taken up */
	struct loop_timer *quiet; /* while stopping: looks whether the peers have answered */
};

/* The configuration or an interface has changed: the engine gets new settings. */
void iked_refresh(struct iked *iked);
