/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The users that the daemons run as: "postern-ribd" and so on (the prefix is the build option `users`).
 *
 * Where an account does not exist, as in a build tree, a user id between 61184 and 65519 stands in for it,
 * derived from the account's name, with the group of the same number.
 */
#pragma once
#include <stdbool.h>
#include <sys/types.h>

struct account {
	uid_t uid;
	gid_t gid;
	const gid_t *shared; /* one more group to be in, NULL: none */
};

/* The account of the daemon `name` ("iked"). Reads the user database: call before privileges go. */
struct account account_of(const char *name);

/* Reads the user database for the question below; the calls after the first do nothing. */
void account_load(void);
/* True for root, for the caller's own user and for the user of any daemon of ours. */
bool account_uid_is_ours(uid_t uid);
/* True for the user of posternd's engine, which is no daemon: it may ask, and is given nothing to do. */
bool account_uid_is_engine(uid_t uid);
