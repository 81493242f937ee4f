/* SPDX-License-Identifier: Apache-2.0 */
/* EXEC commands about local users that failed to log in. */
#include <time.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/session.h"
#include "daemons/mgmtd/throttle.h"
#include "lib/cmd_owner.h"
#include "lib/record.h"

void mgmtd_exec_show_aaa_local_user(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_show_aaa_local_user *args)
{
	const struct throttle_user *user;
	record_send(call->out, json_pack("{s:s}", "type", "local_user_list"));
	for (unsigned i = 0; (user = throttle_user_get(m->throttle, i)) != NULL; i++) {
		if (args->has_locked && user->locked_at == 0)
			continue;
		json_t *record = json_pack("{s:s, s:s, s:I, s:b}", "type", "local_user", "user", user->name,
		    "failures", (json_int_t)user->failures, "locked", user->locked_at != 0);
		if (record != NULL && user->locked_at != 0)
			json_object_set_new(record, "locked_at", json_integer(user->locked_at));
		record_send(call->out, record);
	}
	record_done(call->out);
}

void mgmtd_exec_clear_aaa_local_user_lockout(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_clear_aaa_local_user_lockout *args)
{
	throttle_user_clear(m->throttle, args->has_name ? args->name : NULL);
	record_done(call->out);
}
