/* SPDX-License-Identifier: Apache-2.0 */
/* The operator's configuration lines become a bgp_model. The handlers themselves are declared by the grammar. */
#pragma once
#include "daemons/bgpd/bfd_config.h"
#include "daemons/bgpd/model.h"

struct cmd_faults;

struct bgpd_model {
	struct bgp_model *bgp;
	struct bfd_config bfd;
};

struct bgpd_model *config_model_new(void);
void config_model_free(struct bgpd_model *m);
