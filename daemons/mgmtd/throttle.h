/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Failed logins: how long the next attempt has to wait, and which users are locked.
 *
 * Each failure of a UNIX user doubles the time until he may try again, over all his sessions, from a second to
 * sixteen; ten minutes without a failure, or a login that succeeds, end that. Local users are locked after as
 * many failures as `aaa local authentication attempts max-fail` says, until an operator lets them in again.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct throttle;

struct throttle *throttle_new(void); /* NULL: out of memory */
void throttle_free(struct throttle *t);

/* Microseconds until `uid` may try again, 0 now; `now` is loop_now(). */
int64_t throttle_wait(const struct throttle *t, uid_t uid, int64_t now);
/* An attempt failed. Microseconds until the next one; `*count` (may be NULL) failures in a row. */
int64_t throttle_failed(struct throttle *t, uid_t uid, int64_t now, unsigned *count);
void throttle_passed(struct throttle *t, uid_t uid);

struct throttle_user { /* a local user who gave a wrong password since his last login */
	char name[65];
	unsigned failures;
	int64_t locked_at; /* seconds since the epoch, 0: not locked */
};

/* A wrong password for a local user; `max_fail` 0: count only. True when he is locked by this failure. */
bool throttle_user_failed(struct throttle *t, const char *name, unsigned max_fail, int64_t epoch);
bool throttle_user_locked(const struct throttle *t, const char *name);
/* Forgets the failures of a user, NULL: of all. */
void throttle_user_clear(struct throttle *t, const char *name);
/* The i-th of them, by name; NULL past the last. */
const struct throttle_user *throttle_user_get(const struct throttle *t, unsigned i);
