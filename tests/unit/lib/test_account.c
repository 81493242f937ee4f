/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/account.h"
#include <unistd.h>
#include "tests/unit/unit.h"

static void every_daemon_has_a_user_of_its_own(void)
{
	static const char *const names[] = {"ribd", "iked", "espd", "bgpd"};
	uid_t uids[4];
	for (unsigned i = 0; i < 4; i++) {
		struct account a = account_of(names[i]), again = account_of(names[i]);
		CU_ASSERT(a.uid != 0 && a.gid != 0);
		CU_ASSERT(a.uid == again.uid && a.gid == again.gid);
		CU_ASSERT(account_uid_is_ours(a.uid));
		uids[i] = a.uid;
		for (unsigned j = 0; j < i; j++)
			CU_ASSERT_NOT_EQUAL(uids[i], uids[j]);
	}
}

static void a_name_without_account_gets_a_stand_in(void)
{
	struct account a = account_of("no-such-daemon-of-ours");
	CU_ASSERT(a.uid >= 61184 && a.uid <= 65519);
	CU_ASSERT_EQUAL(a.gid, a.uid);
	CU_ASSERT_FALSE(account_uid_is_ours(a.uid));
}

static void strangers(void)
{
	CU_ASSERT(account_uid_is_ours(0));
	CU_ASSERT(account_uid_is_ours(geteuid()));
	CU_ASSERT_FALSE(account_uid_is_ours(65534)); /* nobody */
	CU_ASSERT_FALSE(account_uid_is_ours((uid_t)-1));
}

/* It may ask ribd about the interfaces; it is no daemon that may give routes or SAs. */
static void the_engine_is_no_daemon(void)
{
	struct account engine = account_of("mgmtd");
	CU_ASSERT(account_uid_is_engine(engine.uid));
	CU_ASSERT_FALSE(account_uid_is_ours(engine.uid));
	CU_ASSERT_FALSE(account_uid_is_engine(account_of("iked").uid));
}

int main(void)
{
	CU_TestInfo tests[] = {{"every daemon has a user of its own", every_daemon_has_a_user_of_its_own},
	    {"a name without account", a_name_without_account_gets_a_stand_in}, {"strangers", strangers},
	    {"the engine is no daemon", the_engine_is_no_daemon}, CU_TEST_INFO_NULL};
	return unit_main("lib/account", tests);
}
