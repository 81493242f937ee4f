/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/config.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cmd_mgmtd.h"
#include "lib/cmd_owner.h"

void mgmtd_set_hostname(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_hostname *args)
{
	snprintf(model->hostname, sizeof(model->hostname), "%s", args->name);
}

void mgmtd_set_domain_name(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_domain_name *args)
{
	snprintf(model->domain, sizeof(model->domain), "%s", args->name);
}

void mgmtd_set_banner(struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_banner *args)
{
	char **banner = &model->banner[args->kind];
	char *longer;
	if (asprintf(&longer, "%s%s%s", *banner == NULL ? "" : *banner, *banner == NULL ? "" : "\n",
		args->text) < 0)
		return;
	free(*banner);
	*banner = longer;
}

void mgmtd_set_pager(struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_pager *args)
{
	model->pager_lines = args->lines;
}

struct mgmtd_model *config_default(void)
{
	struct mgmtd_model *model = calloc(1, sizeof(*model));
	if (model == NULL)
		return NULL;
	snprintf(model->hostname, sizeof(model->hostname), "ciscoasa");
	model->logging.buffered = model->logging.monitor = model->logging.trap = LOGGING_NOTHING;
	return model;
}

struct mgmtd_model *config_build(
    struct cmd_store *store, const struct mgmtd_model *old, struct cmd_faults *faults)
{
	struct mgmtd_model *model = config_default();
	if (model == NULL)
		return NULL;
	bool ok = cmd_owner_build(&cmd_owner_mgmtd, store, model, faults);
	if (ok && !account_seal(&model->accounts, old == NULL ? NULL : &old->accounts, store)) {
		cmd_fault(faults, NULL, "the passwords cannot be hashed; try again");
		ok = false;
	}
	if (ok)
		return model;
	config_free(model);
	return NULL;
}

void config_free(struct mgmtd_model *model)
{
	if (model == NULL)
		return;
	for (unsigned i = 0; i < CONFIG_BANNERS; i++)
		free(model->banner[i]);
	account_clear(&model->accounts);
	logging_clear(&model->logging);
	free(model);
}
