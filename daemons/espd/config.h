/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration as espd understands it. Only config.c and show.c know the operator's words. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "daemons/espd/tunnel.h"

struct cmd_faults;

struct espd_interface {
	struct tunnel_settings settings;
	char source[TUNNEL_NAMEIF_MAX]; /* tunnel source interface */
	struct espd_interface *next;
};

struct espd_named { /* a line that names an interface by nameif */
	char nameif[TUNNEL_NAMEIF_MAX];
	uint32_t value;
	struct espd_named *next;
};

struct espd_model {
	struct espd_interface *interfaces; /* tunnels, in order of configuration */
	struct espd_named *mtus;
	struct espd_named *dfs; /* enum tunnel_df */
	uint32_t mss_max;
	uint32_t mss_min;
	uint32_t pmtu_aging; /* seconds, 0 never */
	uint32_t keepalive;  /* seconds between NAT keepalives, 0 none */
};

struct espd_model *config_model_new(void);
void config_model_free(struct espd_model *m);
/* The settings of every tunnel, references by name resolved. The caller frees the array; NULL with *count 0
 * when there is none or memory is short. */
struct tunnel_settings *config_tunnels(const struct espd_model *m, unsigned *count);
