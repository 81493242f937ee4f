/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/account.h"
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/config.h"
#include "lib/cmd_owner.h"

#define ENABLE_MIN 8 /* characters */
#define USER_MIN   3

/* What is verified when there is no such user: the hash of something random. */
static char dummy_hash[PASSWORD_HASH_SIZE];

/* ---- lines of the configuration ---- */

static void take_secret(struct secret *secret, const struct cmd_call *call, const char *text,
    const enum cmd_password_form *form, size_t min)
{
	size_t length = strlen(text);
	if (password_is_hash(text)) {
		snprintf(secret->hash, sizeof(secret->hash), "%s", text);
		secret->reword = form == NULL || *form != CMD_PASSWORD_FORM_PBKDF2;
	} else if (form != NULL && *form == CMD_PASSWORD_FORM_ENCRYPTED) {
		cmd_fault(call->faults, call->line,
		    "MD5 hashes of old releases are not accepted: give the password itself, without "
		    "\"encrypted\"");
	} else if (form != NULL) {
		cmd_fault(call->faults, call->line,
		    "this is not a PBKDF2 hash: give the password itself, without \"pbkdf2\"");
	} else if (length < min || length > PASSWORD_MAX) {
		cmd_fault(call->faults, call->line, "the password must have %zu to %d characters", min,
		    PASSWORD_MAX);
	} else {
		snprintf(secret->plain, sizeof(secret->plain), "%s", text);
	}
}

void mgmtd_set_enable_password(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_enable_password *args)
{
	take_secret(&model->accounts.enable[args->level], call, args->password,
	    args->has_form ? &args->form : NULL, ENABLE_MIN);
}

static struct account_user *find(const struct accounts *a, const char *name)
{
	struct account_user *user;
	HASH_FIND_STR(a->users, name, user);
	return user;
}

void mgmtd_set_username(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_username *args)
{
	struct account_user *user = calloc(1, sizeof(*user));
	if (user == NULL) {
		cmd_fault(call->faults, call->line, "out of memory");
		return;
	}
	snprintf(user->name, sizeof(user->name), "%s", args->name);
	user->level = args->level;
	user->nopassword = args->has_nopassword;
	HASH_ADD_STR(model->accounts.users, name, user);
	if (args->has_password)
		take_secret(
		    &user->secret, call, args->password, args->has_form ? &args->form : NULL, USER_MIN);
}

void mgmtd_set_username_attributes(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_username_attributes *args)
{
}

void mgmtd_set_username_service_type(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_username_service_type *args)
{
	static const enum account_service services[] = {
	    [CMD_SERVICE_TYPE_ADMIN] = ACCOUNT_ADMIN,
	    [CMD_SERVICE_TYPE_NAS_PROMPT] = ACCOUNT_NAS_PROMPT,
	    [CMD_SERVICE_TYPE_REMOTE_ACCESS] = ACCOUNT_REMOTE_ACCESS,
	};
	struct account_user *user = find(&model->accounts, cmd_in_username(call)->name);
	if (user != NULL)
		user->service = services[args->type];
}

void mgmtd_set_aaa_authentication_console(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_aaa_authentication_console *args)
{
	struct accounts *a = &model->accounts;
	a->ssh |= args->line == CMD_AAA_LINE_SSH;
	a->serial |= args->line == CMD_AAA_LINE_SERIAL;
	a->enable_by_user |= args->line == CMD_AAA_LINE_ENABLE;
}

void mgmtd_set_aaa_authorization_exec(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_aaa_authorization_exec *args)
{
	model->accounts.authorize_exec = true;
	model->accounts.auto_enable = args->has_auto_enable;
}

/* Levels hold anyway: on an ASA without this line every user above level 1 may do everything. */
void mgmtd_set_aaa_authorization_command(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_aaa_authorization_command *args)
{
}

