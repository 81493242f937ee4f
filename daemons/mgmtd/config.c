/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/config.h"
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cmd_mgmtd.h"
#include "lib/cmd_owner.h"

/* ASA's severities by number, 0 the most severe; ours are coarser. */
static enum log_level log_level_of(enum cmd_log_level level)
{
	static const enum log_level levels[] = {
	    [CMD_LOG_LEVEL_EMERGENCIES] = LOG_LEVEL_ERROR,
	    [CMD_LOG_LEVEL_ALERTS] = LOG_LEVEL_ERROR,
	    [CMD_LOG_LEVEL_CRITICAL] = LOG_LEVEL_ERROR,
	    [CMD_LOG_LEVEL_ERRORS] = LOG_LEVEL_ERROR,
	    [CMD_LOG_LEVEL_WARNINGS] = LOG_LEVEL_WARN,
	    [CMD_LOG_LEVEL_NOTIFICATIONS] = LOG_LEVEL_NOTICE,
	    [CMD_LOG_LEVEL_INFORMATIONAL] = LOG_LEVEL_INFO,
	    [CMD_LOG_LEVEL_DEBUGGING] = LOG_LEVEL_DEBUG,
	};
	return levels[level];
}

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

void mgmtd_set_enable_password(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_enable_password *args)
{
	size_t length = strlen(args->password);
	if (password_is_hash(args->password))
		snprintf(model->enable_password, sizeof(model->enable_password), "%s", args->password);
	else if (args->has_pbkdf2)
		cmd_fault(call->faults, call->line,
		    "this is not a PBKDF2 hash: give the password itself, without \"pbkdf2\"");
	else if (length < PASSWORD_MIN || length > PASSWORD_MAX)
		cmd_fault(call->faults, call->line, "the password must have %d to %d characters",
		    PASSWORD_MIN, PASSWORD_MAX);
	else
		snprintf(model->enable_plain, sizeof(model->enable_plain), "%s", args->password);
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

void mgmtd_set_logging_enable(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_logging_enable *args)
{
	model->logging = true;
}

void mgmtd_set_logging_timestamp(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_logging_timestamp *args)
{
	model->log_timestamp = true;
}

void mgmtd_set_logging_buffered(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_logging_buffered *args)
{
	model->log_buffered = true;
	model->buffered_level = log_level_of(args->level);
}

void mgmtd_set_logging_monitor(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_logging_monitor *args)
{
	model->log_monitor = true;
	model->monitor_level = log_level_of(args->level);
}

/* Puts the hash in the place of the password that was typed. */
static bool seal(struct cmd_store *store, struct mgmtd_model *model, const struct mgmtd_model *old)
{
	char line[PASSWORD_HASH_SIZE + 32], reason[128];
	if (old != NULL && password_verify(old->enable_password, model->enable_plain))
		memcpy(model->enable_password, old->enable_password, sizeof(model->enable_password));
	else if (!password_hash(model->enable_plain, model->enable_password))
		return false;
	OPENSSL_cleanse(model->enable_plain, sizeof(model->enable_plain));
	snprintf(line, sizeof(line), "enable password %s pbkdf2", model->enable_password);
	return cmd_store_apply(store, CMD_SET, "", line, 0, reason, sizeof(reason));
}

struct mgmtd_model *config_default(void)
{
	struct mgmtd_model *model = calloc(1, sizeof(*model));
	if (model == NULL)
		return NULL;
	snprintf(model->hostname, sizeof(model->hostname), "ciscoasa");
	model->buffered_level = LOG_LEVEL_INFO;
	return model;
}

struct mgmtd_model *config_build(
    struct cmd_store *store, const struct mgmtd_model *old, struct cmd_faults *faults)
{
	struct mgmtd_model *model = config_default();
	if (model == NULL)
		return NULL;
	bool ok = cmd_owner_build(&cmd_owner_mgmtd, store, model, faults);
	if (ok && model->enable_plain[0] != '\0' && !seal(store, model, old)) {
		cmd_fault(faults, NULL, "the enable password cannot be hashed; try again");
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
	OPENSSL_cleanse(model->enable_plain, sizeof(model->enable_plain));
	free(model);
}
