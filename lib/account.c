/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/account.h"
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

/* The range that systemd keeps for users without an entry in the database. */
#define FALLBACK_FIRST 61184u
#define FALLBACK_LAST  65519u

static const char *const daemon_names[] = {"ribd", "iked", "espd", "bgpd"};
#define DAEMON_COUNT (sizeof(daemon_names) / sizeof(*daemon_names))

static uid_t daemon_uids[DAEMON_COUNT], engine_uid;
static bool loaded;

static uid_t fallback_uid(const char *name)
{
	uint32_t hash = 2166136261u; /* FNV-1a */
	for (; *name != '\0'; name++)
		hash = (hash ^ (uint8_t)*name) * 16777619u;
	return FALLBACK_FIRST + hash % (FALLBACK_LAST - FALLBACK_FIRST + 1);
}

struct account account_of(const char *name)
{
	char user[64];
	snprintf(user, sizeof(user), "%s-%s", ACCOUNT_PREFIX, name);
	const struct passwd *pw = getpwnam(user);
	if (pw != NULL)
		return (struct account){.uid = pw->pw_uid, .gid = pw->pw_gid};
	uid_t uid = fallback_uid(user);
	return (struct account){.uid = uid, .gid = uid};
}

void account_load(void)
{
	for (unsigned i = 0; i < DAEMON_COUNT && !loaded; i++)
		daemon_uids[i] = account_of(daemon_names[i]).uid;
	if (!loaded)
		engine_uid = account_of("mgmtd").uid;
	loaded = true;
}

bool account_uid_is_ours(uid_t uid)
{
	account_load();
	if (uid == 0 || uid == geteuid())
		return true;
	for (unsigned i = 0; i < DAEMON_COUNT; i++)
		if (uid == daemon_uids[i])
			return true;
	return false;
}

bool account_uid_is_engine(uid_t uid)
{
	account_load();
	return uid == engine_uid;
}
