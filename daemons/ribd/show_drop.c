/* SPDX-License-Identifier: Apache-2.0 */
/* show asp drop, clear asp drop: the kernel's part. All of it is frames. */
#include <errno.h>
#include <jansson.h>
#include <string.h>
#include "cmd_ribd.h"
#include "daemons/ribd/drop.h"
#include "daemons/ribd/filter.h"
#include "daemons/ribd/ribd.h"
#include "lib/loop.h"
#include "lib/record.h"

void ribd_exec_show_asp_drop(struct ribd *ribd, struct cmd_call *call, const struct cmd_show_asp_drop *args)
{
	uint64_t drops[DROP_KINDS];
	bool frames = args->has_frame || !args->has_flow;
	if (!drop_read(ribd->drops, drops)) {
		record_fail(call->out, "The kernel's counters cannot be read: %s", strerror(errno));
		return;
	}
	json_t *header = json_pack("{s:s, s:s}", "type", "asp_drop_list", "owner", "ribd");
	if (args->has_detail)
		json_object_set_new(header, "detail", json_true());
	if (args->has_frame != args->has_flow)
		json_object_set_new(header, "section", json_string(frames ? "frame" : "flow"));
	if (frames && drop_cleared_at(ribd->drops) != 0)
		json_object_set_new(header, "frame_cleared_at", json_integer(drop_cleared_at(ribd->drops)));
	record_send(call->out, header);
	for (unsigned i = 0; frames && i < DROP_KINDS; i++)
		if (drops[i] != 0)
			record_send(call->out, json_pack("{s:s, s:s, s:s, s:s, s:I}", "type", "asp_drop",
						   "section", "frame", "text", drop_kinds[i].text, "reason",
						   drop_kinds[i].reason, "drops", (json_int_t)drops[i]));
	uint64_t denied = frames ? filter_drops() : 0;
	if (denied != 0)
		record_send(call->out, json_pack("{s:s, s:s, s:s, s:s, s:I}", "type", "asp_drop", "section",
					   "frame", "text", "Flow is denied by configured rule", "reason",
					   "acl-drop", "drops", (json_int_t)denied));
	record_done(call->out);
}

void ribd_exec_clear_asp_drop(struct ribd *ribd, struct cmd_call *call, const struct cmd_clear_asp_drop *args)
{
	if (args->has_flow && !args->has_frame)
		record_done(call->out);
	else if (drop_clear(ribd->drops, loop_wall(ribd->loop))) {
		filter_clear_drops();
		record_done(call->out);
	} else
		record_fail(call->out, "The kernel's counters cannot be read: %s", strerror(errno));
}