void mgmtd_set_aaa_max_fail(
    struct mgmtd_model *model, const struct cmd_call *call, const struct cmd_aaa_max_fail *args)
{
	model->accounts.max_fail = args->count;
}

void mgmtd_set_privilege_level_mode_command(struct mgmtd_model *model, const struct cmd_call *call,
    const struct cmd_privilege_level_mode_command *args)
{
	struct account_rule *rule = calloc(1, sizeof(*rule));
	if (rule == NULL) {
		cmd_fault(call->faults, call->line, "out of memory");
		return;
	}
	rule->kind = (int)args->kind;
	rule->mode = (int)args->mode;
	rule->level = args->level;
	snprintf(rule->command, sizeof(rule->command), "%s", args->command);
	DL_APPEND(model->accounts.rules, rule);
}

/* ---- hashes ---- */

static bool seal_secret(struct secret *secret, const struct secret *old)
{
	if (secret->plain[0] == '\0')
		return true;
	if (old != NULL && password_verify(old->hash, secret->plain))
		memcpy(secret->hash, old->hash, sizeof(secret->hash));
	else if (!password_hash(secret->plain, secret->hash))
		return false;
	OPENSSL_cleanse(secret->plain, sizeof(secret->plain));
	secret->reword = true;
	return true;
}

static bool rewrite(struct cmd_store *store, const char *line)
{
	char reason[128];
	return cmd_store_apply(store, CMD_SET, "", line, 0, reason, sizeof(reason));
}

static bool seal_enable(
    struct accounts *a, unsigned level, const struct accounts *old, struct cmd_store *store)
{
	char line[PASSWORD_HASH_SIZE + 48];
	struct secret *secret = &a->enable[level];
	if (!seal_secret(secret, old == NULL ? NULL : &old->enable[level]))
		return false;
	if (!secret->reword)
		return true;
	secret->reword = false;
	snprintf(line, sizeof(line), "enable password %s level %u pbkdf2", secret->hash, level);
	return rewrite(store, line);
}

static bool seal_user(struct account_user *user, const struct accounts *old, struct cmd_store *store)
{
	char line[PASSWORD_HASH_SIZE + ACCOUNT_NAME_MAX + 48];
	const struct account_user *before = old == NULL ? NULL : find(old, user->name);
	if (!seal_secret(&user->secret, before == NULL ? NULL : &before->secret))
		return false;
	if (!user->secret.reword)
		return true;
	user->secret.reword = false;
	snprintf(line, sizeof(line), "username %s password %s pbkdf2 privilege %u", user->name,
	    user->secret.hash, user->level);
	return rewrite(store, line);
}

bool account_seal(struct accounts *a, const struct accounts *old, struct cmd_store *store)
{
	bool ok = dummy_hash[0] != '\0' || password_hash("", dummy_hash);
	for (unsigned level = 0; ok && level <= ACCOUNT_LEVEL_MAX; level++)
		ok = seal_enable(a, level, old, store);
	for (struct account_user *user = a->users; ok && user != NULL; user = user->hh.next)
		ok = seal_user(user, old, store);
	return ok;
}

/* ---- questions ---- */

const struct account_user *account_find(const struct accounts *a, const char *name)
{
	return find(a, name);
}

bool account_verify(const struct account_user *user, const char *password)
{
	if (user != NULL && user->nopassword)
		return true;
	bool fits = password_verify(user == NULL ? dummy_hash : user->secret.hash, password);
	return fits && user != NULL;
}

void account_clear(struct accounts *a)
{
	struct account_user *user, *next_user;
	struct account_rule *rule, *next_rule;
	HASH_ITER(hh, a->users, user, next_user) {
		HASH_DEL(a->users, user);
		OPENSSL_cleanse(user, sizeof(*user));
		free(user);
	}
	DL_FOREACH_SAFE(a->rules, rule, next_rule)
		free(rule);
	OPENSSL_cleanse(a, sizeof(*a));
}
