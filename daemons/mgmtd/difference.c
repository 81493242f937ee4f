/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/difference.h"
#include "lib/cmd_render.h"
#include "lib/record.h"

/* "+ hostname gw1", "- hostname gw2", "  interface Tunnel1": mark, blank, the line. */
static void send_line(void *arg, const char *text)
{
	const char *change = *text == '+' ? "add" : *text == '-' ? "remove" : "mode";
	record_send(
	    arg, json_pack("{s:s, s:s, s:s}", "type", "difference", "change", change, "line", text + 2));
}

void difference_send(struct record_out *out, const struct cmd_op_list *list)
{
	cmd_render_ops(list, 0, send_line, out);
}
