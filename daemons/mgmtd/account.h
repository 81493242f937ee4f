/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The local users and the enable passwords, as the configuration has them (`username`, `enable password`,
 * `aaa`, `privilege`). A user of the operating system who comes in by the name of a local user is that user.
 */
#pragma once
#include <stdbool.h>
#include <uthash.h>
#include "daemons/mgmtd/password.h"

struct cmd_store;

#define ACCOUNT_NAME_MAX  64 /* characters */
#define ACCOUNT_LEVEL_MAX 15 /* the privilege level that may do everything */
#define ACCOUNT_USER      1  /* the level of user EXEC; privileged EXEC begins above it */

struct secret { /* a password of the configuration; what is typed lives until account_seal() */
	char hash[PASSWORD_HASH_SIZE]; /* "" when none is set */
	char plain[PASSWORD_MAX + 1];
	bool reword; /* the line is to be written anew with the hash and `pbkdf2` */
};

enum account_service {
	ACCOUNT_ADMIN,
	ACCOUNT_NAS_PROMPT,    /* user EXEC only */
	ACCOUNT_REMOTE_ACCESS, /* no management */
};

struct account_user {
	char name[ACCOUNT_NAME_MAX + 1];
	struct secret secret;
	bool nopassword; /* any password will do */
	unsigned level;
	enum account_service service;
	UT_hash_handle hh;
};

struct account_rule { /* a line `privilege` */
	struct account_rule *next, *prev;
	int kind, mode; /* enum cmd_privilege_kind, cmd_privilege_mode */
	unsigned level;
	char command[ACCOUNT_NAME_MAX + 1];
};

struct accounts {
	struct account_user *users;
	struct secret enable[ACCOUNT_LEVEL_MAX + 1];
	struct account_rule *rules;
	bool ssh, serial, enable_by_user; /* aaa authentication … console LOCAL */
	bool authorize_exec, auto_enable; /* aaa authorization exec */
	unsigned max_fail;                /* failures that lock a user; 0: none do */
};

const struct account_user *account_find(const struct accounts *a, const char *name);
/* True when `password` is the user's. NULL `user`: false, after as much work as for one who exists. */
bool account_verify(const struct account_user *user, const char *password);
/* Puts hashes in the place of the passwords that were typed, in the model and in the open transaction of
 * `store`; those of `old` (may be NULL) where they are the same, so that repeating a line changes nothing.
 * False when a hash cannot be made. */
bool account_seal(struct accounts *a, const struct accounts *old, struct cmd_store *store);
/* Frees what `a` holds, not `a`. */
void account_clear(struct accounts *a);
