/* SPDX-License-Identifier: Apache-2.0 */
/* EXEC commands about the session itself: its rights, its terminal, its end. */
#include <stdlib.h>
#include <string.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/config.h"
#include "daemons/mgmtd/confirm.h"
#include "daemons/mgmtd/journal.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/session.h"
#include "lib/cmd_owner.h"
#include "lib/record.h"

static void leave(struct mgmtd *m, struct cmd_call *call, bool end)
{
	if (end)
		session_current(m->sessions)->ended = true;
	record_done(call->out);
}

void mgmtd_exec_exit(struct mgmtd *m, struct cmd_call *call, const struct cmd_exit *args)
{
	leave(m, call, !cmd_place_in_config(&session_current(m->sessions)->place));
}

void mgmtd_exec_quit(struct mgmtd *m, struct cmd_call *call, const struct cmd_quit *args)
{
	leave(m, call, !cmd_place_in_config(&session_current(m->sessions)->place));
}

void mgmtd_exec_logout(struct mgmtd *m, struct cmd_call *call, const struct cmd_logout *args)
{
	leave(m, call, true);
}

void mgmtd_exec_end(struct mgmtd *m, struct cmd_call *call, const struct cmd_end *args)
{
	record_done(call->out);
}

void mgmtd_exec_configure_terminal(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_configure_terminal *args)
{
	record_done(call->out);
}

/* Paging and width are the shell's to act on: it is told with a record. */
static void tell_terminal(struct cmd_call *call, const char *what, uint32_t value)
{
	record_send(call->out, json_pack("{s:s, s:I}", "type", "terminal", what, (json_int_t)value));
	record_done(call->out);
}

void mgmtd_exec_terminal_pager(struct mgmtd *m, struct cmd_call *call, const struct cmd_terminal_pager *args)
{
	tell_terminal(call, "pager", args->lines);
}

void mgmtd_exec_no_terminal_pager(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_no_terminal_pager *args)
{
	tell_terminal(call, "pager", 0);
}

void mgmtd_exec_terminal_width(struct mgmtd *m, struct cmd_call *call, const struct cmd_terminal_width *args)
{
	tell_terminal(call, "width", args->columns);
}

static void monitor(struct mgmtd *m, struct cmd_call *call, bool on)
{
	session_current(m->sessions)->monitor = on;
	record_done(call->out);
}

void mgmtd_exec_terminal_monitor(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_terminal_monitor *args)
{
	monitor(m, call, true);
}

void mgmtd_exec_terminal_no_monitor(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_terminal_no_monitor *args)
{
	monitor(m, call, false);
}

void mgmtd_exec_no_terminal_monitor(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_no_terminal_monitor *args)
{
	monitor(m, call, false);
}

void mgmtd_exec_clear_logging_buffer(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_clear_logging_buffer *args)
{
	journal_clear(m->journal);
	record_done(call->out);
}

static void start_anew(struct mgmtd *m, struct session *s, struct record_out *out)
{
	record_done(out);
	mgmtd_reload(m, s->user);
}

void mgmtd_exec_reload(struct mgmtd *m, struct cmd_call *call, const struct cmd_reload *args)
{
	static const struct confirm_ask ask = {
	    .prompt = "Proceed with reload? [confirm] ", .instead = "reload noconfirm", .go = start_anew};
	if (args->has_noconfirm)
		start_anew(m, session_current(m->sessions), call->out);
	else
		confirm(m, call->out, &ask);
}
