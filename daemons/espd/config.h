/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration as espd understands it. Only config.c and show.c know the operator's words. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "daemons/espd/tunnel.h"
#include "lib/mention.h"

struct cmd_change;

struct espd_interface {
	UT_hash_handle hh; /* by settings.name */
	struct tunnel_settings settings;
	char source[TUNNEL_NAMEIF_MAX]; /* tunnel source interface */
	/* Of the model in force: */
	struct mention of_name, of_source;
	struct espd_interface *due_prev, *due_next;
	bool due;
};

struct espd_named {        /* a line that names an interface by nameif */
	UT_hash_handle hh; /* by nameif, in lower case */
	char nameif[TUNNEL_NAMEIF_MAX];
	uint32_t value;
};

struct espd_global { /* what holds for all */
	uint32_t mss_max;
	uint32_t mss_min;
	uint32_t pmtu_aging; /* seconds, 0 never */
	uint32_t keepalive;  /* seconds between NAT keepalives, 0 none */
};

struct espd_model {
	struct espd_interface *interfaces; /* tunnels */
	struct espd_named *mtus;
	struct espd_named *dfs; /* enum tunnel_df */
	struct espd_global global;
	/* Of the model in force: */
	struct mentions names, sources; /* by interfaces */
	struct espd_interface *due;     /* their settings are to be made anew */
};

/* NULL when memory is short. */
struct espd_model *config_model_new(void);
void config_model_free(struct espd_model *m);
/* Puts a change into the model in force; objects are taken out of change->after. `gone` hears of tunnels that are
 * configured no more. */
void config_change(struct espd_model *m, const struct cmd_change *change,
    void (*gone)(void *arg, const char *tunnel), void *arg);
/* Takes the settings of the next tunnel that is due, references by name resolved; false when none is. */
bool config_next_due(struct espd_model *m, struct tunnel_settings *settings);
