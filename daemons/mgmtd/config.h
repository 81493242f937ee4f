/* SPDX-License-Identifier: Apache-2.0 */
/* posternd's own share of the configuration: hostname, accounts, banners, logging. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "daemons/mgmtd/account.h"
#include "daemons/mgmtd/logging.h"

struct cmd_faults;
struct cmd_store;

#define CONFIG_BANNERS 4

struct mgmtd_model {
	char hostname[64];
	char domain[128];
	struct accounts accounts;
	char *banner[CONFIG_BANNERS]; /* by enum cmd_banner_kind, lines joined; NULL when none */
	uint32_t pager_lines;
	struct logging logging;
};

/* The share as `store` says it; NULL with faults added. Where a password stands in clear, its line is
 * replaced in the open transaction by the one with the hash; that of `old` when it is the same password,
 * so that pasting it again changes nothing. */
struct mgmtd_model *config_build(
    struct cmd_store *store, const struct mgmtd_model *old, struct cmd_faults *faults);
/* The share when nothing is configured; NULL when out of memory. */
struct mgmtd_model *config_default(void);
void config_free(struct mgmtd_model *model);
