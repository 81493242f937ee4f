/* SPDX-License-Identifier: Apache-2.0 */
/* show configuration session, history and diff. */
#include <string.h>
#include "shell/calendar.h"
#include "shell/field.h"
#include "shell/layout.h"
#include "shell/render.h"

#define WHEN "%Y-%m-%d %H:%M:%S UTC"

static void print_trial(struct render *r, json_t *trial)
{
	calendar_derive(trial, "deadline_text", "deadline_at", WHEN);
	layout_text(r->out,
	    "The changes of {author} ({source}) are taken back at {deadline_text|an unknown time} unless "
	    "\"commit\" confirms them\n",
	    trial);
}

static void print_sessions(struct render *r, json_t *header)
{
	render_keep_header(r, header);
	if (field_int(header, "count", 0) == 0)
		output_text(r->out, "INFO: There is no configuration session\n");
	else
		output_text(r->out, "Session                          Begun                   Last change    "
				    "         Lines  Author"
				    "            In it\n");
}

static void print_session(struct render *r, json_t *session)
{
	calendar_derive(session, "begun_text", "begun_at", WHEN);
	calendar_derive(session, "changed_text", "changed_at", WHEN);
	layout_text(r->out,
	    "{name:<32} {begun_text:<23|unknown} {changed_text:<23|unknown} {lines:>5}  {author:<16}  "
	    "{editor|nobody}\n",
	    session);
}

static void print_history(struct render *r, json_t *header)
{
	render_keep_header(r, header);
	if (field_int(header, "count", 0) == 0)
		output_text(r->out, "INFO: Nothing has been changed yet\n");
}

static void print_change(struct render *r, json_t *change)
{
	calendar_derive(change, "when_text", "at", WHEN);
	render_derive(change, "unit_text", field_int(change, "lines", 0) == 1 ? "line" : "lines");
	render_derive(change, "comment_text", field_set(change, "comment") ? ": %s" : "%s",
	    field_str(change, "comment", ""));
	layout_text(r->out,
	    "{number:>2}  {when_text:<23|unknown}  by {author} ({source}), {lines} "
	    "{unit_text}{comment_text|}\n",
	    change);
}

static void print_difference(struct render *r, json_t *line)
{
	const char *change = field_str(line, "change", "");
	char mark = strcmp(change, "add") == 0 ? '+' : strcmp(change, "remove") == 0 ? '-' : ' ';
	output_printf(r->out, "%c %s\n", mark, field_str(line, "line", ""));
}

const struct render_entry render_configuration[] = {
    {"configuration_trial", print_trial, NULL},
    {"configuration_session_list", print_sessions, NULL},
    {"configuration_session", print_session, NULL},
    {"configuration_history", print_history, NULL},
    {"configuration_change", print_change, NULL},
    {"difference", print_difference, NULL},
    {NULL, NULL, NULL},
};
